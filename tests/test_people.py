"""Who is meant by a name: on a terminal one is asked, in a pipe the only match is taken, and no name is cut."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mentorkit.cli.people import find_or_add
from mentorkit.cli.run import _without_namesakes
from mentorkit.records import Student
from mentorkit.store import Store
from tests.clocks import START, FakeClock
from tests.programs import Mentor, terminal

ANNA = Student("anna-1", "Anna", START)


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path / "home")


@pytest.fixture
def knows_anna(mentor: Mentor) -> Mentor:
    assert mentor.mentorkit("students", "add", "Anna").code == 0
    return mentor


def _to_its_end(child: Any) -> int:
    import pexpect

    child.expect(pexpect.EOF)
    child.wait()
    return int(child.exitstatus)


def _students(mentor: Mentor) -> list[str]:
    return [item["name"] for item in mentor.mentorkit("students", "--json").json["items"]]


def _called(mentor: Mentor) -> list[str]:
    """Who was in the last call."""
    session = mentor.mentorkit("export", "--format", "json").json["session"]
    return [student["name"] for student in session["students"]]


# ---- before the call


@pytest.mark.parametrize(("answer", "who"), [("", "Anna"), ("y", "Anna"), ("n", "Ann"), ("what?\rn", "Ann")])
def test_the_beginning_of_a_known_name_is_asked_about_on_a_terminal(
    knows_anna: Mentor, answer: str, who: str
) -> None:
    with terminal(knows_anna, "run", "Ann", "--plain", columns=200) as child:
        child.expect_exact("Do you mean Anna? (Enter: yes, n: a new student called Ann)")
        child.send(answer + "\r")
        child.expect("mentor> ")
        child.sendline("/end")
        assert _to_its_end(child) == 0
    assert _called(knows_anna) == [who]


def test_the_same_name_in_other_letters_is_not_asked_about(knows_anna: Mentor) -> None:
    with terminal(knows_anna, "run", "ANNÁ", "--plain", columns=200) as child:
        child.expect_exact("With Anna.")
        child.expect("mentor> ")
        child.sendline("/end")
        assert _to_its_end(child) == 0
    assert _students(knows_anna) == ["Anna"]


def test_of_several_one_is_picked_by_its_number_or_by_more_of_the_name(knows_anna: Mentor) -> None:
    knows_anna.mentorkit("students", "add", "Anton")
    for answer in ("2", "ant"):
        with terminal(knows_anna, "run", "An", "--plain", "--fresh", columns=200) as child:
            child.expect_exact("Which one? (n: a new student called An)")
            child.sendline("an")
            child.expect_exact("Which one?")
            child.sendline(answer)
            child.expect("mentor> ")
            child.sendline("/end")
            assert _to_its_end(child) == 0
        assert _called(knows_anna) == ["Anton"]
    assert _students(knows_anna) == ["Anna", "Anton"]


def test_without_a_terminal_the_only_match_is_taken_and_said(knows_anna: Mentor) -> None:
    done = knows_anna.mentorkit("run", "Ann", "--plain", typed="/end\n")
    assert "With Anna." in done.err
    assert _called(knows_anna) == ["Anna"]


def test_a_student_who_was_added_is_meant_by_that_name_and_not_the_longer_one(knows_anna: Mentor) -> None:
    assert knows_anna.mentorkit("students", "add", "Ann").code == 0
    done = knows_anna.mentorkit("run", "ann", "--plain", typed="/end\n")
    assert "With Ann." in done.err
    assert _called(knows_anna) == ["Ann"]


def test_a_new_name_written_twice_is_one_student_called_as_it_was_written_first(mentor: Mentor) -> None:
    mentor.mentorkit("run", "Ada", "ada", "ÁDA", "--plain", typed="/end\n")
    assert _called(mentor) == ["Ada"]
    assert _students(mentor) == ["Ada"]


def test_students_who_are_known_are_told_apart_by_more_than_their_name() -> None:
    other = Student("anna-2", "Anna", START)
    assert _without_namesakes((ANNA, other, ANNA), (ANNA, other)) == (ANNA, other)


def test_a_name_that_nobody_has_is_a_new_student() -> None:
    made = find_or_add("Bo", [ANNA], FakeClock(), no_input=True)
    assert made.name == "Bo"
    assert made.id != ANNA.id


# ---- after the call


@contextmanager
def _nameless(mentor: Mentor) -> Iterator[Any]:
    """A call without a name that has come to its last question."""
    with terminal(mentor, "run", "--plain", columns=200) as child:
        child.expect("Who is it with")
        child.sendline("")
        child.expect("mentor> ")
        child.sendline("hello")
        child.expect("✓")
        child.sendline("/end")
        child.expect("Who was it with")
        yield child


def test_a_name_that_is_too_long_is_refused_aloud_and_asked_for_again(mentor: Mentor) -> None:
    with _nameless(mentor) as child:
        child.sendline("x" * 201)
        child.expect("A name has between one character and two hundred")
        child.expect("Who was it with")
        child.sendline("Ada")
        child.expect("mentorkit export")
        assert _to_its_end(child) == 0
    assert _called(mentor) == ["Ada"]


@pytest.mark.parametrize(("answer", "who"), [("", "Anna"), ("n", "Ann")])
def test_after_the_call_the_beginning_of_a_name_is_asked_about_too(
    knows_anna: Mentor, answer: str, who: str
) -> None:
    with _nameless(knows_anna) as child:
        child.sendline("Ann")
        child.expect("Do you mean Anna")
        child.sendline(answer)
        child.expect("mentorkit export")
        assert _to_its_end(child) == 0
    assert _called(knows_anna) == [who]


def test_a_name_that_cannot_be_saved_is_said_and_the_farewell_comes_all_the_same(mentor: Mentor) -> None:
    with _nameless(mentor) as child:
        busy = sqlite3.connect(mentor.home / ".local/share/mentorkit/mentorkit.db", isolation_level=None)
        busy.execute("BEGIN IMMEDIATE")
        try:
            child.sendline("Ada")
            child.expect_exact("NOT SAVED: another program keeps it busy.")
            child.expect("stays without a name")
            child.expect("mentorkit export")
        finally:
            busy.close()
        assert _to_its_end(child) == 0
    assert _called(mentor) == []


@pytest.mark.parametrize("key", ["\x04", "\x03"], ids=["Ctrl-D", "Ctrl-C"])
def test_a_call_that_is_over_can_stay_without_a_name(mentor: Mentor, key: str) -> None:
    with _nameless(mentor) as child:
        child.send(key)
        child.expect("stays without a name")
        child.expect("mentorkit export")
        assert _to_its_end(child) == 0
    assert _called(mentor) == []


def test_a_slip_of_the_fingers_is_asked_about_and_a_new_name_is_said(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path / "home")
    mentor.mentorkit("students", "add", "Zoë")
    with terminal(mentor, "run", "zooe", "--plain") as child:
        child.expect("Do you mean Zoë")
        child.sendline("")
        child.expect("mentor> ")
        child.sendline("/quit")
        child.wait()
    assert [item["name"] for item in mentor.mentorkit("students", "--json").json["items"]] == ["Zoë"]
    assert "A new student: nobody." in mentor.mentorkit("run", "nobody", "--plain", typed="/end\n").err


def test_two_who_are_called_the_same_are_told_apart_by_the_id_until_one_has_another_name(
    mentor: Mentor,
) -> None:
    with Store.writer(mentor.home / ".local/share/mentorkit/mentorkit.db") as store:
        for number in (1, 2):
            store.add_student(Student(f"ada-{number}", "Ada", START), START)
    refused = mentor.mentorkit("students", "edit", "Ada", "--name", "Ada B")
    assert refused.code == 4
    assert '"Ada" could be several students: Ada (ada-1) and Ada (ada-2).' in refused.err
    assert "what stands in brackets" in refused.err
    assert mentor.mentorkit("run", "ad", "--plain", typed="/end\n").code == 5
    assert mentor.mentorkit("students", "edit", "ada-2", "--name", "Ada B").code == 0
    assert mentor.mentorkit("run", "ada-1", "--plain", typed="/note hers\n/end\n").code == 0
    assert sorted(_students(mentor)) == ["Ada", "Ada B"]
    assert _called(mentor) == ["Ada"]
