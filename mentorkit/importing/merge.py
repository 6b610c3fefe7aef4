"""What of a library is new to a store: by id, so that nothing comes twice, and what the store has stays as it is.

A call is one thing with its clock, its notes and its feedback: one that is in the store is left alone, whatever the file has
more of it, since what is missing from it here may have been deleted here. Goals and topics live on from call to call and are
compared one by one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from mentorkit import flow
from mentorkit.importing.whole import Lasting, home, lasting_of
from mentorkit.records import (
    Feedback,
    Goal,
    Left,
    Library,
    Note,
    Profile,
    R,
    Record,
    Session,
    State,
    Student,
    Topic,
    updated,
)
from mentorkit.text import fold


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that is in the store otherwise than in the file. What the store has stays."""

    what: str
    """"student", "call", "goal", "topic", "note" or "feedback"."""
    id: str
    name: str
    """Of the student, "" for anything else: what it is called may be private."""
    differs: tuple[str, ...]
    """In what, in words. () where it is not in the store, though the call is that it belongs to."""


@dataclass(frozen=True, slots=True)
class Namesake:
    """A student of the file who is called as another one of the store is."""

    name: str
    here: str
    """How the one in the store is written."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What an import comes to."""

    new: Library
    """What is to be added, in which every name leads to something that is there then. Goals and topics come with their calls."""
    known: Library
    """What is in the store already: students, sessions, and notes between the calls, equal or not."""
    conflicts: tuple[Conflict, ...]
    namesakes: tuple[Namesake, ...]
    """Where there are any nothing can be added: whether two of one name are one person is for the mentor to say."""


def merged(store: Library, file: Library) -> Merge:
    """Return what importing the file into the store comes to."""
    here = _Here.of(store)
    students = [student for student in file.students if student.id not in here.students]
    known = [session for session in file.sessions if session.id in here.sessions]
    sessions = [session for session in file.sessions if session.id not in here.sessions]
    strays = [record for record in _strays(file) if record.id not in here.records]
    brought = [record for session in sessions for record in lasting_of(session) if home(record) == session.id]
    there = {**here.lasting} | {r.id: r for r in (*brought, *strays) if r.id not in here.records}
    new = Library(
        students=tuple(students),
        sessions=tuple(_fitting(session, here, there) for session in sessions),
        goals=tuple(record for record in strays if isinstance(record, Goal)),
        topics=tuple(record for record in strays if isinstance(record, Topic)),
        notes=_fitting_notes(file.notes, here, there),
        left={session.id: file.left[session.id] for session in sessions if session.id in file.left},
        described=file.described,
    )
    return Merge(
        new=new,
        known=Library(
            students=tuple(student for student in file.students if student.id in here.students),
            sessions=tuple(known),
            notes=tuple(note for note in file.notes if note.id in here.records),
        ),
        conflicts=(
            *_of_people(here, file),
            *_of_calls(here, file, known),
            *_of_records(here, file, sessions),
        ),
        namesakes=tuple(_namesakes(students, store.students)),
    )


@dataclass(frozen=True, slots=True)
class _Here:
    """What the store has, by id."""

    students: Mapping[str, Student]
    sessions: Mapping[str, Session]
    left: Mapping[str, Left]
    records: Mapping[str, Record]
    lasting: Mapping[str, Lasting]
    calls: Mapping[str, str]
    """In which call each note and line of feedback was written down; those between the calls are not in it."""

    @classmethod
    def of(cls, store: Library) -> "_Here":
        """Return what a library has."""
        records: dict[str, Record] = {note.id: note for note in store.notes}
        lasting = {record.id: record for record in _strays(store)}
        for session in store.sessions:
            records |= {note.id: note for note in session.notes}
            records |= {line.id: line for line in session.feedback}
            lasting |= {r.id: r for r in lasting_of(session) if home(r) == session.id}
        return cls(
            {student.id: student for student in store.students},
            {session.id: session for session in store.sessions},
            store.left,
            records | lasting,
            lasting,
            {record_id: s.id for s in store.sessions for record_id in _written_in(s)},
        )


def _written_in(session: Session) -> list[str]:
    """Ids of the notes and the lines of feedback of a call."""
    return [*(note.id for note in session.notes), *(line.id for line in session.feedback)]


def _strays(library: Library) -> list[Lasting]:
    """What belongs to no session."""
    every: list[Lasting] = [*library.goals, *library.topics]
    return [record for record in every if home(record) is None]


N = TypeVar("N", Note, Feedback)


def _fitting(session: Session, here: _Here, there: Mapping[str, Lasting]) -> Session:
    """The session without what is in the store under the same id, and without links to what will not be there."""

    def stays(record: Lasting) -> bool:
        return record.id in there and (home(record) != session.id or record.id not in here.records)

    return replace(
        session,
        notes=_fitting_notes(session.notes, here, there),
        feedback=_fitting_notes(session.feedback, here, there),
        goals=tuple(filter(stays, session.goals)),
        topics=tuple(filter(stays, session.topics)),
    )


def _fitting_notes(records: Iterable[N], here: _Here, there: Mapping[str, Lasting]) -> tuple[N, ...]:
    """The new ones, about nothing where their topic was deleted in the store."""
    return tuple(
        record if isinstance(there.get(record.topic or ""), Topic) else updated(record, topic=None)
        for record in records
        if record.id not in here.records
    )


def _namesakes(new: Iterable[Student], known: Iterable[Student]) -> list[Namesake]:
    names = {fold(student.name): student.name for student in known}
    return [Namesake(s.name, names[fold(s.name)]) for s in new if fold(s.name) in names]


# ---- what is there otherwise


def _of_people(here: _Here, file: Library) -> Iterator[Conflict]:
    for student in file.students:
        known = here.students.get(student.id)
        if known and (ways := _of_student(known, student)):
            yield Conflict("student", student.id, known.name, ways)


def _of_calls(here: _Here, file: Library, known: Iterable[Session]) -> Iterator[Conflict]:
    for session in known:
        ways = _of_session(here.sessions[session.id], session)
        ways += _of_left(here.left.get(session.id), file.left.get(session.id))
        if ways:
            yield Conflict("call", session.id, "", ways)


def _of_student(one: Student, other: Student) -> tuple[str, ...]:
    ways = [] if one.name == other.name else ["name"]
    if one.added_at != other.added_at:
        ways.append("when they were added")
    return (*ways, *_fields(one.profile, other.profile))


def _plain(record: R) -> R:
    """The record with its moments to the millisecond: older exports say them no finer."""
    at = _to_the_millisecond(record.at)
    if not isinstance(record, Goal):
        return updated(record, at=at)
    return updated(
        record, at=at, life=tuple(replace(step, at=_to_the_millisecond(step.at)) for step in record.life)
    )


def _to_the_millisecond(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _fields(one: Profile | Record, other: Profile | Record) -> tuple[str, ...]:
    names = (field.name for field in fields(one))
    return tuple(
        name.replace("_", " ") for name in names if getattr(one, name, None) != getattr(other, name, None)
    )


def _of_session(one: Session, other: Session) -> tuple[str, ...]:
    """In what two recordings of one call differ."""
    compared: dict[str, tuple[Any, Any]] = {
        "plan": (one.plan, other.plan),
        "begin": (one.created_at, other.created_at),
        "whether it ended": (one.state is State.ENDED, other.state is State.ENDED),
        "clock": ((one.log, one.seen_at), (other.log, other.seen_at)),
        "students": ([s.id for s in one.students], [s.id for s in other.students]),
        "notes": (set(map(_plain, one.notes)), set(map(_plain, other.notes))),
        "feedback": (set(map(_plain, one.feedback)), set(map(_plain, other.feedback))),
        "next call": (_agreed(one), _agreed(other)),
        "what came along": (
            {(r.id, r.number) for r in one.carried},
            {(r.id, r.number) for r in other.carried},
        ),
    }
    return tuple(name for name, (here, there) in compared.items() if here != there)


def _agreed(session: Session) -> Any:
    """The next call without what follows from other sessions."""
    call = session.next_call
    return call and (_to_the_second(call.at), call.minutes, call.audience)


def _to_the_second(moment: datetime) -> datetime:
    """The moment rounded, as older exports say it."""
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)


def _of_left(one: Left | None, other: Left | None) -> tuple[str, ...]:
    """In what it differs where they were left; an older export does not say."""
    if one is None or other is None:
        return ()
    ways = []
    if one.draft != other.draft:
        ways.append("half-typed line")
    if flow.from_data(dict(one.walk)) != flow.from_data(dict(other.walk)):
        ways.append("place in the prompts")
    if one.seen != other.seen:
        ways.append("last sign of life")
    return tuple(ways)


def _of_records(here: _Here, file: Library, new: Iterable[Session]) -> Iterator[Conflict]:
    """Of what is compared one by one, that which is otherwise in the store, or missing there from a call that it has."""
    for session in file.sessions:
        for record in lasting_of(session):
            if home(record) == session.id:
                yield from _of_record(here, record, session.id)
    for stray in _strays(file):
        yield from _of_record(here, stray, None)
    for note in file.notes:
        yield from _of_record(here, note, None)
    for session in new:
        for note in session.notes:
            yield from _of_record(here, note, None, session.id)
        for line in session.feedback:
            yield from _of_record(here, line, None, session.id)


def _of_record(
    here: _Here, record: Record, session_id: str | None, call: str | None = None
) -> Iterator[Conflict]:
    """`session_id`: of a call that may be here without it; `call`: in which a note was written down."""
    known = here.records.get(record.id)
    if known is None and session_id in here.sessions:
        yield Conflict(_word(record), record.id, "", ())
    elif known is not None and type(known) is not type(record):
        yield Conflict(_word(record), record.id, "", (f"being a {_word(known)}",))
    elif known is not None and (
        ways := (*_in_call(here, record, call), *_fields(_plain(known), _plain(record)))
    ):
        yield Conflict(_word(record), record.id, "", ways)


def _in_call(here: _Here, record: Record, call: str | None) -> tuple[str, ...]:
    if isinstance(record, Goal | Topic) or here.calls.get(record.id) == call:
        return ()
    return ("call",)


def _word(record: Record) -> str:
    return type(record).__name__.lower()
