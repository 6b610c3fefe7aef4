"""The statements that change the tables: the store writes by them, and the journal is replayed by the same (`replay.py`)."""

import sqlite3
from typing import Final

from mentorkit.store.rows import Row

RECORDS: Final = {"note": "session_id", "goal": "set_in", "topic": "opened_in", "feedback": "session_id"}
"""The tables of the records, each with the column that says which session a record belongs to."""

_FIXED = frozenset({"id", "number", "at", "session_id", "set_in", "opened_in"})
"""Columns of a record that never change: a carried goal keeps its place in the session that set it."""


def insert(db: sqlite3.Connection, table: str, row: Row) -> None:
    """Add a row."""
    columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    db.execute(f"INSERT INTO {table} ({columns}) VALUES ({values})", row)


def _upsert(db: sqlite3.Connection, table: str, row: Row, key: str, fixed: frozenset[str]) -> None:
    columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
    changes = ", ".join(f"{name} = excluded.{name}" for name in row if name not in fixed)
    db.execute(
        f"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({key}) DO UPDATE SET {changes}", row
    )


def put_student(db: sqlite3.Connection, row: Row) -> None:
    """Add a student, or change what is known about one."""
    _upsert(db, "student", row, "id", frozenset({"id", "added_at"}))


def put_record(db: sqlite3.Connection, table: str, row: Row) -> None:
    """Add a record, or change the one of the same id, which keeps its place."""
    _upsert(db, table, row, "id", _FIXED)


def remove_record(db: sqlite3.Connection, table: str, record_id: str) -> None:
    """Remove a record; what was about it is about nothing then."""
    db.execute(f"DELETE FROM {table} WHERE id = ?", (record_id,))


def set_next_call(db: sqlite3.Connection, row: Row) -> None:
    """Settle the next call of a session, or move it."""
    _upsert(db, "next_call", row, "session_id", frozenset({"session_id"}))


def carry(db: sqlite3.Connection, session_id: str, record_id: str, number: int) -> None:
    """Have a record of an earlier call come along, under that number."""
    insert(db, "carried", {"session_id": session_id, "record_id": record_id, "number": number})


def attend(db: sqlite3.Connection, session_id: str, student_id: str, position: int) -> None:
    """Have a student be in a session."""
    insert(db, "attendance", {"session_id": session_id, "student_id": student_id, "position": position})


def join(db: sqlite3.Connection, session_id: str, student_id: str) -> None:
    """Have a student be in a session as the next one: all that belonged to nobody in particular is theirs."""
    cursor = db.cursor()
    cursor.row_factory = None
    query = "SELECT count(*) FROM attendance WHERE session_id = ?"
    ((position,),) = cursor.execute(query, (session_id,)).fetchall()
    attend(db, session_id, student_id, position)
    for table, column in RECORDS.items():
        db.execute(
            f"UPDATE {table} SET student = ? WHERE {column} = ? AND student IS NULL", (student_id, session_id)
        )
