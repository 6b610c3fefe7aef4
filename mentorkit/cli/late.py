"""A late start: keep the end that was agreed, or take the full length? Offered as a choice, where somebody can choose."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mentorkit.cli.home import question, tell
from mentorkit.plan import Plan
from mentorkit.records import NextCall
from mentorkit.when import say_time, seconds_until
from mentorkit.words import about

End = Callable[[datetime], datetime]
"""Given the present moment, returns when the call must end."""

LATE = 2 * 60
"""Seconds behind the agreed beginning from which a start is late."""
FORGOTTEN = 60 * 60
"""Seconds after which an agreed call is another one: nobody begins an hour late and keeps the end."""


@dataclass(frozen=True, slots=True)
class Late:
    """A start too late for the whole plan before an end that was agreed."""

    end: datetime
    full: datetime
    """When the whole plan would end."""
    said: str


def by_end(plan: Plan, now: datetime, end: datetime) -> Late | None:
    """Return the choice where the plan does not fit before the end that the mentor named, None where it does."""
    return _late(plan, now, end, f"It is {say_time(now)}")


def by_agreement(plan: Plan, now: datetime, call: NextCall | None) -> Late | None:
    """Return the choice where this call was agreed for some minutes ago, None where none was."""
    if call is None or not LATE <= (behind := -seconds_until(call.at, now)) <= FORGOTTEN:
        return None
    begin = call.at.astimezone(now.tzinfo)
    end = (call.at + timedelta(minutes=call.minutes)).astimezone(now.tzinfo)
    return _late(plan, now, end, f"This call was agreed for {say_time(begin)}, {about(behind)} ago")


def _late(plan: Plan, now: datetime, end: datetime, why: str) -> Late | None:
    left = seconds_until(end, now)
    if not 0 < left <= plan.planned - 60:
        return None
    full = _after(plan, now)
    least = sum(section.minimum for section in plan.sections)
    price = "it cannot all fit" if left < least else f"{about(plan.planned - left)} are trimmed"
    whole = f"the whole plan ({about(plan.planned)}) ends at {say_time(full)}"
    return Late(end, full, f"{why}. Until {say_time(end)} {price}; {whole}.")


def _after(plan: Plan, now: datetime) -> datetime:
    # By way of UTC, since within a zone Python adds to what the clock on the wall shows.
    return datetime.fromtimestamp(now.timestamp() + plan.planned, now.tzinfo)


def chosen(plan: Plan, now: datetime, until: End | None, call: NextCall | None) -> End | None:
    """Ask the mentor where the start is late; return when the call must end, None for no such time."""
    late = by_end(plan, now, until(now)) if until else by_agreement(plan, now, call)
    if late is None:
        return until
    tell(late.said)
    while True:
        answer = question(f"Keep the end at {say_time(late.end)}, or take the full length? [k/f] ").lower()
        if answer and "keep".startswith(answer):
            return lambda _: late.end
        if answer and "full length".startswith(answer):
            return (lambda now: _after(plan, now)) if until else None
