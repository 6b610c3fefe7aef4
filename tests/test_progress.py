from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorkit.agenda import Do, Event
from mentorkit.plan import Plan, Section
from mentorkit.progress import GoalCounts, Progress, TopicCounts, progress, took_place
from mentorkit.records import Goal, GoalEvent, GoalStatus, GoalStep, Note, Session, State, Student, Topic

FIRST = datetime(2026, 11, 2, 18, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
ADA, BEN = (Student(name, name.title(), FIRST - WEEK) for name in ("ada", "ben"))
PLAN = Plan(
    "p", "Call", (Section("hello", "Hello", 600, 300), Section("work", "Work", 1800, 1800, open_ended=True))
)


def call(number: int, *, hello: float = 8, work: float = 35, **more: Any) -> Session:
    """Return Ada's call of that week, with its sections' minutes."""
    log = (Event(1, 0.0, Do.START), Event(2, 60 * hello, Do.NEXT), Event(3, 60 * (hello + work), Do.END))
    fields: dict[str, Any] = {
        "id": f"s{number}", "plan": PLAN, "students": (ADA,), "created_at": FIRST + number * WEEK,
        "state": State.ENDED, "seen_at": 60 * (hello + work), "log": log,
    }  # fmt: skip
    return Session(**fields | more)


def day(number: float) -> datetime:
    """Return a moment in that week's call, between two for a half."""
    return FIRST + number * WEEK + timedelta(minutes=10)


def goal(name: str, *steps: tuple[float, str], **more: Any) -> Goal:
    """Return a goal that lived through these: the week, "done" or the like; its status is the last outcome's."""
    life = tuple(
        GoalStep(day(week), GoalEvent(what), f"s{week}" if week == int(week) else None, name)
        for week, what in steps
    )
    status = GoalStatus.OPEN
    for step in life:
        if step.what.value in set(GoalStatus):
            status = GoalStatus(step.what.value)
    over = status in (GoalStatus.DONE, GoalStatus.DROPPED)
    fields: dict[str, Any] = {
        "id": name, "number": 1, "at": life[0].at, "text": name, "student": ADA.id, "set_in": life[0].session,
        "status": status, "closed_in": life[-1].session if over else None, "life": life,
    }  # fmt: skip
    return Goal(**fields | more)


def story() -> Progress:
    """Four calls: done in the next one; in part and then done; missed, moved, let go; done between two; still open."""
    goals = (
        goal("quick", (0, "set"), (1, "done")),
        goal("slow", (0, "set"), (1, "partly"), (1, "kept"), (2, "done")),
        goal("dropped", (0, "set"), (1, "missed"), (1, "kept"), (1, "moved"), (2, "missed"), (2, "dropped")),
        goal("between", (1, "set"), (2.5, "done")),
        goal("open", (2, "set"), (3, "missed"), (3, "kept"), (3, "moved")),
    )
    return progress([call(number, goals=goals) for number in range(4)])


# ---- goals


def test_each_goal_counts_in_the_call_in_which_something_happened_to_it() -> None:
    assert [each.goals for each in story().calls] == [
        GoalCounts(set=3, open=3),
        GoalCounts(set=1, done=1, partly=1, missed=1, moved=1, open=3),
        GoalCounts(set=1, done=1, dropped=1, open=2),
        GoalCounts(missed=1, moved=1, between=1, open=1),
    ]


def test_what_was_closed_between_two_calls_is_in_neither() -> None:
    line = next(line for line in story().goals if line.goal.text == "between")
    assert (line.begun, line.ended, line.closed_at) == (3, 6, day(2.5))


def test_a_goal_knows_how_old_it_is_and_how_often_it_was_moved() -> None:
    facts = story()
    found = {line.goal.text: (facts.age(line), line.times(GoalEvent.MOVED)) for line in facts.goals}
    assert found == {"quick": (2, 0), "slow": (3, 0), "dropped": (3, 1), "between": (2, 0), "open": (2, 1)}


def test_a_goal_that_was_opened_again_is_open() -> None:
    again = goal("again", (0, "set"), (1, "done"), status=GoalStatus.OPEN, closed_in=None)
    facts = progress([call(number, goals=(again,)) for number in range(2)])
    assert [(each.goals.done, each.goals.open) for each in facts.calls] == [(0, 1), (0, 1)]


def test_a_goal_without_a_life_is_closed_where_its_record_says() -> None:
    old = goal("old", (0, "set"), life=(), status=GoalStatus.DONE, closed_in="s1")
    unknown = replace(old, id="unknown", closed_in=None)
    facts = progress([call(0, goals=(old, unknown)), call(1, goals=(old,)), call(2)])
    assert [(line.ended, line.closed_at) for line in facts.goals] == [(3, call(1).created_at), (2, None)]


def test_a_goal_from_before_the_first_of_these_calls_was_open_all_along() -> None:
    early = goal("early", (0, "set"), (1, "missed"), (1, "kept"))
    facts = progress([call(2, goals=(early,)), call(3, goals=(early,))], earlier=2)
    assert [each.goals for each in facts.calls] == [GoalCounts(open=1)] * 2
    assert (facts.goals[0].begun, facts.earlier) == (0, 2)


def test_a_goal_that_no_call_here_has_can_be_added() -> None:
    facts = progress([call(2)], goals=[goal("elsewhere", (0, "set"))])
    assert [each.goals.open for each in facts.calls] == [1]


def test_the_mentors_own_goals_are_told_apart_and_not_counted() -> None:
    own = goal("own", (0, "set"), owner="mentor")
    facts = progress([call(0, goals=(own,)), call(1)])
    assert (len(facts.goals), len(facts.promises)) == (0, 1)
    assert [each.goals for each in facts.calls] == [GoalCounts()] * 2


def test_of_a_group_only_what_is_the_students_or_the_groups_counts() -> None:
    goals = tuple(
        goal(name, (0, "set"), student=whose) for name, whose in (("a", "ada"), ("b", "ben"), ("g", None))
    )
    topics = tuple(Topic(g.id, 1, g.at, g.text, student=g.student, opened_in="s0") for g in goals)
    group = call(0, students=(ADA, BEN), goals=goals, topics=topics)
    facts = progress([group], ADA.id)
    assert (facts.calls[0].group, facts.calls[0].goals.set, facts.calls[0].topics.opened) == (True, 2, 2)
    assert {line.goal.text for line in facts.goals} == {"a", "g"}


# ---- topics


def test_a_topic_is_open_until_it_was_understood() -> None:
    topic = Topic("t", 1, day(0), "return", student=ADA.id, opened_in="s0", closed_in="s2")
    facts = progress([call(number, topics=(topic,)) for number in range(4)])
    assert [each.topics for each in facts.calls] == [
        TopicCounts(opened=1, open=1),
        TopicCounts(open=1),
        TopicCounts(closed=1),
        TopicCounts(),
    ]
    assert facts.topics[0].closed_at == call(2).created_at


def test_a_topic_that_was_closed_in_a_call_that_is_not_here_is_closed_after_the_last_that_has_it() -> None:
    topic = Topic("t", 1, day(0), "return", student=ADA.id, opened_in="s0", closed_in="another")
    facts = progress([call(0, topics=(topic,)), call(1, topics=(topic,)), call(2)])
    assert [(each.topics.open, each.topics.between) for each in facts.calls] == [(1, 0), (1, 0), (0, 1)]


# ---- minutes


def test_minutes_go_by_the_sections_id_over_plans_that_change() -> None:
    later = Plan(
        "p", "Call", (Section("work", "Work together", 1200, 600), Section("end", "The end", 300, 300))
    )
    log = (Event(1, 0.0, Do.START), Event(2, 1500.0, Do.NEXT), Event(3, 1700.0, Do.END))
    facts = progress([call(0), call(1, plan=later, log=log, seen_at=1700.0)])
    found = {
        line.section.title: [(took.planned, took.actual) if took else None for took in line.took]
        for line in facts.sections
    }
    assert found == {
        "Work together": [(1800, 2100), (1200, 1500)],
        "The end": [None, (300, 200)],
        "Hello": [(600, 480), None],
    }
    assert [(each.planned, each.actual) for each in facts.calls] == [(2400, 2580), (1500, 1700)]


def test_a_section_that_was_left_out_took_nothing() -> None:
    log = (Event(1, 0.0, Do.START), Event(2, 0.0, Do.SKIP), Event(3, 900.0, Do.END))
    facts = progress([call(0, log=log, seen_at=900.0)])
    assert [took.actual if took else None for line in facts.sections for took in line.took] == [0, 900]


# ---- calls


def test_calls_are_in_order_and_each_once() -> None:
    facts = progress([call(2), call(0), call(1), call(0)])
    assert [each.id for each in facts.calls] == ["s0", "s1", "s2"]


def test_no_call_at_all_is_no_progress() -> None:
    assert progress([]) == Progress()


@pytest.mark.parametrize(
    ("session", "counts"),
    [
        (call(0), True),
        (call(0, hello=0.1, work=0.1), False),
        (call(0, log=(), seen_at=0.0), False),
        (call(0, log=(), seen_at=0.0, notes=(Note("n", 1, day(0), "x"),)), True),
        (call(0, log=(), seen_at=0.0, goals=(goal("g", (0, "set")),)), True),
        (call(1, log=(), seen_at=0.0, goals=(goal("g", (0, "set")),)), False),
    ],
)
def test_a_session_that_was_broken_off_at_once_is_no_call(session: Session, counts: bool) -> None:
    assert took_place(session) is counts


# ---- whatever happened

LIVES = st.tuples(
    st.integers(0, 5),
    st.lists(
        st.tuples(st.integers(0, 11), st.sampled_from(("partly", "missed", "kept", "moved"))), max_size=4
    ),
    st.one_of(st.none(), st.tuples(st.integers(0, 11), st.sampled_from(("done", "dropped")))),
)


@given(st.lists(LIVES, max_size=8), st.integers(1, 6))
def test_the_sums_are_right_whatever_happened(lives: list[Any], first: int) -> None:
    goals = []
    for number, (begun, passed, end) in enumerate(lives):
        steps = [(begun, "set"), *((week / 2, what) for week, what in sorted(passed) if week / 2 >= begun)]
        if end:
            steps.append((max(begun, end[0] / 2, *(week for week, _ in steps)), end[1]))
        goals.append(goal(f"g{number}", *steps))
    facts = progress([call(number, goals=tuple(goals)) for number in range(6 - first, 6)])
    before = sum(line.begun == 0 and line.ended != 0 for line in facts.goals)
    for each in facts.calls:
        counts = each.goals
        assert counts.open == before + counts.set - counts.closed - counts.between
        assert counts.partly + counts.missed <= counts.open
        assert min(counts.set, counts.done, counts.dropped, counts.between, counts.open) >= 0
        before = counts.open
    assert sum(each.goals.closed + each.goals.between for each in facts.calls) <= len(goals)
    assert facts.calls[-1].goals.open >= sum(line.ended is None for line in facts.goals)
    assert all(1 <= facts.age(line) <= len(facts.calls) for line in facts.goals if line.ended is None)
