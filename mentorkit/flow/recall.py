"""What earlier calls left, where in this one it is looked at: the welcome and the goal catch-up. For the mentor's eyes."""

from collections.abc import Iterable

from mentorkit import when
from mentorkit.flow.prompts.handler import kind_of
from mentorkit.flow.scene import Scene
from mentorkit.plan import PromptType, Section
from mentorkit.records import Goal, NoteKind, Record
from mentorkit.text import one_line


def recalled(scene: Scene) -> tuple[str, ...]:
    """Return what to come back to at this place of the section, () elsewhere."""
    section, place = scene.section, scene.place
    first = place.prompt == 0 and place.item == 0 and not place.step
    said: list[str] = []
    if first and section is _welcome(scene):
        said += _lines(scene, "Last time you wanted to ask about", scene.earlier.remembered)
    if _at_catch_up(scene):
        said += _lines(scene, "Reached since the last call", scene.earlier.reached)
        said += _lines(scene, "Noted since the last call", scene.earlier.noted)
    return tuple(said)


def _welcome(scene: Scene) -> Section:
    """The section that asks what to remember for next time, else the first one."""
    sections = scene.plan.sections
    return next((section for section in sections if _remembers(section)), sections[0])


def _remembers(section: Section) -> bool:
    ids = [prompt.id for prompt in section.prompts]
    ids += [question.id for prompt in section.prompts for question in prompt.questions]
    return any(kind_of(name) is NoteKind.REMEMBER for name in ids)


def _at_catch_up(scene: Scene) -> bool:
    """At the first goal that is reviewed; behind the last prompt where there is none; without a review where the welcome is."""
    reviews = [s for s in scene.plan.sections if any(p.type is PromptType.GOAL_REVIEW for p in s.prompts)]
    if scene.section is not (reviews or [_welcome(scene)])[0]:
        return False
    prompt = scene.prompt
    if not reviews:
        return scene.place.prompt == 0 and scene.place.item == 0
    if prompt is None:
        return not scene.walk.reviewed
    return prompt.type is PromptType.GOAL_REVIEW and not scene.walk.reviewed and not scene.place.step


def _lines(scene: Scene, said: str, records: Iterable[Record]) -> list[str]:
    return [f"{said}: {one_line(record.text, 200)}{_details(scene, record)}" for record in records]


def _details(scene: Scene, record: Record) -> str:
    several = len(scene.session.students) > 1
    whose = one_line(scene.session.name_of(record.student) or "the group", 16) if several else ""
    at = record.life[-1].at if isinstance(record, Goal) and record.life else record.at
    day = when.say_day(at.astimezone(scene.now.tzinfo).date(), scene.now.date())
    return f" ({', '.join(filter(None, (whose, day)))})"
