"""Tables on the screen, drawn by Rich: only the commands that list something pay for it."""

import sys
from collections.abc import Iterable, Sequence

from mentorkit.text import for_terminal

WIDE = 1000
"""Columns where nobody looks at a screen: a pipe gets whole lines."""


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Sequence[str] = ()) -> None:
    """Write a table to stdout; the columns named in `right` are set to the right."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=None, pad_edge=False, header_style="bold", show_header=sys.stdout.isatty())
    for column in columns:
        drawn.add_column(column, justify="right" if column in right else "left", overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(for_terminal(cell)) for cell in row))
    console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
    for line in console.render_lines(drawn, console.options.update(width=console.width), pad=False):
        text = Text.assemble(*((segment.text, segment.style or "") for segment in line))
        text.rstrip()
        console.print(text, soft_wrap=True)
