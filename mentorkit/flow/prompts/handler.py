"""What every type of prompt has in common, and the open question: the type the others differ from."""

import re

from mentorkit.changes import Change, Put
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Audience, Prompt, PromptType
from mentorkit.records import Homework, NoteKind, Topic
from mentorkit.text import fold

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

    def hints(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        """Return how it is answered, and what there is to answer with: under the question, less than it."""
        return ()

    def private(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        """Return what helps the mentor here and is for nobody else's eyes, whoever reads what is typed."""
        return ()

    def saved(self, scene: Scene, prompt: Prompt, place: Place) -> bool:
        """Return whether something was answered here already, and an empty line is what goes on."""
        return any(note.student == scene.owner for note in scene.notes_of(prompt))

    def owner(self, scene: Scene, prompt: Prompt, place: Place) -> str | None:
        """Return the id of the student whom what is typed here belongs to, None for the group."""
        return scene.owner

    def last(self, scene: Scene, prompt: Prompt) -> int:
        """Return the last item of the prompt: where going back to it begins."""
        return 0

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
        return entry(scene, prompt, prompt.id, text)


def stay(scene: Scene, changes: tuple[Change, ...] = (), *said: str) -> Reply:
    return Reply(scene.walk, changes, tuple(filter(None, said)))


def go(scene: Scene, place: Place, changes: tuple[Change, ...] = (), *said: str) -> Reply:
    return Reply(scene.walk.at(scene.section.id, place), changes, tuple(filter(None, said)))


def entry(scene: Scene, prompt: Prompt, source: str, text: str, question: str | None = None) -> Reply:
    """Return what an answer to the prompt or question of that id does: a note, and a topic where the plan makes one of it."""
    kind, homework = kind_of(source), None
    if kind is NoteKind.HOMEWORK:
        homework, text = homework_in(text)
    audience = scene.audience(prompt.audience)
    about, words = about_topic(scene, text, audience) if kind is NoteKind.ANSWER else (None, text)
    note = scene.new_note(words, audience, kind, prompt, question, about=about, homework=homework)
    topics, said = _topics_from(scene, source, prompt, text)
    return stay(scene, (Put(note), *topics), said)


def about_topic(scene: Scene, text: str, audience: Audience) -> tuple[Topic | None, str]:
    """Return the topic that a line for the mentor names by "#3" in front, None where it names none, and the other words."""
    named = TOPIC_NAMED.fullmatch(text) if audience is Audience.MENTOR else None
    topics = scene.session.topics if named else ()
    found = next((topic for topic in topics if named and topic.number == int(named[1])), None)
    return (found, named[2]) if found and named else (None, text)


TOPIC_NAMED = re.compile(r"#(\d{1,6})\s+(.+)", re.DOTALL)
"""A topic's number, and what is said of it."""

_NOTHING = re.compile(
    r"|n a|all (?:is )?(?:clear|good|fine)|not much"
    r"|(?:nothing|none|no|nope)(?: (?:new|really|more|much|else|special|so far|yet|at all|this week|this time|today))*"
)


def _topics_from(scene: Scene, source: str, prompt: Prompt, text: str) -> tuple[tuple[Change, ...], str]:
    """A thing not understood becomes a topic at once, where the plan says so: a crash on the way must not lose it."""
    asked_later = any(
        later.type is PromptType.TOPICS and later.source in (source, prompt.id)
        for section in scene.plan.sections
        for later in section.prompts
    )
    if not asked_later or _NOTHING.fullmatch(" ".join(re.findall(r"\w+", fold(text)))):
        return (), ""
    for topic in scene.session.topics:
        if topic.is_open and topic.student == scene.owner and fold(topic.text) == fold(text):
            return (), f"That is topic #{topic.number} already, still open."
    return (Put(scene.new_topic(text, Audience.MENTOR, prompt, after=1)),), ""


HOMEWORK_HINT = "y done, l late, n not done, with the reason behind l or n; or in your own words"

_LETTER = re.compile(r"(?:([yln])(?:\s*[,.;:!–-]\s*(.*)|$)|([ln])\s+(.*))", re.IGNORECASE | re.DOTALL)
"""A letter alone, with a sign behind it, or for what needs a reason with the reason: "y axis" is no yes."""
_LETTERS = {"y": Homework.YES, "l": Homework.LATE, "n": Homework.NO}
_WORD = re.compile(r"(yes|no|late)(?=$|[,.;:!\n]|\s+(?:-|–|because|but|as|since)\s)", re.IGNORECASE)
"""A bare "no homework was set" or "late to the call" says nothing of it: something has to end the word."""


def homework_in(text: str) -> tuple[Homework | None, str]:
    """Return what a line says of the homework, None where it does not say, and the words to keep.

    A letter stands for its outcome, as in the review of goals, and what is behind it is the reason; words are kept as typed.
    """
    if letter := _LETTER.fullmatch(text):
        outcome = _LETTERS[(letter[1] or letter[3]).lower()]
        return outcome, (letter[2] or letter[4] or "").strip() or outcome.value
    said = _WORD.match(text)
    return (Homework(said[1].lower()) if said else None), text
