"""Putting a backup in the place of the store, which is set aside and never overwritten.

A kill at any moment leaves the old store or the new one. Where the old one is damaged it may also leave none: that is
reported by whatever opens it, and restored by the same command. An error leaves the old one.
"""

import os
import shlex
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from mentorkit.errors import MentorkitError, NotFoundError, StoreError, UsageError
from mentorkit.files import new_beside, reason, sync_folder, written_whole
from mentorkit.store.backup import copy_whole, sync_file
from mentorkit.store.care.surroundings import room
from mentorkit.store.connection import BUSY_MS, check_complete, check_there
from mentorkit.store.copies import Copy, backups, examined, folder_of, newest_sound
from mentorkit.store.copies import set_aside as set_aside
from mentorkit.store.faults import Kind, in_words, is_busy, is_damage, kind_of
from mentorkit.store.guarded import connect
from mentorkit.store.lock import WriterLock
from mentorkit.store.marker import journal_length, known_length, set_length
from mentorkit.store.pieces import COMPANIONS, companion, spared
from mentorkit.store.readonly import read_live

LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place, and where that is what was there before, None where there was nothing."""

    copy: Copy
    aside: Path | None


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
    path, listed = _path_of(store, name)
    try:
        if not path.exists():
            raise NotFoundError(
                f"There is no backup {name}.", "mentorkit doctor lists them; latest is the newest sound one."
            )
        if store.exists() and path.samefile(store):
            raise UsageError(f"{path} is the store itself.", "Name a backup: mentorkit doctor lists them.")
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {reason(error)}. Nothing was touched.") from error
    copy = examined(path, still=listed)
    if copy.fault:
        raise StoreError(
            f"{path} cannot be restored: {copy.fault}. Nothing was touched.",
            "mentorkit doctor lists the backups.",
        )
    return copy


def _path_of(store: Path, name: str) -> tuple[Path, bool]:
    """Where the backup of that name is, and whether it is one of the list."""
    listed = {path.name: path for path in (*backups(store), *set_aside(store))}
    path = listed.get(name) or listed.get(f"{name}.db")
    if path is not None:
        return path, True
    try:
        return Path(name).expanduser(), False
    except RuntimeError as error:  # nobody of that name
        raise NotFoundError(
            f"There is no backup {name}: whose home folder that is, is not known.",
            "mentorkit doctor lists them; latest is the newest sound one.",
        ) from error


def back_up_to(store: Path, target: Path, *, force: bool) -> Copy:
    """Write a whole copy of the store to a file of the mentor's, and check it; return what it is.

    NotFoundError where there is no store, UsageError where the file is there and `force` is not given, StoreError.
    """
    if not check_there(store):
        raise NotFoundError("There are no sessions yet: there is nothing to back up.")
    fault = examined(store).fault
    if fault:
        raise StoreError(f"{store} is not backed up: {fault}.", "mentorkit doctor says more.")
    try:
        with (
            written_whole(target, force=force, spared=spared(store)) as beside,
            closing(read_live(store)) as source,
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
        raise _not_replaced(store, in_words(error), kind_of(error, store)) from error
    except OSError as error:
        kind = Kind.FULL if kind_of(error, store) is Kind.FULL else Kind.HINDERED
        raise _not_replaced(store, reason(error), kind) from error
    finally:
        lock.release()


def _not_replaced(store: Path, what: str, kind: Kind) -> StoreError:
    cure = {Kind.CLOSED: f"chmod 600 {shlex.quote(str(store))}", Kind.FULL: room(store)}.get(kind, "")
    return StoreError(f"{store} was not replaced: {what}. Nothing was changed.", cure)


def _restored(store: Path, copy: Copy, moment: datetime) -> Restored:
    beside = new_beside(store)
    try:
        with closing(copy.opened()) as source:
            copy_whole(source, beside)
            length = journal_length(source)
        if fault := examined(beside, still=True).fault:
            raise StoreError(f"{copy.path} was not restored: {fault}.")
        _undo_half_done(store)
        free = _free(store, moment)
        aside, put_back = _set_aside(store, free)
        try:
            if length < known_length(
                store
            ):  # whichever of the two is there when we are killed: neither is too short
                set_length(store, length)
            beside.replace(store)
        except BaseException as error:
            _undone(store, aside, put_back, error)
            if isinstance(error, MentorkitError):
                raise _not_replaced(store, error.message.rstrip("."), Kind.HINDERED) from error
            raise
    finally:
        for end in ("", *COMPANIONS):
            with suppress(OSError):
                beside.with_name(beside.name + end).unlink(missing_ok=True)
    with suppress(MentorkitError):  # a full disk: the shorter length is true too
        set_length(store, length)
    try:
        sync_folder(store.parent)
    except OSError as error:
        raise StoreError(
            f"{store} holds the backup now, and the disk said: {reason(error)}.",
            f"Is the disk all right? What was there is set aside: {aside}"
            if aside
            else "Is the disk all right?",
        ) from error
    after = examined(store)
    if after.fault:
        raise StoreError(
            f"{store} was restored, and is not sound there: {after.fault}.", "Is the disk all right?"
        )
    return Restored(after, aside)


def _undone(store: Path, aside: Path | None, put_back: Callable[[], None], error: BaseException) -> None:
    """Have the old store be where it was, after an error; StoreError that says where it is, where that cannot be."""
    try:
        put_back()
    except OSError as another:
        raise StoreError(
            f"{store} was not replaced: {_message(error)}, and could not be put back: {reason(another)}.",
            f"What was there is {aside}. To put it back: mentorkit doctor --restore {aside.name}"
            if aside
            else "",
        ) from error


def _message(error: BaseException) -> str:
    return error.message.rstrip(".") if isinstance(error, MentorkitError) else str(error)


def _undo_half_done(store: Path) -> None:
    """Have a change that was cut short be undone, where that can be: else its pieces are kept as they are."""
    if companion(store, "-journal").exists():
        with suppress(sqlite3.Error), closing(connect(store)) as db:
            db.execute("PRAGMA schema_version")


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
    while any(os.path.lexists(f"{path}{end}") for end in ("", *COMPANIONS)):
        number += 1
        path = store.with_name(f"{name}-{number}.db")
    return path


Aside = tuple[Path | None, Callable[[], None]]
"""Where the store is set aside, and what has everything be as it was."""


def _set_aside(store: Path, aside: Path) -> Aside:
    """Have the store be out of the way, whatever it is: one that is damaged is moved as it is."""
    try:
        return _keep_sound(store, aside) if _is_sound(store) else _move_away(store, aside)
    except sqlite3.Error as error:  # it could be read, and damage showed when it was to be written
        if not is_damage(error):
            raise
        return _move_away(store, aside)


def _keep_sound(store: Path, aside: Path) -> Aside:
    """Have a sound store under a second name too, whole in its one file, so that one rename puts another in its place."""
    if not os.access(store, os.R_OK | os.W_OK):
        raise _not_replaced(store, "you may not write to it", Kind.CLOSED)
    with closing(connect(store)) as db:
        db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        try:
            # As DELETE leaves the file, and without a -journal file: where we are killed it would be in the way of the
            # next one. What changes are a few bytes of the first page, and they are written at once.
            mode = db.execute("PRAGMA journal_mode = MEMORY").fetchone()[0]
        except sqlite3.OperationalError as error:
            if not is_busy(error):
                raise
            mode = "wal"
    if mode != "memory":
        raise StoreError(
            "Another mentorkit reads the store. Nothing was changed.", "Finish or close that one first."
        )
    put_back = partial(aside.unlink, missing_ok=True)
    try:
        try:
            aside.hardlink_to(store)
        except OSError:  # a disk without links
            _copied(store, aside)
        sync_folder(store.parent)
    except BaseException as error:
        _undone(store, aside, put_back, error)
        raise
    return aside, put_back


def _copied(store: Path, aside: Path) -> None:
    beside = new_beside(store)
    try:
        shutil.copyfile(store, beside)
        sync_file(beside)
        beside.replace(aside)
    except BaseException:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise


def _move_away(store: Path, aside: Path) -> Aside:
    """Move a damaged store away with its companions, whatever it is. It goes first: a store that is missing is noticed."""
    moved: list[tuple[Path, Path]] = []

    def put_back() -> None:
        for piece, there in reversed(moved):
            there.rename(piece)
        sync_folder(store.parent)

    try:
        for end in ("", *COMPANIONS):
            piece, there = store.with_name(store.name + end), Path(f"{aside}{end}")
            if os.path.lexists(piece):
                piece.rename(there)
                moved.append((piece, there))
        sync_folder(store.parent)
    except BaseException as error:
        _undone(store, aside, put_back, error)
        raise
    return moved[0][1] if moved else None, put_back
