"""Blocks of words on one screen: wrapped where there is room, shortened where there is none, and never silently cut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

WIDTH_AT_LEAST = 20
"""Columns: narrower than that nothing can be read anyway."""

_ROWS = ((8, 8), (4, 4), (3, 3), (2, 2), (2, 1))
"""How many rows one thing alone may take and one of a list, tried in turn while everything is to be shown."""
_ROWS_WHEN_CUT = ((2, 1), (1, 1))


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with one thing or several below it, each on one line and safe for a terminal."""

    heading: str
    """"" for none."""
    items: tuple[str, ...]
    rest: str = ""
    """The command that shows what there was no room for, "" where the block is never cut."""
    brief: bool = False
    """An item takes one row of a screen at most."""


def whole(blocks: Sequence[Block]) -> list[str]:
    """Return every block in full, an item a line: for a pipe."""
    return [line for block in blocks for line in _lines(block)]


def fitted(blocks: Sequence[Block], width: int, height: int) -> list[str]:
    """Return the blocks as rows that are at most `width` columns wide, and at most `height` where that can be.

    Long texts are shortened first, then the longest lists; of each at least one item is left.
    """
    width = max(width, WIDTH_AT_LEAST)
    rows = whole(blocks)
    for alone, listed in _ROWS if len(rows) <= height else ():
        rows = _rows(blocks, width, alone, listed)
        if len(rows) <= height:
            return rows
    for alone, listed in _ROWS_WHEN_CUT:
        rows = _cut(blocks, width, height, alone, listed)
        if len(rows) <= height:
            break
    return rows


def _lines(block: Block) -> Iterator[str]:
    if len(block.items) == 1 or not block.heading:
        head = f"{block.heading}: " if block.heading else ""
        yield from (f"{head}{item}" for item in block.items)
    elif block.items:
        yield f"{block.heading}:"
        yield from (f"  {item}" for item in block.items)


def _rows(blocks: Sequence[Block], width: int, alone: int, listed: int) -> list[str]:
    return [
        row
        for block in blocks
        for line in _lines(block)
        for row in wrapped(line, width, _most(block, alone, listed))
    ]


def _most(block: Block, alone: int, listed: int) -> int:
    if block.brief:
        return 1
    if not block.rest:  # who, when and with whom are never half said
        return max(alone, 3)
    return alone if len(block.items) == 1 else listed


def _cut(blocks: Sequence[Block], width: int, height: int, alone: int, listed: int) -> list[str]:
    """The rows with as little taken from the longest lists as makes them fit."""
    kept = [min(len(block.items), max(1, height)) if _can_be_cut(block) else 1 for block in blocks]
    while True:
        cut = [_shown(block, count) for block, count in zip(blocks, kept, strict=True)]
        rows = _rows(cut, width, alone, listed)
        longest = max(range(len(kept)), key=lambda place: (kept[place], place), default=None)
        if longest is None or kept[longest] <= 1 or len(rows) <= height:
            return rows
        kept[longest] -= 2 if kept[longest] == len(blocks[longest].items) else 1


def _can_be_cut(block: Block) -> bool:
    """Whether that gains anything: the line that says how many are left out takes the place of one."""
    return bool(block.rest) and len(block.items) > 2


def _shown(block: Block, count: int) -> Block:
    left = len(block.items) - count
    if left <= 0 or not _can_be_cut(block):
        return block
    return replace(block, items=(*block.items[:count], f"and {left} more: {block.rest}"))


@cache
def wrapped(line: str, width: int, most: int) -> tuple[str, ...]:
    """Return the line in rows of at most `width` columns, broken between words; what is beyond `most` rows ends in "…"."""
    from rich.cells import cell_len

    indent = len(line) - len(line.lstrip())
    rows = [""]
    for word in _words(line.strip(), width - indent - 2):
        before = rows[-1] or " " * (indent if len(rows) == 1 else indent + 2)
        longer = f"{before} {word}" if before.strip() else before + word
        if cell_len(longer) <= width:
            rows[-1] = longer
        elif len(rows) == most:
            return (*rows[:-1], _ending(before, width))
        else:
            rows.append(" " * (indent + 2) + word)
    return tuple(rows)


def _words(text: str, width: int) -> Iterator[str]:
    """The words, those that are wider than the screen in pieces."""
    from rich.cells import cell_len, chop_cells

    for word in text.split():
        yield from [word] if cell_len(word) <= width else chop_cells(word, width)


def _ending(row: str, width: int) -> str:
    from rich.cells import cell_len

    while cell_len(row) > width - 1:
        row = row[:-1]
    return f"{row.rstrip()}…"
