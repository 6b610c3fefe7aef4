"""Things to tick."""

import re

from mentorkit.changes import Change, Put, Remove
from mentorkit.errors import RefusedError
from mentorkit.flow.prompts.handler import Handler, stay
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Audience, Prompt
from mentorkit.records import Note, NoteKind


class Checklist(Handler):
    """Things to tick. Other text is a note."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        ticked = _ticked(scene, prompt)
        boxes = [f"{n} [{'x' if str(n) in ticked else ' '}] {item}" for n, item in enumerate(prompt.items, 1)]
        return (prompt.text, *boxes)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        numbers = re.split(r"[\s,]+", text.strip(" ,"))
        if not all(number.isdecimal() for number in numbers):
            note = scene.new_note(text, scene.audience(Audience.MENTOR), NoteKind.NOTE, prompt)
            return stay(scene, (Put(note),))
        wanted = list(dict.fromkeys(int(number[:6]) for number in numbers))
        wrong = [n for n in wanted if not 1 <= n <= len(prompt.items)]
        if wrong:
            raise RefusedError(
                f"There is no item {wrong[0]}. Nothing was ticked.", f"Items: 1 to {len(prompt.items)}."
            )
        return stay(scene, _toggled(scene, prompt, wanted))


def _ticked(scene: Scene, prompt: Prompt) -> dict[str | None, Note]:
    notes = scene.notes_of(prompt)
    return {n.question: n for n in notes if n.kind is NoteKind.CHECKLIST and n.student == scene.owner}


def _toggled(scene: Scene, prompt: Prompt, numbers: list[int]) -> tuple[Change, ...]:
    ticked, changes, new = _ticked(scene, prompt), list[Change](), 0
    for number in numbers:
        if str(number) in ticked:
            changes.append(Remove(ticked[str(number)]))
            continue
        text, audience = prompt.items[number - 1], scene.audience(prompt.audience)
        note = scene.new_note(text, audience, NoteKind.CHECKLIST, prompt, str(number), after=new)
        changes.append(Put(note))
        new += 1
    return tuple(changes)
