"""The nudges about feedback, against a hundred and twenty lines that were labelled by reading before there was a rule for them."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from mentorkit.coaching import nudge, parts

DATA = Path(__file__).parent / "data"


PARTS = ("precise", "evidence", "action", "strong")


def _agreeing(name: str, part: str, first: int = 0, last: int | None = None) -> int:
    """Return how many of the lines from first to last the rules read as the label says. A count only: no line is shown."""
    rows: list[dict[str, Any]] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))[first:last]
    for row in rows:
        row["strong"] = row["precise"] and row["evidence"]
    return sum(getattr(parts(row["text"]), part) == row[part] for row in rows)


@pytest.mark.parametrize(("part", "reached"), list(zip(PARTS, (40, 40, 40, 40), strict=True)))
def test_the_rules_agree_with_a_reader_on_the_first_forty_lines_they_were_written_by(
    part: str, reached: int
) -> None:
    assert _agreeing("feedback-lines.yaml", part) >= reached


@pytest.mark.parametrize(("part", "reached"), list(zip(PARTS, (39, 40, 40, 39), strict=True)))
def test_the_rules_agree_with_a_reader_on_the_second_forty_lines_they_were_written_by(
    part: str, reached: int
) -> None:
    assert _agreeing("feedback-lines-more.yaml", part, last=40) >= reached


@pytest.mark.parametrize(("part", "first_run"), list(zip(PARTS, (20, 20, 20, 20), strict=True)))
def test_on_the_last_twenty_of_the_second_sixty_they_are_no_worse_than_when_they_were_first_run(
    part: str, first_run: int
) -> None:
    assert _agreeing("feedback-lines-more.yaml", part, first=40) >= first_run


@pytest.mark.parametrize(("part", "first_run"), list(zip(PARTS, (19, 17, 16, 17), strict=True)))
def test_on_the_twenty_set_aside_they_are_no_worse_than_when_they_were_first_run(
    part: str, first_run: int
) -> None:
    assert _agreeing("feedback-lines-aside.yaml", part) >= first_run


@pytest.mark.parametrize(
    "line",
    [
        "we talked about closures and I showed him two examples",
        "Ahmed nodded when I explained closures",
        "how map returns a new array is not clear",
        "needs more practice with for loops and while loops",
        "did really well on promises",
    ],
)
def test_what_the_mentor_did_or_a_student_agreed_to_or_was_praised_for_is_no_evidence(line: str) -> None:
    assert parts(line).precise
    assert not parts(line).evidence


@pytest.mark.parametrize(
    ("line", "precise"),
    [
        ("could not do the exercises on arrays", False),
        ("kept calling the function and not passing it to the button", True),
        ("functions, arrays and loops are hard", False),
    ],
)
def test_two_broad_names_are_precise_only_where_something_was_seen(line: str, precise: bool) -> None:
    assert parts(line).precise is precise


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("is struggling with the JavaScript homework and generally lost", "Which part exactly, and how do you know"),
        ("could not do the homework", "Which part exactly?"),
        ("I think closures are not clear", "How do you know"),
        ("said she understood promises", "How do you know"),
        (
            "functions are not clear: could not work out how to return a value from a function",
            "Good and clear. Could somebody",
        ),
        ("could not return a value from a function; I'll send the kata", ""),
        ("", "Which part exactly"),
    ],
)  # fmt: skip
def test_what_seems_to_be_missing_is_asked_for_the_weightiest_first(line: str, asks: str) -> None:
    assert nudge(line).startswith(asks)
    assert bool(nudge(line)) == bool(asks)


@pytest.mark.parametrize(
    "unit", ["a, ", "a ", "says all ", "said x y z ", "finds a a a ", "what the a ", "'a ", "nested "]
)
def test_a_very_long_line_is_read_at_once(unit: str) -> None:
    line = (unit * 20_000)[:20_000]
    assert isinstance(nudge(line), str)  # a rule that goes back and forth in it would take hours
