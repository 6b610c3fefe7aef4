"""Changing a plan file as text: the change is made, everything else stays, and the result loads."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorkit.errors import PlanError, UsageError
from mentorkit.plan import Plan
from mentorkit.planfile import Changes, edit_plan, parse_plan, shipped_plans
from tests.planfile.written import plans, written

SCHEMA = "file:///plan.schema.json"
FIRST = f"# yaml-language-server: $schema={SCHEMA}\n"
DEFAULT = (shipped_plans() / "default.yaml").read_text(encoding="utf-8")

REMARKED = """\
# At the top
title: Small # a name
sections:
  # About the list
  - title: One # first
    time: 10 min
    min: 6 min # at least

  # About the second
  - time: 5 min
    title: Two
    ask:
      - id: why
        prompt: Why?
      # - not asked

  # About the third
  - {title: Three, time: 20+, min: 15, ask: [{type: topics, from: why}]}

# About the rhythm
every: week
"""


def edited(text: str, **changes: Any) -> str:
    return edit_plan(text, "new.yaml", Changes(**changes), SCHEMA)


def plan_of(text: str) -> Plan:
    return parse_plan(text, "new.yaml", "new")


def titles(text: str) -> list[str]:
    return [section.title for section in plan_of(text).sections]


def test_without_changes_only_the_schema_line_is_new() -> None:
    assert edited(DEFAULT) == FIRST + DEFAULT
    assert edited(REMARKED) == FIRST + REMARKED


def test_a_schema_line_is_replaced_and_stays_the_first() -> None:
    assert edited(f"# yaml-language-server: $schema=old.json\n{REMARKED}") == FIRST + REMARKED
    assert (
        edited(f"# mine\n# yaml-language-server: $schema=old.json\n{REMARKED}")
        == f"{FIRST}# mine\n{REMARKED}"
    )


def test_the_title_changes_and_its_remark_stays() -> None:
    assert edited(REMARKED, title="Mine") == FIRST + REMARKED.replace("title: Small #", "title: Mine #")


@pytest.mark.parametrize(
    "title", ["no", "a: b", "# x", "- x", "[x]", "10", 'say "hi"', "x #y", "é!", "*", "null", "\\d", "1:10"]
)
def test_a_title_is_quoted_when_yaml_would_read_it_otherwise(title: str) -> None:
    text = edited(REMARKED, title=title, rename=(("1", title),), add=((f"{title}!", "5"),))
    assert plan_of(text).title == title
    assert titles(text) == [title, "Two", "Three", f"{title}!"]


def test_minutes_change_in_place() -> None:
    text = edited(REMARKED, minutes=(("one", "1h 5+ min"), ("3", "30")))
    assert text == FIRST + REMARKED.replace("10 min", "1h 5+ min").replace("20+", "30 min")


def test_a_minimum_over_the_new_minutes_goes() -> None:
    assert edited(REMARKED, minutes=(("one", "5"),)) == FIRST + REMARKED.replace("10 min", "5 min").replace(
        "    min: 6 min # at least\n", ""
    )
    assert "{title: Three, time: 10 min, ask:" in edited(REMARKED, minutes=(("three", "10"),))


def test_a_dropped_section_takes_its_remarks_along_and_those_of_others_stay() -> None:
    text = edited(REMARKED, drop=("two",))
    assert titles(text) == ["One", "Three"]
    assert "About the second" not in text
    assert "not asked" not in text
    assert all(f"About the {other}" in text for other in ("list", "third", "rhythm"))


def test_what_a_dropped_section_had_asked_is_no_longer_named() -> None:
    assert "ask: [{type: topics}]" in edited(REMARKED, drop=("two",))
    text = edited(DEFAULT, drop=("recap",))
    topics = plan_of(text).prompt("topics")
    assert topics is not None
    assert topics.source is None
    assert "from: unclear" not in text
    assert "from: topics" in text


def test_what_comes_later_after_a_move_is_no_longer_named() -> None:
    text = edited(DEFAULT, move=(("recap", 6),))
    assert "from: unclear" not in text
    assert titles(text)[-1] == "Recap & orientation"


def test_sections_move_with_their_remarks_one_after_the_other() -> None:
    text = edited(REMARKED, move=(("three", 1), ("one", 3)))
    assert titles(text) == ["Three", "Two", "One"]
    assert text.index("About the third") < text.index("title: Three") < text.index("About the second")
    assert text.index("not asked") < text.index("title: One") < text.index("About the rhythm")


def test_an_added_section_shows_how_to_ask_in_it() -> None:
    text = edited(REMARKED, add=(("Code review", "10"),))
    assert titles(text)[-1] == "Code review"
    assert text.index("  - title: Code review\n    time: 10 min\n") < text.index("About the rhythm")
    asking = text.replace(
        "    # ask:\n    #   - What was worth noting?", "    ask:\n      - What was worth noting?"
    )
    assert [prompt.text for prompt in plan_of(asking).sections[-1].prompts] == ["What was worth noting?"]


def test_an_added_section_can_be_moved_by_its_title_or_its_number() -> None:
    assert titles(edited(REMARKED, add=(("Code", "5"),), move=(("code", 1),)))[0] == "Code"
    assert titles(edited(REMARKED, add=(("Code", "5"),), move=(("4", 2),)))[1] == "Code"


def test_numbers_are_those_of_the_plan_before_the_changes() -> None:
    assert titles(edited(REMARKED, drop=("1",), rename=(("2", "Second"),), move=(("3", 1),))) == [
        "Three",
        "Second",
    ]


def test_a_renamed_section_keeps_its_id_only_where_something_names_it() -> None:
    text = "title: T\nsections:\n- title: A\n  time: 5\n  ask:\n  - x\n  - {type: topics, from: a-1}\n"
    assert [s.id for s in plan_of(edited(text, rename=(("a", "B"),))).sections] == ["a"]
    assert [s.id for s in plan_of(edited(REMARKED, rename=(("one", "B"),))).sections] == ["b", "two", "three"]


def test_two_sections_may_be_called_the_same_since_the_renamed_one_keeps_its_id() -> None:
    assert [s.id for s in plan_of(edited(REMARKED, rename=(("one", "Two"),))).sections] == [
        "one",
        "two",
        "three",
    ]


def test_an_added_section_may_be_called_as_one_that_is_there() -> None:
    assert titles(edited(REMARKED, add=(("One", "5"), ("One", "5"))))[-2:] == ["One", "One"]


def test_everything_at_once() -> None:
    text = edited(
        DEFAULT,
        title="Short call",
        minutes=(("technical", "20"), ("wrap", "3")),
        drop=("catch-up",),
        add=(("Code review", "10+"),),
        rename=(("welcome", "Hello"),),
        move=(("code", 3),),
    )
    plan = plan_of(text)
    assert [(s.id, s.planned // 60) for s in plan.sections] == [
        ("welcome", 10), ("recap", 10), ("code-review", 10), ("technical", 20), ("goals", 10), ("wrap-up", 3)
    ]  # fmt: skip
    assert plan.title == "Short call"


def test_windows_line_ends_stay() -> None:
    text = edited(DEFAULT.replace("\n", "\r\n"), drop=("recap",), title="Mine")
    assert text.replace("\r\n", "\n") == edited(DEFAULT, drop=("recap",), title="Mine")
    assert "\n" not in text.replace("\r\n", "")


def test_a_plan_like_json_is_written_anew() -> None:
    text = edited(
        '{"title": "T", "sections": [{"title": "A", "time": 5}, {"title": "1:10", "time": "5+"}]}',
        drop=("1",),
    )
    assert titles(text) == ["1:10"]


def test_the_layout_of_others_is_understood() -> None:
    text = (
        "sections:\n- # remark\n  title: |\n    A\n  time: 5\n-\n  title: 'B'\n  time: 5\n# of C\n- time: 5\n"
        "  guide: |\n    # no remark\n    - no section\n  title: C\ntitle: T\n..."
    )
    result = edited(text, rename=(("a", "X"), ("b", "Y")), move=(("c", 1),), title="S")
    assert titles(result) == ["C", "X", "Y"]
    assert plan_of(result).sections[0].guide == "# no remark\n- no section"
    assert result.index("# of C") < result.index("title: C")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"drop": ("t",)}, '"t" could be 2 Two, 3 Three'),
        ({"drop": ("x",)}, 'No section begins with "x"'),
        ({"drop": ("",)}, "No section begins with"),
        ({"drop": ("0",)}, 'No section begins with "0"'),
        ({"drop": ("1", "2", "3")}, "No section would be left"),
        ({"drop": ("1",), "move": (("1", 1),)}, "both dropped and moved"),
        ({"move": (("1", 4),)}, "There is no position 4"),
        ({"move": (("1", 0),)}, "There is no position 0"),
        ({"minutes": (("1", "soon"),)}, '"soon" is not a duration'),
        ({"minutes": (("1", "1:10"),)}, 'can tell what "1:10" means'),
        ({"add": (("", "5"),)}, "That is no title"),
        ({"add": (("A", "5"),), "minutes": (("4", "5"),)}, "is only now added"),
        ({"title": " "}, "That is no title"),
        ({"rename": (("1", "x" * 501),)}, "501 characters"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        edited(REMARKED, **changes)
    assert words in caught.value.message
    assert caught.value.hint


def test_a_whole_name_is_meant_before_the_beginning_of_another() -> None:
    text = REMARKED.replace("title: Two", "title: On")
    assert titles(edited(text, drop=("on",))) == ["One", "Three"]


def test_what_is_no_plan_is_not_edited() -> None:
    with pytest.raises(PlanError, match=r"new\.yaml:1:1"):
        edited("title: T\n", title="S")


_WORD = st.sampled_from(["A", "no", "a: b", "Two words", "???", "S1", "x #y", "Grüße", "- q", "s0-p0"])
_TIME = st.sampled_from(["5", "1 min", "30+ min", "2h", "1 s", "1h 5 min"])


@given(plans(), st.data())
def test_any_edit_of_any_plan_loads_and_says_what_was_asked(plan: Plan, data: st.DataObject) -> None:
    numbers = [str(number) for number, _ in enumerate(plan.sections, 1)]
    some = st.lists(st.sampled_from(numbers), unique=True)
    drop = tuple(data.draw(some))[: len(numbers) - 1]
    kept = [number for number in numbers if number not in drop]
    rename = {number: data.draw(_WORD) for number in data.draw(some)}
    minutes = {number: data.draw(_TIME) for number in data.draw(some)}
    add = tuple(data.draw(st.lists(st.tuples(_WORD, _TIME), max_size=2)))
    count = len(kept) + len(add)
    move = tuple(
        (number, data.draw(st.integers(1, count))) for number in data.draw(st.lists(st.sampled_from(kept)))
    )
    remarks = data.draw(st.sampled_from(["", "# remark\n", "  # remark\n", "\n", "\n\n# a\n\n# b\n"]))
    text = written(plan).replace("\n- id: s", f"\n{remarks}- id: s")
    result = edited(
        text, drop=drop, rename=tuple(rename.items()), minutes=tuple(minutes.items()), add=add, move=move
    )

    expected = [*kept, *(f"+{n}" for n, _ in enumerate(add))]
    for number, position in move:
        expected.remove(number)
        expected.insert(position - 1, number)
    names = {number: rename.get(number, plan.sections[int(number) - 1].title) for number in kept}
    names |= {f"+{n}": title for n, (title, _) in enumerate(add)}
    assert titles(result) == [names[number] for number in expected]
    untouched = {s.id: s for s in plan_of(result).sections}
    for number in set(kept) - set(rename) - set(minutes):
        before, after = plan.sections[int(number) - 1], untouched[f"s{int(number) - 1}"]
        assert (after.planned, after.guide, after.links, after.ladder) == (
            before.planned, before.guide, before.links, before.ladder
        )  # fmt: skip
