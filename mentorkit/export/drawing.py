"""The pictures of a page, as inline SVG: figures in attributes, and no words at all. Who hears the page is spared them."""

from collections.abc import Iterable

from mentorkit.export.document import Columns, Picture, Row, Sign, Strip

HIDDEN = 'aria-hidden="true" focusable="false"'

STYLE = """
.drawn { list-style: none; padding-left: 0; }
.drawn > li { display: grid; grid-template-columns: minmax(0, 1fr) 42%; column-gap: 1.5rem; align-items: center;
  border-top: 1px solid var(--rule); margin: 0; padding: 0.45rem 0; }
.words > bdi { white-space: pre-wrap; }
.words ul { border-left: 0; padding-left: 0; }
.drawing { display: block; width: 100%; overflow: visible; }
.strip, .row { height: 1rem; }
.columns { height: 52px; }
.at { overflow: visible; }
.tick { fill: var(--rule); }
.life { stroke: var(--planned); stroke-width: 2; }
.shape { fill: none; stroke: var(--ink); stroke-width: 1.8; stroke-linecap: round; }
.hollow { fill: var(--paper); }
.full { fill: var(--ink); }
.done { fill: var(--actual); stroke: var(--actual); }
.line { fill: var(--ink); stroke: var(--paper); stroke-width: 1; }
.base { stroke: var(--rule); stroke-width: 1; }
.key { color: var(--quiet); margin: 0 0 0.6rem; }
.key span { white-space: nowrap; margin-right: 1.1rem; }
.key svg { width: 18px; height: 14px; margin-right: 0.3rem; vertical-align: -2px; }
@media screen and (max-width: 36rem) {
  .drawn > li { grid-template-columns: minmax(0, 1fr); row-gap: 0.4rem; }
}
@media print { .drawn > li { break-inside: avoid; } }
"""

_SHAPES = {
    Sign.BEGUN: '<circle class="shape full" r="2"></circle>',
    Sign.DONE: '<circle class="shape done" r="5"></circle>',
    Sign.PARTLY: (
        '<circle class="shape hollow" r="4.6"></circle>'
        '<path class="shape full" d="M0-4.6A4.6 4.6 0 0 0 0 4.6Z"></path>'
    ),
    Sign.MISSED: '<circle class="shape hollow" r="4.6"></circle>',
    Sign.DROPPED: '<path class="shape" d="M-4-4L4 4M-4 4L4-4"></path>',
    Sign.OPEN: '<path class="shape" d="M-2-4L3 0L-2 4"></path>',
    Sign.PLANNED: '<rect class="line" x="-8" y="-1" width="16" height="3"></rect>',
    Sign.ACTUAL: '<rect class="actual" x="-4" y="-6" width="8" height="12"></rect>',
}
HEIGHT = 50.0
"""Pixels of the highest column."""
MOST = 12
"""Signs in a row: more are not counted at a glance."""


def drawn(picture: Picture) -> str:
    """Return the picture as an SVG element."""
    match picture:
        case Strip():
            return _svg("strip", _strip(picture))
        case Columns():
            return _svg("columns", _columns(picture))
        case Row():
            shown = picture.signs[:MOST]
            parts = (_at(f"{9 + 15 * place}", "50%", _SHAPES[sign]) for place, sign in enumerate(shown))
            rest = (
                _ticks([f"{9 + 15 * MOST + 6 * place}" for place in range(3)])
                if len(picture.signs) > MOST
                else ""
            )
            return _svg("row", "".join((*parts, rest)))


def sign(name: Sign) -> str:
    """Return a sign by itself, for a key."""
    return f"<svg {HIDDEN}>{_at('50%', '50%', _SHAPES[name])}</svg>"


def _svg(name: str, inside: str) -> str:
    return f'<svg class="drawing {name}" {HIDDEN}>{inside}</svg>'


def _at(x: str, y: str, shape: str) -> str:
    """A shape that keeps its own size, wherever it stands on a page of whatever width."""
    return f'<svg class="at" x="{x}" y="{y}">{shape}</svg>'


def _across(part: float) -> str:
    """How far to the right, with room for half a sign at either end."""
    return f"{5 + 88 * part:.2f}%"


def _places(calls: int) -> list[str]:
    return [_across(number / max(1, calls - 1)) for number in range(calls)]


def _ticks(places: Iterable[str]) -> str:
    return "".join(f'<circle class="tick" cx="{x}" cy="50%" r="1.5"></circle>' for x in places)


def _strip(strip: Strip) -> str:
    begin, end = _across(strip.begin), _across(strip.end)
    life = f'<line class="life" x1="{begin}" y1="50%" x2="{end}" y2="50%"></line>'
    marks = (_at(_across(part), "50%", _SHAPES[sign]) for part, sign in strip.marks)
    return "".join((_ticks(_places(strip.calls)), life, *marks))


def _columns(columns: Columns) -> str:
    wide = 10 if len(columns.heights) <= MOST else 5
    places = zip(_places(len(columns.heights)), columns.heights, strict=True)
    base = '<line class="base" x1="0" y1="51" x2="100%" y2="51"></line>'
    return base + "".join(_at(x, "0", _column(*height, wide)) for x, height in places if height)


def _column(planned: float, actual: float, wide: int) -> str:
    tall, line = HEIGHT * actual, HEIGHT * planned
    return (
        f'<rect class="actual" x="{-wide / 2:g}" y="{51 - tall:.1f}" width="{wide}" height="{tall:.1f}"></rect>'
        f'<rect class="line" x="{-wide / 2 - 3:g}" y="{49.5 - line:.1f}" width="{wide + 6}" height="3"></rect>'
    )
