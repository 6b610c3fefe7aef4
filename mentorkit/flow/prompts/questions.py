"""Several questions, one after the other; in a group each student has a turn where the plan gives one."""

from dataclasses import replace

from mentorkit.flow.prompts.handler import HOMEWORK_HINT, Handler, entry, kind_of, onward
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Prompt, Question
from mentorkit.records import NoteKind
from mentorkit.text import one_line
from mentorkit.words import about


class Questions(Handler):
    """Several questions, one after the other. An item is a question; in a round, all of one turn and then those of the next."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        question, position = _question(prompt, place), place.item % len(prompt.questions)
        count = f"({position + 1} of {len(prompt.questions)}) " if len(prompt.questions) > 1 else ""
        heading = (prompt.text,) if place.item == 0 and prompt.text else ()
        return (*heading, *_turn(scene, prompt), count + question.text)

    def hints(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        return (HOMEWORK_HINT,) if kind_of(_question(prompt, place).id) is NoteKind.HOMEWORK else ()

    def saved(self, scene: Scene, prompt: Prompt, place: Place) -> bool:
        question, notes = _question(prompt, place), scene.notes_of(prompt)
        return any(note.question == question.id and note.student == scene.owner for note in notes)

    def last(self, scene: Scene, prompt: Prompt) -> int:
        return len(prompt.questions) * _turns(scene, prompt) - 1

    def settled(self, scene: Scene, prompt: Prompt, place: Place) -> Place | None:
        return place if place.item <= self.last(scene, prompt) else None

    def empty(self, scene: Scene, prompt: Prompt, place: Place) -> Place:
        over = place.item >= self.last(scene, prompt)
        return onward(place) if over else replace(place, item=place.item + 1)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        question = _question(prompt, place)
        return entry(scene, prompt, question.id, text, question.id)


def _question(prompt: Prompt, place: Place) -> Question:
    return prompt.questions[place.item % len(prompt.questions)]


def _turns(scene: Scene, prompt: Prompt) -> int:
    return max(1, len(scene.session.students)) if prompt.each else 1


def _turn(scene: Scene, prompt: Prompt) -> tuple[str, ...]:
    turn = scene.turn
    if turn is None or prompt.each is None:
        return ()
    count = f"turn {turn.key[2] + 1} of {len(scene.round)}"
    return (f"{one_line(turn.student.name)}, {count}, {about(prompt.each)}",)
