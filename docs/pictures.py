"""Makes the pictures of README.md from the real program: python docs/pictures.py

An invented call in its seventh minute, at 80x24 and at 120x40, with a clock that stands still; and what four weeks of calls
come to (`tests/story.py`), on a terminal and as a page. The page is drawn by chromium, and left out where there is none.
"""

import asyncio
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from textual.pilot import Pilot

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from mentorkit.cli.progress import Look, drawn  # noqa: E402
from mentorkit.export import render  # noqa: E402
from mentorkit.live.app import LiveApp  # noqa: E402
from mentorkit.live.entry import Entry  # noqa: E402
from mentorkit.live.planner import PlannerApp, Source  # noqa: E402
from mentorkit.plan import Audience  # noqa: E402
from mentorkit.planfile import Draft, load_plan, shipped_plans  # noqa: E402
from mentorkit.progress import progress  # noqa: E402
from mentorkit.records import Session  # noqa: E402
from mentorkit.runner import begin  # noqa: E402
from mentorkit.settings import Settings  # noqa: E402
from mentorkit.store import Store  # noqa: E402
from tests.clocks import FakeClock  # noqa: E402
from tests.flow.cases import ADA, with_history  # noqa: E402
from tests.story import AMAL, CALLS, by_lines  # noqa: E402

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
            svg = app.export_screenshot(title="mentorkit run ada")
    _keep(svg, target)


def _keep(svg: str, target: Path) -> None:
    """Write a picture without the fonts that it would fetch: one of a program that uses no network fetches none."""
    target.write_text(re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL), encoding="utf-8")


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
        svg = app.export_screenshot(title="mentorkit new-plan")
    _keep(svg, target)


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


def story() -> list[Session]:
    """Return Amal's calls of the four weeks."""
    with tempfile.TemporaryDirectory() as folder:
        told = by_lines(Path(folder) / "mentorkit.db")
        with told.store:
            return [told.sessions[call.name] for call in CALLS if AMAL in call.students]


def over_time(sessions: list[Session], target: Path) -> None:
    """Write what `mentorkit show amal` draws, the day after the last call, as SVG."""
    now = max(session.created_at for session in sessions).replace(hour=9) + timedelta(days=1)
    facts = progress(sessions, AMAL.id)
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True, highlight=False)
    for line in drawn(facts, now, Look(), 80, "")[:-1]:
        console.print(line, soft_wrap=True)
    _keep(console.export_svg(title="mentorkit show amal"), target)


def page(sessions: list[Session], target: Path) -> None:
    """Write the upper part of the page that `mentorkit export amal --format html` makes, as PNG."""
    browser = shutil.which("chromium")
    if browser is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(render(sessions, "html", Audience.MENTOR, UTC, AMAL.id), encoding="utf-8")
        flags = (
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
        )
        look = ("--hide-scrollbars", "--blink-settings=preferredColorScheme=1", "--window-size=860,792")
        where = (f"--user-data-dir={folder}/profile", f"--screenshot={target}", file.as_uri())
        subprocess.run([browser, *flags, *look, *where], check=True, capture_output=True, timeout=60)


def main() -> None:
    sessions = story()
    over_time(sessions, HERE / "show.svg")
    page(sessions, HERE / "progress.png")
    asyncio.run(planner(HERE / "new-plan.svg"))
    for columns, lines in ((80, 24), (120, 40)):
        asyncio.run(picture((columns, lines), HERE / f"screen-{columns}x{lines}.svg"))


if __name__ == "__main__":
    main()
