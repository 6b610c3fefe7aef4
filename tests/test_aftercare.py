"""After a call, in a terminal: what is asked there, and that none of it has to be answered."""

import base64
import shlex
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.programs import PROGRAM, Mentor, environment, terminal

DATA = ".local/share/mentorkit"

CALL = (
    "/topic closures",
    "/goal read chapter 3",
    "/goto technical",
    "",
    "",
    "is generally lost with the homework",
    "/goto recap",
    "",
    "l was in hospital",
    "/end",
)

EVIDENCE = r"How do you know\? \(Enter"
NUMBERS = r"Numbers \(Enter: nothing\) "
MESSAGE = "Enter: done "


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path)


def _call(child: Any) -> None:
    child.expect("mentor> ")
    for line in CALL:
        child.sendline(line)
    child.expect("For the team: is generally lost with the homework")
    child.expect(EVIDENCE)


def _team(mentor: Mentor) -> str:
    return mentor.mentorkit("export", "--for", "team").out


def test_the_evidence_the_homework_and_the_message_in_one_go(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        _call(child)
        child.sendline("could not run her own code")
        child.expect("✓ #3 is complete")
        child.expect(r"1  homework: late")
        child.expect(r"2  not clear yet: closures")
        child.expect(NUMBERS)
        child.sendline("3")
        child.expect("Numbers from 1 to 2")
        child.expect(NUMBERS)
        child.sendline("1")
        child.expect("✓ For the team: homework: late")
        child.expect("The message to Ada:")
        child.expect("read chapter 3")
        child.expect(MESSAGE)
        child.sendline("c")
        child.expect(r"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07")
        copied = base64.b64decode(child.match[1]).decode()
        child.expect("clipboard")
        child.expect(MESSAGE)
        child.sendline("w")
        child.expect("File name")
        child.sendline("ada.txt")
        child.expect("Written: ada.txt")
        child.expect(MESSAGE)
        child.sendline("")
        child.wait()
    assert child.exitstatus == 0
    assert copied == (mentor.home / "ada.txt").read_text(encoding="utf-8")
    assert copied == mentor.mentorkit("export", "--for", "student").out
    assert "could not run her own code" in _team(mentor)
    assert "Homework: late" in _team(mentor)
    assert "hospital" not in _team(mentor)
    assert "closures" not in _team(mentor)


def test_enter_passes_everything_and_nobody_is_told_more(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        _call(child)
        child.sendline("")
        child.expect(NUMBERS)
        child.sendline("")
        child.expect(MESSAGE)
        child.sendline("")
        child.wait()
    assert child.exitstatus == 0
    assert "Homework" not in _team(mentor)


@pytest.mark.parametrize("typed", ["", "half an ans"])
def test_ctrl_c_leaves_and_says_that_the_call_is_saved_and_what_is_for_later(
    mentor: Mentor, typed: str
) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        _call(child)
        child.send(typed)
        child.expect(typed)
        child.sendcontrol("c")
        child.expect("The call is saved")
        child.expect("export --for student")
        child.wait()
        assert "verything is saved" not in child.before
    assert child.exitstatus == 0
    assert "is generally lost" in _team(mentor)


@contextmanager
def _busy(mentor: Mentor) -> Iterator[None]:
    """While this lasts nothing can be saved."""
    busy = sqlite3.connect(mentor.home / DATA / "mentorkit.db", isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        busy.close()


def test_evidence_that_could_not_be_saved_is_named_when_the_mentor_leaves(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        _call(child)
        with _busy(mentor):
            child.sendline("could not \x1b[200~run\nit\x1b[201~")
            child.expect("NOT SAVED: another program keeps it busy. Enter to try again.")
            child.sendcontrol("c")
            child.expect("NOT SAVED: could not run\r\nit\r\n")
            child.expect("The rest of the call is saved.")
            child.expect("export --for student")
            child.wait()
    assert child.exitstatus == 1
    assert "could not" not in _team(mentor)


def test_what_the_team_could_not_be_told_is_named_when_the_mentor_leaves(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        _call(child)
        child.sendline("")
        child.expect(NUMBERS)
        with _busy(mentor):
            child.sendline("2 1")
            child.expect("Enter to try again")
            child.sendcontrol("c")
            child.expect("NOT SAVED: for the team: not clear yet: closures, homework: late\r\n")
            child.wait()
    assert child.exitstatus == 1


def test_evidence_that_is_saved_at_another_try_is_complete(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        _call(child)
        with _busy(mentor):
            child.sendline("could not run it")
            child.expect("Enter to try again")
        child.sendline("")
        child.expect("✓ #3 is complete")
        child.expect(NUMBERS)
        child.sendcontrol("c")
        child.expect("The call is saved")
        child.wait()
    assert child.exitstatus == 0
    assert "could not run it" in _team(mentor)


# ---- what is typed is taken whole, and answers what was asked


def test_a_long_text_is_taken_whole_and_one_that_is_too_long_can_be_shortened(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        _call(child)
        child.send("\x1b[200~" + "x" * 20_001 + "\x1b[201~\r")
        child.expect("That is 20,001 characters")
        child.expect(EVIDENCE)
        child.send("\x7f\r")
        child.expect("✓ #3 is complete")
        child.expect(NUMBERS)
    assert "x" * 20_000 in mentor.mentorkit("export", "--format", "json").out


def test_a_paste_is_one_answer_and_its_second_line_tells_the_team_nothing(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        _call(child)
        child.send("\x1b[200~could not run her own code\n1\n\x1b[201~\r")
        child.expect("✓ #3 is complete")
        child.expect(NUMBERS)
        child.sendline("")
        child.expect(MESSAGE)
    assert "Homework" not in _team(mentor)
    [line] = mentor.mentorkit("export", "--format", "json").json["session"]["feedback"]
    assert line["evidence"] == "could not run her own code\n1"


def test_what_was_typed_before_a_question_does_not_answer_it_and_is_said(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        _call(child)
        child.send("could not run her own code\r1\r2")
        child.expect("✓ #3 is complete")
        child.expect("NOT ENTERED, it was typed before this was asked: 1\r\n")
        child.expect("NOT ENTERED, it was typed before this was asked: 2\r\n")
        child.expect(NUMBERS)
        child.send("7\nw\nname\n")
        child.expect("Numbers from 1 to 2")
        child.expect("NOT ENTERED, it was typed before this was asked: w\r\n")
        child.expect(NUMBERS)
        child.sendline("")
        child.expect(MESSAGE)
        child.sendline("")
        child.wait()
    assert child.exitstatus == 0
    assert "Homework" not in _team(mentor)
    assert not (mentor.home / "name").exists()


def test_what_was_typed_behind_the_end_of_the_call_is_not_told_to_the_team(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        child.expect("mentor> ")
        for line in CALL[:-1]:
            child.sendline(line)
        child.expect("hospital")
        child.expect("✓")
        child.send("/end\rher mother is ill\r")
        child.expect("NOT ENTERED, it was typed before this was asked: her mother is ill")
        child.expect(EVIDENCE)
        child.sendcontrol("c")
        child.expect("The call is saved")
        child.wait()
    assert "mother" not in _team(mentor)


def test_where_the_line_cannot_be_edited_what_the_terminal_cut_is_refused(mentor: Mentor) -> None:
    import pexpect

    command = f"{shlex.join(PROGRAM)} run Ada --plain | cat"
    with closing(
        pexpect.spawn("/bin/sh", ["-c", command], env=environment(mentor.home), encoding="utf-8", timeout=20)
    ) as child:
        child.delaybeforesend = None
        child.expect("What")
        for line in CALL:
            child.sendline(line)
        child.expect(EVIDENCE)
        child.sendline("x" * 5000)
        child.expect("The terminal cuts a line here after 4,095 bytes")
        child.expect(EVIDENCE)
        child.sendline("x" * 4000)
        child.expect("✓ #3 is complete")
        child.expect(NUMBERS)
    assert "x" * 4000 in mentor.mentorkit("export", "--format", "json").out


def test_what_the_team_would_be_told_is_shown_in_full(mentor: Mentor) -> None:
    secret = f"closures, {'really ' * 20}since her divorce"
    with terminal(mentor, "run", "Ada", "--plain", columns=300) as child:
        child.expect("mentor> ")
        child.sendline(f"/topic {secret}")
        child.sendline("/end")
        child.expect_exact(f"1  not clear yet: {secret}\r\n")
        child.expect(NUMBERS)
        child.sendline("1")
        child.expect_exact(f"✓ For the team: not clear yet: {secret}.\r\n")
        child.wait()
    assert secret in _team(mentor)


def test_the_message_can_be_worded_anew_in_the_mentors_editor(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain", EDITOR="sed -i s/Hi/Dear/") as child:
        child.expect("mentor> ")
        child.sendline("/goal one more")
        child.sendline("/end")
        child.expect(MESSAGE)
        child.sendline("e")
        child.expect("Dear Ada,")
        child.expect(MESSAGE)
        child.sendline("")
        child.wait()
    left = [path for path in mentor.home.rglob("*") if path.is_file() and b"Dear Ada" in path.read_bytes()]
    assert left == []  # its wording is the mentor's to keep


def test_the_message_does_not_take_the_place_of_a_note_that_an_editor_left(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain", EDITOR="sed -i s/Hi/Dear/") as child:
        child.expect("mentor> ")
        child.sendline("/goal one more")
        child.expect("✓")
        session = mentor.mentorkit("export", "--format", "json").json["session"]["id"]
        left = mentor.home / DATA / "editing" / session / "note.md~"
        left.parent.mkdir(parents=True)
        left.write_text("private")
        child.sendline("/end")
        child.expect(MESSAGE)
        child.sendline("e")
        child.expect("Dear Ada,")
        child.expect(MESSAGE)
    assert left.read_text() == "private"
    assert list((mentor.home / DATA / "editing").iterdir()) == [left.parent]


def test_without_anybody_to_ask_nothing_is_asked(mentor: Mentor) -> None:
    done = mentor.mentorkit("run", "Ada", "--plain", typed="\n".join(CALL) + "\n")
    assert done.code == 0
    assert "How do you know?" not in done.out.partition("Saved:")[2]
    assert "c copy it" not in done.err
