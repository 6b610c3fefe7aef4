"""Plain text out of a document: nothing in it that a terminal would obey, and nothing of a note looks like one of our lines."""

import unicodedata
from datetime import tzinfo

from mentorkit.export.audience import Readable
from mentorkit.export.document import Block, Document, Heading, Item, Items, Label, Paragraph, Table, lines_of
from mentorkit.export.reports import document
from mentorkit.plan import Audience
from mentorkit.text import one_line

_UNDER = {1: "=", 2: "-"}


def to_text(session: Readable, audience: Audience, zone: tzinfo) -> str:
    """Return the session as plain text for that reader; `session` holds only what is theirs."""
    return as_text(document(session, audience, zone))


def as_text(blocks: Document) -> str:
    """Return the document as plain text. A list stands close under what introduces it."""
    text = ""
    for previous, block in zip([None, *blocks], blocks, strict=False):
        close = isinstance(block, Items) and _leads(previous)
        text += ("\n" if close else "\n\n") * bool(text) + _block(block)
    return text + "\n"


def _leads(block: Block | None) -> bool:
    """Whether it introduces what follows, and is no title with a rule below it."""
    return isinstance(block, Label) or (isinstance(block, Heading) and block.level not in _UNDER)


def _block(block: Block) -> str:
    match block:
        case Heading():
            title = one_line(block.text)
            sign = _UNDER.get(block.level)
            return f"{title}\n{sign * max(3, _width(title))}" if sign else title
        case Label():
            return f"{one_line(block.text)}:"
        case Paragraph():
            return one_line(block.text)
        case Table():
            return _table(block)
        case Items():
            return "\n".join(line for item in block.items for line in _item(item))


def _table(table: Table) -> str:
    rows = [[one_line(cell) for cell in row] for row in table.rows]
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]

    def line(row: list[str]) -> str:
        figures = (_pad(cell, width) + cell for cell, width in zip(row[1:], widths[1:], strict=True))
        return "  ".join([row[0] + _pad(row[0], widths[0]), *figures])

    return "\n".join(line(row) for row in rows)


def _pad(cell: str, width: int) -> str:
    return " " * (width - _width(cell))


def _width(text: str) -> int:
    """Return how many columns a terminal gives the text, near enough for a table."""
    seen = (c for c in text if not unicodedata.combining(c) and unicodedata.category(c) not in ("Cf", "Me"))
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in seen)


def _item(item: Item) -> list[str]:
    return [_lines("- ", item.line), *(_lines("    ", detail) for detail in item.details)]


def _lines(begin: str, text: str) -> str:
    """Return text of several lines behind `begin`, every line as far in as the first."""
    indent = " " * len(begin)
    return (begin + f"\n{indent}".join(lines_of(text))).rstrip()
