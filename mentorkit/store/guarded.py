"""Connections that raise sqlite3.Error and nothing else, whatever is in the file.

What SQLite says of a damaged file quotes names out of it, and where those are no text Python raises a UnicodeDecodeError
instead of telling what was said.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar

UNDECODABLE = "Could not decode what is in the file"
"""How the message of the error begins: the file is damaged (`faults.py`)."""

P = ParamSpec("P")
T = TypeVar("T")


def _said(act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return act(*args, **kwargs)
    except (UnicodeError, OverflowError) as error:
        raise sqlite3.DatabaseError(UNDECODABLE) from error


class _Cursor(sqlite3.Cursor):
    def execute(self, sql: str, parameters: Any = (), /) -> Self:
        return _said(super().execute, sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> Self:
        return _said(super().executemany, sql, parameters)

    def fetchone(self) -> Any:
        return _said(super().fetchone)

    def fetchall(self) -> list[Any]:
        return _said(super().fetchall)

    def __next__(self) -> Any:
        return _said(super().__next__)


class _Connection(sqlite3.Connection):
    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _Cursor)

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = self.cursor()  # sqlite3's own `execute` asks neither this nor the cursor
        return cursor.execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = self.cursor()
        return cursor.executemany(sql, parameters)

    def backup(self, target: sqlite3.Connection, **kinds: Any) -> None:
        _said(super().backup, target, **kinds)


def connect(database: str | Path, *, uri: bool = False) -> sqlite3.Connection:
    """Return a connection on which nothing but sqlite3.Error is raised; transactions are begun and ended by hand."""
    return sqlite3.connect(database, uri=uri, isolation_level=None, factory=_Connection)
