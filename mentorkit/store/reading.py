"""Reading sessions. See `schema.py` for the tables and `rows.py` for what a row becomes."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mentorkit import agenda
from mentorkit.agenda import Event
from mentorkit.errors import NotFoundError, StoreError
from mentorkit.records import (
    Earlier,
    Goal,
    Library,
    NextCall,
    Note,
    NoteKind,
    Session,
    State,
    Student,
    Topic,
)
from mentorkit.store import recall, rows
from mentorkit.store.connection import damaged
from mentorkit.store.faults import in_words, is_damage
from mentorkit.store.rows import Row


@dataclass(frozen=True, slots=True)
class Moment:
    """When something is written: seconds on the session's timeline, and the instant on the wall in UTC."""

    at: float
    utc: datetime


@dataclass(frozen=True, slots=True)
class Anchor:
    """How a session's timeline hangs on the clock of a boot, and when it last gave a sign of life."""

    boot: str
    zero: float
    """Reading of the boot's clock at zero of the timeline, seconds."""
    seen: Moment


@dataclass(frozen=True, slots=True)
class Summary:
    """One line about a session, for lists."""

    id: str
    plan_id: str
    plan_title: str
    students: tuple[str, ...]
    created_at: datetime
    state: State
    records: int


class Readings:
    """What can be read of a store through an open connection."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None, *, alone: bool) -> None:
        """`alone` where no other process can be writing: we hold the writer's lock, or there is no file."""
        connection.row_factory = _by_name
        self._db = connection
        self._path = path
        self._alone = alone
        self._running: str | None = None
        """The session that this process runs."""

    def remembered(self, name: str) -> str:
        """Return what was remembered under that name, "" for nothing."""
        found = self._all("SELECT value FROM liking WHERE name = ?", name)
        return str(found[0]["value"]) if found else ""

    @contextmanager
    def _one_state(self) -> Iterator[None]:
        """Have all that is read within this be of one moment, whatever another process writes meanwhile."""
        if self._db.in_transaction:
            yield
            return
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def at_one_moment(self) -> AbstractContextManager[None]:
        """Have several readings within this be of one moment, whatever another process writes meanwhile."""
        return self._one_state()

    def _all(self, query: str, *values: object) -> list[Row]:
        try:
            return self._db.execute(query, values).fetchall()
        except sqlite3.Error as error:
            if self._path and is_damage(error):
                raise damaged(self._path, in_words(error)) from error
            raise StoreError(f"{self._path} cannot be read: {in_words(error)}.") from error

    def _one(self, query: str, *values: object) -> Row:
        found = self._all(query, *values)
        if not found:
            raise NotFoundError("That is not in the store.")
        return found[0]

    def students(self) -> tuple[Student, ...]:
        """Return everybody, in the order in which they were added."""
        return tuple(rows.student(row) for row in self._all("SELECT * FROM student ORDER BY added_at, id"))

    def draft(self, session_id: str) -> str:
        """Return the half-typed line of a session, "" where there is none."""
        found = self._all("SELECT text FROM draft WHERE session_id = ?", session_id)
        return str(found[0]["text"]) if found else ""

    def anchor(self, session_id: str) -> Anchor:
        """Return how the session's timeline hangs on a clock."""
        row = self._one("SELECT * FROM session WHERE id = ?", session_id)
        return Anchor(row["boot"], row["anchor"], Moment(row["seen_at"], rows.instant(row["seen_utc"])))

    def walk(self, session_id: str) -> Row:
        """Return where in the prompts the session is, as `save` was given it."""
        return rows.data_of(self._one("SELECT walk FROM session WHERE id = ?", session_id)["walk"])

    def running(self) -> str | None:
        """Return the id of the session that some process is running now."""
        if self._alone or self._path is None:
            return self._running  # nobody else can be: what the table says is left over from a crash
        found = self._all("SELECT session_id FROM running")
        if not found:
            return None
        from mentorkit.store.lock import is_held

        return str(found[0]["session_id"]) if is_held(self._path) else None

    def session(self, session_id: str) -> Session:
        """Return a session with everything in it; NotFoundError where there is none of that id."""
        return self.sessions((session_id,))[0]

    def sessions(self, session_ids: Iterable[str]) -> tuple[Session, ...]:
        """Return those sessions as `session` does, all of one moment."""
        known: recall.Agreements = {}
        with self._one_state():
            return tuple(self._session(session_id, known) for session_id in session_ids)

    def _session(self, session_id: str, known: recall.Agreements) -> Session:
        row = self._one("SELECT * FROM session WHERE id = ?", session_id)
        numbers = {
            found["record_id"]: found["number"]
            for found in self._all("SELECT * FROM carried WHERE session_id = ?", session_id)
        }
        return Session(
            id=session_id,
            plan=rows.plan_of(row["plan"]),
            students=self._attending(session_id),
            created_at=rows.instant(row["created_at"]),
            state=self._state(row, None if row["ended"] else self.running()),
            seen_at=row["seen_at"],
            log=self._log(session_id),
            notes=tuple(map(rows.note, self._of("note", "session_id", session_id))),
            goals=self._carrying(map(rows.goal, self._of("goal", "set_in", session_id)), numbers),
            topics=self._carrying(map(rows.topic, self._of("topic", "opened_in", session_id)), numbers),
            feedback=tuple(map(rows.feedback, self._of("feedback", "session_id", session_id))),
            next_call=recall.next_call(self._all, session_id, known),
            last_number=self._last_number(session_id),
        )

    def _last_number(self, session_id: str) -> int:
        return self._one(LAST_NUMBER, session_id)["n"] or 0

    def _of(self, table: str, column: str, session_id: str) -> list[Row]:
        """The rows of a session, and of what it carries where the table has such."""
        query = f"SELECT * FROM {table} WHERE {column} = ?1"
        if table in ("goal", "topic"):
            query += " OR id IN (SELECT record_id FROM carried WHERE session_id = ?1)"
        return self._all(f"{query} ORDER BY at, number", session_id)

    @staticmethod
    def _carrying(records: Iterable[Any], numbers: dict[str, int]) -> tuple[Any, ...]:
        numbered = (replace(record, number=numbers.get(record.id, record.number)) for record in records)
        return tuple(sorted(numbered, key=lambda record: record.number))

    def _log(self, session_id: str) -> tuple[Event, ...]:
        query = "SELECT data FROM journal WHERE session_id = ? AND do = 'clock' ORDER BY id"
        return tuple(rows.event(rows.data_of(row["data"])) for row in self._all(query, session_id))

    def _attending(self, session_id: str) -> tuple[Student, ...]:
        query = "SELECT student.* FROM student JOIN attendance ON student_id = id WHERE session_id = ? ORDER BY position"
        return tuple(rows.student(row) for row in self._all(query, session_id))

    def _state(self, row: Row, running: str | None) -> State:
        if row["ended"]:
            return State.ENDED
        if row["id"] != running:
            return State.INTERRUPTED
        now = self._one("SELECT plan, seen_at FROM session WHERE id = ?", row["id"])
        session_plan = rows.plan_of(now["plan"])
        phase = agenda.view(session_plan, self._log(row["id"]), now["seen_at"]).phase
        return State.PAUSED if phase is agenda.Phase.PAUSED else State.RUNNING

    def session_ids(self) -> tuple[str, ...]:
        """Return the ids of all sessions, oldest first."""
        return tuple(row["id"] for row in self._all("SELECT id FROM session ORDER BY created_at, id"))

    def summaries(self, student_id: str | None = None) -> tuple[Summary, ...]:
        """Return a line a session, the latest first: all, or those of one student."""
        with self._one_state():
            running = self.running()
            return tuple(self._summary(row, running) for row in self._all(_SUMMARY, student_id))

    def _summary(self, row: Row, running: str | None) -> Summary:
        return Summary(
            id=row["id"],
            plan_id=row["plan_id"],
            plan_title=row["title"],
            students=tuple(student.name for student in self._attending(row["id"])),
            created_at=rows.instant(row["created_at"]),
            state=self._state(row, running),
            records=row["records"],
        )

    def open_goals(self, student_ids: Iterable[str]) -> tuple[Goal, ...]:
        """Return the open goals of those students, and of the group where they all were in it, oldest first."""
        return self._open_goals(recall.OURS.format(session="set_in"), recall.ids_text(student_ids))

    def all_open_goals(self) -> tuple[Goal, ...]:
        """Return everybody's open goals, oldest first."""
        return self._open_goals("TRUE")

    def _open_goals(self, whose: str, *values: object) -> tuple[Goal, ...]:
        found = map(rows.goal, self._all(_OPEN.format(table="goal", whose=whose), *values))
        return tuple(goal for goal in found if goal.is_open)

    def open_topics(self, student_ids: Iterable[str]) -> tuple[Topic, ...]:
        """Return the same of the topics: those that were not yet shown to be understood."""
        return self._open_topics(recall.OURS.format(session="opened_in"), recall.ids_text(student_ids))

    def _open_topics(self, whose: str, *values: object) -> tuple[Topic, ...]:
        return tuple(map(rows.topic, self._all(_OPEN.format(table="topic", whose=whose), *values)))

    def agreed_call(self, student_ids: Iterable[str]) -> NextCall | None:
        """Return the call that was agreed on last with all of those students, None where none was."""
        return recall.agreed(self._all, student_ids, _ALWAYS)

    def agreed_in(self, student_ids: Iterable[str]) -> Session | None:
        """Return the last call with exactly those students in which a next one was agreed on, None where there is none."""
        with self._one_state():
            found = recall.agreed_in(self._all, student_ids)
            return self.session(found) if found else None

    def ahead_with_others(
        self, student_ids: Iterable[str], now: datetime
    ) -> tuple[tuple[tuple[Student, ...], NextCall], ...]:
        """Return the calls that are agreed on with those students and others and are ahead, the soonest first."""
        ids = tuple(student_ids)
        found = []
        with self._one_state():
            for session_id in recall.ahead_with_others(self._all, ids, now):
                everybody = self._attending(session_id)
                # What the same people agreed on since took its place.
                stands = recall.agreed_in(self._all, [student.id for student in everybody]) == session_id
                if stands and (call := recall.next_call(self._all, session_id, {})):
                    found.append((everybody, call))
        return tuple(found)

    def last_together(self, student_ids: Iterable[str]) -> Session | None:
        """Return the last call with exactly those students, whatever there is in it, None where there is none."""
        with self._one_state():
            found = recall.last_together(self._all, student_ids)
            return self.session(found) if found else None

    def revisions(self, student_ids: Iterable[str], until: datetime) -> int:
        """Return a number that grows whenever those students agree on a call, up to one begun then, or are described anew."""
        return recall.revisions(self._all, student_ids, until)

    def earlier(self, student_ids: Iterable[str], before: datetime) -> Earlier:
        """Return what the calls before that moment left for a call with those students."""
        with self._one_state():
            return recall.earlier(self._all, student_ids, before)

    def last_call_with(self, student_ids: Iterable[str], before: datetime) -> Session | None:
        """Return the last call with all of those students in which something was written down, None where there is none."""
        with self._one_state():
            found = recall.last_call(self._all, student_ids, before)
            return self.session(found) if found else None

    def last_plan(self, student_ids: Iterable[str]) -> str | None:
        """Return the id of the plan of the last call with exactly those students, None where there was none."""
        return recall.last_plan(self._all, student_ids)

    def latest_notes(self, student_id: str, kind: NoteKind, most: int = 1) -> tuple[Note, ...]:
        """Return the student's latest notes of a kind, the newest first."""
        return recall.latest(self._all, student_id, kind, most)

    def latest_of_group(self, student_ids: Iterable[str], kind: NoteKind, most: int = 1) -> tuple[Note, ...]:
        """Return the latest notes of a kind that are nobody's in particular, of calls with all of those students."""
        return recall.latest_of_group(self._all, student_ids, kind, most)

    def library(self) -> Library:
        """Return everything there is."""
        with self._one_state():
            return Library(
                students=self.students(),
                sessions=self.sessions(self.session_ids()),
                goals=self._open_goals("TRUE"),
                topics=self._open_topics("TRUE"),
                notes=self.notes_between(),
                left={row["id"]: rows.left(row) for row in self._all(_LEFT)},
                described={row["id"]: row["times"] for row in self._all(_DESCRIBED)},
            )

    def notes_between(self) -> tuple[Note, ...]:
        """Return what was noted between the calls, oldest first."""
        return tuple(
            map(rows.note, self._all("SELECT * FROM note WHERE session_id IS NULL ORDER BY at, number"))
        )


_ALWAYS = datetime.max.replace(tzinfo=UTC)

LAST_NUMBER = """
SELECT max(coalesce(json_extract(data, '$.row.number'), json_extract(data, '$.last_number'))) AS n
FROM journal WHERE session_id = ? AND do IN ('put', 'session')
"""
"""A session that was imported says at its beginning which numbers were given before: what was removed is not in it."""

_LEFT = """
SELECT id, seen_utc, walk, coalesce((SELECT text FROM draft WHERE session_id = session.id), '') AS draft,
    (SELECT count(*) FROM journal WHERE journal.session_id = session.id AND do = 'next_call') AS agreements
FROM session
"""

_DESCRIBED = """
SELECT json_extract(data, '$.id') AS id, count(*) AS times FROM journal
WHERE session_id IS NULL AND do = 'student' GROUP BY 1
"""

_OPEN = "SELECT * FROM {table} WHERE closed_in IS NULL AND ({whose}) ORDER BY at, number, id"

_SUMMARY = """
SELECT session.id, json_extract(plan, '$.id') AS plan_id, json_extract(plan, '$.title') AS title, created_at, ended,
    (SELECT count(*) FROM note WHERE session_id = session.id)
    + (SELECT count(*) FROM goal WHERE set_in = session.id)
    + (SELECT count(*) FROM topic WHERE opened_in = session.id)
    + (SELECT count(*) FROM feedback WHERE session_id = session.id) AS records
FROM session
WHERE ?1 IS NULL OR EXISTS (SELECT 1 FROM attendance WHERE session_id = session.id AND student_id = ?1)
ORDER BY created_at DESC, session.id DESC
"""


def _by_name(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> Row:
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}
