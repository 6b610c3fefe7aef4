"""What `mentorkit prep` costs with years of calls in the store, against a store with two calls, measured in turns.

    python tests/bench/bench_prep.py [ROUNDS]

The large store holds fifty students of two hundred calls each. Bytecode is cached, as on a mentor's machine. The target:
at most 1.5 times what the small store takes. Exit code 1 where it is more.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
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

STUDENTS, CALLS = 50, 200
AT_MOST = 1.5
FIRST = datetime(2018, 1, 8, 18, 0, tzinfo=UTC)
RHYTHM = timedelta(days=14)
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
    everybody = [_student(number) for number in range(students)]
    with Store.writer(path) as store:
        store._db.execute("PRAGMA synchronous = OFF")
        book = Book(store)
        for student in everybody:
            book.add("student", rows.student_row(student))
        for number in range(calls):
            for position, student in enumerate(everybody):
                together = number % 10 == 9 and students > 1
                other = everybody[(position + 1) % students]
                _call(book, the_plan, number, (student, other) if together else (student,))
            book.write()


def _student(number: int) -> Student:
    profile = Profile(full_name=f"Student Number {number}", pronouns="they", channel="#class", hours=6.0)
    return Student(f"student-{number}", f"Student{number}", FIRST, profile)


def _log(the_plan: Plan) -> list[Event]:
    log: list[Event] = []
    for number, do in enumerate([Do.START, *[Do.NEXT] * 5, Do.END]):
        event = agenda.act(the_plan, log, do, 720.0 * number)
        assert event is not None
        log.append(event)
    return log


def _call(book: Book, the_plan: Plan, number: int, students: tuple[Student, ...]) -> None:
    first = students[0]
    begun = FIRST + number * RHYTHM
    name = f"{begun:%Y%m%d}-{first.id}"
    owner = first.id if len(students) == 1 else None
    book.add("session", {
        "id": name, "plan": json.dumps(plan.as_data(the_plan)), "created_at": rows.utc_text(begun), "ended": 1,
        "boot": "old", "anchor": 0.0, "seen_at": 4320.0, "seen_utc": rows.utc_text(begun),
        "walk": json.dumps(flow.as_data(flow.Walk())),
    })  # fmt: skip
    for position, student in enumerate(students):
        book.add("attendance", {"session_id": name, "student_id": student.id, "position": position})
    for event in _log(the_plan):
        book.journal(name, event.at, begun, "clock", rows.event_data(event))
    _records(book, name, number, begun, owner)
    book.add("next_call", rows.next_call_row(NextCall(begun + RHYTHM, 70), name))
    if number:
        before = f"{begun - RHYTHM:%Y%m%d}-{first.id}"
        for place, record in enumerate((f"{before}.11", f"{before}.14"), 1):
            book.add("carried", {"session_id": name, "record_id": record, "number": place})
    between = begun + timedelta(days=3)
    book.put(Note(f"{name}.between", number, between, TEXT, student=first.id), None, 0.0)


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


def measure(homes: dict[str, Path], rounds: int, pyc: Path) -> dict[str, float]:
    """Return the medians in seconds by name, measured in turns."""
    base = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {name: [] for name in homes}
    for number in range(rounds + 1):  # the first round fills the caches and does not count
        for name, home in homes.items():
            env = base | {"HOME": str(home), "MENTORKIT_HOME": str(home), "PYTHONPYCACHEPREFIX": str(pyc)}
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "mentorkit", "prep", "Student0"],
                env=env,
                stdout=subprocess.DEVNULL,
                check=True,
            )
            if number:
                times[name].append(time.perf_counter() - begun)
    return {name: statistics.median(found) for name, found in times.items()}


def at_the_start_of_a_call(path: Path) -> float:
    """Return how long everything that `run` looks up about earlier calls takes in that store, in seconds."""
    with Store.reader(path) or sys.exit("nothing was built") as store:
        begun = time.perf_counter()
        ids = ["student-0"]
        store.open_goals(ids), store.open_topics(ids), store.earlier(ids, FIRST + RHYTHM * CALLS)
        return time.perf_counter() - begun


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        homes = {"small": root / "small", "large": root / "large"}
        stores = {name: home / "mentorkit.db" for name, home in homes.items()}
        build(stores["small"], 1, 2)
        build(stores["large"], STUDENTS, CALLS)
        found = measure(homes, rounds, root / "pyc")
        for name, store in stores.items():
            print(
                f"{name}: {store.stat().st_size / 1e6:6.1f} MB  prep {found[name] * 1000:4.0f} ms"
                f"  lookups of a call's start {at_the_start_of_a_call(store) * 1000:4.1f} ms"
            )
    ratio = found["large"] / found["small"]
    print(
        f"ratio {ratio:.2f}, at most {AT_MOST}, medians of {rounds} rounds; large: {STUDENTS} x {CALLS} calls"
    )
    return int(ratio > AT_MOST)


if __name__ == "__main__":
    sys.exit(main())
