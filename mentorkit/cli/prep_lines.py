"""What is worth knowing before a call, in words for the mentor: records in, blocks of lines out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from mentorkit import agenda, when
from mentorkit.cli.fit import Block
from mentorkit.cli.people import in_shell
from mentorkit.records import (
    HOMEWORK,
    Earlier,
    Evidence,
    Goal,
    GoalStatus,
    NextCall,
    Note,
    Session,
    State,
    Student,
    Topic,
    last_homework,
)
from mentorkit.retention import Overdue, reminder
from mentorkit.text import one_line
from mentorkit.words import about, join_and


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is known before a call with exactly these students."""

    students: tuple[Student, ...]
    earlier: Earlier = field(default_factory=Earlier)
    last: Session | None = None
    """The last call with all of them in which something was written down."""
    goals: tuple[Goal, ...] = ()
    """Those that are open, oldest first, as the topics are."""
    topics: tuple[Topic, ...] = ()
    praise: tuple[Note, ...] = ()
    """The last that each of them got, or they together, the newest first."""
    remedies: tuple[Note, ...] = ()
    """The latest, the newest first."""
    before: tuple[str, ...] = ()
    """What the plan has the mentor do before a call."""
    with_others: tuple[tuple[tuple[Student, ...], NextCall], ...] = ()
    """What was agreed on with them and others and is ahead, the soonest first."""
    late: tuple[Overdue, ...] = ()
    """Whose course has been over for long, where the mentor was not told so before."""

    def next_call(self, now: datetime) -> NextCall | None:
        """Return the call that was agreed on, None where that is not ahead."""
        agreed = self.earlier.agreed
        return agreed if agreed and agreed.at > now else None

    def next_with_others(self, now: datetime) -> list[tuple[tuple[Student, ...], NextCall]]:
        """Return the calls with them and others that are ahead, but for the one that `next_call` is."""
        own = self.next_call(now)
        return [(people, call) for people, call in self.with_others if own is None or call.at != own.at]

    def tried(self, topic: Topic) -> list[Note]:
        """Return what was noted about a topic, oldest first."""
        return [note for note in self.earlier.tried if note.topic == topic.id]

    def homework(self) -> list[Note]:
        """Return what was said last of their homework, each one's and what they said together: nothing of the others'."""
        said = last_homework(self.last) if self.last else ()
        return [note for note in said if note.student in {None, *(student.id for student in self.students)}]

    def hours_said(self, student_id: str | None) -> str:
        """Return the free hours that the student named in the last call, None: the group; "" where nobody did."""
        if self.last is None:
            return ""
        asked = {prompt.fits for section in self.last.plan.sections for prompt in section.prompts}
        said = [note for note in self.last.notes if note.prompt is not None and note.prompt in asked]
        return {note.student: note.text for note in said}.get(student_id, "")

    def seconds_taken(self) -> float:
        """Return how long the last call took; 0 where there was none."""
        if self.last is None:
            return 0.0
        return agenda.view(self.last.plan, self.last.log, self.last.seen_at).session_elapsed


def blocks(prep: Preparation, now: datetime) -> list[Block]:
    """Return all that is said, in the order in which it is read; `now` is in the mentor's zone."""
    return [block for block in _Words(prep, now).blocks() if block.items]


class _Words:
    """The words for one preparation at one moment."""

    def __init__(self, prep: Preparation, now: datetime) -> None:
        self._prep = prep
        self._now = now
        self._names = {student.id: one_line(student.name) for student in prep.students}
        self._rest = f"mentorkit prep {in_shell(prep.students)} | more"

    def blocks(self) -> Iterable[Block]:
        prep = self._prep
        yield Block("", tuple(map(_who, prep.students)))
        yield Block("", tuple(map(reminder, prep.late)))
        yield Block("Next call", tuple(self._next_call()))
        yield self._last_call()
        asks = [self._of(note.student, one_line(note.text)) for note in prep.earlier.remembered]
        asks += map(self._noted, prep.earlier.noted)
        yield Block("Ask about", tuple(asks), self._rest)
        goals = [*map(self._goal, prep.goals), *map(self._reached, prep.earlier.reached)]
        whose = f" {in_shell(prep.students)}" if len(prep.students) == 1 else ""
        yield Block("Goals", tuple(goals), f"mentorkit goals{whose}")
        yield Block("Homework last time", tuple(self._homework()), self._rest)
        yield Block("Still open", tuple(map(self._topic, prep.topics)), self._rest)
        yield Block("Last praise", tuple(map(self._dated, prep.praise)), self._rest)
        yield Block("Remedies tried", tuple(map(self._dated, prep.remedies)), self._rest)
        yield Block("Hours", tuple(filter(None, self._hours())), self._rest)
        yield Block("Why", tuple(filter(None, map(self._why, prep.students))), self._rest, brief=True)
        yield Block("Before the call", tuple(one_line(line) for line in prep.before), self._rest)

    def _homework(self) -> Iterable[str]:
        for note in self._prep.homework():
            how = HOMEWORK[note.homework] if note.homework else ""
            reason = "" if note.text in (how, note.homework) else one_line(note.text)
            yield self._of(note.student, how, reason)

    def _next_call(self) -> Iterable[str]:
        if call := self._prep.next_call(self._now):
            yield f"{when.say_moment(call.at, self._now)}, {about(call.minutes * 60)}"
        for people, call in self._prep.next_with_others(self._now):
            others = join_and([one_line(each.name) for each in people if each.id not in self._names])
            yield f"with {others}: {when.say_moment(call.at, self._now)}, {about(call.minutes * 60)}"

    def _last_call(self) -> Block:
        last = self._prep.last
        if last is None:
            return Block("", (f"Nothing from a call with {join_and(list(self._names.values()))} yet.",))
        others = [one_line(student.name) for student in last.students if student.id not in self._names]
        day = self._local(last.created_at)
        parts = [
            f"{when.WEEKDAYS[day.weekday()]} {day.day} {when.MONTHS[day.month - 1]} {day.year}",
            _ago(day, self._now.date()),
            one_line(last.plan.title),
            about(self._prep.seconds_taken()),
            f"with {join_and(others)}" if others else "",
            "interrupted" if last.state is State.INTERRUPTED else "",
        ]
        return Block("Last call", (", ".join(filter(None, parts)),))

    def _local(self, moment: datetime) -> date:
        return moment.astimezone(self._now.tzinfo).date()

    def _day(self, moment: datetime | date) -> str:
        day = self._local(moment) if isinstance(moment, datetime) else moment
        return when.say_day(day, self._now.date())

    def _of(self, student_id: str | None, text: str, *details: str) -> str:
        """The text with whose it is, where several are asked about, and with what else is known of it."""
        whose = f"{self._names[student_id]}: " if len(self._names) > 1 and student_id in self._names else ""
        said = "; ".join(filter(None, details))
        return f"{whose}{text}{f' ({said})' if said else ''}"

    def _noted(self, note: Note) -> str:
        return self._of(note.student, one_line(note.text), f"noted {self._day(note.at)}")

    def _dated(self, note: Note) -> str:
        return self._of(note.student, one_line(note.text), self._day(note.at))

    def _goal(self, goal: Goal) -> str:
        return self._of(
            goal.student, one_line(goal.text), self._owner(goal), self._due(goal.due), *_outcome(goal)
        )

    def _owner(self, goal: Goal) -> str:
        return "your own" if goal.owner == "mentor" else self._groups(goal)

    def _groups(self, record: Goal | Topic) -> str:
        """Whose it is beside those of the one who is asked about: among several's, what has no name is everybody's."""
        return "the whole group's" if record.student is None and len(self._names) == 1 else ""

    def _due(self, due: date | None) -> str:
        if due is None:
            return ""
        return f"{'by' if due >= self._now.date() else 'was due'} {self._day(due)}"

    def _reached(self, goal: Goal) -> str:
        what = f"{goal.status.value} between calls, {self._day(goal.life[-1].at)}"
        reason = one_line(goal.reason)
        return self._of(goal.student, one_line(goal.text), self._owner(goal), what, reason)

    def _topic(self, topic: Topic) -> str:
        evidence = "" if topic.evidence is Evidence.NOT_CHECKED else topic.evidence.value
        since = f"since {self._day(topic.at)}"
        said = self._of(topic.student, one_line(topic.text), self._groups(topic), since, evidence)
        tried = [
            self._of(
                None if note.student == topic.student else note.student,
                one_line(note.text),
                self._day(note.at),
            )
            for note in self._prep.tried(topic)
        ]
        return f"{said}; tried: {'; '.join(tried)}" if tried else said

    def _hours(self) -> Iterable[str]:
        """Each student's, then what a group said together; of one student alone both are the same."""
        alone = len(self._names) == 1
        for student in self._prep.students:
            a_week, said = student.profile.hours, self._prep.hours_said(student.id)
            said = said or (self._prep.hours_said(None) if alone else "")
            parts = [f"{a_week:g} a week" if a_week is not None else "", _said(said)]
            if text := ", ".join(filter(None, parts)):
                yield self._of(student.id, text)
        if not alone:
            yield _said(self._prep.hours_said(None))

    def _why(self, student: Student) -> str:
        about_them = student.profile
        labelled = (
            ("", about_them.why_course),
            ("", about_them.why_programming),
            ("biggest challenge: ", about_them.challenge),
        )
        text = "; ".join(f"{label}{one_line(words)}" for label, words in labelled if words)
        return self._of(student.id, text) if text else ""


def _who(student: Student) -> str:
    profile = student.profile
    return " · ".join(
        one_line(words)
        for words in (student.name, profile.pronouns, profile.channel, profile.full_name)
        if words
    )


def _outcome(goal: Goal) -> tuple[str, str]:
    """How it went until now, and why."""
    if goal.status is GoalStatus.OPEN:
        return "", ""
    return f"so far {goal.status.value}", one_line(goal.reason)


def _said(hours: str) -> str:
    return f"last time they said {one_line(hours)}" if hours else ""


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    return {0: "today", 1: "yesterday"}.get(days, f"{days} days ago")
