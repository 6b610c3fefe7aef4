"""Stores with years of calls in them, for the benchmarks: invented, and written in one go."""

import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mentorkit import agenda, flow, plan
from mentorkit.agenda import Do, Event
from mentorkit.plan import Plan
from mentorkit.planfile import load_plan, shipped_plans
from mentorkit.records import (
    Evidence,
    Feedback,
    Goal,
    GoalEvent,
    GoalStatus,
    NextCall,
    Note,
    NoteKind,
    Profile,
    Record,
    Student,
    Topic,
    stepped,
)
from mentorkit.store import Store, rows
from mentorkit.store.rows import Row

RHYTHM = timedelta(days=14)
LAST = datetime.now(UTC).replace(hour=18, minute=0, second=0, microsecond=0) - RHYTHM / 2
"""When the last call was: the next one, which was agreed on in it, is ahead."""
KINDS = (NoteKind.ANSWER, NoteKind.ANSWER, NoteKind.HOMEWORK, NoteKind.ANSWER, NoteKind.NOTE, NoteKind.NOTE,
         NoteKind.REMEMBER, NoteKind.PRAISE, NoteKind.REMEDY, NoteKind.HELP)  # fmt: skip
"""Of the ten notes of a call."""
TEXT = "Worked through the third exercise aloud and said why the loop ends one too early."


class Book:
    """The rows of a store, gathered by table and written in one go: ten thousand calls through `Runner` take an hour."""

    def __init__(self, store: Store) -> None:
        self._db = store._db
        self._rows: dict[str, list[Row]] = defaultdict(list)

    def add(self, table: str, row: Row) -> None:
        self._rows[table].append(row)

    def put(self, record: Record, session_id: str | None, at: float) -> None:
        """Add a record with its entry in the journal."""
        table, row = rows.record_row(record, session_id)
        self.add(table, row)
        self.journal(session_id, at, record.at, "put", {"table": table, "row": row})

    def journal(self, session_id: str | None, at: float, utc: datetime, do: str, data: Row) -> None:
        entry = {"session_id": session_id, "at": at, "utc": rows.utc_text(utc), "do": do}
        self.add("journal", entry | {"data": json.dumps(data)})

    def write(self) -> None:
        self._db.execute("BEGIN")
        for table in ("student", "session", "attendance", "topic", "note", "goal", "feedback", "next_call",
                      "carried", "journal"):  # fmt: skip
            if found := self._rows.pop(table, []):
                columns, values = ", ".join(found[0]), ", ".join(f":{name}" for name in found[0])
                self._db.executemany(f"INSERT INTO {table} ({columns}) VALUES ({values})", found)
        self._db.execute("COMMIT")


def build(path: Path, students: int, calls: int) -> None:
    """Make a store at `path`: every tenth call is one of two students together."""
    the_plan = load_plan(shipped_plans() / "default.yaml")
    first = LAST - (calls - 1) * RHYTHM
    everybody = [_student(number, first) for number in range(students)]
    with Store.writer(path) as store:
        store._db.execute("PRAGMA synchronous = OFF")
        book = Book(store)
        for student in everybody:
            book.add("student", rows.student_row(student))
            book.journal(None, 0.0, first, "student", rows.student_row(student))
        for number in range(calls):
            for position, student in enumerate(everybody):
                together = number % 10 == 9 and students > 1
                other = everybody[(position + 1) % students]
                whom = (student, other) if together else (student,)
                _call(book, the_plan, number, first + number * RHYTHM, whom)
            book.write()


def _student(number: int, since: datetime) -> Student:
    profile = Profile(full_name=f"Student Number {number}", pronouns="they", channel="#class", hours=6.0)
    return Student(f"student-{number}", f"Student{number}", since, profile)


def _log(the_plan: Plan) -> list[Event]:
    log: list[Event] = []
    for number, do in enumerate([Do.START, *[Do.NEXT] * 5, Do.END]):
        event = agenda.act(the_plan, log, do, 720.0 * number)
        assert event is not None
        log.append(event)
    return log


def _call(book: Book, the_plan: Plan, number: int, begun: datetime, students: tuple[Student, ...]) -> None:
    first = students[0]
    name = f"{begun:%Y%m%d}-{first.id}"
    owner = first.id if len(students) == 1 else None
    book.add("session", {
        "id": name, "plan": json.dumps(plan.as_data(the_plan)), "created_at": rows.utc_text(begun), "ended": 1,
        "boot": "old", "anchor": 0.0, "seen_at": 4320.0, "seen_utc": rows.utc_text(begun),
        "walk": json.dumps(flow.as_data(flow.Walk())),
    })  # fmt: skip
    for position, student in enumerate(students):
        book.add("attendance", {"session_id": name, "student_id": student.id, "position": position})
    numbers = {}
    if number:
        before = f"{begun - RHYTHM:%Y%m%d}-{first.id}"
        numbers = {f"{before}.11": 1, f"{before}.14": 2}
    about = {"plan": the_plan.id, "students": [student.id for student in students], "carried": numbers}
    book.journal(name, 0.0, begun, "session", about)
    for event in _log(the_plan):
        book.journal(name, event.at, begun, "clock", rows.event_data(event))
    _records(book, name, number, begun, owner)
    settled = rows.next_call_row(NextCall(begun + RHYTHM, 70), name)
    book.add("next_call", settled)
    book.journal(name, 4300.0, begun, "next_call", settled)
    for record, place in numbers.items():
        book.add("carried", {"session_id": name, "record_id": record, "number": place})
    between = begun + timedelta(days=3)
    book.put(Note(f"{name}.between", number + 1, between, TEXT, student=first.id), None, 0.0)


def _records(book: Book, name: str, number: int, begun: datetime, owner: str | None) -> None:
    """Ten notes, three goals and two topics of which one in thirty stays open, and a line of feedback."""
    stays = number % 30 == 29
    over = None if stays else name
    for place, (text, evidence) in enumerate(
        (("loops", Evidence.EXPLAINED), ("return values", Evidence.WITH_HINT)), 14
    ):
        book.put(Topic(f"{name}.{place}", place, begun, text, student=owner, opened_in=name, evidence=evidence,
                       closed_in=over), name, 60.0)  # fmt: skip
    for place, kind in enumerate(KINDS, 1):
        prompt, text = ("hours", "4") if place == 1 else (None, TEXT)
        topic = f"{name}.14" if kind in (NoteKind.REMEDY, NoteKind.NOTE) else None
        at = begun + timedelta(minutes=place)
        book.put(Note(f"{name}.{place}", place, at, text, kind=kind, student=owner, prompt=prompt, topic=topic),
                 name, 60.0 * place)  # fmt: skip
    for place in (11, 12, 13):
        goal = stepped(
            Goal(f"{name}.{place}", place, begun, TEXT, student=owner, set_in=name),
            begun,
            name,
            GoalEvent.SET,
        )
        done = goal if stays else stepped(goal, begun, name, status=GoalStatus.DONE, closed_in=name)
        book.put(done, name, 60.0 * place)
    book.put(Feedback(f"{name}.16", 16, begun, TEXT, student=owner, precise=TEXT), name, 960.0)
