"""Stores that earlier versions of the program wrote, kept as files, are brought up to today's tables with all that is in them.

`tests/data/stores/version-N.db.gz` was written by the last program of that version: a call that ended, and one of two people
that was interrupted with a half-typed line. `version-N.json` is what that program exported of it.
"""

import gzip
import json
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from mentorkit.errors import StoreError
from mentorkit.export import library_data
from mentorkit.records import State
from mentorkit.store import Store
from mentorkit.store.backup import backups
from mentorkit.store.schema import MIGRATIONS
from mentorkit.store.tables import SUMS, blank, described, sum_of

KEPT = Path(__file__).parents[1] / "data" / "stores"
TODAY = len(MIGRATIONS)
EARLIER = range(1, TODAY)


def unpacked(version: int, folder: Path) -> Path:
    """Return a copy of the store of that version, in the folder."""
    store = folder / "mentorkit.db"
    store.write_bytes(gzip.decompress((KEPT / f"version-{version}.db.gz").read_bytes()))
    (folder / ".mentorkit-store").touch()
    return store


def version_of(store: Path) -> int:
    with closing(sqlite3.connect(store)) as file:
        return int(file.execute("PRAGMA user_version").fetchone()[0])


def exported(version: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((KEPT / f"version-{version}.json").read_bytes())
    return found


def missing(old: Any, new: Any, where: str = "") -> list[str]:
    """Return the places of `old` that are not the same in `new`, which may have more keys."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            lost
            for key, value in old.items()
            for lost in (missing(value, new[key], f"{where}.{key}") if key in new else [f"{where}.{key}"])
        ]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [lost for n, each in enumerate(old) for lost in missing(each, new[n], f"{where}[{n}]")]
    return [] if old in (new, _to_the_millisecond(new)) else [where]


def _to_the_millisecond(value: Any) -> Any:
    """Return a moment as it was exported before it was told to the microsecond."""
    return re.sub(r"(:\d\d\.\d{3})\d{3}(?=[+-])", r"\1", value) if isinstance(value, str) else value


def test_there_is_a_file_of_every_version() -> None:
    assert {path.name for path in KEPT.glob("*.gz")} == {f"version-{n}.db.gz" for n in range(1, TODAY + 1)}


@pytest.mark.parametrize("version", range(1, TODAY + 1))
def test_all_that_was_in_it_is_there(tmp_path: Path, version: int) -> None:
    store = unpacked(version, tmp_path)
    with Store.writer(store) as opened:
        library = library_data(opened.library(), zone=UTC)
        interrupted = next(s for s in opened.summaries() if s.state is State.INTERRUPTED)
        assert opened.draft(interrupted.id) == "half a line about the bak"
    assert missing(exported(version), library) == []
    assert version_of(store) == TODAY


@pytest.mark.parametrize("version", EARLIER)
def test_a_backup_of_it_as_it_was_is_made_first(tmp_path: Path, version: int) -> None:
    store = unpacked(version, tmp_path)
    Store.writer(store).close()
    assert [version_of(backup) for backup in backups(store)] == [version]


@pytest.mark.parametrize("version", range(1, TODAY + 1))
def test_the_tables_are_those_of_a_new_store(tmp_path: Path, version: int) -> None:
    old, new = unpacked(version, tmp_path), tmp_path / "new" / "mentorkit.db"
    for store in (old, new):
        Store.writer(store).close()
    assert _tables(old) == _tables(new)


def _tables(store: Path) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(store)) as file:
        names = [row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type != 'trigger'")]
        columns = 'SELECT name, type, "notnull", dflt_value, pk FROM pragma_table_xinfo(?)'
        return {name: file.execute(columns, (name,)).fetchall() for name in sorted(names)}


def test_the_tables_of_each_version_are_known_by_their_sum() -> None:
    sums = []
    for version in range(1, TODAY + 1):
        with closing(blank(version)) as file:
            sums.append(sum_of(described(file)))
    assert tuple(sums) == SUMS, "a new migration needs its sum"


def test_a_store_of_a_newer_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    store = unpacked(TODAY, tmp_path)
    with closing(sqlite3.connect(store)) as file:
        file.execute(f"PRAGMA user_version = {TODAY + 1}")
    before = store.read_bytes()
    for opening in (Store.writer, Store.reader):
        with pytest.raises(StoreError, match="newer mentorkit"):
            opening(store)
    assert store.read_bytes() == before
    assert store.with_name("mentorkit.db-wal").stat().st_size == 0
    assert backups(store) == ()


KILLED_AT = """
import os, signal, sqlite3, sys
from pathlib import Path

class Killed(sqlite3.Connection):
    left = int(sys.argv[2])

    def execute(self, statement, *values):
        if statement.lstrip().startswith(("CREATE", "ALTER", "--", "PRAGMA application_id =", "PRAGMA user_version =", "COMMIT")):
            Killed.left -= 1
            if Killed.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(statement, *values)

connect = sqlite3.connect
sqlite3.connect = lambda *args, **kinds: connect(*args, **kinds | {"factory": Killed})
from mentorkit.store import Store
Store.writer(Path(sys.argv[1])).close()
"""
"""Opens a store for writing, and is killed at a statement of the migration."""

FAILS_AT = KILLED_AT.replace("os.kill(os.getpid(), signal.SIGKILL)", "raise sqlite3.OperationalError('no')")
"""The same, with an error at that statement."""


@pytest.mark.parametrize("version", EARLIER)
def test_killed_in_the_middle_it_is_of_the_old_version_or_the_new_one(tmp_path: Path, version: int) -> None:
    for statement in range(100):
        folder = tmp_path / str(statement)
        folder.mkdir()
        store = unpacked(version, folder)
        done = subprocess.run([sys.executable, "-c", KILLED_AT, str(store), str(statement)], check=False)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
        assert version_of(store) in (version, TODAY)
        with Store.writer(store) as opened:
            assert missing(exported(version), library_data(opened.library(), zone=UTC)) == []
    assert statement > 4
    assert version_of(store) == TODAY


def test_a_migration_that_fails_again_and_again_makes_one_backup(tmp_path: Path) -> None:
    store = unpacked(1, tmp_path)
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "-c", FAILS_AT, str(store), "3"], stderr=subprocess.PIPE, check=False
        )
        assert b"StoreError" in done.stderr
    assert [version_of(backup) for backup in backups(store)] == [1]


def test_what_an_earlier_program_saved_since_is_in_a_backup_of_its_own(tmp_path: Path) -> None:
    store = unpacked(1, tmp_path)
    subprocess.run([sys.executable, "-c", FAILS_AT, str(store), "3"], stderr=subprocess.PIPE, check=False)
    with closing(sqlite3.connect(store)) as file:
        file.execute("UPDATE draft SET text = 'a longer line'")
        file.execute("UPDATE session SET seen_utc = '2027-01-01T00:00:00.000000+00:00'")
        file.commit()
    Store.writer(store).close()
    assert len(backups(store)) == 2
