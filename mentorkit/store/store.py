"""Writing sessions, each change in one transaction with its entry in the journal. Reading is in `reading.py`."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mentorkit import plan
from mentorkit.agenda import Event
from mentorkit.changes import Attend, Change, Put, Remove, SetNextCall
from mentorkit.errors import NotSavedError, StoreError
from mentorkit.records import Goal, Library, NextCall, Record, Session, Student
from mentorkit.store import rows, statements
from mentorkit.store.backup import BackupBeside
from mentorkit.store.connection import (
    for_reading,
    for_writing,
    in_memory,
)
from mentorkit.store.copies import position_of
from mentorkit.store.faults import in_words
from mentorkit.store.marker import keep_length
from mentorkit.store.reading import Anchor, Moment, Readings
from mentorkit.store.readonly import NeedsWriterError
from mentorkit.store.rows import Row

if TYPE_CHECKING:
    from mentorkit.store.forget.forgetting import Forgetting


class Store(Readings):
    """The one file. `writable` only in the process that holds the writer's lock."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None, lock: Any = None) -> None:
        super().__init__(connection, path, alone=lock is not None or path is None)
        self._lock = lock
        self._backup: BackupBeside | None = None

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

        One of an older version, or with a change in it that was cut short, is brought up to date first, as `writer` does
        it; StoreError where that cannot be.
        """
        try:
            connection = for_reading(path)
        except NeedsWriterError as needs:
            connection = cls._brought_up_to_date(path, needs)
        return None if connection is None else cls(connection, path)

    @classmethod
    def _brought_up_to_date(cls, path: Path, needs: StoreError) -> sqlite3.Connection | None:
        from mentorkit.store.lock import LockedError

        try:
            with suppress(LockedError):  # perhaps by another reader that does the same
                cls.writer(path).close()
            return for_reading(path)
        except NeedsWriterError:
            raise StoreError(
                f"{needs.message} It cannot be brought up to date while another mentorkit uses it.",
                "Finish or close that one first, then try again.",
            ) from None
        except StoreError as error:
            cure = f"Copy the whole folder {path.parent} to where you may write and set MENTORKIT_HOME to the copy."
            raise StoreError(
                f"{needs.message} It could not be brought up to date: {error.message}", error.hint or cure
            ) from error

    @classmethod
    def practice(cls) -> "Store":
        """Return a store that writes no file at all."""
        return cls(in_memory(), None)

    def close(self) -> None:
        """Close the file and let the next writer in. What was saved is on the disk already."""
        try:
            self.backup_trouble()
            if self._lock and self._path:
                keep_length(self._db, self._path)
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

    def back_up(self, moment: datetime, oldest: datetime | None = None) -> None:
        """Have a backup made beside the call, where anything changed since the newest one; practice never has any.

        With `oldest`, only where that one was made before then.
        """
        if self._path and self._lock and (position := position_of(self._db)):
            self._backup = BackupBeside(self._path, position, moment, oldest)

    def _entries(self) -> int:
        return int(self._one("SELECT count(*) AS n FROM journal")["n"])

    def backup_trouble(self) -> str:
        """Return, once it is made, why a backup could not be made, in one line; "" where all is well."""
        return self._backup.trouble() if self._backup else ""

    def forgetting(self) -> "Forgetting":
        """Return what makes this store, which is open for writing, know nothing more about a student."""
        from mentorkit.store.forget.forgetting import Forgetting

        assert self._path
        assert self._lock
        return Forgetting(self._db, self._path, self._transaction)

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
        entry = {
            "session_id": session_id,
            "at": at,
            "utc": rows.utc_text(moment.utc),
            "do": do,
            "data": rows.json_text(data),
        }
        statements.insert(self._db, "journal", entry)

    def add_student(self, student: Student, utc: datetime) -> None:
        """Save a student; NotSavedError where that fails."""
        with self._transaction():
            self._add_student(student, Moment(0, utc))

    def _add_student(self, student: Student, moment: Moment) -> None:
        row = rows.student_row(student)
        self._journal(None, moment, "student", row)
        statements.insert(self._db, "student", row)

    def change_student(self, student: Student, utc: datetime) -> None:
        """Save what is known about a student, whose id stays; NotSavedError where that fails."""
        with self._transaction():
            row = rows.student_row(student)
            self._journal(None, Moment(0, utc), "student", row)
            statements.put_student(self._db, row)

    def save_between(self, records: Iterable[Record], utc: datetime) -> None:
        """Save records that are new or changed between two calls; NotSavedError where that fails."""
        with self._transaction():
            for record in records:
                self._put(record, None, Moment(0, utc))

    def add_library(self, library: Library, utc: datetime) -> Path | None:
        """Save all that is in a library and not here yet, all of it or nothing; return the backup that was made before.

        None where there was nothing to back up. StoreError where none can be made, NotSavedError where saving fails.
        """
        from mentorkit.store.backup import back_up
        from mentorkit.store.importing import rows_of

        backup = back_up(self._db, self._path, utc) if self._path and self._entries() else None
        with self._transaction():
            for table, row in rows_of(library, utc):
                statements.insert(self._db, table, row)
        return backup

    def settle_between(self, session_id: str, call: NextCall, goals: Iterable[Goal], moment: Moment) -> None:
        """Save, between two calls, the next one as that session's, and the goals that are due then; NotSavedError."""
        with self._transaction():
            self._write(session_id, SetNextCall(call), moment)
            for goal in goals:
                self._put(goal, None, Moment(0, moment.utc))

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
            statements.insert(self._db, "session", _session_row(session, anchor, walk))
            attending = [student.id for student in session.students]
            carried = {record.id: record.number for record in session.carried}
            about = {"plan": session.plan.id, "students": attending, "carried": carried}
            for position, student_id in enumerate(attending):
                statements.attend(self._db, session.id, student_id, position)
            for record_id, number in carried.items():
                statements.carry(self._db, session.id, record_id, number)
            self._journal(session.id, anchor.seen, "session", about)
            self._claim(session.id)
            for change in changes:
                self._write(session.id, change, anchor.seen)
        self._running = session.id

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
                (rows.json_text(walk), ended, moment.at, rows.utc_text(moment.utc), session_id),
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
                statements.remove_record(self._db, table, row["id"])
            case SetNextCall():
                row = rows.next_call_row(change.call, session_id)
                self._journal(session_id, moment, "next_call", row)
                statements.set_next_call(self._db, row)
            case Attend():
                self._write_attendance(session_id, change.student, moment)

    def _put(self, record: Record, session_id: str | None, moment: Moment) -> None:
        table, row = rows.record_row(record, session_id)
        self._journal(session_id, moment, "put", {"table": table, "row": row})
        statements.put_record(self._db, table, row)

    def _write_attendance(self, session_id: str, student: Student, moment: Moment) -> None:
        if student.id not in {known.id for known in self.students()}:
            self._add_student(student, moment)
        self._journal(session_id, moment, "attend", {"student": student.id})
        statements.join(self._db, session_id, student.id)

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


def _session_row(session: Session, anchor: Anchor, walk: Row) -> Row:
    return {
        "id": session.id,
        "plan": rows.json_text(plan.as_data(session.plan)),
        "created_at": rows.utc_text(session.created_at),
        "boot": anchor.boot,
        "anchor": anchor.zero,
        "seen_at": anchor.seen.at,
        "seen_utc": rows.utc_text(anchor.seen.utc),
        "walk": rows.json_text(walk),
    }
