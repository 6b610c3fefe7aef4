"""A backup takes the place of the store, which is set aside: whole, or not at all."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mentorkit.errors import NotFoundError, StoreError, UsageError
from mentorkit.runner import begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from mentorkit.store.backup import back_up, backups, examined
from mentorkit.store.checkup import check_up
from mentorkit.store.restore import back_up_to, chosen, restore, set_aside
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
from mentorkit.store.restore import chosen, restore
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
