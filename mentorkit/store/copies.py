"""Whole copies of the store: backups, and stores that were set aside. Which there are, what is in them, which is the newest.

The newest is the one that holds most. Names only say what a clock said, and one that was ahead once would be the newest for
ever.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from mentorkit.errors import StoreError
from mentorkit.files import reason
from mentorkit.store.faults import Kind, in_words, kind_of
from mentorkit.store.marker import journal_length
from mentorkit.store.readonly import read_live, read_still
from mentorkit.store.schema import APPLICATION_ID
from mentorkit.store.tables import fault_of, is_newer

NAME = "%Y%m%dT%H%M%S%fZ"
"""How a backup is called, by the moment in UTC."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Copy:
    """What a file that should be a whole store turns out to be."""

    path: Path
    fault: str
    """What is wrong with it, "" where it is sound."""
    kind: Kind = Kind.NONE
    """What kind of fault that is."""
    version: int = 0
    sessions: int = 0
    still: bool = False
    """Whether nobody writes to it any more."""
    state: "State | None" = None
    """What tells it from what it was before and after, where it is sound."""

    @property
    def moment(self) -> datetime | None:
        """When it was made, by its name; None where that does not say it."""
        return moment_of(self.path)

    @property
    def sound(self) -> bool | None:
        """Whether it is whole; None where that cannot be found out here and now."""
        return not self.fault if self.kind in (Kind.NONE, Kind.DAMAGED, Kind.FOREIGN) else None

    def opened(self) -> sqlite3.Connection:
        """Return it opened for reading; what `read_live` raises."""
        return read_still(self.path) if self.still else read_live(self.path)


def moment_of(backup: Path) -> datetime | None:
    """Return when a backup was made, by its name; None where that does not say it: then the name is not one of ours."""
    try:
        return datetime.strptime(backup.stem, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


# ---- which there are


def folder_of(store: Path) -> Path:
    """Return the folder that the backups of a store are in."""
    return store.parent / "backups"


def matching(folder: Path, pattern: str) -> tuple[Path, ...]:
    """Return what in a folder has a name of that pattern, in the order of the names; () where nobody may look into it."""
    try:
        return tuple(path for path in sorted(folder.iterdir()) if fnmatch(path.name, pattern))
    except OSError:
        return ()


def backups(store: Path) -> tuple[Path, ...]:
    """Return the backups of a store, sound or not: the one that holds most first, and of those that hold the same the last."""
    every = matching(folder_of(store), "*.db")
    return tuple(
        sorted(every, key=lambda path: (length_of(path), moment_of(path) or _LONG_AGO), reverse=True)
    )


def length_of(backup: Path) -> int:
    """Return how many entries the journal of a backup ever had, -1 where that cannot be read."""
    try:
        if not backup.is_file():
            return -1
        with closing(read_still(backup)) as db:
            return journal_length(db)
    except (sqlite3.Error, OSError, StoreError):
        return -1


def set_aside(store: Path) -> tuple[Path, ...]:
    """Return the stores that were set aside when another took their place, the newest first, without their companions."""
    return matching(store.parent, "set-aside-*.db")[::-1]


def traces(store: Path) -> tuple[Path, ...]:
    """Return what is still there of a store that is gone: the folder of its backups, and those that were set aside."""
    folder = folder_of(store)
    kept = any(_is_of_ours(path) for path in matching(folder, "*.db"))
    return (*((folder,) if kept else ()), *set_aside(store))


def _is_of_ours(path: Path) -> bool:
    """Whether a file is a backup of a store: by its name, or by its header. The folder may be any that is named so."""
    try:
        if not path.is_file() or not path.stat().st_size:
            return False
        return moment_of(path) is not None or is_store(path)
    except OSError:
        return False


def is_store(path: Path) -> bool:
    """Return whether a file says in its header that it is a store or a copy of one; not where it cannot be read."""
    return _header(path)[68:72] == APPLICATION_ID.to_bytes(4, "big")


def is_of_no_format(path: Path) -> bool:
    """Return whether a file is of a format that nobody can write: SQLite reads it and says that it is read-only."""
    return _header(path)[18:19] > b"\2"


def _header(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(100)
    except OSError:
        return b""


# ---- which is the way back


def newest_sound(store: Path, listed: Iterable[Copy] | None = None) -> Copy | None:
    """Return the newest backup that is sound and agrees with itself, else the newest that is sound, None where none is.

    `listed` are the backups where they were examined before, the newest first.
    """
    sound = _sound((examined(path, still=True) for path in backups(store)) if listed is None else listed)
    first = next(sound, None)
    if first is None or agrees(first):
        return first
    return next(filter(agrees, sound), first)


def _sound(copies: Iterable[Copy]) -> Iterator[Copy]:
    return (copy for copy in copies if not copy.fault)


def agrees(copy: Copy) -> bool:
    """Return whether in a copy that is sound the journal and the tables say the same. A second for a thousand calls."""
    from mentorkit.store.replay import agrees_with_itself

    try:
        with closing(copy.opened()) as db:
            return agrees_with_itself(db)
    except (sqlite3.Error, OSError, StoreError):
        return False


def way_back(store: Path, listed: Iterable[Copy] | None = None) -> str:
    """Return what to do about a store that is damaged or gone: the newest sound backup, and how it is restored.

    `listed` are the backups where they were examined before, the newest first.
    """
    copy = newest_sound(store, listed)
    if copy is not None:
        return _put_back(copy)
    none = f"There is no sound backup in {folder_of(store)}."
    aside = next(_sound(examined(path, still=True) for path in set_aside(store)), None)
    if aside is not None:
        return f"{none} One that was set aside is sound: mentorkit doctor --restore {aside.path.name}"
    return f"{none} Copy the whole folder {store.parent} somewhere safe first."


def _put_back(copy: Copy, without: str = "") -> str:
    made = f" is of {copy.moment:%Y-%m-%d %H:%M} UTC" if copy.moment else f": {copy.path.name}"
    return (
        f"The newest sound backup{made}.{without} To put it back: mentorkit doctor --restore {copy.path.name}"
    )


def way_to_agreement(store: Path, listed: Iterable[Copy]) -> str:
    """Return what to do about a store whose journal and tables differ: only a backup where they do not is better."""
    copy = newest_sound(store, listed)
    if copy is not None and agrees(copy):
        return _put_back(copy, " What was saved since is not in it: this store is set aside.")
    return (
        "No backup is free of such a difference, so keep this store: what can be read of it is shown by mentorkit show and"
        " mentorkit export. A copy of it as it is: mentorkit doctor --backup FILE"
    )


# ---- what is in one


def examined(path: Path, *, quick: bool = False, still: bool = False) -> Copy:
    """Return what a file that should be a whole store turns out to be. It is only read.

    `still`: nobody writes to it, as to a backup; then no file is made beside it either.
    """
    try:
        if not path.is_file():  # nor a pipe, which would have us wait for ever
            return Copy(path, "it is no file", Kind.FOREIGN, still=still)
        with closing(read_still(path) if still else read_live(path)) as db:
            return _examined(db, path, "quick_check(1)" if quick else "integrity_check(1)", still)
    except sqlite3.Error as error:
        return Copy(path, in_words(error), kind_of(error, path), still=still)
    except OSError as error:
        return Copy(path, reason(error), kind_of(error, path), still=still)
    except StoreError as error:
        return Copy(path, error.message.rstrip("."), Kind.HINDERED, still=still)


def _examined(db: sqlite3.Connection, path: Path, check: str, still: bool) -> Copy:
    if _number(db, "PRAGMA application_id") != APPLICATION_ID:
        return Copy(path, "it is no store of mentorkit's", Kind.FOREIGN, still=still)
    version = _number(db, "PRAGMA user_version")
    if is_newer(version):
        return Copy(path, "it was written by a newer mentorkit", Kind.NEWER, version, still=still)
    found = str(db.execute(f"PRAGMA {check}").fetchone()[0])
    if found != "ok":
        return Copy(path, f"it is damaged ({' '.join(found.split())})", Kind.DAMAGED, version, still=still)
    if fault := "its format is none" if is_of_no_format(path) else fault_of(db, version):
        return Copy(path, f"it is damaged ({fault})", Kind.DAMAGED, version, still=still)
    sessions = _number(db, "SELECT count(*) FROM session")
    return Copy(path, "", Kind.NONE, version, sessions, still, state_of(db))


def _number(db: sqlite3.Connection, query: str) -> int:
    return int(db.execute(query).fetchone()[0])


State = tuple[object, ...]


def state_of(db: sqlite3.Connection) -> State:
    """Return what is another once anything was saved, the half-typed line too: the version, the last entry and sign of life."""
    seen = _first(db, "SELECT CAST(max(seen_utc) AS BLOB) FROM session")
    drafts = _first(db, "SELECT count(*), total(length(text)) FROM draft")
    return (_number(db, "PRAGMA user_version"), position_of(db), seen, drafts)


def _first(db: sqlite3.Connection, query: str) -> tuple[Any, ...] | None:
    cursor = db.cursor()
    cursor.row_factory = None
    found: tuple[Any, ...] | None = cursor.execute(query).fetchone()
    return found


Position = tuple[int, str]


def position_of(db: sqlite3.Connection) -> Position | None:
    """Return how far a store reaches, by its last entry: another tells it from what it was before. None where it has none."""
    found = _first(db, "SELECT id, CAST(coalesce(utc, '') AS BLOB) FROM journal ORDER BY id DESC LIMIT 1")
    return (int(found[0]), found[1].decode("utf-8", "replace")) if found else None


def positions(store: Path) -> Iterator[tuple[datetime | None, Position]]:
    """Yield of each backup that can be read when it was made, by its name, and how far it reaches."""
    for path in matching(folder_of(store), "*.db"):
        try:
            if path.is_file():
                with closing(read_still(path)) as db:
                    if position := position_of(db):
                        yield moment_of(path), position
        except (sqlite3.Error, OSError, StoreError):
            continue
