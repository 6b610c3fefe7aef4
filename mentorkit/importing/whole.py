"""A whole library export, read back: its parts by themselves, and then whether they fit together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mentorkit.importing.entry import Entry, Faults, NotImportedError
from mentorkit.importing.sessions import Recorded, read_session
from mentorkit.importing.syntax import read_json
from mentorkit.importing.values import shown
from mentorkit.importing.written import MANY, read_goal, read_note, read_student, read_topic
from mentorkit.records import Feedback, Goal, Library, Note, Record, Session, Student, Topic, updated
from mentorkit.text import fold

FORMAT = 1
"""The version of the format that is read."""

_RIGHT_FILE = "The file to import is made by: mentorkit export --all -o FILE"


def read_library(content: bytes, name: str) -> Library:
    """Return the library that the bytes of a file are an export of; NotImportedError, a line a fault, otherwise.

    `name` is what the file is called in what is said. Goals and topics that came along into a session are in it as they were
    in the export; the sessions are those that nobody runs, whatever the export says of one.
    """
    data = _checked_kind(read_json(content, name), name)
    faults = Faults(name)
    root = Entry(data, "", faults)
    students, described = _students(root)
    known = {student.id: student for student in students}
    recorded = [read_session(entry, known) for entry in root.entries("sessions")]
    library = Library(
        students=students,
        sessions=tuple(one.session for one in recorded),
        goals=tuple(map(read_goal, root.entries("goals"))),
        topics=tuple(map(read_topic, root.entries("topics"))),
        notes=tuple(map(read_note, root.entries("notes", []))),
        left={one.session.id: one.left for one in recorded if one.left},
        described=described,
    )
    faults.check()
    _Fit(library, recorded, faults).check()
    faults.check()
    return library


def _checked_kind(data: Any, name: str) -> dict[str, Any]:
    if not isinstance(data, dict) or "mentorkit" not in data:
        raise NotImportedError(f"{name}: this is no export of mentorkit.", _RIGHT_FILE)
    version, kind = data["mentorkit"], data.get("kind")
    if isinstance(version, int | float) and version > FORMAT:
        raise NotImportedError(
            f"{name}: this is of the format {version}, and this mentorkit reads {FORMAT}.",
            "It was made by a newer mentorkit: install that one here too.",
        )
    if version is True or version != FORMAT:
        raise NotImportedError(f"{name}: mentorkit: {shown(version)} is no format; it is {FORMAT}.")
    if kind in ("session", "sessions"):
        raise NotImportedError(
            f"{name}: this is an export of {'one call' if kind == 'session' else 'some calls'}, without the plan"
            " and without who they are with: too little to import.",
            _RIGHT_FILE,
        )
    if kind != "library":
        raise NotImportedError(f"{name}: this is no export of a whole store ({shown(kind)}).", _RIGHT_FILE)
    return data


def _students(root: Entry) -> tuple[tuple[Student, ...], dict[str, int]]:
    students: list[Student] = []
    described: dict[str, int] = {}
    names: dict[str, str] = {}
    for entry in root.entries("students"):
        student = read_student(entry)
        if student.id in described and student.id != "?":
            entry.wrong("id", f"{shown(student.id)} is another student's too")
        name = fold(student.name)
        if name in names and name != "?":
            entry.wrong(
                "name",
                f"{shown(student.name)} is called as {shown(names[name])} of the file is: two are never taken for one",
            )
        names[name] = student.name
        students.append(student)
        described[student.id] = entry.whole("described", 1, MANY, 1)
    return tuple(students), described


# ---- whether the parts fit together

Lasting = Goal | Topic


def home(record: Lasting) -> str | None:
    """Return the id of the session in which a goal was set or a topic was opened."""
    return record.set_in if isinstance(record, Goal) else record.opened_in


def lasting_of(session: Session) -> list[Lasting]:
    """Return the goals and topics of a session, those that came along too."""
    return [*session.goals, *session.topics]


@dataclass(slots=True)
class _Fit:
    """What names what. Every part is right by itself."""

    library: Library
    recorded: list[Recorded]
    faults: Faults
    places: dict[str, str] = field(default_factory=dict)
    """Where each record stands that belongs there, by id."""
    lasting: dict[str, Lasting] = field(default_factory=dict)
    """Goals and topics as they stand where they belong."""
    students: frozenset[str] = frozenset()
    sessions: frozenset[str] = frozenset()

    def check(self) -> None:
        """Note whatever does not fit."""
        self.students = frozenset(student.id for student in self.library.students)
        self.sessions = frozenset(one.session.id for one in self.recorded)
        self._sessions()
        self._present()
        for place, record in self._own():
            if record.id in self.places:
                self.faults.add(
                    f"{place}.id", f"{shown(record.id)} is the id of {self.places[record.id]} too"
                )
            self.places.setdefault(record.id, place)
            if isinstance(record, Goal | Topic):
                self.lasting.setdefault(record.id, record)
            self._names(place, record)
        for place, copy, came_along in self._copies():
            self._same(place, copy, came_along=came_along)
        self._topics()

    def _sessions(self) -> None:
        seen: set[str] = set()
        for one in self.recorded:
            if one.session.id in seen:
                one.entry.wrong("id", f"{shown(one.session.id)} is another session's too")
            seen.add(one.session.id)
            came = [record.id for record in one.session.carried]
            for twice in sorted({record_id for record_id in came if came.count(record_id) > 1}):
                one.entry.wrong("goals", f"{shown(twice)} stands twice among what came along")

    def _present(self) -> None:
        """Whether what was written down in a call is about somebody who was there: it would go with those who were."""
        for one in self.recorded:
            present = {student.id for student in one.session.students}
            for place, record in self._of(one):
                who = record.student
                if present and who in self.students and who not in present:
                    self.faults.add(f"{place}.student", f"{shown(who)} is not in this call")

    def _own(self) -> Iterator[tuple[str, Record]]:
        """Every record once, where it belongs, with its place."""
        for one in self.recorded:
            yield from self._of(one)
        for number, note in enumerate(self.library.notes):
            yield f"notes[{number}]", note
        for key, records in _kinds((), self.library.goals, self.library.topics, ()):
            for number, record in enumerate(records):
                if isinstance(record, Goal | Topic) and home(record) is None:
                    yield f"{key}[{number}]", record

    def _of(self, one: Recorded) -> Iterator[tuple[str, Record]]:
        """Every record that belongs to a session, with its place."""
        session = one.session
        for key, records in _kinds(session.notes, session.goals, session.topics, session.feedback):
            for number, record in enumerate(records):
                if not isinstance(record, Goal | Topic) or home(record) == session.id:
                    yield one.entry.at(f"{key}[{number}]"), record

    def _copies(self) -> Iterator[tuple[str, Lasting, bool]]:
        """Goals and topics where they stand once more: with a session that they came along into, and as what is open."""
        for one in self.recorded:
            for key, records in _kinds((), one.session.goals, one.session.topics, ()):
                for number, record in enumerate(records):
                    if isinstance(record, Goal | Topic) and home(record) != one.session.id:
                        yield one.entry.at(f"{key}[{number}]"), record, True
        for key, records in _kinds((), self.library.goals, self.library.topics, ()):
            for number, record in enumerate(records):
                if isinstance(record, Goal | Topic) and home(record) is not None:
                    yield f"{key}[{number}]", record, False

    def _names(self, place: str, record: Record) -> None:
        """Whether there is what a record names."""
        if record.student is not None and record.student not in self.students:
            self.faults.add(
                f"{place}.student", f"{shown(record.student)} is not among the students of the file"
            )
        closed = record.closed_in if isinstance(record, Goal | Topic) else None
        if closed is not None and closed not in self.sessions:
            self.faults.add(f"{place}.closed_in", f"{shown(closed)} is no session of the file")

    def _same(self, place: str, copy: Lasting, *, came_along: bool) -> None:
        own = self.lasting.get(copy.id)
        if own is None:
            self.faults.add(
                place,
                f"{shown(copy.id)} does not stand with the session that it says it is of ({home(copy)})",
            )
        elif (updated(copy, number=own.number) if came_along else copy) != own:
            self.faults.add(place, f"{shown(copy.id)} is not the same as at {self.places[copy.id]}")

    def _topics(self) -> None:
        """Whether what notes and feedback are about is a topic of the file."""
        for place, record in self._own():
            topic = record.topic if isinstance(record, Note | Feedback) else None
            if topic is not None and not isinstance(self.lasting.get(topic), Topic):
                self.faults.add(f"{place}.topic", f"{shown(topic)} is no topic of the file")


def _kinds(
    notes: Iterable[Note], goals: Iterable[Goal], topics: Iterable[Topic], feedback: Iterable[Feedback]
) -> tuple[tuple[str, Iterable[Record]], ...]:
    return ("notes", notes), ("goals", goals), ("topics", topics), ("feedback", feedback)
