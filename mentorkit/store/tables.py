"""Which tables a store of each version has. A file that has others than those of the version it claims is damaged.

One wrong byte is enough: in the number of the version, or in the text of a table, which SQLite keeps as it was written.
"""

import re
import sqlite3
from contextlib import closing
from typing import Final
from zlib import crc32

from mentorkit.store.schema import MIGRATIONS

SUMS: Final = (0xA654EEF7, 0xC38277C2, 0x262C7490)
"""Sums of what `described` says of each version, so that a start need not make those tables first: 0.1 ms and not 3 to 7."""

_CONCEIVABLE: Final = 255
"""Versions of programs to come. What says that it is of a later one has a wrong byte there."""

_COMMENT: Final = re.compile(rb"--[^\n]*|\s+")
"""What in the text of a table says nothing to SQLite."""

Description = dict[bytes, tuple[bytes, ...]]


def blank(version: int = len(MIGRATIONS)) -> sqlite3.Connection:
    """Return a database in memory that has the tables of that version and nothing in them."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.execute("PRAGMA foreign_keys = ON")
    for migration in MIGRATIONS[:version]:
        db.executescript(migration)
    return db


def is_newer(version: int) -> bool:
    """Return whether a store of that version can have been written by a newer program."""
    return len(MIGRATIONS) < version <= _CONCEIVABLE


def fault_of(db: sqlite3.Connection, version: int) -> str:
    """Return what is wrong with the tables of a store that says it is of that version, "" where they are its tables.

    What no version has is the mentor's own. sqlite3.Error where the tables cannot be read.
    """
    if not 0 < version <= len(MIGRATIONS):
        return f"it says that it is of version {version}, which there is none of"
    found = described(db)
    if sum_of(found) == SUMS[version - 1]:
        return ""
    return "" if _only_ours(found) == _made(version) else f"its tables are not those of version {version}"


def sum_of(description: Description) -> int:
    """Return a number that is the same for tables that are the same."""
    return crc32(b"\0".join(b"\0".join((name, *what)) for name, what in sorted(description.items())))


def described(db: sqlite3.Connection) -> Description:
    """What SQLite keeps of every table and index, by its name. As bytes: what is damaged need not be text."""
    cursor = db.cursor()
    cursor.row_factory = None
    columns = ", ".join(f"CAST(coalesce({name}, '') AS BLOB)" for name in ("name", "type", "tbl_name", "sql"))
    return {name: tuple(what) for name, *what in cursor.execute(f"SELECT {columns} FROM sqlite_master")}


def _made(version: int) -> Description:
    with closing(blank(version)) as db:
        return _without_comments(described(db))


def _only_ours(found: Description) -> Description:
    ours = _made(len(MIGRATIONS))
    return _without_comments({name: what for name, what in found.items() if name in ours})


def _without_comments(description: Description) -> Description:
    return {name: tuple(_COMMENT.sub(b"", part) for part in what) for name, what in description.items()}
