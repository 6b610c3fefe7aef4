"""What a student's calls come to over time: facts out of recorded sessions, in order. Nothing is judged, scored or compared.

Calls are counted from 0, the oldest first. A `place` on their line is odd in a call (1 is the first) and even between two: 0 is
the time before the first, and twice their number the time after the last.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from mentorkit import agenda
from mentorkit.agenda import View
from mentorkit.plan import Section
from mentorkit.records import Goal, GoalEvent, GoalStatus, R, Session, Topic

A_CALL = 60
"""Seconds from which on a session without a word in it counts as a call."""
OUTCOMES = (GoalEvent.DONE, GoalEvent.PARTLY, GoalEvent.MISSED, GoalEvent.DROPPED)
"""What a goal can be said to be at a catch-up."""


@dataclass(frozen=True, slots=True)
class GoalCounts:
    """How many goals. Of one call; each counts once there, with its last outcome."""

    set: int = 0
    done: int = 0
    partly: int = 0
    """Met in part, and still open afterwards; `missed` is the same."""
    missed: int = 0
    dropped: int = 0
    """Let go, or closed without being met."""
    moved: int = 0
    """Given another day."""
    between: int = 0
    """Closed since the call before, between the calls."""
    open: int = 0
    """Afterwards."""

    @property
    def closed(self) -> int:
        """Return how many were closed in the call."""
        return self.done + self.dropped


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """How many topics, of one call."""

    opened: int = 0
    closed: int = 0
    """Shown to be understood."""
    between: int = 0
    open: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One call on the line."""

    id: str
    begun: datetime
    group: bool
    """Others were in it too."""
    planned: float
    """Seconds of all its sections, as `actual`."""
    actual: float
    goals: GoalCounts
    topics: TopicCounts


@dataclass(frozen=True, slots=True)
class Passed:
    """Something that happened to a goal while it was open."""

    what: GoalEvent
    at: datetime
    place: int


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal from its being set to its end."""

    goal: Goal
    begun: int
    """Its place, as `ended`."""
    ended: int | None
    """None while it is open."""
    closed_at: datetime | None
    """None while it is open, and where it is not known."""
    passed: tuple[Passed, ...] = ()

    def times(self, *what: GoalEvent) -> int:
        """Return how often one of these happened to it."""
        return sum(step.what in what for step in self.passed)

    @property
    def elsewhere(self) -> bool:
        """Whether it was closed in a call that is not among these, as a group's goal may be in another's call."""
        return _elsewhere(self.goal, self.ended)


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A topic from its being opened to its being understood."""

    topic: Topic
    begun: int
    ended: int | None
    closed_at: datetime | None

    @property
    def elsewhere(self) -> bool:
        """Whether it was understood in a call that is not among these."""
        return _elsewhere(self.topic, self.ended)


def _elsewhere(record: Goal | Topic, ended: int | None) -> bool:
    return ended is not None and not ended % 2 and record.closed_in is not None


@dataclass(frozen=True, slots=True)
class Took:
    """A section in one call, in seconds."""

    planned: float
    actual: float
    """0 where it was left out or not reached."""


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A section over the calls, by its id: plans change, and titles with them."""

    section: Section
    """As it is in the latest call that has it."""
    took: tuple[Took | None, ...]
    """By call; None where the call's plan has no such section."""


@dataclass(frozen=True, slots=True)
class Progress:
    """All of it, over the calls that were looked at."""

    calls: tuple[Call, ...] = ()
    """Oldest first."""
    goals: tuple[GoalLine, ...] = ()
    """The student's, in the order in which they were set."""
    promises: tuple[GoalLine, ...] = ()
    """The mentor's own goals."""
    topics: tuple[TopicLine, ...] = ()
    sections: tuple[SectionLine, ...] = ()
    """In the order of the latest plan, then those of earlier plans."""
    earlier: int = 0
    """Calls before these, which were not looked at."""

    def age(self, line: GoalLine | TopicLine) -> int:
        """Return how many of the calls it has been in, the one that began it too."""
        last = 2 * len(self.calls) if line.ended is None else line.ended
        return sum(line.begun <= 2 * number + 1 <= last for number in range(len(self.calls)))


def took_place(session: Session) -> bool:
    """Return whether it was a call: something was written down in it, or it took a minute."""
    own = (
        *session.notes,
        *session.feedback,
        *(goal for goal in session.goals if goal.set_in == session.id or _touched(goal, session.id)),
        *(topic for topic in session.topics if session.id in (topic.opened_in, topic.closed_in)),
    )
    return bool(own) or session.next_call is not None or _view(session).session_elapsed >= A_CALL


def _touched(goal: Goal, session_id: str) -> bool:
    return goal.closed_in == session_id or any(step.session == session_id for step in goal.life)


def progress(
    sessions: Iterable[Session],
    student: str | None = None,
    *,
    goals: Iterable[Goal] = (),
    topics: Iterable[Topic] = (),
    earlier: int = 0,
) -> Progress:
    """Return the facts of these sessions, in whatever order they come; one that comes twice counts once.

    With the id of a student only what is theirs or a group's counts. `goals` and `topics` are further ones, which no session
    here holds, and `earlier` says how many calls before these were not looked at.
    """
    ordered = sorted({each.id: each for each in sessions}.values(), key=lambda each: each.created_at)
    line = _Line(ordered)
    found = {goal.id: goal for goal in goals} | {g.id: g for each in ordered for g in each.goals}
    asked = {topic.id: topic for topic in topics} | {t.id: t for each in ordered for t in each.topics}
    lived = [line.of_goal(goal) for goal in _theirs(found.values(), student)]
    known = [line.of_topic(topic) for topic in _theirs(asked.values(), student)]
    own = tuple(each for each in lived if each.goal.owner != "mentor")
    views = [_view(session) for session in ordered]
    return Progress(
        calls=tuple(
            _call(number, session, view, own, known)
            for number, (session, view) in enumerate(zip(ordered, views, strict=True))
        ),
        goals=own,
        promises=tuple(each for each in lived if each.goal.owner == "mentor"),
        topics=tuple(known),
        sections=_sections(ordered, views),
        earlier=earlier,
    )


def _theirs(records: Iterable[R], student: str | None) -> list[R]:
    mine = [each for each in records if student is None or each.student in (None, student)]
    return sorted(mine, key=lambda each: (each.at, each.number, each.id))


def _view(session: Session) -> View:
    return agenda.view(session.plan, session.log, session.seen_at)


L = TypeVar("L", GoalLine, TopicLine)


def parted(lines: Iterable[L]) -> tuple[list[L], list[L]]:
    """Return those that are open, in their order, and those that are closed, the latest first."""
    every = list(lines)
    closed = sorted((line for line in every if line.ended is not None), key=lambda line: line.ended or 0)
    return [line for line in every if line.ended is None], closed[::-1]


# ---- places on the line of calls


class _Line:
    """Where on the line of these sessions, oldest first, something happened."""

    def __init__(self, sessions: Sequence[Session]) -> None:
        self._begun = [session.created_at for session in sessions]
        self._number = {session.id: number for number, session in enumerate(sessions)}
        self._last_seen = {
            record_id: number
            for number, session in enumerate(sessions)
            for record_id in (*(goal.id for goal in session.goals), *(topic.id for topic in session.topics))
        }

    def _place(self, session_id: str | None, at: datetime) -> int:
        number = self._number.get(session_id or "")
        return 2 * bisect_right(self._begun, at) if number is None else 2 * number + 1

    def _closed(self, record: Goal | Topic, begun: int) -> tuple[int, datetime | None]:
        """Where it was closed, for all that is known: in that call, else at some time after the last that has it."""
        number = self._number.get(record.closed_in or "")
        if number is not None:
            return max(begun, 2 * number + 1), self._begun[number]
        return max(begun, 2 * self._last_seen.get(record.id, -1) + 2), None

    def of_goal(self, goal: Goal) -> GoalLine:
        begun = self._place(goal.set_in, goal.at)
        after = [step for step in goal.life if step.what is not GoalEvent.SET]
        passed = [
            Passed(step.what, step.at, max(begun, self._place(step.session, step.at))) for step in after
        ]
        if goal.is_open:
            return GoalLine(goal, begun, None, None, tuple(passed))
        ends = [place for place, step in enumerate(after) if step.what.value == goal.status.value]
        if ends:
            end = passed[ends[-1]]
            return GoalLine(goal, begun, end.place, end.at, tuple(passed[: ends[-1]]))
        return GoalLine(goal, begun, *self._closed(goal, begun), tuple(passed))

    def of_topic(self, topic: Topic) -> TopicLine:
        begun = self._place(topic.opened_in, topic.at)
        ended, closed_at = (None, None) if topic.is_open else self._closed(topic, begun)
        return TopicLine(topic, begun, ended, closed_at)


# ---- one call


def _call(
    number: int, session: Session, view: View, goals: Sequence[GoalLine], topics: Sequence[TopicLine]
) -> Call:
    return Call(
        id=session.id,
        begun=session.created_at,
        group=len(session.students) > 1,
        planned=float(session.plan.planned),
        actual=sum(line.elapsed for line in view.sections),
        goals=_goal_counts(2 * number + 1, goals),
        topics=_topic_counts(2 * number + 1, topics),
    )


def _goal_counts(place: int, lines: Sequence[GoalLine]) -> GoalCounts:
    here = [line for line in lines if line.ended == place]
    done = sum(line.goal.status is GoalStatus.DONE for line in here)
    so_far = [_outcome(line, place) for line in lines if line.ended != place]
    return GoalCounts(
        set=sum(line.begun == place for line in lines),
        done=done,
        partly=so_far.count(GoalEvent.PARTLY),
        missed=so_far.count(GoalEvent.MISSED),
        dropped=len(here) - done,
        moved=sum(_happened(line, place, GoalEvent.MOVED) for line in lines),
        between=sum(line.begun < place - 1 == line.ended for line in lines),
        open=sum(_open_after(place, line) for line in lines),
    )


def _happened(line: GoalLine, place: int, what: GoalEvent) -> bool:
    return any(step.place == place and step.what is what for step in line.passed)


def _outcome(line: GoalLine, place: int) -> GoalEvent | None:
    """Its last outcome at that place, None where it has none there."""
    outcomes = [step.what for step in line.passed if step.place == place and step.what in OUTCOMES]
    return outcomes[-1] if outcomes else None


def _topic_counts(place: int, lines: Sequence[TopicLine]) -> TopicCounts:
    return TopicCounts(
        opened=sum(line.begun == place for line in lines),
        closed=sum(line.ended == place for line in lines),
        between=sum(line.begun < place - 1 == line.ended for line in lines),
        open=sum(_open_after(place, line) for line in lines),
    )


def _open_after(place: int, line: GoalLine | TopicLine) -> bool:
    return line.begun <= place and (line.ended is None or line.ended > place)


# ---- the sections


def _sections(sessions: Sequence[Session], views: Sequence[View]) -> tuple[SectionLine, ...]:
    latest: dict[str, Section] = {}
    for session in reversed(sessions):
        for section in session.plan.sections:
            latest.setdefault(section.id, section)
    times = [
        {line.section.id: Took(float(line.section.planned), line.elapsed) for line in view.sections}
        for view in views
    ]
    return tuple(
        SectionLine(section, tuple(call.get(section.id) for call in times)) for section in latest.values()
    )
