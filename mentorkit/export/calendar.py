"""The next call for a calendar program: iCalendar (RFC 5545), one event a call that was agreed on, or a whole series.

A calendar is seen by whoever looks over a shoulder, or shared: an event says that there is a call, and nothing of what is in it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from mentorkit import when, words
from mentorkit.errors import NotFoundError
from mentorkit.export.audience import Readable
from mentorkit.plan import Audience
from mentorkit.records import NextCall, Session
from mentorkit.text import one_line

if TYPE_CHECKING:
    from icalendar import Alarm, Calendar, Event, TimezoneDaylight, TimezoneStandard

S = TypeVar("S", bound=Session)

ALARM = timedelta(minutes=15)
"""How long before the call its reminder comes."""


@dataclass(frozen=True, slots=True)
class Series:
    """Calls in a rhythm, of which the next one is the first."""

    students: tuple[str, ...]
    """Their ids: a series of the same students is the same event, however often it is written."""
    days: int
    """From one call to the next."""
    calls: int
    """How many there are."""
    revision: int
    """Grows with everything that changes the series: the later one replaces the earlier."""

    @property
    def uid(self) -> str:
        """Return the id of the event, which tells nobody who the students are."""
        from hashlib import sha256

        return f"series-{sha256(' '.join(sorted(self.students)).encode()).hexdigest()[:32]}@mentorkit"

    @property
    def last(self) -> timedelta:
        """Return how long after the first call the last one is, in days on the wall."""
        return timedelta(days=self.days * (self.calls - 1))


def to_calendar(sessions: Sequence[Readable], audience: Audience, zone: tzinfo) -> str:
    """Return the next calls as an iCalendar file, with CRLF at the end of each line.

    Where sessions agreed on one and the same call, which was moved in between, it is one event, as it was agreed on last.
    NotFoundError where none of the sessions has one for this reader: a calendar must not be without events.
    """
    events = [_single(*each, audience, zone) for each in agreed_last(sessions)]
    if not events:
        raise nothing_agreed(audience)
    return _calendar(events, {event.DTSTART.year for event in events}, zone)


def agreed_last(sessions: Iterable[S]) -> list[tuple[S, NextCall]]:
    """Return the next calls that were agreed on in the sessions, each once as it was moved last, with where that was done."""
    agreed: dict[str, tuple[S, NextCall]] = {}
    for session in sessions:
        if call := session.next_call:
            event = _event_id(session, call)
            if event not in agreed or agreed[event][1].moves < call.moves:
                agreed[event] = session, call
    return list(agreed.values())


def to_series(session: Readable, series: Series, audience: Audience, zone: tzinfo) -> str:
    """Return the session's next call, and those that follow it in the series, as one iCalendar event that recurs.

    NotFoundError where the session has no next call for this reader.
    """
    call = session.next_call
    if call is None:
        raise nothing_agreed(audience)
    event = _event(session, audience, series.uid, series.revision)
    # What recurs goes by the wall, where it must stay at six in the evening all year.
    begins = call.at.astimezone(zone if _has_name(zone) else UTC)
    event.add("dtstart", begins)
    event.add("duration", timedelta(minutes=call.minutes))
    event.add("rrule", _rule(series))
    return _calendar([event], {begins.year, (begins + series.last).year}, zone)


def _rule(series: Series) -> dict[str, str | int]:
    weeks, rest = divmod(series.days, 7)
    every = ("DAILY", series.days) if rest else ("WEEKLY", weeks)
    return {"freq": every[0], "interval": every[1], "count": series.calls}


def nothing_agreed(audience: Audience) -> NotFoundError:
    """Return what to say where there is no next call for that reader."""
    whom = "" if audience is Audience.MENTOR else f" for the {audience.value}"
    return NotFoundError(
        f"No next call was settled{whom}.",
        "It is settled during a call, where the plan asks for it, or afterwards: mentorkit next NAME WHEN",
    )


def call_is_over(call: NextCall, now: datetime) -> NotFoundError:
    """Return what to say where the last next call that was agreed on has passed at `now`."""
    return NotFoundError(
        f"The next call that was agreed on is over: {when.say_moment(call.at, now)}.",
        "To agree on another day: mentorkit next NAME WHEN",
    )


def _calendar(events: Sequence["Event"], years: Iterable[int], zone: tzinfo) -> str:
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//mentorkit//mentorkit//EN")
    calendar.add("version", "2.0")
    for event in events:
        calendar.add_component(event)
    _explain_zone(calendar, years, zone)
    written: bytes = calendar.to_ical()
    return written.decode("utf-8")


def _event_id(session: Session, call: NextCall) -> str:
    """The id of the session in which the call was first agreed on: after a move it is still the same event."""
    return call.first_agreed_in or session.id


def _single(session: Readable, call: NextCall, audience: Audience, zone: tzinfo) -> "Event":
    event = _event(session, audience, f"{_event_id(session, call)}@mentorkit", call.moves)
    begins, ends = _times(call, zone)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    return event


def _event(session: Readable, audience: Audience, uid: str, sequence: int) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", session.wall(session.seen_at))
    event.add("summary", _summary(session, audience))
    event.add("class", "PRIVATE")
    event.add_component(_alarm())
    return event


def _alarm() -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", "Mentoring call")
    alarm.add("trigger", -ALARM)
    return alarm


def _summary(session: Readable, audience: Audience) -> str:
    names = [one_line(student.name) for student in session.students] if audience is Audience.MENTOR else []
    whom = words.join_and([name for name in names if name])
    return f"Mentoring call with {whom}" if whom else "Mentoring call"


def _times(call: NextCall, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return beginning and end in the zone where a calendar can be told of it, else in UTC.

    A mere offset has no name. And a time in the hour that comes twice in autumn is always read as the first of the two
    (RFC 5545, 3.3.5), so that the second cannot be said.
    """
    # In UTC: on the wall an hour may be missing between the two.
    span = [call.at.astimezone(UTC), call.at.astimezone(UTC) + timedelta(minutes=call.minutes)]
    begins, ends = (moment.astimezone(zone) for moment in span)
    if not _has_name(zone) or begins.fold or ends.fold:
        begins, ends = span
    return begins, ends


def _has_name(zone: tzinfo) -> bool:
    return isinstance(zone, ZoneInfo) and bool(zone.key)


def _explain_zone(calendar: "Calendar", years: Iterable[int], zone: tzinfo) -> None:
    """Put the zone's rules for the years in question before the events. Where all is in UTC there is nothing to explain."""
    from icalendar import Timezone

    first, last = min(years) - 1, max(years) + 1
    for name in calendar.get_missing_tzids():
        rules = Timezone()
        rules.add("tzid", name)
        for rule in _rules(zone, first, last):
            rules.add_component(rule)
        calendar.subcomponents.insert(0, rules)


def _rules(zone: tzinfo, first: int, last: int) -> Iterable["TimezoneStandard | TimezoneDaylight"]:
    """Yield the zone's offset at the beginning of the year `first`, and each change up to the end of `last`.

    The library's own `add_missing_timezones` (7.3.2) has every change to summer time an hour late: it says the time on the
    wall after the change, where RFC 5545, 3.6.5 wants the one before.
    """
    from icalendar import TimezoneDaylight, TimezoneStandard

    begin, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    before = begin.astimezone(zone)
    for change in [begin, *_changes(zone, begin, end)]:
        after = change.astimezone(zone)
        rule = TimezoneDaylight() if after.dst() else TimezoneStandard()
        rule.add("dtstart", change.astimezone(timezone(_offset(before))).replace(tzinfo=None))
        rule.add("tzoffsetfrom", _offset(before))
        rule.add("tzoffsetto", _offset(after))
        rule.add("tzname", after.tzname())
        yield rule
        before = after


def _changes(zone: tzinfo, begin: datetime, end: datetime) -> Iterable[datetime]:
    """Yield the instants, in UTC and to the second, at which the zone goes over to another offset."""
    day = begin
    while day < end:
        low, high = day, day + timedelta(days=1)
        if _offset(low.astimezone(zone)) != _offset(high.astimezone(zone)):
            while (step := (high - low) // timedelta(seconds=2)) > 0:
                middle = low + timedelta(seconds=step)
                same = _offset(middle.astimezone(zone)) == _offset(day.astimezone(zone))
                low, high = (middle, high) if same else (low, middle)
            yield high
        day += timedelta(days=1)


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()
