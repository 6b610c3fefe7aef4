"""Is all well with the store? Everything that can be found out without writing, also of a store that is damaged."""

import os
import sqlite3
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mentorkit.errors import StoreError
from mentorkit.files import reason
from mentorkit.store.backup import Copy, backups, examined, folder_of, read_only, way_back
from mentorkit.store.connection import SAYS_MORE, check_complete, check_there, in_memory
from mentorkit.store.faults import in_words, is_damage
from mentorkit.store.lock import is_held
from mentorkit.store.marker import marker
from mentorkit.store.places import warning
from mentorkit.store.replay import Difference, differences
from mentorkit.store.restore import set_aside
from mentorkit.store.schema import MIGRATIONS

MOST = 5
"""Findings of one kind that are told one by one."""

SQLITE: Final = sqlite3.sqlite_version


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not well, and what to do about it."""

    what: str
    cure: str


@dataclass(frozen=True, slots=True)
class Checkup:
    """What there is, and what is not well with it."""

    there: bool
    """Whether there is a store at all."""
    in_use: bool
    """Whether a process is writing to it now."""
    size: int
    """Bytes, with the files beside it."""
    version: int
    """Of the tables; 0 where that cannot be read."""
    counts: dict[str, int]
    """How many sessions, students, records and entries in the journal there are."""
    backups: tuple[Copy, ...]
    aside: tuple[Path, ...]
    findings: tuple[Finding, ...] = field(default=())

    @property
    def newest_version(self) -> int:
        """The version of the tables that this program writes."""
        return len(MIGRATIONS)


def check_up(store: Path) -> Checkup:
    """Return what there is at `store` and what is not well with it. Nothing is written; a damaged store is a finding."""
    try:
        there = check_there(store)
        held = is_held(store)
        listed = tuple(map(examined, backups(store)))
        counts, version, inner = _inside(store) if there else ({}, 0, [])
        findings = [*_outside(store), *inner, *_of_backups(listed), *_left_over(store, held)]
        size, aside = _size(store), set_aside(store)
    except StoreError as error:
        return Checkup(
            True,
            False,
            0,
            0,
            {},
            tuple(map(examined, backups(store))),
            (),
            (Finding(error.message, error.hint),),
        )
    return Checkup(there, held, size, version, counts, listed, aside, tuple(findings))


def _pieces(store: Path) -> list[Path]:
    """The store, and the files that SQLite has beside it."""
    pieces = (store.with_name(store.name + end) for end in ("", "-wal", "-shm"))
    return [piece for piece in pieces if piece.exists()]


def _size(store: Path) -> int:
    return sum(piece.stat().st_size for piece in _pieces(store))


# ---- round about it


def _outside(store: Path) -> Iterator[Finding]:
    folder = store.parent
    if (where := warning(folder)) and folder.exists():
        yield Finding(
            where, "Keep the store on a disk of this computer: set MENTORKIT_HOME to a folder there."
        )
    if os.name == "posix":
        yield from _modes(store)


def _modes(store: Path) -> Iterator[Finding]:
    folder = store.parent
    folders = [each for each in (folder, folder_of(store), folder / "editing") if each.is_dir()]
    files = [*_pieces(store), marker(store), *backups(store), *_pieces_of(set_aside(store))]
    for path in [*folders, *(file for file in files if file.is_file())]:
        status = path.stat()
        right = "700" if stat.S_ISDIR(status.st_mode) else "600"
        if status.st_uid != os.geteuid():
            yield Finding(f"{path} belongs to another user.", f"sudo chown {os.geteuid()} {_quoted(path)}")
        elif status.st_mode & 0o600 != 0o600:
            yield Finding(f"{path} may not be read and written by you.", f"chmod {right} {_quoted(path)}")
        elif status.st_mode & 0o077:
            yield Finding(f"{path} may be read by others.", f"chmod {right} {_quoted(path)}")


def _pieces_of(stores: Iterable[Path]) -> list[Path]:
    return [piece for store in stores for piece in _pieces(store)]


def _quoted(path: Path) -> str:
    import shlex

    return shlex.quote(str(path))


def _left_over(store: Path, held: bool) -> Iterator[Finding]:
    """Temporary files of a process that was killed. One that is running may have some."""
    if held:
        return
    folder = store.parent
    left = [*folder.glob(".mentorkit-*.tmp"), *folder_of(store).glob("*.tmp")]
    for path in sorted(left):
        yield Finding(f"{path} is left over from a program that was stopped.", f"rm {_quoted(path)}")


def _of_backups(listed: Iterable[Copy]) -> Iterator[Finding]:
    for copy in listed:
        if copy.fault:
            yield Finding(f"The backup {copy.path} is of no use: {copy.fault}.", f"rm {_quoted(copy.path)}")


# ---- inside it


def _inside(store: Path) -> tuple[dict[str, int], int, list[Finding]]:
    try:
        check_complete(store)
        with closing(read_only(store)) as db:
            # Bytes that are no text are a difference to the journal, and no reason to stop.
            db.text_factory = lambda data: data.decode("utf-8", "replace")
            db.execute("BEGIN")  # all that follows is of one moment, whatever a session writes meanwhile
            return _read(db, store)
    except StoreError as error:
        cure = way_back(store) if error.hint == SAYS_MORE else error.hint
        return {}, 0, [Finding(error.message, cure)]
    except sqlite3.Error as error:
        cure = (
            way_back(store) if is_damage(error) else f"Is it yours, and of mode 0600? ls -l {_quoted(store)}"
        )
        return {}, 0, [Finding(f"{store} cannot be read: {in_words(error)}.", cure)]
    except OSError as error:
        return {}, 0, [Finding(f"{store} cannot be read: {reason(error)}.", f"ls -l {_quoted(store)}")]


def _read(db: sqlite3.Connection, store: Path) -> tuple[dict[str, int], int, list[Finding]]:
    copy = examined(store)
    if copy.fault:
        return {}, copy.version, [Finding(f"{store}: {copy.fault}.", way_back(store))]
    findings = [*_loose(db, store), *_against_journal(db, store), *_abandoned(db, store)]
    return {name: _count(db, tables) for name, tables in _COUNTED.items()}, copy.version, findings


_COUNTED: Final = {
    "sessions": ("session",),
    "students": ("student",),
    "records": ("note", "goal", "topic", "feedback"),
    "entries": ("journal",),
}


def _count(db: sqlite3.Connection, tables: Iterable[str]) -> int:
    return sum(int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in tables)


def _loose(db: sqlite3.Connection, store: Path) -> Iterator[Finding]:
    found = Counter((row[0], row[2]) for row in db.execute("PRAGMA foreign_key_check"))
    for (table, other), times in found.items():
        yield Finding(
            f"{times} rows of the table {table} belong to a {other} that is not there.", way_back(store)
        )


def _against_journal(db: sqlite3.Connection, store: Path) -> Iterator[Finding]:
    with closing(in_memory()) as blank:
        found = differences(db, blank)
    for difference in found[:MOST]:
        yield Finding(_said(difference), way_back(store))
    if len(found) > MOST:
        yield Finding(
            f"{len(found) - MOST} more differences between the journal and the tables.", way_back(store)
        )


def _said(difference: Difference) -> str:
    if difference.table == "journal":
        return f"Entry {difference.id} of the journal {difference.what}."
    return f"The {difference.table.replace('_', ' ')} {difference.id} {difference.what}."


def _abandoned(db: sqlite3.Connection, store: Path) -> Iterator[Finding]:
    """Folders of texts that stood in an editor, of sessions and students that are not there."""
    known = {
        str(name) for table in ("session", "student") for (name,) in db.execute(f"SELECT id FROM {table}")
    }
    for folder in sorted((store.parent / "editing").glob("*")):
        name = folder.name.removeprefix("note-").removeprefix("message-")
        if name not in known:
            yield Finding(
                f"{folder} holds a text of a session that is not there.",
                f"Read it, then: rm -r {_quoted(folder)}",
            )
