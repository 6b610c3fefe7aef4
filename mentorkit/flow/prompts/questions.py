"""Several questions, one after the other."""

from dataclasses import replace

from mentorkit.changes import Put
from mentorkit.flow.prompts.handler import Handler, kind_of, onward, stay, topics_from
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Prompt


class Questions(Handler):
    """Several questions, one after the other."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        question = prompt.questions[place.item]
        count = f"({place.item + 1} of {len(prompt.questions)}) " if len(prompt.questions) > 1 else ""
        heading = (prompt.text,) if place.item == 0 and prompt.text else ()
        return (*heading, count + question.text)

    def empty(self, scene: Scene, prompt: Prompt, place: Place) -> Place:
        last = place.item + 1 >= len(prompt.questions)
        return onward(place) if last else replace(place, item=place.item + 1)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        question = prompt.questions[place.item]
        audience = scene.audience(prompt.audience)
        note = scene.new_note(text, audience, kind_of(question.id), prompt, question.id)
        return stay(scene, (Put(note), *topics_from(scene, question.id, prompt, text)))
