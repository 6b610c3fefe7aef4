"""A backup takes the place of the store, which is set aside: whole, or not at all."""

import errno
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mentorkit.errors import NotFoundError, StoreError, UsageError
from mentorkit.runner import begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from mentorkit.store.backup import back_up, backups, examined, folder_of
from mentorkit.store.care.checkup import check_up
from mentorkit.store.care.restore import back_up_to, chosen, restore, set_aside
from mentorkit.store.readonly import read_live
from mentorkit.store.schema import MIGRATIONS
from tests.clocks import START, FakeClock
from tests.flow.cases import ADA, the_plan
from tests.store.older import made_older

NOW = START + timedelta(days=1)


def _call(path: Path, *texts: str) -> None:
    with Store.writer(path) as store:
        runner = begin(store, the_plan(), (ADA,), clock=FakeClock(), zone=UTC, settings=Settings())
        for text in texts:
            runner.do(text)


def _texts(path: Path) -> list[str]:
    reader = Store.reader(path)
    assert reader is not None
    with reader:
        return sorted(note.text for name in reader.session_ids() for note in reader.session(name).notes)


def _backed_up(path: Path, moment: datetime = START) -> Path:
    with closing(sqlite3.connect(path)) as db:
        return back_up(db, path, moment)


@pytest.fixture
def kept(path: Path) -> Path:
    """A store with a backup of its first call, and a second call since."""
    _call(path, "the first")
    _backed_up(path)
    _call(path, "the second")
    return path


def test_the_backup_is_what_the_store_is_then_and_the_store_is_set_aside(kept: Path) -> None:
    done = restore(kept, chosen(kept, "latest"), NOW)
    assert _texts(kept) == ["the first"]
    assert done.aside is not None
    assert _texts(done.aside) == ["the first", "the second"]
    assert set_aside(kept) == (done.aside,)
    assert stat.S_IMODE(kept.stat().st_mode) == stat.S_IMODE(done.aside.stat().st_mode) == 0o600
    _call(kept, "the third")
    assert _texts(kept) == ["the first", "the third"]
    assert check_up(kept).findings == ()


def test_what_was_set_aside_can_be_put_back_and_is_never_overwritten(kept: Path) -> None:
    first = restore(kept, chosen(kept, "latest"), NOW).aside
    assert first is not None
    second = restore(kept, chosen(kept, first.name), NOW).aside
    assert _texts(kept) == _texts(first) == ["the first", "the second"]
    assert second is not None
    alone = (
        kept.parent / "alone" / second.name
    )  # beside the store it would count as an older one in its place
    alone.parent.mkdir()
    alone.write_bytes(second.read_bytes())
    assert _texts(alone) == ["the first"]


def test_a_backup_of_an_older_version_is_brought_up_to_date_when_it_is_opened(kept: Path) -> None:
    (backup,) = backups(kept)
    made_older(backup, 1)
    with closing(sqlite3.connect(backup)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    restore(kept, chosen(kept, "latest"), NOW)
    assert examined(kept).version == 1
    assert _texts(kept) == ["the first"]
    assert examined(kept).version == len(MIGRATIONS)


def test_a_backup_by_its_name_its_path_or_the_newest_that_is_sound(kept: Path, tmp_path: Path) -> None:
    good = backups(kept)[0]
    bad = _backed_up(kept, NOW)
    bad.write_bytes(bad.read_bytes()[:5000])
    assert chosen(kept, "latest").path == chosen(kept, good.name).path == chosen(kept, good.stem).path == good
    assert chosen(kept, str(good)).path == good
    with pytest.raises(StoreError, match="cannot be restored"):
        chosen(kept, bad.name)
    with pytest.raises(NotFoundError):
        chosen(kept, "no-such")
    with pytest.raises(UsageError):
        chosen(kept, str(kept))
    os.mkfifo(pipe := tmp_path / "pipe")
    with pytest.raises(StoreError, match="no file"):
        chosen(kept, str(pipe))


def test_nothing_is_restored_while_another_process_writes(kept: Path) -> None:
    copy = chosen(kept, "latest")
    with Store.writer(kept), pytest.raises(StoreError, match="Another mentorkit"):
        restore(kept, copy, NOW)
    assert _texts(kept) == ["the first", "the second"]


def test_nothing_is_restored_while_another_process_reads(kept: Path) -> None:
    copy = chosen(kept, "latest")
    with Store.reader(kept) or pytest.fail("no store") as reader, reader.at_one_moment():
        reader.students()
        with pytest.raises(StoreError, match="reads the store"):
            restore(kept, copy, NOW)
    assert _texts(kept) == ["the first", "the second"]
    assert set_aside(kept) == ()


def test_where_there_is_no_store_at_all_the_backup_becomes_it(kept: Path) -> None:
    kept.unlink()
    with pytest.raises(StoreError, match="missing or empty") as refused:
        Store.reader(kept)
    assert f"mentorkit doctor --restore {backups(kept)[0].name}" in refused.value.hint
    assert restore(kept, chosen(kept, "latest"), NOW).aside is None
    assert _texts(kept) == ["the first"]


KILLED_AT = """
import os, signal, sys
from datetime import datetime, UTC
from pathlib import Path
from mentorkit.store.care.restore import chosen, restore
steps, count = int(sys.argv[2]), 0
WATCHED = ("os.rename", "os.link", "os.remove", "open", "os.chmod", "sqlite3.connect", "os.truncate")
def hook(event, args):
    global count
    if on and event in WATCHED:
        if count == steps:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1
on = False
sys.addaudithook(hook)
store = Path(sys.argv[1])
copy = chosen(store, "latest")
on = True
restore(store, copy, datetime(2026, 11, 24, 12, tzinfo=UTC))
"""
"""A restore that is killed before the n-th thing that it does to a file."""


def test_killed_in_the_middle_there_is_the_old_store_or_the_new_one(tmp_path: Path) -> None:
    seen = set()
    for step in range(100):
        path = tmp_path / str(step) / "mentorkit.db"
        _call(path, "the first")
        _backed_up(path)
        _call(path, "the second")
        done = subprocess.run([sys.executable, "-c", KILLED_AT, str(path), str(step)], check=False)
        texts = tuple(_texts(path))
        assert texts in (("the first",), ("the first", "the second"))
        seen.add(texts)
        restore(path, chosen(path, "latest"), NOW)
        assert _texts(path) == ["the first"]
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
    assert step > 5
    assert len(seen) == 2


def test_killed_in_the_middle_a_damaged_store_is_said_to_be_so_or_the_new_one_is_there(
    tmp_path: Path,
) -> None:
    for step in range(100):
        path = tmp_path / str(step) / "mentorkit.db"
        _call(path, "the first")
        _backed_up(path)
        damaged = path.read_bytes()[:6000]
        path.write_bytes(damaged)
        done = subprocess.run([sys.executable, "-c", KILLED_AT, str(path), str(step)], check=False)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
        assert _texts_or_way_back(path) in (["the first"], "mentorkit doctor --restore")
        kept = [file for file in path.parent.iterdir() if file.is_file() and file.read_bytes() == damaged]
        assert len(kept) == 1
        restore(path, chosen(path, "latest"), NOW)
        assert _texts(path) == ["the first"]
    assert step > 5


def _texts_or_way_back(path: Path) -> list[str] | str:
    """The notes, or what is said to do where the store is damaged or missing."""
    try:
        return _texts(path)
    except StoreError as error:
        return "mentorkit doctor --restore" if "mentorkit doctor --restore" in error.hint else error.message


def test_killed_when_a_longer_one_is_put_back_neither_is_said_to_be_too_short(tmp_path: Path) -> None:
    for step in range(100):
        path = tmp_path / str(step) / "mentorkit.db"
        _call(path, "the first")
        _backed_up(path)
        _call(path, "the second")
        longer = path.with_name("longer.db")
        back_up_to(path, longer, force=False)
        restore(path, chosen(path, "latest"), NOW)
        code = KILLED_AT.replace(
            'chosen(store, "latest")', 'chosen(store, str(store.with_name("longer.db")))'
        )
        done = subprocess.run([sys.executable, "-c", code, str(path), str(step)], check=False)
        assert _texts(path) in (["the first"], ["the first", "the second"])
        if done.returncode == 0:
            break
    assert step > 5
    assert _texts(path) == ["the first", "the second"]


# ---- an error on the way


class _Disk:
    """A disk that fails at the n-th thing that is done to a file, and once only."""

    watched = ("os.rename", "os.link", "os.remove", "open", "os.truncate")

    def __init__(self) -> None:
        self.left = -1
        sys.addaudithook(self._hear)  # it stays for good, and does nothing but in these tests

    def _hear(self, event: str, _: object) -> None:
        if self.left >= 0 and event in self.watched:
            self.left -= 1
            if self.left < 0:
                raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture(scope="module")
def disk() -> _Disk:
    return _Disk()


@pytest.mark.parametrize("damaged", [False, True])
def test_after_an_error_on_the_way_the_store_is_where_it_was_or_the_new_one_is(
    tmp_path: Path, disk: _Disk, damaged: bool
) -> None:
    refused = 0
    for step in range(100):
        path = tmp_path / str(step) / "mentorkit.db"
        _call(path, "the first")
        _backed_up(path)
        _call(path, "the second")
        before = path.read_bytes()[: 6000 if damaged else None]
        path.write_bytes(before)
        copy = chosen(path, "latest")
        disk.left = step
        try:
            restore(path, copy, NOW)
        except StoreError:
            refused += 1
        finished, disk.left = disk.left >= 0, -1
        if finished:
            break
        if (damaged and path.read_bytes() == before) or _texts(path) == ["the first", "the second"]:
            assert set_aside(path) == ()
        else:
            assert _texts(path) == ["the first"]
        assert [file.name for file in path.parent.glob("*.tmp*")] == []
    assert refused > 3


# ---- a change that was cut short


@pytest.fixture
def half_done(kept: Path) -> Path:
    """A store with the -journal file of a change that was killed: some of it is in the store already."""
    with closing(sqlite3.connect(kept, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("PRAGMA cache_size = 1")
        db.execute("BEGIN")
        db.execute("CREATE TABLE filler (x)")
        db.executemany("INSERT INTO filler VALUES (?)", [("x" * 3000,)] * 200)
        db.execute("UPDATE note SET text = 'half done'")
        journal = kept.with_name("mentorkit.db-journal")
        now = kept.read_bytes(), journal.read_bytes()
        assert len(now[1]) > 512
        db.execute("ROLLBACK")
    kept.write_bytes(now[0])
    journal.write_bytes(now[1])
    return kept


def test_whoever_reads_a_store_with_a_change_half_done_has_it_undone_first(half_done: Path) -> None:
    assert _texts(half_done) == ["the first", "the second"]
    assert not half_done.with_name("mentorkit.db-journal").exists()
    assert check_up(half_done).findings == ()


def test_a_change_half_done_is_a_finding_and_nothing_is_touched(half_done: Path) -> None:
    journal = half_done.with_name("mentorkit.db-journal")
    before = half_done.read_bytes(), journal.read_bytes()
    (finding,) = check_up(half_done).findings
    assert "cut short" in finding.what
    assert "mentorkit show" in finding.cure
    assert (half_done.read_bytes(), journal.read_bytes()) == before


def test_a_restore_leaves_no_change_half_done_beside_the_new_store(half_done: Path) -> None:
    aside = restore(half_done, chosen(half_done, "latest"), NOW).aside
    assert aside is not None
    assert not half_done.with_name("mentorkit.db-journal").exists()
    _call(half_done, "the third")
    assert _texts(half_done) == ["the first", "the third"]
    restore(half_done, chosen(half_done, aside.name), NOW)
    assert _texts(half_done) == ["the first", "the second"]


def test_a_journal_beside_what_cannot_be_read_is_set_aside_with_it(half_done: Path) -> None:
    half_done.write_text("Dear diary")
    journal = half_done.with_name("mentorkit.db-journal")
    journal.write_text("whatever")
    aside = restore(half_done, chosen(half_done, "latest"), NOW).aside
    assert aside is not None
    assert not journal.exists()
    _call(half_done, "the third")
    assert _texts(half_done) == ["the first", "the third"]


# ---- a store that is a link, one that is in use, one that is gone


@pytest.fixture
def linked(kept: Path) -> Iterator[Path]:
    """A store that is a link to a file elsewhere, while a call goes on: its newest notes are in the -wal file there."""
    real = kept.parent.parent / "disk" / "real.db"
    real.parent.mkdir()
    kept.rename(real)
    kept.symlink_to(real)
    with Store.writer(kept) as store:
        begin(store, the_plan(), (ADA,), clock=FakeClock(), zone=UTC, settings=Settings()).do("the third")
        assert real.with_name("real.db-wal").stat().st_size
        yield kept


def test_of_a_store_that_is_a_link_the_newest_notes_are_copied_and_counted(
    linked: Path, tmp_path: Path
) -> None:
    assert back_up_to(linked, tmp_path / "copy.db", force=False).sessions == 3
    found = check_up(linked)
    assert (found.counts["sessions"], [each for each in found.findings if "mode" not in each.what]) == (3, [])
    assert (found.size or 0) > linked.stat().st_size


def test_what_is_read_of_a_store_is_of_one_moment_while_a_call_begins_and_ends(kept: Path) -> None:
    with closing(read_live(kept)) as db:
        db.execute("BEGIN")
        before = db.execute("SELECT count(*) FROM journal").fetchone()
        for _ in range(3):
            _call(kept, *("a text that is longer than it has to be " * 50 for _ in range(20)))
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("SELECT count(*) FROM journal").fetchone() == before
    assert check_up(kept).findings == ()


@pytest.mark.parametrize("left", ["backups", "what was set aside"])
def test_a_store_that_is_gone_with_its_marker_is_no_new_start_while_its_copies_are_there(
    kept: Path, left: str
) -> None:
    if left != "backups":
        restore(kept, chosen(kept, "latest"), NOW)
        shutil.rmtree(folder_of(kept))
    for file in (kept, kept.with_name(".mentorkit-store")):
        file.unlink()
    for opening in (Store.reader, Store.writer):
        with pytest.raises(StoreError, match="missing or empty") as refused:
            opening(kept)
        assert "mentorkit doctor --restore" in refused.value.hint
        assert "anew" in refused.value.hint
    found = check_up(kept)
    assert (found.there, found.lost) == (False, True)
    assert "--restore" in found.findings[0].cure
    with pytest.raises(StoreError, match="missing or empty"):
        back_up_to(kept, kept.with_name("copy.db"), force=False)
    name = "latest" if left == "backups" else set_aside(kept)[0].name
    restore(kept, chosen(kept, name), NOW)
    assert "the first" in _texts(kept)


def test_a_folder_of_backups_that_are_not_ours_is_no_reason_to_refuse_a_first_call(path: Path) -> None:
    (path.parent / "backups").mkdir(parents=True)
    with closing(sqlite3.connect(path.parent / "backups" / "music.db")) as db:
        db.execute("CREATE TABLE song (name)")
    assert Store.reader(path) is None
    assert not check_up(path).lost
    _call(path, "the first")
    assert _texts(path) == ["the first"]


# ---- what is advised


def _advice(path: Path) -> str:
    return "\n".join(f"{finding.what}\n{finding.cure}" for finding in check_up(path).findings)


def test_only_what_is_damaged_is_to_be_removed(kept: Path) -> None:
    folder = folder_of(kept)
    newer = folder / "20260101T000000000000Z.db"
    newer.write_bytes(backups(kept)[0].read_bytes())
    newer.chmod(0o600)
    with closing(sqlite3.connect(newer)) as db:
        db.execute("PRAGMA user_version = 99")
    assert "newer version" in _advice(kept)
    (folder / "a folder.db").mkdir()
    assert "rm " not in _advice(kept)
    (bad := folder / "20250101T000000000000Z.db").write_text("Dear diary")
    bad.chmod(0o600)
    assert f"rm {bad}" in _advice(kept)
    assert _advice(kept).count("rm ") == 1


def test_a_newer_store_is_no_reason_to_put_an_older_one_back(kept: Path) -> None:
    with closing(sqlite3.connect(kept)) as db:
        db.execute("PRAGMA user_version = 99")
    assert "newer version" in _advice(kept)
    assert "--restore" not in _advice(kept)


def test_a_store_that_another_program_keeps_busy_is_no_reason_to_put_an_older_one_back(kept: Path) -> None:
    with closing(sqlite3.connect(kept, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("BEGIN EXCLUSIVE")
        advice = _advice(kept)
    assert "busy" in advice
    assert "--restore" not in advice
    assert _advice(kept) == ""


def test_a_file_in_the_place_of_the_backups_is_a_finding(kept: Path) -> None:
    shutil.rmtree(folder_of(kept))
    folder_of(kept).write_text("")
    folder_of(kept).chmod(0o600)
    (finding,) = check_up(kept).findings
    assert finding.cure.startswith(f"mv {folder_of(kept)} ")


def test_what_a_program_left_that_was_stopped_is_named_with_what_is_beside_it(kept: Path) -> None:
    left = [kept.with_name(f".mentorkit-0123456789ab.tmp{end}") for end in ("", "-journal", "-wal", "-shm")]
    left.append(folder_of(kept) / "20260101T000000000000Z.tmp-journal")
    for file in left:
        file.write_text("")
    assert [finding.cure for finding in check_up(kept).findings] == [f"rm {file}" for file in sorted(left)]


def test_a_path_that_is_no_text_is_said_so_that_the_command_can_be_typed(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9 it's") / "mentorkit.db"
    _call(path, "the first")
    path.with_name(".mentorkit-0123456789ab.tmp").write_text("")
    (finding,) = check_up(path).findings
    subprocess.run(["bash", "-c", finding.cure], check=True)
    assert check_up(path).findings == ()


def test_the_second_name_that_a_restore_left_is_not_taken_for_another_store(kept: Path) -> None:
    (aside := kept.with_name("set-aside-20260101T000000Z.db")).hardlink_to(kept)
    (finding,) = check_up(kept).findings
    assert finding.cure == f"rm {aside}"


# ---- a copy for the mentor


def test_a_copy_is_whole_private_and_never_over_another(kept: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    with Store.writer(kept) as store:  # while a session runs, with its newest notes in the -wal file
        begin(store, the_plan(), (ADA,), clock=FakeClock(), zone=UTC, settings=Settings()).do("the third")
        copy = back_up_to(kept, target, force=False)
    assert (copy.fault, copy.sessions) == ("", 3)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "data"]
    with pytest.raises(UsageError, match="is there already"):
        back_up_to(kept, target, force=False)
    assert back_up_to(kept, target, force=True).sessions == 3
    restore(kept, chosen(kept, str(target)), NOW)
    assert _texts(kept) == ["the first", "the second", "the third"]


def test_a_damaged_store_is_not_copied(kept: Path, tmp_path: Path) -> None:
    kept.write_bytes(kept.read_bytes()[:6000])
    with pytest.raises(StoreError, match="not backed up"):
        back_up_to(kept, tmp_path / "copy.db", force=False)
    assert not (tmp_path / "copy.db").exists()


NEVER = ("mentorkit.db", "mentorkit.db-wal", "mentorkit.db-shm", "mentorkit.db-journal", "mentorkit.db.lock",
         ".mentorkit-store")  # fmt: skip


def _spellings(file: Path) -> dict[str, Path]:
    """What else a file may be called."""
    here = file.parent.parent / "elsewhere"
    here.mkdir()
    (here / "folder").symlink_to(file.parent)
    (here / "link").symlink_to(file)
    found = {
        "its path": file,
        "from here": Path(os.path.relpath(file)),
        "a way round": file.parent / ".." / file.parent.name / file.name,
        "a link to the folder": here / "folder" / file.name,
        "a link": here / "link",
        "large letters": file.with_name(file.name.upper()),
    }
    if file.exists():
        (here / "hard").hardlink_to(file)
        found["a second name"] = here / "hard"
    return found


@pytest.mark.parametrize("force", [True, False])
@pytest.mark.parametrize("name", NEVER)
def test_no_copy_is_written_over_the_store_or_what_is_beside_it(kept: Path, name: str, force: bool) -> None:
    with Store.writer(kept):
        before = kept.read_bytes(), sorted(file.name for file in kept.parent.iterdir())
        for spelling, target in _spellings(kept.with_name(name)).items():
            with pytest.raises(UsageError, match="belongs to your store"):
                pytest.fail(f"{spelling}: {back_up_to(kept, target, force=force)}")
        assert (kept.read_bytes(), sorted(file.name for file in kept.parent.iterdir())) == before
    assert _texts(kept) == ["the first", "the second"]
