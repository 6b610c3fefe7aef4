"""What the README says is what the program does."""

import re
from pathlib import Path

import pytest

from mentorkit.flow import COMMANDS
from mentorkit.planfile import parse_plan
from tests.programs import Mentor
from tests.transcript import transcript

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_transcript_is_what_the_program_says() -> None:
    assert transcript() in README  # to write it anew: python -m tests.transcript


def test_there_are_exactly_two_lines_that_set_up() -> None:
    assert len(re.findall(r"^    python3 -m venv ", README, re.MULTILINE)) == 2


def test_the_shortest_plan_in_it_loads() -> None:
    block = README.split("The shortest useful one:\n\n")[1].split("\n\n")[0]
    plan = parse_plan(re.sub("^    ", "", block, flags=re.MULTILINE), "README.md", "readme")
    assert [section.planned for section in plan.sections] == [120, 600]


def test_every_command_of_a_session_is_in_it() -> None:
    assert {name for name in COMMANDS if f"`/{name}" not in README} == set()


def test_every_command_line_in_it_is_one_that_the_program_knows(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path)
    named = set(re.findall(r"`mentorkit ([a-z-]+)", README))
    assert named >= {
        "run",
        "export",
        "new-plan",
        "plans",
        "show",
        "students",
        "config",
        "prep",
        "goals",
        "note",
    }
    for command in named:
        assert mentor.mentorkit(command, "--help").code == 0, command


@pytest.mark.parametrize("words", [["run", "--practice"], ["plans"], ["students"], ["config"]])
def test_the_commands_of_the_first_call_work_in_an_empty_home(tmp_path: Path, words: list[str]) -> None:
    assert Mentor(tmp_path).mentorkit(*words).code == 0
