"""What a readable export consists of, before it is Markdown or plain text.

The words in it are as people wrote them: whoever writes a document out defuses all of them, ours and theirs alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mentorkit import when
from mentorkit.text import for_terminal


@dataclass(frozen=True, slots=True)
class Heading:
    """A title (level 1), a part (2) or what was asked (3)."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words of ours over a list, less than a heading."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or two."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Cells, the first row being the head. All columns but the first hold figures."""

    rows: tuple[tuple[str, ...], ...]
    spans: tuple[tuple[float, float], ...] = ()
    """Planned and actual seconds of the first rows below the head, for a picture; the rows after those are sums."""


class Sign(StrEnum):
    """A shape in a picture; each is told from the others without its colour."""

    BEGUN = "begun"
    DONE = "done"
    PARTLY = "partly"
    MISSED = "missed"
    DROPPED = "dropped"
    OPEN = "open"
    PLANNED = "planned"
    ACTUAL = "actual"


@dataclass(frozen=True, slots=True)
class Strip:
    """A line through the calls, which stand at equal distances: 0 is the first of them, 1 the last."""

    calls: int
    begin: float
    end: float
    marks: tuple[tuple[float, Sign], ...] = ()


@dataclass(frozen=True, slots=True)
class Columns:
    """A column a call, at the places of a strip, with a line across it where it was to end."""

    heights: tuple[tuple[float, float] | None, ...]
    """Planned and actual, as parts of the highest column on the page; None where the call has neither."""


@dataclass(frozen=True, slots=True)
class Row:
    """Signs in a row, to be counted at a glance."""

    signs: tuple[Sign, ...]


Picture = Strip | Columns | Row
"""What a page draws beside an entry. The entry's words say the same: no other format has pictures."""


Key = tuple[tuple[Sign | None, str], ...]
"""Signs with what they mean, and words alone where there is no sign."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list. `text` and each of the `details` below it may have several lines."""

    text: str
    details: tuple[str, ...] = ()
    lead: str = ""
    """What we say before the text. On a page it stays at the beginning of the line, whichever way the text runs."""
    picture: Picture | None = None

    @property
    def line(self) -> str:
        """Return lead and text as one."""
        return f"{self.lead} {self.text}" if self.lead else self.text


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Item, ...]
    key: Key = ()
    """What its pictures mean, for who sees them."""


Block = Heading | Label | Paragraph | Table | Items
Document = Sequence[Block]


# Unicode's own line ends too: some programs end a line there, and then a note could pass for a line of ours.
_LINE_END = re.compile("[\n\u2028\u2029]")


def lines_of(text: str) -> list[str]:
    """Return the lines of what somebody wrote, at least one, harmless in a terminal."""
    return [line.rstrip() for line in _LINE_END.split(for_terminal(text).strip())]


def moment_in_full(moment: datetime) -> str:
    """Return "Tuesday 8 December 2026, 18:00 (GMT)": an export is read on any day, so it says no distance."""
    return when.say_moment(moment, moment).removesuffix(", today")


def day_in_full(moment: datetime) -> str:
    """Return "Tuesday 8 December 2026"."""
    return moment_in_full(moment).partition(",")[0]
