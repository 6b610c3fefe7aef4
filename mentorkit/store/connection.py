"""Opening the one SQLite file: how it must be set, who may write, and what is wrong with it in words.

WAL with `synchronous=FULL` lost none of 370 acknowledged notes in a hundred simulated power cuts, WAL with NORMAL all of
76, and the default of sqlite3 21 of 75 (`reliability.md`).
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from mentorkit.errors import StoreError
from mentorkit.files import is_there, private_folder, reason
from mentorkit.store.backup import back_up
from mentorkit.store.schema import APPLICATION_ID, MIGRATIONS

BUSY_MS = 800
"""How long a reader may keep us waiting: less than a tick of the clock."""

_ALWAYS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA busy_timeout = {BUSY_MS}",
)


class OlderStoreError(StoreError):
    """The store is of an older version, and has to be brought up to date before it can be read."""


def in_memory() -> sqlite3.Connection:
    """Return a store that writes no file, for practice."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    return _prepared(connection)


def for_writing(path: Path) -> sqlite3.Connection:
    """Return the store at `path`, made where there is none. The caller holds the writer's lock."""
    os.umask(0o077)  # -wal and -shm are made by SQLite, with the process's mask
    private_folder(path.parent)
    ever = _marker(path)
    if is_there(ever) and not _has_bytes(path):
        raise _gone(path)
    with _said(path):
        connection = sqlite3.connect(path, isolation_level=None)
    with _said(path), _closing_on_error(connection):
        fresh = _check_ours(connection, path)
        if fresh and ever.exists():
            raise _gone(path)
        if not fresh and _version(connection) < len(MIGRATIONS):
            back_up(connection, path, _written(path))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _prepared(connection)
        if fresh:
            # The tables must be in the file itself before the marker says that it is a store.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            _quick_check(connection, path)
        ever.touch(mode=0o600)
    return connection


def _written(path: Path) -> datetime:
    """When the file was last written: what a backup of it is named by."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def for_reading(path: Path) -> sqlite3.Connection | None:
    """Return the store at `path`, which cannot be changed through it; None where there never was one.

    OlderStoreError where it is of an older version: whoever may write brings it up to date (`for_writing`).
    """
    if not _has_bytes(path):
        if is_there(_marker(path)):
            raise _gone(path)
        return None
    with _said(path):
        connection = _open_read_only(path)
    with _said(path), _closing_on_error(connection):
        fresh = _check_ours(connection, path)
        for pragma in _ALWAYS:
            connection.execute(pragma)
        if not fresh and _version(connection) < len(MIGRATIONS):
            raise OlderStoreError(f"{path} is from an older mentorkit.")
    if not fresh:
        return connection
    connection.close()  # begun by a program that was killed before there was a table in it
    if is_there(_marker(path)):
        raise _gone(path)
    return None


def _open_read_only(path: Path) -> sqlite3.Connection:
    """Open without writing, also on a disk where the -shm file that WAL wants cannot be made.

    `immutable` reads the file alone: what stands in the -wal file would be left out without a word.
    """
    address = path.absolute().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.OperationalError:
        connection.close()
        if os.access(path.parent, os.W_OK):
            raise
        if _has_bytes(wal := path.with_name(path.name + "-wal")):
            raise StoreError(
                f"The newest notes are in {wal}, which cannot be read on a disk that is read-only.",
                f"Copy the whole folder {path.parent} to where you may write and set MENTORKIT_HOME to the copy.",
            ) from None
        return sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, isolation_level=None)
    return connection


def _has_bytes(path: Path) -> bool:
    with _said(path):
        return is_there(path) and path.stat().st_size > 0


def _marker(path: Path) -> Path:
    """The file that says there was a store here, so that a missing one is noticed and not begun anew."""
    return path.with_name(".mentorkit-store")


def _gone(path: Path) -> StoreError:
    return StoreError(
        f"{path} is missing or empty, and it used to hold your sessions. Nothing was touched.",
        f"Put it back from a backup. To begin anew on purpose, remove {_marker(path)}.",
    )


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    for pragma in _ALWAYS:
        connection.execute(pragma)
    _migrate(connection)
    return connection


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _check_ours(connection: sqlite3.Connection, path: Path) -> bool:
    """Return whether the file is new; StoreError where it is not a store of ours, or of a newer program."""
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if owner == 0 and tables == 0:
        return True
    if owner != APPLICATION_ID:
        raise StoreError(f"{path} is a database of another program. Nothing was touched.")
    if _version(connection) > len(MIGRATIONS):
        raise StoreError(
            f"{path} was written by a newer mentorkit. Nothing was touched.",
            "Install the newer version again.",
        )
    return False


def _migrate(connection: sqlite3.Connection) -> None:
    version = _version(connection)
    if version == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for migration in MIGRATIONS[version:]:
            for statement in _statements(migration):
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    """Yield the statements one by one: `executescript` would commit what stands open before it."""
    pending = ""
    for line in script.splitlines():
        pending += line + "\n"
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def _quick_check(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StoreError(
            f"{path} is damaged ({found}). Nothing was touched.",
            "Copy the whole folder somewhere safe before anything else.",
        )


@contextmanager
def _closing_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Turn what SQLite or the system says into a StoreError."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreError(f"{path} cannot be opened: {in_words(error)}. Nothing was touched.") from error
    except OSError as error:
        raise StoreError(f"{path} cannot be opened: {reason(error)}. Nothing was touched.") from error


_WORDS = {
    sqlite3.SQLITE_FULL: "disk full",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_READONLY: "the disk or the file is read-only",
    sqlite3.SQLITE_BUSY: "another program keeps it busy",
    sqlite3.SQLITE_LOCKED: "another program keeps it locked",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
    sqlite3.SQLITE_NOTADB: "the file is not a database",
    sqlite3.SQLITE_PERM: "permission denied",
    sqlite3.SQLITE_AUTH: "permission denied",
}


def in_words(error: sqlite3.Error) -> str:
    """Return what is wrong, for a person: the low byte of SQLite's code says which kind it is."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return _WORDS.get(code, str(error))
