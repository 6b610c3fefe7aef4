"""The agenda engine: a pure function from a plan, a log of what the mentor did and a moment to all there is to show.

It holds no counter and reads no clock. Every time is in seconds on the session's own timeline, whose zero is the start. The
rules and their words are those of `agenda.md`: P is planned, A allotted, e elapsed in the section.

A log is never refused: an event that is not possible where it stands (`act` would not have made it) changes nothing. So a
journal can always be read back, whatever wrote it.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce
from itertools import accumulate

from mentorkit.errors import RefusedError
from mentorkit.plan import Plan, Section


class Do(StrEnum):
    """What the mentor can do to the clock."""

    START = "start"
    NEXT = "next"
    BACK = "back"
    GOTO = "goto"
    SKIP = "skip"
    MOVE = "move"
    PAUSE = "pause"
    RESUME = "resume"
    ADD = "add"
    UNDONE = "undone"
    BACKDATE = "backdate"
    HARD_STOP = "hard_stop"
    END = "end"


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the clock's journal. Which of the later fields count depends on `do`."""

    id: int
    at: float
    do: Do
    section: str | None = None
    """goto, move, skip: the section's id. A skip without one means the current section."""
    before: str | None = None
    """move: id of the section that it comes to stand before; None is the end."""
    seconds: float | None = None
    """add, backdate: how many. hard_stop: the instant on the timeline, None to clear it."""
    ref: int | None = None
    """undone: id of the event that is taken back."""
    by_leaving: bool = False
    """pause: the mentor left on purpose, so coming back resumes."""


class Phase(StrEnum):
    """Where the session stands."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class Status(StrEnum):
    """Where a section stands."""

    PENDING = "pending"
    CURRENT = "current"
    DONE = "done"
    SKIPPED = "skipped"


class Level(StrEnum):
    """How urgent a time is; never shown by colour alone."""

    CALM = "calm"
    AMBER = "amber"
    RED = "red"
    OVER = "over"


_LIVE = frozenset({Phase.RUNNING, Phase.PAUSED})
_ANY = frozenset(Phase)
_STARTED = _ANY - {Phase.READY}

LEGAL: dict[Do, frozenset[Phase]] = {
    Do.START: _ANY,  # a second start changes nothing
    Do.NEXT: _LIVE,
    Do.BACK: _LIVE,
    Do.GOTO: _LIVE,
    Do.SKIP: _LIVE,
    Do.MOVE: _LIVE,
    Do.PAUSE: _LIVE,
    Do.RESUME: _LIVE,
    Do.ADD: _LIVE,
    Do.UNDONE: _STARTED,
    Do.BACKDATE: _LIVE,
    Do.HARD_STOP: _ANY - {Phase.ENDED},
    Do.END: _STARTED,  # a second end changes nothing
}
"""In which phase an action is legal. An illegal one is refused; one that would change nothing is not logged."""


@dataclass(frozen=True, slots=True)
class _State:
    """The log folded up to some event. `spent` counts closed stretches only; the open one runs from `since`."""

    plan: Plan
    order: tuple[str, ...]
    status: dict[str, Status]
    spent: dict[str, float]
    added: dict[str, float]
    phase: Phase = Phase.READY
    current: str | None = None
    allotted: float = 0
    since: float = 0
    """When the present stretch, of running or of pause, began."""
    entered: float = 0
    started: float = 0
    ended: float | None = None
    paused_total: float = 0
    hard_stop: float | None = None

    def elapsed(self, section: str, now: float) -> float:
        running = self.phase is Phase.RUNNING and section == self.current
        return self.spent[section] + (max(0.0, now - self.since) if running else 0.0)

    def left_over(self, section: str, now: float) -> tuple[float, float]:
        """Return p and m of `agenda.md`: what the section still wants, and the least that it keeps of that."""
        spec, done, added = self.plan.section(section), self.elapsed(section, now), self.added[section]
        wants = max(0.0, spec.planned + added - done)
        return wants, min(wants, max(0.0, spec.minimum + added - done))

    @property
    def pending(self) -> tuple[str, ...]:
        return tuple(s for s in self.order if self.status[s] is Status.PENDING)

    def remaining(self, now: float) -> float:
        return max(0.0, self.allotted - self.elapsed(self.current, now)) if self.current else 0.0


def _fresh(plan: Plan) -> _State:
    ids = tuple(section.id for section in plan.sections)
    return _State(
        plan=plan,
        order=ids,
        status=dict.fromkeys(ids, Status.PENDING),
        spent=dict.fromkeys(ids, 0.0),
        added=dict.fromkeys(ids, 0.0),
    )


# ---- sharing out what is left before a hard stop


def _share(
    state: _State, sections: Sequence[str], avail: float, now: float
) -> tuple[dict[str, float], float]:
    """Return what each of `sections` gets of `avail` seconds, and by how much even the minimums overshoot."""
    wants = {s: state.left_over(s, now) for s in sections}
    missing = sum(p for p, _ in wants.values()) - avail
    budgets = {s: p for s, (p, _) in wants.items()}
    for tier in sorted({state.plan.section(s).give for s in sections}):
        if missing <= 0:
            break
        slack = {s: p - m for s, (p, m) in wants.items() if state.plan.section(s).give == tier}
        can_give = sum(slack.values())
        if can_give <= 0:
            continue
        take = min(missing, can_give)
        for section, share in slack.items():
            budgets[section] -= take * share / can_give
        missing -= take
    return budgets, max(0.0, missing)


def _budgets(state: _State, now: float) -> tuple[dict[str, float], float]:
    """Return the budgets of the pending sections, and the seconds by which they cannot fit."""
    if state.hard_stop is None:
        return {s: state.left_over(s, now)[0] for s in state.pending}, 0.0
    return _share(state, state.pending, state.hard_stop - now - state.remaining(now), now)


def _derive_allotted(state: _State, now: float) -> _State:
    """Return the state with A of the current section found anew; from here on it is frozen."""
    section = state.current
    if section is None:
        return state
    untrimmed = state.plan.section(section).planned + state.added[section]
    used = state.elapsed(section, now)
    if state.hard_stop is None or used >= untrimmed:
        return replace(state, allotted=untrimmed)
    shares, _ = _share(state, (section, *state.pending), state.hard_stop - now, now)
    return replace(state, allotted=used + shares[section])


# ---- one function an action: the state after it, or the same state where it changes nothing


def _close_stretch(state: _State, at: float) -> _State:
    """Return the state with the time since the last change booked to the section or to the pauses."""
    at, length = max(at, state.since), max(0.0, at - state.since)
    if state.phase is Phase.PAUSED:
        return replace(state, paused_total=state.paused_total + length, since=at)
    if state.current is None:
        return replace(state, since=at)
    spent = state.spent | {state.current: state.spent[state.current] + length}
    return replace(state, spent=spent, since=at)


def _enter(state: _State, section: str, at: float) -> _State:
    entered = replace(state, current=section, status=state.status | {section: Status.CURRENT}, entered=at)
    return _derive_allotted(entered, at)


def _leave(state: _State, at: float, as_: Status) -> _State:
    closed = _close_stretch(state, at)
    if closed.current is None:
        return closed
    return replace(closed, status=closed.status | {closed.current: as_}, current=None)


def _finish(state: _State, at: float) -> _State:
    closed = _close_stretch(state, at)
    left = {closed.current: Status.DONE} if closed.current else {}
    return replace(
        closed, status=closed.status | left, current=None, phase=Phase.ENDED, ended=at, allotted=0, entered=at
    )


def _on_to_the_next(state: _State, position: int, at: float) -> _State:
    pending = state.pending
    ahead = [s for s in pending if state.order.index(s) > position]
    target = next(iter(ahead or pending), None)
    return _enter(state, target, at) if target else _finish(state, at)


def _start(state: _State, event: Event) -> _State:
    if state.phase is not Phase.READY:
        return state
    running = replace(state, phase=Phase.RUNNING, started=event.at, since=event.at)
    return _enter(running, running.order[0], event.at)


def _next(state: _State, event: Event) -> _State:
    position = state.order.index(_current(state))
    left = _leave(state, event.at, Status.DONE)
    return _on_to_the_next(replace(left, phase=Phase.RUNNING), position, event.at)


def _back(state: _State, event: Event) -> _State:
    position = state.order.index(_current(state))
    earlier = [s for s in state.order[:position] if state.status[s] is not Status.SKIPPED]
    if not earlier:
        raise RefusedError("There is no section before this one.")
    return _enter(_leave(state, event.at, Status.PENDING), earlier[-1], event.at)


def _goto(state: _State, event: Event) -> _State:
    target = _known(state, event.section)
    if target == state.current:
        return state
    return _enter(_leave(state, event.at, Status.DONE), target, event.at)


def _skip(state: _State, event: Event) -> _State:
    target = _current(state) if event.section is None else _known(state, event.section)
    status = state.status[target]
    if status is Status.DONE:
        raise RefusedError(f"{state.plan.section(target).title} is done and cannot be skipped.")
    if status is Status.SKIPPED:
        return state
    if target != state.current:
        return _derive_allotted(replace(state, status=state.status | {target: Status.SKIPPED}), event.at)
    position = state.order.index(target)
    return _on_to_the_next(_leave(state, event.at, Status.SKIPPED), position, event.at)


def _move(state: _State, event: Event) -> _State:
    target = _known(state, event.section)
    before = None if event.before is None else _known(state, event.before)
    for section in (target, before):
        if section is not None and state.status[section] is not Status.PENDING:
            raise RefusedError(
                f"{state.plan.section(section).title} has begun: only what is still to come can be moved."
            )
    if target == before:
        return state
    rest = [s for s in state.order if s != target]
    rest.insert(len(rest) if before is None else rest.index(before), target)
    return state if tuple(rest) == state.order else replace(state, order=tuple(rest))


def _pause(state: _State, event: Event) -> _State:
    if state.phase is Phase.PAUSED:
        return state
    return replace(_close_stretch(state, event.at), phase=Phase.PAUSED)


def _resume(state: _State, event: Event) -> _State:
    if state.phase is Phase.RUNNING:
        return state
    return replace(_close_stretch(state, event.at), phase=Phase.RUNNING)


def _add(state: _State, event: Event) -> _State:
    section, seconds = _current(state), event.seconds or 0
    used = state.elapsed(section, event.at)
    if seconds > 0:
        allotted = max(state.allotted, used) + seconds
    else:
        allotted = max(state.allotted + seconds, min(state.allotted, used))
    change = allotted - state.allotted
    if not change:
        return state
    return replace(state, allotted=allotted, added=state.added | {section: state.added[section] + change})


def _set_hard_stop(state: _State, event: Event) -> _State:
    if state.hard_stop == event.seconds:
        return state
    return _derive_allotted(replace(state, hard_stop=event.seconds), event.at)


def _end(state: _State, event: Event) -> _State:
    return state if state.phase is Phase.ENDED else _finish(state, event.at)


_APPLY: dict[Do, Callable[[_State, Event], _State]] = {
    Do.START: _start,
    Do.NEXT: _next,
    Do.BACK: _back,
    Do.GOTO: _goto,
    Do.SKIP: _skip,
    Do.MOVE: _move,
    Do.PAUSE: _pause,
    Do.RESUME: _resume,
    Do.ADD: _add,
    Do.HARD_STOP: _set_hard_stop,
    Do.END: _end,
}


def _current(state: _State) -> str:
    if state.current is None:
        raise RefusedError("No section is running.")
    return state.current


def _known(state: _State, section: str | None) -> str:
    if section is None or section not in state.status:
        raise RefusedError(f'There is no section "{section}".')
    return section


def _apply(state: _State, event: Event) -> _State:
    """Return the state after the event; RefusedError where it is illegal."""
    if state.phase not in LEGAL[event.do]:
        raise RefusedError(_WRONG_PHASE[state.phase])
    return _APPLY[event.do](state, event)


_WRONG_PHASE = {
    Phase.READY: "The session has not started.",
    Phase.RUNNING: "The session is running.",
    Phase.PAUSED: "The session is paused.",
    Phase.ENDED: "The session has ended.",
}


# ---- the log: what counts of it, and at which moment


_TRANSITIONS = frozenset({Do.START, Do.NEXT, Do.BACK, Do.GOTO, Do.SKIP})


def _tolerant(state: _State, event: Event) -> _State:
    try:
        return _apply(state, event)
    except RefusedError:
        return state


def _is_transition(before: _State, event: Event, after: _State) -> bool:
    return event.do in _TRANSITIONS and (before.current, before.ended) != (after.current, after.ended)


def _backdated(plan: Plan, events: list[Event], seconds: float) -> list[Event]:
    """Return the events with the last transition `seconds` earlier, at most at the time of the event before it."""
    state, last = _fresh(plan), None
    for index, event in enumerate(events):
        after = _tolerant(state, event)
        last = index if _is_transition(state, event, after) else last
        state = after
    if last is None:
        return events
    earliest = events[last - 1].at if last else -math.inf
    moved = replace(events[last], at=max(earliest, events[last].at - max(0.0, seconds)))
    return [*events[:last], moved, *events[last + 1 :]]


def effective(plan: Plan, log: Iterable[Event]) -> list[Event]:
    """Return the log as it counts: without what was undone, backdated events at the time they are said to have happened."""
    log = list(log)
    gone = {event.ref for event in log if event.do is Do.UNDONE}
    kept: list[Event] = []
    for event in log:
        if event.do is Do.UNDONE or event.id in gone:
            continue
        if event.do is Do.BACKDATE:
            kept = _backdated(plan, kept, event.seconds or 0)
        else:
            kept.append(event)
    return kept


def _replay(plan: Plan, log: Iterable[Event]) -> _State:
    return reduce(_tolerant, effective(plan, log), _fresh(plan))


def _undoable(log: Sequence[Event]) -> Event:
    """Return the last clock action that is neither the start nor taken back already."""
    gone = {event.ref for event in log if event.do is Do.UNDONE}
    kept = [e for e in log if e.do not in (Do.UNDONE, Do.START) and e.id not in gone]
    if not kept:
        raise RefusedError("There is nothing to undo.")
    return kept[-1]


def act(
    plan: Plan,
    log: Sequence[Event],
    do: Do,
    now: float,
    *,
    section: str | None = None,
    before: str | None = None,
    seconds: float | None = None,
    by_leaving: bool = False,
) -> Event | None:
    """Return the event to append for an action at `now`, None where it would change nothing.

    Raises RefusedError where the action is not possible now, and then nothing has changed.
    """
    state = _replay(plan, log)
    if state.phase not in LEGAL[do]:
        raise RefusedError(_WRONG_PHASE[state.phase])
    event = Event(
        id=max((e.id for e in log), default=0) + 1,
        at=max([now, *(e.at for e in log)]),
        do=do,
        section=section,
        before=before,
        seconds=seconds,
        ref=_undoable(log).id if do is Do.UNDONE else None,
        by_leaving=by_leaving,
    )
    if do is Do.UNDONE:
        return event
    if do is Do.BACKDATE:
        changed = effective(plan, [*log, event]) != effective(plan, log)
    else:
        changed = _apply(state, event) is not state
    return event if changed else None


# ---- the view


@dataclass(frozen=True, slots=True)
class SectionView:
    """One line of the agenda. Seconds on the session's timeline."""

    section: Section
    status: Status
    planned_start: float
    planned_end: float
    elapsed: float
    budget: float
    """What a pending section still gets, what the current one is allotted, what the others took."""
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
    session_elapsed: float
    paused_total: float
    expected_end: float
    """Counted from the start, as `session_elapsed` is."""
    offset: float
    drift: float
    hard_stop: float | None
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
    """Return everything there is to show at `now`. The same log and moment give the same view, always."""
    state = _replay(plan, log)
    now = state.ended if state.ended is not None else max(now, state.since)
    budgets, cannot_fit_by = _budgets(state, now)
    overtime = _overtime(state, now)
    session_elapsed = 0.0 if state.phase is Phase.READY else now - state.started
    pausing = now - state.since if state.phase is Phase.PAUSED else 0.0
    ended = state.phase is Phase.ENDED
    still = 0.0 if ended else state.remaining(now) + sum(budgets.values())
    wanted = 0.0 if ended else sum(_wanted(state, s, now) for s in state.pending + _only(state.current))
    expected_end = session_elapsed + still
    current = plan.section(state.current) if state.current else None
    elapsed = state.elapsed(current.id, now) if current else 0.0
    leave_by = _leave_by(state, now)
    return View(
        phase=state.phase,
        sections=_section_views(state, budgets, now),
        current=current,
        section_elapsed=elapsed,
        section_remaining=state.remaining(now),
        section_overtime=overtime,
        allotted=state.allotted,
        entered=state.entered,
        minimum_met=current is not None and current.open_ended and elapsed >= state.allotted,
        session_elapsed=session_elapsed,
        paused_total=state.paused_total + pausing,
        expected_end=expected_end,
        offset=expected_end - plan.planned,
        drift=session_elapsed + wanted - plan.planned,
        hard_stop=state.hard_stop,
        spare=None if state.hard_stop is None else max(0.0, state.hard_stop - state.started - expected_end),
        leave_by=leave_by,
        cannot_fit_by=0.0 if ended else cannot_fit_by,
        section_level=_section_level(state, overtime, leave_by, now),
        session_level=_session_level(state, budgets, cannot_fit_by, now),
    )


def _only(section: str | None) -> tuple[str, ...]:
    return () if section is None else (section,)


def _wanted(state: _State, section: str, now: float) -> float:
    return state.left_over(section, now)[0]


def _leave_by(state: _State, now: float) -> float | None:
    if state.hard_stop is None:
        return None
    return state.hard_stop - sum(_wanted(state, s, now) for s in state.pending)


def _overtime(state: _State, now: float) -> float:
    if state.current is None:
        return 0.0
    over = state.elapsed(state.current, now) - state.allotted
    if state.plan.section(state.current).open_ended:
        leave_by = _leave_by(state, now)
        over = 0.0 if leave_by is None else min(over, now - leave_by)
    return max(0.0, over)


def _section_views(state: _State, budgets: dict[str, float], now: float) -> tuple[SectionView, ...]:
    ends = dict(
        zip(
            (s.id for s in state.plan.sections),
            accumulate(s.planned for s in state.plan.sections),
            strict=True,
        )
    )

    def line(section_id: str) -> SectionView:
        section, status = state.plan.section(section_id), state.status[section_id]
        elapsed = state.elapsed(section_id, now)
        if status is Status.PENDING:
            budget, trimmed = budgets[section_id], _wanted(state, section_id, now) - budgets[section_id]
        elif status is Status.CURRENT:
            budget = state.allotted
            trimmed = max(0.0, section.planned + state.added[section_id] - budget)
        else:
            budget, trimmed = elapsed, 0.0
        end = ends[section_id]
        return SectionView(section, status, end - section.planned, end, elapsed, budget, trimmed)

    return tuple(line(s) for s in state.order)


def _clamp(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _section_level(state: _State, overtime: float, leave_by: float | None, now: float) -> Level:
    if state.current is None:
        return Level.CALM
    left = state.remaining(now)
    if state.plan.section(state.current).open_ended:
        left = math.inf if leave_by is None else leave_by - now
    if overtime > 0:
        return Level.OVER
    if left <= _clamp(0.05 * state.allotted, 30, 60):
        return Level.RED
    return Level.AMBER if left <= _clamp(0.20 * state.allotted, 60, 300) else Level.CALM


_ROUNDING = 1e-6


def _session_level(state: _State, budgets: dict[str, float], cannot_fit_by: float, now: float) -> Level:
    if state.phase is Phase.ENDED or state.hard_stop is None:
        return Level.CALM
    if cannot_fit_by > _ROUNDING:
        return Level.RED
    trimmed = any(_wanted(state, s, now) - budget > _ROUNDING for s, budget in budgets.items())
    if state.current is not None:
        untrimmed = state.plan.section(state.current).planned + state.added[state.current]
        trimmed = trimmed or untrimmed - state.allotted > _ROUNDING
    return Level.AMBER if trimmed else Level.CALM


@dataclass(frozen=True, slots=True)
class Price:
    """What more time here costs elsewhere."""

    costs: tuple[tuple[Section, int], ...]
    """Sections that lose time, with whole minutes that add up."""
    later: float
    """Seconds by which the session's end moves."""


def price(plan: Plan, log: Sequence[Event], seconds: float, now: float) -> Price:
    """Return what `add seconds` would cost at `now`; RefusedError where no section is running."""
    event = act(plan, log, Do.ADD, now, seconds=seconds)
    before, after = view(plan, log, now), view(plan, [*log, event] if event else log, now)
    lost = {
        s: before.budgets[s] - budget for s, budget in after.budgets.items() if before.budgets[s] > budget
    }
    costs = tuple((plan.section(s), minutes) for s, minutes in _whole_minutes(lost).items() if minutes)
    return Price(costs, after.expected_end - before.expected_end)


def _whole_minutes(seconds: dict[str, float]) -> dict[str, int]:
    """Return whole minutes by largest remainder: their sum is the rounded sum of the seconds."""
    minutes = {key: int(value // 60) for key, value in seconds.items()}
    short = round(sum(seconds.values()) / 60) - sum(minutes.values())
    by_remainder = sorted(seconds, key=lambda key: seconds[key] % 60, reverse=True)
    return minutes | {key: minutes[key] + 1 for key in by_remainder[:short]}
