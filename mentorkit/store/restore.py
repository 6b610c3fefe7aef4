"""Putting a backup in the place of the store, which is set aside and never overwritten.

A kill at any moment leaves the old store or the new one. Where the old one is damaged it may also leave none: that is
reported by whatever opens it, and restored by the same command.
"""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from mentorkit.errors import NotFoundError, StoreError, UsageError
from mentorkit.files import new_beside, reason, sync_folder, written_whole
from mentorkit.store.backup import Copy, backups, copy_whole, examined, folder_of, newest_sound, read_only
from mentorkit.store.connection import BUSY_MS, check_complete
from mentorkit.store.faults import in_words
from mentorkit.store.lock import WriterLock
from mentorkit.store.marker import journal_length, set_length
from mentorkit.store.pieces import spared

LATEST = "latest"
_COMPANIONS = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, and where that is what was there before, None where there was nothing."""

    copy: Copy
    aside: Path | None


def set_aside(store: Path) -> tuple[Path, ...]:
    """Return the stores that were set aside when another took their place, the newest first, without their companions."""
    return tuple(sorted(store.parent.glob("set-aside-*.db"), reverse=True))


def chosen(store: Path, name: str) -> Copy:
    """Return the backup that is meant: "latest", one of the list by its name, or a file by its path.

    NotFoundError where there is none, StoreError where it is not sound.
    """
    if name == LATEST:
        newest = newest_sound(store)
        if newest is None:
            raise NotFoundError(
                f"There is no sound backup in {folder_of(store)}.", "mentorkit doctor lists them."
            )
        return newest
    listed = {path.name: path for path in (*backups(store), *set_aside(store))}
    path = listed.get(name) or listed.get(f"{name}.db") or Path(name).expanduser()
    if not path.exists():
        raise NotFoundError(
            f"There is no backup {name}.", "mentorkit doctor lists them; latest is the newest sound one."
        )
    if store.exists() and path.samefile(store):
        raise UsageError(f"{path} is the store itself.", "Name a backup: mentorkit doctor lists them.")
    copy = examined(path)
    if copy.fault:
        raise StoreError(
            f"{path} cannot be restored: {copy.fault}. Nothing was touched.",
            "mentorkit doctor lists the backups.",
        )
    return copy


def back_up_to(store: Path, target: Path, *, force: bool) -> Copy:
    """Write a whole copy of the store to a file of the mentor's, and check it; return what it is.

    NotFoundError where there is no store, UsageError where the file is there and `force` is not given, StoreError.
    """
    if not store.exists():
        raise NotFoundError("There are no sessions yet: there is nothing to back up.")
    fault = examined(store).fault
    if fault:
        raise StoreError(f"{store} is not backed up: {fault}.", "mentorkit doctor says more.")
    try:
        with (
            written_whole(target, force=force, spared=spared(store)) as beside,
            closing(read_only(store)) as source,
        ):
            copy_whole(source, beside)
    except sqlite3.Error as error:
        raise StoreError(f"{target} was not written: {in_words(error)}.") from error
    return examined(target)


def restore(store: Path, copy: Copy, moment: datetime) -> Restored:
    """Put a copy of a backup in the store's place and return what became of both; the moment names what is set aside.

    StoreError, with the store as it was, where another process uses it or the copy cannot be made.
    """
    lock = WriterLock(store)
    try:
        return _restored(store, copy, moment)
    except sqlite3.Error as error:
        raise StoreError(f"{copy.path} was not restored: {in_words(error)}.") from error
    except OSError as error:
        raise StoreError(f"{copy.path} was not restored: {reason(error)}.") from error
    finally:
        lock.release()


def _restored(store: Path, copy: Copy, moment: datetime) -> Restored:
    beside = new_beside(store)
    try:
        with closing(read_only(copy.path)) as source:
            copy_whole(source, beside)
            length = journal_length(source)
        if fault := examined(beside).fault:
            raise StoreError(f"{copy.path} was not restored: {fault}.")
        free = _free(store, moment)
        aside = _keep_sound(store, free) if _is_sound(store) else _move_away(store, free)
        set_length(
            store, length
        )  # before the store is there: one that is said to be too short would be refused
        beside.replace(store)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    sync_folder(store.parent)
    after = examined(store)
    if after.fault:
        raise StoreError(
            f"{store} was restored, and is not sound there: {after.fault}.", "Is the disk all right?"
        )
    return Restored(after, aside)


def _is_sound(store: Path) -> bool:
    """Whether the store is what it was when it was last closed: else its pieces are kept as they are."""
    if store.is_symlink() or examined(store).fault:
        return False
    try:
        check_complete(store)
    except StoreError:
        return False
    return True


def _free(store: Path, moment: datetime) -> Path:
    """A name with the time that nothing has yet."""
    name = f"set-aside-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    number, path = 1, store.with_name(f"{name}.db")
    while any(os.path.lexists(f"{path}{end}") for end in ("", *_COMPANIONS)):
        number += 1
        path = store.with_name(f"{name}-{number}.db")
    return path


def _keep_sound(store: Path, aside: Path) -> Path:
    """Have a sound store under a second name too, whole in its one file, so that one rename puts another in its place."""
    with closing(sqlite3.connect(store, isolation_level=None)) as db:
        db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        try:
            mode = db.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = "wal"
    if mode != "delete":
        raise StoreError(
            "Another mentorkit reads the store. Nothing was changed.", "Finish or close that one first."
        )
    try:
        aside.hardlink_to(store)
    except OSError:  # a disk without links
        beside = new_beside(store)
        shutil.copyfile(store, beside)
        beside.replace(aside)
    sync_folder(store.parent)
    return aside


def _move_away(store: Path, aside: Path) -> Path | None:
    """Move a damaged store away with its companions, whatever it is. It goes first: a store that is missing is noticed."""
    moved = False
    for end in ("", *_COMPANIONS):
        piece = store.with_name(store.name + end)
        if os.path.lexists(piece):
            piece.rename(f"{aside}{end}")
            moved = True
    sync_folder(store.parent)
    return aside if moved else None
