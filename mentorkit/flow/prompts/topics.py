"""What they did not understand, and what the team is told about it."""

import re
from collections.abc import Iterable
from dataclasses import replace

from mentorkit.changes import Change, Put
from mentorkit.errors import RefusedError
from mentorkit.flow.prompts.handler import TOPIC_NAMED, Handler, go, onward, stay
from mentorkit.flow.prompts.review import is_the_groups, shown
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Prompt
from mentorkit.records import Evidence, Feedback, Note, NoteKind, Topic, parts_in, updated
from mentorkit.text import accept, one_line

LISTED = 6
"""Topics that are listed; the others are there by their numbers all the same."""

_EVIDENCE = {
    "e": Evidence.EXPLAINED,
    "explained": Evidence.EXPLAINED,
    "h": Evidence.WITH_HINT,
    "hint": Evidence.WITH_HINT,
    "with a hint": Evidence.WITH_HINT,
    "n": Evidence.NOT_YET,
    "not yet": Evidence.NOT_YET,
}
_CLOSE_NOTHING = frozenset({"h", "n"})
"""No sign is needed between these and the words behind them: read wrongly, they close no topic."""
_LETTERS = "e explained it, h did it with a hint, n not yet"
_NUMBERED = re.compile(r"(#?)(\d{1,6})(:?)(?:\s+(.*))?", re.DOTALL)
_HOW_FAR = re.compile(
    r"(explained|with a hint|hint|not yet|[ehn])(?:\s*[,.;:–-]\s*(.*)|$)", re.IGNORECASE | re.DOTALL
)
"""A letter counts alone, or with a sign between it and what follows: "e is undefined" is a note about a variable."""


class Topics(Handler):
    """What they did not understand, from this call's recap and still open from earlier ones.

    A line is a new topic. With a number in front it is about one that is there: "3 e" says how far it was shown to be
    understood, "#3 words" or "3: words" is a note on it, "3" alone has the lines that follow be about it.
    """

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        return ("What exactly is not clear?",) if _topic_at(scene, place) else (prompt.text,)

    def hints(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        if at_hand := _topic_at(scene, place):
            about = f"#{at_hand.number} {one_line(at_hand.text)}{_known(scene, at_hand)}"
            return (about, f"A line is a note on it. {_LETTERS} (empty: back to the topics)")
        topics = [topic for topic in scene.session.topics if topic.is_open]
        if not topics:
            return ()
        n = topics[0].number
        hint = f"{n} e explained, {n} h with a hint, {n} n not yet; {n}: more on it; other text: a new topic"
        listed = [f"#{t.number} {one_line(t.text, 60)}{_known(scene, t)}" for t in topics]
        more = [f"and {len(topics) - LISTED} more, by their numbers"] if len(topics) > LISTED else []
        return (hint, *listed[:LISTED], *more)

    def owner(self, scene: Scene, prompt: Prompt, place: Place) -> str | None:
        at_hand = _topic_at(scene, place)
        return (at_hand.student if at_hand else None) or scene.owner

    def settled(self, scene: Scene, prompt: Prompt, place: Place) -> Place | None:
        gone = place.ref is not None and _topic_at(scene, place) is None
        return replace(place, ref=None) if gone else place

    def empty(self, scene: Scene, prompt: Prompt, place: Place) -> Place:
        return replace(place, ref=None) if place.ref else onward(place)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        topic, words, bare = self._meant(scene, place, text)
        if topic is None:
            return stay(scene, (Put(scene.new_topic(text, scene.audience(prompt.audience), prompt)),))
        if not words:
            return go(scene, replace(place, ref=topic.id))
        evidence, rest = _evidence_in(words, bare=bare)
        changes: list[Change] = []
        said, after = "", place
        if evidence:
            change, said = shown(scene, topic, evidence)
            changes, after = [change], replace(place, ref=None)
        if rest:
            audience = scene.audience(prompt.audience)
            changes.append(Put(scene.new_note(rest, audience, NoteKind.NOTE, prompt, about=topic)))
        return go(scene, after, tuple(changes), said)

    def _meant(self, scene: Scene, place: Place, text: str) -> tuple[Topic | None, str, bool]:
        """The topic that a line is about, None for a new one; what it says of that; whether a bare number stands before it."""
        numbered = _NUMBERED.fullmatch(text)
        if numbered and (topic := _numbered(scene, numbered)):
            return topic, (numbered[4] or "").strip(), not (numbered[1] or numbered[3])
        at_hand = _topic_at(scene, place)
        if at_hand is None and text.lower() in _EVIDENCE:
            at_hand = _only_one(scene)
        return at_hand, text, False


def _numbered(scene: Scene, numbered: re.Match[str]) -> Topic | None:
    """The topic of that number, None where a text begins with one; RefusedError where it cannot be told which is meant."""
    number, words = int(numbered[2]), (numbered[4] or "").strip()
    topic = next((topic for topic in scene.session.topics if topic.number == number), None)
    marked, how_far = bool(numbered[1] or numbered[3]), _HOW_FAR.match(words)
    if topic is None:
        if marked or how_far or (words and words.split()[0].lower() in _EVIDENCE):
            raise RefusedError(f"There is no topic #{number}.", _listed(scene.session.topics))
        return None
    if marked or not words or how_far:
        return topic
    letter = words.split()[0]
    if letter.lower() in _CLOSE_NOTHING:
        return topic
    if letter.lower() in _EVIDENCE:
        raise RefusedError(
            f"Is that about topic #{number}? Nothing was saved.",
            f"How far it was shown: {number} {letter}, or {number} {letter}: and words. A note: #{number} and words.",
        )
    return None


def _only_one(scene: Scene) -> Topic:
    topics = [topic for topic in scene.session.topics if topic.is_open]
    if len(topics) != 1:
        raise RefusedError("Which topic?", f"Its number first. {_listed(topics)}")
    return topics[0]


def _listed(topics: Iterable[Topic]) -> str:
    named = ", ".join(f"#{topic.number} {one_line(topic.text, 40)}" for topic in topics)
    return f"Topics: {named}." if named else "There are no topics yet."


def _evidence_in(words: str, *, bare: bool) -> tuple[Evidence | None, str]:
    """How far a topic was shown to be understood, None where the words do not say so, and the words that are a note.

    Behind a `bare` number, "3 n", the letters that close nothing may have words behind them at once.
    """
    how_far = _HOW_FAR.match(words)
    letter, _, rest = words.partition(" ")
    if bare and not how_far and letter.lower() in _CLOSE_NOTHING:
        return _EVIDENCE[letter.lower()], rest.strip()
    return (_EVIDENCE[how_far[1].lower()], (how_far[2] or "").strip()) if how_far else (None, words)


def _topic_at(scene: Scene, place: Place) -> Topic | None:
    return next((topic for topic in scene.session.topics if topic.id == place.ref), None)


def _known(scene: Scene, topic: Topic) -> str:
    """Whose a topic is, since when it is open, and what was tried."""
    whose = scene.session.name_of(topic.student) if len(scene.session.students) > 1 else ""
    whose = "the whole group's" if is_the_groups(scene, topic) else one_line(whose, 16)
    earlier = topic.opened_in != scene.session.id
    since = f"since {scene.day_of(topic.at)}" if earlier else ""
    how_far = topic.evidence.value if topic.evidence is not Evidence.NOT_CHECKED else ""
    notes = [note for note in scene.earlier.tried if note.topic == topic.id]
    tried = f"tried: {' · '.join(_tried(scene, topic, note) for note in notes[-3:])}" if notes else ""
    said = ", ".join(filter(None, (whose, since, how_far)))
    both = "; ".join(filter(None, (said, tried)))
    return f" ({both})" if both else ""


def _tried(scene: Scene, topic: Topic, note: Note) -> str:
    """What was tried, in a group with the name of the one with whom, where the topic is not theirs alone."""
    several = len(scene.session.students) > 1 and note.student != topic.student
    whose = one_line(scene.session.name_of(note.student), 16) if several else ""
    return f"{f'{whose}: ' if whose else ''}{one_line(note.text, 40)}"


class FeedbackLines(Handler):
    """Lines for the team: "part | evidence | action", or one sentence. What seems to be missing is asked for once, gently.

    The line is saved as it is. "#3" in front names the topic of that number in it, to the team: only the mentor does that.
    """

    def hints(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        topics = [f"#{topic.number} {one_line(topic.text, 40)}" for topic in scene.session.topics]
        return (f"#N in front names a topic: {', '.join(topics[-LISTED:])}",) if topics else ()

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        topic = None
        if about := TOPIC_NAMED.fullmatch(text):
            topic = next((t for t in scene.session.topics if t.number == int(about[1])), None)
            if topic is None:
                raise RefusedError(f"There is no topic #{about[1]}.", _listed(scene.session.topics))
            text = accept(f"{topic.text}: {about[2]}")
        from mentorkit import coaching  # here, since its vocabulary takes 11 ms to load

        line = scene.new_feedback(text, scene.audience(prompt.audience), prompt, topic)
        return stay(scene, (Put(worded(line, text)),), coaching.nudge(text))


def worded(line: Feedback, text: str) -> Feedback:
    """Return the line with those words, and with the parts that they name and no others: "part | evidence | action"."""
    precise, evidence, action = (*parts_in(text), "", "", "")[:3]
    return updated(line, text=text, precise=precise, evidence=evidence, action=action)
