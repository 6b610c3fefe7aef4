"""Changing what a section asks, as text: the change is made, remarks stay with what they stand above, and it loads."""

from dataclasses import replace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from mentorkit.errors import UsageError
from mentorkit.plan import Plan, Prompt
from mentorkit.planfile import parse_plan
from mentorkit.planfile.asking import Add, Asking, Drop, Move, Reword, edit_asking
from tests.planfile.written import plans, written

REMARKED = """\
title: Small
sections:
  - title: One
    time: 10 min
    ask:
      # About the week
      - How was the week? # always
      # About the plan
      - id: plan
        type: choice
        prompt: What first?
        options: [a, b]
      # Not asked today
    guide: Talk.
  - title: Two
    time: 5 min # short
  # About the third
  - title: Three
    time: 5 min
    ask: [Why so, {type: topics, from: plan}]
"""


def asked(text: str, section: int) -> list[str]:
    return [prompt.text for prompt in parse_plan(text, "p.yaml", "p").sections[section].prompts]


def edited(section: int, change: Asking, text: str = REMARKED) -> str:
    return edit_asking(text, "p.yaml", section, change)


def test_a_question_is_added_behind_the_others_and_nothing_else_changes() -> None:
    text = edited(0, Add("What now?"))
    assert text.replace('      - "What now?"\n', "") == REMARKED
    assert asked(text, 0) == ["How was the week?", "What first?", "What now?"]


def test_a_section_that_asked_nothing_asks_something() -> None:
    text = edited(1, Add("- no: a # sign"))
    assert asked(text, 1) == ["- no: a # sign"]
    assert "time: 5 min # short\n    ask:\n" in text
    assert "  # About the third\n  - title: Three" in text


def test_a_list_in_brackets_takes_one_more() -> None:
    text = edited(2, Add("And, then]?"))
    assert asked(text, 2)[-1] == "And, then]?"
    assert 'ask: [Why so, {type: topics, from: plan}, "And, then]?"]' in text


def test_other_words_stand_in_the_place_of_the_old_ones() -> None:
    assert edited(0, Reword(0, "How are you?")) == REMARKED.replace("How was the week?", '"How are you?"')
    assert edited(0, Reword(1, "no")) == REMARKED.replace("What first?", '"no"')


def test_a_prompt_that_goes_takes_its_remark_along_and_what_named_it_names_nothing() -> None:
    text = edited(0, Drop(1))
    assert "About the plan" not in text
    assert "About the week" in text
    assert "from: plan" not in text
    assert asked(text, 0) == ["How was the week?"]


def test_the_last_prompt_that_goes_takes_the_list_along() -> None:
    text = edited(0, Drop(0), edited(0, Drop(1)))
    assert asked(text, 0) == []
    assert "guide: Talk." in text
    assert "ask:\n" not in text.partition("title: Two")[0]


def test_prompts_move_with_their_remarks() -> None:
    text = edited(0, Move(1, 0))
    assert asked(text, 0) == ["What first?", "How was the week?"]
    assert text.index("About the plan") < text.index("What first?") < text.index("How was the week?")


def test_an_id_that_comes_from_a_place_and_is_named_is_not_moved() -> None:
    text = REMARKED.replace("from: plan", "from: one-1")
    with pytest.raises(UsageError, match="comes from its place"):
        edited(0, Move(1, 0), text)
    assert asked(edited(0, Add("x"), text), 0)[-1] == "x"


@pytest.mark.parametrize("change", [Drop(2), Reword(2, "x"), Move(2, 0), Drop(-1)])
def test_a_prompt_that_is_not_there_is_refused(change: Asking) -> None:
    with pytest.raises(UsageError, match="There is no question"):
        edited(0, change)


@pytest.mark.parametrize("words", ["", "  ", "x" * 501])
def test_what_is_no_question_is_refused(words: str) -> None:
    with pytest.raises(UsageError, match="cannot be asked"):
        edited(0, Add(words))


_WORDS = st.sampled_from(
    ["A?", "no", "a: b", "Two words", "???", "x #y", "Grüße", "- q", "[x]", "1:10", "é, è"]
)


@given(plans(), st.data())
def test_any_change_in_what_any_plan_asks_loads_as_what_was_meant(plan: Plan, data: st.DataObject) -> None:
    section = data.draw(st.integers(0, len(plan.sections) - 1))
    prompts = plan.sections[section].prompts
    number = data.draw(st.integers(0, max(0, len(prompts) - 1)))
    add: st.SearchStrategy[Asking] = _WORDS.map(Add)
    to = st.integers(0, max(0, len(prompts) - 1))
    others: list[st.SearchStrategy[Asking]] = [
        st.just(Drop(number)), _WORDS.map(lambda words: Reword(number, words)), to.map(lambda to: Move(number, to))
    ]  # fmt: skip
    change = data.draw(st.one_of(add, *(others if prompts else [])))
    flow = data.draw(st.booleans())
    text = written(plan)
    if flow:  # each section's list of prompts in brackets
        text = yaml.safe_dump(yaml.safe_load(text), default_flow_style=None, allow_unicode=True, width=10_000)
    before = parse_plan(text, "p.yaml", "random")
    after = parse_plan(edit_asking(text, "p.yaml", section, change), "p.yaml", "random")
    expected = _expected(list(prompts), change)
    found = after.sections[section].prompts
    assert [prompt.text for prompt in found] == expected
    assert [replace(s, prompts=()) for s in after.sections] == [
        replace(s, prompts=()) for s in before.sections
    ]
    kept = {prompt.id: prompt for s in after.sections for prompt in s.prompts}
    for prompt in (prompt for s in before.sections for prompt in s.prompts):
        if prompt.id in kept and not isinstance(change, Reword):
            assert _without_references(kept[prompt.id]) == _without_references(prompt)


def _expected(prompts: list[Prompt], change: Asking) -> list[str]:
    texts = [prompt.text for prompt in prompts]
    match change:
        case Add():
            texts.append(change.text)
        case Drop():
            del texts[change.prompt]
        case Reword():
            texts[change.prompt] = change.text
        case Move():
            texts.insert(change.to, texts.pop(change.prompt))
    return texts


def _without_references(prompt: Prompt) -> Prompt:
    return replace(prompt, source=None, fits=None)
