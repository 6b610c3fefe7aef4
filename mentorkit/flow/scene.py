"""What the flow knows when a line comes in, and what it answers."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mentorkit.agenda import Price, View
from mentorkit.changes import Change, Put
from mentorkit.errors import RefusedError
from mentorkit.flow.walk import Place, Walk
from mentorkit.plan import Audience, Plan, Prompt, Section
from mentorkit.records import Earlier, Feedback, Goal, Note, NoteKind, Record, Session, Topic
from mentorkit.settings import Settings


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
    def owner(self) -> str | None:
        """Id of the student whom a new record belongs to, None for a group or a session without a name."""
        students = self.session.students
        return students[0].id if len(students) == 1 else self.walk.who

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
    ) -> Note:
        """Return a note with the next number, or the one `after` records later."""
        return Note(**self._new(text, audience, prompt, after), kind=kind, question=question)

    def new_goal(
        self, text: str, audience: Audience, prompt: Prompt | None = None, owner: str = "student"
    ) -> Goal:
        """Return an open goal with the next number."""
        return Goal(**self._new(text, audience, prompt), owner=owner, set_in=self.session.id)

    def new_topic(
        self, text: str, audience: Audience, prompt: Prompt | None = None, *, after: int = 0
    ) -> Topic:
        """Return an open topic with the next number, or the one `after` records later."""
        return Topic(**self._new(text, audience, prompt, after), opened_in=self.session.id)

    def new_feedback(self, text: str, audience: Audience, prompt: Prompt | None = None) -> Feedback:
        """Return a line of feedback with the next number."""
        return Feedback(**self._new(text, audience, prompt))

    def _new(self, text: str, audience: Audience, prompt: Prompt | None, after: int = 0) -> dict[str, Any]:
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
            "student": self.owner,
        }


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
