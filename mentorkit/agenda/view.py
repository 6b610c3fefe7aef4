"""All there is to show at a moment, computed from the log (`agenda.md`, "What is shown" and "Warnings")."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate

from mentorkit.agenda.events import Event, Phase, Status
from mentorkit.agenda.machine import replay
from mentorkit.agenda.sharing import ROUNDING, Shares
from mentorkit.agenda.state import State
from mentorkit.plan import Plan, Section


class Level(StrEnum):
    """How urgent a time is; never shown by colour alone."""

    CALM = "calm"
    AMBER = "amber"
    RED = "red"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class SectionView:
    """One line of the agenda. Seconds on the session's timeline."""

    section: Section
    status: Status
    planned_start: float
    planned_end: float
    elapsed: float
    budget: float
    """What a pending section still gets (nothing once the session has ended), what the current one is allotted,
    what the others took."""
    trimmed: float
    """What a hard stop takes away from it now."""


@dataclass(frozen=True, slots=True)
class View:
    """All there is to show at a moment, in seconds. The names are those of `agenda.md`."""

    phase: Phase
    sections: tuple[SectionView, ...]
    """In the order in which they come, moved ones where they were moved to."""
    current: Section | None
    section_elapsed: float
    section_remaining: float
    section_overtime: float
    allotted: float
    entered: float
    """When the current section was entered: `next` by key is guarded for a while after that."""
    minimum_met: bool
    """The current section is open-ended and has had what it is allotted."""
    started: float
    """When the session began: 0, or before that where the start was backdated."""
    session_elapsed: float
    paused_total: float
    expected_end: float
    """Counted from the start, as `session_elapsed` is."""
    offset: float
    """Positive is behind, as with `drift`."""
    drift: float
    hard_stop: float | None
    """An instant on the timeline, like `leave_by`."""
    spare: float | None
    """None where there is no hard stop, like `leave_by`."""
    leave_by: float | None
    cannot_fit_by: float
    section_level: Level
    session_level: Level

    @property
    def budgets(self) -> dict[str, float]:
        """What each pending section still gets, by id."""
        return {s.section.id: s.budget for s in self.sections if s.status is Status.PENDING}


def view(plan: Plan, log: Iterable[Event], now: float) -> View:
    """Return everything there is to show at `now`. The same log and moment give the same view, always.

    A moment before the last event is taken as that event's, one after the end as the end.
    """
    replayed = replay(plan, log)
    state = replayed.state
    now = max(now, replayed.latest()) if state.ended is None else state.ended
    shares = state.pending_shares(now)
    to_come = state.remaining(now) + math.fsum(shares.budgets.values())
    current = state.current
    elapsed = state.elapsed(current, now) if current else 0.0
    session_elapsed = 0.0 if state.phase is Phase.READY else now - state.started
    pausing = now - state.since if state.phase is Phase.PAUSED else 0.0
    section = plan.section(current) if current else None
    return View(
        phase=state.phase,
        sections=_section_views(state, shares.budgets, now),
        current=section,
        section_elapsed=elapsed,
        section_remaining=state.remaining(now),
        section_overtime=_overtime(state, now),
        allotted=state.allotted,
        entered=state.entered,
        minimum_met=section is not None and section.open_ended and elapsed >= state.allotted,
        started=state.started,
        session_elapsed=session_elapsed,
        paused_total=state.paused_total + pausing,
        expected_end=session_elapsed + to_come,
        offset=session_elapsed + to_come - plan.planned,
        drift=session_elapsed + _untrimmed_to_come(state, now) - plan.planned,
        hard_stop=state.hard_stop,
        spare=None if state.hard_stop is None else max(0.0, state.hard_stop - now - to_come),
        leave_by=_leave_by(state, now),
        cannot_fit_by=shares.cannot_fit_by,
        section_level=_section_level(state, now),
        session_level=_session_level(state, shares, now),
    )


def _untrimmed_to_come(state: State, now: float) -> float:
    if state.phase is Phase.ENDED:
        return 0.0
    running = (state.current,) if state.current else ()
    return math.fsum(state.claim(section, now).wants for section in (*running, *state.pending))


def _leave_by(state: State, now: float) -> float | None:
    if state.hard_stop is None:
        return None
    if state.phase is Phase.ENDED:
        return state.hard_stop
    return state.hard_stop - math.fsum(state.claim(section, now).wants for section in state.pending)


def _overtime(state: State, now: float) -> float:
    if state.current is None:
        return 0.0
    over = state.elapsed(state.current, now) - state.allotted
    if state.plan.section(state.current).open_ended:
        leave_by = _leave_by(state, now)
        over = 0.0 if leave_by is None else min(over, now - leave_by)
    return max(0.0, over)


# ---- the lines of the agenda


def _section_views(state: State, budgets: Mapping[str, float], now: float) -> tuple[SectionView, ...]:
    sections = state.plan.sections
    ends = accumulate(section.planned for section in sections)
    planned_ends = dict(zip((section.id for section in sections), ends, strict=True))
    return tuple(_section_view(state, s, planned_ends[s], budgets, now) for s in state.order)


def _section_view(
    state: State, section_id: str, planned_end: float, budgets: Mapping[str, float], now: float
) -> SectionView:
    section, status = state.plan.section(section_id), state.status[section_id]
    elapsed = state.elapsed(section_id, now)
    budget = elapsed
    if status is Status.CURRENT:
        budget = state.allotted
    elif status is Status.PENDING:
        budget = budgets[section_id]
    return SectionView(
        section=section,
        status=status,
        planned_start=planned_end - section.planned,
        planned_end=planned_end,
        elapsed=elapsed,
        budget=budget,
        trimmed=_trimmed(state, section_id, budget, now),
    )


def _trimmed(state: State, section: str, budget: float, now: float) -> float:
    status = state.status[section]
    if status is Status.CURRENT:
        return max(0.0, state.untrimmed(section) - budget)
    if status is Status.PENDING and state.phase is not Phase.ENDED:
        return state.claim(section, now).wants - budget
    return 0.0


# ---- warnings


def _clamp(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _section_level(state: State, now: float) -> Level:
    if state.current is None:
        return Level.CALM
    if _overtime(state, now) > 0:
        return Level.OVER
    left = state.remaining(now)
    if state.plan.section(state.current).open_ended:
        leave_by = _leave_by(state, now)
        left = math.inf if leave_by is None else leave_by - now
    if left <= _clamp(state.allotted / 20, 30, 60):
        return Level.RED
    return Level.AMBER if left <= _clamp(state.allotted / 5, 60, 300) else Level.CALM


def _session_level(state: State, shares: Shares, now: float) -> Level:
    if shares.cannot_fit_by > 0:
        return Level.RED
    running = {state.current: state.allotted} if state.current else {}
    budgets = running | shares.budgets
    trimmed = any(_trimmed(state, section, budget, now) > ROUNDING for section, budget in budgets.items())
    return Level.AMBER if trimmed else Level.CALM
