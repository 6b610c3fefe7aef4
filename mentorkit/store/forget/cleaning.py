"""After a student was forgotten: no free page, no -wal file, no backup and no text on a desk still holds what is gone.

Each step can be done again. What is left to do stands in the store, written by the transaction that forgot, and holds no
name: whatever ends the program on the way, the rest is known and done the next time.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from mentorkit.errors import StoreError
from mentorkit.files import is_there, reason, sync_folder
from mentorkit.store.backup import back_up, folder_of
from mentorkit.store.faults import in_words
from mentorkit.store.forget.beside import desk_names, desks_of, is_ours
from mentorkit.store.forget.names import names_of
from mentorkit.store.forget.traces import Hits, Needles, Searched, both, files_in, hits, in_file
from mentorkit.store.pieces import COMPANIONS

MARK = "forgetting"
"""The name under which the store keeps what is left to do."""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left to do. No name is in it."""

    files: tuple[str, ...] = ()
    """Files by their paths in the data folder."""
    calls: tuple[str, ...] = ()
    """Calls whose unsaved texts go."""
    desks: tuple[str, ...] = ()
    """Folders with unsaved texts that go too, by the digests of their names: these are made of the names of students."""

    def as_text(self) -> str:
        """Return it as the store keeps it."""
        return json.dumps({"files": self.files, "calls": self.calls, "desks": self.desks})

    @staticmethod
    def of(text: str) -> "Rest":
        """Return what `as_text` wrote, or an older program, which named no folders."""
        data = json.loads(text)
        return Rest(tuple(data["files"]), tuple(data["calls"]), tuple(data.get("desks", ())))


def digest(desk: str) -> str:
    """Return what stands for the name of a folder in which an editor has a text."""
    return sha256(desk.encode("utf-8", "replace")).hexdigest()


class Cleaning:
    """What is left to do once somebody was forgotten."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        """`db` is open for writing, and nobody else writes."""
        self._db, self._path = db, path

    def _rest(self) -> Rest | None:
        found = self._db.execute("SELECT value FROM liking WHERE name = ?", (MARK,)).fetchall()
        return Rest.of(found[0]["value"]) if found else None

    @property
    def is_unfinished(self) -> bool:
        """Whether somebody was forgotten and the rest was not done."""
        return self._rest() is not None

    def clean(self, utc: datetime) -> Path | None:
        """Do what is left to do; return the fresh backup, None where there is nothing to do.

        StoreError where something could not be done: it is done by the next call.
        """
        rest = self._rest()
        if rest is None:
            return None
        try:
            self._clear_desks(rest)
            self._vacuum()
            fresh = back_up(self._db, self._path, utc)
            with closing(
                sqlite3.connect(fresh, isolation_level=None)
            ) as copy:  # there is nothing left to do in it
                copy.execute("PRAGMA secure_delete = ON")
                copy.execute("DELETE FROM liking WHERE name = ?", (MARK,))
            for name in rest.files:
                self._remove(self._path.parent / name)
            for folder in {(self._path.parent / name).parent for name in rest.files}:
                sync_folder(folder)
            self._db.execute("DELETE FROM liking WHERE name = ?", (MARK,))
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise StoreError(f"{self._path}: {in_words(error)}.") from error
        except OSError as error:
            raise StoreError(f"{error.filename}: {reason(error)}.") from error
        return fresh

    def _remove(self, file: Path) -> None:
        """Remove a file with what SQLite keeps beside it. What a link leads to is another's, and the link is the mentor's."""
        if not file.is_symlink():
            for path in (file, *(file.with_name(file.name + end) for end in COMPANIONS)):
                path.unlink(missing_ok=True)

    def _clear_desks(self, rest: Rest) -> None:
        """Remove the texts that go. Others may be about whom a store knows that was set aside, and stay."""
        calls = desk_names(rest.calls)
        for desk in desks_of(self._path):
            if (desk.name in calls or digest(desk.name) in rest.desks) and not desk.is_symlink():
                shutil.rmtree(desk)

    def _vacuum(self) -> None:
        self._db.execute("VACUUM")
        busy = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()["busy"]
        if busy:
            raise StoreError(
                f"{self._path} is being read by another mentorkit.", "Finish or close that one first."
            )

    # ---- is anything left?

    def search(self, wanted: Needles, folders: Iterable[Path]) -> Searched:
        """Return what of the student is still in the data folder, and in the folders and files named beside it.

        Words that others wrote too, and that therefore are in the store, are nobody's trace.
        """
        found, unread = [], []
        for path, folder in self._files(list(folders)):
            ours = folder == self._path.parent and is_ours(path, self._path)
            hit = in_file(path, folder, wanted, ours=ours)
            if hit is None:
                unread.append(path)
            else:
                found.append((path, hit))
        kept = self._kept(wanted)
        inside = {word for _, hit in found for word in hit.inside} | set(kept.inside)
        traces = [(path, replace(hit, pieces=hit.pieces - kept.pieces)) for path, hit in found]
        live = replace(kept, is_named=False, pieces=frozenset())
        traces = [(path, both(hit, live) if path == self._path else hit) for path, hit in traces]
        return Searched(
            len(found),
            tuple((path, hit) for path, hit in traces if hit),
            tuple(sorted(inside)),
            tuple(unread),
            tuple((path, hit.doubtful) for path, hit in traces if hit.doubtful),
        )

    def search_name(self, name: str, folders: Iterable[Path]) -> Searched:
        """Return where a name still stands, of somebody who is in the store no more: id and texts are not known then."""
        others = self._db.execute("SELECT name || ' ' || full_name AS name FROM student").fetchall()
        names = names_of((name,), (), [row["name"] for row in others])
        return self.search(Needles("", names), folders)

    def _files(self, folders: list[Path]) -> Iterator[tuple[Path, Path]]:
        """All that is searched, each with the folder that it is in or below: where links are, also what they lead to."""
        store, known = self._path, {self._path.with_name(self._path.name + ".lock")}
        through = frozenset({folder_of(store), store.parent / "editing", *folders})
        for folder in (store.parent, *folders):
            for path in (
                files_in(folder, through) if folder.is_dir() else [folder] if is_there(folder) else []
            ):
                if path not in known:
                    known.add(path)
                    yield path, folder if folder.is_dir() else folder.parent
        if store.is_symlink():  # what is beside it is beside the file that it leads to
            real = store.resolve()
            for path in (real.with_name(real.name + end) for end in ("-wal", "-shm")):
                if path not in known and is_there(path):
                    yield path, path.parent

    def _kept(self, wanted: Needles) -> Hits:
        """What of `wanted` the tables hold, text by text: words of others, and names that the mentor left there."""
        tables = [
            row["name"]
            for row in self._db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        ]
        everything = bytearray()
        for table in (*tables, "sqlite_master"):
            for row in self._db.execute(f"SELECT * FROM {table}"):
                for text in (value for value in row.values() if isinstance(value, str)):
                    everything += text.encode("utf-8", "replace") + b"\n"
        data = bytes(everything)
        found = hits(data, wanted, ours=False)
        short = {text for text in wanted.short if text in data}
        return Hits(False, found.names, found.inside, found.pieces | short, found.doubtful)
