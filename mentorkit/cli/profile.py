"""What is known about a student: how it is read, how it is said, and the questions that ask for it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mentorkit import when
from mentorkit.cli.home import tell
from mentorkit.cli.people import LONGEST, check_free, clean_name
from mentorkit.cli.typed import typed
from mentorkit.errors import RefusedError, UsageError
from mentorkit.records import Profile, Student
from mentorkit.text import accept, fold, one_line
from mentorkit.when import DayOrder

EMPTY = "-"
"""The answer that empties a field."""

_RHYTHM_CURE = 'Write how long from call to call, such as "2 weeks", "10 days" or "weekly".'
_HOURS_CURE = 'Write the hours a week as a number from 0 to 100, such as "4" or "3.5".'


@dataclass(frozen=True, slots=True)
class Calendar:
    """What a date depends on."""

    today: date
    order: DayOrder


@dataclass(frozen=True, slots=True)
class Field:
    """A field of `records.Profile`."""

    name: str
    label: str
    read: Callable[[str, Calendar], Any]
    say: Callable[[Any, date], str] = lambda value, today: str(value)
    nothing: str | None = ""
    """Its value while nothing is known."""
    asks: str = ""
    """The question for it, where it is more than the label."""

    @property
    def option(self) -> str:
        """What it is called on the command line."""
        return "--" + self.name.replace("_", "-")


# ---- reading and saying


def rhythm_days(text: str) -> int:
    """Return the days from one call to the next: 14 for "2 weeks", "every 2 weeks" or "fortnightly"; RefusedError."""
    words = fold(text)
    if words in _RHYTHMS:
        return _RHYTHMS[words]
    found = re.fullmatch(
        r"(?:every |each )?(?:([0-9]{1,3}|[a-z]+) ?)?(d|day|w|wk|week|fortnight)s?", words, re.ASCII
    )
    if found:
        count, unit = found.groups(default="1")
        days = (_COUNTS.get(count) or int(count if count.isdecimal() else 0)) * _UNITS.get(unit, 1)
        if 0 < days <= 366:
            return days
    raise RefusedError(f'"{one_line(text, 40)}" is not a rhythm.', _RHYTHM_CURE)


_RHYTHMS = {
    "daily": 1,
    "every other day": 2,
    "weekly": 7,
    "once a week": 7,
    "fortnightly": 14,
    "every other week": 14,
    "every second week": 14,
}
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_UNITS = {"w": 7, "wk": 7, "week": 7, "fortnight": 14}


def say_rhythm(days: int) -> str:
    """Return "every 2 weeks", "every week", "every 10 days"."""
    count, unit = (days, "day") if days % 7 else (days // 7, "week")
    return f"every {unit}" if count == 1 else f"every {count} {unit}s"


def hours_a_week(text: str) -> float:
    """Return the hours of "4", "3.5", "3,5" or "4 h a week": from 0 to 100; RefusedError."""
    found = re.fullmatch(
        r"([0-9]{1,3}(?:[.,][0-9]{1,2})?) ?(?:h|hrs?|hours?)?(?: ?(?:/|a|per) ?(?:w|wk|week))?", fold(text)
    )
    hours = float(found[1].replace(",", ".")) if found else -1.0
    if not 0 <= hours <= 100:
        raise RefusedError(f'"{one_line(text, 40)}" is not a number of hours a week.', _HOURS_CURE)
    return hours


def _short(text: str, _: Calendar) -> str:
    clean = " ".join(accept(text).split())
    if len(clean) > LONGEST:
        raise RefusedError(f"That is {len(clean)} characters; here {LONGEST} are the most.", "Shorten it.")
    return clean


def _date(text: str, calendar: Calendar) -> date:
    return when.parse_date(text, calendar.today, order=calendar.order)


FIELDS = (
    Field("full_name", "full name", _short),
    Field("pronouns", "pronouns", _short),
    Field("channel", "channel", _short, asks="Channel, where you write to each other"),
    Field(
        "rhythm",
        "rhythm",
        lambda text, _: rhythm_days(text),
        lambda days, _: say_rhythm(days),
        None,
        'Rhythm of your calls, such as "2 weeks"',
    ),
    Field(
        "hours",
        "hours a week",
        lambda text, _: hours_a_week(text),
        lambda hours, _: f"{hours:g}",
        None,
        "Hours a week that they have",
    ),
    Field("starts", "starts", _date, when.say_day, None, "Starts, the first day of the course"),
    Field("ends", "ends", _date, when.say_day, None, "Ends, the last day of the course"),
)
"""What can be said on the command line too."""

MOTIVATION = (
    Field("why_course", "why the course", lambda text, _: accept(text), asks="Why this course?"),
    Field("why_programming", "why programming", lambda text, _: accept(text), asks="Why programming?"),
    Field(
        "challenge",
        "biggest challenge",
        lambda text, _: accept(text),
        asks="What is their biggest challenge?",
    ),
)
"""What is only ever asked for: words about a person do not belong into the shell's history."""


def with_answer(profile: Profile, field: Field, text: str, calendar: Calendar) -> Profile:
    """Return the profile with what was written for the field; RefusedError where that is not understood."""
    text = text.strip()
    value: Any = field.nothing if text in ("", EMPTY) else field.read(text, calendar)
    return replace(profile, **{field.name: value})


def with_options(profile: Profile, said: Mapping[str, str], calendar: Calendar) -> Profile:
    """Return the profile with what the command line says, by name of the field; RefusedError names the option."""
    for field in FIELDS:
        if field.name in said:
            try:
                profile = with_answer(profile, field, said[field.name], calendar)
            except RefusedError as error:
                raise RefusedError(f"{field.option}: {error.message}", error.hint) from error
    check_dates(profile, calendar)
    return profile


def renamed(student: Student, name: str, others: Sequence[Student]) -> Student:
    """Return the student called `name`; UsageError where that is no name, or somebody else's."""
    if name.strip() == EMPTY:
        raise UsageError("A name cannot be empty.", "Write the name that you call them by.")
    clean = clean_name(name)
    check_free(clean, [other for other in others if other.id != student.id])
    return replace(student, name=clean)


def check_dates(profile: Profile, calendar: Calendar) -> None:
    """Raise RefusedError where the end is before the start."""
    starts, ends = profile.starts, profile.ends
    if starts and ends and ends < starts:
        first, last = when.say_day(starts, calendar.today), when.say_day(ends, calendar.today)
        raise RefusedError(
            f"The end ({last}) is before the start ({first}).",
            f'Write a later end, or "{EMPTY}" to leave one of them empty.',
        )


def said_of(field: Field, profile: Profile, today: date) -> str:
    """Return the field's value in words, on one line; "" where nothing is known."""
    value = getattr(profile, field.name)
    return "" if value == field.nothing else one_line(field.say(value, today), 60)


def changes_said(before: Student, after: Student, today: date) -> str:
    """Return what is different, in words: "pronouns she/her, no channel"; "" where nothing is."""
    new = [f"now called {one_line(after.name)}"] if after.name != before.name else []
    for field in (*FIELDS, *MOTIVATION):
        if getattr(before.profile, field.name) != getattr(after.profile, field.name):
            said = said_of(field, after.profile, today)
            new.append(f"{field.label} {said}" if said else f"no {field.label}")
    return ", ".join(new)


# ---- asking


def ask_all(student: Student, others: Sequence[Student], calendar: Calendar) -> Student:
    """Return the student as the mentor answers, question by question; KeyboardInterrupt where they leave."""
    tell(
        f'Enter keeps what stands in brackets, "{EMPTY}" empties it. Nothing is saved before the last question.'
    )
    name = _ask_name(student, others)
    profile = student.profile
    for field in FIELDS:
        profile = _ask(field, profile, calendar)
    tell("The last three are for you alone:")
    for field in MOTIVATION:
        profile = _ask(field, profile, calendar)
    return replace(student, name=name, profile=profile)


def _ask_name(student: Student, others: Sequence[Student]) -> str:
    while True:
        answer = typed(f"Name that you call them by [{one_line(student.name)}]: ")
        if not answer:
            return student.name
        try:
            return renamed(student, answer, others).name
        except (UsageError, RefusedError) as error:
            _complain(error)


def _ask(field: Field, profile: Profile, calendar: Calendar) -> Profile:
    now = said_of(field, profile, calendar.today)
    label = field.asks or field.label.capitalize()
    asking = f"{label} [{now}]: " if now else label + (" " if label.endswith("?") else ": ")
    while True:
        answer = typed(asking)
        try:
            after = with_answer(profile, field, answer, calendar) if answer else profile
            if field.name == "ends":
                check_dates(after, calendar)
            return after
        except RefusedError as error:
            _complain(error)


def _complain(error: UsageError | RefusedError) -> None:
    tell(one_line(" ".join(filter(None, (error.message, error.hint)))))
