"""Backups: whole copies of the store by SQLite's own backup, checked before they count. Never a copy of the file.

A copy of the file alone would miss what stands in the -wal file beside it (`reliability.md`).
"""

import os
import shlex
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from mentorkit.errors import StoreError
from mentorkit.files import private_folder, reason, sync_folder
from mentorkit.store.copies import NAME, Position, agrees, length_of, matching, moment_of, positions
from mentorkit.store.copies import backups as backups
from mentorkit.store.copies import examined as examined
from mentorkit.store.copies import folder_of as folder_of
from mentorkit.store.faults import Kind, in_words
from mentorkit.store.guarded import connect

KEPT = 10
"""Sound backups that are kept; what is older is removed once a newer one was checked."""


def back_up(source: sqlite3.Connection, store: Path, moment: datetime) -> Path:
    """Write a backup of an open store, named by the moment in UTC, and remove what is too old; return where it is.

    StoreError, with nothing changed, where it cannot be written or the copy is not sound.
    """
    made = _written(source, store, moment)
    _remove_older(store, made)
    return made


def _written(source: sqlite3.Connection, store: Path, moment: datetime) -> Path:
    folder = _folder(store)
    target = folder / f"{moment.astimezone(UTC):{NAME}}.db"
    beside = target.with_suffix(".tmp")
    try:
        _clear(folder)
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        copy_whole(source, beside)
        beside.replace(target)
        sync_folder(folder)
    except (sqlite3.Error, OSError) as error:
        with suppress(OSError):  # whatever is wrong with the folder is said already
            beside.unlink(missing_ok=True)
        what = in_words(error) if isinstance(error, sqlite3.Error) else reason(error)
        raise StoreError(f"No backup could be made in {folder}: {what}.") from error
    return target


def _folder(store: Path) -> Path:
    folder = folder_of(store)
    if folder.exists() and not folder.is_dir():
        raise StoreError(
            f"No backup could be made: {folder} is no folder.",
            f"Move it elsewhere: mv {shlex.quote(str(folder))} {shlex.quote(f'{folder}-before')}",
        )
    return private_folder(folder, f"May you write to {store.parent}? mentorkit doctor says more.")


def is_left_over(path: Path) -> bool:
    """Return whether a file in the folder of the backups is the half of one: what was killed, or still goes on."""
    name, dot, _ = path.name.partition(".tmp")
    return bool(dot) and moment_of(Path(name)) is not None


def _clear(folder: Path) -> None:
    for path in filter(is_left_over, matching(folder, "*.tmp*")):
        with suppress(OSError):
            path.unlink()


def copy_whole(source: sqlite3.Connection, target: Path) -> None:
    """Have an open store copied over the file `target`, sound and on the disk; sqlite3.Error or OSError where it is not."""
    with closing(connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, whatever the source has beside it
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"the copy is not sound ({found})")
    sync_file(target)


def sync_file(path: Path) -> None:
    """Have what was written to a file on the disk; OSError."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# ---- those that are removed


def _remove_older(store: Path, made: Path) -> None:
    """Keep the last ten sound ones, of those with a name of ours: what went bad does not count, and pushes no good one out.

    Kept first of all are the one that was just made, the last one whose journal says what its tables do, and the one that
    holds most. That is another one once an older store was put back: what was made before then goes before what was made
    since.
    """
    ours = [path for path in backups(store) if moment_of(path) and path != made]
    if len(ours) < KEPT:
        return
    length = length_of(made)
    beyond = [path for path in ours if length_of(path) > length]
    within = [path for path in ours if path not in beyond]
    first = [*_last_that_agrees(made, ours), *_first_sound(beyond)]
    sound = 1
    for path in dict.fromkeys((*first, *within, *beyond)):
        copy = examined(path, quick=True, still=True)
        if sound < KEPT:
            sound += not copy.fault
        elif copy.kind in (Kind.NONE, Kind.DAMAGED):  # not one that we may only not read now
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _first_sound(paths: Iterable[Path]) -> list[Path]:
    return next(([path] for path in paths if not examined(path, quick=True, still=True).fault), [])


def _last_that_agrees(made: Path, ours: Iterable[Path]) -> list[Path]:
    """The last of ours that agrees with itself, where the one that was just made does not: else that one is enough."""
    copies = (examined(path, quick=True, still=True) for path in (made, *ours))
    last = next((copy.path for copy in copies if not copy.fault and agrees(copy)), made)
    return [] if last == made else [last]


# ---- at the start of a session


def worth_it(store: Path, position: Position, moment: datetime, oldest: datetime | None = None) -> bool:
    """Return whether a store that reaches so far holds anything that none of its backups does.

    With `oldest`, only where none was made between then and `moment`, which is now: a clock may have been ahead.
    """
    for made, kept in positions(store):
        if kept == position or (oldest and made and oldest < made <= moment):
            return False
    return True


_FIRST_FRAME = 2.0
"""Seconds that a backup waits for the screen: at once, that came 170 ms later with a store of a thousand calls."""

PATIENCE = 5.0
"""Seconds that the end of a call waits for its backup: a disk that hangs must not keep the mentor."""


class BackupBeside:
    """A backup that is made while the call goes on, where it is worth it, by a thread that only reads the store.

    `position` is how far the store reached when the call began; for the rest see `worth_it`.
    """

    def __init__(
        self,
        store: Path,
        position: Position,
        moment: datetime,
        oldest: datetime | None = None,
        patience: float = PATIENCE,
    ) -> None:
        self._trouble = ""
        self._patience = patience
        self._given_up = False
        self._made = False
        self._over = Event()
        # A daemon: where the disk hangs, the end of the program must not.
        self._thread = Thread(target=self._make, args=(store, position, moment, oldest), daemon=True)
        self._thread.start()

    def _make(self, store: Path, position: Position, moment: datetime, oldest: datetime | None) -> None:
        self._over.wait(_FIRST_FRAME)
        try:
            if not worth_it(store, position, moment, oldest):
                return
            address = f"{store.absolute().as_uri()}?mode=ro"
            with closing(connect(address, uri=True)) as source:
                made = _written(source, store, moment)
            self._made = True
            _remove_older(store, made)
        except StoreError as error:
            self._trouble = error.message
        except sqlite3.Error as error:
            self._trouble = f"No backup could be made: {in_words(error)}."
        except OSError as error:
            self._trouble = f"No backup could be made in {folder_of(store)}: {reason(error)}."

    def trouble(self) -> str:
        """Wait until it is made, for `patience` seconds at most; return what was wrong in one line, "" where nothing was."""
        self._over.set()
        if not self._given_up:
            self._thread.join(self._patience)
            self._given_up = self._thread.is_alive() and not self._made
        if self._given_up:
            return f"No backup was made: it was not done after {self._patience:g} seconds."
        return self._trouble
