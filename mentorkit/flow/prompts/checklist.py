"""Things to tick: the help that was pointed to, and what of the open topics may be named to the reader."""

import re
from dataclasses import dataclass

from mentorkit.changes import Change, Put, Remove
from mentorkit.errors import RefusedError
from mentorkit.flow.prompts.handler import Handler, stay
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Audience, Prompt, PromptType
from mentorkit.records import Note, NoteKind, Topic
from mentorkit.text import one_line
from mentorkit.words import join_and


@dataclass(frozen=True, slots=True)
class _Box:
    """Something to tick: an item of the plan by its place, or by its number a topic that was not reached."""

    name: str
    """What ticks it: "2", or for a topic "#7", which stays the same whatever else is closed meanwhile."""
    text: str
    topic: Topic | None = None

    def is_ticked_by(self, note: Note, owner: str | None) -> bool:
        if self.topic:
            whose = self.topic.student or owner
            return note.kind is NoteKind.HELP and note.topic == self.topic.id and note.student == whose
        return note.kind is NoteKind.CHECKLIST and note.question == self.name and note.student == owner


class Checklist(Handler):
    """Things to tick. Other text is a note.

    In the last checklist for the student the topics that are still open can be ticked too: that tells the student their
    names, in a record of its own, and nothing else does (`records.md`, "Who sees what").
    """

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        items = [box for box in _boxes(scene, prompt) if not box.topic]
        return (prompt.text, *(_shown(scene, prompt, box) for box in items))

    def private(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        topics = [box for box in _boxes(scene, prompt) if box.topic]
        if not topics:
            return ()
        named = " · ".join(_shown(scene, prompt, box) for box in topics)
        return (f"Not reached; a tick tells the {scene.audience(prompt.audience).value} its name: {named}",)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        names = re.split(r"[\s,]+", text.strip(" ,"))
        if not all(_NAME.fullmatch(name) for name in names):
            note = scene.new_note(text, scene.audience(Audience.MENTOR), NoteKind.NOTE, prompt)
            return stay(scene, (Put(note),))
        boxes = {box.name: box for box in _boxes(scene, prompt)}
        wanted = list(dict.fromkeys(_NAME.sub(r"\1\2", name) for name in names))
        wrong = [name for name in wanted if name not in boxes]
        if wrong:
            there = ", ".join(name for name in boxes if name.startswith("#"))
            raise RefusedError(
                f"There is no item {wrong[0]}. Nothing was ticked.",
                f"Items: 1 to {len(prompt.items)}{f'; topics: {there}' if there else ''}.",
            )
        changes = _toggled(scene, prompt, [boxes[name] for name in wanted])
        gone = [f"#{change.record.number}" for change in changes if isinstance(change, Remove)]
        return stay(scene, changes, f"Unticked: {join_and(gone)} is deleted." if gone else "")


_NAME = re.compile(r"(#?)0*(\d{1,6})")


def _boxes(scene: Scene, prompt: Prompt) -> list[_Box]:
    items = [_Box(str(number), item) for number, item in enumerate(prompt.items, 1)]
    topics = _to_name(scene) if _is_last_for_student(scene, prompt) else []
    return [*items, *(_Box(f"#{topic.number}", topic.text, topic) for topic in topics)]


def _is_last_for_student(scene: Scene, prompt: Prompt) -> bool:
    lists = [
        other.id
        for section in scene.plan.sections
        for other in section.prompts
        if other.type is PromptType.CHECKLIST and other.audience is Audience.STUDENT
    ]
    return lists[-1:] == [prompt.id]


def _to_name(scene: Scene) -> list[Topic]:
    """The open topics that nobody but the mentor knows of: in a group those of the student at hand, or of everybody."""
    return [
        topic
        for topic in scene.session.topics
        if topic.is_open
        and topic.audience is Audience.MENTOR
        and (scene.owner is None or topic.student in (None, scene.owner))
    ]


def _tick(scene: Scene, prompt: Prompt, box: _Box) -> Note | None:
    notes = scene.notes_of(prompt)
    return next((note for note in notes if box.is_ticked_by(note, scene.owner)), None)


def _shown(scene: Scene, prompt: Prompt, box: _Box) -> str:
    mark = "x" if _tick(scene, prompt, box) else " "
    named = box.topic and len(scene.session.students) > 1 and scene.session.name_of(box.topic.student)
    whose = f" ({one_line(named, 16)})" if named else ""
    return f"{box.name} [{mark}] {one_line(box.text)}{whose}"


def _toggled(scene: Scene, prompt: Prompt, boxes: list[_Box]) -> tuple[Change, ...]:
    changes, new = list[Change](), 0
    for box in boxes:
        if tick := _tick(scene, prompt, box):
            changes.append(Remove(tick))
            continue
        kind = NoteKind.HELP if box.topic else NoteKind.CHECKLIST
        audience, question = scene.audience(prompt.audience), None if box.topic else box.name
        note = scene.new_note(box.text, audience, kind, prompt, question, after=new, about=box.topic)
        changes.append(Put(note))
        new += 1
    return tuple(changes)
