"""The state machine: what is legal in which phase, what each action does, and how a log is folded.

An action is a function from a state and an event to the state after it, or to the very same state where it changes nothing.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from mentorkit.agenda.events import Do, Event, Phase, Status
from mentorkit.agenda.state import State, fresh
from mentorkit.errors import RefusedError
from mentorkit.plan import Plan

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
    Do.BACKDATE: _STARTED,  # a next may have ended the session; an `end` cannot be backdated
    Do.HARD_STOP: _ANY - {Phase.ENDED},
    Do.END: _STARTED,  # a second end changes nothing
}
"""In which phase an action is legal. An illegal one is refused; one that would change nothing is not logged."""


# ---- one function an action


def _close_stretch(state: State, at: float) -> State:
    """Return the state with the time since the last change booked to the section or to the pauses."""
    length = at - state.since
    if state.phase is Phase.PAUSED:
        return state._replace(paused_total=state.paused_total + length, since=at)
    if state.current is None:
        return state._replace(since=at)
    spent = state.spent | {state.current: state.spent[state.current] + length}
    return state._replace(spent=spent, since=at)


def _enter(state: State, section: str, at: float) -> State:
    status = state.status | {section: Status.CURRENT}
    return state._replace(current=section, status=status, entered=at).with_allotted(at)


def _leave(state: State, at: float, as_: Status) -> State:
    closed = _close_stretch(state, at)
    left = {closed.current: as_} if closed.current else {}
    return closed._replace(status=closed.status | left, current=None)


def _finish(state: State, at: float) -> State:
    left = _leave(state, at, Status.DONE)
    return left._replace(phase=Phase.ENDED, ended=at, allotted=0, entered=at)


def _on_to_the_next(state: State, position: int, at: float) -> State:
    """Enter the next pending section after `position`, else the earliest gap before it, else end."""
    ahead = [section for section in state.pending if state.order.index(section) > position]
    target = next(iter(ahead or state.pending), None)
    return _finish(state, at) if target is None else _enter(state, target, at)


def _start(state: State, event: Event) -> State:
    if state.phase is not Phase.READY:
        return state
    running = state._replace(phase=Phase.RUNNING, started=event.at, since=event.at)
    return _on_to_the_next(running, -1, event.at)


def _next(state: State, event: Event) -> State:
    position = state.order.index(_current(state))
    left = _leave(state, event.at, Status.DONE)
    return _on_to_the_next(left._replace(phase=Phase.RUNNING), position, event.at)


def _back(state: State, event: Event) -> State:
    position = state.order.index(_current(state))
    earlier = [s for s in state.order[:position] if state.status[s] is not Status.SKIPPED]
    if not earlier:
        raise RefusedError("There is no section before this one.")
    return _enter(_leave(state, event.at, Status.PENDING), earlier[-1], event.at)


def _goto(state: State, event: Event) -> State:
    target = _known(state, event.section)
    if target == state.current:
        return state
    return _enter(_leave(state, event.at, Status.DONE), target, event.at)


def _skip(state: State, event: Event) -> State:
    target = _current(state) if event.section is None else _known(state, event.section)
    if target == state.current:
        position = state.order.index(target)
        return _on_to_the_next(_leave(state, event.at, Status.SKIPPED), position, event.at)
    if state.status[target] is Status.DONE:
        raise RefusedError(f"{state.plan.section(target).title} is done and cannot be skipped.")
    if state.status[target] is Status.SKIPPED:
        return state
    status = state.status | {target: Status.SKIPPED}
    return state._replace(status=status).with_allotted(event.at)


def _move(state: State, event: Event) -> State:
    target = _to_come(state, _known(state, event.section))
    before = None if event.before is None else _to_come(state, _known(state, event.before))
    if target == before:
        return state
    rest = [section for section in state.order if section != target]
    rest.insert(len(rest) if before is None else rest.index(before), target)
    return state if tuple(rest) == state.order else state._replace(order=tuple(rest))


def _pause(state: State, event: Event) -> State:
    if state.phase is Phase.PAUSED:
        return state
    return _close_stretch(state, event.at)._replace(phase=Phase.PAUSED)


def _resume(state: State, event: Event) -> State:
    if state.phase is Phase.RUNNING:
        return state
    return _close_stretch(state, event.at)._replace(phase=Phase.RUNNING)


def _add(state: State, event: Event) -> State:
    section, seconds = _current(state), event.seconds or 0
    used = state.elapsed(section, event.at)
    if seconds > 0:
        allotted = max(state.allotted, used) + seconds
    else:
        allotted = max(state.allotted + seconds, min(state.allotted, used))
    change = allotted - state.allotted
    if not change:
        return state
    return state._replace(allotted=allotted, added=state.added | {section: state.added[section] + change})


def _set_hard_stop(state: State, event: Event) -> State:
    if state.hard_stop == event.seconds:
        return state
    return state._replace(hard_stop=event.seconds).with_allotted(event.at)


def _end(state: State, event: Event) -> State:
    return state if state.phase is Phase.ENDED else _finish(state, event.at)


_APPLY: dict[Do, Callable[[State, Event], State]] = {
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


def _current(state: State) -> str:
    if state.current is None:
        raise RefusedError("No section is running.")
    return state.current


def _known(state: State, section: str | None) -> str:
    if section is None or section not in state.status:
        raise RefusedError(f'There is no section "{section}".')
    return section


def _to_come(state: State, section: str) -> str:
    if state.status[section] is not Status.PENDING:
        title = state.plan.section(section).title
        how = "was left out" if state.status[section] is Status.SKIPPED else "has begun"
        raise RefusedError(f"{title} {how}: only what is still to come can be moved.")
    return section


_WRONG_PHASE = {
    Phase.READY: "The session has not started.",
    Phase.RUNNING: "The session is running.",
    Phase.PAUSED: "The session is paused.",
    Phase.ENDED: "The session has ended.",
}


def _check_phase(do: Do, phase: Phase) -> None:
    if phase not in LEGAL[do]:
        raise RefusedError(_WRONG_PHASE[phase])


# ---- the log: what counts of it, and at which moment


class _Step(NamedTuple):
    """An event that counted, at the time at which it counts, and the state that it found."""

    before: State
    event: Event
    moved_on: bool
    """It was a transition: another section runs since, or none."""


@dataclass(slots=True)
class Replay:
    """A log folded so far. `undoable` is the id of the last action that can be taken back."""

    state: State
    steps: list[_Step]
    undoable: int | None = None

    def latest(self) -> float:
        """Return when the last event happened: nothing that comes later can have happened before it."""
        return self.steps[-1].event.at if self.steps else -math.inf

    def take(self, event: Event) -> bool:
        """Fold one more event in; return whether it changed anything. RefusedError where it is illegal."""
        _check_phase(event.do, self.state.phase)
        changed = self._backdate(event) if event.do is Do.BACKDATE else self._step(event)
        if changed and _can_be_undone(event, self.state):
            self.undoable = event.id
        return changed

    def _step(self, event: Event) -> bool:
        before = self.state
        if before.phase is not Phase.READY and event.at < self.latest():
            event = replace(event, at=self.latest())
        after = _APPLY[event.do](before, event)
        if after is before:
            return False
        moved_on = event.do in _TRANSITIONS and (before.current, before.ended) != (after.current, after.ended)
        self.steps.append(_Step(before, event, moved_on))
        self.state = after
        return True

    def _backdate(self, backdate: Event) -> bool:
        """Fold again from the last transition, that many seconds earlier, at most at the time of the event before it."""
        if self.steps[-1].event.do is Do.END:
            raise RefusedError("The end cannot be moved to an earlier time.")
        position = max(index for index, step in enumerate(self.steps) if step.moved_on)
        last = self.steps[position].event
        # Nothing is recorded before the start, so a hard stop that was set then does not bound it.
        bound = -math.inf if last.do is Do.START else self.steps[position - 1].event.at
        at = max(bound, last.at - max(0.0, backdate.seconds or 0))
        if at == last.at:
            return False
        later = [step.event for step in self.steps[position + 1 :]]
        self.state = self.steps[position].before
        del self.steps[position:]
        for event in (replace(last, at=at), *later):
            self._again(event)
        return True

    def _again(self, event: Event) -> None:
        """Fold an event that counted once. It stays a step even where it has nothing left to change."""
        if not self._step(event):
            self.steps.append(_Step(self.state, event, moved_on=False))


_TRANSITIONS = frozenset({Do.START, Do.NEXT, Do.BACK, Do.GOTO, Do.SKIP})


def _can_be_undone(event: Event, after: State) -> bool:
    """The start cannot, nor what was set up before it."""
    return event.do is not Do.START and after.phase is not Phase.READY


def replay(plan: Plan, log: Iterable[Event]) -> Replay:
    """Return the log folded: without what was undone, and without what was not possible or changed nothing."""
    kept = _replayed(plan, tuple(log))
    return Replay(kept.state, list(kept.steps), kept.undoable)


@lru_cache(maxsize=16)
def _replayed(plan: Plan, log: tuple[Event, ...]) -> Replay:
    # Kept, since a screen asks for the same log at many moments: 100 events fold in 2 ms and are found again in 0.05.
    gone = _taken_back(log)
    folded = Replay(fresh(plan), [])
    for event in log:
        if event.do is Do.UNDONE or event.id in gone:
            continue
        with suppress(RefusedError):
            folded.take(event)
    return folded


def _taken_back(log: Iterable[Event]) -> set[int]:
    """Return the ids of the events that a later one takes back; the start and what is before it stay."""
    gone: set[int] = set()
    undoable: set[int] = set()
    started = False
    for event in log:
        if event.do is Do.START:
            started = True
        elif event.do is Do.UNDONE and event.ref in undoable:
            gone.add(event.ref)
        elif started and event.do is not Do.UNDONE:
            undoable.add(event.id)
    return gone


def effective(plan: Plan, log: Iterable[Event]) -> list[Event]:
    """Return the log as it counts: without what was undone or changed nothing, backdated events at their new time."""
    return [step.event for step in replay(plan, log).steps]


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
    folded = replay(plan, log)
    _check_phase(do, folded.state.phase)
    if not math.isfinite(seconds or 0.0):
        raise RefusedError("That is no length of time.")
    if do is Do.UNDONE and folded.undoable is None:
        raise RefusedError("There is nothing to undo.")
    event = Event(
        id=max((e.id for e in log), default=0) + 1,
        at=max([now, *(e.at for e in log)]),
        do=do,
        section=section,
        before=before,
        seconds=seconds,
        ref=folded.undoable if do is Do.UNDONE else None,
        by_leaving=by_leaving,
    )
    return event if do is Do.UNDONE or folded.take(event) else None
