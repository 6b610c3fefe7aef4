"""Every row of flow-cases.yaml typed into the full screen: the same records as by lines."""

from datetime import UTC
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot

from mentorkit.live.app import LiveApp
from mentorkit.live.entry import Entry
from mentorkit.live.panes import Line
from mentorkit.runner import How, begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.flow.cases import Case, cases, check_stored, clock, the_plan, with_history


async def _type(pilot: Pilot[How], line: str) -> None:
    """Enter a line. `Pilot.press` waits 65 ms for an idle processor after each key."""
    entry = pilot.app.screen.query_one(Entry)
    entry.put(line)
    pilot.app.post_message(events.Key("enter", "\r"))
    await pilot.pause(0)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
async def test_a_line_means_the_same_on_the_full_screen(case: Case, tmp_path: Path) -> None:
    with Store.writer(tmp_path / "mentorkit.db") as store:
        if case.history:
            with_history(store, the_plan())
        runner = begin(store, the_plan(), case.students, clock=clock(), zone=UTC, settings=Settings())
        untouched = runner.session.records
        app = LiveApp(runner)
        async with app.run_test(size=(80, 24)) as pilot:
            refused = False
            for line in case.lines:
                await _type(pilot, line)
                if runner.ended:
                    break
                entry = app.screen.query_one(Entry)
                refused = refused or bool(entry.text)
                if entry.text:
                    assert case.refused in str(app.screen.query_one("#status", Line).content)
                    assert entry.text == line  # what was refused is still there to be mended
                    entry.put("")
            check_stored(case, runner.session, untouched)
            assert store.session(runner.session.id).records == runner.session.records
            asked = runner.ask()
            if not runner.ended:
                assert str(app.screen.query_one("#label", Line).content) == asked.label
        assert refused == bool(case.refused)
