"""The program in a real terminal: keys, signals, a killed process, and what is there afterwards."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.programs import PROGRAM, Mentor, environment, terminal

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX's", allow_module_level=True)

import pexpect


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path / "home")


def notes(mentor: Mentor) -> list[str]:
    session = json.loads(mentor.mentorkit("export", "--format", "json").out)["session"]
    return [note["text"] for note in session["notes"]]


def test_the_first_question_is_who_it_is_with(mentor: Mentor) -> None:
    with terminal(mentor, "run", "--plain") as child:
        child.expect("Who is it with")
        child.sendline("Ada")
        child.expect("mentor> ")
        child.sendline("hello")
        child.expect("✓ #1 mentor: hello")
        child.sendline("/end")
        child.expect("mentorkit export")
        child.expect(pexpect.EOF)
    assert child.exitstatus == 0
    assert notes(mentor) == ["hello"]


def test_p_at_the_first_question_is_practice(mentor: Mentor) -> None:
    with terminal(mentor, "run", "--plain") as child:
        child.expect("Who is it with")
        child.sendline("p")
        child.expect("PRACTICE - NOTHING IS SAVED")
        child.expect("mentor> ")
        child.sendline("/end")
        child.expect(pexpect.EOF)
    assert not (mentor.home / ".local/share/mentorkit/mentorkit.db").exists()


def test_enter_at_the_first_question_names_the_student_at_the_end(mentor: Mentor) -> None:
    with terminal(mentor, "run", "--plain") as child:
        child.expect("Who is it with")
        child.sendline("")
        child.expect("mentor> ")
        child.sendline("hello")
        child.expect("✓")
        child.sendline("/end")
        child.expect("Who was it with")
        child.sendline("Ada")
        child.expect(pexpect.EOF)
    session = json.loads(mentor.mentorkit("export", "--format", "json").out)["session"]
    assert [student["name"] for student in session["students"]] == ["Ada"]
    assert session["notes"][0]["student"] == session["students"][0]["id"]


def test_ctrl_c_asks_once_and_then_saves_and_leaves(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        child.expect("mentor> ")
        child.sendline("hello")
        child.expect("✓ #1")
        child.expect("mentor> ")
        child.send("half a thou")
        child.expect("half a thou")
        child.sendintr()
        child.expect("Ctrl-C once more leaves")
        child.expect("half a thou")
        child.sendintr()
        child.expect("To go on: mentorkit run --resume")
        child.expect(pexpect.EOF)
        child.wait()
    assert child.exitstatus == 130
    with terminal(mentor, "run", "--resume", "--plain") as child:
        child.expect("Recovered 1 note, last .* Draft restored.")
        child.expect("mentor> half a thou")
        child.sendline("ght")
        child.expect("✓ #2 mentor: half a thought")
    assert notes(mentor) == ["hello", "half a thought"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_with_everything_saved_and_its_own_code(mentor: Mentor, number: int) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        child.expect("mentor> ")
        child.sendline("hello")
        child.expect("✓ #1")
        child.expect("mentor> ")
        child.send("half a thou")
        child.expect("half a thou")
        child.kill(number)
        child.expect(pexpect.EOF)
        child.wait()
    assert child.exitstatus == 128 + number
    with terminal(mentor, "run", "--resume", "--plain") as child:
        child.expect("mentor> half a thou")


def test_a_killed_program_has_the_half_typed_line_too(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        child.expect("mentor> ")
        child.send("half a thou")
        _until_kept(mentor, "half a thou")
        child.kill(signal.SIGKILL)
    with terminal(mentor, "run", "--resume", "--plain") as child:
        child.expect("Draft restored")
        child.expect("mentor> half a thou")


def _until_kept(mentor: Mentor, text: str) -> None:
    """Wait until the draft is on the disk: another process looks, as it would after a crash."""
    import sqlite3
    import time

    path = mentor.home / ".local/share/mentorkit/mentorkit.db"
    deadline = time.monotonic() + 10  # noqa: TID251
    while time.monotonic() < deadline:  # noqa: TID251
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        found = db.execute("SELECT text FROM draft").fetchall()
        db.close()
        if found == [(text,)]:
            return
    pytest.fail("the draft was never kept")


def test_a_half_typed_line_that_is_resumed_by_a_pipe_becomes_a_note(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        child.expect("mentor> ")
        child.send("half a thou")
        _until_kept(mentor, "half a thou")
        child.kill(signal.SIGKILL)
    mentor.mentorkit("run", "--resume", "--plain", typed="more\n")
    assert notes(mentor) == ["half a thou", "more"]


def test_a_program_that_is_suspended_has_kept_the_half_typed_line_and_goes_on_with_it(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        child.expect("mentor> ")
        child.send("half a thou")
        child.expect("half a thou")
        child.kill(signal.SIGTSTP)
        _until_kept(mentor, "half a thou")
        child.kill(signal.SIGCONT)
        child.expect("half a thou")
        child.sendline("ght")
        child.expect("✓ #1 mentor: half a thought")


def test_pasted_lines_are_an_entry_each(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        child.expect("mentor> ")
        child.send("".join(f"line {n}\r" for n in range(20)))
        child.expect("✓ #20 mentor: line 19")
        child.sendline("/end")
        child.expect(pexpect.EOF)
    assert notes(mentor) == [f"line {n}" for n in range(20)]


def test_a_blank_line_in_a_paste_does_not_go_on_to_another_reader(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        child.expect("mentor> ")
        child.sendline("/goto technical")
        child.expect("mentor> ")
        child.sendline("")
        child.expect("mentor> ")
        child.send("\x1b[200~first paragraph\n\nPRIVATE second\n\n\nthird\x1b[201~\r")
        child.expect("✓ #3 mentor: third")
        child.sendline("/quit")
        child.expect(pexpect.EOF)
    assert notes(mentor) == ["first paragraph", "PRIVATE second", "third"]
    assert "PRIVATE" not in mentor.mentorkit("export", "--for", "team").out


def test_the_terminal_that_goes_away_is_a_hangup(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        child.expect("mentor> ")
        child.sendline("hello")
        child.expect("✓ #1")
    assert notes(mentor) == ["hello"]
    assert json.loads(mentor.mentorkit("export", "--format", "json").out)["session"]["state"] == "interrupted"


def test_a_note_shown_as_saved_survives_the_kill(mentor: Mentor) -> None:
    shown: list[str] = []
    for round_ in range(5):
        words = ["run", "Ada"] if round_ == 0 else ["run", "--resume"]
        with terminal(mentor, *words, "--plain") as child:
            for n in range(3):
                child.expect("mentor> ")
                child.sendline(f"note {round_}.{n}")
                child.expect(f"✓ #\\d+ mentor: note {round_}.{n}")
                shown.append(f"note {round_}.{n}")
            child.kill(signal.SIGKILL)
    assert notes(mentor) == shown


def test_what_could_not_be_saved_is_named_when_a_signal_ends_it_and_not_called_saved(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        child.expect("mentor> ")
        child.sendline("before")
        child.expect("✓ #1")
        with _busy(mentor):
            child.expect("mentor> ")
            child.sendline("precious")
            child.expect("NOT SAVED: another program keeps it busy")
            child.expect("mentor> ")
            child.kill(signal.SIGTERM)
            child.expect("NOT SAVED: precious")
            child.expect("NOT everything is saved")
            child.expect(pexpect.EOF)
            child.wait()
    assert child.exitstatus == 143


@contextmanager
def _busy(mentor: Mentor) -> Iterator[None]:
    import sqlite3

    db = sqlite3.connect(mentor.home / ".local/share/mentorkit/mentorkit.db", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    yield
    db.execute("ROLLBACK")
    db.close()


def test_what_was_refused_stands_in_the_line_to_be_mended(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        child.expect("mentor> ")
        child.sendline("/goto gaols")
        child.expect("No section begins with")
        child.expect("mentor> /goto gaols")
        child.sendline("\x15/goto goals")
        child.expect("Section 5 of 6")


def test_a_draft_survives_a_resume_whose_output_is_piped(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        child.expect("mentor> ")
        child.send("half a thou")
        _until_kept(mentor, "half a thou")
        child.kill(signal.SIGKILL)
    words = " ".join(f"'{word}'" for word in PROGRAM)
    child = pexpect.spawn(
        "bash",
        ["-c", f"{words} run --resume --plain | cat"],
        env=environment(mentor.home),
        encoding="utf-8",
        timeout=20,
        cwd=str(mentor.home),
    )
    child.expect("mentor: half a thou .was half-typed")
    child.sendline("/end")
    child.expect(pexpect.EOF)
    child.close()
    assert notes(mentor) == ["half a thou"]


def test_a_line_that_the_terminal_itself_cuts_is_refused_and_not_kept_in_part(mentor: Mentor) -> None:
    words = " ".join(f"'{word}'" for word in PROGRAM)
    child = pexpect.spawn(
        "bash",
        ["-c", f"{words} run Ada --plain | cat"],
        env=environment(mentor.home),
        encoding="utf-8",
        timeout=20,
        cwd=str(mentor.home),
    )
    child.delaybeforesend = None
    child.expect("mentor> ")
    child.sendline("x" * 5000)
    child.expect("cuts a line here after 4,095 bytes")
    child.sendline("in short")
    child.expect("✓ #1 mentor: in short")
    child.sendline("/end")
    child.expect(pexpect.EOF)
    child.close()
    assert notes(mentor) == ["in short"]


def test_a_signal_at_the_question_after_the_call_loses_nothing_and_ends_the_program(mentor: Mentor) -> None:
    with terminal(mentor, "run", "--plain") as child:
        child.expect("Who is it with")
        child.sendline("")
        child.expect("mentor> ")
        child.sendline("hello")
        child.expect("✓")
        child.sendline("/end")
        child.expect("Who was it with")
        child.sendintr()
        child.expect("mentorkit export")
        child.expect(pexpect.EOF)
        child.wait()
    assert notes(mentor) == ["hello"]


def _editor(mentor: Mentor, *commands: str) -> str:
    """An editor that does what sed says, each time it is opened the next; with a blank in its path."""
    mentor.home.mkdir(parents=True, exist_ok=True)
    script = mentor.home / "my editor.sh"
    cases = "\n".join(f"{number}) sed -i '{command}' \"$1\" ;;" for number, command in enumerate(commands, 1))
    script.write_text(
        f'n=$(($(cat "$0.n" 2>/dev/null || echo 0) + 1)); echo $n > "$0.n"\ncase $n in\n{cases}\nesac\n'
    )
    return f"bash '{script}'"


def test_a_plan_is_edited_checked_and_opened_again_where_it_has_a_fault(mentor: Mentor) -> None:
    editor = _editor(mentor, "s/time: 5 min/time: soon/", "s/time: soon/time: 7 min/")
    with terminal(mentor, "new-plan", "mine", "--edit", EDITOR=editor) as child:
        child.expect(r"mine.yaml:\d+:\d+: time: .soon. is not a duration")
        child.expect("Open it again")
        child.sendline("")
        child.expect("To run it: mentorkit run --plan mine")
        child.expect(pexpect.EOF)
        child.wait()
    assert child.exitstatus == 0
    plan = mentor.mentorkit("plans", "mine", "--json").json["plan"]
    assert plan["sections"][1]["planned"] == 420


def test_the_configuration_is_made_edited_and_checked(mentor: Mentor) -> None:
    editor = _editor(mentor, "s/^# bell: no/bell: yes/")
    with terminal(mentor, "config", "--edit", EDITOR=editor) as child:
        child.expect("Saved: ")
        child.expect(pexpect.EOF)
    assert mentor.mentorkit("config", "--json").json["settings"]["bell"] is True


@pytest.mark.parametrize("words", [["--no-input", "run", "--plain"], ["run", "--no-input", "--plain"]])
def test_no_input_asks_nothing_and_begins(mentor: Mentor, words: list[str]) -> None:
    with terminal(mentor, *words) as child:
        child.expect("mentor> ")
        assert "Who is it with" not in child.before
        child.sendline("/end")
        child.expect(pexpect.EOF)


def test_a_long_gap_is_asked_about_and_what_is_answered_counts(mentor: Mentor) -> None:
    mentor.mentorkit("run", "Ada", "--plain", typed="/until 50 min\n")
    import sqlite3

    db = sqlite3.connect(mentor.home / ".local/share/mentorkit/mentorkit.db")
    # As if the process had died an hour ago: it left no pause behind, and its clock's zero lies further back.
    db.execute("DELETE FROM journal WHERE data LIKE '%by_leaving%'")
    db.execute("UPDATE session SET anchor = anchor - 3600")
    db.commit()
    db.close()
    assert mentor.mentorkit("run", "--resume", "--plain", typed="x\n").code == 5
    with terminal(mentor, "run", "--resume", "--plain") as child:
        child.expect("ago")
        child.expect(r"\[c/p/e\]")
        child.sendline("x")
        child.expect(r"\[c/p/e\]")
        child.sendline("p")
        child.expect("mentor> ")
        child.sendline("/end")
        child.expect(pexpect.EOF)
    session = mentor.mentorkit("export", "--format", "json").json["session"]
    assert session["sections"][0]["elapsed_seconds"] < 60


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root"
)
def test_a_full_disk_says_not_saved_and_loses_nothing(mentor: Mentor, tmp_path: Path) -> None:
    import subprocess

    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        with terminal(mentor, "run", "Ada", "--plain", MENTORKIT_HOME=str(disk)) as child:
            child.expect("mentor> ")
            child.sendline("before")
            child.expect("✓ #1 mentor: before")
            filler = disk / "filler"
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while True:
                    file.write(b"x" * 4096)
            child.expect("mentor> ")
            child.sendline("while the disk is full " + "y" * 3000)
            child.expect("NOT SAVED: disk full. Enter to try again.")
            filler.unlink()
            child.expect("mentor> ")
            child.sendline("")
            child.expect("✓ #2 mentor: while the disk is full")
            child.sendline("/end")
            child.expect(pexpect.EOF)
        out = mentor.mentorkit("export", "--format", "json", MENTORKIT_HOME=str(disk)).json
        assert [note["text"][:22] for note in out["session"]["notes"]] == ["before", "while the disk is full"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)
