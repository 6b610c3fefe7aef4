"""Reading and writing sessions. See `schema.py` for the tables and `rows.py` for what a row becomes."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mentorkit import agenda, plan
from mentorkit.agenda import Event
from mentorkit.changes import Attend, Change, Put, Remove, SetNextCall
from mentorkit.errors import NotFoundError, NotSavedError, StoreError
from mentorkit.records import (
    Earlier,
    Goal,
    Library,
    NextCall,
    Note,
    NoteKind,
    Record,
    Session,
    State,
    Student,
    Topic,
)
from mentorkit.store import recall, rows
from mentorkit.store.connection import OlderStoreError, for_reading, for_writing, in_memory, in_words
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


class Store:
    """The one file. `writable` only in the process that holds the writer's lock."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None, lock: Any = None) -> None:
        connection.row_factory = _by_name
        self._db = connection
        self._path = path
        self._lock = lock
        self._running: str | None = None

    @classmethod
    def writer(cls, path: Path) -> "Store":
        """Return the store at `path` for writing, made where there is none; StoreError where another process writes."""
        from mentorkit.store.lock import WriterLock

        lock = WriterLock(path)
        try:
            return cls(for_writing(path), path, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def reader(cls, path: Path) -> "Store | None":
        """Return the store at `path` for reading, None where nothing was ever stored.

        One of an older version is brought up to date first, as `writer` does it; StoreError where that cannot be.
        """
        try:
            connection = for_reading(path)
        except OlderStoreError as older:
            connection = cls._brought_up_to_date(path, older)
        return None if connection is None else cls(connection, path)

    @classmethod
    def _brought_up_to_date(cls, path: Path, older: StoreError) -> sqlite3.Connection | None:
        from mentorkit.store.lock import LockedError

        try:
            with suppress(LockedError):  # perhaps by another reader that does the same
                cls.writer(path).close()
            return for_reading(path)
        except OlderStoreError:
            raise StoreError(
                f"{older.message} It cannot be brought up to date while another mentorkit uses it.",
                "Finish or close that one first, then try again.",
            ) from None
        except StoreError as error:
            cure = f"Copy the whole folder {path.parent} to where you may write and set MENTORKIT_HOME to the copy."
            raise StoreError(
                f"{older.message} It could not be brought up to date: {error.message}", error.hint or cure
            ) from error

    @classmethod
    def practice(cls) -> "Store":
        """Return a store that writes no file at all."""
        return cls(in_memory(), None)

    def close(self) -> None:
        """Close the file and let the next writer in. What was saved is on the disk already."""
        try:
            if self._lock:
                self._db.execute("DELETE FROM running")
        except sqlite3.Error:
            pass  # a full disk: the lock falls with us, and that alone decides
        finally:
            self._db.close()
            if self._lock:
                self._lock.release()

    @property
    def folder(self) -> Path | None:
        """The folder of the file, which only the mentor can read; None in practice."""
        return self._path.parent if self._path else None

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # ---- writing

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except BaseException as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise NotSavedError(in_words(error)) from error
            raise

    def _journal(self, session_id: str | None, moment: Moment, do: str, data: Row) -> None:
        at = None if session_id is None else moment.at
        self._insert(
            "journal",
            {
                "session_id": session_id,
                "at": at,
                "utc": rows.utc_text(moment.utc),
                "do": do,
                "data": _json(data),
            },
        )

    def _insert(self, table: str, row: Row) -> None:
        columns = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        self._db.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})", row)

    def _upsert(self, table: str, row: Row, fixed: frozenset[str]) -> None:
        columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        changes = ", ".join(f"{name} = excluded.{name}" for name in row if name not in fixed)
        key = "session_id" if table == "next_call" else "id"
        self._db.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({key}) DO UPDATE SET {changes}",
            row,
        )

    def add_student(self, student: Student, utc: datetime) -> None:
        """Save a student; NotSavedError where that fails."""
        with self._transaction():
            self._add_student(student, Moment(0, utc))

    def _add_student(self, student: Student, moment: Moment) -> None:
        row = rows.student_row(student)
        self._journal(None, moment, "student", row)
        self._insert("student", row)

    def change_student(self, student: Student, utc: datetime) -> None:
        """Save what is known about a student, whose id stays; NotSavedError where that fails."""
        with self._transaction():
            row = rows.student_row(student)
            self._journal(None, Moment(0, utc), "student", row)
            self._upsert("student", row, frozenset({"id", "added_at"}))

    def save_between(self, records: Iterable[Record], utc: datetime) -> None:
        """Save records that are new or changed between two calls; NotSavedError where that fails."""
        with self._transaction():
            for record in records:
                self._put(record, None, Moment(0, utc))

    def next_number_between(self) -> int:
        """Return the number of the next note between two calls."""
        return int(self._one("SELECT count(*) AS n FROM note WHERE session_id IS NULL")["n"]) + 1

    def begin(self, session: Session, anchor: Anchor, changes: Iterable[Change], walk: Row) -> None:
        """Save a new session with its first changes. Students that are not known yet are added."""
        known = {student.id for student in self.students()}
        with self._transaction():
            for student in session.students:
                if student.id not in known:
                    self._add_student(student, anchor.seen)
            self._insert("session", _session_row(session, anchor, walk))
            attending = [student.id for student in session.students]
            carried = {record.id: record.number for record in session.carried}
            about = {"plan": session.plan.id, "students": attending, "carried": carried}
            for position, student_id in enumerate(attending):
                self._attend(session.id, student_id, position)
            for record_id, number in carried.items():
                self._insert("carried", {"session_id": session.id, "record_id": record_id, "number": number})
            self._journal(session.id, anchor.seen, "session", about)
            self._claim(session.id)
            for change in changes:
                self._write(session.id, change, anchor.seen)
        self._running = session.id

    def _attend(self, session_id: str, student_id: str, position: int) -> None:
        self._insert("attendance", {"session_id": session_id, "student_id": student_id, "position": position})

    def _claim(self, session_id: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO running VALUES (1, ?)", (session_id,))

    def claim(self, session_id: str, anchor: Anchor) -> None:
        """Save that this process goes on with a session, and how its timeline hangs on this boot's clock."""
        with self._transaction():
            self._claim(session_id)
            self._db.execute(
                "UPDATE session SET boot = ?, anchor = ? WHERE id = ?", (anchor.boot, anchor.zero, session_id)
            )
        self._running = session_id

    def save(
        self,
        session_id: str,
        changes: Iterable[Change],
        moment: Moment,
        walk: Row,
        draft: str,
        *,
        ended: bool,
    ) -> None:
        """Save the changes, all of them or none, and what is left of the half-typed line that became them.

        They are on the disk when this returns. NotSavedError says why nothing was saved.
        """
        with self._transaction():
            for change in changes:
                self._write(session_id, change, moment)
            self._write_draft(session_id, draft)
            self._db.execute(
                "UPDATE session SET walk = ?, ended = ?, seen_at = max(seen_at, ?), seen_utc = ? WHERE id = ?",
                (_json(walk), ended, moment.at, rows.utc_text(moment.utc), session_id),
            )

    def _write(self, session_id: str, change: Change, moment: Moment) -> None:
        match change:
            case Event():
                self._journal(session_id, moment, "clock", rows.event_data(change))
            case Put():
                self._put(change.record, session_id, moment)
            case Remove():
                table, row = rows.record_row(change.record, session_id)
                self._journal(session_id, moment, "remove", {"table": table, "id": row["id"]})
                self._db.execute(f"DELETE FROM {table} WHERE id = ?", (row["id"],))
            case SetNextCall():
                row = rows.next_call_row(change.call, session_id)
                self._journal(session_id, moment, "next_call", row)
                self._upsert("next_call", row, frozenset({"session_id"}))
            case Attend():
                self._write_attendance(session_id, change.student, moment)

    def _put(self, record: Record, session_id: str | None, moment: Moment) -> None:
        table, row = rows.record_row(record, session_id)
        self._journal(session_id, moment, "put", {"table": table, "row": row})
        self._upsert(table, row, _FIXED)

    def _write_attendance(self, session_id: str, student: Student, moment: Moment) -> None:
        if student.id not in {known.id for known in self.students()}:
            self._add_student(student, moment)
        self._journal(session_id, moment, "attend", {"student": student.id})
        position = self._one("SELECT count(*) AS n FROM attendance WHERE session_id = ?", session_id)["n"]
        self._attend(session_id, student.id, position)
        for table, column in (
            ("note", "session_id"),
            ("goal", "set_in"),
            ("topic", "opened_in"),
            ("feedback", "session_id"),
        ):
            self._db.execute(
                f"UPDATE {table} SET student = ? WHERE {column} = ? AND student IS NULL",
                (student.id, session_id),
            )

    def save_draft(self, session_id: str, text: str, moment: Moment) -> None:
        """Keep the half-typed line, or drop it where it is empty."""
        with self._transaction():
            self._write_draft(session_id, text)
            self._db.execute(
                "UPDATE session SET seen_at = max(seen_at, ?), seen_utc = ? WHERE id = ?",
                (moment.at, rows.utc_text(moment.utc), session_id),
            )

    def _write_draft(self, session_id: str, text: str) -> None:
        if text:
            self._db.execute("INSERT OR REPLACE INTO draft VALUES (?, ?)", (session_id, text))
        else:
            self._db.execute("DELETE FROM draft WHERE session_id = ?", (session_id,))

    def remember(self, name: str, value: str) -> None:
        """Save how the mentor likes something; NotSavedError where that fails."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO liking VALUES (?, ?)", (name, value))

    # ---- reading

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
        walk: Row = json.loads(self._one("SELECT walk FROM session WHERE id = ?", session_id)["walk"])
        return walk

    def running(self) -> str | None:
        """Return the id of the session that some process is running now."""
        if self._lock or self._path is None:
            return self._running  # nobody else can be: what the table says is left over from a crash
        found = self._all("SELECT session_id FROM running")
        if not found:
            return None
        from mentorkit.store.lock import is_held

        return str(found[0]["session_id"]) if is_held(self._path) else None

    def session(self, session_id: str) -> Session:
        """Return a session with everything in it; NotFoundError where there is none of that id."""
        with self._one_state():
            return self._session(session_id)

    def _session(self, session_id: str) -> Session:
        row = self._one("SELECT * FROM session WHERE id = ?", session_id)
        numbers = {
            found["record_id"]: found["number"]
            for found in self._all("SELECT * FROM carried WHERE session_id = ?", session_id)
        }
        call = self._all(_NEXT_CALL, session_id)
        return Session(
            id=session_id,
            plan=plan.from_data(json.loads(row["plan"])),
            students=self._attending(session_id),
            created_at=rows.instant(row["created_at"]),
            state=self._state(row, None if row["ended"] else self.running()),
            seen_at=row["seen_at"],
            log=self._log(session_id),
            notes=tuple(map(rows.note, self._of("note", "session_id", session_id))),
            goals=self._carrying(map(rows.goal, self._of("goal", "set_in", session_id)), numbers),
            topics=self._carrying(map(rows.topic, self._of("topic", "opened_in", session_id)), numbers),
            feedback=tuple(map(rows.feedback, self._of("feedback", "session_id", session_id))),
            next_call=rows.next_call(call[0]) if call else None,
            last_number=self._last_number(session_id),
        )

    def _last_number(self, session_id: str) -> int:
        query = "SELECT max(json_extract(data, '$.row.number')) AS n FROM journal WHERE session_id = ? AND do = 'put'"
        return self._one(query, session_id)["n"] or 0

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
        return tuple(rows.event(json.loads(row["data"])) for row in self._all(query, session_id))

    def _attending(self, session_id: str) -> tuple[Student, ...]:
        query = "SELECT student.* FROM student JOIN attendance ON student_id = id WHERE session_id = ? ORDER BY position"
        return tuple(rows.student(row) for row in self._all(query, session_id))

    def _state(self, row: Row, running: str | None) -> State:
        if row["ended"]:
            return State.ENDED
        if row["id"] != running:
            return State.INTERRUPTED
        now = self._one("SELECT plan, seen_at FROM session WHERE id = ?", row["id"])
        session_plan = plan.from_data(json.loads(now["plan"]))
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
        return recall.agreed(self._all, student_ids, datetime.max.replace(tzinfo=UTC))

    def earlier(self, student_ids: Iterable[str], before: datetime) -> Earlier:
        """Return what the calls before that moment left for a call with those students."""
        with self._one_state():
            return recall.earlier(self._all, student_ids, before)

    def last_call_with(self, student_ids: Iterable[str], before: datetime) -> Session | None:
        """Return the last call with all of those students in which something was written down, None where there is none."""
        with self._one_state():
            found = recall.last_call(self._all, student_ids, before)
            return self._session(found) if found else None

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
                sessions=tuple(self.session(session_id) for session_id in self.session_ids()),
                goals=self._open_goals("TRUE"),
                topics=self._open_topics("TRUE"),
                notes=self.notes_between(),
            )

    def notes_between(self) -> tuple[Note, ...]:
        """Return what was noted between the calls, oldest first."""
        return tuple(
            map(rows.note, self._all("SELECT * FROM note WHERE session_id IS NULL ORDER BY at, number"))
        )


_FIXED = frozenset({"id", "number", "at", "session_id", "set_in", "opened_in"})
"""Columns of a record that never change: a carried goal keeps its place in the session that set it."""

_OPEN = "SELECT * FROM {table} WHERE closed_in IS NULL AND ({whose}) ORDER BY at, number, id"

_NEXT_CALL = f"SELECT next_call.*, {recall.MOVES} FROM next_call WHERE session_id = ?"

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


def _json(data: Row) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _session_row(session: Session, anchor: Anchor, walk: Row) -> Row:
    return {
        "id": session.id,
        "plan": _json(plan.as_data(session.plan)),
        "created_at": rows.utc_text(session.created_at),
        "boot": anchor.boot,
        "anchor": anchor.zero,
        "seen_at": anchor.seen.at,
        "seen_utc": rows.utc_text(anchor.seen.utc),
        "walk": _json(walk),
    }
