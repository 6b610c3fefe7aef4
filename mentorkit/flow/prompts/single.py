"""Prompts that have one answer: a number, or one of several options."""

import re

from mentorkit.changes import Put
from mentorkit.errors import RefusedError
from mentorkit.flow.pick import by_beginning
from mentorkit.flow.prompts.handler import Handler, go, kind_of, onward
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Prompt
from mentorkit.records import updated
from mentorkit.text import one_line


class OneAnswer(Handler):
    """A prompt that has one answer: a second one replaces it."""

    def read(self, prompt: Prompt, text: str) -> str:
        """Return the answer that the text means; RefusedError where it means none."""
        raise NotImplementedError

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        value, audience = self.read(prompt, text), scene.audience(prompt.audience)
        given = [
            n for n in scene.notes_of(prompt) if n.kind is kind_of(prompt.id) and n.student == scene.owner
        ]
        if given:
            note = updated(given[0], text=value, audience=audience)
        else:
            note = scene.new_note(value, audience, kind_of(prompt.id), prompt)
        return go(scene, onward(place), (Put(note),))


class Choice(OneAnswer):
    """One of several options, by number or by how it begins."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        return (prompt.text, "   ".join(f"{n} {option}" for n, option in enumerate(prompt.options, 1)))

    def read(self, prompt: Prompt, text: str) -> str:
        if text.isdecimal() and len(text) < 6 and 1 <= int(text) <= len(prompt.options):
            return prompt.options[int(text) - 1]
        found = by_beginning(text, [(option, option) for option in prompt.options])
        if len(found) == 1:
            return found[0]
        what = "could be several options" if found else "is none of the options"
        listed = ", ".join(f"{n} {option}" for n, option in enumerate(prompt.options, 1))
        raise RefusedError(f'"{text}" {what}. Nothing was saved.', f"Options: {listed}. For a note: /note …")


_NUMBER = re.compile(r"(?:about |around |~ ?)?(-?\d{1,9}(?:[.,]\d+)?)\s*[a-z%]*\.?", re.IGNORECASE)


def number_in(text: str) -> float | None:
    """Return the number that a short answer holds ("4", "about 3.5 hours"), None where it holds none."""
    match = _NUMBER.fullmatch(text.strip())
    return float(match[1].replace(",", ".")) if match else None


class Number(OneAnswer):
    """A number, with or without a unit behind it."""

    def private(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        """Where goals have to fit into it: the hours that they usually have."""
        goals = any(other.fits == prompt.id for section in scene.plan.sections for other in section.prompts)
        usual = [
            s for s in scene.session.students if s.profile.hours is not None and scene.owner in (None, s.id)
        ]
        several = len(scene.session.students) > 1
        said = [
            f"{one_line(s.name) + ': ' if several else ''}usually {s.profile.hours:g} a week" for s in usual
        ]
        return tuple(said) if goals else ()

    def read(self, prompt: Prompt, text: str) -> str:
        if number_in(text) is None:
            raise RefusedError(
                f'"{text}" is not a number. Nothing was saved.', "For example: 4. For a note: /note …"
            )
        return text
