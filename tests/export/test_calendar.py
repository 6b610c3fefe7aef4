"""Calendar files: read back by the library that wrote them, by khal, and octet by octet."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from mentorkit.errors import NotFoundError
from mentorkit.export import for_audience, render, session_data
from mentorkit.export.calendar import Series, to_series
from mentorkit.plan import Audience
from mentorkit.records import NextCall, Profile, Session, Student
from mentorkit.runner import Runner, SystemClock, begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from mentorkit.text import one_line
from mentorkit.when import say_day
from tests.clocks import FakeClock
from tests.export.calls import ADA, BEGUN, BEN, EMPTY, GROUP, LONDON, SINGLE
from tests.export.hostile import HOSTILE
from tests.export.marked import Marked, marked_sessions
from tests.flow.cases import ADA as THE_ADA
from tests.flow.cases import BO, the_plan
from tests.programs import Mentor

MENTOR, STUDENT, TEAM = Audience.MENTOR, Audience.STUDENT, Audience.TEAM
ROME, CAPE_TOWN = (
    ZoneInfo("Europe/Rome"),
    ZoneInfo("Africa/Johannesburg"),
)  # Cape Town has Johannesburg's time


def settled(
    at: datetime, minutes: int = 70, reader: Audience = STUDENT, session: Session = SINGLE
) -> Session:
    """Return the session with that next call."""
    return replace(session, next_call=NextCall(at, minutes, reader))


TOGETHER = settled(datetime(2026, 12, 22, 18, 0, tzinfo=UTC), session=GROUP)


def read(text: str) -> list[Any]:
    """Return the events of a calendar file."""
    return list(Calendar.from_ical(text.encode("utf-8")).events)


def only(
    session: Session, audience: Audience = MENTOR, zone: tzinfo = LONDON, student: str | None = None
) -> Any:
    """Return the one event of the session's export."""
    (event,) = read(render([session], "ics", audience, zone, student))
    return event


def when(event: Any, name: str = "dtstart") -> datetime:
    """Return the moment that a property of the event says."""
    moment: datetime = event[name].dt
    return moment


def on_the_wall(event: Any, name: str = "dtstart") -> str:
    """Return the same as the clocks there show it."""
    return f"{when(event, name):%Y-%m-%d %H:%M}"


def rules(text: str) -> list[Any]:
    """Return the changes of offset that the file itself explains its zone by."""
    (zone,) = Calendar.from_ical(text.encode("utf-8")).walk("VTIMEZONE")
    return list(zone.subcomponents)


def test_a_calendar_file_is_this_to_the_last_sign() -> None:
    assert render([SINGLE], "ics", STUDENT, CAPE_TOWN).split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//mentorkit//mentorkit//EN",
        "BEGIN:VTIMEZONE",
        "TZID:Africa/Johannesburg",
        "BEGIN:STANDARD",
        "DTSTART:20250101T020000",
        "TZNAME:SAST",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0200",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "SUMMARY:Mentoring call",
        "DTSTART;TZID=Africa/Johannesburg:20261208T200000",
        "DTEND;TZID=Africa/Johannesburg:20261208T211000",
        "DTSTAMP:20261124T180000Z",
        "UID:s-1@mentorkit",
        "SEQUENCE:0",
        "CLASS:PRIVATE",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Mentoring call",
        "TRIGGER:-PT15M",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


# ---- whose


def test_only_the_mentor_reads_the_names_and_only_those_that_they_call_them_by() -> None:
    named = replace(TOGETHER, next_call=NextCall(BEGUN, 70, TEAM))
    assert only(TOGETHER).get("summary") == "Mentoring call with Ada Obi and Ben Öz"
    # It is one event, whoever of them the export is about, and so it has one title.
    assert only(TOGETHER, MENTOR, LONDON, BEN.id).get("summary") == "Mentoring call with Ada Obi and Ben Öz"
    for event in (only(TOGETHER, STUDENT), only(TOGETHER, STUDENT, LONDON, ADA.id), only(named, TEAM)):
        assert event.get("summary") == "Mentoring call"


def test_a_call_with_nobody_in_particular_has_no_names() -> None:
    for students in ((), (Student("x", " \n", BEGUN),)):
        assert only(replace(SINGLE, students=students)).get("summary") == "Mentoring call"


@pytest.mark.parametrize("reader", Audience)
def test_a_call_is_in_the_calendar_of_its_own_reader_and_the_mentors(reader: Audience) -> None:
    session = settled(BEGUN, reader=reader)
    for audience in Audience:
        if audience in (MENTOR, reader):
            assert only(session, audience).get("uid") == "s-1@mentorkit"
        else:
            with pytest.raises(NotFoundError) as refused:
                render([session], "ics", audience, LONDON)
            assert refused.value.message == f"No next call was settled for the {audience}."


@pytest.mark.parametrize("sessions", [[], [EMPTY], [EMPTY, GROUP]])
def test_an_export_without_a_call_is_refused_and_not_an_empty_calendar(sessions: list[Session]) -> None:
    with pytest.raises(NotFoundError) as refused:
        render(sessions, "ics", MENTOR, LONDON)
    assert refused.value.message == "No next call was settled."
    assert refused.value.hint


def test_of_several_sessions_each_that_has_a_next_call_is_an_event() -> None:
    events = read(render([TOGETHER, EMPTY, SINGLE], "ics", MENTOR, LONDON))
    assert [event.get("uid") for event in events] == ["s-2@mentorkit", "s-1@mentorkit"]


@given(marked_sessions(), st.sampled_from(Audience))
def test_nothing_but_names_time_and_id_of_any_session_is_in_it(marked: Marked, audience: Audience) -> None:
    session = settled(BEGUN, reader=audience, session=marked.session)
    names = {student.name for student in session.students} if audience is MENTOR else set()
    readable = for_audience(session, audience)
    expected = {session.id, *(names & {student.name for student in readable.students})}
    text = render([session], "ics", audience, LONDON).replace("\r\n ", "")
    assert {marker.text for marker in marked.markers if marker.text in text} == expected


# ---- when

CHANGES = [
    (LONDON, datetime(2027, 3, 27, 18, tzinfo=LONDON), datetime(2027, 3, 28, 18, tzinfo=LONDON)),
    (LONDON, datetime(2026, 10, 24, 18, tzinfo=LONDON), datetime(2026, 10, 25, 18, tzinfo=LONDON)),
    (ROME, datetime(2027, 3, 27, 18, tzinfo=ROME), datetime(2027, 3, 28, 18, tzinfo=ROME)),
    (ROME, datetime(2026, 10, 24, 18, tzinfo=ROME), datetime(2026, 10, 25, 18, tzinfo=ROME)),
    (CAPE_TOWN, datetime(2027, 3, 27, 18, tzinfo=CAPE_TOWN), datetime(2027, 3, 28, 18, tzinfo=CAPE_TOWN)),
    (CAPE_TOWN, datetime(2026, 10, 24, 18, tzinfo=CAPE_TOWN), datetime(2026, 10, 25, 18, tzinfo=CAPE_TOWN)),
]


@pytest.mark.parametrize(("zone", "before", "after"), CHANGES)
def test_six_in_the_evening_stays_so_on_both_sides_of_a_clock_change(
    zone: ZoneInfo, before: datetime, after: datetime
) -> None:
    for moment in (before, after):
        event = only(settled(moment.astimezone(UTC)), zone=zone)
        assert on_the_wall(event) == f"{moment:%Y-%m-%d} 18:00"
        assert event["dtstart"].params["TZID"] == event["dtend"].params["TZID"] == zone.key
        assert when(event) == moment
        assert when(event, "dtend") - when(event) == timedelta(minutes=70)


def test_a_call_across_a_clock_change_takes_its_minutes_and_not_those_on_the_wall() -> None:
    begins = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    event = only(settled(begins))
    assert on_the_wall(event, "dtend") == "2027-03-28 02:40"
    assert when(event, "dtend").astimezone(UTC) == begins + timedelta(minutes=70)


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_the_hour_that_comes_twice_is_told_apart(minute: int) -> None:
    for hour in (0, 1):  # 01:xx in summer time, and 01:xx again an hour later
        begins = datetime(2026, 10, 25, hour, minute, tzinfo=UTC)
        event = only(settled(begins, 20))
        assert when(event).astimezone(UTC) == begins
        assert when(event, "dtend").astimezone(UTC) == begins + timedelta(minutes=20)


def test_a_mere_offset_has_no_name_so_that_the_time_is_in_utc() -> None:
    for zone in (timezone(timedelta(hours=1)), UTC, ZoneInfo("UTC")):
        text = render([SINGLE], "ics", MENTOR, zone)
        assert "DTSTART:20261208T180000Z\r\nDTEND:20261208T191000Z\r\n" in text
        assert "TZID" not in text


ZONES = (
    *("Europe/London", "Europe/Rome", "Europe/Dublin", "Africa/Johannesburg", "Africa/Casablanca"),
    *("America/New_York", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Australia/Sydney"),
    *("Pacific/Chatham", "Etc/UTC"),
)


def offset_by_the_rules(text: str, wall: datetime) -> timedelta:
    """Return the offset of a time on the wall by the file alone: that of the last onset before it (RFC 5545, 3.6.5)."""
    begun = [rule for rule in rules(text) if rule["dtstart"].dt <= wall]
    offset: timedelta = max(begun, key=lambda rule: rule["dtstart"].dt)["tzoffsetto"].td
    return offset


@given(zone=st.sampled_from(ZONES).map(ZoneInfo), minutes=st.integers(0, 20 * 365 * 24 * 60))
def test_the_rules_in_the_file_give_the_offset_of_any_moment(zone: ZoneInfo, minutes: int) -> None:
    at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    text = render([settled(at)], "ics", MENTOR, zone)
    (event,) = read(text)
    assert when(event).astimezone(UTC) == at
    if "TZID" in event["dtstart"].params:
        wall = when(event).replace(tzinfo=None)
        assert wall - offset_by_the_rules(text, wall) == at.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("key", "onsets"),
    [
        (
            "Europe/London",
            ["20250330T010000", "20251026T020000", "20260329T010000", "20261025T020000"],
        ),
        ("Europe/Rome", ["20250330T020000", "20251026T030000", "20260329T020000", "20261025T030000"]),
        ("America/New_York", ["20250309T020000", "20251102T020000", "20260308T020000", "20261101T020000"]),
    ],
)
def test_the_clocks_change_at_the_time_that_they_show_before_it(key: str, onsets: list[str]) -> None:
    text = render([SINGLE], "ics", MENTOR, ZoneInfo(key))
    found = [f"{rule['dtstart'].dt:%Y%m%dT%H%M%S}" for rule in rules(text)]
    assert found[1:5] == onsets


def test_a_reminder_comes_a_quarter_of_an_hour_before() -> None:
    (alarm,) = only(SINGLE).walk("VALARM")
    assert alarm["trigger"].dt == timedelta(minutes=-15)
    assert alarm["description"] == "Mentoring call"


# ---- moved


def agreed(runner: Runner, *times: str) -> Session:
    """Return the session after the next call was settled, and settled anew, in a real call."""
    for line in ("/goto wrap-up", "", "good", *times):
        runner.do(line)
    return runner.session


def test_a_call_that_is_moved_stays_the_same_event_with_a_higher_sequence(
    path: Path, store: Store, runner: Runner
) -> None:
    shown = agreed(runner, "8 December 18:00")
    first = only(shown)
    for time in ("9 December 19:00", "10 December 19:30"):
        runner.do(time)
    shown = runner.session
    reader = Store.reader(path)
    assert reader is not None
    with reader:
        on_disk = reader.session(shown.id)
    assert on_disk.next_call == shown.next_call
    assert first.get("uid") == f"{shown.id}@mentorkit"
    assert first.get("sequence") == 0
    for session in (shown, on_disk):
        for audience in (MENTOR, STUDENT):
            moved = only(session, audience)
            assert moved.get("uid") == first.get("uid")
            assert moved.get("sequence") == 2
            assert on_the_wall(moved) == "2026-12-10 19:30"


def test_a_move_in_one_call_says_nothing_of_the_next_calls_of_others(
    store: Store, runner: Runner, clock: FakeClock
) -> None:
    first = agreed(runner, "8 December 18:00", "9 December 18:00")
    runner.do("/end")
    clock.advance(3600)
    other = begin(store, the_plan(), (BO,), clock=clock, zone=UTC, settings=Settings())
    second = agreed(other, "8 December 20:00")
    assert [only(store.session(session.id)).get("sequence") for session in (first, second)] == [1, 0]
    call = store.agreed_call([student.id for student in first.students])
    assert call == store.session(first.id).next_call


def in_a_call(
    store: Store, clock: FakeClock, at: datetime, *lines: str, students: tuple[Student, ...] = (THE_ADA,)
) -> str:
    """Hold a call of an hour then, in which those lines are typed at the wrap-up, and return its id."""
    clock.advance((at - clock.utc).total_seconds())
    runner = begin(store, the_plan(), students, clock=clock, zone=UTC, settings=Settings())
    agreed(runner, *lines)
    clock.advance(3600)
    runner.do("/end")
    return runner.session.id


def test_another_time_for_a_call_that_is_still_ahead_is_a_move_of_it(store: Store, clock: FakeClock) -> None:
    first = in_a_call(store, clock, BEGUN, "8 December 18:00", "8 December 18:30")
    second = in_a_call(store, clock, BEGUN + timedelta(days=3), "10 December 19:00")
    third = in_a_call(store, clock, BEGUN + timedelta(days=5), "11 December 19:00", "12 December 19:00")
    sessions = [store.session(session_id) for session_id in (third, second, first)]
    for audience in (MENTOR, STUDENT):
        assert [only(session, audience).get("sequence") for session in sessions] == [4, 2, 1]
        assert {only(session, audience).get("uid") for session in sessions} == {f"{first}@mentorkit"}
        for order in (sessions, sessions[::-1]):
            (event,) = read(render(order, "ics", audience, LONDON))
            assert on_the_wall(event) == "2026-12-12 19:00"
    assert store.agreed_call([THE_ADA.id]) == sessions[0].next_call
    for session, moves in zip(sessions, (4, 2, 1), strict=True):
        said = session_data(session, zone=UTC)["session"]["next_call"]
        assert (said["moves"], said["first_agreed_in"]) == (moves, first)


@pytest.mark.parametrize(
    ("begins", "why"),
    [
        (datetime(2026, 12, 8, 18, 5, tzinfo=UTC), "it is the call that was agreed"),
        (datetime(2026, 12, 8, 17, 55, tzinfo=UTC), "it was begun a little early"),
        (datetime(2026, 12, 9, 9, 0, tzinfo=UTC), "the one that was agreed is over"),
    ],
)
def test_what_is_agreed_in_the_agreed_call_or_after_it_is_another_call(
    store: Store, clock: FakeClock, begins: datetime, why: str
) -> None:
    first = in_a_call(store, clock, BEGUN, "8 December 18:00")
    second = in_a_call(store, clock, begins, "22 December 18:00")
    events = read(render([store.session(second), store.session(first)], "ics", MENTOR, LONDON))
    found = [(event.get("uid"), event.get("sequence")) for event in events]
    assert found == [(f"{second}@mentorkit", 0), (f"{first}@mentorkit", 0)], why


def test_a_call_with_others_moves_nothing(store: Store, clock: FakeClock) -> None:
    first = in_a_call(store, clock, BEGUN, "8 December 18:00")
    days = iter(range(1, 9))
    for others in ((BO,), (THE_ADA, BO), ()):
        at = BEGUN + timedelta(days=next(days))
        other = in_a_call(store, clock, at, "9 December 18:00", students=others)
        assert only(store.session(other)).get("uid") == f"{other}@mentorkit"
    again = in_a_call(store, clock, BEGUN + timedelta(days=next(days)), "10 December 18:00")
    assert only(store.session(again)).get("uid") == f"{first}@mentorkit"


def test_a_call_in_which_nothing_was_agreed_is_looked_past(store: Store, clock: FakeClock) -> None:
    first = in_a_call(store, clock, BEGUN, "8 December 18:00")
    in_a_call(store, clock, BEGUN + timedelta(days=1))
    last = in_a_call(store, clock, BEGUN + timedelta(days=2), "10 December 18:00")
    assert only(store.session(last)).get("uid") == f"{first}@mentorkit"


def test_a_move_that_is_not_the_readers_shows_them_nothing_of_it() -> None:
    moved = NextCall(BEGUN + timedelta(days=20), 70, MENTOR, moves=1, first_agreed_in="s-1")
    sessions = [replace(SINGLE, id="s-9", next_call=moved), SINGLE]
    (event,) = read(render(sessions, "ics", STUDENT, LONDON))
    assert (event.get("uid"), event.get("sequence")) == ("s-1@mentorkit", 0)
    assert on_the_wall(event) == "2026-12-08 18:00"


def test_the_words_of_the_file_do_not_change_with_the_moment_of_the_export() -> None:
    assert when(only(SINGLE), "dtstamp") == BEGUN + timedelta(minutes=72)
    assert when(only(SINGLE, STUDENT), "dtstamp") == BEGUN


# ---- a series


def series(
    session: Session = SINGLE,
    audience: Audience = MENTOR,
    zone: tzinfo = LONDON,
    *,
    days: int = 14,
    calls: int = 13,
    revision: int = 0,
    student: str | None = None,
) -> str:
    """Return the calendar file of a series."""
    whose = tuple(each.id for each in session.students)
    readable = for_audience(session, audience, student)
    return to_series(readable, Series(whose, days, calls, revision), audience, zone)


def test_a_series_is_one_event_that_recurs_in_the_rhythm() -> None:
    (event,) = read(series(calls=7))
    assert on_the_wall(event) == "2026-12-08 18:00"
    assert dict(event["rrule"]) == {"FREQ": ["WEEKLY"], "INTERVAL": [2], "COUNT": [7]}
    assert event["duration"].dt == timedelta(minutes=70)
    assert event.get("summary") == "Mentoring call with Ada Obi"
    assert [alarm["trigger"].dt for alarm in event.walk("VALARM")] == [timedelta(minutes=-15)]
    (daily,) = read(series(days=10, calls=3))
    assert dict(daily["rrule"]) == {"FREQ": ["DAILY"], "INTERVAL": [10], "COUNT": [3]}


def occurrences(text: str) -> list[datetime]:
    """Return when each call of a series is, by the rule and the offsets that the file itself has."""
    (event,) = read(text)
    begins, rule = when(event), event["rrule"]
    step = timedelta(days=rule["INTERVAL"][0] * (7 if rule["FREQ"] == ["WEEKLY"] else 1))
    walls = [begins.replace(tzinfo=None) + number * step for number in range(rule["COUNT"][0])]
    named = "TZID" in event["dtstart"].params
    return [
        (wall - (offset_by_the_rules(text, wall) if named else timedelta())).replace(tzinfo=UTC)
        for wall in walls
    ]


@given(
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    day=st.integers(0, 3650),
    days=st.integers(1, 366),
    calls=st.integers(1, 30),
)
def test_all_calls_of_a_series_are_at_the_same_time_on_the_wall(
    zone: ZoneInfo, day: int, days: int, calls: int
) -> None:
    first = datetime(2024, 1, 1, 18, 0, tzinfo=zone) + timedelta(days=day)
    found = occurrences(series(settled(first.astimezone(UTC)), zone=zone, days=days, calls=calls))
    assert [f"{each.astimezone(zone):%H:%M}" for each in found] == ["18:00"] * calls
    assert (found[-1].astimezone(zone).date() - first.date()).days == days * (calls - 1)


def test_a_series_has_its_id_from_its_students_alone_and_tells_nobody_who_they_are() -> None:
    (alone,), (again,) = read(series()), read(series(settled(BEGUN), revision=4))
    assert (again.get("uid"), again.get("sequence")) == (alone.get("uid"), 4)
    turned = replace(TOGETHER, id="s-7", students=TOGETHER.students[::-1])
    (together,), (theirs,) = read(series(TOGETHER)), read(series(turned, STUDENT, student=ADA.id))
    assert together.get("uid") == theirs.get("uid") != alone.get("uid")
    text = series(TOGETHER, STUDENT)
    assert not [word for word in ("Ada", "Ben", "ada-", "ben-", "s-2") if word in text]


def test_a_series_is_refused_where_its_reader_has_no_next_call() -> None:
    for session, audience in ((EMPTY, MENTOR), (SINGLE, TEAM)):
        with pytest.raises(NotFoundError, match="No next call was settled"):
            series(session, audience)


def test_without_a_named_zone_a_series_is_in_utc() -> None:
    assert "DTSTART:20261208T180000Z\r\n" in series(zone=timezone(timedelta(hours=2)))


# ---- the form


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_name_is_read_back_as_it_is_shown_elsewhere(text: str) -> None:
    session = replace(SINGLE, students=(Student("a", text, BEGUN), Student("b", "Ben, the; 2nd", BEGUN)))
    shown = one_line(text)
    names = f"{shown} and Ben, the; 2nd" if shown else "Ben, the; 2nd"
    written = render([session], "ics", MENTOR, LONDON)
    (event,) = read(written)
    assert event.get("summary") == f"Mentoring call with {names}"
    assert len(written.splitlines()) == written.count("\r\n")
    assert not set(written) & {"\x1b", "\x9b", "\x00", "\x07", "\u202e", "\u2066", "\u2028"}


@given(st.text(min_size=1), st.integers(0, 80))
def test_a_line_has_at_most_75_octets_and_is_not_folded_inside_a_character(name: str, more: int) -> None:
    session = replace(SINGLE, students=(Student("a", "é" * more + name + "👩‍👧" * 30, BEGUN),))
    for text in (render([session], "ics", MENTOR, LONDON), series(session)):
        octets = text.encode("utf-8")
        assert octets.endswith(b"\r\n")
        for line in octets.removesuffix(b"\r\n").split(b"\r\n"):
            assert len(line) <= 75
            assert b"\n" not in line
            assert b"\r" not in line
            line.decode("utf-8")


# ---- in a calendar program

KHAL = """
[calendars]
[[mentoring]]
path = {folder}/mentoring
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


class Khal:
    """A calendar program with an empty calendar of its own."""

    def __init__(self, folder: Path, zone: str) -> None:
        self.folder = folder
        (folder / "mentoring").mkdir()
        (folder / "config").write_text(KHAL.format(folder=folder, zone=zone), encoding="utf-8")

    def __call__(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "khal", "-c", str(self.folder / "config"), *words],
            capture_output=True,
            check=True,
            timeout=60,
            env={"HOME": str(self.folder), "LANG": "C.UTF-8", "PYTHONUTF8": "1"},
        )
        return done.stdout.decode("utf-8")

    def take(self, session: Session, zone: tzinfo) -> None:
        """Import the session's calendar file."""
        self.take_file(render([session], "ics", MENTOR, zone))

    def take_file(self, text: str) -> None:
        """Import a calendar file."""
        file = self.folder / "next.ics"
        file.write_bytes(text.encode("utf-8"))
        self("import", "--batch", "-a", "mentoring", str(file))

    def listed(self, first_day: str, days: str) -> list[str]:
        """Return the events of those days, a line each."""
        said = self(
            *("list", first_day, days, "--day-format", ""),
            *("--format", "{start} - {end} {title}{alarm-symbol}"),
        )
        return [line for line in said.splitlines() if line.strip()]


def test_khal_shows_the_call_at_the_readers_own_time_with_names_and_reminder(tmp_path: Path) -> None:
    khal = Khal(tmp_path, "Europe/London")
    for number, at in enumerate(
        (datetime(2027, 3, 27, 18, 0, tzinfo=UTC), datetime(2027, 3, 28, 18, 0, tzinfo=UTC))
    ):
        khal.take(replace(settled(at), id=f"s-{number}", students=(ADA, BEN)), ROME)
    assert khal.listed("2027-03-27", "2d") == [
        "2027-03-27 18:00 - 2027-03-27 19:10 Mentoring call with Ada Obi and Ben Öz ⏰",
        "2027-03-28 19:00 - 2027-03-28 20:10 Mentoring call with Ada Obi and Ben Öz ⏰",
    ]


ROUND_THE_CHANGES = [
    ("spring", datetime(2027, 3, 27, 18, tzinfo=LONDON), ["18:00", "18:00"], ["19:00", "19:00"], ["20:00", "19:00"]),
    ("autumn", datetime(2026, 10, 24, 18, tzinfo=LONDON), ["18:00", "18:00"], ["19:00", "19:00"], ["19:00", "20:00"]),
]  # fmt: skip
"""Two days in a row, the clocks of Europe change between them: six in London, there, in Rome and in Cape Town."""


@pytest.mark.parametrize(
    ("first", "zone", "shown"),
    [
        pytest.param(first, zone, shown, id=f"{name}-{zone.key.partition('/')[2]}")
        for name, first, *every in ROUND_THE_CHANGES
        for zone, shown in zip((LONDON, ROME, CAPE_TOWN), every, strict=True)
    ],
)
def test_khal_shows_the_right_time_in_london_rome_and_cape_town_on_both_sides_of_a_clock_change(
    tmp_path: Path, first: datetime, zone: ZoneInfo, shown: list[str]
) -> None:
    days = [first, first + timedelta(days=1)]
    single, recurring = (Khal(made(tmp_path / name), zone.key) for name in ("single", "recurring"))
    for number, at in enumerate(days):
        single.take(replace(settled(at.astimezone(UTC)), id=f"s-{number}"), LONDON)
    recurring.take_file(series(settled(first.astimezone(UTC)), days=1, calls=2))
    expected = [f"{day:%Y-%m-%d} {time}" for day, time in zip(days, shown, strict=True)]
    for khal in (single, recurring):
        found = khal.listed(f"{first:%Y-%m-%d}", "4d")
        assert [line[:16] for line in found] == expected


def made(folder: Path) -> Path:
    """Return the folder, which is there then."""
    folder.mkdir()
    return folder


@pytest.mark.parametrize("zone", [LONDON, ROME, CAPE_TOWN], ids=lambda zone: zone.key.partition("/")[2])
def test_khal_shows_a_series_at_the_same_local_time_all_year(tmp_path: Path, zone: ZoneInfo) -> None:
    khal = Khal(tmp_path, zone.key)
    first = datetime(2026, 10, 6, 18, tzinfo=zone)
    khal.take_file(series(settled(first.astimezone(UTC)), zone=zone, days=14, calls=26))
    found = khal.listed("2026-10-01", "400d")
    days = [first.date() + timedelta(days=14 * number) for number in range(26)]
    assert [line[:36] for line in found] == [f"{day} 18:00 - {day} 19:10 "[:36] for day in days]


def test_khal_has_the_series_anew_and_not_twice_after_a_move(tmp_path: Path) -> None:
    khal = Khal(tmp_path, "Europe/London")
    khal.take_file(series(calls=3))
    khal.take_file(series(settled(datetime(2026, 12, 10, 19, 0, tzinfo=UTC)), calls=3, revision=1))
    found = [line[:16] for line in khal.listed("2026-12-01", "90d")]
    assert found == ["2026-12-10 19:00", "2026-12-24 19:00", "2027-01-07 19:00"]


def test_khal_has_one_call_and_not_two_after_a_move_in_a_later_call(
    tmp_path: Path, store: Store, clock: FakeClock
) -> None:
    khal = Khal(tmp_path, "Europe/London")
    for days, line in ((0, "8 December 18:00"), (3, "10 December 19:00")):
        khal.take(store.session(in_a_call(store, clock, BEGUN + timedelta(days=days), line)), LONDON)
    (line,) = khal.listed("2026-12-01", "30d")
    assert line.startswith("2026-12-10 19:00")


def test_khal_has_one_call_and_not_two_after_a_move(tmp_path: Path, runner: Runner) -> None:
    khal = Khal(tmp_path, "Europe/London")
    khal.take(agreed(runner, "8 December 18:00"), LONDON)
    runner.do("9 December 19:00")
    khal.take(runner.session, LONDON)
    (line,) = khal.listed("2026-12-01", "30d")
    assert line.startswith("2026-12-09 19:00 - 2026-12-09 20:10")


# ---- from the command line


@pytest.fixture(scope="module")
def mentor(tmp_path_factory: pytest.TempPathFactory) -> Mentor:
    mentor = Mentor(tmp_path_factory.mktemp("home"))
    typed = (Path(__file__).parents[1] / "data" / "whole-session.txt").read_text(encoding="utf-8")
    assert mentor.mentorkit("run", "ada", "--plain", typed=typed).code == 0
    return mentor


@pytest.mark.parametrize("words", [[], ["--for", "student"]])
def test_what_is_printed_and_what_is_written_to_a_file_have_the_same_line_ends(
    mentor: Mentor, words: list[str], tmp_path: Path
) -> None:
    asked = ("export", "--format", "ics", *words)
    printed = mentor.mentorkit(*asked, TZ="Africa/Lagos").out
    assert printed.count("\r\n") == printed.count("\n") > 20
    (event,) = read(printed)
    assert on_the_wall(event).endswith("19:00")  # typed as 18:00 in UTC, and Lagos has no summer time
    assert event["dtstart"].params["TZID"] == "Africa/Lagos"
    assert mentor.mentorkit(*asked, "-o", str(tmp_path / "next.ics"), TZ="Africa/Lagos").code == 0
    assert (tmp_path / "next.ics").read_bytes().decode("utf-8") == printed


def test_a_call_that_nobody_settled_is_said_and_no_file_is_written(mentor: Mentor, tmp_path: Path) -> None:
    done = mentor.mentorkit("export", "--format", "ics", "--for", "team", "-o", str(tmp_path / "next.ics"))
    assert (done.code, done.out) == (4, "")
    assert "No next call was settled for the team." in done.err
    assert not list(tmp_path.iterdir())


# ---- a series, from the command line


TODAY = SystemClock().read().utc.replace(hour=18, minute=0, second=0, microsecond=0)
TO_COME = TODAY + timedelta(days=14)
"""A call that is still to come, whenever the tests are run."""
OVER = TODAY - timedelta(days=3)


def taught(mentor: Mentor, *sessions: tuple[tuple[Student, ...], datetime], days_ago: int = 10) -> None:
    """Put calls into the mentor's store, in each of which the next one was agreed on for then."""
    clock = FakeClock(utc=TODAY - timedelta(days=days_ago))
    with Store.writer(mentor.home / ".local/share/mentorkit/mentorkit.db") as store:
        for students, at in sessions:
            runner = begin(store, the_plan(), students, clock=clock, zone=UTC, settings=Settings())
            agreed(runner, f"{at:%Y-%m-%d %H:%M}")
            clock.advance(3600)
            runner.do("/end")


FORTNIGHTLY = replace(THE_ADA, profile=Profile(rhythm=14))


def test_a_series_goes_on_for_half_a_year_and_says_so(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path / "home")
    taught(mentor, ((FORTNIGHTLY,), TO_COME))
    for words in (("--format", "ics", "--series"), ("ada", "--series"), ("--series", "--for", "student")):
        done = mentor.mentorkit("export", *words, TZ="Europe/Rome")
        (event,) = read(done.out)
        at = TO_COME.astimezone(ZoneInfo("Europe/Rome"))
        assert (event["rrule"]["COUNT"], on_the_wall(event)) == ([14], f"{at:%Y-%m-%d %H:%M}")
        assert done.out.count("\r\n") == done.out.count("\n")
        last = say_day((at + timedelta(weeks=26)).date(), at.date())
        assert f"14 calls, every 2 weeks, the last one on {last}" in done.err
        assert "half a year" in done.err


def test_a_series_ends_with_the_course_and_grows_in_its_sequence(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path / "home")
    taught(mentor, ((FORTNIGHTLY,), TO_COME))

    def day(after: int) -> str:
        return (TO_COME + timedelta(days=after)).date().isoformat()

    def exported() -> Any:
        (event,) = read(mentor.mentorkit("export", "ada", "--series").out)
        return event

    found = [exported()]
    for change in (
        ("students", "edit", "Ada", "--ends", day(28)),  # the last call is on it
        ("students", "edit", "Ada", "--rhythm", "weekly"),
        ("next", "ada", f"{day(1)} 20:00"),
    ):
        assert mentor.mentorkit(*change).code == 0
        found.append(exported())
    assert [event["rrule"]["COUNT"][0] for event in found] == [14, 3, 5, 4]
    sequences = [event.get("sequence") for event in found]
    assert sequences == sorted(set(sequences))
    assert len({event.get("uid") for event in found}) == 1
    mentor.mentorkit("students", "edit", "Ada", "--ends", day(0))
    done = mentor.mentorkit("export", "ada", "--series")
    assert (done.code, done.out) == (2, "")
    assert "after the last day of the course" in done.err
    assert "mentorkit students edit Ada --ends" in done.err


def test_a_students_own_series_goes_before_a_groups(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path / "home")
    weekly = replace(BO, profile=Profile(rhythm=7))
    taught(
        mentor,
        ((FORTNIGHTLY,), TO_COME),
        ((FORTNIGHTLY, weekly), TO_COME + timedelta(days=1)),
    )
    (event,) = read(mentor.mentorkit("export", "ada", "--series").out)
    assert (event.get("summary"), on_the_wall(event)) == (
        "Mentoring call with Ada",
        f"{TO_COME:%Y-%m-%d} 18:00",
    )
    done = mentor.mentorkit("export", "--series")  # the last call is the group's
    assert (done.code, done.out) == (2, "")
    assert "No rhythm is known for calls with Ada and Bo, one and the same for all." in done.err
    mentor.mentorkit(
        "students", "edit", "Bo", "--rhythm", "2 weeks", "--ends", f"{TO_COME + timedelta(days=60):%Y-%m-%d}"
    )
    done = mentor.mentorkit("export", "--series", "--for", "student", "--student", "ada")
    (event,) = read(done.out)
    assert event["rrule"]["COUNT"] == [14]  # when Bo's course ends is not for Ada
    assert "Bo" not in done.out


def test_a_series_without_a_rhythm_says_how_to_set_one(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path / "home")
    taught(mentor, ((THE_ADA,), TO_COME))
    done = mentor.mentorkit("export", "ada", "--format", "ics", "--series")
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[-1] == 'It is set with: mentorkit students edit Ada --rhythm "2 weeks"'


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--format", "md"), "--series is for a calendar"),
        (("--format", "json", "--for", "student"), "--series is for a calendar"),
        (("--all",), "--series is for a calendar"),
        (("--since", "2w"), "Leave out --since"),
    ],
)
def test_what_a_series_does_not_go_with_is_refused(mentor: Mentor, words: tuple[str, ...], said: str) -> None:
    done = mentor.mentorkit("export", "--series", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


@pytest.mark.parametrize("words", [("--series",), ("--format", "ics")])
def test_a_call_that_is_over_is_not_the_next_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    mentor = Mentor(tmp_path / "home")
    taught(mentor, ((FORTNIGHTLY,), OVER))
    for target in ((), ("ada",)):
        done = mentor.mentorkit("export", *target, *words)
        assert (done.code, done.out) == (4, "")
        assert "The next call that was agreed on is over: " in done.err
        assert "mentorkit next NAME WHEN" in done.err


def test_only_what_is_still_to_come_is_in_a_students_calendar_and_a_named_session_has_its_own(
    tmp_path: Path,
) -> None:
    mentor = Mentor(tmp_path / "home")
    taught(mentor, ((FORTNIGHTLY,), OVER))
    taught(mentor, ((FORTNIGHTLY,), TO_COME), days_ago=2)
    (event,) = read(mentor.mentorkit("export", "ada", "--format", "ics").out)
    assert on_the_wall(event) == f"{TO_COME:%Y-%m-%d %H:%M}"
    first = mentor.mentorkit("show", "ada", "--json").json["items"][-1]["id"]
    (event,) = read(mentor.mentorkit("export", first, "--format", "ics").out)
    assert on_the_wall(event) == f"{OVER:%Y-%m-%d %H:%M}"


def test_other_formats_do_not_load_the_calendar_library() -> None:
    code = "import sys; from tests.export.calls import *; from mentorkit.export import *\n"
    code += "for fmt in set(WHOLE): render([SINGLE], fmt, MENTOR, LONDON)\n"
    code += "print([name for name in sys.modules if name.startswith(('icalendar', 'dateutil'))])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert done.stdout == "[]\n"
