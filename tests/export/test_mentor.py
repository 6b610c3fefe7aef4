"""The mentor's own report: what stands nowhere else."""

from dataclasses import replace
from datetime import date, timedelta

from mentorkit.export import render
from mentorkit.plan import Audience
from mentorkit.records import Evidence, GoalEvent, GoalStatus, GoalStep
from tests.export.calls import BEGUN, LONDON, SINGLE


def test_a_goal_that_lived_through_several_calls_tells_its_life_to_the_mentor() -> None:
    steps = (
        GoalStep(
            BEGUN - timedelta(days=14), GoalEvent.SET, "s-0", "Read chapters 3 and 4", date(2026, 11, 24)
        ),
        GoalStep(BEGUN, GoalEvent.MISSED, "s-1", "Read chapters 3 and 4", reason="had a cold"),
        GoalStep(BEGUN, GoalEvent.SHRUNK, "s-1", "Read chapter 3"),
        GoalStep(BEGUN, GoalEvent.MOVED, "s-1", "Read chapter 3", date(2026, 12, 1)),
        GoalStep(BEGUN + timedelta(days=7), GoalEvent.DONE, "s-2", "Read chapter 3"),
    )
    lived = replace(SINGLE, goals=(replace(SINGLE.goals[2], text="Read chapter 3", life=steps),))
    written = render([lived], "md", Audience.MENTOR, LONDON)
    assert (
        "  - Outcome: missed, kept for next time\n  - Reason: had a cold\n  - Due: Tue 1 December\n"
    ) in written
    assert (
        "Until now: Tue 10 November set (Read chapters 3 and 4);"
        " Tue 24 November missed, shrunk, moved (to Tue 1 December)\n"
    ) in written
    assert "Later: Tue 1 December done\n" in written
    for audience in (Audience.STUDENT, Audience.TEAM):
        assert "had a cold" not in render([lived], "md", audience, LONDON)


def test_a_call_tells_a_goal_as_it_was_then_and_what_became_of_it_apart() -> None:
    steps = (
        GoalStep(BEGUN, GoalEvent.SET, "s-1", "Build the app"),
        GoalStep(BEGUN + timedelta(days=7), GoalEvent.PARTLY, "s-2", "Build the app", reason="no code yet"),
        GoalStep(BEGUN + timedelta(days=7), GoalEvent.SHRUNK, "s-2", "Build a page", reason="no code yet"),
        GoalStep(BEGUN + timedelta(days=9), GoalEvent.DONE, None, "Build a page", reason="no code yet"),
    )
    goal = replace(
        SINGLE.goals[3], text="Build a page", life=steps, status=GoalStatus.DONE, reason="no code yet"
    )
    written = render([replace(SINGLE, goals=(goal,))], "txt", Audience.MENTOR, LONDON)
    assert "Build the app\n" in written
    assert "Outcome" not in written
    assert "Reason" not in written
    assert (
        "Later: Tue 1 December partly (no code yet), shrunk (Build a page); Thu 3 December done\n" in written
    )


def test_a_goal_that_a_call_left_alone_is_told_so_and_its_outcome_is_the_one_of_its_own_call() -> None:
    steps = (
        GoalStep(BEGUN - timedelta(days=14), GoalEvent.SET, "s-0", "Build a page"),
        GoalStep(BEGUN - timedelta(days=7), GoalEvent.PARTLY, "other", "Build a page", reason="no code yet"),
        GoalStep(BEGUN + timedelta(days=7), GoalEvent.DONE, "s-2", "Build a page", reason="no code yet"),
    )
    goal = replace(SINGLE.goals[1], text="Build a page", life=steps, reason="no code yet")
    written = render([replace(SINGLE, goals=(goal,))], "txt", Audience.MENTOR, LONDON)
    assert (
        "    Left for another call\n"
        "    Until now: Tue 10 November set; Tue 17 November partly (no code yet)\n"
        "    Later: Tue 1 December done\n"
    ) in written


def test_a_topic_that_a_later_call_closed_was_open_after_this_one() -> None:
    topic = replace(SINGLE.topics[0], evidence=Evidence.EXPLAINED, closed_in="s-2")
    written = render([replace(SINGLE, topics=(topic,))], "txt", Audience.MENTOR, LONDON)
    assert "    Open after this call. Later: explained\n" in written


def test_a_note_about_a_topic_says_which() -> None:
    topic = SINGLE.topics[0]
    about = replace(SINGLE.notes[0], topic=topic.id)
    written = render([replace(SINGLE, notes=(about,))], "md", Audience.MENTOR, LONDON)
    assert f"on \\#{topic.number}" in written or f"on #{topic.number}" in written
