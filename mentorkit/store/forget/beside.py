"""What is beside the store and holds something of a student: what is removed with them, and what is not.

Removed are the program's own copies of the store, known by the names that it gives or by their header, and nothing that may
be the only copy of what others were noted. Whatever else there is belongs to the mentor, and so does what a link leads to.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Set
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from mentorkit.errors import StoreError
from mentorkit.store.backup import is_left_over
from mentorkit.store.copies import examined, folder_of, is_store, moment_of
from mentorkit.store.forget.traces import Needles, files_in, hits, read
from mentorkit.store.pieces import COMPANIONS
from mentorkit.store.readonly import read_still

_ASIDE = re.compile(r"set-aside-\d{8}T\d{6}Z(?:-\d+)?\.db")
"""How a store is called that another took the place of."""

_HALF = re.compile(r"\.mentorkit-[0-9a-f]{12}\.tmp")
"""How a file is called while it is written."""

Entry = tuple[int, str]
"""What tells an entry of the journal from any other: its number and its moment."""


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What holds something of a student beside the store."""

    files: tuple[Path, ...] = ()
    """Backups, stores that were set aside, and what a program that was killed left: these are removed."""
    desks: tuple[Path, ...] = ()
    """Folders with a text that was never saved."""
    kept: tuple[Path, ...] = ()
    """Copies that hold what others were noted and the store has not: these are not removed."""
    damaged: tuple[Path, ...] = ()
    """Copies that cannot be read whole, so that nobody knows what else is in them: nor are these."""

    @property
    def others(self) -> tuple[Path, ...]:
        """Which of the files are no backups."""
        return tuple(path for path in self.files if path.suffix != ".db" or path.parent.name != "backups")


def leftovers(db: sqlite3.Connection, store: Path, wanted: Needles, calls: Iterable[str]) -> Leftovers:
    """Return what beside the store, which `db` has open, holds something of the student."""
    halves: list[Path] = []
    copies: dict[Path, list[Path]] = {}
    for path in files_in(store.parent, frozenset({folder_of(store)})):
        if _is_half(path, store):
            halves.append(path)
        elif _is_copy(path, store):
            copies.setdefault(_whole_of(path), []).append(path)
    held = [copy for copy, pieces in copies.items() if any(_holds(piece, wanted) for piece in pieces)]
    known = {(row["id"], row["utc"]) for row in db.execute("SELECT id, utc FROM journal")} if held else set()
    more = {copy: _has_more(copy, wanted.student_id, known) for copy in held}
    files = [path for path in halves if _holds(path, wanted)] + [copy for copy in held if more[copy] is False]
    kept = [copy for copy in held if more[copy]]
    damaged = [copy for copy in held if more[copy] is None]
    names = {f"note-{wanted.student_id}", *desk_names(calls)}
    desks = [desk for desk in desks_of(store) if desk.name in names]
    return Leftovers(tuple(sorted(files)), tuple(desks), tuple(kept), tuple(damaged))


def is_ours(path: Path, store: Path) -> bool:
    """Return whether a file is the store, a piece of it, or one that the program made from it."""
    live = {store.name + end for end in ("", *COMPANIONS, ".lock")}
    beside = path.parent == store.parent and path.name in live
    return beside or _is_half(path, store) or _is_copy(path, store)


def _is_half(path: Path, store: Path) -> bool:
    """Whether a file is what was left of one that a program wrote when it was killed."""
    if path.is_symlink():
        return False
    if _HALF.fullmatch(_whole_of(path).name):
        return True
    return path.parent == folder_of(store) and is_left_over(path)


def _is_copy(path: Path, store: Path) -> bool:
    """Whether a file is a copy of a store that nobody works with now, or a piece of one."""
    whole = _whole_of(path)
    if path.is_symlink() or whole.is_symlink():
        return False
    if path.parent == folder_of(store):
        return (whole.suffix == ".db" and moment_of(whole) is not None) or is_store(whole)
    if path.parent != store.parent or whole == store:
        return False
    begins = whole.name.startswith(("set-aside-", store.name))
    return bool(_ASIDE.fullmatch(whole.name)) or (begins and is_store(whole))


def _whole_of(path: Path) -> Path:
    """The database that SQLite keeps a file beside; any other file itself."""
    end = next((end for end in COMPANIONS if path.name.endswith(end)), "")
    return path.with_name(path.name.removesuffix(end))


def _holds(path: Path, wanted: Needles) -> bool:
    data = read(path)
    return data is not None and bool(hits(data, wanted, ours=True))


# ---- what would be lost


def _has_more(copy: Path, student_id: str, known: Set[Entry]) -> bool | None:
    """Whether a copy holds what is not the student's alone and not `known`; None where it cannot be read whole."""
    try:
        if examined(copy, quick=True, still=True).fault:
            return None
        with closing(read_still(copy)) as db:
            return any(entry not in known for entry in _of_others(db, student_id))
    except (sqlite3.Error, OSError, StoreError, ValueError):
        return None


def _of_others(db: sqlite3.Connection, student_id: str) -> Iterator[Entry]:
    """The entries of a journal that are not about the student alone."""
    alone = {row[0] for row in db.execute(_ALONE, (student_id,))}
    theirs = {student_id}
    for number, utc, session_id, data in db.execute(
        "SELECT id, utc, session_id, data FROM journal ORDER BY id"
    ):
        said = json.loads(data)
        row = said.get("row", said)
        if row.get("student") == student_id:
            theirs.add(row.get("id"))
        of_another = row.get("student") not in (None, student_id)
        if of_another or (session_id not in alone and row.get("id") not in theirs):
            yield number, utc


_ALONE = """
SELECT session_id FROM attendance GROUP BY session_id HAVING count(*) = 1 AND max(student_id) = ?
"""


# ---- texts that were never saved


def desks_of(store: Path) -> list[Path]:
    """Return the folders in which an editor has a text."""
    folder = store.parent / "editing"
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def desk_names(calls: Iterable[str]) -> set[str]:
    """Return how the folders of calls are named in which an editor has a text."""
    return {name for call in calls for name in (call, f"message-{call}")}


def in_desks(store: Path, student_id: str, alone: Iterable[str]) -> Iterator[str]:
    """Yield the texts that stand on the desks of the student and of the calls with them alone."""
    names = {f"note-{student_id}", *desk_names(alone)}
    for desk in desks_of(store):
        if desk.name in names:
            yield from ((read(path) or b"").decode("utf-8", "replace") for path in files_in(desk))


def files_on_desks(store: Path) -> Iterator[Path]:
    """Yield the files that stand on any desk."""
    for desk in desks_of(store):
        yield from files_in(desk)


def written_text(path: Path) -> str | None:
    """Return the text that is in a file, None where it is no text, as what editors keep beside it."""
    data = read(path)
    try:
        return None if data is None or b"\0" in data or path.is_symlink() else data.decode("utf-8")
    except UnicodeDecodeError:
        return None
