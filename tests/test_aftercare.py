"""After a call, in a terminal: what is asked there, and that none of it has to be answered."""

import base64
from pathlib import Path
from typing import Any

import pytest

from tests.programs import Mentor, terminal

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


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path)


def _call(child: Any) -> None:
    child.expect("mentor> ")
    for line in CALL:
        child.sendline(line)
    child.expect("For the team: is generally lost with the homework")
    child.expect("How do you know")


def _team(mentor: Mentor) -> str:
    return mentor.mentorkit("export", "--for", "team").out


def test_the_evidence_the_homework_and_the_message_in_one_go(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        _call(child)
        child.sendline("could not run her own code")
        child.expect("✓ #3 is complete")
        child.expect(r"1  homework: late")
        child.expect(r"2  not clear yet: closures")
        child.sendline("3")
        child.expect("Numbers from 1 to 2")
        child.sendline("1")
        child.expect("✓ For the team: homework: late")
        child.expect("The message to Ada:")
        child.expect("read chapter 3")
        child.expect("c copy it")
        child.sendline("c")
        child.expect(r"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07")
        copied = base64.b64decode(child.match[1]).decode()
        child.expect("clipboard")
        child.sendline("w")
        child.expect("File name")
        child.sendline("ada.txt")
        child.expect("Written: ada.txt")
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
        child.expect("Numbers")
        child.sendline("")
        child.expect("c copy it")
        child.sendline("")
        child.wait()
    assert child.exitstatus == 0
    assert "Homework" not in _team(mentor)


def test_ctrl_c_leaves_with_everything_saved(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain") as child:
        _call(child)
        child.sendcontrol("c")
        child.expect("Everything is saved")
        child.expect("export --for student")
        child.wait()
    assert child.exitstatus == 0
    assert "is generally lost" in _team(mentor)


def test_the_message_can_be_worded_anew_in_the_mentors_editor(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Ada", "--plain", EDITOR="sed -i s/Hi/Dear/") as child:
        child.expect("mentor> ")
        child.sendline("/goal one more")
        child.sendline("/end")
        child.expect("c copy it")
        child.sendline("e")
        child.expect("Dear Ada,")
        child.sendline("")
        child.wait()
    left = [path for path in mentor.home.rglob("*") if path.is_file() and b"Dear Ada" in path.read_bytes()]
    assert left == []  # its wording is the mentor's to keep


def test_without_anybody_to_ask_nothing_is_asked(mentor: Mentor) -> None:
    done = mentor.mentorkit("run", "Ada", "--plain", typed="\n".join(CALL) + "\n")
    assert done.code == 0
    assert "How do you know?" not in done.out.partition("Saved:")[2]
    assert "c copy it" not in done.err
