"""What one value of an export means, by what belongs there: a value in, and the same checked out, or why it is not taken."""

import math
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from mentorkit.text import LIMIT, normalise, one_line

MOST_SECONDS = 1e9
"""Thirty years, on a call's timeline: the moments that come of it exist."""

_YEARS = range(1900, 3000)
_LONGEST_ID = 100
_LONGEST_ID_BYTES = 200
"""Folders are named by ids, and a file system has 255 bytes for a name."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

W = TypeVar("W", bound=StrEnum)


class WrongValueError(Exception):
    """Why a value is not taken, in words that go behind its place."""


def shown(value: Any) -> str:
    """Return a value in a few words: of what a person may have written at most the beginning."""
    match value:
        case str():
            return f'"{one_line(value, 40)}"'
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float() if not math.isfinite(value):
            return "a number as large as that"
        case int() | float():
            return str(value)
        case list():
            return "a list"
        case _:
            return "an object"


def text(value: Any) -> str:
    """Return a text as it is stored: what is not regular yet is made so."""
    clean = normalise(string(value))
    if len(clean) > LIMIT:
        raise WrongValueError(f"this is {len(clean):,} characters long; one entry holds at most {LIMIT:,}")
    return clean


def verbatim(value: Any) -> str:
    """Return a text letter by letter, blanks round it too; only controls are made visible."""
    found = string(value)
    return normalise(f"|{found}|")[1:-1] if _CONTROL.search(found) else found


def identifier(value: Any) -> str:
    """Return an id of a record: folders and calendar entries are named by it, so nothing but a name can come of it."""
    found = string(value)
    plain = found == normalise(found) and found.replace("-", "").replace(".", "").isalnum()
    if not plain or found.startswith((".", "-")) or found.endswith(".") or ".." in found:
        raise WrongValueError(f"{shown(found)} is no id: letters, digits, hyphens and dots")
    if len(found) > _LONGEST_ID or len(found.encode()) > _LONGEST_ID_BYTES:
        raise WrongValueError(f"{shown(found)} is too long for an id")
    return found


def short_name(value: Any) -> str:
    """Return how a section, a prompt or a question is called."""
    found = string(value)
    if not re.fullmatch(r"[\w.-]{1,100}", found):
        raise WrongValueError(f"{shown(found)} is no short name: letters, digits and hyphens")
    return found


def among(value: Any, words: Iterable[str]) -> str:
    """Return one of the words."""
    known = list(words)
    if not isinstance(value, str) or value not in known:
        raise WrongValueError(f"{shown(value)} is none of {', '.join(known)}")
    return value


def word(value: Any, words: type[W]) -> W:
    """Return one of the words of a type."""
    return words(among(value, [each.value for each in words]))


def whole(value: Any, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongValueError(f"{shown(value)} is no whole number")
    if not low <= value <= high:
        raise WrongValueError(f"{shown(value)} is not between {low:,} and {high:,}")
    return value


def number(value: Any, low: float, high: float) -> float:
    """Return a number from `low` to `high`; a whole one stays whole."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise WrongValueError(f"{shown(value)} is no number")
    if not low <= value <= high:
        raise WrongValueError(f"{shown(value)} is not between {low:,.0f} and {high:,.0f}")
    return value


def moment(value: Any) -> datetime:
    """Return an instant, in UTC."""
    found = string(value)
    try:
        read = datetime.fromisoformat(found) if found.isascii() and len(found) <= 40 else None
    except ValueError:
        read = None
    if read is not None and read.tzinfo is None:
        raise WrongValueError(f"{shown(found)} has no offset, such as +00:00")
    if read is None or read.year not in _YEARS:
        raise WrongValueError(f"{shown(found)} is no moment, such as 2026-11-24T18:00:00+00:00")
    return read.astimezone(UTC)


def day(value: Any) -> date:
    """Return a date."""
    found = string(value)
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", found):
            return date.fromisoformat(found)
    except ValueError:
        pass
    raise WrongValueError(f"{shown(found)} is no date")


def flag(value: Any) -> bool:
    """Return true or false."""
    if not isinstance(value, bool):
        raise WrongValueError(f"{shown(value)} is neither true nor false")
    return value


def listed(value: Any) -> list[Any]:
    """Return a list of whatever."""
    if not isinstance(value, list):
        raise WrongValueError(f"{shown(value)} is no list")
    return value


def named(value: Any) -> dict[str, Any]:
    """Return an object."""
    if not isinstance(value, dict):
        raise WrongValueError(f"{shown(value)} is no object")
    return value


def string(value: Any) -> str:
    """Return a text as it stands there."""
    if not isinstance(value, str):
        raise WrongValueError(f"{shown(value)} is no text")
    return value
