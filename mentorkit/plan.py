"""A session plan: what is worth doing in a call, in which order, for how long. Immutable, and free of any file format."""

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from mentorkit.errors import RefusedError

DAY = 24 * 3600


class Audience(StrEnum):
    """Who may read a record (`records.md`). Each record has exactly one."""

    MENTOR = "mentor"
    STUDENT = "student"
    TEAM = "team"


class PromptType(StrEnum):
    """How a prompt is answered (`input.md`, "Answering, by prompt type")."""

    TEXT = "text"
    QUESTIONS = "questions"
    CHOICE = "choice"
    NUMBER = "number"
    CHECKLIST = "checklist"
    GOAL_REVIEW = "goal-review"
    TOPICS = "topics"
    FEEDBACK = "feedback"
    GOALS = "goals"
    SCHEDULE = "schedule"


_FOR_STUDENT = {PromptType.GOALS, PromptType.CHECKLIST, PromptType.SCHEDULE, PromptType.GOAL_REVIEW}


def default_audience(kind: PromptType) -> Audience:
    """Return who reads the answers to a prompt that does not say (`plan-format.md`)."""
    if kind in _FOR_STUDENT:
        return Audience.STUDENT
    return Audience.TEAM if kind is PromptType.FEEDBACK else Audience.MENTOR


@dataclass(frozen=True, slots=True)
class Question:
    """One of several questions that a prompt asks in a row."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to ask. Which of the later fields count depends on the type."""

    id: str
    """Unique in the plan: answers, `from` and `fits` name it."""
    type: PromptType
    text: str
    audience: Audience
    questions: tuple[Question, ...] = ()
    each: int | None = None
    """Seconds that every student of a group gets for a turn (questions)."""
    options: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    source: str | None = None
    """Id of the earlier prompt or question whose answers come along (`from` in the file)."""
    fits: str | None = None
    """Id of the earlier prompt that asked for the free hours (goals)."""
    max: int | None = None
    mentor: bool = False
    """The mentor may add a goal of their own (goals)."""
    length: int | None = None
    """Seconds that the next call takes (schedule)."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the session. All times are seconds."""

    id: str
    title: str
    planned: int
    minimum: int
    """How far a hard stop may trim it; never more than `planned`."""
    open_ended: bool = False
    """`planned` is the least it takes: past it the minimum is met and nothing is late."""
    give: int = 1
    """Tier: 1 gives up time first."""
    guide: str = ""
    links: tuple[tuple[str, str], ...] = ()
    ladder: tuple[str, ...] = ()
    prompts: tuple[Prompt, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole session. `id` is the file's name without its ending."""

    id: str
    title: str
    sections: tuple[Section, ...]
    about: str = ""
    every: int | None = None
    """Usual days from one call to the next."""
    before: tuple[str, ...] = ()

    @property
    def planned(self) -> int:
        """Seconds of all sections together, the least that open ends take."""
        return sum(section.planned for section in self.sections)

    def section(self, section_id: str) -> Section:
        """Return the section of that id; KeyError where there is none."""
        found = next((section for section in self.sections if section.id == section_id), None)
        if found is None:
            raise KeyError(section_id)
        return found

    def prompt(self, prompt_id: str) -> Prompt | None:
        """Return the prompt of that id, wherever it stands."""
        found = (p for section in self.sections for p in section.prompts if p.id == prompt_id)
        return next(found, None)


def default_minimum(planned: int, open_ended: bool, last: bool) -> int:
    """Return the seconds that a section without a `min` keeps under a hard stop (`agenda.md`, "Hard stop")."""
    return planned if open_ended or last else min(planned, math.ceil(planned / 2 / 60) * 60)


@dataclass(frozen=True, slots=True)
class Duration:
    """Whole seconds, and whether they are only the least."""

    seconds: int
    open_ended: bool = False


_UNITS = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": 60,
    "min": 60,
    "minute": 60,
    "h": 3600,
    "hr": 3600,
    "hour": 3600,
}
_PART = re.compile(r"(\d+)(\+?)\s*([a-z]*)\.?\s*")


def parse_duration(text: str) -> Duration:
    """Return what "10 min", "30+ min", "1h 10min", "90 s" or "10" (minutes) mean; RefusedError, with the cure, for the rest."""
    words = text.strip().lower()
    if re.fullmatch(r"\d+:\d+(:\d+)?", words):
        raise RefusedError(f'nobody can tell what "{text}" means', 'write "10 min" or "1h 10min"')
    seconds, open_ended, position, smallest = 0, False, 0, math.inf
    while position < len(words) and (part := _PART.match(words, position)) and not open_ended:
        # Twelve digits are beyond any day; Python refuses to read 5,000 of them at all.
        unit = _UNITS.get(_singular(part[3]) if part[3] else ("min" if position == 0 else ""))
        if unit is None or len(part[1]) > 12 or unit >= smallest:
            break
        seconds, open_ended, smallest, position = (
            seconds + int(part[1]) * unit,
            part[2] == "+",
            unit,
            part.end(),
        )
        if not part[3] and position < len(words):
            break
    if position < len(words) and words[position:] == "+" and not open_ended:
        open_ended, position = True, position + 1
    if position < len(words) or not words:
        raise RefusedError(f'"{text}" is not a duration', 'write "10 min" or "10+ min"')
    if not 0 < seconds <= DAY:
        raise RefusedError(
            f'"{text}" is {"nothing" if seconds == 0 else "more than a day"}', 'write "10 min" or "10+ min"'
        )
    return Duration(seconds, open_ended)


def _singular(unit: str) -> str:
    return unit[:-1] if len(unit) > 2 and unit.endswith("s") else unit


def format_duration(seconds: int, open_ended: bool = False) -> str:
    """Return how a person would write it in a plan: "10 min", "30+ min", "1h 10 min", "90 s"."""
    plus = "+" if open_ended else ""
    if seconds % 60:
        return f"{seconds}{plus} s"
    hours, minutes = divmod(seconds // 60, 60)
    if not hours:
        return f"{minutes}{plus} min"
    return f"{hours}h {minutes}{plus} min" if minutes else f"{hours}{plus} h"


def as_data(plan: Plan) -> dict[str, Any]:
    """Return the plan as JSON data: the copy that a session keeps, so that history does not change when a file does."""
    return {
        "id": plan.id,
        "title": plan.title,
        "about": plan.about,
        "every": plan.every,
        "before": list(plan.before),
        "sections": [_section_data(section) for section in plan.sections],
    }


def _section_data(section: Section) -> dict[str, Any]:
    plain = {
        name: getattr(section, name)
        for name in ("id", "title", "planned", "minimum", "open_ended", "give", "guide")
    }
    return plain | {
        "links": [list(link) for link in section.links],
        "ladder": list(section.ladder),
        "prompts": [_prompt_data(prompt) for prompt in section.prompts],
    }


_PROMPT_PLAIN = ("id", "text", "each", "source", "fits", "max", "mentor", "length")


def _prompt_data(prompt: Prompt) -> dict[str, Any]:
    return {name: getattr(prompt, name) for name in _PROMPT_PLAIN} | {
        "type": prompt.type.value,
        "audience": prompt.audience.value,
        "questions": [[question.id, question.text] for question in prompt.questions],
        "options": list(prompt.options),
        "items": list(prompt.items),
    }


def from_data(data: dict[str, Any]) -> Plan:
    """Return the plan that `as_data` gave; KeyError or ValueError where it is not one."""
    return Plan(
        id=data["id"],
        title=data["title"],
        about=data["about"],
        every=data["every"],
        before=tuple(data["before"]),
        sections=tuple(_section_from(section) for section in data["sections"]),
    )


def _section_from(data: dict[str, Any]) -> Section:
    return Section(
        id=data["id"],
        title=data["title"],
        planned=data["planned"],
        minimum=data["minimum"],
        open_ended=data["open_ended"],
        give=data["give"],
        guide=data["guide"],
        links=tuple((name, address) for name, address in data["links"]),
        ladder=tuple(data["ladder"]),
        prompts=tuple(_prompt_from(prompt) for prompt in data["prompts"]),
    )


def _prompt_from(data: dict[str, Any]) -> Prompt:
    return Prompt(
        **{name: data[name] for name in _PROMPT_PLAIN},
        type=PromptType(data["type"]),
        audience=Audience(data["audience"]),
        questions=tuple(Question(*question) for question in data["questions"]),
        options=tuple(data["options"]),
        items=tuple(data["items"]),
    )
