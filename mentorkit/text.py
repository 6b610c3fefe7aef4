"""Text that people wrote: made regular once, at the door, and made harmless at every way out.

The rules are those of `records.md` (normalise) and `reliability.md` (what each output must hold).
"""

import re
import unicodedata
from typing import Final

from mentorkit.errors import RefusedError

LIMIT = 20_000
"""Characters in one record; more is refused aloud and never cut."""

# C0 has pictures of its own in Unicode; C1 has none. Line feed and tab stay.
_PICTURES = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"}
_PICTURES[0x7F] = "\u2421"
_PICTURES |= dict.fromkeys([*range(0x80, 0xA0), *range(0xD800, 0xE000)], "\ufffd")

# The embeddings, overrides and isolates: they turn round what follows them. The plain marks (U+200E, U+200F,
# U+061C) turn nothing but themselves, and Persian and Arabic names need them.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")

_INERT = _PICTURES | _TURNING


CUT = "The terminal cuts a line here after 4,095 bytes. Nothing of it was taken: write less at once."


def cut_by_terminal(line: str) -> bool:
    """Return whether a line, without its end, may have been cut in silence by a terminal that edits it itself (Linux)."""
    return len(line.encode("utf-8", "surrogatepass")) >= 4095


def normalise(text: str) -> str:
    """Return `text` as it is stored: NFC, line ends as LF, controls made visible, no blanks round it."""
    unix = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", unix.translate(_PICTURES)).strip()


def accept(text: str) -> str:
    """Return `normalise(text)`, or raise RefusedError where that is longer than LIMIT."""
    clean = normalise(text)
    if len(clean) > LIMIT:
        raise RefusedError(
            f"That is {len(clean):,} characters; one entry holds at most {LIMIT:,}. Nothing was saved.",
            "Split it into several entries.",
        )
    return clean


def for_terminal(text: str) -> str:
    """Return `text` with nothing left that a terminal would obey: controls and turning marks are replaced."""
    return text.replace("\r\n", "\n").translate(_INERT)


def one_line(text: str, width: int = 0) -> str:
    """Return `text` for the terminal on one line, shortened to `width` characters where that is not 0."""
    flat = " ".join(for_terminal(text).split())
    return flat if not width or len(flat) <= width else flat[: width - 1].rstrip() + "…"


def slug(text: str) -> str:
    """Return the letters and digits of `text` in lower case, joined by hyphens: "Goal catch-up" → "goal-catch-up"."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())
    return "-".join(words)


STROKES: Final = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"
}  # fmt: skip
"""Small letters that have no plain one in Unicode's tables, and how who has a plain keyboard types them."""
_PLAIN = str.maketrans(STROKES | dict.fromkeys("\u2018\u2019\u02bc\uff07", "'"))
"""These, and the apostrophes of phones."""


def fold(text: str) -> str:
    """Return `text` as it is compared: without case, accents, strokes or doubled blanks."""
    split = unicodedata.normalize("NFKD", text.casefold()).translate(_PLAIN)
    return " ".join("".join(c for c in split if not unicodedata.combining(c)).split())
