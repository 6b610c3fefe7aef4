"""Backups: whole copies of the store by SQLite's own backup, checked before they count. Never a copy of the file.

A copy of the file alone would miss what stands in the -wal file beside it (`reliability.md`).
"""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from mentorkit.errors import StoreError
from mentorkit.files import private_folder, sync_folder

KEPT = 10
"""Backups that are kept; older ones are removed once a newer one was checked."""


def backups(store: Path) -> tuple[Path, ...]:
    """Return the backups of a store, the newest first."""
    return tuple(sorted(_folder(store).glob("*.db"), reverse=True))


def back_up(source: sqlite3.Connection, store: Path, moment: datetime) -> Path:
    """Write a backup of an open store, named by the moment in UTC; return where it is.

    StoreError, with nothing changed, where it cannot be written or the copy is not sound.
    """
    folder = private_folder(_folder(store))
    target = folder / f"{moment.astimezone(UTC):%Y%m%dT%H%M%S%fZ}.db"
    beside = target.with_suffix(".tmp")
    beside.unlink(missing_ok=True)  # of one that was killed
    try:
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        _copy(source, beside)
        _on_disk(beside)
        beside.replace(target)
        sync_folder(folder)
    except (sqlite3.Error, OSError) as error:
        beside.unlink(missing_ok=True)
        raise StoreError(f"No backup could be made in {folder}: {error}.") from error
    for old in backups(store)[KEPT:]:
        old.unlink(missing_ok=True)
    return target


def _folder(store: Path) -> Path:
    return store.parent / "backups"


def _copy(source: sqlite3.Connection, target: Path) -> None:
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, whatever the source has beside it
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"the copy is not sound ({found})")


def _on_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
