"""The story of six calls typed into the full screen: the same records as by lines, and the same minutes."""

from pathlib import Path

from textual import events
from textual.pilot import Pilot

from mentorkit.live.app import LiveApp
from mentorkit.live.entry import Entry
from mentorkit.live.panes import Line as Shown
from mentorkit.runner import How, Runner
from mentorkit.store import Store
from tests.clocks import FakeClock
from tests.story import CALLS, Call, Story, by_lines


async def _enter(pilot: Pilot[How], line: str) -> None:
    """Enter a line. `Pilot.press` would wait for an idle processor after each: 30 s for the story."""
    entry = pilot.app.screen.query_one(Entry)
    entry.put(line)
    pilot.app.post_message(events.Key("enter", "\r"))
    await pilot.pause(0)


async def _play(call: Call, runner: Runner, clock: FakeClock) -> None:
    app = LiveApp(runner)
    async with app.run_test(size=(80, 24)) as pilot:
        for line in call.lines:
            assert not runner.ended, f"over before {line.typed!r}"
            clock.advance(line.seconds)
            await _enter(pilot, line.typed)
            if not runner.ended:
                assert not app.screen.query_one(Entry).text, app.screen.query_one("#status", Shown).content
    assert runner.ended
    assert app.return_value is How.ENDED


async def test_the_story_is_kept_alike_by_lines_and_on_the_full_screen(tmp_path: Path) -> None:
    lines = by_lines(tmp_path / "lines" / "mentorkit.db")
    with lines.store, Store.writer(tmp_path / "screen" / "mentorkit.db") as store:
        screen = Story(store)
        for call, runner in screen.calls():
            await _play(call, runner, screen.clock)
        by_line, on_screen = lines.kept, screen.kept
        for call in CALLS:
            assert on_screen[call.name] == by_line[call.name]
        assert on_screen == by_line
        assert screen.preps == lines.preps
