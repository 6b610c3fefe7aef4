"""A store as an older version of the program wrote it."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from mentorkit.store.schema import APPLICATION_ID, MIGRATIONS

Rows = dict[tuple[str, str], list[tuple[Any, ...]]]


def made_older(path: Path, version: int) -> None:
    """Make the store at `path` one of that version: the same rows, as far as it had tables and columns for them."""
    today = path.with_suffix(".today")
    path.rename(today)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        for migration in MIGRATIONS[:version]:
            db.executescript(migration)
        db.execute("ATTACH ? AS today", (str(today),))
        for table, columns in _tables(db):
            db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {version}")
        db.commit()
    today.unlink()


def _tables(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """The tables, each with the names of its columns."""
    found = db.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    names = sorted(name for (name,) in found)
    return [
        (name, ", ".join(row[1] for row in db.execute(f"PRAGMA main.table_info({name})"))) for name in names
    ]


def rows_of(path: Path) -> Rows:
    """Return all that stands in the file, by table and its columns."""
    with closing(sqlite3.connect(path)) as db:
        return {key: db.execute(f"SELECT {key[1]} FROM {key[0]}").fetchall() for key in _tables(db)}


def check_nothing_lost(path: Path, before: Rows) -> None:
    """Assert that the file is sound, of this version, and holds what `before` holds."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        for table, columns in before:
            assert db.execute(f"SELECT {columns} FROM {table}").fetchall() == before[table, columns]
