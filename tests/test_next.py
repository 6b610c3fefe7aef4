"""`mentorkit next`: when the next call is, and moving it between two calls."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from mentorkit.plan import Audience
from mentorkit.records import Goal, GoalEvent, NextCall, Profile, Session, Student
from mentorkit.runner import SystemClock, begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from mentorkit.store.connection import in_memory
from mentorkit.store.replay import differences
from mentorkit.when import say_day
from tests.clocks import START, FakeClock
from tests.flow.cases import the_plan
from tests.programs import Done, Mentor, terminal

ADA = Student("ada-1", "Ada", START)
BO = Student("bo-1", "Bo Öz", START)
MONICA = Student("monica-1", "Monica", START)
NOW = SystemClock().read().utc
LAST = (NOW - timedelta(days=3)).replace(hour=18, minute=4, second=0, microsecond=0)
"""When the last call began."""
AGREED = (LAST + timedelta(days=14)).replace(minute=0)
MOVED = AGREED + timedelta(days=2)


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path / "home")


def store_of(mentor: Mentor) -> Path:
    return mentor.home / ".local/share/mentorkit/mentorkit.db"


def held(
    mentor: Mentor,
    *students: Student,
    at: datetime = LAST,
    agreed: datetime | None = AGREED,
    lines: tuple[str, ...] = ("/goal read chapter 3",),
) -> str:
    """Hold a call then, in which the next one is agreed on for `agreed`, and return its id."""
    clock = FakeClock(utc=at)
    with Store.writer(store_of(mentor)) as store:
        runner = begin(store, the_plan(), students or (ADA,), clock=clock, zone=UTC, settings=Settings())
        for line in lines:
            runner.do(line)
        clock.advance(3000)
        if agreed:
            for line in ("/goto wrap-up", "", "good", f"{agreed:%Y-%m-%d %H:%M}"):
                runner.do(line)
        clock.advance(600)
        runner.do("/end")
        return runner.session.id


@contextmanager
def reader(mentor: Mentor) -> Iterator[Store]:
    store = Store.reader(store_of(mentor))
    assert store is not None
    with store:
        yield store


def session(mentor: Mentor, session_id: str) -> Session:
    with reader(mentor) as store:
        return store.session(session_id)


def goals(mentor: Mentor) -> dict[str, Goal]:
    """Return the open goals by their words."""
    with reader(mentor) as store:
        return {goal.text: goal for goal in store.all_open_goals()}


def to(at: datetime) -> str:
    """Return the time as it may be typed."""
    return f"{at:%Y-%m-%d %H:%M}"


def said(done: Done) -> Any:
    """Return the next call of a run with --json."""
    assert done.code == 0, done.err
    return done.json["next_call"]


# ---- looking


def test_it_says_the_call_in_full_and_how_to_have_it_in_a_calendar(mentor: Mentor) -> None:
    call = held(mentor)
    done = mentor.mentorkit("next", "ada", TZ="Europe/Rome")
    here = AGREED.astimezone(ZoneInfo("Europe/Rome"))
    days = (here.date() - NOW.astimezone(here.tzinfo).date()).days
    assert (
        f"Next call with Ada: {here:%A} {here.day} {here:%B %Y}, {here:%H:%M} ({here.tzname()})" in done.out
    )
    assert done.out.endswith(f", in {days} days, 1 h 10 min.\n")
    assert f"mentorkit export {call} --format ics" in done.err


def test_as_json_it_is_for_other_programs(mentor: Mentor) -> None:
    call = held(mentor)
    done = mentor.mentorkit("next", "Ada", "--json")
    assert done.json == {
        "mentorkit": 1,
        "kind": "next",
        "students": [{"id": "ada-1", "name": "Ada"}],
        "next_call": {
            "at": AGREED.isoformat(),
            "minutes": 70,
            "audience": "student",
            "moves": 0,
            "session": call,
            "first_agreed_in": call,
            "in_days": (AGREED.date() - SystemClock().read().utc.date()).days,
        },
    }


def test_a_call_that_is_over_is_not_ahead(mentor: Mentor) -> None:
    held(mentor, agreed=LAST + timedelta(days=1))
    done = mentor.mentorkit("next", "ada")
    assert "ago" in done.out or "yesterday" in done.out
    assert "That is over" in done.err
    held(mentor, at=LAST + timedelta(days=1), agreed=None)  # it was held, and nothing was agreed in it
    done = mentor.mentorkit("next", "ada")
    assert done.out == "No next call with Ada is agreed.\n"
    assert "mentorkit next Ada WHEN" in done.err
    assert said(mentor.mentorkit("next", "ada", "--json")) is None


# ---- moving


def test_a_move_is_saved_and_says_what_it_was_and_what_it_is(mentor: Mentor) -> None:
    call = held(mentor)
    done = mentor.mentorkit("next", "ada", to(MOVED), "--minutes", "50")
    first, second, due = done.out.splitlines()
    assert first.startswith("✓ Next call with Ada: ")
    assert f"{MOVED.day} {MOVED:%B %Y}, 18:00 (UTC)" in first
    assert first.endswith(", 50 min.")
    assert second.startswith("It was: ")
    assert f"{AGREED.day} {AGREED:%B %Y}, 18:00 (UTC)" in second
    assert due == "Due then: 1 goal."
    assert f"mentorkit export {call} --format ics" in done.err
    assert session(mentor, call).next_call == NextCall(MOVED, 50, Audience.STUDENT, moves=1)
    assert said(mentor.mentorkit("next", "ada", "--json"))["at"] == MOVED.isoformat()


def test_the_calendar_has_the_same_event_after_it_with_a_higher_sequence(mentor: Mentor) -> None:
    call = held(mentor)
    for number, at in enumerate((AGREED, MOVED, AGREED + timedelta(days=5))):
        if number:
            assert mentor.mentorkit("next", "ada", to(at)).code == 0
        for words in ((call,), ("ada", "--for", "student"), ()):
            text = mentor.mentorkit("export", *words, "--format", "ics").out
            events: list[Any] = list(Calendar.from_ical(text).events)
            (event,) = events
            assert (event["uid"], event["sequence"]) == (f"{call}@mentorkit", number)
            assert event["dtstart"].dt == at


def test_the_journal_says_the_same_as_the_tables_after_it(mentor: Mentor) -> None:
    held(mentor)
    mentor.mentorkit("next", "ada", to(MOVED))
    with closing(sqlite3.connect(store_of(mentor))) as db, closing(in_memory()) as blank:
        assert differences(db, blank) == ()


@pytest.mark.parametrize("words", [["thu"], ["thursday"], ["same", "time", "thu"]])
def test_a_day_alone_is_at_the_time_that_was_agreed(mentor: Mentor, words: list[str]) -> None:
    held(mentor, agreed=AGREED.replace(hour=17, minute=25))
    at = datetime.fromisoformat(said(mentor.mentorkit("next", "ada", *words, "--json"))["at"])
    assert (at.weekday(), at.hour, at.minute) == (3, 17, 25)


def test_the_time_is_in_the_zone_of_the_mentor(mentor: Mentor) -> None:
    call = held(mentor)
    for day in ("2031-01-15", "2031-07-15"):
        assert mentor.mentorkit("next", "ada", day, "18:00", TZ="Europe/London").code == 0
        settled = session(mentor, call).next_call
        assert settled is not None
        assert to(settled.at.astimezone(ZoneInfo("Europe/London"))) == f"{day} 18:00"


def test_the_same_time_again_changes_nothing(mentor: Mentor) -> None:
    call = held(mentor)
    done = mentor.mentorkit("next", "ada", to(AGREED))
    assert done.code == 0
    assert "Nothing was changed" in done.err
    settled = session(mentor, call).next_call
    assert settled is not None
    assert settled.moves == 0


def test_goals_that_are_due_at_the_call_are_due_when_it_is(mentor: Mentor) -> None:
    held(mentor, lines=("/goal read chapter 3", "/goal try the quiz"))
    day = AGREED.date() - timedelta(days=3)
    with Store.writer(store_of(mentor)) as store:
        quiz = next(goal for goal in store.all_open_goals() if goal.text == "try the quiz")
        store.save_between([replace(quiz, due=day), Goal("bo.1", 1, START, "Bo's", student=None)], START)
        store.add_student(BO, START)
        store.save_between([Goal("bo.2", 2, START, "his", student=BO.id, due=AGREED.date())], START)
    mentor.mentorkit("next", "ada", to(MOVED))
    found = goals(mentor)
    assert {text: goal.due for text, goal in found.items()} == {
        "read chapter 3": MOVED.date(),
        "try the quiz": day,  # said on purpose
        "Bo's": None,
        "his": AGREED.date(),
    }
    moved = found["read chapter 3"].life[-1]
    assert (moved.what, moved.session, moved.due) == (GoalEvent.MOVED, None, MOVED.date())


# ---- whose goals go with whose calls


def letter(mentor: Mentor, call: str, student: str = "ada") -> str:
    """Return what that student is sent of the call."""
    return mentor.mentorkit("export", call, "--for", "student", "--student", student).out


def by(mentor: Mentor, day: datetime, call: str) -> str:
    """Return how the letter of the call says that something is due on that day."""
    return f"By {say_day(day.date(), session(mentor, call).created_at.date())}"


def due(mentor: Mentor) -> dict[str, date | None]:
    """Return by when the open goals are due, by their words."""
    return {text: goal.due for text, goal in goals(mentor).items()}


def test_a_groups_goal_keeps_the_groups_day_when_one_of_them_agrees_on_a_call_alone(mentor: Mentor) -> None:
    held(mentor, ADA, BO, lines=("/goal finish project",))
    soon = AGREED - timedelta(days=8)
    for lines in ((), ("/partly 1 only she did it",)):
        alone = held(mentor, at=LAST + timedelta(days=1), agreed=soon, lines=("/goal read", *lines))
        assert due(mentor) == {"finish project": AGREED.date(), "read": soon.date()}
        assert f"finish project\n    {by(mentor, AGREED, alone)}" in letter(mentor, alone)
    bos = held(mentor, BO, at=LAST + timedelta(days=2), agreed=None)
    assert f"finish project\n    {by(mentor, AGREED, bos)}" in letter(mentor, bos, "bo")
    held(mentor, ADA, BO, at=LAST + timedelta(days=2), agreed=MOVED, lines=())
    assert due(mentor)["finish project"] == MOVED.date()


@pytest.mark.parametrize("in_a_call", [True, False])
def test_a_groups_goal_without_a_day_gets_none_from_a_call_with_one_of_them(
    mentor: Mentor, in_a_call: bool
) -> None:
    held(mentor, ADA, BO, agreed=None, lines=("/goal finish project",))
    agreed = MOVED if in_a_call else None
    held(mentor, at=LAST + timedelta(days=1), agreed=agreed, lines=("/missed 1 was ill",))
    if not in_a_call:
        assert mentor.mentorkit("next", "ada", to(MOVED)).code == 0
    assert due(mentor) == {"finish project": None}


@pytest.mark.parametrize("in_a_call", [True, False])
def test_what_one_of_a_group_took_on_in_its_call_moves_with_the_groups_next_one(
    mentor: Mentor, in_a_call: bool
) -> None:
    held(mentor, at=LAST, agreed=AGREED + timedelta(days=1), lines=("/goal alone",))
    held(mentor, ADA, BO, at=LAST + timedelta(hours=2), lines=("/who ada", "/goal hers", "/who all"))
    if in_a_call:
        call = held(mentor, ADA, BO, at=LAST + timedelta(days=1), agreed=MOVED, lines=())
        assert f"hers\n    {by(mentor, MOVED, call)}" in letter(mentor, call)
    else:
        assert mentor.mentorkit("next", "bo", "ada", to(MOVED)).code == 0
    assert due(mentor) == {"alone": (AGREED + timedelta(days=1)).date(), "hers": MOVED.date()}
    again = MOVED + timedelta(days=3)
    assert mentor.mentorkit("next", "ada", "bo", to(again)).out.endswith("Due then: 1 goal.\n")
    assert due(mentor)["hers"] == again.date()


def test_what_one_of_a_group_has_to_do_by_a_call_that_is_over_stays_for_their_own(mentor: Mentor) -> None:
    today = LAST + timedelta(days=1)
    held(mentor, agreed=today + timedelta(hours=3), lines=("/goal alone",))
    held(mentor, ADA, BO, agreed=today, lines=("/goal together",))
    held(mentor, ADA, BO, at=today, agreed=MOVED, lines=())
    assert due(mentor) == {"alone": today.date(), "together": MOVED.date()}


def test_agreed_after_a_groups_call_it_is_the_day_of_what_each_took_on_in_it(mentor: Mentor) -> None:
    held(mentor, ADA, BO, agreed=None, lines=("/goal together", "/who ada", "/goal hers"))
    assert mentor.mentorkit("next", "ada", "bo", to(MOVED)).out.endswith("Due then: 2 goals.\n")


# ---- what a letter and a calendar say after a move


@pytest.mark.parametrize("since", [("/note x",), ("/partly 1 half of it",)])
def test_a_call_that_was_moved_after_another_one_is_moved_where_it_was_agreed(
    mentor: Mentor, since: tuple[str, ...]
) -> None:
    first = held(mentor)
    held(mentor, at=LAST + timedelta(days=1), agreed=None, lines=since)
    for number, at in enumerate((MOVED, MOVED + timedelta(days=2)), 1):
        assert mentor.mentorkit("next", "ada", to(at)).code == 0
        text = letter(mentor, first)
        assert f"read chapter 3\n    {by(mentor, at, first)}" in text
        assert f"Our next call: {at:%A} {at.day} {at:%B %Y}" in text
        for words in ((first,), ("ada",), ("ada", "--for", "student")):
            text = mentor.mentorkit("export", *words, "--format", "ics").out
            (event,) = list[Any](Calendar.from_ical(text).events)
            assert (event["uid"], event["sequence"]) == (f"{first}@mentorkit", number)
            assert event["dtstart"].dt == at


def test_a_call_that_a_later_one_settled_anew_is_in_the_first_letter_as_it_was_agreed_there(
    mentor: Mentor,
) -> None:
    first = held(mentor)
    second = held(mentor, at=LAST + timedelta(days=1), agreed=MOVED, lines=())
    again = MOVED + timedelta(days=2)
    assert mentor.mentorkit("next", "ada", to(again)).code == 0
    for call, at in ((first, AGREED), (second, again)):
        text = letter(mentor, call)
        assert by(mentor, at, call) in text
        assert f"Our next call: {at:%A} {at.day} {at:%B %Y}" in text


# ---- agreeing


def test_where_nothing_is_agreed_it_is_agreed_for_the_last_call(mentor: Mentor) -> None:
    call = held(mentor, agreed=None)
    done = mentor.mentorkit("next", "ada", to(MOVED))
    assert done.out.splitlines()[1:] == ["Due then: 1 goal."]
    assert session(mentor, call).next_call == NextCall(MOVED, 70, Audience.STUDENT)


def test_after_the_agreed_call_was_held_it_is_another_one(mentor: Mentor) -> None:
    first = held(mentor, agreed=LAST + timedelta(days=1))
    second = held(mentor, at=LAST + timedelta(days=1), agreed=None)
    done = mentor.mentorkit("next", "ada", to(MOVED), "--json")
    assert (said(done)["session"], said(done)["moves"]) == (second, 0)
    kept = session(mentor, first).next_call
    assert kept is not None
    assert to(kept.at) == to(LAST + timedelta(days=1))


def test_a_call_that_was_missed_is_moved(mentor: Mentor) -> None:
    call = held(mentor, agreed=LAST + timedelta(days=1))
    done = mentor.mentorkit("next", "ada", to(MOVED))
    assert "It was: " in done.out
    assert said(mentor.mentorkit("next", "ada", "--json"))["first_agreed_in"] == call


def test_a_call_since_then_in_which_nothing_was_agreed_does_not_hide_it(mentor: Mentor) -> None:
    first = held(mentor)
    second = held(mentor, at=LAST + timedelta(days=1), agreed=None)
    assert said(mentor.mentorkit("next", "ada", "--json"))["session"] == first
    now = said(mentor.mentorkit("next", "ada", to(MOVED), "--json"))
    assert (now["session"], now["first_agreed_in"], now["moves"]) == (first, first, 1)
    assert session(mentor, second).next_call is None


# ---- whose


def test_a_groups_call_is_moved_by_naming_the_group_in_any_order(mentor: Mentor) -> None:
    alone = held(mentor)
    together = held(mentor, ADA, BO, at=LAST + timedelta(days=1), agreed=AGREED + timedelta(days=1))
    now = said(mentor.mentorkit("next", "bo", "ada", to(MOVED), "--json"))
    assert (now["session"], now["at"]) == (together, MOVED.isoformat())
    assert session(mentor, alone).next_call == NextCall(AGREED, 70, Audience.STUDENT)
    assert said(mentor.mentorkit("next", "ada", "--json"))["session"] == alone


def test_without_a_call_with_exactly_them_it_says_so(mentor: Mentor) -> None:
    held(mentor, ADA, BO)
    done = mentor.mentorkit("next", "bo", to(MOVED))
    assert (done.code, done.out) == (4, "")
    assert "no call with Bo Öz alone" in done.err
    assert "mentorkit next Ada 'Bo Öz'" in done.err


@pytest.mark.parametrize("words", [["ada"], ["ada", "thu", "6pm"]])
def test_without_any_call_it_says_so(mentor: Mentor, words: list[str]) -> None:
    done = mentor.mentorkit("next", *words)
    assert (done.code, done.out) == (4, "")
    assert "no sessions yet" in done.err
    assert not store_of(mentor).exists()
    mentor.mentorkit("students", "add", "Ada")
    done = mentor.mentorkit("next", *words)
    assert (done.code, done.out) == (4, "")
    assert "There was no call with Ada yet." in done.err


def test_a_word_that_is_both_a_name_and_a_time_is_asked_back(mentor: Mentor) -> None:
    call = held(mentor)
    with Store.writer(store_of(mentor)) as store:
        store.add_student(MONICA, START)
    done = mentor.mentorkit("next", "ada", "mon")
    assert (done.code, done.out) == (2, "")
    assert '"mon" could be a student, or a part of the time.' in done.err
    settled = session(mentor, call).next_call
    assert settled is not None
    assert settled.moves == 0
    for words in (["mon", "18:25"], ["next", "mon"], ["mon 18:25"]):
        assert mentor.mentorkit("next", "ada", *words).code == 0
    assert "Ada and Monica" in mentor.mentorkit("next", "ada", "monica").err


# ---- refused


@pytest.mark.parametrize(
    ("words", "code", "part"),
    [
        (["zoe"], 4, "zoe"),
        (["ada", "whenever"], 2, "whenever"),
        (["ada", "thu", "6"], 2, "6am or 6pm"),
        (["ada", "2020-01-01", "18:00"], 2, "ago"),
        (["ada", "yesterday", "18:00"], 2, "1 day ago"),
        (["ada", "18:00"], 2, "no day"),
        (["ada", "31 February 18:00"], 2, "February"),
        (["ada", "--minutes", "50"], 2, "--minutes needs the time too"),
        (["ada", "thu", "--minutes", "0"], 2, "--minutes"),
        ([], 2, "STUDENT"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    mentor: Mentor, words: list[str], code: int, part: str
) -> None:
    call = held(mentor)
    done = mentor.mentorkit("next", *words)
    assert (done.code, done.out) == (code, "")
    assert part in done.err
    assert "Traceback" not in done.err
    settled = session(mentor, call).next_call
    assert settled == NextCall(AGREED, 70, Audience.STUDENT)


def test_while_a_call_runs_it_is_shown_and_not_moved(mentor: Mentor) -> None:
    held(mentor)
    with terminal(mentor, "run", "Ada", "--plain") as call:
        call.expect("mentor> ")
        assert f"{AGREED:%B %Y}" in mentor.mentorkit("next", "ada").out
        done = mentor.mentorkit("next", "ada", to(MOVED))
        assert (done.code, done.out) == (1, "")
        assert "Another mentorkit is running a session" in done.err


def test_a_hostile_name_changes_nothing_on_the_terminal(mentor: Mentor) -> None:
    eve = Student("eve-1", "Eve\x1b[31m\u202e; rm -rf", START, Profile())
    held(mentor, eve)
    done = mentor.mentorkit("next", "eve", to(MOVED))
    assert done.code == 0
    assert not set(done.out + done.err) & {"\x1b", "\u202e"}
