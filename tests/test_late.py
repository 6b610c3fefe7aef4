"""A start that is too late for the whole plan offers the choice: keep the end, or the full length."""

import json
import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mentorkit.cli.late import by_agreement, by_end
from mentorkit.plan import Plan, Section
from mentorkit.records import NextCall
from tests.programs import Mentor

ROME = ZoneInfo("Europe/Rome")
PLAN = Plan("p", "P", (Section("a", "A", 3000, 1500), Section("b", "B", 1200, 1200)))
NOW = datetime(2026, 11, 24, 18, 12, tzinfo=ROME)


def test_an_end_that_leaves_too_little_says_what_is_trimmed_and_when_the_whole_plan_would_end() -> None:
    late = by_end(PLAN, NOW, datetime(2026, 11, 24, 19, 10, tzinfo=ROME))
    assert late is not None
    assert (
        late.said == "It is 18:12. Until 19:10 12 min are trimmed; the whole plan (1 h 10 min) ends at 19:22."
    )


def test_an_end_before_the_least_of_everything_says_that_it_cannot_fit() -> None:
    late = by_end(PLAN, NOW, NOW + timedelta(minutes=40))
    assert late is not None
    assert "it cannot all fit" in late.said


@pytest.mark.parametrize("minutes", [70, 90])
def test_an_end_that_fits_asks_nothing(minutes: int) -> None:
    assert by_end(PLAN, NOW, NOW + timedelta(minutes=minutes)) is None


def test_a_call_agreed_for_some_minutes_ago_is_late() -> None:
    late = by_agreement(PLAN, NOW, NextCall(NOW - timedelta(minutes=12), 70))
    assert late is not None
    assert late.said.startswith("This call was agreed for 18:00, 12 min ago. Until 19:10 12 min are trimmed")
    assert late.end == datetime(2026, 11, 24, 19, 10, tzinfo=ROME)


@pytest.mark.parametrize("ago", [-30, 0, 1, 61, 24 * 60])
def test_a_call_that_is_about_to_begin_or_long_gone_is_not(ago: int) -> None:
    assert by_agreement(PLAN, NOW, NextCall(NOW - timedelta(minutes=ago), 70)) is None


def test_the_full_length_counts_real_minutes_across_a_change_of_the_clocks() -> None:
    before = datetime(2026, 10, 25, 2, 30, tzinfo=ROME)  # the hour from two to three comes twice
    late = by_end(PLAN, before, datetime(2026, 10, 25, 2, 50, tzinfo=ROME))
    assert late is not None
    assert late.full.timestamp() - before.timestamp() == PLAN.planned


if sys.platform != "win32":
    import pexpect

    from tests.programs import terminal

    def _hard_stop(mentor: Mentor) -> timedelta | None:
        session = json.loads(mentor.mentorkit("export", "--format", "json").out)["session"]
        if session["hard_stop"] is None:
            return None
        return datetime.fromisoformat(session["hard_stop"]) - datetime.fromisoformat(session["started_at"])

    @pytest.mark.parametrize(("answer", "minutes"), [("k", 50), ("f", 70)])
    def test_in_a_terminal_the_answer_decides_the_end(tmp_path: Path, answer: str, minutes: int) -> None:
        mentor = Mentor(tmp_path / "home")
        with terminal(mentor, "run", "Ada", "--plain", "--until", "50 min") as child:
            child.expect(r"min are trimmed|it cannot all fit")
            child.expect(re.escape("[k/f]"))
            child.sendline("what?")
            child.expect(re.escape("[k/f]"))
            child.sendline(answer)
            child.expect("mentor> ")
            child.sendline("/end")
            child.expect(pexpect.EOF)
        found = _hard_stop(mentor)
        assert found is not None
        assert abs(found - timedelta(minutes=minutes)) < timedelta(minutes=1)

    def test_in_a_pipe_the_end_that_was_named_is_kept_without_a_question(tmp_path: Path) -> None:
        mentor = Mentor(tmp_path / "home")
        done = mentor.mentorkit("run", "Ada", "--until", "50 min", typed="/end\n")
        assert done.code == 0
        found = _hard_stop(mentor)
        assert found is not None
        assert abs(found - timedelta(minutes=50)) < timedelta(minutes=1)
