"""Backups: whole copies of the store by SQLite's own backup, checked before they count. Never a copy of the file.

A copy of the file alone would miss what stands in the -wal file beside it (`reliability.md`).
"""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from mentorkit.errors import StoreError
from mentorkit.files import private_folder, reason, sync_folder
from mentorkit.store.faults import in_words
from mentorkit.store.schema import APPLICATION_ID, MIGRATIONS

KEPT = 10
"""Sound backups that are kept; what is older is removed once a newer one was checked."""

_NAME = "%Y%m%dT%H%M%S%fZ"


@dataclass(frozen=True, slots=True)
class Copy:
    """What a file that should be a whole store turns out to be."""

    path: Path
    fault: str
    """What is wrong with it, "" where it is sound."""
    version: int = 0
    sessions: int = 0
    entries: int = 0
    """How long its journal is."""

    @property
    def moment(self) -> datetime | None:
        """When it was made, by its name; None where that does not say it."""
        return moment_of(self.path)


def moment_of(backup: Path) -> datetime | None:
    """Return when a backup was made, by its name; None where that does not say it."""
    try:
        return datetime.strptime(backup.stem, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def folder_of(store: Path) -> Path:
    """Return the folder that the backups of a store are in."""
    return store.parent / "backups"


def backups(store: Path) -> tuple[Path, ...]:
    """Return the backups of a store, the newest first, whether they are sound or not."""
    try:
        return tuple(sorted(folder_of(store).glob("*.db"), reverse=True))
    except OSError:  # a folder that we may not look into
        return ()


def newest_sound(store: Path) -> Copy | None:
    """Return the newest backup that is whole, None where there is none."""
    return next((copy for copy in map(examined, backups(store)) if not copy.fault), None)


def way_back(store: Path) -> str:
    """Return what to do about a store that is damaged or gone: the newest sound backup, and how it is restored."""
    copy = newest_sound(store)
    if copy is None:
        return f"There is no sound backup in {folder_of(store)}. Copy the whole folder {store.parent} somewhere safe first."
    made = f" is of {copy.moment:%Y-%m-%d %H:%M} UTC" if copy.moment else f": {copy.path.name}"
    return f"The newest sound backup{made}. To put it back: mentorkit doctor --restore {copy.path.name}"


# ---- what is a sound copy


def examined(path: Path, *, quick: bool = False) -> Copy:
    """Return what a file that should be a whole store turns out to be. It is only read."""
    try:
        if not path.is_file():  # nor a pipe, which would have us wait for ever
            return Copy(path, "it is no file")
        with closing(read_only(path)) as db:
            return _examined(db, path, "quick_check(1)" if quick else "integrity_check(1)")
    except sqlite3.Error as error:
        return Copy(path, in_words(error))
    except OSError as error:
        return Copy(path, reason(error))


def read_only(path: Path) -> sqlite3.Connection:
    """Return the file as it stands, opened without making or changing any other beside it, where none has to be read."""
    alone = not path.with_name(path.name + "-wal").exists()
    address = f"{path.absolute().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"
    return sqlite3.connect(address, uri=True, isolation_level=None)


def _examined(db: sqlite3.Connection, path: Path, check: str) -> Copy:
    if _number(db, "PRAGMA application_id") != APPLICATION_ID:
        return Copy(path, "it is no store of mentorkit's")
    version = _number(db, "PRAGMA user_version")
    if version > len(MIGRATIONS):
        return Copy(path, "it was written by a newer mentorkit", version)
    found = str(db.execute(f"PRAGMA {check}").fetchone()[0])
    if found != "ok":
        return Copy(path, f"it is damaged ({' '.join(found.split())})", version)
    sessions = _number(db, "SELECT count(*) FROM session")
    return Copy(path, "", version, sessions, _number(db, "SELECT count(*) FROM journal"))


def _number(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])


# ---- making one


def back_up(source: sqlite3.Connection, store: Path, moment: datetime) -> Path:
    """Write a backup of an open store, named by the moment in UTC; return where it is.

    StoreError, with nothing changed, where it cannot be written or the copy is not sound.
    """
    folder = private_folder(folder_of(store))
    target = folder / f"{moment.astimezone(UTC):{_NAME}}.db"
    beside = target.with_suffix(".tmp")
    try:
        for left in folder.glob("*.tmp"):  # of one that was killed
            left.unlink(missing_ok=True)
        os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        copy_whole(source, beside)
        beside.replace(target)
        sync_folder(folder)
        _remove_older(store)
    except (sqlite3.Error, OSError) as error:
        beside.unlink(missing_ok=True)
        what = in_words(error) if isinstance(error, sqlite3.Error) else reason(error)
        raise StoreError(f"No backup could be made in {folder}: {what}.") from error
    return target


def copy_whole(source: sqlite3.Connection, target: Path) -> None:
    """Have an open store copied over the file `target`, sound and on the disk; sqlite3.Error or OSError where it is not."""
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, whatever the source has beside it
        found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            raise sqlite3.DatabaseError(f"the copy is not sound ({found})")
    handle = os.open(target, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_older(store: Path) -> None:
    """Remove what is older than the last ten sound ones: those that went bad do not count, and push no good one out."""
    every = backups(store)
    if len(every) <= KEPT:
        return
    sound = 0
    for backup in every:
        if sound == KEPT:
            backup.unlink(missing_ok=True)
        elif not examined(backup, quick=True).fault:
            sound += 1


# ---- at the start of a session


def worth_it(store: Path, entries: int, oldest: datetime | None = None) -> bool:
    """Return whether a store whose journal has so many entries has changed since its newest backup.

    With `oldest`, only where that backup was made before then.
    """
    if not entries:
        return False
    newest = next(iter(backups(store)), None)
    if newest is None:
        return True
    made = moment_of(newest)
    if oldest and made and made > oldest:
        return False
    known = _entries(newest)
    return known is None or known != entries


def _entries(backup: Path) -> int | None:
    try:
        with closing(read_only(backup)) as db:
            return _number(db, "SELECT count(*) FROM journal")
    except (sqlite3.Error, OSError):
        return None


_FIRST_FRAME = 2.0
"""Seconds that a backup waits for the screen: at once, that came 170 ms later with a store of a thousand calls."""


class BackupBeside:
    """A backup that is made while the call goes on, by a thread with a connection of its own that only reads."""

    def __init__(self, store: Path, moment: datetime) -> None:
        self._trouble = ""
        self._over = Event()
        # A daemon: where the disk hangs, the end of the program must not.
        self._thread = Thread(target=self._make, args=(store, moment), daemon=True)
        self._thread.start()

    def _make(self, store: Path, moment: datetime) -> None:
        self._over.wait(_FIRST_FRAME)
        try:
            address = f"{store.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as source:
                back_up(source, store, moment)
        except StoreError as error:
            self._trouble = error.message
        except sqlite3.Error as error:
            self._trouble = f"No backup could be made: {in_words(error)}."

    def trouble(self) -> str:
        """Wait until it is made; return what was wrong in one line, "" where nothing was."""
        self._over.set()
        self._thread.join()
        return self._trouble
