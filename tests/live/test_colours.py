"""The page can be read: dark, light, in sixteen colours of whatever palette, and without any."""

import re
from datetime import UTC
from pathlib import Path

import pytest
from rich.segment import Segment

from mentorkit.live.app import LiveApp
from mentorkit.live.themes import theme_for
from mentorkit.planfile import load_plan, shipped_plans
from mentorkit.runner import begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import FakeClock
from tests.flow.cases import ADA, with_history
from tests.live.terminal import terminal


def _light(colour: tuple[int, int, int]) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [value / 255 for value in colour]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(segment: Segment) -> float:
    style = segment.style
    assert style is not None
    assert style.color is not None
    assert style.bgcolor is not None
    pair = [_light(c.triplet) for c in (style.color, style.bgcolor) if c.triplet]
    return (max(pair) + 0.05) / (min(pair) + 0.05)


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("minutes", [1, 9, 12])  # calm, soon over, over
async def test_every_word_on_the_page_stands_out_from_what_is_behind_it(
    theme: str, minutes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    clock, plan = FakeClock(), load_plan(shipped_plans() / "default.yaml")
    with Store.practice() as store:
        with_history(store, plan)
        runner = begin(store, plan, (ADA,), clock=clock, zone=UTC, settings=Settings(theme=theme))
        runner.do("a note")
        clock.advance(minutes * 60)
        app = LiveApp(runner)
        async with app.run_test(size=(80, 24)) as pilot:
            for line in ("/student well done", "/team", "/edit 99 nothing"):
                await pilot.press(*line, "enter")
            await pilot.press(*"typed")
            strips = app.screen._compositor.render_strips()
            said = [s for strip in strips for s in strip if re.search(r"\w", s.text)]
            assert len(said) > 15
            assert [(s.text, s.style) for s in said if _contrast(s) < 4.5] == []


@pytest.mark.parametrize(
    ("wanted", "environment", "system", "theme"),
    [
        ("auto", "", "truecolor", "mentorkit-dark"),
        ("auto", "15;0", "256", "mentorkit-dark"),
        ("auto", "0;15", "256", "mentorkit-light"),
        ("auto", "0;default;15", "standard", "ansi-light"),
        ("auto", "nonsense", None, "mentorkit-dark"),
        ("light", "15;0", "truecolor", "mentorkit-light"),
        ("dark", "0;15", "standard", "ansi-dark"),
    ],
)
def test_the_theme_is_what_the_mentor_wants_or_the_terminal_says(
    wanted: str, environment: str, system: str | None, theme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLORFGBG", environment)
    assert theme_for(wanted, system) == theme


def test_in_sixteen_colours_text_stands_on_the_terminals_own_ground(tmp_path: Path) -> None:
    with terminal(tmp_path / "home", "run", "Ada", TERM="xterm") as run:
        run.expect("mentor> ")
        run.send("/edit 99 nothing\r")
        run.expect("no record 99")
        cells = [cell for line in run.screen.buffer.values() for cell in line.values() if cell.data.isalnum()]
        assert len(cells) > 100
        assert {cell.bg for cell in cells} == {"default"}
        assert any(cell.reverse for cell in cells)


def test_without_colour_nothing_is_coloured_and_the_words_say_it(tmp_path: Path) -> None:
    with terminal(tmp_path / "home", "run", "Ada", NO_COLOR="1") as run:
        run.expect("mentor> ")
        run.expect("on time")
        run.expect("left")
        grey = [(r, g, b) for r, g, b in re.findall(rb"[34]8;2;(\d+);(\d+);(\d+)", bytes(run.raw))]
        assert all(r == g == b for r, g, b in grey)
        assert not re.search(rb"\x1b\[(?:[0-9;]*;)?(?:3[1-6]|4[1-6]|9[1-6])m", bytes(run.raw))
