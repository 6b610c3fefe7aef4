"""What every type of prompt has in common, and the open question: the type the others differ from."""

from mentorkit.changes import Change, Put
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Audience, Prompt, PromptType
from mentorkit.records import NoteKind

_SPEAKING_IDS = {"remember": NoteKind.REMEMBER, "praise": NoteKind.PRAISE, "homework": NoteKind.HOMEWORK}


def kind_of(prompt_id: str) -> NoteKind:
    """Return what an answer to the prompt or question of that id is about: some ids speak."""
    return _SPEAKING_IDS.get(prompt_id, NoteKind.ANSWER)


def onward(place: Place) -> Place:
    """Return the beginning of the next prompt."""
    return Place(prompt=place.prompt + 1)


class Handler:
    """An open question: any number of entries, left by an empty line. The other types differ from this."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        """Return what is asked."""
        return (prompt.text,)

    def audience(self, scene: Scene, prompt: Prompt, place: Place) -> Audience:
        """Return the widest reader of what is typed here; nothing typed reaches a wider one."""
        return scene.audience(prompt.audience)

    def settled(self, scene: Scene, prompt: Prompt, place: Place) -> Place | None:
        """Return the place within the prompt where something is to be asked, None where nothing is."""
        return place

    def fills_in(self, place: Place) -> bool:
        """Return whether what is typed here goes into a record that is there already, and has its reader."""
        return False

    def empty(self, scene: Scene, prompt: Prompt, place: Place) -> Place:
        """Return where an empty line leads."""
        return onward(place)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        """Return what a line of text does."""
        note = scene.new_note(text, scene.audience(prompt.audience), kind_of(prompt.id), prompt)
        return stay(scene, (Put(note), *topics_from(scene, prompt.id, prompt, text)))


def stay(scene: Scene, changes: tuple[Change, ...] = (), *said: str) -> Reply:
    return Reply(scene.walk, changes, tuple(filter(None, said)))


def go(scene: Scene, place: Place, changes: tuple[Change, ...] = (), *said: str) -> Reply:
    return Reply(scene.walk.at(scene.section.id, place), changes, tuple(filter(None, said)))


def topics_from(scene: Scene, source: str, prompt: Prompt, text: str) -> tuple[Change, ...]:
    """A thing not understood becomes a topic at once, where the plan says so: a crash on the way must not lose it."""
    asked_later = any(
        later.type is PromptType.TOPICS and later.source in (source, prompt.id)
        for section in scene.plan.sections
        for later in section.prompts
    )
    return (Put(scene.new_topic(text, Audience.MENTOR, prompt, after=1)),) if asked_later else ()
