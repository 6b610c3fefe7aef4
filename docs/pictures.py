"""Makes the pictures of README.md from the real screen: python docs/pictures.py

An invented call in its seventh minute, at 80x24 and at 120x40, with a clock that stands still.
"""

import asyncio
import os
import re
import sys
from datetime import UTC
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from mentorkit.live.app import LiveApp  # noqa: E402
from mentorkit.live.entry import Entry  # noqa: E402
from mentorkit.live.planner import PlannerApp, Source  # noqa: E402
from mentorkit.planfile import Draft, load_plan, shipped_plans  # noqa: E402
from mentorkit.runner import begin  # noqa: E402
from mentorkit.settings import Settings  # noqa: E402
from mentorkit.store import Store  # noqa: E402
from tests.clocks import FakeClock  # noqa: E402
from tests.flow.cases import ADA, with_history  # noqa: E402

TYPED = (
    (95, "Has moved in with two friends; the flat is quiet"),
    (300, ""),
    (60, "Ask how the driving test on Friday went"),
    (200, "/next"),
    (150, "d took two evenings"),
    (100, "m forgot it"),
    (20, "keep"),
    (60, "/next"),
    (120, "Functions: parameters, and calling them"),
    (40, ""),
    (90, "Handed in late: the test cases were unclear"),
)


os.environ |= {"COLORTERM": "truecolor", "COLORFGBG": ""}  # the pictures are the same on every terminal


async def picture(size: tuple[int, int], target: Path) -> None:
    """Write the screen at that size as SVG."""
    clock, plan = FakeClock(), load_plan(shipped_plans() / "default.yaml")
    with Store.practice() as store:
        with_history(store, plan)
        runner = begin(store, plan, (ADA,), clock=clock, zone=UTC, settings=Settings())
        for seconds, line in TYPED:
            clock.advance(seconds)
            runner.do(line)
        app = LiveApp(runner)
        async with app.run_test(size=size) as pilot:
            await pilot.press(*"Wrote the tests with a friend")
            await pilot.pause()
            drawn = app.export_screenshot(title="mentorkit run ada")
    # Textual names fonts to fetch; a picture of a program that uses no network fetches none.
    target.write_text(re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL), encoding="utf-8")


async def planner(target: Path) -> None:
    """Write the page of a new plan as SVG: a section dropped, one longer, a new one with two questions."""

    def begin(name: str, source: str) -> Draft:
        text = (shipped_plans() / f"{source}.yaml").read_text(encoding="utf-8")
        return Draft.begin(text, name, "plan.schema.json", name)

    app = PlannerApp([Source("default", "Mentoring call", "", "70+ min")], begin, lambda name: False)
    async with app.run_test(size=(80, 24)) as pilot:
        for text in (
            "my call",
            None,
            "d",
            ("t", "15"),
            ("a", "Code review"),
            "20",
            ("q", "What surprised you?"),
        ):
            await _enter(pilot, text)
        await _enter(pilot, ("q", "What would you change?"))
        await pilot.pause()
        drawn = app.export_screenshot(title="mentorkit new-plan")
    target.write_text(re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL), encoding="utf-8")


async def _enter(pilot: Pilot[Any], keys: str | tuple[str, str] | None) -> None:
    if keys == "d":
        await pilot.press("down", "d")
        return
    if isinstance(keys, tuple):
        await pilot.press(keys[0])
        keys = keys[1]
    if keys is not None:
        pilot.app.screen.query_one(Entry).put(keys)
    await pilot.press("enter")


def main() -> None:
    asyncio.run(planner(HERE / "new-plan.svg"))
    for columns, lines in ((80, 24), (120, 40)):
        asyncio.run(picture((columns, lines), HERE / f"screen-{columns}x{lines}.svg"))


if __name__ == "__main__":
    main()
