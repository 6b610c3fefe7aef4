"""`mentorkit doctor`, as a mentor calls it."""

import stat
from pathlib import Path

import pytest

from mentorkit.store import Store
from tests.programs import Mentor, terminal


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
