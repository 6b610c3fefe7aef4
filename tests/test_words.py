"""Figures in words: what is said never claims more than the figure does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorkit.words import (
    about,
    clock,
    countdown,
    join_and,
    minutes_left,
    offset,
    plural,
    price,
    section_time,
)

SECONDS = st.floats(min_value=0, max_value=100_000)


@pytest.mark.parametrize(
    ("seconds", "spent", "left"),
    [
        (0, "0:00", "0:00"),
        (0.4, "0:00", "0:01"),
        (59.9, "0:59", "1:00"),
        (545, "9:05", "9:05"),
        (599.999999999, "10:00", "10:00"),
        (3599, "59:59", "59:59"),
        (4145, "1:09:05", "1:09:05"),
        (36_000, "10:00:00", "10:00:00"),
        (-7, "0:00", "0:00"),
    ],
)
def test_digits_drop_begun_seconds_of_time_spent_and_keep_those_of_time_left(
    seconds: float, spent: str, left: str
) -> None:
    assert (clock(seconds), countdown(seconds)) == (spent, left)


@given(st.integers(0, 20_000), st.floats(0, 1))
def test_time_spent_and_time_left_add_up_on_screen(allotted: int, share: float) -> None:
    elapsed = allotted * share
    assert _seconds(clock(elapsed)) + _seconds(countdown(allotted - elapsed)) == allotted


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "under a minute"),
        (0, "under a minute"),
        (59.9, "under a minute"),
        (60, "1 min"),
        (779, "12 min"),
        (719.9999999, "12 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (4200, "1 h 10 min"),
        (7230, "2 h"),
    ],
)
def test_a_length_is_said_in_full_minutes(seconds: float, said: str) -> None:
    assert about(seconds) == said


@given(SECONDS)
def test_a_length_is_never_said_longer_than_it_is_nor_a_minute_shorter(seconds: float) -> None:
    said = _minutes(about(seconds)) * 60
    assert said <= seconds + 0.001
    assert seconds < said + 60


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(720, "12 min left"), (30, "under a minute left"), (0, "time is up"), (-90, "time is up")],
)
def test_time_left_ends_with_time_is_up(seconds: float, said: str) -> None:
    assert minutes_left(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "on time"),
        (59, "on time"),
        (-59, "on time"),
        (60, "1 min behind"),
        (-60, "1 min ahead"),
        (239, "3 min behind"),
        (-150, "2 min ahead"),
        (3900, "1 h 5 min behind"),
    ],
)
def test_an_offset_is_said_in_words_and_not_in_signs(seconds: float, said: str) -> None:
    assert offset(seconds) == said


@given(SECONDS)
def test_behind_and_ahead_are_said_alike(seconds: float) -> None:
    assert offset(-seconds) == offset(seconds).replace("behind", "ahead")


@pytest.mark.parametrize(
    ("remaining", "overtime", "open_ended", "minimum_met", "said"),
    [
        (260, 0, False, False, "4 min left"),
        (20, 0, False, False, "under a minute left"),
        (0, 0, False, False, "time is up"),
        (0, 30, False, False, "under a minute over"),
        (0, 200, False, False, "3 min over"),
        (260, 0, True, False, "4 min left"),
        (0, 0, True, True, "minimum met"),
        (0, 0, True, False, "minimum met"),
        (0, 200, True, True, "3 min over"),
    ],
)
def test_a_section_says_left_or_up_or_over_or_minimum_met(
    remaining: float, overtime: float, open_ended: bool, minimum_met: bool, said: str
) -> None:
    assert section_time(remaining, overtime, open_ended=open_ended, minimum_met=minimum_met) == said


@pytest.mark.parametrize(
    ("costs", "said"),
    [
        ([("Recap", 4), ("Catch-up", 1)], "costs Recap 4, Catch-up 1"),
        ([("Recap", 4), ("Catch-up", 0)], "costs Recap 4"),
        ([("Recap", 0)], "costs nothing"),
        ([], "costs nothing"),
    ],
)
def test_a_price_names_only_who_pays(costs: list[tuple[str, int]], said: str) -> None:
    assert price(costs) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "no notes"), (1, "1 note"), (3, "3 notes"), (1200, "1,200 notes")]
)
def test_a_count_agrees_with_its_noun(count: int, said: str) -> None:
    assert plural(count, "note") == said


def test_a_noun_may_bring_its_own_plural() -> None:
    assert [plural(n, "reply", "replies") for n in (0, 1, 2)] == ["no replies", "1 reply", "2 replies"]


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_is_joined_as_in_a_sentence(items: list[str], said: str) -> None:
    assert join_and(items) == said


def _seconds(digits: str) -> int:
    total = 0
    for part in digits.split(":"):
        total = total * 60 + int(part)
    return total


def _minutes(said: str) -> int:
    found = re.fullmatch(r"(?:(\d+) h)? ?(?:(\d+) min)?", said)
    return int(found[1] or 0) * 60 + int(found[2] or 0) if found else 0
