"""F7 hides all that is not for the student: nothing of it stands anywhere on the page, whatever is done meanwhile."""

from datetime import UTC
from pathlib import Path

import pytest
from textual import events

from mentorkit.live.app import LiveApp
from mentorkit.live.entry import Entry
from mentorkit.live.panes import Line
from mentorkit.planfile import load_plan, shipped_plans
from mentorkit.runner import begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import FakeClock
from tests.flow.cases import ADA, the_plan, with_history

SECRET = "return values"
"""The topic of the earlier call: the mentor's, as its name is."""


def _page(app: LiveApp) -> str:
    """All the words on the page, but for what is typed."""
    drawn = app.export_screenshot()
    return drawn.replace("&#160;", " ")


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["/goto technical"],
        ["/goto technical", "3"],
        ["/goto technical", "3 e"],
        ["/goto technical", "9 e"],
        ["/goto technical", "/student"],
        ["/goto technical", ""],
        ["/goto recap", "", "", "return values"],
        ["/goto catch-up", "m had a talk about return values"],
        ["/goto wrap-up"],
        ["/done 3", "/goto wrap-up", "", "good", ""],
    ],
    ids=lambda lines: " ".join(lines) or "at once",
)
async def test_nothing_of_a_topic_is_on_the_page_while_it_is_hidden(lines: list[str], tmp_path: Path) -> None:
    with Store.writer(tmp_path / "mentorkit.db") as store:
        with_history(store, the_plan())
        runner = begin(store, the_plan(), (ADA,), clock=FakeClock(), zone=UTC, settings=Settings())
        app = LiveApp(runner)
        async with app.run_test(size=(120, 40)) as pilot:
            assert SECRET in _page(app)
            await pilot.press("f7")
            for line in lines:
                entry = app.screen.query_one(Entry)
                entry.put(line)
                app.post_message(events.Key("enter", "\r"))
                await pilot.pause()
                entry.put("")
                await pilot.pause()
                assert SECRET not in _page(app), line
            assert SECRET not in _page(app)
            await pilot.press("f7")
            await pilot.pause()
            assert SECRET in _page(app)


async def test_what_earlier_calls_left_and_a_goals_reason_are_hidden_too(tmp_path: Path) -> None:
    plan = load_plan(shipped_plans() / "default.yaml")
    with Store.writer(tmp_path / "mentorkit.db") as store:
        clock = FakeClock()
        first = begin(store, plan, (ADA,), clock=clock, zone=UTC, settings=Settings())
        for line in ("", "ask about the hearing", "/goal read chapter 3", "/end"):
            first.do(line)
        clock.advance(7 * 24 * 3600)
        runner = begin(store, plan, (ADA,), clock=clock, zone=UTC, settings=Settings())
        app = LiveApp(runner)
        async with app.run_test(size=(120, 40)) as pilot:
            assert "hearing" in _page(app)
            await pilot.press("f7")
            assert "hearing" not in _page(app)
            runner.do("/missed 1 was in hospital")
            await pilot.press("f7")
            assert "hospital" not in str(app.screen.query_one("#status", Line).content)
            await pilot.press("f7")
            await pilot.pause()
            assert "read chapter 3" in _page(app)
            assert "hospital" not in _page(app)


async def test_what_is_typed_for_the_mentor_is_dots_while_the_page_is_hidden(tmp_path: Path) -> None:
    with Store.writer(tmp_path / "mentorkit.db") as store:
        runner = begin(store, the_plan(), (ADA,), clock=FakeClock(), zone=UTC, settings=Settings())
        app = LiveApp(runner)
        async with app.run_test(size=(80, 24)) as pilot:
            entry = app.screen.query_one(Entry)
            entry.put("his mother is ill")
            await pilot.pause()
            assert "mother" in _page(app)
            await pilot.press("f7")
            await pilot.pause()
            assert "mother" not in _page(app)
            assert "••• •••••• •• •••" in _page(app)
            assert entry.text == "his mother is ill"
            await pilot.press("enter")
            assert [note.text for note in runner.session.notes] == ["his mother is ill"]
            entry.put("/goto goals")
            await pilot.press("enter")
            entry.put("4")
            await pilot.press("enter")
            entry.put("read chapter 3")  # for the student, who may look on
            await pilot.pause()
            assert "read chapter 3" in _page(app)


async def test_a_command_that_was_refused_gives_way_to_the_next_and_words_do_not(tmp_path: Path) -> None:
    with Store.writer(tmp_path / "mentorkit.db") as store:
        runner = begin(store, the_plan(), (ADA,), clock=FakeClock(), zone=UTC, settings=Settings())
        app = LiveApp(runner)
        async with app.run_test(size=(80, 24)) as pilot:
            entry = app.screen.query_one(Entry)
            entry.put("/nosuch")
            await pilot.press("enter", "h", "i")
            assert entry.text == "hi"
            runner.do("/goto goals")
            entry.put("a few hours")
            await pilot.press("enter", "x")
            assert entry.text == "a few hoursx"
