"""Opening a database to read it and no more: one that others may be writing, and one that nobody writes any more."""

import os
import sqlite3
from pathlib import Path

from mentorkit.errors import StoreError
from mentorkit.store.faults import is_half_done
from mentorkit.store.guarded import connect
from mentorkit.store.pieces import companion


class NeedsWriterError(StoreError):
    """The store has to be written to before it can be read: whoever may write does that first."""


def read_live(path: Path) -> sqlite3.Connection:
    """Return a database that others may be writing, opened under the locks that keep what is read whole.

    On a disk where the -shm file that WAL wants cannot be made, the file alone is read. NeedsWriterError where a change was
    cut short, StoreError where the newest notes could not be read, sqlite3.Error.
    """
    connection = connect(_address(path), uri=True)
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        connection.close()
        if is_half_done(error):
            raise NeedsWriterError(
                f"A change to {path} was cut short, and has to be undone before it can be read.",
                "Any command that may write there does that: mentorkit show",
            ) from error
        wal = companion(path, "-wal")
        if os.access(wal.parent, os.W_OK):
            raise
        if _has_bytes(wal):
            raise StoreError(
                f"The newest notes are in {wal}, which cannot be read on a disk that is read-only.",
                f"Copy the whole folder {wal.parent} to where you may write and set MENTORKIT_HOME to the copy.",
            ) from None
        return _immutable(path)
    except BaseException:
        connection.close()
        raise
    return connection


def read_still(path: Path) -> sqlite3.Connection:
    """Return a database that nobody writes, such as a backup, opened without making any file beside it; sqlite3.Error.

    `immutable` takes no locks and reads the file alone: of a store that is in use it gives what never was.
    """
    if any(companion(path, end).exists() for end in ("-wal", "-journal")):
        return read_live(path)
    return _immutable(path)


def _immutable(path: Path) -> sqlite3.Connection:
    return connect(f"{_address(path)}&immutable=1", uri=True)


def _address(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro"


def _has_bytes(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False
