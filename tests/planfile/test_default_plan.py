"""The shipped plan is the session of `domain.md`: six sections, their minutes, and what has to happen in each."""

import re

import pytest

from mentorkit.plan import Audience, Plan, PromptType
from mentorkit.planfile import available, load_plan, shipped_plans


@pytest.fixture
def plan() -> Plan:
    return load_plan(shipped_plans() / "default.yaml")


def test_it_has_exactly_the_six_sections_with_their_minutes(plan: Plan) -> None:
    assert [(section.id, section.planned // 60, section.open_ended) for section in plan.sections] == [
        ("welcome", 10, False),
        ("catch-up", 5, False),
        ("recap", 10, False),
        ("technical", 30, True),
        ("goals", 10, True),
        ("wrap-up", 5, False),
    ]
    assert plan.planned == 70 * 60


def test_what_makes_the_next_call_work_gives_up_time_last(plan: Plan) -> None:
    tiers = {section.id: section.give for section in plan.sections}
    assert min(tiers["goals"], tiers["wrap-up"]) == max(tiers.values()) > tiers["welcome"]
    assert [s.minimum == s.planned for s in plan.sections] == [False, False, False, True, True, True]


def test_every_section_can_be_taken_in_at_a_glance(plan: Plan) -> None:
    for section in plan.sections:
        assert 0 < len(section.guide) < 600
        assert "**" in section.guide


def test_its_prompts_are_asked_in_this_order(plan: Plan) -> None:
    asked = [
        (prompt.type.value, prompt.audience.value) for section in plan.sections for prompt in section.prompts
    ]
    assert asked == [
        ("text", "mentor"),
        ("text", "mentor"),
        ("goal-review", "student"),
        ("questions", "mentor"),
        ("topics", "mentor"),
        ("text", "mentor"),
        ("feedback", "team"),
        ("number", "mentor"),
        ("goals", "student"),
        ("checklist", "student"),
        ("schedule", "student"),
        ("text", "student"),
    ]


def test_the_recap_asks_three_questions_with_a_turn_for_each_student(plan: Plan) -> None:
    recap = plan.prompt("recap")
    assert recap is not None
    assert [question.id for question in recap.questions] == ["recap-1", "homework", "unclear"]
    assert recap.each == 180


def test_what_was_unclear_becomes_topics_and_topics_become_feedback(plan: Plan) -> None:
    topics, feedback = plan.prompt("topics"), plan.prompt("feedback")
    assert topics is not None
    assert feedback is not None
    assert (topics.type, topics.source) == (PromptType.TOPICS, "unclear")
    assert (feedback.audience, feedback.source) == (Audience.TEAM, "topics")


def test_goals_fit_the_hours_and_the_mentor_may_set_one(plan: Plan) -> None:
    hours, goals = plan.section("goals").prompts
    assert (hours.id, hours.type) == ("hours", PromptType.NUMBER)
    assert (goals.fits, goals.max, goals.mentor) == ("hours", 3, True)


def test_it_begins_with_their_life_and_ends_on_praise_for_the_student(plan: Plan) -> None:
    assert "their life" in plan.sections[0].prompts[0].text
    assert plan.prompt("remember") in plan.sections[0].prompts
    last = plan.sections[-1].prompts[-1]
    assert (last.id, last.audience) == ("praise", Audience.STUDENT)


def test_the_next_call_takes_as_long_as_this_one(plan: Plan) -> None:
    schedule = next(p for p in plan.sections[-1].prompts if p.type is PromptType.SCHEDULE)
    assert schedule.length == plan.planned
    assert plan.every == 14


def test_it_links_to_the_two_methods_and_has_a_ladder_of_hints(plan: Plan) -> None:
    deck = "https://docs.google.com/presentation/d/1b23cdD2u2difmxSpEulD_KdBUfOiqCNB8TwAs23bHgM"
    assert plan.section("technical").links == (("Extend & Explain", deck),)
    assert plan.section("goals").links == (
        ("SMART goals", "https://www.mindtools.com/pages/article/smart-goals.htm"),
    )
    assert len(plan.section("technical").ladder) >= 4


def test_its_remarks_say_what_each_key_does() -> None:
    remarks = "\n".join(re.findall("#.*", (shipped_plans() / "default.yaml").read_text(encoding="utf-8")))
    for key in (
        "title",
        "time",
        "id",
        "min",
        "give",
        "guide",
        "links",
        "ladder",
        "ask",
        "each",
        "from",
        "fits",
    ):
        assert re.search(rf"\b{key}\b", remarks), key


def test_every_shipped_plan_loads() -> None:
    shipped = [path for _, path in available(shipped_plans())]
    assert all(load_plan(path).sections for path in shipped)
    assert shipped
