"""A plan made on the page with single keys: what is seen is what is saved."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.pilot import Pilot

from mentorkit.errors import UsageError
from mentorkit.live.entry import Entry
from mentorkit.live.panes import Line
from mentorkit.live.planner import PlannerApp, Source
from mentorkit.plan import Plan
from mentorkit.planfile import Draft, parse_plan, shipped_plans
from tests.planfile.written import plans, written

SCHEMA = "file:///plan.schema.json"
SOURCES = (
    Source("default", "Mentoring call", "The usual one", "70+ min"),
    Source("stand-up", "Stand-up", "", "20 min"),
)


def begin(name: str, source: str) -> Draft:
    text = (shipped_plans() / f"{source}.yaml").read_text(encoding="utf-8")
    return Draft.begin(text, name, SCHEMA, name)


def app(taken: frozenset[str] = frozenset()) -> PlannerApp:
    return PlannerApp(SOURCES, begin, lambda name: name in taken)


def said(pilot: Pilot[Draft]) -> str:
    return str(pilot.app.screen.query_one("#status", Line).content)


async def typed(pilot: Pilot[Draft], text: str, *keys: str) -> None:
    await pilot.press(*(_KEY.get(sign, sign) for sign in text), *keys)


_KEY = {" ": "space", "?": "question_mark", "+": "plus", "-": "minus", ",": "comma"}


def titles(plan: Plan) -> list[tuple[str, int]]:
    return [(section.title, section.planned // 60) for section in plan.sections]


async def _begun(pilot: Pilot[Draft], name: str = "short call") -> None:
    await typed(pilot, name, "enter")
    await pilot.press("enter")  # from the default plan


async def test_a_dropped_section_a_longer_one_and_a_new_one_with_two_questions() -> None:
    planner = app()
    async with planner.run_test(size=(80, 24)) as pilot:
        await _begun(pilot)
        await pilot.press("down", "d")  # not the goal catch-up
        assert "Left out: Goal catch-up" in said(pilot)
        await pilot.press("t", "ctrl+u")
        await typed(pilot, "15", "enter")  # the recap, longer
        await pilot.press("a")
        await typed(pilot, "Code review", "enter")
        await typed(pilot, "20", "enter")
        await pilot.press("q")
        await typed(pilot, "What surprised you?", "enter")
        await pilot.press("q")
        await typed(pilot, "What would you change?", "enter")
        await pilot.press("s")
    draft = planner.return_value
    assert draft is not None
    assert titles(draft.plan) == [
        ("Welcome & chit chat", 10), ("Recap & orientation", 15), ("Code review", 20), ("Technical mentoring", 30),
        ("Goal setting", 10), ("Wrap up", 5),
    ]  # fmt: skip
    assert [p.text for p in draft.plan.sections[2].prompts] == [
        "What surprised you?",
        "What would you change?",
    ]
    assert draft.plan.title == "short call"
    assert parse_plan(draft.text, "x.yaml", draft.plan.id) == draft.plan
    assert draft.text.startswith("# yaml-language-server: $schema=")
    assert "# People first" not in draft.text
    assert "#   id     a short name" in draft.text  # the remarks are still there
    assert 'take the "# " off' not in draft.text  # it asks something now


async def test_sections_and_questions_are_renamed_and_moved_and_each_step_can_be_taken_back() -> None:
    planner = app()
    async with planner.run_test(size=(80, 24)) as pilot:
        await _begun(pilot)
        await pilot.press("r", "ctrl+u")
        await typed(pilot, "Hello", "enter")
        await pilot.press("plus", "enter", "down")  # later; open it; its first question
        await pilot.press("r", "ctrl+u")
        await typed(pilot, "How are they?", "enter")
        await pilot.press("plus")
        await pilot.press("s")
    draft = planner.return_value
    assert draft is not None
    assert [section.title for section in draft.plan.sections][:2] == ["Goal catch-up", "Hello"]
    assert [prompt.text for prompt in draft.plan.sections[1].prompts] == [
        "What is worth asking about next time?",
        "How are they?",
    ]


async def test_u_takes_back_step_by_step_to_the_plan_that_it_began_with() -> None:
    planner = app()
    async with planner.run_test(size=(80, 24)) as pilot:
        await _begun(pilot)
        before = begin("short call", "default")
        await pilot.press("d", "d", "minus", "plus", "u", "u", "u", "u")
        assert "Nothing was changed yet" in said(pilot)
        await pilot.press("s")
    assert planner.return_value == before


@pytest.mark.parametrize(
    ("keys", "text", "told"),
    [
        ("t", "soon", '"soon" is not a duration'),
        ("t", "1,10", '"1,10" is not a duration'),
        ("r", "x" * 501, "501 characters"),
    ],
)
async def test_what_cannot_be_is_said_and_stays_to_be_mended(keys: str, text: str, told: str) -> None:
    planner = app()
    async with planner.run_test(size=(80, 24)) as pilot:
        await _begun(pilot)
        await pilot.press(keys)
        entry = planner.screen.query_one(Entry)
        entry.put(text)
        await pilot.press("enter")
        assert told in said(pilot)
        assert entry.text == text
        await pilot.press("escape", "s")
    assert planner.return_value == begin("short call", "default")


async def test_the_last_section_cannot_be_left_out() -> None:
    planner = app()
    async with planner.run_test(size=(80, 24)) as pilot:
        await _begun(pilot)
        await pilot.press(*("d" * 6))
        assert "No section would be left" in said(pilot)
        await pilot.press("s")
    assert planner.return_value is not None
    assert len(planner.return_value.plan.sections) == 1


async def test_leaving_with_changes_asks_and_without_does_not() -> None:
    planner = app()
    async with planner.run_test(size=(80, 24)) as pilot:
        await _begun(pilot)
        await pilot.press("d", "escape", "enter")  # stay
        assert planner.return_value is None
        assert planner.is_running
        await pilot.press("escape", "down", "enter")
    assert planner.return_value is None
    untouched = app()
    async with untouched.run_test(size=(80, 24)) as pilot:
        await _begun(pilot)
        await pilot.press("escape")
    assert untouched.return_value is None


async def test_a_name_that_is_taken_is_asked_about_and_can_be_another() -> None:
    planner = app(frozenset({"short call"}))
    async with planner.run_test(size=(80, 24)) as pilot:
        await _begun(pilot)
        await pilot.press("s", "enter", "ctrl+u")
        await typed(pilot, "other", "enter")
        await pilot.press("s")
    assert planner.return_value is not None
    assert planner.return_value.plan.title == "other"


async def test_it_needs_a_name() -> None:
    planner = app()
    async with planner.run_test(size=(40, 10)) as pilot:
        await pilot.press("enter")
        assert "It needs a name" in said(pilot)
        await pilot.press("escape")
    assert planner.return_value is None


_WORD = st.sampled_from(["A", "no", "a: b", "Two words", "???", "x #y", "- q", "1:10"])


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=40)
@given(plans(), st.data())
def test_any_row_of_changes_is_the_plan_that_was_in_sight_and_its_text_loads_as_that(
    plan: Plan, data: st.DataObject
) -> None:
    draft = Draft.begin(written(plan), "x", SCHEMA, "x")
    for _ in range(data.draw(st.integers(1, 6))):
        sections = draft.plan.sections
        at = data.draw(st.integers(0, len(sections) - 1))
        prompts = len(sections[at].prompts)
        word, to = data.draw(_WORD), data.draw(st.integers(0, len(sections) - 1))
        last = prompts - 1
        steps: list[Callable[[Draft], Draft]] = [
            partial(Draft.renamed, section=at, title=word),
            partial(Draft.retimed, section=at, time="7+"),
            partial(Draft.without, section=at),
            partial(Draft.moved, section=at, to=to),
            partial(Draft.with_section, at=at, title=word, time="5"),
            partial(Draft.asks, section=at, text=word),
            partial(Draft.no_longer_asks, section=at, prompt=last),
            partial(Draft.reworded, section=at, prompt=last, text=word),
            partial(Draft.asks_elsewhere, section=at, prompt=last, to=0),
        ]
        try:
            draft = data.draw(st.sampled_from(steps))(draft)
        except UsageError:
            continue
        assert parse_plan(draft.text, "x", "x") == draft.plan


def test_an_added_section_stands_where_it_was_wanted(tmp_path: Path) -> None:
    draft = begin("x", "default").with_section(1, "Code review", "10+")
    assert titles(draft.plan)[1] == ("Code review", 10)
    assert draft.plan.sections[1].open_ended
