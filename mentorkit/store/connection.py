"""Opening the one SQLite file: how it must be set, who may write, and what is wrong with it in words.

WAL with `synchronous=FULL` lost none of 370 acknowledged notes in a hundred simulated power cuts, WAL with NORMAL all of
76, and the default of sqlite3 21 of 75 (`reliability.md`).
"""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from mentorkit.errors import StoreError
from mentorkit.files import is_there, private_folder, reason
from mentorkit.store.backup import back_up, backups, examined
from mentorkit.store.copies import is_of_no_format, state_of, traces, way_back
from mentorkit.store.faults import OR_DAMAGED, in_words, is_damage, is_in_the_way
from mentorkit.store.guarded import connect
from mentorkit.store.marker import journal_length, keep_open, known_length, marker
from mentorkit.store.pieces import companion, pieces
from mentorkit.store.readonly import NeedsWriterError, read_live
from mentorkit.store.schema import APPLICATION_ID, MIGRATIONS
from mentorkit.store.tables import fault_of, is_newer

BUSY_MS = 800
"""How long a reader may keep us waiting: less than a tick of the clock."""

_ALWAYS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    f"PRAGMA busy_timeout = {BUSY_MS}",
)


class OlderStoreError(NeedsWriterError):
    """The store is of an older version, and has to be brought up to date before it can be read."""


def in_memory() -> sqlite3.Connection:
    """Return a store that writes no file, for practice."""
    connection = connect(":memory:")
    return _prepared(connection)


def for_writing(path: Path) -> sqlite3.Connection:
    """Return the store at `path`, made where there is none. The caller holds the writer's lock."""
    os.umask(0o077)  # -wal and -shm are made by SQLite, with the process's mask
    private_folder(path.parent)
    ever = marker(path)
    checked = _checked_first(path)
    with _said(path):
        connection = connect(path)
    with _said(path), _closing_on_error(connection):
        fresh = _check_ours(connection, path)
        if fresh and _left_of(path):
            raise _gone(path)
        if not checked and not fresh:
            _quick_check(connection, path)
        if not fresh and _version(connection) < len(MIGRATIONS):
            _back_up_once(connection, path)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _prepared(connection)
        if fresh:
            # The tables must be in the file itself before the marker says that it is a store.
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ever.touch(mode=0o600)
        keep_open(path)
    return connection


def _checked_first(path: Path) -> bool:
    """Return whether the store was found sound by a connection that cannot write; StoreError where it is damaged.

    One that can would write what stands in the -wal file into the store when it is closed, whatever that is worth. False
    where there is no store yet, or one whose very making was cut short: that is undone by whoever may write.
    """
    known = known_length(path)
    if not check_there(path):
        return False
    _check_companion(path)
    try:
        with _said(path), closing(read_live(path)) as connection:
            if _check_ours(connection, path):
                return False
            _check_length(connection, path, known)
            if is_of_no_format(path):
                raise damaged(path, "its format is none")
            _quick_check(connection, path)
    except StoreError as error:
        if isinstance(error.__cause__, sqlite3.Error) and is_in_the_way(error.__cause__):
            return False
        raise
    return True


def _back_up_once(connection: sqlite3.Connection, path: Path) -> None:
    """Have a backup of the store as it is now: another where what comes next failed before would only push out older ones."""
    state = state_of(connection)
    if all(
        copy.fault or copy.state != state for copy in (examined(kept, still=True) for kept in backups(path))
    ):
        back_up(connection, path, _written(path))


def _written(path: Path) -> datetime:
    """When the store was last written: what a backup of it is named by."""
    files = (path, companion(path, "-wal"))
    return datetime.fromtimestamp(max(file.stat().st_mtime for file in files if file.exists()), UTC)


def for_reading(path: Path) -> sqlite3.Connection | None:
    """Return the store at `path`, which cannot be changed through it; None where there never was one.

    OlderStoreError where it is of an older version: whoever may write brings it up to date (`for_writing`).
    """
    known = known_length(path)
    if not check_there(path):
        return None
    _check_companion(path)
    with _said(path):
        connection = read_live(path)
    with _said(path), _closing_on_error(connection):
        fresh = _check_ours(connection, path)
        for pragma in _ALWAYS:
            connection.execute(pragma)
        if not fresh and _version(connection) < len(MIGRATIONS):
            raise OlderStoreError(f"{path} is from an older mentorkit.")
        if not fresh:
            _check_length(connection, path, known)
    if not fresh:
        return connection
    connection.close()  # begun by a program that was killed before there was a table in it
    if _left_of(path):
        raise _gone(path)
    return None


def _has_bytes(path: Path) -> bool:
    with _said(path):
        return is_there(path) and path.stat().st_size > 0


def _left_of(path: Path) -> tuple[Path, ...]:
    """What says that there was a store here once: its marker, its backups, what was set aside."""
    return (*((marker(path),) if is_there(marker(path)) else ()), *traces(path))


def _gone(path: Path) -> StoreError:
    left = ", ".join(map(str, dict.fromkeys((*_left_of(path), *pieces(path)))))
    return StoreError(
        f"{path} is missing or empty, and it used to hold your sessions. Nothing was touched.",
        f"{way_back(path).rstrip('.')}. To begin anew on purpose, move away what is left of it: {left}",
    )


def damaged(path: Path, what: str) -> StoreError:
    """Return what is said of a store that is damaged: with the newest sound backup, and how it is put back."""
    why = "" if what.endswith("is damaged") else f": {what}"
    return StoreError(f"{path} is damaged{why}. Nothing was touched.", way_back(path))


def check_there(path: Path) -> bool:
    """Return whether there is a store; StoreError where there was one and it is missing or empty."""
    if _has_bytes(path):
        return True
    if _left_of(path):
        raise _gone(path)
    return False


def check_complete(path: Path) -> None:
    """StoreError where a store that is sound in itself is not all that there was when it was last closed."""
    known = known_length(path)
    _check_companion(path)
    with _said(path), closing(read_live(path)) as connection:
        _check_length(connection, path, known)


def _check_companion(path: Path) -> None:
    """StoreError where the -wal file, which held the newest notes, was taken away: SQLite would go on without a word.

    SQLite makes it before the -shm file and removes it after that one, so that the -shm file alone is never its doing.
    """
    wal, shm = (companion(path, end) for end in ("-wal", "-shm"))
    if shm.exists() and not wal.exists() and shm.exists() and _frames(shm):
        raise StoreError(
            f"{wal} is missing, and it held the newest notes. Nothing was touched.",
            f"Put it back from where it went. To go on without those notes, remove {shm}. {way_back(path)}",
        )


def _frames(shm: Path) -> int:
    """How many pages the -wal file held, by the index of it (`walformat.html`: the 17th byte on, in the machine's order)."""
    try:
        with shm.open("rb") as file:
            return int.from_bytes(file.read(20)[16:], sys.byteorder)
    except OSError:
        return 0


def _check_length(connection: sqlite3.Connection, path: Path, known: int) -> None:
    missing = known - journal_length(connection)
    if missing > 0:
        raise StoreError(
            f"{path} is older than it was: the last {missing} things that you did are not in it. Nothing was touched.",
            f"Did an older copy take its place, or the -wal file beside it? To go on with it, remove {marker(path)}. "
            + way_back(path),
        )


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    for pragma in _ALWAYS:
        connection.execute(pragma)
    _migrate(connection)
    return connection


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _check_ours(connection: sqlite3.Connection, path: Path) -> bool:
    """Return whether the file is new; StoreError where it is not a store of ours, or has not the tables that it says."""
    owner = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if owner == 0 and tables == 0:
        return True
    if owner != APPLICATION_ID:
        raise StoreError(f"{path} is a database of another program. Nothing was touched.", way_back(path))
    version = _version(connection)
    if is_newer(version):
        raise StoreError(
            f"{path} was written by a newer mentorkit. Nothing was touched.",
            f"Install the newer version again. {OR_DAMAGED}",
        )
    if fault := fault_of(connection, version):
        raise damaged(path, fault)
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
        raise damaged(path, " ".join(found.removeprefix("*** in database main ***").split()))


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
        raise _in_the_way(path, error) from error
    except OSError as error:
        raise StoreError(
            f"{path} cannot be opened: {reason(error)}. Nothing was touched.", SAYS_MORE
        ) from error


SAYS_MORE = "What is in the way, and what to do: mentorkit doctor"
"""The hint where the store may be sound, and something keeps us from it."""


def _in_the_way(path: Path, error: sqlite3.Error) -> StoreError:
    if is_damage(error):
        return damaged(path, in_words(error))
    if path.is_dir():
        return StoreError(
            f"{path} is a folder, and should be the file with your sessions. Nothing was touched.",
            way_back(path),
        )
    closed = is_there(path) and not os.access(path, os.R_OK)
    what = "permission denied" if closed else in_words(error)
    return StoreError(f"{path} cannot be opened: {what}. Nothing was touched.", SAYS_MORE)
