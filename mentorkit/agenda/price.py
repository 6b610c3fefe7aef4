"""What more time here costs elsewhere (`agenda.md`, "Before an action that costs time elsewhere")."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mentorkit.agenda.events import Do, Event
from mentorkit.agenda.machine import act
from mentorkit.agenda.view import view
from mentorkit.plan import Plan, Section


@dataclass(frozen=True, slots=True)
class Price:
    """What more time here costs elsewhere."""

    costs: tuple[tuple[Section, int], ...]
    """Sections that lose time, with whole minutes that add up."""
    later: float
    """Seconds by which the session's end moves."""
    added: float
    """Seconds that the section really gets: at worst its time is up now."""


def price(plan: Plan, log: Sequence[Event], seconds: float, now: float) -> Price:
    """Return what `add seconds` would cost at `now`; RefusedError where no section is running."""
    event = act(plan, log, Do.ADD, now, seconds=seconds)
    before, after = view(plan, log, now), view(plan, [*log, event] if event else log, now)
    was = before.budgets
    # To the microsecond: what floating point adds or drops must not decide which section pays the odd minute.
    lost = {section: max(0.0, round(was[section] - budget, 6)) for section, budget in after.budgets.items()}
    costs = tuple((plan.section(s), minutes) for s, minutes in whole_minutes(lost).items() if minutes)
    return Price(costs, after.expected_end - before.expected_end, after.allotted - before.allotted)


def whole_minutes(seconds: Mapping[str, float]) -> dict[str, int]:
    """Return whole minutes by largest remainder: their sum is that of the seconds, rounded (half a minute is one)."""
    minutes = {key: int(value // 60) for key, value in seconds.items()}
    short = math.floor(math.fsum(seconds.values()) / 60 + 0.5) - sum(minutes.values())
    by_remainder = sorted(seconds, key=lambda key: seconds[key] % 60, reverse=True)
    return minutes | {key: minutes[key] + 1 for key in by_remainder[:short]}
