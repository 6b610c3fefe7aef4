"""Is all well with the store? Everything that can be found out without writing, also of a store that is damaged."""

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mentorkit.errors import StoreError
from mentorkit.files import reason
from mentorkit.store.care.surroundings import Finding as Finding
from mentorkit.store.care.surroundings import (
    cure,
    of_backups,
    of_error,
    of_leftovers,
    of_modes,
    of_place,
    quoted,
)
from mentorkit.store.connection import SAYS_MORE, check_complete, check_there, in_memory
from mentorkit.store.copies import (
    Copy,
    backups,
    examined,
    folder_of,
    set_aside,
    way_back,
    way_to_agreement,
)
from mentorkit.store.faults import in_words, kind_of
from mentorkit.store.lock import is_held
from mentorkit.store.marker import was_left_open
from mentorkit.store.pieces import companion, pieces
from mentorkit.store.readonly import read_live
from mentorkit.store.replay import Difference, differences
from mentorkit.store.schema import MIGRATIONS

MOST = 5
"""Findings of one kind that are told one by one."""

SQLITE: Final = sqlite3.sqlite_version

_COUNTED: Final = {
    "sessions": ("session",),
    "students": ("student",),
    "records": ("note", "goal", "topic", "feedback"),
    "entries": ("journal",),
}

Counts = dict[str, int | None]
UNKNOWN: Final[Counts] = dict.fromkeys(_COUNTED)


@dataclass(frozen=True, slots=True)
class Checkup:
    """What there is, and what is not well with it. None is what could not be found out."""

    there: bool
    """Whether there is a file with something in it, whatever that is worth."""
    lost: bool
    """Whether there was a store here, and it is missing or empty."""
    in_use: bool
    """Whether a process is writing to it now."""
    size: int | None
    """Bytes, with the files beside it."""
    version: int | None
    """Of the tables."""
    counts: Counts
    """How many sessions, students, records and entries in the journal there are."""
    backups: tuple[Copy, ...] | None
    """None where their folder cannot be looked into."""
    aside: tuple[Path, ...]
    findings: tuple[Finding, ...] = field(default=())

    @property
    def newest_version(self) -> int:
        """The version of the tables that this program writes."""
        return len(MIGRATIONS)


@dataclass(slots=True)
class _Inside:
    """What is in the store."""

    counts: Counts = field(default_factory=lambda: dict(UNKNOWN))
    version: int | None = None
    findings: list[Finding] = field(default_factory=list)


def check_up(store: Path) -> Checkup:
    """Return what there is at `store` and what is not well with it. Nothing is changed; whatever is wrong is a finding."""
    every = [examined(path, still=True) for path in backups(store)]
    # A call that begins meanwhile removes old ones.
    listed = tuple(copy for copy in every if not copy.fault or not _is_gone(copy.path))
    back = _Once(lambda: way_back(store, listed))
    there, lost, gone = _there(store)
    held = _held(store)
    left = [] if held else _told(lambda: of_leftovers(store))  # at once: a call may begin while we look
    left += [] if held or not there else _told(lambda: _of_notes_gone(store))
    better = _Once(lambda: way_to_agreement(store, listed))
    inner = _inside(store, back, better) if there else _Inside()
    outer = [*_told(lambda: of_place(store)), *_told(lambda: of_modes(store))]
    after = _told(lambda: of_backups(store, listed))
    return Checkup(
        there,
        lost,
        held,
        _size(store) if there else None,
        inner.version,
        inner.counts,
        listed if _is_open(folder_of(store)) else None,
        set_aside(store),
        tuple(_without_repeats([*gone, *outer, *inner.findings, *after, *left])),
    )


def _is_gone(path: Path) -> bool:
    try:
        path.lstat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def _is_open(folder: Path) -> bool:
    """Whether it can be seen what is in a folder: that there is none is seen too."""
    try:
        next(folder.iterdir(), None)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return True


class _Once:
    """What is worked out when it is first asked for: every backup is examined for it."""

    def __init__(self, make: Callable[[], str]) -> None:
        self._make, self._made = make, ""

    def __call__(self) -> str:
        self._made = self._made or self._make()
        return self._made


def _told(look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """What is found; that it could not be looked at is a finding too: a file may go away meanwhile."""
    found: list[Finding] = []
    try:
        found.extend(look())
    except OSError as error:
        found.append(of_error(error))
    except StoreError as error:
        found.append(Finding(error.message, error.hint))
    return found


def _without_repeats(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, without one whose cure is a command that was named before: it mends both."""
    cures = set()
    for finding in findings:
        if finding.cure.startswith(("chmod ", "sudo ")):
            if finding.cure in cures:
                continue
            cures.add(finding.cure)
        yield finding


def _there(store: Path) -> tuple[bool, bool, list[Finding]]:
    """Whether there is a store, and whether there was one that is lost."""
    try:
        return check_there(store), False, []
    except StoreError as error:
        try:
            there = store.stat().st_size > 0
        except FileNotFoundError:
            return False, True, [Finding(error.message, error.hint)]
        except OSError:  # nobody knows
            return False, True, [Finding(error.message, error.hint)]
        return there, not there, [Finding(error.message, error.hint)]


def _held(store: Path) -> bool:
    try:
        return is_held(store)
    except StoreError:  # that the folder is closed to us is said of the store
        return False


def _size(store: Path) -> int | None:
    try:
        return sum(piece.stat().st_size for piece in pieces(store))
    except OSError:
        return None


def _of_notes_gone(store: Path) -> Iterator[Finding]:
    """That the -wal file of a call that was killed is gone with the -shm file: nothing in the store itself shows that."""
    wal = companion(store, "-wal")
    if was_left_open(store) and not wal.exists():
        yield Finding(
            f"The last that wrote to the store was stopped, and {wal} is not there: its newest notes may be missing.",
            "Was it moved? Put it back. Else see what is there: mentorkit show. The next change ends this message.",
        )


# ---- inside it


def _inside(store: Path, back: Callable[[], str], better: Callable[[], str]) -> _Inside:
    """What is in the store; `back` is the cure for one that is damaged, `better` for one that says two things."""
    found = _Inside()
    try:
        check_complete(store)
        copy = examined(store)
        found.version = copy.version or None
        if copy.fault:
            found.findings.append(Finding(f"{store}: {copy.fault}.", cure(store, copy.kind, back())))
            return found
        with closing(read_live(store)) as db:
            db.execute("BEGIN")  # all that follows is of one moment, whatever a session writes meanwhile
            found.counts = {name: _count(db, tables) for name, tables in _COUNTED.items()}
            found.findings += [*_loose(db, better), *_against_journal(db, better), *_abandoned(db, store)]
    except StoreError as error:
        what = error.hint
        if error.hint == SAYS_MORE:
            what = cure(store, kind_of(error.__cause__, store), back())
        found.findings.append(Finding(error.message, what))
    except sqlite3.Error as error:
        what = cure(store, kind_of(error, store), back())
        found.findings.append(Finding(f"{store} cannot be read: {in_words(error)}.", what))
    except OSError as error:
        what = cure(store, kind_of(error, store), back())
        found.findings.append(Finding(f"{store} cannot be read: {reason(error)}.", what))
    return found


def _count(db: sqlite3.Connection, tables: Iterable[str]) -> int:
    return sum(int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in tables)


def _loose(db: sqlite3.Connection, better: Callable[[], str]) -> Iterator[Finding]:
    found = Counter((row[0], row[2]) for row in db.execute("PRAGMA foreign_key_check"))
    for (table, other), times in found.items():
        yield Finding(f"{times} rows of the table {table} belong to a {other} that is not there.", better())


def _against_journal(db: sqlite3.Connection, better: Callable[[], str]) -> Iterator[Finding]:
    with closing(in_memory()) as blank:
        found = differences(db, blank)
    for difference in found[:MOST]:
        yield Finding(_said(difference), better())
    if len(found) > MOST:
        yield Finding(f"{len(found) - MOST} more differences between the journal and the tables.", better())


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
                f"Read it, then: rm -r {quoted(folder)}",
            )
