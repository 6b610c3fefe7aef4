"""What goes from call to call: whose it is, on which day, and what is not carried along."""

import json
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mentorkit.export import library_json, render, render_span
from mentorkit.plan import Audience
from mentorkit.records import Goal, GoalEvent, Note, Student
from mentorkit.runner import Runner, begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import START, FakeClock
from tests.flow.cases import ADA, BO, the_plan

CHI = Student("chi", "Chi", START)
WEEK = 7 * 24 * 3600.0


def _call(
    store: Store, clock: FakeClock, students: tuple[Student, ...], *lines: str, zone: tzinfo = UTC
) -> Runner:
    clock.advance(WEEK)
    runner = begin(store, the_plan(), students, clock=clock, zone=zone, settings=Settings())
    for line in lines:
        clock.advance(30)
        runner.do(line)
    return runner


def _goal(runner: Runner) -> Goal:
    (goal,) = runner.session.goals
    return goal


def test_a_goal_of_the_group_is_called_so_where_one_of_them_is_called_alone(
    store: Store, clock: FakeClock
) -> None:
    _call(store, clock, (ADA, BO), "/goal read chapter 3 together", "/end")
    alone = _call(store, clock, (ADA,), "/next")
    assert any("the whole group's" in line for line in alone.ask().lines)
    alone.do("m was in hospital")
    assert any("which the whole group will read" in line for line in alone.ask().lines)


def test_a_topic_of_the_group_is_called_so_where_one_of_them_is_called_alone(
    store: Store, clock: FakeClock
) -> None:
    together = _call(
        store, clock, (ADA, BO), "/topic recursion", "/who ada", "/topic loops", "/goto technical"
    )
    assert not any("the whole group's" in hint for hint in together.ask().hints)
    together.do("/end")
    alone = _call(store, clock, (ADA,), "/goto technical")
    hints = {hint.split()[1]: hint for hint in alone.ask().hints if hint.startswith("#")}
    assert "the whole group's" in hints["recursion"]
    assert "the whole group's" not in hints["loops"]
    alone.do("1")
    assert "the whole group's" in alone.ask().hints[0]
    alone.do("")
    assert "comes up again" in " ".join(alone.do("1 h").said)
    assert alone.do("2 e").said == ("#2 loops: explained, closed.",)
    assert alone.do("1 e").said == ("#1 recursion: explained, closed for the whole group.",)


def test_a_topic_of_three_is_called_the_whole_groups_where_two_of_them_are_called(
    store: Store, clock: FakeClock
) -> None:
    _call(store, clock, (ADA, BO, CHI), "/topic recursion", "/end")
    pair = _call(store, clock, (ADA, BO), "/topic loops", "/goto technical")
    of_three, of_two = pair.ask().hints[1:]
    assert "the whole group's" in of_three
    assert "the whole group's" not in of_two
    assert pair.do("/done 1").said == ("#1 recursion: explained, closed for the whole group.",)


def test_what_a_later_call_made_of_a_goal_is_in_no_earlier_letter(store: Store, clock: FakeClock) -> None:
    group = _call(store, clock, (ADA, BO), "/goal read chapter 3 together", "/end")
    _call(
        store, clock, (ADA,), "/next", "m was in hospital", "shrink read one page, with new glasses", "/end"
    )
    letter = render([store.session(group.session.id)], "txt", Audience.STUDENT, UTC, BO.id)
    assert "read chapter 3 together" in letter
    assert "glasses" not in letter
    assert "hospital" not in letter


def test_what_is_noted_on_a_topic_of_the_group_in_one_students_call_is_that_students(
    store: Store, clock: FakeClock
) -> None:
    _call(store, clock, (ADA, BO), "/topic recursion", "/end")
    ada = _call(store, clock, (ADA,), "/goto technical", "1 n: said it reminds her of home", "/end")
    assert [note.student for note in ada.session.notes] == [ADA.id]
    bo = _call(store, clock, (BO,), "/goto technical")
    assert "recursion" in "\n".join(bo.ask().hints)
    assert "home" not in "\n".join(bo.ask().hints)


@pytest.mark.parametrize("fmt", ["md", "txt", "html", "json", "csv"])
def test_why_a_goal_of_the_group_was_not_met_in_ones_own_call_is_in_no_export_of_anothers(
    store: Store, clock: FakeClock, fmt: str
) -> None:
    group = _call(store, clock, (ADA, BO), "/goal finish the project", "/end")
    _call(store, clock, (ADA,), "/next", "p only Ada did it", "keep", "/end")
    bo = _call(store, clock, (BO,), "/edit 1 finish the whole project", "/end")
    again = _call(store, clock, (ADA, BO), "/next", "m no room was free", "keep", "/end")
    for session, student in ((bo, None), (bo, BO.id), (group, BO.id), (again, BO.id)):
        text = render([store.session(session.session.id)], fmt, Audience.MENTOR, UTC, student)
        assert "project" in text
        assert "only Ada did it" not in text
    assert "no room was free" in render([store.session(again.session.id)], fmt, Audience.MENTOR, UTC, BO.id)


@pytest.mark.parametrize("several", [False, True])
def test_the_mentors_json_tells_a_goal_as_the_call_left_it_and_what_came_later_in_its_life(
    store: Store, clock: FakeClock, several: bool
) -> None:
    first = _call(store, clock, (ADA,), "/goal write the whole parser", "/end")
    second = _call(store, clock, (ADA,), "/next", "m busy", "shrink read one page", "/end")

    def told(runner: Runner) -> dict[str, Any]:
        sessions = [store.session(runner.session.id)]
        text = (render_span if several else render)(sessions, "json", Audience.MENTOR, UTC)
        data = json.loads(text)
        session = data["items"][0] if several else data["session"]
        assert session["goals"][0] == session["goals"][-1]
        found: dict[str, Any] = session["goals"][0]
        return found

    then, later = told(first), told(second)
    assert (then["text"], then["status"], then["reason"]) == ("write the whole parser", "open", "")
    assert (later["text"], later["status"], later["reason"]) == ("read one page", "missed", "busy")
    assert then["life"] == later["life"]
    assert [step["what"] for step in then["life"]] == ["set", "missed", "shrunk"]


def test_the_json_of_the_whole_store_has_its_goals_as_they_are_now(store: Store, clock: FakeClock) -> None:
    first = _call(store, clock, (ADA,), "/goal write the whole parser", "/end")
    _call(store, clock, (ADA,), "/next", "d", "/end")
    kept = json.loads(library_json(store.library(), UTC))
    (session,) = (session for session in kept["sessions"] if session["id"] == first.session.id)
    assert session["goals"][0]["status"] == "done"


def test_a_reason_from_an_earlier_call_is_not_taken_for_one_of_this_call_where_the_goal_was_reworded(
    store: Store, clock: FakeClock
) -> None:
    _call(store, clock, (ADA, BO), "/goal finish the project", "/end")
    _call(store, clock, (ADA,), "/next", "p only Ada did it", "keep", "/end")
    bo = _call(store, clock, (BO,), "/edit 1 finish the whole project", "/next", "p", "keep", "/end")
    assert _goal(bo).status.value == "partly"
    assert _goal(bo).reason == ""


def test_a_reason_stays_where_the_same_call_says_another_outcome(store: Store, clock: FakeClock) -> None:
    _call(store, clock, (ADA,), "/goal finish the project", "/end")
    again = _call(store, clock, (ADA,), "/missed 1 was ill", "/edit 1 finish the whole project", "/partly 1")
    assert (_goal(again).status.value, _goal(again).reason) == ("partly", "was ill")


def test_what_a_pair_noted_on_a_topic_of_three_is_not_shown_in_the_thirds_call(
    store: Store, clock: FakeClock
) -> None:
    _call(store, clock, (ADA, BO, CHI), "/topic recursion", "/end")
    _call(store, clock, (ADA, BO), "/goto technical", "1: both of them wept", "/end")
    both = _call(store, clock, (ADA, BO), "/goto technical")
    assert "wept" in "\n".join(both.ask().hints)
    chi = _call(store, clock, (CHI,), "/goto technical")
    assert "recursion" in "\n".join(chi.ask().hints)
    assert "wept" not in "\n".join(chi.ask().hints)


def test_a_call_with_one_of_a_group_recalls_nothing_of_the_others(store: Store, clock: FakeClock) -> None:
    _call(store, clock, (ADA, BO), "/who bo", "", "her brother", "/goal sleep", "/end")
    store.save_between([Note("n", 1, clock.read().utc, "has a new job", student=BO.id)], clock.read().utc)
    for who, recalls in ((BO, True), (ADA, False)):
        alone = _call(store, clock, (who,))
        said = "\n".join(alone.ask().private)
        alone.do("/next")
        said += "\n".join((*alone.ask().private, *alone.ask().lines))
        alone.do("/end")
        for told in ("her brother", "has a new job", "sleep"):
            assert (told in said) is recalls


def test_what_one_of_a_group_tried_has_their_name_in_the_groups_call(store: Store, clock: FakeClock) -> None:
    _call(store, clock, (ADA, BO), "/topic recursion", "/end")
    _call(store, clock, (ADA,), "/goto technical", "1: drew boxes", "/end")
    both = _call(store, clock, (ADA, BO), "/goto technical")
    assert "tried: Ada: drew boxes" in "\n".join(both.ask().hints)


def test_each_time_a_goal_is_missed_is_in_its_life_with_its_own_reason(
    store: Store, clock: FakeClock
) -> None:
    _call(store, clock, (ADA,), "/goal read chapter 3", "/end")
    _call(store, clock, (ADA,), "/next", "m was ill", "keep", "/end")
    third = _call(store, clock, (ADA,), "/next", "m", "keep", "/end")
    steps = [(step.what, step.reason) for step in _goal(third).life]
    assert steps == [
        (GoalEvent.SET, ""),
        (GoalEvent.MISSED, "was ill"),
        (GoalEvent.KEPT, "was ill"),
        (GoalEvent.MISSED, ""),
        (GoalEvent.KEPT, ""),
    ]


@pytest.mark.parametrize(
    ("zone", "hour", "day"),
    [("Australia/Sydney", 22, "Mon 23 November"), ("America/Los_Angeles", 5, "Sat 21 November")],
)
def test_days_are_those_on_the_mentors_wall(store: Store, zone: str, hour: int, day: str) -> None:
    here, clock = ZoneInfo(zone), FakeClock(utc=datetime(2026, 11, 15, hour, tzinfo=UTC))
    _call(store, clock, (ADA,), "/goal read", "/topic loops", "/end", zone=here)
    later = _call(store, clock, (ADA,), "/next", zone=here)
    assert f"set {day}" in "\n".join(later.ask().lines)
    later.do("/goto technical")
    assert f"since {day}" in "\n".join(later.ask().hints)


def test_what_one_of_them_told_alone_is_not_for_a_welcome_with_others(store: Store, clock: FakeClock) -> None:
    _call(store, clock, (ADA,), "", "ask about her parents", "/end")
    together = _call(store, clock, (ADA, BO), "", "ask about the cinema", "/end")
    assert together.earlier.remembered == ()
    alone = _call(store, clock, (ADA,))
    assert [note.text for note in alone.earlier.remembered] == ["ask about her parents"]
    again = _call(store, clock, (BO, ADA))
    assert [note.text for note in again.earlier.remembered] == ["ask about the cinema"]


def test_a_call_that_was_broken_off_at_once_turns_nobodys_turn(store: Store, clock: FakeClock) -> None:
    _call(store, clock, (ADA, BO), "/end")
    assert _call(store, clock, (ADA, BO), "something").scene().round[0] == ADA
    assert _call(store, clock, (ADA, BO)).scene().round[0] == BO


def test_a_turns_clock_stands_still_in_a_pause(store: Store, clock: FakeClock) -> None:
    runner = _call(store, clock, (ADA, BO), "/goto recap")
    clock.advance(60)
    assert runner.clocks() == ("Ada's turn: 2:00 left",)
    runner.do("/pause")
    clock.advance(600)
    assert runner.clocks() == ("Ada's turn: 2:00 left",)
    runner.do("/resume")
    for _ in range(3):
        runner.do("")
    clock.advance(200)
    assert runner.clocks() == ("Bo's turn: 0:20 over",)
    runner.do("/think")
    clock.advance(5)
    assert runner.clocks()[1] == "thinking: 0:05"


def test_a_late_evening_call_is_proposed_for_its_own_day_of_the_week(store: Store) -> None:
    clock = FakeClock(utc=datetime(2026, 11, 15, 23, 58, tzinfo=UTC))
    runner = _call(store, clock, (ADA,), "/goto wrap-up", "", "good", ".")
    call = runner.session.next_call
    assert call is not None
    assert call.at == datetime(2026, 12, 6, 23, 45, tzinfo=UTC)
    assert call.at - runner.session.created_at < timedelta(days=14)


def test_a_group_that_keeps_one_students_goal_keeps_it_for_the_next_call(
    store: Store, clock: FakeClock
) -> None:
    _call(
        store,
        clock,
        (ADA, BO),
        "/who ada",
        "/goal read chapter 3",
        "/who all",
        "/goto wrap-up",
        "",
        "good",
        ".",
        "/end",
    )
    missed = _call(store, clock, (ADA, BO), "/next", "m", "keep", "/goto wrap-up", "", "good", ".")
    call = missed.session.next_call
    assert call is not None
    assert _goal(missed).due == call.at.date()
