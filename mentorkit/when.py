"""Days and times as a mentor says them, to instants and back: "tue 6pm", "same time in two weeks", "19:10".

Nothing here reads a clock. `now` is always given: an aware moment in the mentor's own zone, which is also the
zone that the words are in. Words are English, whatever the locale. What is not understood, does not exist,
may mean two things or has passed raises RefusedError, with the cure as its hint. A result is echoed in full
(`say_moment`), so that a wrong reading is seen at once.

The choices, where people differ:

- A weekday is the next such day ahead, today included while the time is still to come. "next tue" (and "tue
  next week") is the Tuesday of the next calendar week, and weeks begin on Monday. "tue week" and "a week on
  tue" are seven days after "tue"; "in 2 weeks on tue" is the Tuesday nearest to the day two weeks from now.
- A date without a year is the next such date. A month from 31 January is the last day of February.
- Hours and minutes without am or pm are read on the 24-hour clock; an hour alone ("6") is refused.
- Where clocks go forward, a time that does not exist is moved on by the gap (01:30 becomes 02:30), as RFC
  5545 has it; where they go back, a time that comes twice is the first that is still ahead. "in 2 weeks"
  keeps the time on the wall, "in 2 hours" is two hours whatever the clocks do.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import cache

from mentorkit.errors import RefusedError
from mentorkit.text import fold, one_line


class DayOrder(StrEnum):
    """How the mentor reads 8/12."""

    DAY_FIRST = "day-month"
    MONTH_FIRST = "month-day"


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

FARTHEST = timedelta(days=3660)
"""Ten years: beyond that a date is a slip of the fingers."""

LONGEST_YEARS = 100
"""The longest length that is read, in years: far beyond any use, and short of where Python's dates end."""

UNTIL_WITHIN = timedelta(hours=12)
"""How far ahead a time without a day may lie: a call that must end by then has to be the present one."""

_MOMENT_CURE = 'Write a day and a time, such as "tue 6pm", "in 2 weeks 18:00" or "17 March 19:30".'
_TIME_CURE = 'Write a time such as "19:10" or "7:10pm", or how long from now: "50 min".'
_ONE_TIME_CURE = 'Write one time, such as "18:00", and a date with a slash: "17/3".'
_DAY_CURE = 'Write a day, such as "fri", "in 1 week", "12 Dec" or "next call".'
_DATE_CURE = 'Write a date, such as "2026-09-07", "7 Sep 2026" or "7/9/2026".'
_SINCE_CURE = 'Write how far back, such as "2w", "10d" or "3 months", or a day: "2026-11-01".'


# ---- what the mentor writes: a next call, an end for this one, a day, how far back


def parse_moment(
    text: str, now: datetime, *, order: DayOrder = DayOrder.DAY_FIRST, usual: time | None = None
) -> datetime:
    """Return the moment of a next call, in `now`'s zone and always after `now`.

    `usual` is the time of day of this call: what "same time" means, and what a day without a time gets.
    RefusedError where the words are not understood, name no day or no time, may mean two times, or lie in the
    past or more than ten years ahead.
    """
    zone = _zone(now)
    if exact := _exact_moment(text, zone):
        return _first_ahead([exact], now)
    said = _read(text, _DAY_SLOTS | _TIME_SLOTS, _MOMENT_CURE)
    if "span" in said and (seconds := _clock_seconds(said, _MOMENT_CURE)):
        return _later(now, seconds).replace(second=0, microsecond=0)
    if "word" in said and said["word"][0] == "midnight":
        raise RefusedError("Midnight belongs to two days.", 'Write "23:59", or the next day and "0:00".')
    at = _time_of_day(said, usual)
    days = _plausible(_days(said, now.date(), order), now.date())
    moment = _first_ahead((m for day in days for m in _instants(day, at, zone)), now)
    _check_weekday(said, moment.date())
    return moment


def parse_time_today(text: str, now: datetime) -> datetime:
    """Return the next instant at which a clock shows that time, or the end of "50 min", in `now`'s zone.

    RefusedError where that is more than 12 hours ahead, since then another time was meant: "09:00" said at
    18:00 has passed, "00:30" said at 23:40 has not.
    """
    zone = _zone(now)
    said = _read(text, _TIME_SLOTS - {"same"} | {"span"}, _TIME_CURE)
    if "span" in said:
        return _end_of_span(said, now)
    if "clock" in said and re.match(r"\dh", said["clock"][0]):
        raise RefusedError(f'"{said["clock"][0]}" may be a time or a length.', 'Write "1:10" or "in 1h10".')
    at = _time_of_day(said, None)
    days = (now.date(), now.date() + timedelta(days=1))
    return _check_soon(_first_ahead((m for day in days for m in _instants(day, at, zone)), now), now)


def parse_day(
    text: str, now: datetime, *, order: DayOrder = DayOrder.DAY_FIRST, next_call: date | None = None
) -> date:
    """Return the day by which something is due: today at the earliest, tomorrow for a weekday alone.

    `next_call` is the day that "next call" means. RefusedError as for `parse_moment`, and for "next call"
    while there is none.
    """
    today = now.date()
    said = _read(text, _DAY_SLOTS | {"call"}, _DAY_CURE)
    if "call" in said:
        days = _day_of_call(said, next_call)
    elif "span" in said and _span(said["span"]).seconds:
        raise RefusedError(f'"{one_line(text, 40)}" is not a day.', _DAY_CURE)
    else:
        days = _days(said, today, order)
    earliest = today + timedelta(days=set(said) == {"weekday"})
    day = next(day for day in _plausible(days, today) if day >= earliest)
    _check_weekday(said, day)
    return day


def parse_date(text: str, today: date, *, order: DayOrder = DayOrder.DAY_FIRST) -> date:
    """Return the date that is meant, past or to come; without a year it is the one nearest to `today`.

    RefusedError where the words are not understood, name no date that exists, or one more than ten years away.
    """
    said = _read(text, {"date", "weekday", "near"}, _DATE_CURE)
    if said.keys() == {"near"}:
        return _near_day(said["near"], today)
    if "date" not in said or "near" in said:
        raise RefusedError(f'"{one_line(text, 40)}" is not a date.', _DATE_CURE)
    days = [day for step in (1, -1) for day in _dates(said["date"], today, order, step)]
    day = min(days, key=lambda day: abs(day - today))
    if abs(day - today) > FARTHEST:
        raise RefusedError(f"{_say_date(day)} {day.year} is more than ten years away.", _DATE_CURE)
    _check_weekday(said, day)
    return day


def parse_since(text: str, now: datetime, *, order: DayOrder = DayOrder.DAY_FIRST) -> datetime:
    """Return the instant from which on something counts, in `now`'s zone and never after `now`.

    Days, weeks, months and dates count from the beginning of their day, so that "2w" takes in the call of two
    weeks ago whenever in the day it was. A weekday or a date without a year is the latest one, today
    included. RefusedError where the words are not understood or lie ahead.
    """
    zone = _zone(now)
    if exact := _exact_moment(text, zone):
        return _not_ahead(exact, now)
    said = _read(text, {"date", "weekday", "near", "span", "ago"}, _SINCE_CURE)
    words = said.keys() - {"ago"}
    if words == {"span"}:
        return _back(said["span"], now)
    if words == {"weekday"} and not said["weekday"]["which"] and not said["weekday"]["later"]:
        back = (now.weekday() - _weekday(said["weekday"])) % 7
        return _start_of(now.date() - timedelta(days=back), zone)
    if words == {"near"}:
        return _not_ahead(_start_of(_near_day(said["near"], now.date()), zone), now)
    if words == {"date"}:
        days = _dates(said["date"], now.date(), order, step=-1)
        return _not_ahead(_start_of(next((d for d in days if d <= now.date()), days[-1]), zone), now)
    raise RefusedError(f'"{one_line(text, 40)}" is not understood.', _SINCE_CURE)


# ---- what the mentor is told


def say_moment(moment: datetime, now: datetime) -> str:
    """Return the moment in full, in `now`'s zone: "Tuesday 8 December 2026, 18:00 (GMT), in 15 days".

    The distance is in days of the calendar. The zone is its abbreviation, or "UTC+05:30" where it has none.
    """
    here = moment.astimezone(_zone(now))
    day = f"{WEEKDAYS[here.weekday()]} {_say_date(here)} {here.year}"
    return f"{day}, {say_time(here)} ({_say_zone(here)}), {_days_from(here.date(), now.date())}"


def say_day(day: date, today: date) -> str:
    """Return "Fri 4 December", with the year where it is not that of `today`."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{WEEKDAYS[day.weekday()][:3]} {_say_date(day)}{year}"


def say_time(moment: datetime | time) -> str:
    """Return what a clock in the moment's own zone shows: "18:52". Seconds are left out, not rounded."""
    return f"{moment.hour:02}:{moment.minute:02}"


def _say_date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _say_zone(moment: datetime) -> str:
    name = moment.tzname() or ""
    if name.isalpha():
        return name
    minutes = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def _days_from(day: date, today: date) -> str:
    count = (day - today).days
    named = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    return named.get(count, f"in {count} days" if count > 0 else f"{-count} days ago")


def _how_long(span: timedelta) -> str:
    minutes = span // timedelta(minutes=1)
    if not minutes:
        return "under a minute"
    count, unit = (minutes, "minute") if minutes < 60 else (minutes // 60, "hour")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


# ---- words: the text is read piece by piece, each piece falls into one slot

_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_AMOUNTS = {"a": 1, "an": 1} | {word: count for count, word in enumerate(_NUMBERS, 1)}

_UNITS = {
    **dict.fromkeys(("m", "min", "minute"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hr", "hour"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day"), timedelta(days=1)),
    **dict.fromkeys(("w", "wk", "week"), timedelta(weeks=1)),
    "fortnight": timedelta(weeks=2),
}
_MONTH_UNITS = {"month": 1, "y": 12, "yr": 12, "year": 12}

_WEEKDAY = (
    "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?"
    "|sun(?:day)?"
)
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    "|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_NTH = "(?:st|nd|rd|th)"
_HALF = r"(?P<half>[ap])\.?m\b\.?"
_LENGTH = rf"(?:(?:{'|'.join(_AMOUNTS)}) |\d{{1,4}} ?)(?:{'|'.join([*_UNITS, *_MONTH_UNITS])})s?(?![a-z])"
_LENGTHS = rf"(?P<lengths>{_LENGTH}(?:(?:, | and | )?{_LENGTH})*)"

_PIECES = (
    ("span", rf"(?P<in>in) {_LENGTHS}(?:(?<=h)(?P<minutes>\d\d))?"),
    ("date", r"(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})"),
    ("date", r"(?P<first>\d{1,2})([-/.])(?P<second>\d{1,2})\2(?P<year>\d{4}|\d\d)"),
    ("date", r"(?P<first>\d{1,2})/(?P<second>\d{1,2})(?!/)"),
    ("date", rf"(?P<day>\d{{1,2}}){_NTH}? ?(?:of )?(?P<name>{_MONTH})(?:[.,]* (?P<year>\d{{4}}))?"),
    (
        "date",
        rf"(?P<name>{_MONTH})\.? (?:the )?(?P<day>\d{{1,2}}){_NTH}?(?:,? (?P<year>\d{{4}}))?"
        r"(?!:| ?[ap]\.?m\b|[./h]\d)",
    ),
    ("date", rf"(?P<day>\d{{1,2}}){_NTH}"),
    ("weekday", rf"(?:(?P<which>next)|this|coming)? ?(?P<weekday>{_WEEKDAY})\b(?P<later> week)?"),
    ("near", r"(?P<near>day after tomorrow|tomorrow|today|yesterday)(?P<later> week)?"),
    ("near", r"(?P<near>tonight|this (?P<part>morning|afternoon|evening))"),
    ("next", "next (?P<unit>week|month)"),
    ("call", "next (?:call|session|time)"),
    ("same", "(?:same|this|usual) time|as usual"),
    ("word", "noon|midday|midnight"),
    ("part", "(?:in the )?(?P<part>morning|afternoon|evening|night)"),
    ("clock", rf"(?P<hour>\d{{1,2}})[:.h](?P<minute>\d\d)(?::(?P<second>\d\d))?(?: ?{_HALF})?(?! ?min)"),
    ("clock", rf"(?P<hour>\d{{1,2}}) ?{_HALF}"),
    ("clock", r"(?P<hour>\d\d)h"),
    ("span", _LENGTHS),
    ("bare", r"(?P<hour>\d{1,2})(?: ?o'?clock)?(?![:/]|\.\d)"),
    ("ago", "ago|since"),
)
"""Slot and pattern; the first that fits is taken. Two patterns of one slot may not both be said."""

_SKIP = r"(?:[\s,;@]|\.(?!\d)|[-–] |(?:at|on|the|of|by|for|from|now|around|about|until|till|and|same day)\b)*"

_TIME_SLOTS = frozenset({"clock", "bare", "word", "part", "same"})
_DAY_SLOTS = frozenset({"date", "weekday", "near", "span", "next"})

_Said = Mapping[str, re.Match[str]]
"""The pieces of a text, by slot."""


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    # Compiled when first needed: that takes 5 ms, and most commands read no date at all.
    return tuple((slot, re.compile(rf"(?:{text})(?![a-z0-9])", re.ASCII)) for slot, text in _PIECES)


def _read(text: str, slots: Iterable[str], cure: str) -> _Said:
    """Return what `text` says, by slot; RefusedError with `cure` where a word fits none of `slots`."""
    words = re.sub(r"(\d{4}-\d\d-\d\d)t(?=\d)", r"\1 ", fold(text), flags=re.ASCII)
    words = words.replace("half an hour", "30 min").replace("a couple of", "2")
    skip = re.compile(_SKIP)
    said: dict[str, re.Match[str]] = {}
    position = _end(skip, words, 0)
    while position < len(words):
        slot, piece = _piece(words, position)
        if piece is None or slot not in slots:
            unknown = piece[0] if piece else words[position:].split()[0]
            raise RefusedError(f'"{one_line(unknown, 40)}" is not understood here.', cure)
        if slot in said:
            both = f'"{said[slot][0].strip()}" and "{piece[0].strip()}"'
            raise RefusedError(f"{both} say two things.", _ONE_TIME_CURE if slot == "clock" else cure)
        said[slot] = piece
        position = _end(skip, words, piece.end())
    if not said:
        raise RefusedError("That says no day and no time.", cure)
    return said


def _end(pattern: re.Pattern[str], words: str, position: int) -> int:
    found = pattern.match(words, position)
    return found.end() if found else position


def _piece(words: str, position: int) -> tuple[str, re.Match[str] | None]:
    tried = ((slot, pattern.match(words, position)) for slot, pattern in _patterns())
    return next(((slot, match) for slot, match in tried if match), ("", None))


# ---- days


def _days(said: _Said, today: date, order: DayOrder) -> Sequence[date]:
    """Return the days that may be meant, earliest first: one, or several where the next of them is meant."""
    weekday, span = said.get("weekday"), said.get("span")
    others = sorted(said.keys() & (_DAY_SLOTS - {"weekday"}))
    if others and weekday and (weekday["which"] or weekday["later"]):
        raise RefusedError("That says two days.", "Write one day.")
    match others:
        case []:
            return _weekday_days(weekday, today)
        case ["date"]:
            dates = _dates(said["date"], today, order)
            ahead = [day for day in dates if day >= today] or dates
            return ahead[:1] if weekday else ahead
        case ["near"]:
            return [_near_day(said["near"], today)]
        case ["near", "span"] if span:
            return [_shift(_near_day(said["near"], today), _span(span))]
        case ["span"] if span:
            return _span_days(span, weekday, today)
        case ["next"]:
            return [_next_unit(said["next"], weekday, today)]
        case _:
            raise RefusedError("That says two days.", "Write one day.")


def _weekday(match: re.Match[str]) -> int:
    return [name[:3].lower() for name in WEEKDAYS].index(match["weekday"][:3])


def _monday(today: date, weeks: int) -> date:
    return today + timedelta(weeks=weeks, days=-today.weekday())


def _weekday_days(match: re.Match[str] | None, today: date) -> Sequence[date]:
    if match is None:
        raise RefusedError("That says no day.", _MOMENT_CURE)
    if match["which"]:
        return [_monday(today, 1) + timedelta(days=_weekday(match))]
    coming = today + timedelta(days=(_weekday(match) - today.weekday()) % 7, weeks=bool(match["later"]))
    return [coming, coming + timedelta(weeks=1)]


def _near_day(match: re.Match[str], today: date) -> date:
    ahead = {"yesterday": -1, "tomorrow": 1, "day after tomorrow": 2}.get(match["near"], 0)
    later = match.groupdict().get("later")
    return today + timedelta(days=ahead, weeks=bool(later))


def _next_unit(match: re.Match[str], weekday: re.Match[str] | None, today: date) -> date:
    if match["unit"] == "month":
        return _shift(today, _Span(months=1))
    return _monday(today, 1) + timedelta(days=_weekday(weekday)) if weekday else today + timedelta(weeks=1)


def _span_days(match: re.Match[str], weekday: re.Match[str] | None, today: date) -> Sequence[date]:
    span = _span(match)
    if weekday is None or span.days % 7:
        return [_shift(today, span)]
    if match.groupdict().get("in"):
        target = _shift(today, span)
        return [target + timedelta(days=(_weekday(weekday) - target.weekday() + 3) % 7 - 3)]
    return [_shift(day, span) for day in _weekday_days(weekday, today)]


def _day_of_call(said: _Said, next_call: date | None) -> Sequence[date]:
    if len(said) > 1:
        raise RefusedError("That says two days.", _DAY_CURE)
    if next_call is None:
        raise RefusedError("There is no next call yet.", "Settle the next call first, or name a day.")
    return [next_call]


def _dates(match: re.Match[str], today: date, order: DayOrder, step: int = 1) -> Sequence[date]:
    """Return the dates that fit, going from today forwards, or backwards with a `step` of -1."""
    year, month, day = _date_parts(match, order)
    if year is not None:
        return [_existing(year, month or 0, day)]
    if month is not None:
        _existing(2000, month, day)  # a leap year: 29 February may come
        tried = [(today.year + step * ahead, month) for ahead in range(9)]
    else:
        _existing(2000, 1, day)
        months = [today.year * 12 + today.month - 1 + step * ahead for ahead in range(3)]
        tried = [(count // 12, count % 12 + 1) for count in months]
    return [date(y, m, day) for y, m in tried if day <= _last_day(y, m)]


def _date_parts(match: re.Match[str], order: DayOrder) -> tuple[int | None, int | None, int]:
    """Return year, month and day, None for what is not said."""
    part = match.groupdict()
    said = part.get("year") or ""
    year = int(said) + (2000 if len(said) == 2 else 0) if said else None
    if part.get("name"):
        return year, [name[:3].lower() for name in MONTHS].index(part["name"][:3]) + 1, int(part["day"])
    if part.get("first"):
        first, second = int(part["first"]), int(part["second"])
        return (year, second, first) if order is DayOrder.DAY_FIRST else (year, first, second)
    return year, int(part["month"]) if part.get("month") else None, int(part["day"])


def _existing(year: int, month: int, day: int) -> date:
    if not 1900 <= year < 9999:
        raise RefusedError(f"{year} is not a year that a call can be in.", _MOMENT_CURE)
    if not 1 <= month <= 12:
        raise RefusedError(f"There is no month {month}.", 'Write the month by its name: "17 March".')
    last, named = _last_day(year, month), MONTHS[month - 1]
    if not 1 <= day <= last:
        leap = f" {year}" if (month, day) == (2, 29) else ""
        raise RefusedError(f"There is no {day} {named}{leap}.", f"{named}{leap} has {last} days.")
    return date(year, month, day)


def _last_day(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day


def _check_weekday(said: _Said, day: date) -> None:
    if "weekday" in said and _weekday(said["weekday"]) != day.weekday():
        named, meant = WEEKDAYS[day.weekday()], WEEKDAYS[_weekday(said["weekday"])]
        raise RefusedError(
            f"{_say_date(day)} {day.year} is a {named}, not a {meant}.", "Write the one that you mean."
        )


def _plausible(days: Sequence[date], today: date) -> Sequence[date]:
    """Return `days`, or refuse where all of them are over or the first is too far away."""
    if days[-1] < today:
        distance = _days_from(days[-1], today).replace("yesterday", "1 day ago")
        raise RefusedError(
            f"That is {distance}: {_say_date(days[-1])} {days[-1].year}.", "Write a day that is to come."
        )
    if days[0] - today > FARTHEST:
        raise RefusedError(f"{_say_date(days[0])} {days[0].year} is more than ten years ahead.", _MOMENT_CURE)
    return days


# ---- lengths


@dataclass(frozen=True, slots=True)
class _Span:
    """A length. A month has no fixed days, nor a day fixed hours, so the three are kept apart."""

    months: int = 0
    days: int = 0
    seconds: int = 0


def _span(match: re.Match[str]) -> _Span:
    months, days, seconds = 0, 0, 60 * int(match.groupdict().get("minutes") or 0)
    for amount, unit in re.findall(r"([a-z]+(?= )|\d+) ?([a-z]+)", match["lengths"].replace(" and ", " ")):
        count = _AMOUNTS.get(amount) or int(amount)
        name = unit if unit in _UNITS or unit in _MONTH_UNITS else unit.removesuffix("s")
        length = _UNITS.get(name, timedelta())
        months += count * _MONTH_UNITS.get(name, 0)
        days += count * length.days
        seconds += count * length.seconds
    if not months + days + seconds:
        raise RefusedError(f'"{match[0].strip()}" is no time at all.', 'Write at least 1: "1 week", "1 min".')
    if months // 12 + days // 365 + seconds // (365 * 86_400) > LONGEST_YEARS:
        raise RefusedError("That is too far away.", "Write a shorter time.")
    return _Span(months, days, seconds)


def _shift(day: date, span: _Span, sign: int = 1) -> date:
    """Return the day `span` later, or earlier with a `sign` of -1, at most the last of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 + sign * span.months, 12)
    clamped = date(year, month + 1, min(day.day, _last_day(year, month + 1)))
    return clamped + timedelta(days=sign * span.days)


def _end_of_span(said: _Said, now: datetime) -> datetime:
    seconds = _clock_seconds(said, _TIME_CURE)
    if not 0 < seconds <= UNTIL_WITHIN.total_seconds():
        raise RefusedError(f'"{said["span"][0].strip()}" is too long for a call.', _TIME_CURE)
    return _later(now, seconds)


def _clock_seconds(said: _Said, cure: str) -> int:
    """Return the seconds of "in 2 hours", 0 where the span is one of days; RefusedError where it is mixed."""
    span = _span(said["span"])
    if span.seconds and (len(said) > 1 or span.days or span.months):
        raise RefusedError(f'"{said["span"][0].strip()}" does not go with the rest.', cure)
    return span.seconds


def _back(match: re.Match[str], now: datetime) -> datetime:
    if match.groupdict().get("in"):
        raise RefusedError(f'"{match[0].strip()}" is still to come.', _SINCE_CURE)
    span = _span(match)
    if span.seconds % 3600 or (span.seconds and span.days + span.months):
        raise RefusedError(f'"{match[0].strip()}" may be minutes or months.', _SINCE_CURE)
    if span.seconds:
        return _later(now, -span.seconds)
    return _start_of(_shift(now.date(), span, sign=-1), _zone(now))


# ---- times of day

_PARTS = {"morning": range(12), "afternoon": range(12, 18), "evening": range(17, 24), "night": range(17, 24)}
"""The hours of each part of the day. Hours after midnight belong to the next day: "tomorrow 0:30"."""


def _time_of_day(said: _Said, usual: time | None) -> time:
    """Return the time that the words say, else `usual`."""
    named = sorted(said.keys() & {"clock", "bare", "word", "same"})
    if len(named) > 1:
        first, second = (said[slot][0] for slot in named[:2])
        raise RefusedError(f'"{first}" and "{second}" are two times.', _ONE_TIME_CURE)
    part = _part_of_day(said)
    at = _named_time(said, part) or (usual and usual.replace(second=0, microsecond=0, tzinfo=None, fold=0))
    if at is None:
        missing = "There is no usual time" if "same" in said else "That says no time"
        raise RefusedError(f"{missing}.", 'Add the time, such as "6pm" or "18:00".')
    if part and at.hour not in _PARTS[part]:
        where = "at night" if part == "night" else f"in the {part}"
        raise RefusedError(
            f"{say_time(at)} is not {where}.", 'Write "18:00"; from midnight on it is the next day.'
        )
    return at


def _part_of_day(said: _Said) -> str:
    if "part" in said:
        return said["part"]["part"]
    near = said["near"].groupdict() if "near" in said else {}
    return "night" if near.get("near") == "tonight" else near.get("part") or ""


def _named_time(said: _Said, part: str) -> time | None:
    if "clock" in said:
        return _clock_time(said["clock"], part)
    if "bare" in said:
        return _bare_time(int(said["bare"]["hour"]), part)
    if "word" in said:
        return time(0 if said["word"][0] == "midnight" else 12)
    return None


def _clock_time(match: re.Match[str], part: str) -> time:
    given = match.groupdict()
    hour, minute, second = (int(given.get(name) or 0) for name in ("hour", "minute", "second"))
    half = given.get("half")
    if (half and not 1 <= hour <= 12) or hour > 23 or minute > 59 or second > 59:
        raise RefusedError(
            f'"{match[0]}" is not a time of day.', 'Hours go from 0:00 to 23:59, or "1am" to "12pm".'
        )
    if half:
        return time(hour % 12 + 12 * (half == "p"), minute, second)
    return time(_in_part(hour, part), minute, second)


def _bare_time(hour: int, part: str) -> time:
    if part and 0 < hour < 24 and (hour, part) != (12, "morning"):
        return time(_in_part(hour, part))
    if hour == 12:
        raise RefusedError('"12": noon or midnight?', 'Write "12:00" or "0:00".')
    if 0 < hour < 12:
        raise RefusedError(f'"{hour}": {hour}am or {hour}pm?', f'Write "{hour}am" or "{hour}pm".')
    if hour < 24:
        raise RefusedError(f'"{hour}" may be a time or a day.', f'For a time, write "{hour}:00".')
    raise RefusedError(f'"{hour}" is not a time of day.', 'Write "18:00", or "50 min" for a length.')


def _in_part(hour: int, part: str) -> int:
    """Return the hour on the 24-hour clock: 8 in the evening is 20."""
    return hour + 12 if part in ("afternoon", "evening", "night") and 0 < hour < 12 else hour


# ---- instants. Python compares and subtracts moments of one zone by the wall clock, so UTC goes between.


def _zone(now: datetime) -> tzinfo:
    if now.tzinfo is None:
        raise ValueError("now must be in a zone")
    return now.tzinfo


def _instants(day: date, at: time, zone: tzinfo) -> Iterable[datetime]:
    """Yield the instants at which a clock in `zone` shows that, twice the same where there is one.

    In a gap the first is moved on by its length, as RFC 5545 has it, and the second is earlier.
    """
    for nth in (0, 1):
        yield datetime.combine(day, at.replace(fold=nth), zone).astimezone(UTC).astimezone(zone)


def _start_of(day: date, zone: tzinfo) -> datetime:
    return next(iter(_instants(day, time(), zone)))


def _ahead(moment: datetime, now: datetime) -> timedelta:
    """Return the time that really passes from `now` to `moment`."""
    return moment.astimezone(UTC) - now.astimezone(UTC)


def seconds_until(moment: datetime, now: datetime) -> float:
    """Return the seconds that really pass from `now` to `moment`, negative where it is over.

    `moment - now` is not that: within one zone Python subtracts what the clock on the wall shows, which is an
    hour off across a change of the clocks.
    """
    return _ahead(moment, now).total_seconds()


def _later(now: datetime, seconds: int) -> datetime:
    return (now.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(now.tzinfo)


def _exact_moment(text: str, zone: tzinfo) -> datetime | None:
    """Return the moment that an ISO text with an offset names, None where it is no such text."""
    words = text.strip().upper()
    iso = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)"
    if not re.fullmatch(iso, words, re.ASCII):
        return None
    try:
        return datetime.fromisoformat(words).astimezone(zone)
    except (ValueError, OverflowError):
        raise RefusedError(f'"{words}" does not exist.', _MOMENT_CURE) from None


def _first_ahead(moments: Iterable[datetime], now: datetime) -> datetime:
    """Return the first of `moments` after `now`; RefusedError, saying how long ago it was, where none is."""
    last = now
    for last in moments:
        if _ahead(last, now) > FARTHEST:
            raise RefusedError(f"{_say_date(last)} {last.year} is more than ten years ahead.", _MOMENT_CURE)
        if _ahead(last, now) > timedelta():
            return last
    ago = _how_long(-_ahead(last, now)) + " ago"
    if days := (now.date() - last.date()).days:
        ago = _days_from(last.date(), now.date()) if days > 1 else "1 day ago"
    raise RefusedError(
        f"That is {ago}: {_say_date(last)} {last.year}, {say_time(last)}.", "Write a time that is to come."
    )


def _check_soon(moment: datetime, now: datetime) -> datetime:
    """Return `moment`, or refuse where it is too far ahead for this call to end then."""
    ahead = _ahead(moment, now)
    if ahead <= UNTIL_WITHIN:
        return moment
    shown, hours = say_time(moment), _how_long(ahead)
    later = say_time(moment.replace(hour=moment.hour % 12 + 12))
    cure = f'Did you mean "{later}"?' if moment.hour < 12 else _TIME_CURE
    if moment.date() > now.date():
        raise RefusedError(f"{shown} has passed; the next is tomorrow, in {hours}.", cure)
    raise RefusedError(f"{shown} is {hours} ahead.", cure)


def _not_ahead(moment: datetime, now: datetime) -> datetime:
    if _ahead(moment, now) > timedelta():
        raise RefusedError(f"{_say_date(moment)} {moment.year} is still to come.", _SINCE_CURE)
    return moment
