"""The mentor's own report: what stands nowhere else."""

from dataclasses import replace
from datetime import date, timedelta

from mentorkit.export import render
from mentorkit.plan import Audience
from mentorkit.records import GoalEvent, GoalStep
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
        "Until now: set Tue 10 November (Read chapters 3 and 4); missed Tue 24 November (had a cold);"
        " shrunk Tue 24 November (Read chapter 3); moved Tue 24 November (to Tue 1 December)\n"
    ) in written
    for audience in (Audience.STUDENT, Audience.TEAM):
        assert "had a cold" not in render([lived], "md", audience, LONDON)


def test_a_note_about_a_topic_says_which() -> None:
    topic = SINGLE.topics[0]
    about = replace(SINGLE.notes[0], topic=topic.id)
    written = render([replace(SINGLE, notes=(about,))], "md", Audience.MENTOR, LONDON)
    assert f"on \\#{topic.number}" in written or f"on #{topic.number}" in written
