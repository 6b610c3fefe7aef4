"""`mentorkit import`, as a mentor types it who moves to another computer."""

import json
import os
import sys
from pathlib import Path

import pytest

from mentorkit.store.backup import backups
from tests.programs import Mentor


def export(mentor: Mentor, name: str = "all.json") -> Path:
    """Have everything exported to a file."""
    file = mentor.home / name
    assert mentor.mentorkit("export", "--all", "-o", str(file), "--force").code == 0
    return file


def called(mentor: Mentor, name: str, typed: str = "hello\n/topic loops\n/goal read\n/end\n") -> Mentor:
    assert mentor.mentorkit("run", name, "--plain", typed=typed).code in (0, 1)
    return mentor


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Mentor:
    """Somebody with a call with Ada that ended and one with Bo that was left."""
    mentor = called(Mentor(tmp_path_factory.mktemp("laptop") / "home"), "Ada")
    called(mentor, "Bo", "half of it\n/quit\n")
    return mentor


@pytest.fixture
def desktop(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path / "desktop")


def store_of(mentor: Mentor) -> Path:
    (found,) = mentor.home.rglob("mentorkit.db")
    return found


def test_everything_is_there_on_another_computer_and_goes_on_there(laptop: Mentor, desktop: Mentor) -> None:
    file = export(laptop)
    done = desktop.mentorkit("import", str(file))
    assert (done.code, done.err) == (0, "")
    assert done.out == "✓ Imported: 2 students and 2 calls.\nNew here: Ada and Bo.\n"
    assert export(desktop).read_text() == file.read_text()
    for words in (["prep", "Ada"], ["goals"], ["show"], ["students"]):
        assert desktop.mentorkit(*words).out == laptop.mentorkit(*words).out
    resumed = desktop.mentorkit("run", "--resume", "--plain", typed="went on\n/end\n")
    assert resumed.code == 0, resumed.err
    assert "half of it" in desktop.mentorkit("export").out
    assert "went on" in desktop.mentorkit("export").out


def test_importing_again_changes_nothing_and_says_so(laptop: Mentor, desktop: Mentor) -> None:
    file = export(laptop)
    desktop.mentorkit("import", str(file))
    before = export(desktop).read_text()
    done = desktop.mentorkit("import", "-", typed=file.read_bytes())
    assert (done.code, done.err) == (0, "")
    assert done.out == "There is nothing new in it.\nHere already: 2 students and 2 calls.\n"
    assert export(desktop).read_text() == before
    assert backups(store_of(desktop)) == ()


def test_what_is_new_is_added_after_a_backup_and_what_was_here_stays(laptop: Mentor, desktop: Mentor) -> None:
    called(desktop, "Cy", "of the desktop\n/end\n")
    done = desktop.mentorkit("import", str(export(laptop)))
    assert done.code == 0
    (backup,) = backups(store_of(desktop))
    assert str(backup) in done.out
    students = desktop.mentorkit("students", "--json").json["items"]
    assert {student["name"] for student in students} == {"Ada", "Bo", "Cy"}
    assert "of the desktop" in desktop.mentorkit("export", "Cy").out


def test_what_is_otherwise_here_is_listed_and_stays(laptop: Mentor, desktop: Mentor) -> None:
    file = export(laptop)
    desktop.mentorkit("import", str(file))
    desktop.mentorkit("students", "edit", "Ada", "--pronouns", "she/her")
    desktop.mentorkit("goals", "--done", "1")
    before = export(desktop).read_text()
    done = desktop.mentorkit("import", str(file))
    assert done.code == 1
    assert "student Ada: pronouns" in done.err
    assert "status" in done.err
    assert "read" not in done.err.replace("already", "")
    assert export(desktop).read_text() == before


def test_a_dry_run_says_the_same_and_writes_nothing(laptop: Mentor, desktop: Mentor) -> None:
    file = export(laptop)
    done = desktop.mentorkit("import", str(file), "--dry-run")
    assert (done.code, done.out) == (0, "Would import: 2 students and 2 calls.\nNew here: Ada and Bo.\n")
    assert list(desktop.home.rglob("*.db")) == []


def test_somebody_of_the_same_name_is_renamed_first(laptop: Mentor, desktop: Mentor) -> None:
    file = export(laptop)
    desktop.mentorkit("students", "add", "ADA")
    for words in (["import", str(file)], ["import", str(file), "--dry-run"]):
        done = desktop.mentorkit(*words)
        assert (done.code, done.out) == (1, "")
        assert "mentorkit students edit ADA --name" in done.err
    assert len(desktop.mentorkit("students", "--json").json["items"]) == 1
    desktop.mentorkit("students", "edit", "ADA", "--name", "Ada of the choir")
    assert desktop.mentorkit("import", str(file)).code == 0
    assert len(desktop.mentorkit("students", "--json").json["items"]) == 3


def test_a_file_with_faults_writes_nothing_at_all(laptop: Mentor, desktop: Mentor) -> None:
    data = json.loads(export(laptop).read_text())
    data["sessions"][0]["goals"][0]["due"] = "2026-13-01"
    data["sessions"][1]["notes"][0]["audience"] = "everybody"
    done = desktop.mentorkit("import", "-", typed=json.dumps(data))
    assert (done.code, done.out) == (1, "")
    assert 'stdin: sessions[0].goals[0].due: "2026-13-01" is no date\n' in done.err
    assert "stdin: sessions[1].notes[0].audience: " in done.err
    assert "Nothing was imported." in done.err
    assert list(desktop.home.rglob("*.db")) == []


@pytest.mark.parametrize("words", [["--format", "json"], ["--since", "2w", "--format", "json"]])
def test_an_export_of_single_calls_leads_to_the_right_one(
    laptop: Mentor, desktop: Mentor, words: list[str]
) -> None:
    done = desktop.mentorkit("import", "-", typed=laptop.mentorkit("export", *words).out)
    assert done.code == 1
    assert "mentorkit export --all -o FILE" in done.err


def test_two_of_one_name_in_the_file_are_refused(laptop: Mentor, desktop: Mentor) -> None:
    data = json.loads(export(laptop).read_text())
    data["students"][1]["name"] = "ADA"
    done = desktop.mentorkit("import", "-", typed=json.dumps(data))
    assert (done.code, done.out) == (1, "")
    assert 'stdin: students[1].name: "ADA" is called as "Ada" of the file is' in done.err
    assert list(desktop.home.rglob("*.db")) == []


def test_somebody_who_was_forgotten_comes_back_with_an_import_and_is_named(
    laptop: Mentor, desktop: Mentor
) -> None:
    file = export(laptop)
    desktop.mentorkit("import", str(file))
    assert desktop.mentorkit("students", "forget", "Ada", "--yes").code == 0
    for how in (["--dry-run"], []):
        done = desktop.mentorkit("import", str(file), *how)
        assert done.code == 0, done.err
        assert "New here: Ada.\n" in done.out


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_a_file_with_nothing_in_it_is_called_empty(desktop: Mentor, content: bytes) -> None:
    done = desktop.mentorkit("import", "-", typed=content)
    assert done.code == 1
    assert "stdin: this is empty." in done.err


def test_what_is_otherwise_here_than_in_a_pipe_is_looked_at_in_a_file(
    laptop: Mentor, desktop: Mentor
) -> None:
    text = export(laptop).read_bytes()
    desktop.mentorkit("import", "-", typed=text)
    desktop.mentorkit("students", "edit", "Ada", "--pronouns", "she/her")
    assert "mentorkit import FILE" in desktop.mentorkit("import", "-", typed=text).err


def test_no_file_is_not_found_and_a_folder_is_no_file(desktop: Mentor) -> None:
    assert desktop.mentorkit("import", "nothing.json").code == 4
    assert desktop.mentorkit("import", ".").code == 2
    assert "\x1b" not in desktop.mentorkit("import", "a\x1b[2J").err
    assert desktop.mentorkit("import", "x" * 5_000).code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are POSIX's")
def test_a_pipe_with_a_name_is_not_waited_for(desktop: Mentor) -> None:
    desktop.home.mkdir()
    os.mkfifo(desktop.home / "pipe")
    done = desktop.mentorkit("import", "pipe")
    assert done.code == 2
    assert "mentorkit import - < FILE" in done.err


def test_while_a_call_is_running_nothing_is_imported(laptop: Mentor, desktop: Mentor) -> None:
    file = export(laptop)
    running = desktop.start("run", "Cy", "--plain")
    assert running.stdin is not None
    assert running.stdout is not None
    try:
        running.stdout.readline()
        done = desktop.mentorkit("import", str(file))
        assert done.code == 1
        assert "Another mentorkit" in done.err
        assert desktop.mentorkit("import", str(file), "--dry-run").code == 0
    finally:
        running.communicate(b"/end\n", timeout=30)


def test_a_call_that_runs_while_it_is_exported_is_interrupted_once_it_is_imported(
    laptop: Mentor, desktop: Mentor
) -> None:
    running = laptop.start("run", "Ada", "--plain")
    assert running.stdin is not None
    assert running.stdout is not None
    try:
        running.stdout.readline()
        file = export(laptop, "running.json")
        assert '"running"' in file.read_text()
    finally:
        running.communicate(b"/end\n", timeout=30)
    assert desktop.mentorkit("import", str(file)).code == 0
    assert desktop.mentorkit("export", "--format", "json").json["session"]["state"] == "interrupted"
