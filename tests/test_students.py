"""Who is mentored and what is known about them: added, listed, changed, and never half saved."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from mentorkit.cli.profile import hours_a_week, rhythm_days, say_rhythm
from mentorkit.errors import RefusedError
from mentorkit.records import Profile, Student
from mentorkit.store import Store
from mentorkit.when import DayOrder, parse_date
from tests.clocks import START
from tests.programs import PROGRAM, Mentor, environment, terminal

STORE = ".local/share/mentorkit/mentorkit.db"


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path / "home")


@pytest.fixture
def knows_ada(mentor: Mentor) -> Mentor:
    """Somebody who mentors Ada and Bo."""
    ada = Student("ada-1", "Ada", START, Profile(pronouns="she/her", rhythm=14, starts=date(2026, 9, 7)))
    with Store.writer(mentor.home / STORE) as store:
        store.add_student(ada, START)
        store.add_student(Student("bo-1", "Bo", START + timedelta(1)), START)
    return mentor


def _known(mentor: Mentor) -> Student:
    """What is on the disk about the student who was added first."""
    store = Store.reader(mentor.home / STORE)
    assert store is not None
    with store:
        return store.students()[0]


def _to_its_end(child: Any) -> int:
    import pexpect

    child.expect(pexpect.EOF)
    child.wait()
    return int(child.exitstatus)


# ---- what is read


@pytest.mark.parametrize(
    ("text", "days", "said"),
    [
        ("2 weeks", 14, "every 2 weeks"),
        ("14 days", 14, "every 2 weeks"),
        ("Every 2 Weeks", 14, "every 2 weeks"),
        ("every two weeks", 14, "every 2 weeks"),
        ("every other week", 14, "every 2 weeks"),
        ("fortnightly", 14, "every 2 weeks"),
        ("2w", 14, "every 2 weeks"),
        ("weekly", 7, "every week"),
        ("1 week", 7, "every week"),
        ("every week", 7, "every week"),
        ("10 days", 10, "every 10 days"),
        ("daily", 1, "every day"),
    ],
)
def test_a_rhythm_is_read_as_days_and_said_back(text: str, days: int, said: str) -> None:
    assert rhythm_days(text) == days
    assert say_rhythm(days) == said
    assert rhythm_days(said) == days


@pytest.mark.parametrize(
    "text",
    ["biweekly", "14", "0 weeks", "-1 week", "monthly", "99 weeks", "soon", "every", "x weeks"],
)
def test_what_is_no_rhythm_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="is not a rhythm"):
        rhythm_days(text)


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("4", 4),
        ("3.5", 3.5),
        ("3,5", 3.5),
        ("4 h", 4),
        ("4h", 4),
        ("0", 0),
        ("100", 100),
        ("4 hours a week", 4),
    ],
)
def test_hours_are_a_number_with_or_without_their_word(text: str, hours: float) -> None:
    assert hours_a_week(text) == hours


@pytest.mark.parametrize(
    "text", ["101", "-1", "nan", "inf", "1e1", "four", "4 5", "4.555", "4 days", "9" * 5000]
)
def test_what_is_no_number_of_hours_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="is not a number of hours"):
        hours_a_week(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-09-07", date(2026, 9, 7)),
        ("7/9/2026", date(2026, 9, 7)),
        ("7.9.2026", date(2026, 9, 7)),
        ("7 Sep 2026", date(2026, 9, 7)),
        ("mon 7 sep 2026", date(2026, 9, 7)),
        ("7 Sep", date(2026, 9, 7)),
        ("10 January", date(2027, 1, 10)),
        ("29 Feb", date(2028, 2, 29)),
        ("2030-02-28", date(2030, 2, 28)),
        ("today", date(2026, 11, 25)),
    ],
)
def test_a_date_may_be_past_or_to_come_and_without_a_year_is_the_nearest(text: str, day: date) -> None:
    assert parse_date(text, date(2026, 11, 25)) == day


def test_a_date_goes_by_the_order_of_the_configuration() -> None:
    assert parse_date("7/9/2026", date(2026, 11, 25), order=DayOrder.MONTH_FIRST) == date(2026, 7, 9)


@pytest.mark.parametrize("text", ["", "soon", "monday", "30 Feb", "2026-02-30", "1/13/2026", "tue 7 sep 2026",
                                  "1990-01-01", "2050-01-01", "today 7 sep", "in 2 weeks"])  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(RefusedError):
        parse_date(text, date(2026, 11, 25))


# ---- adding and listing


def test_a_student_is_added_with_all_that_is_known_and_listed_with_it(mentor: Mentor) -> None:
    done = mentor.mentorkit(
        "students", "add", "Zoë 李 🌻", "--full-name", "Zoë Lei", "--pronouns", "they/them", "--channel", "#zoe",
        "--rhythm", "weekly", "--hours", "3,5", "--starts", "2026-09-07", "--ends", "18/12/2026",
    )  # fmt: skip
    assert done.code == 0
    assert "rhythm every week" in done.out
    [known] = mentor.mentorkit("students", "--json").json["items"]
    assert known.pop("id")
    assert known.pop("added_at")
    assert known == {
        "name": "Zoë 李 🌻",
        "full_name": "Zoë Lei",
        "pronouns": "they/them",
        "channel": "#zoe",
        "rhythm_days": 7,
        "hours_a_week": 3.5,
        "why_course": "",
        "why_programming": "",
        "challenge": "",
        "starts": "2026-09-07",
        "ends": "2026-12-18",
        "sessions": 0,
    }
    listed = mentor.mentorkit("students", "list").out
    for part in ("Zoë 李 🌻", "they/them", "no sessions", "every week", "2026-09-07 to 2026-12-18"):
        assert part in listed


def test_a_student_added_by_name_alone_has_nothing_else(mentor: Mentor) -> None:
    mentor.mentorkit("students", "add", "Ada", "Bo")
    assert _known(mentor).profile == Profile()
    assert mentor.mentorkit("students").out.splitlines()[1].split() == ["Bo", "no", "sessions"]


def test_options_are_about_one_student_and_nobody_is_added_where_there_are_more(mentor: Mentor) -> None:
    done = mentor.mentorkit("students", "add", "Ada", "Lovelace", "--hours", "4")
    assert done.code == 2
    assert "one by one" in done.err
    assert not (mentor.home / STORE).exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rhythm", "sometimes"], "--rhythm"),
        (["--hours", "many"], "--hours"),
        (["--starts", "30 Feb"], "--starts"),
        (["--pronouns", "x" * 201], "--pronouns"),
        (["--starts", "2026-09-07", "--ends", "2026-09-06"], "before the start"),
    ],
)
def test_what_cannot_be_about_a_student_is_refused_with_its_option_and_nobody_is_added(
    mentor: Mentor, options: list[str], said: str
) -> None:
    done = mentor.mentorkit("students", "add", "Ada", *options)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 2
    assert not (mentor.home / STORE).exists()


def test_the_order_of_day_and_month_is_that_of_the_configuration(mentor: Mentor) -> None:
    config = mentor.home / ".config/mentorkit/config.yaml"
    config.parent.mkdir(parents=True)
    config.write_text("day-order: month-day\n")
    mentor.mentorkit("students", "add", "Ada", "--starts", "9/7/2026")
    assert _known(mentor).profile.starts == date(2026, 9, 7)


def test_no_terminal_obeys_what_is_known_about_a_student(mentor: Mentor) -> None:
    name = "A\x1b[2Jda\u202e"
    mentor.mentorkit("students", "add", name, "--pronouns", "a\x1b]0;b\x07", "--channel", "c\u202ed\x9b")
    edited = mentor.mentorkit("students", "edit", "A", "--hours", "3", "--full-name", "e\x1bf")
    for shown in (edited.out, mentor.mentorkit("students").out, mentor.mentorkit("students", "--json").out):
        assert not set(shown) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert _known(mentor).profile.channel == "c\u202ed\ufffd"


# ---- changing, by options


def test_options_change_what_they_name_and_nothing_else(knows_ada: Mentor) -> None:
    before = _known(knows_ada)
    done = knows_ada.mentorkit("students", "edit", "ad", "--hours", "4 h", "--name", "Ada L")
    assert done.code == 0
    assert done.out == "✓ Ada: now called Ada L, hours a week 4.\n"
    assert _known(knows_ada) == replace(before, name="Ada L", profile=replace(before.profile, hours=4))
    again = knows_ada.mentorkit("students", "edit", "Ada L", "--hours", "4")
    assert (again.code, again.out) == (0, "Nothing was changed about Ada L.\n")
    named = knows_ada.mentorkit("students", "edit", "Ada L", "--name", "Ada L.")
    assert named.out == "✓ Ada L: now called Ada L.\n"


def test_a_dash_or_nothing_empties_a_field(knows_ada: Mentor) -> None:
    done = knows_ada.mentorkit("students", "edit", "Ada", "--pronouns", "", "--rhythm", "-", "--starts=-")
    assert "no pronouns, no rhythm, no starts" in done.out
    assert _known(knows_ada).profile == Profile()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["Ada", "--ends", "2026-09-01"], 2, "before the start"),
        (["Ada", "--name", "  "], 2, "name"),
        (["Ada", "--name", "-"], 2, "empty"),
        (["Ada", "--hours", "3", "--name", "BÓ"], 2, "already"),
        (["Ada"], 5, "--rhythm"),
        (["Zoe", "--hours", "3"], 4, "students add"),
        (["", "--hours", "3"], 4, "students add"),
    ],
)
def test_a_change_that_cannot_be_made_is_said_and_nothing_is_changed(
    knows_ada: Mentor, words: list[str], code: int, said: str
) -> None:
    before = _known(knows_ada)
    done = knows_ada.mentorkit("students", "edit", *words)
    assert done.code == code, done.err
    assert said in done.err
    assert done.out == ""
    assert len(done.err.splitlines()) <= 2
    assert _known(knows_ada) == before


def test_ones_own_name_in_other_letters_is_no_clash(knows_ada: Mentor) -> None:
    assert knows_ada.mentorkit("students", "edit", "Ada", "--name", "ÁDA").code == 0
    assert _known(knows_ada).name == "ÁDA"


def test_where_nobody_was_ever_added_there_is_nobody_to_change_and_no_store_is_made(mentor: Mentor) -> None:
    done = mentor.mentorkit("students", "edit", "Ada", "--hours", "3")
    assert done.code == 4
    assert "students add" in done.err
    assert not (mentor.home / STORE).exists()


# ---- changing, by questions


@contextmanager
def _editing(mentor: Mentor, name: str = "Ada") -> Iterator[Any]:
    with terminal(mentor, "students", "edit", name, columns=200) as child:
        yield child


def _answer(child: Any, question: str, answer: str) -> None:
    child.expect_exact(question)
    child.expect("[:?] ")
    child.sendline(answer)


def test_each_field_is_asked_with_what_it_is_and_all_is_saved_at_the_end(knows_ada: Mentor) -> None:
    with _editing(knows_ada) as child:
        _answer(child, "Name that you call them by [Ada]", "علی‌رضا 👩‍💻")
        _answer(child, "Full name", "Ada King")
        _answer(child, "Pronouns [she/her]", "-")
        _answer(child, "Channel", "")
        _answer(child, "[every 2 weeks]", "weekly")
        _answer(child, "Hours a week", "lots")
        child.expect_exact("is not a number of hours a week")
        _answer(child, "Hours a week", "4")
        _answer(child, "Starts", "")
        _answer(child, "Ends", "1/9/2026")
        child.expect_exact("before the start")
        _answer(child, "Ends", "18/12/2026")
        child.expect_exact("for you alone")
        _answer(child, "Why this course", "likes puzzles")
        _answer(child, "Why programming", "")
        assert _known(knows_ada).name == "Ada"
        _answer(child, "biggest challenge", "the \x1b[200~first\nand the second\x1b[201~")
        child.expect_exact("✓ Ada: now called")
        assert _to_its_end(child) == 0
    assert _known(knows_ada).name == "علی‌رضا 👩‍💻"
    assert _known(knows_ada).profile == Profile(
        full_name="Ada King",
        rhythm=7,
        hours=4,
        why_course="likes puzzles",
        challenge="the first\nand the second",
        starts=date(2026, 9, 7),
        ends=date(2026, 12, 18),
    )


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_the_questions_keeps_everything_as_it_was_and_says_so(knows_ada: Mentor, key: str) -> None:
    before = _known(knows_ada)
    with _editing(knows_ada) as child:
        _answer(child, "Name that you call them by [Ada]", "Eve")
        child.expect_exact("Full name: ")
        child.send(key)
        child.expect_exact("Nothing was changed about Ada.")
        assert _to_its_end(child) == 130
    assert _known(knows_ada) == before


def test_a_name_that_somebody_has_is_asked_for_again(knows_ada: Mentor) -> None:
    with _editing(knows_ada) as child:
        for refused in ("bó", "-", "x" * 201):
            _answer(child, "Name that you call them by [Ada]", refused)
        child.expect_exact("A name has between")
        _answer(child, "Name that you call them by [Ada]", "")
        child.expect_exact("Full name: ")


def test_answers_that_cannot_be_saved_are_not_lost(knows_ada: Mentor) -> None:
    with _editing(knows_ada) as child:
        for question, answer in (("call them by", ""), ("Full name", "Ada King"), ("Pronouns", ""), ("Channel", ""),
                                 ("Rhythm", ""), ("Hours", ""), ("Starts", ""), ("Ends", ""), ("Why this", ""),
                                 ("Why programming", "")):  # fmt: skip
            _answer(child, question, answer)
        child.expect_exact("biggest challenge? ")
        busy = sqlite3.connect(knows_ada.home / STORE, isolation_level=None)
        busy.execute("BEGIN IMMEDIATE")
        try:
            child.sendline("")
            child.expect_exact("NOT SAVED: another program keeps it busy. Enter to try again.")
        finally:
            busy.close()
        child.sendline("")
        child.expect_exact("✓ Ada: full name Ada King.")
        assert _to_its_end(child) == 0
    assert _known(knows_ada).profile.full_name == "Ada King"


def test_while_a_session_runs_nothing_is_asked(knows_ada: Mentor) -> None:
    with terminal(knows_ada, "run", "Ada", "--plain") as call:
        call.expect("mentor> ")
        with _editing(knows_ada) as child:
            child.expect_exact("Another mentorkit is running a session")
            assert _to_its_end(child) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_a_terminal_that_goes_away_during_the_questions_ends_the_program_as_a_hangup_does(
    knows_ada: Mentor,
) -> None:
    from pexpect.fdpexpect import fdspawn

    before = _known(knows_ada)
    ours, theirs = (
        os.openpty()
    )  # no controlling terminal, so no signal comes: the read alone says that it is gone
    process = subprocess.Popen(
        [*PROGRAM, "students", "edit", "Ada"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(knows_ada.home),
        start_new_session=True,
    )
    os.close(theirs)
    child = fdspawn(ours, encoding="utf-8", timeout=20)
    child.expect_exact("[Ada]: ")
    child.send("Eve\r")
    child.expect_exact("Full name: ")
    child.close()
    assert process.wait(20) == 129
    assert _known(knows_ada) == before
