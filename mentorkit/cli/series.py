"""`mentorkit export --series`: the calls that are to come, in the students' rhythm, as one event that recurs."""

from collections.abc import Sequence
from datetime import date, timedelta, tzinfo

from mentorkit.cli.home import tell
from mentorkit.cli.people import in_shell
from mentorkit.cli.profile import say_rhythm
from mentorkit.errors import UsageError
from mentorkit.export.audience import for_audience
from mentorkit.export.calendar import Series, call_is_over, nothing_agreed, to_series
from mentorkit.plan import Audience
from mentorkit.records import NextCall, Session, Student
from mentorkit.runner import SystemClock
from mentorkit.store import Store
from mentorkit.text import one_line
from mentorkit.when import say_day
from mentorkit.words import join_and, plural

AHEAD = timedelta(days=182)
"""How far a series goes where nobody said when the course ends: one without an end is a nuisance in a calendar."""


def series_text(
    store: Store, sessions: Sequence[Session], student: Student | None, audience: Audience, zone: tzinfo
) -> str:
    """Return the calendar file of the series that begins with the next call of those sessions, the latest first.

    NotFoundError where the reader has no next call in them, or the last one is over; UsageError where no rhythm is known.
    """
    only = student.id if student else None
    ordered = sorted(sessions, key=lambda session: len(session.students) > 1) if student else sessions
    for session in ordered:  # their own series, where there is one, and not that of a group they are in
        readable = for_audience(session, audience, only)
        if session.next_call and readable.next_call:
            now = SystemClock().read().utc.astimezone(zone)
            if session.next_call.is_over(now):
                raise call_is_over(session.next_call, now)
            series = _series(store, session, session.next_call, zone)
            return to_series(readable, series, audience, zone)
    raise nothing_agreed(audience)


def _series(store: Store, session: Session, call: NextCall, zone: tzinfo) -> Series:
    ids = tuple(student.id for student in session.students)
    days, first = _rhythm(session.students), call.at.astimezone(zone).date()
    ends = _end(session.students)
    if ends and ends < first:
        raise UsageError(
            f"The next call is on {say_day(first, ends)}, after the last day of the course, {say_day(ends, first)}.",
            f"Another last day: mentorkit students edit {_whom(session.students)} --ends DATE",
        )
    calls = ((ends or first + AHEAD) - first).days // days + 1
    series = Series(ids, days, calls, store.revisions(ids, session.created_at))
    tell(
        f"{plural(calls, 'call')}, {say_rhythm(days)}, the last one on {say_day(first + series.last, first)}."
    )
    if ends is None:
        tell(
            "No last day of the course is known, so that it goes on for half a year. "
            f"With one: mentorkit students edit {_whom(session.students)} --ends DATE"
        )
    tell("Exported again it replaces itself. What you exported without --series is an event beside it.")
    return series


def _rhythm(students: Sequence[Student]) -> int:
    """The days from call to call, where all have one and the same."""
    rhythms = {student.profile.rhythm for student in students}
    days = rhythms.pop() if len(rhythms) == 1 else None
    if days is None:
        names = join_and([one_line(student.name) for student in students]) or "nobody in particular"
        raise UsageError(
            f"No rhythm is known for calls with {names}"
            + (", one and the same for all." if len(students) > 1 else "."),
            f'It is set with: mentorkit students edit {_whom(students)} --rhythm "2 weeks"',
        )
    return days


def _end(students: Sequence[Student]) -> date | None:
    """The last day of the course, where it is one and the same: nobody's calendar says when somebody else stops."""
    ends = {student.profile.ends for student in students}
    return ends.pop() if len(ends) == 1 else None


def _whom(students: Sequence[Student]) -> str:
    return in_shell(students) if len(students) == 1 else "NAME"
