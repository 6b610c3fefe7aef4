"""What they did not understand, and what the team is told about it."""

import re
from collections.abc import Iterable
from dataclasses import replace

from mentorkit import when
from mentorkit.changes import Change, Put
from mentorkit.errors import RefusedError
from mentorkit.flow.prompts.handler import Handler, go, onward, stay
from mentorkit.flow.prompts.review import shown
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Prompt
from mentorkit.records import Evidence, NoteKind, Topic, updated
from mentorkit.text import one_line

LISTED = 6
"""Topics that are listed; the others are there by their numbers all the same."""

_EVIDENCE = {
    "e": Evidence.EXPLAINED,
    "explained": Evidence.EXPLAINED,
    "h": Evidence.WITH_HINT,
    "hint": Evidence.WITH_HINT,
    "n": Evidence.NOT_YET,
    "not yet": Evidence.NOT_YET,
}
_LETTERS = "e explained it, h did it with a hint, n not yet"
_NUMBERED = re.compile(r"(#?)(\d{1,6})(?:\s+(.*))?", re.DOTALL)


class Topics(Handler):
    """What they did not understand, from this call's recap and still open from earlier ones.

    A line is a new topic. Its number in front, it is about one that is there: a note on it, or how far it was shown to be
    understood. The number alone has the lines that follow be about it.
    """

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        if at_hand := _topic_at(scene, place):
            return (
                f"#{at_hand.number} {one_line(at_hand.text)}{_known(scene, at_hand)}",
                "What exactly is not clear?",
            )
        return (prompt.text,)

    def hints(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        if _topic_at(scene, place):
            return (f"A line is a note on it. {_LETTERS} (empty: back to the topics)",)
        topics = [topic for topic in scene.session.topics if topic.is_open]
        if not topics:
            return ()
        n = topics[0].number
        hint = f"{n} e explained, {n} h with a hint, {n} n not yet; {n}: more on it; other text: a new topic"
        listed = [f"#{t.number} {one_line(t.text, 60)}{_known(scene, t)}" for t in topics]
        more = [f"and {len(topics) - LISTED} more, by their numbers"] if len(topics) > LISTED else []
        return (hint, *listed[:LISTED], *more)

    def settled(self, scene: Scene, prompt: Prompt, place: Place) -> Place | None:
        gone = place.ref is not None and _topic_at(scene, place) is None
        return replace(place, ref=None) if gone else place

    def empty(self, scene: Scene, prompt: Prompt, place: Place) -> Place:
        return replace(place, ref=None) if place.ref else onward(place)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        topic, words = self._meant(scene, place, text)
        if topic is None:
            return stay(scene, (Put(scene.new_topic(text, scene.audience(prompt.audience), prompt)),))
        if not words:
            return go(scene, replace(place, ref=topic.id))
        evidence, rest = _evidence_in(words, alone=not text[0].isdecimal())
        changes: list[Change] = []
        said, after = "", place
        if evidence:
            change, said = shown(scene, topic, evidence)
            changes, after = [change], replace(place, ref=None)
        if rest:
            audience = scene.audience(prompt.audience)
            changes.append(Put(scene.new_note(rest, audience, NoteKind.NOTE, prompt, about=topic)))
        return go(scene, after, tuple(changes), said)

    def _meant(self, scene: Scene, place: Place, text: str) -> tuple[Topic | None, str]:
        """The topic that a line is about, None for a new one, and what it says of that."""
        numbered = _NUMBERED.fullmatch(text)
        if numbered and (topic := _numbered(scene, numbered)):
            return topic, (numbered[3] or "").strip()
        if at_hand := _topic_at(scene, place):
            return at_hand, text
        return (_only_one(scene), text) if text.lower() in _EVIDENCE else (None, text)


def _numbered(scene: Scene, numbered: re.Match[str]) -> Topic | None:
    """The topic of that number. "#3" is always a number; a bare "3" only where it cannot be the begin of a text."""
    found = [topic for topic in scene.session.topics if topic.number == int(numbered[2])]
    bare, words = not numbered[1], (numbered[3] or "").strip().lower()
    if bare and words and not (words.split()[0] in _EVIDENCE or words in _EVIDENCE):
        return None
    if not found and (not bare or words in _EVIDENCE):
        raise RefusedError(f"There is no topic #{numbered[2]}.", _listed(scene.session.topics))
    return found[0] if found else None


def _only_one(scene: Scene) -> Topic:
    topics = [topic for topic in scene.session.topics if topic.is_open]
    if len(topics) != 1:
        raise RefusedError("Which topic?", f"Its number first. {_listed(topics)}")
    return topics[0]


def _listed(topics: Iterable[Topic]) -> str:
    named = ", ".join(f"#{topic.number} {one_line(topic.text, 40)}" for topic in topics)
    return f"Topics: {named}." if named else "There are no topics yet."


def _evidence_in(words: str, *, alone: bool) -> tuple[Evidence | None, str]:
    """How far it was shown, and what stands behind that; `alone` where a letter counts only without anything behind it."""
    if whole := _EVIDENCE.get(words.lower()):
        return whole, ""
    first, _, rest = words.partition(" ")
    evidence = None if alone else _EVIDENCE.get(first.lower())
    return (evidence, rest.strip()) if evidence else (None, words)


def _topic_at(scene: Scene, place: Place) -> Topic | None:
    return next((topic for topic in scene.session.topics if topic.id == place.ref), None)


def _known(scene: Scene, topic: Topic) -> str:
    """Since when a topic is open, and what was tried."""
    whose = scene.session.name_of(topic.student) if len(scene.session.students) > 1 else ""
    earlier = topic.opened_in != scene.session.id
    since = f"since {when.say_day(topic.at.date(), scene.now.date())}" if earlier else ""
    how_far = topic.evidence.value if topic.evidence is not Evidence.NOT_CHECKED else ""
    notes = [note.text for note in scene.earlier.tried if note.topic == topic.id]
    tried = f"tried: {' · '.join(one_line(note, 40) for note in notes[-3:])}" if notes else ""
    said = ", ".join(filter(None, (one_line(whose, 16), since, how_far)))
    both = "; ".join(filter(None, (said, tried)))
    return f" ({both})" if both else ""


_ABOUT = re.compile(r"#(\d{1,6})\s+(.+)", re.DOTALL)


class FeedbackLines(Handler):
    """Lines for the team: "part | evidence | action", or one sentence. What seems to be missing is asked for once, gently.

    The line is saved as it is. "#3" in front names the topic of that number in it, to the team: only the mentor does that.
    """

    def hints(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        topics = [f"#{topic.number} {one_line(topic.text, 40)}" for topic in scene.session.topics]
        return (f"#N in front names a topic: {', '.join(topics[-LISTED:])}",) if topics else ()

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        topic = None
        if about := _ABOUT.fullmatch(text):
            topic = next((t for t in scene.session.topics if t.number == int(about[1])), None)
            if topic is None:
                raise RefusedError(f"There is no topic #{about[1]}.", _listed(scene.session.topics))
            text = f"{topic.text}: {about[2]}"
        from mentorkit import (
            coaching,
        )  # its vocabulary takes 11 ms to load: the first line pays, not every start

        line = scene.new_feedback(text, scene.audience(prompt.audience), prompt, topic)
        named = dict(zip(("precise", "evidence", "action"), map(str.strip, text.split("|", 2)), strict=False))
        line = updated(line, **named) if len(named) > 1 else line
        return stay(scene, (Put(line),), coaching.nudge(text))
