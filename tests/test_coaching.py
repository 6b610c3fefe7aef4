"""The nudges about feedback, against sixty lines that were labelled by reading before there was a rule."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from mentorkit.coaching import nudge, parts

DATA = Path(__file__).parent / "data"


def _agreeing(name: str, part: str) -> int:
    rows: list[dict[str, Any]] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    for row in rows:
        row["strong"] = row["precise"] and row["evidence"]
    return sum(getattr(parts(row["text"]), part) == row[part] for row in rows)


@pytest.mark.parametrize("part", ["precise", "evidence", "action", "strong"])
def test_the_rules_agree_with_a_reader_on_the_forty_lines_they_were_written_by(part: str) -> None:
    assert _agreeing("feedback-lines.yaml", part) == 40


@pytest.mark.parametrize(
    ("part", "first_run"), [("precise", 16), ("evidence", 13), ("action", 14), ("strong", 14)]
)
def test_on_the_twenty_set_aside_they_are_no_worse_than_when_they_were_first_run(
    part: str, first_run: int
) -> None:
    assert _agreeing("feedback-lines-aside.yaml", part) >= first_run


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


def test_a_very_long_line_is_read_at_once() -> None:
    assert nudge("a, " * 6_666)
