"""What the flow knows when a line comes in, and what it answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mentorkit import when
from mentorkit.agenda import Price, View
from mentorkit.changes import Change, Put
from mentorkit.errors import RefusedError
from mentorkit.flow.walk import Place, Turn, Walk
from mentorkit.plan import Audience, Plan, Prompt, Section
from mentorkit.records import (
    Earlier,
    Feedback,
    Goal,
    GoalEvent,
    GoalStep,
    Note,
    NoteKind,
    Record,
    Session,
    Student,
    Topic,
    stepped,
)
from mentorkit.settings import Settings
from mentorkit.text import fold


@dataclass(frozen=True, slots=True)
class Scene:
    """A session at a moment. Everything a line can depend on is in here."""

    session: Session
    view: View
    walk: Walk
    at: float
    """The moment, seconds on the session's timeline."""
    now: datetime
    """The same on the mentor's wall, with its zone."""
    settings: Settings = field(default_factory=Settings)
    earlier: Earlier = field(default_factory=Earlier)
    """What earlier calls left for this one."""

    @property
    def plan(self) -> Plan:
        """The session's own copy of the plan."""
        return self.session.plan

    @property
    def section(self) -> Section:
        """The current section; RefusedError once the session has ended."""
        if self.view.current is None:
            raise RefusedError("The session has ended.")
        return self.view.current

    @property
    def place(self) -> Place:
        """Where in the current section the mentor is."""
        return self.walk.place(self.section.id)

    @property
    def prompt(self) -> Prompt | None:
        """The prompt at hand, None behind the section's last one."""
        prompts, here = self.section.prompts, self.place.prompt
        return prompts[here] if here < len(prompts) else None

    @property
    def owner(self) -> str | None:
        """Id of the student whom a new record belongs to, None for a group or a session without a name."""
        students = self.session.students
        if len(students) == 1:
            return students[0].id
        turn, chosen_in = self.turn, self.walk.who_turn
        if turn:
            return self.walk.who if chosen_in == turn.key else turn.student.id
        return None if chosen_in else self.walk.who

    @property
    def round(self) -> tuple[Student, ...]:
        """The students of a group in the order of their turns: another one begins in each call."""
        return round_of(self.session.students, self.earlier.calls)

    @property
    def turn(self) -> "TurnAt | None":
        """Whose turn it is, None where the questions go to everybody."""
        prompt = self.prompt if self.view.current else None
        if prompt is None or prompt.each is None or len(self.session.students) < 2:
            return None
        position = self.place.item // len(prompt.questions)
        if position >= len(self.round):  # somebody has left the group since
            return None
        key = (self.section.id, self.place.prompt, position)
        known = self.walk.turn
        begun = known[1] if known and known[0] == key else 0.0
        return TurnAt(key, self.round[position], prompt.each - (self.view.section_elapsed - begun))

    def day_of(self, moment: datetime) -> str:
        """Return the day of a moment on the mentor's wall, in words."""
        return when.say_day(moment.astimezone(self.now.tzinfo).date(), self.now.date())

    def audience(self, usual: Audience) -> Audience:
        """Return who reads what is written now: as chosen by /student and the like, else `usual`."""
        chosen = self.walk.override
        here = (self.section.id, self.place.prompt)
        return chosen.audience if chosen and (chosen.section, chosen.prompt) == here else usual

    def notes_of(self, prompt: Prompt) -> list[Note]:
        """Return what was answered to a prompt so far."""
        return [note for note in self.session.notes if note.prompt == prompt.id]

    def new_note(
        self,
        text: str,
        audience: Audience,
        kind: NoteKind = NoteKind.NOTE,
        prompt: Prompt | None = None,
        question: str | None = None,
        *,
        after: int = 0,
        about: Record | None = None,
        **more: Any,
    ) -> Note:
        """Return a note with the next number, or the one `after` records later; it belongs to whom `about` belongs to."""
        new = self._new(text, audience, prompt, after, about)
        topic = about.id if isinstance(about, Topic) else None
        return Note(**new, kind=kind, question=question, topic=topic, **more)

    def new_goal(
        self, text: str, audience: Audience, prompt: Prompt | None = None, owner: str = "student"
    ) -> Goal:
        """Return an open goal with the next number."""
        set_now = GoalStep(self.now, GoalEvent.SET, self.session.id, text)
        new = self._new(text, audience, prompt)
        call = self.session.next_call
        due = call.at.astimezone(self.now.tzinfo).date() if call else None
        return Goal(**new, owner=owner, due=due, set_in=self.session.id, life=(set_now,))

    def changed(self, goal: Goal, what: GoalEvent | None = None, **changes: Any) -> Goal:
        """Return the goal with `changes`, and what that is in its life: `what` where the changes do not say it."""
        return stepped(goal, self.now, self.session.id, what, **changes)

    def new_topic(
        self, text: str, audience: Audience, prompt: Prompt | None = None, *, after: int = 0
    ) -> Topic:
        """Return an open topic with the next number, or the one `after` records later."""
        return Topic(**self._new(text, audience, prompt, after), opened_in=self.session.id)

    def new_feedback(
        self, text: str, audience: Audience, prompt: Prompt | None = None, about: Topic | None = None
    ) -> Feedback:
        """Return a line of feedback with the next number, about a topic where one is named."""
        return Feedback(**self._new(text, audience, prompt, 0, about), topic=about.id if about else None)

    def _new(
        self,
        text: str,
        audience: Audience,
        prompt: Prompt | None,
        after: int = 0,
        about: Record | None = None,
    ) -> dict[str, Any]:
        """What every new record has."""
        number = self.session.next_number + after
        return {
            "id": f"{self.session.id}.{number}",
            "number": number,
            "at": self.now,
            "text": text,
            "audience": audience,
            "section": self.section.id,
            "prompt": prompt.id if prompt else None,
            "student": (about.student if about else None) or self.owner,
        }


def round_of(students: Iterable[Student], calls: int) -> tuple[Student, ...]:
    """Return the students of a group in the order of their turns, after so many calls with exactly them."""
    ordered = sorted(students, key=lambda student: (fold(student.name), student.id))
    first = calls % len(ordered) if ordered else 0
    return (*ordered[first:], *ordered[:first])


@dataclass(frozen=True, slots=True)
class TurnAt:
    """A student's turn in a round of questions."""

    key: Turn
    student: Student
    left: float
    """Seconds that are left of it, below 0 once it is over."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a line leads to: what to save, where the mentor is then, and what to say."""

    walk: Walk
    changes: tuple[Change, ...] = ()
    said: tuple[str, ...] = ()
    show: str = ""
    """"time" or "help": something that the front end says in its own way."""
    price: Price | None = None
    leaving: bool = False
    """/quit: save, pause and leave."""

    @property
    def saved(self) -> tuple[Record, ...]:
        """The records that are to be shown with their tick once they are saved."""
        return tuple(change.record for change in self.changes if isinstance(change, Put))
