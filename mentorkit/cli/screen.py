"""Tables on the screen, drawn by Rich: only the commands that list something pay for it."""

import sys
from collections.abc import Iterable, Sequence

from mentorkit.text import for_terminal

WIDE = 1000
"""Columns where nobody looks at a screen: a pipe gets whole lines."""


NARROW = 60
"""Columns below which many columns side by side are slivers of words."""
FEW = 4
"""So many columns are read even there."""


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Sequence[str] = (),
    whole: Sequence[str] = (),
) -> None:
    """Write a table to stdout; the columns named in `right` are set to the right, and a cell in those in `whole` is not broken.

    On a narrow terminal each row of a wide table is a block of lines, one a column.
    """
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    seen = sys.stdout.isatty()
    console = Console(highlight=False, width=None if seen else WIDE)
    cells = [tuple(for_terminal(cell) for cell in row) for row in rows]
    if seen and console.width < NARROW and len(columns) > FEW:
        for first, *others in cells:
            console.print(Text(first, style="bold"))
            for column, cell in zip(columns[1:], others, strict=True):
                if cell:
                    console.print(Text(f"  {column}: {cell}"))
        return
    drawn = Table(box=None, pad_edge=False, header_style="bold", show_header=seen)
    for column in columns:
        drawn.add_column(
            column,
            justify="right" if column in right else "left",
            overflow="fold",
            no_wrap=column in whole,
        )
    for row in cells:
        drawn.add_row(*map(Text, row))
    for line in console.render_lines(drawn, console.options.update(width=console.width), pad=False):
        text = Text.assemble(*((segment.text, segment.style or "") for segment in line))
        text.rstrip()
        console.print(text, soft_wrap=True)
