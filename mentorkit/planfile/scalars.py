"""What one written value means, by the type of its key: text in, value out, RefusedError with the cure for the rest."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from mentorkit.errors import RefusedError
from mentorkit.plan import Audience, Duration, PromptType, parse_duration
from mentorkit.planfile.faults import nearest, quoted
from mentorkit.text import LIMIT, normalise

LINE = 500
"""Characters in a title, a question, an item: what a screen can show of one."""

_Word = TypeVar("_Word", bound=StrEnum)

_YES_NO = dict.fromkeys(("yes", "true", "on", "y"), True) | dict.fromkeys(("no", "false", "off", "n"), False)
_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 28}  # four weeks: a monthly call keeps its weekday
_RHYTHMS = {"daily": 1, "weekly": 7, "fortnightly": 14, "monthly": 28}


def line(text: str) -> str:
    """Return `text` on one line."""
    return _at_most(LINE, " ".join(normalise(text).split()))


def prose(text: str) -> str:
    """Return `text` with its lines."""
    return _at_most(LIMIT, normalise(text))


def _at_most(limit: int, text: str) -> str:
    if not text:
        raise RefusedError("there is no text in it", "write some, or remove the line")
    if len(text) > limit:
        raise RefusedError(f"this is {len(text):,} characters long", f"use at most {limit:,}")
    return text


def identifier(text: str) -> str:
    """Return a short name that commands, `from` and `fits` can use."""
    if not is_identifier(text):
        raise RefusedError(
            f"{quoted(text)} is not a short name", "use up to 60 letters, digits and hyphens, without blanks"
        )
    return text


def is_identifier(text: str) -> bool:
    """Return whether `text` could be an id."""
    return re.fullmatch(r"[\w-]{1,60}", text) is not None


def duration(text: str) -> Duration:
    """Return how long, and whether that is only the least."""
    return parse_duration(text[:60])


def fixed(text: str) -> int:
    """Return seconds; an open end makes no sense here."""
    found = duration(text)
    if found.open_ended:
        raise RefusedError(f'{quoted(text)} has a "+", which only "time" can have', 'write "10 min"')
    return found.seconds


def minimum(text: str) -> int:
    """Return seconds, which may be none at all."""
    return 0 if re.fullmatch(r"0{1,9}\s*[a-z]{0,7}", text.strip().lower()) else fixed(text)


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from `low` to `high`."""

    def read(text: str) -> int:
        # Nine digits at most: Python refuses to read 5,000 of them at all.
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise RefusedError(
                f"{quoted(text)} does not fit here", f"write a whole number from {low} to {high}"
            )
        return int(text)

    return read


def version(text: str) -> int:
    """Return the version of the format, which is 1."""
    if text != "1":
        raise RefusedError(
            f"this program reads format 1 and not {quoted(text)}",
            'write "mentorkit: 1", or update the program',
        )
    return 1


def yes_no(text: str) -> bool:
    """Return True for yes and false for no, in YAML's words for them."""
    if (found := _YES_NO.get(text.strip().lower())) is None:
        raise RefusedError(f"{quoted(text)} is neither yes nor no", "write yes or no")
    return found


def rhythm(text: str) -> int:
    """Return days: "2 weeks" → 14, "month" → 28."""
    words = text.strip().lower().removeprefix("every ")
    found = re.fullmatch(r"(?:(\d{1,3})|an?)?\s*([a-z]+?)s?", words)
    days = _RHYTHMS.get(words) or (int((found and found[1]) or 1) * _DAYS.get(found[2], 0) if found else 0)
    if not 1 <= days <= 366:
        raise RefusedError(f"{quoted(text)} is not a rhythm", 'write "week", "2 weeks" or "10 days"')
    return days


def address(text: str) -> str:
    """Return where a link leads: to the web or to a letter, never to a script."""
    if not re.fullmatch(r"(https?://|mailto:)\S+", text, re.IGNORECASE) or len(text) > 2_000:
        cure = 'begin it with "https://", "http://" or "mailto:", and leave no blanks in it'
        raise RefusedError(f"{quoted(text)} is not an address", cure)
    return normalise(text)


def prompt_type(text: str) -> PromptType:
    """Return how a prompt is answered."""
    return _one_of(PromptType, text, "type of prompt")


def audience(text: str) -> Audience:
    """Return who reads the answers."""
    return _one_of(Audience, text, "audience")


def _one_of(words: type[_Word], text: str, what: str) -> _Word:
    known = [word.value for word in words]
    if text.strip().lower() in known:
        return words(text.strip().lower())
    close = nearest(text, known)
    cure = f'did you mean "{close}"?' if close else f"write one of {', '.join(known)}"
    raise RefusedError(f"{quoted(text)} is no {what}", cure)
