"""`mentorkit doctor`, as a mentor calls it."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mentorkit.store import Store
from tests.bench.damage import BOUND, killed, run, store_of
from tests.programs import Mentor, terminal
from tests.store.older import made_older


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path / "home")


@pytest.fixture
def filled(mentor: Mentor) -> Mentor:
    """A mentor with two calls behind them, and with a backup that was made when the second began."""
    for text in ("the first", "the second"):
        assert mentor.mentorkit("run", "Ada", "--plain", typed=f"{text}\n/end\n").code == 0
    return mentor


def folder(mentor: Mentor) -> Path:
    return mentor.home / ".local/share/mentorkit"


def texts(mentor: Mentor) -> list[str]:
    sessions = mentor.mentorkit("export", "--all").json["sessions"]
    return [note["text"] for session in sessions for note in session["notes"]]


def test_where_nothing_was_ever_stored_all_is_well_and_nothing_is_made(mentor: Mentor) -> None:
    done = mentor.mentorkit("doctor")
    assert done.code == 0
    assert "mentorkit run" in done.out
    assert not folder(mentor).exists()


def test_what_is_there_is_said_without_a_word_of_the_notes(filled: Mentor) -> None:
    done = filled.mentorkit("doctor")
    assert done.code == 0
    assert "2 sessions, 1 student" in done.out
    assert "1 backup" in done.out
    assert "the first" not in done.out
    found = filled.mentorkit("doctor", "--json").json
    assert found["well"] is True
    assert found["findings"] == []
    assert [backup["sound"] for backup in found["backups"]] == [True]


@pytest.mark.parametrize("name", ["mentorkit.db", "."])
def test_what_others_may_read_is_a_finding_with_its_cure(filled: Mentor, name: str) -> None:
    (folder(filled) / name).chmod(0o755)
    done = filled.mentorkit("doctor")
    assert done.code == 1
    assert "chmod" in done.out


def test_a_backup_is_written_for_its_owner_alone_and_never_over_another(
    filled: Mentor, tmp_path: Path
) -> None:
    file = tmp_path / "mine.db"
    assert filled.mentorkit("doctor", "--backup", str(file)).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    again = filled.mentorkit("doctor", "--backup", str(file))
    assert again.code == 2
    assert "--force" in again.err
    assert file.read_bytes() == before


# ---- nothing is written over the store

WRITING = (("doctor", "--backup"), ("export", "--all", "-o"), ("new-plan", "mine", "-o"))


@pytest.mark.parametrize("words", WRITING, ids=lambda words: words[0])
def test_nothing_is_written_over_the_store_or_what_is_beside_it(
    filled: Mentor, words: tuple[str, ...]
) -> None:
    store = folder(filled) / "mentorkit.db"
    with Store.writer(store):  # as in a call: the files beside it are there
        before = store.read_bytes(), sorted(file.name for file in store.parent.iterdir())
        for name in ("mentorkit.db", "mentorkit.db-journal"):
            done = filled.mentorkit(*words, str(store.with_name(name)), "--force")
            assert (done.code, done.out) == (2, "")
            assert "belongs to your store" in done.err
            assert len(done.err.splitlines()) == 2
        assert (store.read_bytes(), sorted(file.name for file in store.parent.iterdir())) == before
    assert texts(filled) == ["the first", "the second"]


def test_where_the_store_is_a_link_nothing_is_written_over_the_file_itself(filled: Mentor) -> None:
    store, real = folder(filled) / "mentorkit.db", filled.home / "disk" / "real.db"
    real.parent.mkdir()
    store.rename(real)
    store.symlink_to(real)
    for name in (real, store, real.with_name("real.db-wal")):
        done = filled.mentorkit("export", "--all", "-o", str(name), "--force")
        assert (done.code, "belongs to your store" in done.err) == (2, True)
    assert texts(filled) == ["the first", "the second"]


def test_what_is_written_after_a_call_is_not_written_over_the_store(filled: Mentor) -> None:
    where = folder(filled) / "mentorkit.db-journal"
    with terminal(filled, "run", "Ada", "--plain") as child:
        child.expect("mentor")
        child.sendline("/student a word for you")
        child.expect("#1")
        child.sendline("/end")
        child.expect("w write it to a file")
        child.sendline("w")
        child.expect("File name")
        child.sendline(str(where))
        child.expect("belongs to your store")
        child.sendline("")
    assert not where.exists()


# ---- a store that is lost


def test_a_lost_store_is_named_with_the_command_that_brings_it_back(filled: Mentor) -> None:
    (folder(filled) / "mentorkit.db").unlink()
    done = filled.mentorkit("show")
    assert done.code == 1
    assert "mentorkit doctor --restore" in done.err
    assert filled.mentorkit("doctor").code == 1
    assert filled.mentorkit("doctor", "--restore", "latest").code == 5
    assert filled.mentorkit("doctor", "--restore", "latest", "--yes").code == 0
    assert texts(filled)[0] == "the first"  # it is made beside the call, and may have some of that too


def test_what_is_left_of_a_lost_store_is_named_where_it_is(filled: Mentor) -> None:
    store = folder(filled) / "mentorkit.db"
    store.unlink()
    newest = store.with_name("mentorkit.db-wal")
    newest.write_bytes(b"notes that were not yet in the file")
    assert str(newest) in filled.mentorkit("show").err
    done = filled.mentorkit("doctor", "--restore", "latest", "--yes")
    (aside,) = [Path(line.partition(": ")[2]) for line in done.out.splitlines() if "set aside" in line]
    assert aside.read_bytes() == b"notes that were not yet in the file"


def test_where_the_store_was_a_link_it_is_said_that_it_is_none_any_more(
    filled: Mentor, tmp_path: Path
) -> None:
    store, real = folder(filled) / "mentorkit.db", tmp_path / "real.db"
    store.rename(real)
    store.symlink_to(real)
    done = filled.mentorkit("doctor", "--restore", "latest", "--yes")
    assert (done.code, str(real) in done.out, "was a link" in done.out) == (0, True, True)
    assert real.exists()


def test_what_a_backup_takes_the_place_of_is_set_aside_and_can_come_back(filled: Mentor) -> None:
    assert filled.mentorkit("doctor", "--restore", "latest", "--yes").code == 0
    assert texts(filled)[0] == "the first"  # it is made beside the call, and may have some of that too
    (aside,) = folder(filled).glob("set-aside-*.db")
    assert filled.mentorkit("doctor", "--restore", aside.name, "--yes").code == 0
    assert texts(filled) == ["the first", "the second"]


def test_on_a_terminal_it_asks_and_a_no_changes_nothing(filled: Mentor) -> None:
    with terminal(filled, "doctor", "--restore", "latest") as child:
        child.expect("take the place of your store")
        child.sendline("n")
        child.expect(["othing", "eft as"])
    assert texts(filled) == ["the first", "the second"]


@pytest.mark.parametrize(
    "words", [("--backup", "x", "--restore", "latest"), ("--yes",), ("--force",), ("--json", "--backup", "x")]
)
def test_what_does_not_go_together_is_said(filled: Mentor, words: tuple[str, ...]) -> None:
    assert filled.mentorkit("doctor", *words).code == 2


# ---- what is wrong on the way


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--restore", ""), 2),
        (("--restore", "", "--yes"), 2),
        (("--restore", "~nosuchuser/x", "--yes"), 4),
        (("--restore", "x" * 300, "--yes"), 1),
        (("--restore", "/dev/null/x", "--yes"), 4),
        (("--backup", "~nosuchuser/x"), 1),
        (("--backup", ""), 2),
    ],
)
def test_a_name_that_is_none_is_said_in_words(filled: Mentor, words: tuple[str, ...], code: int) -> None:
    done = filled.mentorkit("doctor", *words)
    assert (done.code, done.out) == (code, "")
    assert 1 <= len(done.err.splitlines()) <= 2
    assert "needs --" not in done.err
    assert texts(filled) == ["the first", "the second"]


def shape(data: Any) -> Any:
    """The keys of a report, down to the lists."""
    return {key: shape(value) for key, value in data.items()} if isinstance(data, dict) else None


def _restored(store: Path, mentor: Mentor) -> None:
    assert mentor.mentorkit("doctor", "--restore", "latest", "--yes").code == 0
    store.unlink()


def _made_a_folder(store: Path, _: Mentor) -> None:
    store.unlink()
    store.mkdir()


STATES: dict[str, Callable[[Path, Mentor], object]] = {
    "well": lambda store, _: None,
    "missing": lambda store, _: store.unlink(),
    "missing, with one set aside": _restored,
    "emptied": lambda store, _: os.truncate(store, 0),
    "cut off": lambda store, _: os.truncate(store, 6000),
    "a text": lambda store, _: store.write_text("Dear diary"),
    "a folder": _made_a_folder,
}


@pytest.mark.parametrize("state", STATES)
def test_the_report_for_programs_has_the_same_keys_whatever_is_wrong(filled: Mentor, state: str) -> None:
    store = folder(filled) / "mentorkit.db"
    before = shape(filled.mentorkit("doctor", "--json").json)
    STATES[state](store, filled)
    store.parent.chmod(0o755)
    (store.parent / ".mentorkit-0123456789ab.tmp").write_text("")
    done = filled.mentorkit("doctor", "--json")
    found = done.json
    assert (done.code, done.err, shape(found)) == (1, "", before)
    assert found["store"]["there"] is (state not in ("missing", "missing, with one set aside", "emptied"))
    whole = state == "well"
    assert (found["store"]["sessions"], found["versions"]["tables"]) == ((2, "3") if whole else (None, None))
    assert bool(found["set_aside"]) == ("set aside" in state)
    said = [each["what"] for each in found["findings"]]
    assert any("may be read by others" in what for what in said)
    assert any("left over" in what for what in said)


def test_where_nothing_was_ever_stored_the_report_has_the_same_keys(filled: Mentor, tmp_path: Path) -> None:
    before = shape(filled.mentorkit("doctor", "--json").json)
    done = Mentor(tmp_path / "another").mentorkit("doctor", "--json")
    assert (done.code, shape(done.json)) == (0, before)
    assert done.json["store"]["there"] is False


# ---- files that are closed to the mentor

bound = pytest.mark.skipif(
    sys.platform == "win32" or (os.geteuid() == 0 and not shutil.which(BOUND[0])),
    reason="modes stop nobody here",
)


@pytest.fixture
def kept(tmp_path: Path) -> Mentor:
    """A mentor with a call and a backup, whom modes stop also where the tests are run by root."""
    mentor = Mentor(tmp_path / "home")
    mentor.home.mkdir()
    for text in ("the first", "the second"):
        assert run(mentor, "run", "Ada", "--plain", typed=f"{text}\n/end\n").code == 0
    return mentor


@bound
@pytest.mark.parametrize("mode", [0o000, 0o400, 0o100])
def test_where_the_backups_are_closed_the_rest_is_reported_and_the_cure_is_to_open_them(
    kept: Mentor, mode: int
) -> None:
    folder = store_of(kept).parent / "backups"
    folder.chmod(mode)
    done = run(kept, "doctor", "--json", bound=True)
    said = run(kept, "doctor", bound=True)
    folder.chmod(0o700)
    found = done.json
    assert (done.code, done.err, found["store"]["sessions"]) == (1, "", 2)
    assert [finding["cure"] for finding in found["findings"]] == [f"chmod 700 {folder}"]
    assert all(backup["sound"] is None for backup in found["backups"] or ())
    assert "No backups yet" not in said.out
    assert run(kept, "doctor").code == 0


@bound
def test_where_no_backup_can_be_made_a_call_says_so_in_a_line_and_goes_on(kept: Mentor) -> None:
    folder = store_of(kept).parent / "backups"
    folder.chmod(0)
    done = run(kept, "run", "Ada", "--plain", typed="the third\n/end\n", bound=True)
    folder.chmod(0o700)
    assert done.code == 0
    (line,) = done.err.splitlines()
    assert "No backup could be made" in line
    assert "saved all the same" in line
    assert "the third" in run(kept, "export").out


@bound
def test_a_store_that_may_not_be_written_to_is_not_said_to_be_in_use(kept: Mentor) -> None:
    store = store_of(kept)
    store.chmod(0o400)
    done = run(kept, "doctor", "--restore", "latest", "--yes", bound=True)
    assert done.code == 1
    assert done.err.splitlines()[1] == f"chmod 600 {store}"
    assert "Another mentorkit" not in done.err
    for finding in run(kept, "doctor", "--json", bound=True).json["findings"]:
        subprocess.run(["sh", "-c", finding["cure"]], check=True)
    assert run(kept, "doctor", bound=True).code == 0
    assert run(kept, "doctor", "--restore", "latest", "--yes", bound=True).code == 0


def test_a_file_in_the_place_of_the_backups_is_named_by_whoever_brings_a_store_up_to_date(
    kept: Mentor,
) -> None:
    store = store_of(kept)
    made_older(store, 1)
    shutil.rmtree(folder := store.parent / "backups")
    folder.write_text("")
    done = run(kept, "show")
    assert done.code == 1
    assert f"mv {folder} " in done.err
    subprocess.run(["sh", "-c", done.err.splitlines()[1].partition(": ")[2]], check=True)
    assert run(kept, "show").code == 0


def test_where_the_newest_notes_of_a_killed_call_were_taken_away_that_is_said(kept: Mentor) -> None:
    killed(kept, "run", "Ada", "--plain")
    assert run(kept, "doctor").code == 0
    for end in ("-wal", "-shm"):
        store_of(kept).with_name(f"mentorkit.db{end}").unlink()
    done = run(kept, "doctor")
    assert done.code == 1
    assert "newest notes may be missing" in done.out
    assert run(kept, "show").code == 0
    assert run(kept, "note", "Ada", typed="goes on\n").code == 0
    assert run(kept, "doctor").code == 0


# ---- begun anew


def test_who_was_forgotten_leaves_nothing_that_is_missed(kept: Mentor) -> None:
    assert run(kept, "students", "forget", "Ada", "--yes").code == 0
    assert run(kept, "doctor").code == 0
    assert run(kept, "run", "Bo", "--plain", typed="anew\n/end\n").code == 0


def test_a_store_that_is_gone_with_its_marker_is_no_new_start(kept: Mentor, tmp_path: Path) -> None:
    store = store_of(kept)
    store.unlink()
    store.with_name(".mentorkit-store").unlink()
    for words in (
        ("run", "Bo", "--plain"),
        ("show",),
        ("students", "add", "Bo"),
        ("doctor", "--backup", "x.db"),
    ):
        done = run(kept, *words, typed="x\n/end\n")
        assert (done.code, done.out) == (1, "")
        assert "mentorkit doctor --restore 2" in done.err
        assert not store.exists()
    report = run(kept, "doctor")
    assert report.code == 1
    assert "nothing was ever saved" not in report.out
    (store.parent / "backups").rename(tmp_path / "away")  # as the message says
    assert run(kept, "run", "Bo", "--plain", typed="anew\n/end\n").code == 0
