"""How figures are said, for a glance and for reading aloud.

One rule goes through all of it: the words never claim more than the figure does. Whole minutes are those that
are full, so "4 min left" is at least four minutes, and so is "4 min over". Lengths are in seconds.
"""

import math
from collections.abc import Sequence

ON_TIME_WITHIN = 60
"""Seconds of offset that still count as on time."""

# Sums of fractions of a second end a hair below the whole minute that they are.
_HAIR = 1e-6


REACHED = "You reached your goal: "
EXPLAINED = "You can explain it now: "
DID_HOMEWORK = "You did your homework"
"""The praise that is proposed, before a goal's or a topic's own words: a letter leaves out what is not so in the end."""


def clock(seconds: float) -> str:
    """Return time spent, as digits: "9:05", "1:09:05". Seconds begun are left out; below 0 it is "0:00"."""
    return _digits(math.floor(seconds + _HAIR))


def short_by(seconds: float) -> str:
    """Return how far even the least of everything does not fit: "cannot fit by 3 min". Not as digits: those look like a time."""
    return f"cannot fit by {max(1, math.ceil(seconds / 60))} min"


def countdown(seconds: float) -> str:
    """Return time that is left, as digits: "9:05". Seconds begun count in full.

    So "0:00" is shown when nothing is left and not before, and time spent (`clock`) and left always add up.
    """
    return _digits(math.ceil(seconds - _HAIR))


def _digits(seconds: int) -> str:
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def about(seconds: float) -> str:
    """Return a length in full minutes: "12 min", "1 h", "1 h 10 min", and "under a minute" below one."""
    hours, minutes = divmod(math.floor(seconds + _HAIR) // 60, 60)
    if hours < 0 or not (hours or minutes):
        return "under a minute"
    parts = (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")
    return " ".join(part for part in parts if part)


def minutes_left(seconds: float) -> str:
    """Return "12 min left", "under a minute left", or "time is up" at 0 and below."""
    return f"{about(seconds)} left" if seconds > _HAIR else "time is up"


def offset(seconds: float) -> str:
    """Return how a session stands against its plan: "3 min behind" (positive), "2 min ahead", "on time".

    On time is anything under a minute: full minutes are the smallest step that is said, and a word that
    changes with a few seconds would be read as news.
    """
    if abs(seconds) + _HAIR < ON_TIME_WITHIN:
        return "on time"
    return f"{about(abs(seconds))} {'behind' if seconds > 0 else 'ahead'}"


def section_time(
    remaining: float, overtime: float, *, open_ended: bool = False, minimum_met: bool = False
) -> str:
    """Return the time of a section in words: "4 min left", "time is up", "3 min over", "minimum met".

    `overtime` goes first, since under a hard stop an open end too can run over. An open-ended section whose
    minutes are spent has met its minimum and is never late.
    """
    if overtime > _HAIR:
        return f"{about(overtime)} over"
    if open_ended and (minimum_met or remaining <= _HAIR):
        return "minimum met"
    return minutes_left(remaining)


def price(costs: Sequence[tuple[str, int]]) -> str:
    """Return what an action costs other sections, from titles and whole minutes: "costs Recap 4, Catch-up 1".

    Sections that give nothing are left out; with none left it is "costs nothing".
    """
    named = [f"{title} {minutes}" for title, minutes in costs if minutes]
    return f"costs {', '.join(named)}" if named else "costs nothing"


def plural(count: int, one: str, many: str = "") -> str:
    """Return "1 note", "3 notes", "no notes"; `many` is for words that take more than an "s"."""
    return f"{f'{count:,}' if count else 'no'} {one if count == 1 else many or one + 's'}"


def sentence(words: str) -> str:
    """Return the words with a full stop, also where a name or an abbreviation at their end has one: never two."""
    return words if words.endswith(".") else f"{words}."


def join_and(items: Sequence[str]) -> str:
    """Return the items as a list in a sentence: "a", "a and b", "a, b and c", and "" for none."""
    *before, last = items or [""]
    return f"{', '.join(before)} and {last}" if before else last
