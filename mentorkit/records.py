"""What is remembered of a call: immutable records, each with one audience (`records.md`).

A record's `number` names it within its session; ids are unique everywhere. Moments are aware datetimes in UTC, lengths of
time are seconds unless the name says otherwise.
"""

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from typing import Any, TypeVar, overload

from mentorkit.agenda import Event
from mentorkit.plan import Audience, Plan

__all__ = [
    "Audience",
    "Earlier",
    "Feedback",
    "Goal",
    "GoalEvent",
    "GoalStep",
    "Homework",
    "Left",
    "Library",
    "NextCall",
    "Note",
    "Profile",
    "Record",
    "Session",
    "Student",
    "Topic",
]


class NoteKind(StrEnum):
    """What a note is about; the exports sort by it."""

    NOTE = "note"
    ANSWER = "answer"
    HOMEWORK = "homework"
    REMEMBER = "remember"
    PRAISE = "praise"
    HELP = "help"
    """The name of a topic that is still open, told to a reader on purpose: there help is wanted."""
    REMEDY = "remedy"
    CHECKLIST = "checklist"


REMEDIES = ("study group", "pairing", "study plan", "daily stand-up", "break week")
"""The usual helps (`domain.md`, "What carries over"); others are said in other words."""


class GoalStatus(StrEnum):
    """Where a goal stands. Partly and missed goals that are kept stay open with that outcome on record."""

    OPEN = "open"
    DONE = "done"
    PARTLY = "partly"
    MISSED = "missed"
    DROPPED = "dropped"


class Evidence(StrEnum):
    """How far a topic was shown to be understood: "do you understand?" - "yes" is none of these."""

    EXPLAINED = "explained"
    WITH_HINT = "with a hint"
    NOT_YET = "not yet"
    NOT_CHECKED = "not checked"


class Homework(StrEnum):
    """What became of the homework, as the student says it."""

    YES = "yes"
    LATE = "late"
    NO = "no"


HOMEWORK = {Homework.YES: "done", Homework.LATE: "late", Homework.NO: "not done"}
"""How each is said."""


class GoalEvent(StrEnum):
    """What happens to a goal in its life."""

    SET = "set"
    REWORDED = "reworded"
    SHRUNK = "shrunk"
    MOVED = "moved"
    """Another day by which it is due."""
    DONE = "done"
    PARTLY = "partly"
    MISSED = "missed"
    KEPT = "kept"
    DROPPED = "dropped"


class State(StrEnum):
    """Where a session stands. Interrupted: neither ended nor running in any process."""

    RUNNING = "running"
    PAUSED = "paused"
    INTERRUPTED = "interrupted"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Profile:
    """What is worth knowing about somebody who is mentored, for the mentor only. All of it may be empty.

    No field for legal status, health, family or offences, ever (`domain.md`, "Three audiences, and privacy").
    """

    full_name: str = ""
    pronouns: str = ""
    channel: str = ""
    """Where they are written to, or where they ask for help."""
    rhythm: int | None = None
    """Days from one call to the next."""
    hours: float | None = None
    """Hours a week that they have."""
    why_course: str = ""
    why_programming: str = ""
    challenge: str = ""
    """What they call their biggest challenge."""
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Student:
    """Somebody who is mentored. `name` is what the mentor calls them by, and the only part that others ever see."""

    id: str
    name: str
    added_at: datetime
    profile: Profile = Profile()


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was written down: an answer to a prompt, or a note of its own."""

    id: str
    number: int
    at: datetime
    text: str
    audience: Audience = Audience.MENTOR
    kind: NoteKind = NoteKind.NOTE
    section: str | None = None
    prompt: str | None = None
    question: str | None = None
    """Which of the prompt's questions it answers, or which item it ticks."""
    student: str | None = None
    """None: the whole group's."""
    topic: str | None = None
    """Id of the topic that it is about."""
    homework: Homework | None = None


@dataclass(frozen=True, slots=True)
class GoalStep:
    """Something that happened to a goal, and how the goal was after it."""

    at: datetime
    what: GoalEvent
    session: str | None
    """Id of the call in which it happened, None between calls."""
    text: str
    due: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """Something to reach by the next call, the student's or the mentor's own."""

    id: str
    number: int
    at: datetime
    text: str
    audience: Audience = Audience.STUDENT
    section: str | None = None
    prompt: str | None = None
    student: str | None = None
    owner: str = "student"
    """"student" or "mentor"."""
    proof: str = ""
    """How we will know."""
    why: str = ""
    due: date | None = None
    hours: float | None = None
    status: GoalStatus = GoalStatus.OPEN
    set_in: str | None = None
    """Id of the session in which it was set."""
    closed_in: str | None = None
    reason: str = ""
    """Why it was met in part or missed: for the mentor only."""
    life: tuple[GoalStep, ...] = ()
    """All that happened to it, oldest first: for the mentor only."""

    @property
    def is_open(self) -> bool:
        """Whether it comes up at the next catch-up: not done, not dropped, not closed."""
        return self.closed_in is None and self.status not in (GoalStatus.DONE, GoalStatus.DROPPED)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that was not understood. It comes up again until it was shown to be understood."""

    id: str
    number: int
    at: datetime
    text: str
    audience: Audience = Audience.MENTOR
    section: str | None = None
    prompt: str | None = None
    student: str | None = None
    evidence: Evidence = Evidence.NOT_CHECKED
    opened_in: str | None = None
    closed_in: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still is to be worked on."""
        return self.closed_in is None


@dataclass(frozen=True, slots=True)
class Feedback:
    """A line for the teaching team, PEA: precise, evidence-based, actionable. Written as if the student will read it."""

    id: str
    number: int
    at: datetime
    text: str
    audience: Audience = Audience.TEAM
    section: str | None = None
    prompt: str | None = None
    student: str | None = None
    precise: str = ""
    evidence: str = ""
    action: str = ""
    topic: str | None = None
    """Id of the topic that it is about."""


@dataclass(frozen=True, slots=True)
class NextCall:
    """When the next call begins, and how many minutes it takes."""

    at: datetime
    minutes: int
    audience: Audience = Audience.STUDENT
    moves: int = 0
    """How often it was settled anew: a calendar tells by it that the later one replaces the earlier."""
    first_agreed_in: str | None = None
    """Id of the earlier session whose call this is, moved. None: it was first agreed on in its own session."""

    def is_over(self, now: datetime) -> bool:
        """Return whether the call would have ended by `now`."""
        return self.at + timedelta(minutes=self.minutes) <= now


Record = Note | Goal | Topic | Feedback
R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Session:
    """A call as it was recorded: its own copy of the plan, the clock's journal, and what was written down.

    `goals` and `topics` hold those of this session and the ones carried over into it; `set_in` and `opened_in` tell them apart.
    """

    id: str
    plan: Plan
    students: tuple[Student, ...]
    created_at: datetime
    """Zero of the session's timeline."""
    state: State
    seen_at: float
    """Seconds on the timeline of the last sign of life: ask `agenda.view` for this moment once nobody runs the session."""
    log: tuple[Event, ...] = ()
    notes: tuple[Note, ...] = ()
    goals: tuple[Goal, ...] = ()
    topics: tuple[Topic, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    next_call: NextCall | None = None
    last_number: int = 0
    """The highest number that was ever given, to a record that may have been deleted since."""

    def wall(self, at: float) -> datetime:
        """Return the instant, in UTC, that is so many seconds on the timeline."""
        return self.created_at + timedelta(seconds=at)

    @property
    def records(self) -> tuple[Record, ...]:
        """All that has a number, in the order of the numbers."""
        every: list[Record] = [*self.notes, *self.goals, *self.topics, *self.feedback]
        return tuple(sorted(every, key=lambda record: record.number))

    @property
    def next_number(self) -> int:
        """The number of the next record. A deleted one's is not given again: ids are made of them."""
        return max(self.last_number, *(record.number for record in self.records), 0) + 1

    @property
    def carried(self) -> tuple[Record, ...]:
        """The goals and topics that came along from earlier calls, in the order of their numbers."""
        goals = [goal for goal in self.goals if goal.set_in != self.id]
        topics = [topic for topic in self.topics if topic.opened_in != self.id]
        return tuple(sorted([*goals, *topics], key=lambda record: record.number))

    def name_of(self, student_id: str | None) -> str:
        """Return the student's name, or "" for what belongs to the group."""
        return next((student.name for student in self.students if student.id == student_id), "")


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier calls left for one (`domain.md`, "What carries over"). To be looked at in it, and never part of it."""

    calls: int = 0
    """Calls before it with exactly the same students: whose turn comes first goes by it."""
    remembered: tuple[Note, ...] = ()
    """What the last call wanted to ask about."""
    noted: tuple[Note, ...] = ()
    """Noted between the calls, since the last one."""
    reached: tuple[Goal, ...] = ()
    """Goals that were closed between the calls, since the last one."""
    tried: tuple[Note, ...] = ()
    """Notes and remedies about the topics that are still open, oldest first."""
    told: frozenset[str] = frozenset()
    """Ids of the open topics that the team was told of by name."""
    agreed: NextCall | None = None
    """The call that was agreed on last."""


@dataclass(frozen=True, slots=True)
class Left:
    """Where a call was left, so that it can go on in another store."""

    seen: datetime
    """When the last sign of life was, on the wall."""
    walk: Mapping[str, Any] = field(default_factory=dict)
    """Where in the prompts the mentor is, as `flow.as_data` gives it."""
    draft: str = ""
    """The half-typed line."""
    agreements: int = 0
    """How often its next call was settled in it."""


@dataclass(frozen=True, slots=True)
class Library:
    """Everything in a store: who, which calls, what was noted between them, and what is open now."""

    students: tuple[Student, ...] = ()
    sessions: tuple[Session, ...] = ()
    goals: tuple[Goal, ...] = ()
    topics: tuple[Topic, ...] = ()
    notes: tuple[Note, ...] = ()
    """Those between the calls."""
    left: Mapping[str, Left] = field(default_factory=dict)
    """Where the sessions were left, by their ids."""
    described: Mapping[str, int] = field(default_factory=dict)
    """How often what is known about a student was saved, by their ids: a calendar tells by it which word is the latest."""


def updated(record: R, **changes: Any) -> R:
    """Return the record with `changes`; TypeError for a field that it does not have."""
    return replace(record, **changes)


def parts_in(text: str) -> tuple[str, ...]:
    """Return the parts of a line of feedback that is written as "part | evidence | action", () where it is one sentence."""
    parts = re.split(r"\s+\|\s+", text.strip(), maxsplit=2)
    return tuple(parts) if len(parts) > 1 else ()


def last_homework(session: Session) -> tuple[Note, ...]:
    """Return what was said last of each one's homework in the session."""
    last = {note.student: note for note in session.notes if note.homework}
    return tuple(last.values())


def stepped(
    goal: Goal, at: datetime, session: str | None, what: GoalEvent | None = None, **changes: Any
) -> Goal:
    """Return the goal with `changes`, and with a step in its life for each that counts; `what` names one that changes nothing.

    A goal's first day, words and reader are part of its being set: they are no steps.
    """
    after = updated(goal, **changes)
    if (
        goal.due is None and after.due is not None and goal.life
    ):  # its first day is part of what it was before
        goal = updated(goal, life=(*goal.life[:-1], replace(goal.life[-1], due=after.due)))
    steps = [what] if what else _steps(goal, after)
    lived = tuple(GoalStep(at, step, session, after.text, after.due, after.reason) for step in steps)
    return updated(after, life=(*goal.life, *lived))


def _steps(before: Goal, after: Goal) -> list[GoalEvent]:
    steps = []
    if after.text != before.text:
        steps.append(GoalEvent.REWORDED)
    if after.due != before.due and before.due is not None:
        steps.append(GoalEvent.MOVED)
    closed = (after.status, after.closed_in, after.reason) != (before.status, before.closed_in, before.reason)
    if closed and after.status is not GoalStatus.OPEN:
        steps.append(GoalEvent(after.status.value))
    return steps


def goes_with(goal: Goal, students: Collection[str], settled: Collection[str]) -> bool:
    """Return whether the goal is open and due at a call of exactly those students where it has no day of its own.

    What is a group's goes with the group's calls and never with those of one of them. What is one student's goes with
    their own, and with a group's where it came up in a call in which that one was settled: `settled`, by the ids.
    """
    came_up = any(each in settled for each in (goal.set_in, *(step.session for step in goal.life)))
    if goal.student is None:
        return goal.is_open and (len(students) != 1 or goal.set_in in settled)
    return goal.is_open and (len(students) == 1 or came_up)


def heard(goal: Goal, calls: Container[str | None]) -> Goal:
    """Return a goal of the group without the reasons that were given in other calls than these: they may be about another of them.

    A reason stays with the goal when it is reworded or moved, and so stands in later steps too: it goes from them as well.
    """
    if goal.student is not None:
        return goal
    life, given, told = [], "", ""
    for step in goal.life:
        if step.reason != given or step.what in _GIVES_REASON:
            given, told = step.reason, step.reason if step.session in calls else ""
        life.append(replace(step, reason=told))
    return updated(goal, life=tuple(life), reason=told) if life else goal


_GIVES_REASON = frozenset({GoalEvent.DONE, GoalEvent.PARTLY, GoalEvent.MISSED})


def as_told(goal: Goal, session: str, over: datetime) -> Goal:
    """Return the goal as it stood at the end of that session, with what was put right since: what a letter about it says.

    Other words for the same goal take the place of the old ones, which were taken back. The day is that of the next call
    where that was moved between calls, unless a later one had given another day before. What later calls made of the goal,
    a smaller one too, is not in it.
    """
    then = as_of(goal, session, over)
    later = goal.life[len(then.life) :]
    reworded = [step.text for step in _until(later, GoalEvent.SHRUNK) if step.what is GoalEvent.REWORDED]
    moves = (step for step in later if step.what is GoalEvent.MOVED)
    moved = [step.due for step in takewhile(lambda step: step.session is None, moves)]
    return updated(then, text=[then.text, *reworded][-1], due=[then.due, *moved][-1])


@overload
def as_left(session: Session, record: Goal) -> Goal: ...
@overload
def as_left(session: Session, record: Record) -> Record: ...
def as_left(session: Session, record: Record) -> Record:
    """Return the record as the session left it: a goal's outcome in a later one is not yet known. Others are as they are."""
    return as_of(record, session.id, session.wall(session.seen_at)) if isinstance(record, Goal) else record


def _until(steps: Iterable[GoalStep], end: GoalEvent) -> Iterator[GoalStep]:
    return takewhile(lambda step: step.what is not end, steps)


def as_of(goal: Goal, session: str, over: datetime) -> Goal:
    """Return the goal as it stood at the end of that session, `over`: what later calls made of it was still ahead.

    One whose life is not known, from a store of the first version, is returned as it is now.
    """
    within = [i for i, step in enumerate(goal.life) if step.session == session or step.at <= over]
    if not within:
        return goal
    lived = goal.life[: within[-1] + 1]
    outcomes = [step for step in lived if step.what.value in set(GoalStatus)]
    last = outcomes[-1] if outcomes else None
    status = GoalStatus(last.what.value) if last else GoalStatus.OPEN
    ended = last is not None and status in (GoalStatus.DONE, GoalStatus.DROPPED)
    return updated(
        goal,
        text=lived[-1].text,
        due=lived[-1].due,
        status=status,
        closed_in=last.session if last and ended else None,
        reason=last.reason if last else "",
        life=lived,
    )
