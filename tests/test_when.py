"""Days and times in human words. "Now" is Monday 23 November 2026, 18:00 in London, unless said otherwise."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mentorkit.errors import RefusedError
from mentorkit.when import (
    FARTHEST,
    MONTHS,
    UNTIL_WITHIN,
    WEEKDAYS,
    DayOrder,
    parse_day,
    parse_moment,
    parse_since,
    parse_time_today,
    say_day,
    say_moment,
    say_time,
    seconds_until,
)

_T = TypeVar("_T")

LONDON, ROME = ZoneInfo("Europe/London"), ZoneInfo("Europe/Rome")
JOHANNESBURG = ZoneInfo("Africa/Johannesburg")
NOW = datetime(2026, 11, 23, 18, tzinfo=LONDON)
USUAL = time(18, 30)

# London, Rome and the same instant elsewhere: clocks go forward on 28 March 2027 and back on 31 October 2027.
zones = st.sampled_from(
    [LONDON, ROME, JOHANNESBURG, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")]
)


@st.composite
def moments(draw: st.DrawFn, most_days: int = 400) -> datetime:
    """Any second of some 13 months from November 2026 on, in any of the zones: all changes are in it."""
    ahead = timedelta(seconds=draw(st.integers(0, most_days * 86400)))
    return (datetime(2026, 11, 1, tzinfo=UTC) + ahead).astimezone(draw(zones))


def instant(moment: datetime) -> datetime:
    """Python compares moments of one zone by the wall clock; in UTC it compares what is meant."""
    return moment.astimezone(UTC)


def refusal(parse: Callable[[], object]) -> str:
    with pytest.raises(RefusedError) as caught:
        parse()
    assert caught.value.hint, "a refusal comes with its cure"
    return f"{caught.value.message} {caught.value.hint}"


def understood(parse: Callable[[], _T]) -> _T | None:
    """Return what was understood, None where it was refused with a cure; anything else raised is a fault."""
    try:
        return parse()
    except RefusedError as refused:
        return None if refused.message and refused.hint else pytest.fail("refused without a cure")


# ---- the next call


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("tue 6pm", "2026-11-24 18:00"),
        ("tuesday 18:00", "2026-11-24 18:00"),
        ("18:00 on Tuesday", "2026-11-24 18:00"),
        ("on Tue, at 6 P.M.", "2026-11-24 18:00"),
        ("this tue 6pm", "2026-11-24 18:00"),
        ("tue evening 6", "2026-11-24 18:00"),
        ("tue at 9 in the morning", "2026-11-24 09:00"),
        ("next tue 6pm", "2026-12-01 18:00"),
        ("tue next week 6pm", "2026-12-01 18:00"),
        ("tue week 6pm", "2026-12-01 18:00"),
        ("a week on tuesday 6pm", "2026-12-01 18:00"),
        ("a week tomorrow 6pm", "2026-12-01 18:00"),
        ("in 2 weeks on tue 6pm", "2026-12-08 18:00"),
        ("in two weeks on sunday 6pm", "2026-12-06 18:00"),
        ("in 2 weeks", "2026-12-07 18:30"),
        ("in two weeks 17:15", "2026-12-07 17:15"),
        ("two weeks from now", "2026-12-07 18:30"),
        ("a couple of weeks", "2026-12-07 18:30"),
        ("in a fortnight", "2026-12-07 18:30"),
        ("same time in two weeks", "2026-12-07 18:30"),
        ("same day, same time in 2 weeks", "2026-12-07 18:30"),
        ("same time next week", "2026-11-30 18:30"),
        ("this time next week", "2026-11-30 18:30"),
        ("in 2 weeks at the same time", "2026-12-07 18:30"),
        ("in a month", "2026-12-23 18:30"),
        ("next month", "2026-12-23 18:30"),
        ("in 1 week and 2 days", "2026-12-02 18:30"),
        ("tomorrow 7.30pm", "2026-11-24 19:30"),
        ("the day after tomorrow at 7.30pm", "2026-11-25 19:30"),
        ("tonight 8pm", "2026-11-23 20:00"),
        ("tonight 8", "2026-11-23 20:00"),
        ("tonight 8:30", "2026-11-23 20:30"),
        ("this evening", "2026-11-23 18:30"),
        ("monday at noon", "2026-11-30 12:00"),
        ("tue 12pm", "2026-11-24 12:00"),
        ("tue 12am", "2026-11-24 00:00"),
        ("tue 19h", "2026-11-24 19:00"),
        ("tue 9h30", "2026-11-24 09:30"),
        ("17/3 19:30", "2027-03-17 19:30"),
        ("17/3/2027 7pm", "2027-03-17 19:00"),
        ("17/3/27 7pm", "2027-03-17 19:00"),
        ("17.3.2027 7pm", "2027-03-17 19:00"),
        ("17 march 19:30", "2027-03-17 19:30"),
        ("17th of March, 2027 19:30", "2027-03-17 19:30"),
        ("march 17 at 7pm", "2027-03-17 19:00"),
        ("Mar. 17th, 2027 7 pm", "2027-03-17 19:00"),
        ("wed 17 march 7pm", "2027-03-17 19:00"),
        ("the 31st 7pm", "2026-12-31 19:00"),
        ("Tuesday the 8th, 6pm", "2026-12-08 18:00"),
        ("2027-03-17 19:30", "2027-03-17 19:30"),
        ("2027-03-17T19:30", "2027-03-17 19:30"),
        ("2027-03-17T19:30Z", "2027-03-17 19:30"),
        ("2027-07-17T19:30:00+02:00", "2027-07-17 18:30"),
        ("29 feb 6pm", "2028-02-29 18:00"),
        ("23 nov 6pm", "2027-11-23 18:00"),
        ("in 2 hours", "2026-11-23 20:00"),
        ("in half an hour", "2026-11-23 18:30"),
        ("in 1h10", "2026-11-23 19:10"),
        ("  TUE   6PM ", "2026-11-24 18:00"),
    ],
)
def test_a_next_call_is_understood_in_human_words(text: str, meant: str) -> None:
    assert parse_moment(text, NOW, usual=USUAL) == datetime.fromisoformat(meant).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "says no day and no time"),
        ("at the", "says no day and no time"),
        ("tusday 6pm", '"tusday" is not understood'),
        ("-2 weeks", '"-2" is not understood'),
        ("2 weeks ago", '"ago" is not understood'),
        ("6", "6am or 6pm?"),
        ("tue 6", "6am or 6pm?"),
        ("tue 7 o'clock", "7am or 7pm?"),
        ("tue 12", "noon or midnight?"),
        ("tue 18", '"18" may be a time or a day. For a time, write "18:00"'),
        ("tue midnight", "Midnight belongs to two days"),
        ("tonight 12", "12:00 is not at night"),
        ("tue morning 6pm", "18:00 is not in the morning"),
        ("tue 0:70", '"0:70" is not a time of day'),
        ("tue 25:00", '"25:00" is not a time of day'),
        ("tue 13pm", '"13pm" is not a time of day'),
        ("tue 0am", '"0am" is not a time of day'),
        ("tue 99", '"99" is not a time of day'),
        ("19:30", "says no day"),
        ("same time", "says no day"),
        ("31/2", "There is no 31 February"),
        ("31/2 6pm", "There is no 31 February"),
        ("29/2/2027 6pm", "There is no 29 February 2027. February 2027 has 28 days"),
        ("the 32nd 6pm", "There is no 32"),
        ("0/5 6pm", "There is no 0 May"),
        ("3/17 6pm", "There is no month 17"),
        ("2027-02-30T19:30Z", "does not exist"),
        ("20/11/2026 18:00", "That is 3 days ago"),
        ("yesterday 6pm", "That is 1 day ago"),
        ("today 9am", "That is 9 hours ago"),
        ("today 17:59", "That is 1 minute ago"),
        ("today 18:00", "That is under a minute ago"),
        ("mon 23 nov 17:00", "That is 1 hour ago"),
        ("2026-11-20T18:00Z", "That is 3 days ago"),
        ("2026-11-22T18:00Z", "That is 1 day ago"),
        ("0001-01-01 10:00", "is not a year"),
        ("2036-12-24 18:00", "more than ten years ahead"),
        ("2040-12-24T18:00Z", "more than ten years ahead"),
        ("in 9999 years", "too far away"),
        ("in 0 days", "is no time at all"),
        ("tue 9 dec 6pm", "9 December 2026 is a Wednesday, not a Tuesday"),
        ("in 10 days on friday", "3 December 2026 is a Thursday, not a Friday"),
        ("in 2 hours 6pm", "does not go with the rest"),
        ("tue 6pm 7pm", '"6pm" and "7pm" say two things'),
        ("tue 6pm noon", '"6pm" and "noon" are two times'),
        ("17.12 19:30", 'a date with a slash: "17/3"'),
        ("tue wed 6pm", '"tue" and "wed" say two things'),
        ("tomorrow 17/3 6pm", "says two days"),
        ("next tue next week", "says two days"),
    ],
)
def test_what_is_not_one_moment_ahead_is_refused_with_the_cure(text: str, told: str) -> None:
    assert told in refusal(lambda: parse_moment(text, NOW, usual=USUAL))


def test_a_day_without_a_time_needs_the_usual_time() -> None:
    assert "says no time. Add the time" in refusal(lambda: parse_moment("tue", NOW))
    assert "There is no usual time" in refusal(lambda: parse_moment("same time tue", NOW))


def test_the_usual_time_is_taken_to_the_minute_and_without_a_zone_of_its_own() -> None:
    usual = time(18, 3, 41, 5, tzinfo=UTC)
    assert parse_moment("in 1 week", NOW, usual=usual) == datetime(2026, 11, 30, 18, 3, tzinfo=LONDON)


def test_a_weekday_is_today_while_its_time_is_still_ahead() -> None:
    assert parse_moment("mon 18:01", NOW).date() == NOW.date()
    assert parse_moment("mon 18:00", NOW).date() == date(2026, 11, 30)


def test_next_tuesday_on_a_sunday_is_in_two_days() -> None:
    sunday = datetime(2026, 11, 29, 12, tzinfo=LONDON)
    assert parse_moment("next tue 6pm", sunday).date() == date(2026, 12, 1)


def test_the_order_of_day_and_month_is_the_mentors() -> None:
    moment = parse_moment("8/12 6pm", NOW, order=DayOrder.MONTH_FIRST)
    assert moment == datetime(2027, 8, 12, 18, tzinfo=LONDON)


def test_a_month_from_the_31st_is_the_last_day_of_the_month() -> None:
    january = datetime(2027, 1, 31, 18, tzinfo=LONDON)
    assert parse_moment("in a month 6pm", january).date() == date(2027, 2, 28)


def test_a_moment_without_a_zone_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="zone"):
        parse_moment("tue 6pm", NOW.replace(tzinfo=None))


@given(moments(), st.integers(1, 3600))
def test_a_formatted_iso_moment_reads_as_itself(now: datetime, days: int) -> None:
    moment = (instant(now) + timedelta(days=days, seconds=days)).astimezone(now.tzinfo)
    read = parse_moment(moment.isoformat(), now)
    assert (read, read.fold) == (moment, moment.fold)
    plain = parse_moment(moment.replace(tzinfo=None).isoformat(" "), now)
    assert plain.replace(fold=moment.fold) == moment  # twice on the wall: the first is taken


PHRASES = st.one_of(
    st.sampled_from(["tomorrow", "in 2 weeks", "next week", "next fri", "29 feb", "the 31st", "sun week"]),
    st.sampled_from(WEEKDAYS),
    st.builds("{} {}".format, st.integers(1, 28), st.sampled_from(MONTHS)),
    st.builds("in {} days".format, st.integers(1, 500)),
    st.builds("{}/{}".format, st.integers(1, 28), st.integers(1, 12)),
)
TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@given(moments(), PHRASES, TIMES)
def test_what_is_understood_is_ahead_in_the_mentors_zone_at_that_time(
    now: datetime, phrase: str, at: time
) -> None:
    moment = parse_moment(f"{phrase} {at:%H:%M}", now)
    assert instant(now) < instant(moment) <= instant(now) + FARTHEST
    assert moment.tzinfo is now.tzinfo
    assert (moment.hour, moment.minute) == (at.hour, at.minute) or _in_a_gap(moment, at)


def _in_a_gap(moment: datetime, at: time) -> bool:
    """Whether no clock shows `at` on that day."""
    wall = datetime.combine(moment.date(), at, moment.tzinfo)
    return wall.replace(fold=0).utcoffset() != wall.replace(fold=1).utcoffset() and moment.time() > at


VOCABULARY = (
    "in 2 1 6 18 99 pm am : / . - 7:30 12/12 tue next week weeks month the 31st march 2027 noon h min call "
    "same time tonight tomorrow ago a 0 years 9999 half an hour at on 2026-11-01 T evening morning 1h10 , ½ é"
)
TEXTS = st.text(max_size=30) | st.lists(st.sampled_from(VOCABULARY.split()), max_size=6).map(" ".join)


@given(TEXTS, moments())
def test_any_text_is_a_moment_ahead_or_is_refused_with_a_cure(text: str, now: datetime) -> None:
    for parse in (partial(parse_moment, usual=USUAL), parse_time_today):
        found = understood(partial(parse, text, now))
        assert found is None or instant(found) > instant(now)
    day = understood(lambda: parse_day(text, now))
    assert day is None or day >= now.date()
    since = understood(lambda: parse_since(text, now))
    assert since is None or instant(since) <= instant(now)


@pytest.mark.parametrize("text", ["9999w " * 60, "in " + "9999w " * 60, "9999h" * 9000, "9999 months " * 50])
def test_a_length_beyond_all_dates_is_refused_and_not_a_fault(text: str) -> None:
    parsers: list[Callable[[str, datetime], object]] = [
        parse_moment,
        parse_time_today,
        parse_day,
        parse_since,
    ]
    for parse in parsers:
        assert refusal(partial(parse, text, NOW))


# ---- daylight saving


@pytest.mark.parametrize(
    ("zone", "text", "meant"),
    [
        (LONDON, "28/3/2027 00:59", "2027-03-28T00:59+00:00"),
        (LONDON, "28/3/2027 01:30", "2027-03-28T02:30+01:00"),
        (LONDON, "28/3/2027 18:00", "2027-03-28T18:00+01:00"),
        (LONDON, "31/10/2027 01:30", "2027-10-31T01:30+01:00"),
        (LONDON, "31/10/2027 18:00", "2027-10-31T18:00+00:00"),
        (ROME, "27/3/2027 18:00", "2027-03-27T18:00+01:00"),
        (ROME, "28/3/2027 02:30", "2027-03-28T03:30+02:00"),
        (ROME, "31/10/2027 02:30", "2027-10-31T02:30+02:00"),
        (JOHANNESBURG, "28/3/2027 02:30", "2027-03-28T02:30+02:00"),
    ],
)
def test_a_time_that_does_not_exist_moves_on_and_a_doubled_one_is_the_first(
    zone: ZoneInfo, text: str, meant: str
) -> None:
    moment = parse_moment(text, NOW.astimezone(zone))
    assert moment.isoformat(timespec="minutes") == meant


def test_two_weeks_on_keep_the_time_on_the_wall_and_two_hours_on_do_not() -> None:
    eve = datetime(2027, 3, 27, 23, tzinfo=LONDON)
    assert parse_moment("in 2 weeks", eve, usual=time(18)).isoformat() == "2027-04-10T18:00:00+01:00"
    assert parse_moment("in 3 hours", eve).isoformat() == "2027-03-28T03:00:00+01:00"


def test_in_the_doubled_hour_a_time_that_passed_once_comes_again() -> None:
    first = datetime(2027, 10, 31, 1, 40, tzinfo=LONDON)
    again = parse_time_today("1:30am", first)
    assert (again.hour, again.minute, again.fold) == (1, 30, 1)
    assert instant(again) - instant(first) == timedelta(minutes=50)


@pytest.mark.parametrize("zone", [LONDON, ROME])
@pytest.mark.parametrize("day", [date(2027, 3, 27), date(2027, 10, 30)])
def test_half_a_day_is_twelve_real_hours_on_the_night_of_a_change(zone: ZoneInfo, day: date) -> None:
    evening = datetime.combine(day, time(20), zone)
    until = parse_time_today("7:00", evening)
    assert until.date() == day + timedelta(days=1)
    assert instant(until) - instant(evening) == timedelta(hours=10 if day.month == 3 else 12)


@pytest.mark.parametrize(
    ("zone", "now", "minutes"),
    [
        (LONDON, "2027-03-28T00:30", 60),
        (LONDON, "2027-10-31T00:30", 180),
        (LONDON, "2027-06-01T00:30", 120),
        (ROME, "2027-03-28T01:30", 60),
        (ROME, "2027-10-31T01:30", 180),
        (JOHANNESBURG, "2027-03-28T00:30", 120),
    ],
)
def test_the_time_until_an_end_is_what_really_passes(zone: ZoneInfo, now: str, minutes: int) -> None:
    begun = datetime.fromisoformat(now).replace(tzinfo=zone)
    end = parse_time_today(f"{begun.hour + 2}:30", begun)
    assert seconds_until(end, begun) == minutes * 60
    assert seconds_until(begun, end) == -minutes * 60


# ---- when this call has to end


@pytest.mark.parametrize(
    ("now", "text", "meant"),
    [
        ("18:00", "19:10", "23 19:10"),
        ("18:00", "7:10pm", "23 19:10"),
        ("18:00", "at 7pm", "23 19:00"),
        ("18:00", "19.10", "23 19:10"),
        ("18:00", "19h10", "23 19:10"),
        ("18:00", "7 in the evening", "23 19:00"),
        ("18:00", "in 50 min", "23 18:50"),
        ("18:00", "50 min", "23 18:50"),
        ("18:00", "90m", "23 19:30"),
        ("18:00", "an hour and 10 minutes", "23 19:10"),
        ("18:00", "1h10min", "23 19:10"),
        ("18:00", "in 1h10", "23 19:10"),
        ("23:40", "00:30", "24 00:30"),
        ("23:40", "midnight", "24 00:00"),
        ("11:00", "noon", "23 12:00"),
        ("18:00", "06:00", "24 06:00"),
    ],
)
def test_an_end_is_the_next_such_time_within_twelve_hours(now: str, text: str, meant: str) -> None:
    at = datetime.combine(NOW.date(), time.fromisoformat(now), LONDON)
    assert f"{parse_time_today(text, at):%d %H:%M}" == meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("09:00", '09:00 has passed; the next is tomorrow, in 15 hours. Did you mean "21:00"?'),
        ("17:00", "17:00 has passed"),
        ("18:00", "18:00 has passed"),
        ("7", "7am or 7pm?"),
        ("50", '"50 min" for a length'),
        ("1h10", "may be a time or a length"),
        ("13 hours", '"13 hours" is too long for a call'),
        ("2 days", '"2 days" is too long for a call'),
        ("0 min", '"0 min" is no time at all. Write at least 1: "1 week", "1 min"'),
        ("tue 19:10", '"tue" is not understood'),
        ("soon", '"soon" is not understood'),
    ],
)
def test_an_end_that_cannot_be_meant_is_refused(text: str, told: str) -> None:
    assert told in refusal(lambda: parse_time_today(text, NOW))


def test_an_end_too_late_in_the_same_day_is_refused() -> None:
    early = NOW.replace(hour=6)
    assert "19:00 is 13 hours ahead" in refusal(lambda: parse_time_today("19:00", early))


@given(moments(), TIMES)
def test_an_end_is_never_past_nor_half_a_day_away(now: datetime, at: time) -> None:
    try:
        until = parse_time_today(f"{at:%H:%M}", now)
    except RefusedError:
        assume(False)
    assert timedelta() < instant(until) - instant(now) <= UNTIL_WITHIN


# ---- when a goal is due


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("friday", "2026-11-27"),
        ("by fri", "2026-11-27"),
        ("mon", "2026-11-30"),
        ("next fri", "2026-12-04"),
        ("today", "2026-11-23"),
        ("tomorrow", "2026-11-24"),
        ("in 1 week", "2026-11-30"),
        ("12 dec", "2026-12-12"),
        ("12/12", "2026-12-12"),
        ("23/11", "2026-11-23"),
        ("22/11", "2027-11-22"),
        ("2026-12-12", "2026-12-12"),
        ("next call", "2026-12-07"),
        ("by the next call", "2026-12-07"),
    ],
)
def test_a_due_day_is_understood_in_human_words(text: str, meant: str) -> None:
    assert parse_day(text, NOW, next_call=date(2026, 12, 7)).isoformat() == meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("20/11/2026", "That is 3 days ago"),
        ("yesterday", "That is 1 day ago"),
        ("next call", "There is no next call yet"),
        ("next call friday", "says two days"),
        ("fri 6pm", '"6pm" is not understood'),
        ("in 2 hours", "is not a day"),
        ("31/2", "There is no 31 February"),
        ("fri 12/12", "12 December 2026 is a Saturday, not a Friday"),
    ],
)
def test_what_is_not_one_day_ahead_is_refused(text: str, told: str) -> None:
    assert told in refusal(lambda: parse_day(text, NOW))


def test_a_due_day_follows_the_order_of_the_mentor() -> None:
    assert parse_day("8/12", NOW, order=DayOrder.MONTH_FIRST) == date(2027, 8, 12)


@given(moments(), st.dates(date(2026, 1, 1), date(2035, 1, 1)))
def test_an_iso_day_reads_as_itself_or_is_past(now: datetime, day: date) -> None:
    if day >= now.date():
        assert parse_day(day.isoformat(), now) == day
    else:
        assert "ago" in refusal(lambda: parse_day(day.isoformat(), now))


# ---- how far back


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2w", "2026-11-09T00:00+00:00"),
        ("10d", "2026-11-13T00:00+00:00"),
        ("2 weeks ago", "2026-11-09T00:00+00:00"),
        ("3 months", "2026-08-23T00:00+01:00"),
        ("a year", "2025-11-23T00:00+00:00"),
        ("1y", "2025-11-23T00:00+00:00"),
        ("3h", "2026-11-23T15:00+00:00"),
        ("2026-11-01", "2026-11-01T00:00+00:00"),
        ("2026-11-01T12:30Z", "2026-11-01T12:30+00:00"),
        ("12 dec", "2025-12-12T00:00+00:00"),
        ("the 31st", "2026-10-31T00:00+00:00"),
        ("yesterday", "2026-11-22T00:00+00:00"),
        ("monday", "2026-11-23T00:00+00:00"),
        ("since tuesday", "2026-11-17T00:00+00:00"),
    ],
)
def test_since_goes_back_to_the_beginning_of_a_day(text: str, meant: str) -> None:
    assert parse_since(text, NOW).isoformat(timespec="minutes") == meant


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("3m", "may be minutes or months"),
        ("1d 3h", "may be minutes or months"),
        ("3000 years", "too far away"),
        ("2027-01-01", "still to come"),
        ("2027-01-01T10:00Z", "still to come"),
        ("tomorrow", "still to come"),
        ("in 2 weeks", '"in 2 weeks" is still to come'),
        ("in a day", "still to come"),
        ("since in 3h", "still to come"),
        ("in 2 weeks ago", "still to come"),
        ("next tue", "is not understood"),
        ("6pm", "is not understood"),
    ],
)
def test_since_refuses_what_it_cannot_place(text: str, told: str) -> None:
    assert told in refusal(lambda: parse_since(text, NOW))


def test_a_day_that_begins_without_midnight_begins_an_hour_later() -> None:
    now = datetime(2027, 5, 1, 12, tzinfo=ZoneInfo("Africa/Cairo"))
    assert f"{parse_since('2027-04-30', now):%d %H:%M}" == "30 01:00"


# ---- said back


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-12-08T18:00+00:00", "Tuesday 8 December 2026, 18:00 (GMT), in 15 days"),
        ("2026-11-24T00:05+00:00", "Tuesday 24 November 2026, 00:05 (GMT), tomorrow"),
        ("2026-11-23T20:00+00:00", "Monday 23 November 2026, 20:00 (GMT), today"),
        ("2026-11-22T20:00+00:00", "Sunday 22 November 2026, 20:00 (GMT), yesterday"),
        ("2026-11-20T20:00+00:00", "Friday 20 November 2026, 20:00 (GMT), 3 days ago"),
        ("2027-07-01T17:00+00:00", "Thursday 1 July 2027, 18:00 (BST), in 220 days"),
    ],
)
def test_a_moment_is_echoed_in_full(moment: str, said: str) -> None:
    assert say_moment(datetime.fromisoformat(moment), NOW) == said


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        (JOHANNESBURG, "(SAST)"),
        (UTC, "(UTC)"),
        (ZoneInfo("Asia/Kathmandu"), "(UTC+05:45)"),
        (ZoneInfo("America/Sao_Paulo"), "(UTC-03:00)"),
        (timezone(timedelta(hours=-9, minutes=-30)), "(UTC-09:30)"),
    ],
)
def test_a_zone_without_a_name_is_said_as_an_offset(zone: ZoneInfo | timezone, said: str) -> None:
    assert said in say_moment(NOW, NOW.astimezone(zone))


@given(moments(), moments())
def test_the_figures_of_an_echo_agree_with_the_moment(moment: datetime, now: datetime) -> None:
    said = say_moment(moment, now)
    here = moment.astimezone(now.tzinfo)
    assert said.startswith(f"{WEEKDAYS[here.weekday()]} {here.day} {MONTHS[here.month - 1]} {here.year}, ")
    assert f", {here:%H:%M} (" in said
    days = (here.date() - now.date()).days
    named = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    assert said.endswith(named.get(days, f"in {days} days" if days > 0 else f"{-days} days ago"))


@given(moments(), st.integers(1, 3000))
def test_an_echo_typed_back_is_the_same_moment(now: datetime, hours: int) -> None:
    moment = (instant(now) + timedelta(hours=hours)).astimezone(now.tzinfo).replace(second=0)
    assume(instant(moment) > instant(now))
    typed = say_moment(moment, now).partition(" (")[0]
    assert parse_moment(typed, now).replace(fold=moment.fold) == moment


def test_a_day_is_said_with_its_year_only_where_it_is_another() -> None:
    assert say_day(date(2026, 12, 4), NOW.date()) == "Fri 4 December"
    assert say_day(date(2027, 3, 17), NOW.date()) == "Wed 17 March 2027"


def test_a_time_is_what_a_clock_on_the_wall_shows() -> None:
    assert say_time(datetime(2026, 11, 23, 8, 5, 59, tzinfo=LONDON)) == "08:05"
