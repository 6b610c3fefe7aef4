"""Reading plans: what may be written, and what is refused, where, and with which cure."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorkit.errors import PlanError
from mentorkit.plan import Audience, Plan, Prompt, PromptType, Question
from mentorkit.planfile import parse_plan
from tests.planfile.bad_plans import ASK, EVERY_BAD_PLAN, HEAD, ONE, Bad
from tests.planfile.written import plans, written


def read(text: str) -> Plan:
    return parse_plan(text, "p.yaml", "p")


def faults(text: str) -> list[str]:
    with pytest.raises(PlanError) as caught:
        read(text)
    return caught.value.message.split("\n")


def prompts(lines: str) -> tuple[Prompt, ...]:
    return read(ASK + "".join(f"      {line}\n" for line in lines.splitlines())).sections[0].prompts


def test_the_shortest_useful_plan_is_read() -> None:
    plan = read(
        "title: Quick check-in\nsections:\n  - title: Hello\n    time: 2 min\n"
        "  - title: What got in the way?\n    time: 10+ min\n"
    )
    hello, way = plan.sections
    assert (plan.id, plan.title, plan.every, plan.before) == ("p", "Quick check-in", None, ())
    assert (hello.id, hello.planned, hello.minimum, hello.open_ended, hello.give) == (
        "hello",
        120,
        60,
        False,
        1,
    )
    assert (way.id, way.planned, way.minimum, way.open_ended) == ("what-got-in-the-way", 600, 600, True)


def test_a_plan_may_be_written_like_json() -> None:
    assert read('{"title": "T", "sections": [{"title": "A", "time": 5}]}').sections[0].planned == 300


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    assert read("\ufeff" + ONE.replace("\n", "\r\n")) == read(ONE)


def test_the_start_of_a_document_may_be_marked() -> None:
    assert read(f"%YAML 1.1\n---\n{ONE}...\n") == read(ONE)


@pytest.mark.parametrize(
    ("written", "seconds", "open_ended"),
    [("10", 600, False), ("30+", 1800, True), ('"5 min"', 300, False), ("90 s", 90, False), ("1h", 3600, False),
     ("1h 10min", 4200, False), ("!!str 10 min", 600, False), ("30+ min", 1800, True)],
)  # fmt: skip
def test_a_time_is_read_as_written(written: str, seconds: int, open_ended: bool) -> None:
    section = read(f"{HEAD}- title: A\n  time: {written}\n").sections[0]
    assert (section.planned, section.open_ended) == (seconds, open_ended)


@pytest.mark.parametrize(
    "text", ["no", "yes", "1:10", "2024-02-30", "0x1F", "1_000", ".5", "=", "<<", "Infinity", "on"]
)
def test_a_text_that_yaml_takes_for_something_else_stays_the_text(text: str) -> None:
    assert read(f"title: {text}\nsections:\n- title: {text}\n  time: 5\n  ask: [{text}]\n").title == text


@pytest.mark.parametrize(
    ("written", "days"),
    [("2 weeks", 14), ("10 days", 10), ("1 week", 7), ("week", 7), ("month", 28), ("Every 3 weeks", 21), ("weekly", 7),
     ("a fortnight", 14)],
)  # fmt: skip
def test_a_rhythm_becomes_days(written: str, days: int) -> None:
    assert read(f"every: {written}\n{ONE}").every == days


@pytest.mark.parametrize(("written", "seconds"), [("0", 0), ("0 min", 0), ("4 min", 240), ("10", 600)])
def test_a_minimum_may_be_nothing_and_up_to_the_time(written: str, seconds: int) -> None:
    assert read(f"{ONE}    min: {written}\n").sections[0].minimum == seconds


def test_a_remark_behind_a_text_is_left_out() -> None:
    assert (
        read("title: T # a remark\nsections:\n- title: A ## another\n  time: 5 #\n").sections[0].title == "A"
    )


def test_links_keep_their_order_and_their_names_are_free() -> None:
    links = (
        read(f"{ONE}    links:\n      Zeta: https://a.org\n      title: mailto:a@b.org\n").sections[0].links
    )
    assert links == (("Zeta", "https://a.org"), ("title", "mailto:a@b.org"))


def test_every_type_of_prompt_is_read_with_its_keys() -> None:
    asked = prompts(
        "- Hello?\n"
        "- {type: questions, id: q, questions: [One, {prompt: Two, id: two}], each: 3 min}\n"
        "- {type: choice, prompt: Which, options: [yes, no]}\n"
        "- {type: number, prompt: How many, id: hours}\n"
        "- {type: checklist, items: [a], audience: mentor}\n"
        "- {type: goal-review}\n"
        "- {type: topics, from: two}\n"
        "- {type: feedback, from: a-7}\n"
        "- {type: goals, max: 3, fits: hours, mentor: yes}\n"
        "- {type: schedule, length: 70 min}\n"
    )
    assert [prompt.type for prompt in asked] == list(PromptType)
    assert [prompt.id for prompt in asked] == ["a-1", "q", "a-3", "hours", *(f"a-{n}" for n in range(5, 11))]
    assert asked[1].questions == (Question("q-1", "One"), Question("two", "Two"))
    assert (asked[1].each, asked[2].options, asked[4].items) == (180, ("yes", "no"), ("a",))
    assert (asked[6].source, asked[7].source, asked[8].fits) == ("two", "a-7", "hours")
    assert (asked[8].max, asked[8].mentor, asked[9].length) == (3, True, 4200)
    assert all(prompt.text for prompt in asked)


def test_the_audience_follows_the_type_unless_it_is_written() -> None:
    asked = prompts("- a\n- {type: goals}\n- {type: feedback}\n- {prompt: x, audience: Student}\n")
    assert [p.audience for p in asked] == [Audience.MENTOR, Audience.STUDENT, Audience.TEAM, Audience.STUDENT]


def test_a_made_id_makes_way_for_a_written_one() -> None:
    assert [prompt.id for prompt in prompts("- one\n- prompt: two\n  id: A-1\n")] == ["a-2", "A-1"]


def test_a_section_without_a_letter_in_its_title_is_called_by_its_number() -> None:
    assert read(f'{ONE}  - title: "???"\n    time: 5\n').sections[1].id == "section-2"


@pytest.mark.parametrize("bad", EVERY_BAD_PLAN, ids=lambda bad: bad.name)
def test_a_bad_plan_is_refused_with_the_place_and_the_cure_of_each_fault(bad: Bad) -> None:
    places, text = [], ""
    for piece in re.split("(¦)", bad.marked):
        if piece == "¦":
            line = text.count("\n") + 1
            places.append(f"p.yaml:{line}:{len(text) - text.rfind(chr(10))}: ")
        else:
            text += piece
    told = faults(text)
    assert len(told) == len(places), told
    for line_, place, words in zip(told, places, bad.words, strict=True):
        assert line_.startswith(place), (line_, place)
        assert words in line_, (line_, words)


def test_there_are_more_than_eighty_bad_plans_and_no_two_have_one_name() -> None:
    names = [bad.name for bad in EVERY_BAD_PLAN]
    assert len(set(names)) == len(names) > 80


def test_an_empty_file_is_refused_with_one_line() -> None:
    assert faults("") == ['p.yaml:1:1: there is nothing in this file; a plan needs "title:" and "sections:"']


def test_the_message_of_the_specification_is_given_letter_by_letter() -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan(
            "\n" * 11 + f"{HEAD}{'  - title: A':<0}\n    time: 10 mins or so\n", "plans/mine.yaml", "mine"
        )
    words = 'time: "10 mins or so" is not a duration; write "10 min" or "10+ min"'
    assert caught.value.message == f"plans/mine.yaml:15:11: {words}"


def test_twenty_faults_are_told_and_the_rest_is_counted() -> None:
    told = faults(HEAD + "  - title: A\n    time: soon\n    give: 0\n    min: x\n" * 10)
    assert len(told) == 21
    assert told[-1] == "p.yaml: and 19 more"


def test_what_a_hostile_file_says_reaches_the_terminal_harmless_and_short() -> None:
    told = faults(f'title: T\nsections:\n- title: A\n  time: "\\e[31m\\u202e{"x" * 9000}\\n\\u009b"\n')
    assert len(told) == 1
    assert len(told[0]) < 200
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", told[0])


def test_a_hostile_file_name_reaches_the_terminal_harmless() -> None:
    with pytest.raises(PlanError) as caught:
        parse_plan("", "a\x1b[31m\nb", "p")
    assert caught.value.message.startswith("a␛[31m␊b:1:1: ")


@given(plans())
def test_a_plan_that_is_written_down_is_read_as_it_was(plan: Plan) -> None:
    assert parse_plan(written(plan), "p.yaml", plan.id) == plan


@given(st.text(alphabet=st.sampled_from("abt:-#'\"[]{}&*!|>%@`?,.\\ \n\t0é")))
def test_whatever_is_in_a_file_it_is_a_plan_or_a_plan_error(text: str) -> None:
    for tried in (text, ONE + text, f"{ASK}      - {text}\n"):
        told = ""
        try:
            read(tried)
        except PlanError as error:
            told = error.message
        assert all(line.startswith("p.yaml:") for line in told.split("\n") if told)
