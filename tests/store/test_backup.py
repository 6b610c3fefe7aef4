"""A file of an older version is copied before it is changed, and the copy holds what the file held."""

import os
import sqlite3
import stat
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mentorkit.errors import StoreError
from mentorkit.records import State
from mentorkit.runner import begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from mentorkit.store.backup import KEPT, BackupBeside, back_up, backups, folder_of, worth_it
from mentorkit.store.copies import Position, newest_sound, position_of
from mentorkit.store.lock import WriterLock
from mentorkit.store.schema import APPLICATION_ID, MIGRATIONS
from tests.clocks import FakeClock
from tests.flow.cases import ADA, the_plan, with_history
from tests.store.older import check_nothing_lost, made_older, rows_of

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


# ---- which is the newest, and which goes


@pytest.fixture
def journal(path: Path) -> sqlite3.Connection:
    """A store that is open for writing, to which entries are added one by one."""
    with Store.writer(path):
        pass
    return sqlite3.connect(path, isolation_level=None)


def _add(db: sqlite3.Connection, text: str) -> None:
    db.execute("INSERT INTO journal (utc, do, data) VALUES (?, 'clock', '{}')", (text,))


def test_a_name_says_nothing_of_how_much_a_backup_holds(path: Path, journal: sqlite3.Connection) -> None:
    _add(journal, "one")
    ahead = back_up(journal, path, NOON + timedelta(days=3650))  # the clock was ahead once
    mine = folder_of(path) / "zzz before the course.db"
    mine.write_bytes(ahead.read_bytes())
    _add(journal, "two")
    newest = back_up(journal, path, NOON)
    assert backups(path) == (newest, ahead, mine)
    assert (newest_sound(path) or pytest.fail("none")).path == newest


def test_what_was_just_made_stays_whatever_the_names_and_a_file_of_the_mentors_too(
    path: Path, journal: sqlite3.Connection
) -> None:
    _add(journal, "0")
    mine = folder_of(path) / "mine.db"
    for hour in range(KEPT + 3):
        back_up(journal, path, NOON + timedelta(days=3650, hours=hour))
    mine.write_bytes(backups(path)[0].read_bytes())
    for hour in range(3):
        _add(journal, str(hour))
        made = back_up(journal, path, NOON + timedelta(hours=hour))
        assert backups(path)[0] == made
    assert mine in backups(path)
    assert len(backups(path)) == KEPT + 1


def test_what_holds_most_stays_when_an_older_store_was_put_back_and_so_does_what_is_made_since(
    path: Path, journal: sqlite3.Connection
) -> None:
    made = []
    for hour in range(KEPT):
        _add(journal, str(hour))
        made.append(back_up(journal, path, NOON + timedelta(hours=hour)))
    journal.execute("DELETE FROM journal WHERE id > 2")
    journal.execute("UPDATE sqlite_sequence SET seq = 2 WHERE name = 'journal'")
    since = []
    for hour in range(3):
        _add(journal, f"again {hour}")
        since.append(back_up(journal, path, NOON + timedelta(days=1, hours=hour)))
    kept = backups(path)
    assert len(kept) == KEPT
    assert kept[0] == made[-1]
    assert set(since) <= set(kept)


def test_the_last_whose_journal_says_what_its_tables_do_is_pushed_out_by_none_that_does_not(
    path: Path, clock: FakeClock
) -> None:
    def call(text: str) -> None:
        with Store.writer(path) as store:
            runner = begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings())
            runner.do(text)

    def backed_up(hour: int) -> Path:
        with closing(sqlite3.connect(path)) as db:
            return back_up(db, path, NOON + timedelta(hours=hour))

    call("read me")
    good = [backed_up(0), backed_up(1)]
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("UPDATE note SET text = CAST(x'72ff6d' AS TEXT)")
    for hour in range(2, KEPT + 5):
        call(f"call {hour}")
        backed_up(hour)
    kept = backups(path)
    assert good[1] in kept
    assert good[0] not in kept
    assert len(kept) == KEPT
    assert (newest_sound(path) or pytest.fail("none")).path == good[1]


def _position(db: sqlite3.Connection) -> Position:
    return position_of(db) or pytest.fail("nothing in it")


def test_a_backup_is_worth_it_where_none_holds_the_same(path: Path, journal: sqlite3.Connection) -> None:
    assert position_of(journal) is None
    _add(journal, "one")
    assert worth_it(path, _position(journal), NOON)
    back_up(journal, path, NOON + timedelta(days=3650))
    back_up(journal, path, NOON - timedelta(days=2))
    assert not worth_it(path, _position(journal), NOON)
    _add(journal, "two")
    assert worth_it(
        path, _position(journal), NOON, oldest=NOON - timedelta(days=1)
    )  # that of the future is not of today
    back_up(journal, path, NOON - timedelta(hours=1))
    _add(journal, "three")
    assert not worth_it(path, _position(journal), NOON, oldest=NOON - timedelta(days=1))
    assert worth_it(path, _position(journal), NOON)


def test_a_folder_among_the_backups_is_left_alone_and_no_reason_to_say_that_none_was_made(
    path: Path, journal: sqlite3.Connection
) -> None:
    (folder_of(path) / "0.db").mkdir(parents=True)
    (folder_of(path) / "20200101T000000000000Z.db").mkdir()
    for hour in range(KEPT + 2):
        _add(journal, str(hour))
        assert back_up(journal, path, NOON + timedelta(hours=hour)).is_file()
    assert (folder_of(path) / "0.db").is_dir()


def test_what_a_backup_that_was_killed_left_goes_with_all_that_is_beside_it(
    path: Path, journal: sqlite3.Connection
) -> None:
    folder_of(path).mkdir(mode=0o700)
    left = [folder_of(path) / f"20260101T000000000000Z.tmp{end}" for end in ("", "-journal", "-wal", "-shm")]
    mine = folder_of(path) / "mine.tmp"
    for file in (*left, mine):
        file.write_text("")
    made = back_up(journal, path, NOON)
    assert sorted(folder_of(path).iterdir()) == sorted([made, mine])


def test_a_disk_that_hangs_keeps_the_end_of_a_call_for_a_moment_only(tmp_path: Path) -> None:
    hangs = tmp_path / "mentorkit.db"
    os.mkfifo(hangs)  # to open it is to wait for somebody
    beside = BackupBeside(hangs, (1, ""), NOON, patience=0.1)
    assert "No backup was made" in beside.trouble()
    assert beside.trouble() == beside.trouble()
    os.close(os.open(hangs, os.O_RDWR))


# ---- read before anybody writes


OLDER = range(1, len(MIGRATIONS))


@pytest.fixture(params=OLDER, ids=lambda version: f"version {version}")
def interrupted(request: pytest.FixtureRequest, path: Path, clock: FakeClock) -> Path:
    """A store of an older version, with a call in it that was interrupted in the middle of a line."""
    with Store.writer(path) as store:
        with_history(store, the_plan())
        runner = begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings())
        for line in (
            "private words",
            "/goal read",
            "/topic loops",
            "/team could not return a value",
            "/add 5",
        ):
            runner.do(line)
        runner.keep_draft("half a li")
    made_older(path, request.param)
    return path


def test_whoever_reads_an_older_file_first_brings_it_up_to_date_and_nothing_is_lost(
    interrupted: Path,
) -> None:
    before = rows_of(interrupted)
    reader = Store.reader(interrupted)
    assert reader is not None
    with reader:
        latest = reader.session(reader.summaries()[0].id)
        assert latest.state is State.INTERRUPTED
        assert [note.text for note in latest.notes] == ["private words", "could not return a value"]
        assert reader.draft(latest.id) == "half a li"
        assert reader.walk(latest.id)
    check_nothing_lost(interrupted, before)
    (copy,) = backups(interrupted)
    assert rows_of(copy) == before
    with Store.reader(interrupted) or pytest.fail("no store"):
        assert backups(interrupted) == (copy,)


def test_an_older_file_that_another_process_writes_to_is_left_alone_and_that_is_said(
    interrupted: Path,
) -> None:
    before, lock = rows_of(interrupted), WriterLock(interrupted)
    with pytest.raises(StoreError, match=r"older mentorkit.* while another mentorkit uses it") as refused:
        Store.reader(interrupted)
    assert "close that one first" in refused.value.hint
    assert (rows_of(interrupted), backups(interrupted)) == (before, ())
    lock.release()
    with Store.reader(interrupted) or pytest.fail("no store"):
        check_nothing_lost(interrupted, before)


def test_an_older_file_that_cannot_be_backed_up_is_not_changed_by_a_reader_either(interrupted: Path) -> None:
    before = rows_of(interrupted)
    (interrupted.parent / "backups").write_text("something in the way")
    with pytest.raises(StoreError, match="could not be brought up to date"):
        Store.reader(interrupted)
    assert rows_of(interrupted) == before
