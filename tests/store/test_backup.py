"""A file of an older version is copied before it is changed, and the copy holds what the file held."""

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mentorkit.errors import StoreError
from mentorkit.store import Store
from mentorkit.store.backup import KEPT, back_up, backups
from mentorkit.store.schema import APPLICATION_ID, MIGRATIONS

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store as its first version was, with a student in it."""
    path = tmp_path / "data" / "mentorkit.db"
    path.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(path)) as db:
        db.executescript(MIGRATIONS[0])
        db.execute("INSERT INTO student VALUES ('ada-1', 'Ada', '2026-01-01T00:00:00.000000+00:00')")
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
        db.commit()
    return path


def _version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_an_older_file_is_brought_up_to_date_and_its_backup_is_as_it_was(old: Path) -> None:
    with Store.writer(old) as store:
        assert [student.name for student in store.students()] == ["Ada"]
    assert _version(old) == len(MIGRATIONS)
    (copy,) = backups(old)
    assert _version(copy) == 1
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    with closing(sqlite3.connect(copy)) as db:
        assert db.execute("SELECT name FROM student").fetchall() == [("Ada",)]
    with Store.writer(old):
        assert backups(old) == (copy,)


def test_a_file_that_cannot_be_backed_up_is_not_changed(old: Path) -> None:
    (old.parent / "backups").write_text("something in the way")
    with pytest.raises(StoreError):
        Store.writer(old)
    assert _version(old) == 1


def test_the_last_ten_are_kept_and_the_newest_comes_first(old: Path) -> None:
    with closing(sqlite3.connect(old)) as db:
        made = [back_up(db, old, NOON + timedelta(hours=hour)) for hour in range(KEPT + 3)]
    assert backups(old) == tuple(reversed(made[3:]))


def test_a_backup_of_the_same_moment_is_no_reason_to_stop(old: Path) -> None:
    with closing(sqlite3.connect(old)) as db:
        assert back_up(db, old, NOON) == back_up(db, old, NOON)
    assert len(backups(old)) == 1
