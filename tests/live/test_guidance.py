"""The guidance takes the room that is there, and is not cut while rows stand empty."""

from datetime import UTC
from pathlib import Path

import pytest

from mentorkit import views
from mentorkit.live.app import LiveApp
from mentorkit.live.panes import Line, Records
from mentorkit.planfile import load_plan, shipped_plans
from mentorkit.runner import begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import FakeClock
from tests.flow.cases import ADA


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 40), (60, 15)])
@pytest.mark.parametrize("notes", [0, 3, 12])
async def test_it_is_whole_or_no_row_of_the_records_is_empty(
    size: tuple[int, int], notes: int, tmp_path: Path
) -> None:
    plan = load_plan(shipped_plans() / "default.yaml")
    with Store.writer(tmp_path / "mentorkit.db") as store:
        runner = begin(store, plan, (ADA,), clock=FakeClock(), zone=UTC, settings=Settings())
        for number in range(notes):
            runner.do(f"note number {number}")
        app = LiveApp(runner)
        async with app.run_test(size=size) as pilot:
            for section in plan.sections:
                await pilot.pause()
                guide, records = app.screen.query_one("#guide", Line), app.screen.query_one(Records)
                if guide.display:
                    whole = len(_rows(views.spoken(section.guide), guide.size.width))
                    empty = records.size.height - len(records.lines)
                    assert guide.size.height >= min(3, whole)
                    assert guide.size.height == whole or empty <= 2, (section.id, guide.size, whole, empty)
                    assert records.size.height >= 2
                runner.do("/next")
                if not runner.ended:
                    app.screen.show_all()  # type: ignore[attr-defined]


def _rows(text: str, width: int) -> list[str]:
    from rich.console import Console
    from rich.text import Text

    return [str(line) for line in Text(text).wrap(Console(), width)]
