"""`mentorkit next`: when the next call is, and settling it anew between two calls."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from mentorkit import when
from mentorkit.cli.home import changing, home, reading, say, settings, tell
from mentorkit.cli.people import find, in_shell, matching
from mentorkit.errors import NotFoundError, RefusedError, UsageError
from mentorkit.plan import Audience, PromptType
from mentorkit.records import Goal, NextCall, Session, Student, goes_with, stepped
from mentorkit.runner import SystemClock, local_zone
from mentorkit.store import Moment, Store
from mentorkit.text import one_line
from mentorkit.when import DayOrder
from mentorkit.words import about, join_and, plural


def show_or_settle(words: Sequence[str], minutes: int | None, *, as_json: bool) -> None:
    """Say when the next call with the students is; with a time among the words, save that it is then.

    NotFoundError where somebody is unknown or there was no call with exactly them, RefusedError for a time that is not
    understood, may be two or has passed, UsageError where the words could be read in two ways.
    """
    where = home()
    now, order = SystemClock().read().utc.astimezone(local_zone()), settings(where).day_order
    with reading(where) as store, store.at_one_moment():
        students, text = _read(words, store.students(), now, order)
        standing = _standing(store, students, now)
        others = () if text else store.ahead_with_others([student.id for student in students], now)
    if minutes is not None and not text:
        raise UsageError("--minutes needs the time too.", 'For example: "same time thu" --minutes 50')
    if not text:
        _show(standing, now, as_json=as_json)
        for people, call in () if as_json else others:
            tell(f"With {join_and([one_line(each.name) for each in people])}: {_said(call, now)}.")
        return
    at = when.parse_moment(text, now, order=order, usual=_usual(standing, now)).astimezone(UTC)
    with changing(where) as store:
        _settle(store, _standing(store, students, now), at, minutes, now, as_json=as_json)


# ---- who, and when


def _read(
    words: Sequence[str], known: Sequence[Student], now: datetime, order: DayOrder
) -> tuple[tuple[Student, ...], str]:
    """The students that are named first, and the words for the time behind them."""
    named = 1
    while named < len(words) and matching(words[named], known):
        named += 1
    readings = [
        count
        for count in range(1, named + 1)
        if count == len(words) or _is_time(" ".join(words[count:]), now, order)
    ]
    if len(readings) > 1:
        word = one_line(words[readings[0]], 40)
        raise UsageError(
            f'"{word}" could be a student, or a part of the time.',
            'Write the day in full: "8 December 18:00".',
        )
    count = readings[0] if readings else named
    students = tuple(dict.fromkeys(find(word, known) for word in words[:count]))
    return students, " ".join(words[count:])


def _is_time(text: str, now: datetime, order: DayOrder) -> bool:
    try:
        when.parse_moment(text, now, order=order, usual=time(12))
    except RefusedError:
        return False
    return True


def _usual(standing: "_Standing", now: datetime) -> time:
    """The time of day of the call that stands, else that at which the last one began, to the quarter of an hour."""
    if standing.call:
        return standing.call.at.astimezone(now.tzinfo).time()
    begun = standing.last.created_at.astimezone(now.tzinfo)
    minutes = min(round((begun.hour * 60 + begun.minute) / 15) * 15, 24 * 60 - 15)
    return time(minutes // 60, minutes % 60)


# ---- what stands


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where things stand with exactly these students."""

    students: tuple[Student, ...]
    last: Session
    """Their last call."""
    settled: Session | None
    """The one in which the next call was settled, None where none stands."""

    @property
    def call(self) -> NextCall | None:
        return self.settled.next_call if self.settled else None

    @property
    def names(self) -> str:
        return join_and([one_line(student.name) for student in self.students])

    @property
    def command(self) -> str:
        return f"mentorkit next {in_shell(self.students)}"


def _standing(store: Store, students: tuple[Student, ...], now: datetime) -> _Standing:
    ids = [student.id for student in students]
    last = store.last_together(ids)
    if last is None:
        raise _no_call_with(store, students, now)
    settled = store.agreed_in(ids)
    return _Standing(students, last, settled if settled and _stands(settled, last) else None)


def _stands(settled: Session, last: Session) -> bool:
    """Whether the call that was settled is not over by the last one."""
    over = last.wall(last.seen_at)
    return settled.id == last.id or (settled.next_call is not None and settled.next_call.at > over)


def _no_call_with(store: Store, students: tuple[Student, ...], now: datetime) -> NotFoundError:
    names = [one_line(student.name) for student in students]
    together = store.last_call_with([student.id for student in students], now)
    if together is None:
        return NotFoundError(
            f"There was no call with {join_and(names)} yet.",
            f"The first one: mentorkit run {in_shell(students)}",
        )
    alone = "alone" if len(students) == 1 else "and nobody else"
    return NotFoundError(
        f"There was no call with {join_and(names)} {alone} yet.",
        f"With the group: mentorkit next {in_shell(together.students)}",
    )


# ---- settling it


def _settle(
    store: Store, before: _Standing, at: datetime, minutes: int | None, now: datetime, *, as_json: bool
) -> None:
    call = _call(before, at, minutes)
    old = before.call
    if old and (old.at, old.minutes) == (call.at, call.minutes):
        tell("That is what is agreed already. Nothing was changed.")
        _show(before, now, as_json=as_json)
        return
    goals = tuple(_due_then(store, before, call, now))
    # One that stands is moved where it was agreed, so that the letter and the calendar of that call say the same.
    where = before.settled or before.last
    seconds = max(where.seen_at, (now - where.created_at).total_seconds())
    store.settle_between(where.id, call, goals, Moment(seconds, now))
    after = _standing(store, before.students, now)
    if as_json:
        _say_json(after, now)
        return
    say(f"✓ Next call with {after.names}: {_said(call, now)}.")
    if old:
        say(f"It was: {_said(old, now)}.")
    if goals:
        say(f"Due then: {plural(len(goals), 'goal')}.")
    _tell_of_calendar(after, "it moves there too" if after.call and after.call.moves else "")


def _call(before: _Standing, at: datetime, minutes: int | None) -> NextCall:
    """The call at that time, else as it was settled before, else as the last one's plan has it."""
    if before.call:
        return NextCall(at, minutes or before.call.minutes, before.call.audience)
    plan = before.last.plan
    prompts = [prompt for section in plan.sections for prompt in section.prompts]
    asking = next((prompt for prompt in prompts if prompt.type is PromptType.SCHEDULE), None)
    length = (asking.length if asking else None) or plan.planned
    audience = asking.audience if asking else Audience.STUDENT
    return NextCall(at, minutes or length // 60, audience)


def _due_then(store: Store, before: _Standing, call: NextCall, now: datetime) -> Iterator[Goal]:
    """Their open goals with no day, or with the day of the call that was to be: due at the next one, as in a call."""
    day = _day(call, now)
    old = _day(before.call, now) if before.call else None
    ids = [student.id for student in before.students]
    settled = {before.last.id, (before.settled or before.last).id}
    for goal in store.open_goals(ids):
        if goes_with(goal, ids, settled) and goal.due in (None, old) and goal.due != day:
            yield stepped(goal, now, None, due=day)


def _day(call: NextCall, now: datetime) -> date:
    return call.at.astimezone(now.tzinfo).date()


# ---- saying it


def _said(call: NextCall, now: datetime) -> str:
    return f"{when.say_moment(call.at, now)}, {about(call.minutes * 60)}"


def _show(standing: _Standing, now: datetime, *, as_json: bool) -> None:
    if as_json:
        _say_json(standing, now)
        return
    call = standing.call
    if call is None:
        say(f"No next call with {standing.names} is agreed.")
        tell(f"To agree on one: {standing.command} WHEN, such as thu 6pm")
        return
    say(f"Next call with {standing.names}: {_said(call, now)}.")
    if call.is_over(now):
        tell(f"That is over. To agree on another day: {standing.command} WHEN, such as thu 6pm")
    else:
        _tell_of_calendar(standing)


def _tell_of_calendar(standing: _Standing, what: str = "") -> None:
    if standing.settled:
        command = f"mentorkit export {standing.settled.id} --format ics -o next.ics"
        tell(f"For your calendar{f', where {what}' if what else ''}: {command}")


def _say_json(standing: _Standing, now: datetime) -> None:
    from mentorkit.export import to_json

    call, settled = standing.call, standing.settled
    shaped: dict[str, Any] | None = None
    if call and settled:
        shaped = {
            "at": call.at.astimezone(now.tzinfo).isoformat(timespec="seconds"),
            "minutes": call.minutes,
            "audience": call.audience.value,
            "moves": call.moves,
            "session": settled.id,
            "first_agreed_in": call.first_agreed_in or settled.id,
            "in_days": (_day(call, now) - now.date()).days,
        }
    students = [{"id": student.id, "name": student.name} for student in standing.students]
    said = {"mentorkit": 1, "kind": "next", "students": students, "next_call": shaped}
    say(to_json(said).rstrip("\n"))
