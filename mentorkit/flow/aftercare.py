"""What is left to do once a call is over: lines of feedback without evidence, and what of it may go to the team. Pure.

Each is offered once, right after the call, and nothing is told to anybody that was not chosen (`records.md`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from mentorkit.plan import Audience
from mentorkit.records import HOMEWORK, Feedback, Note, NoteKind, Session, Topic, last_homework, updated


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that is the mentor's alone, and that the team may be told if the mentor says so."""

    student: str | None
    """Id of whom it is about, None for the group."""
    kind: NoteKind
    text: str
    """What the team would read. Reasons and circumstances are never in it."""
    topic: str | None = None


def weak_lines(session: Session) -> tuple[tuple[Feedback, str, str], ...]:
    """Return the lines for the team that do not say how the mentor knows, or about which part.

    Each comes with the field that is missing, "evidence" or "precise", and with the question that asks for it.
    """
    from mentorkit import coaching  # here, since its vocabulary takes 11 ms to load

    found = []
    for line in session.feedback:
        parts = coaching.parts(" ".join((line.text, line.precise, line.evidence)))
        if line.audience is not Audience.TEAM or parts.strong:
            continue
        if not parts.evidence and not line.evidence:
            found.append((line, "evidence", "How do you know?"))
        elif not parts.precise and not line.precise:
            found.append((line, "precise", "Which part exactly?"))
    return tuple(found)


def completed(line: Feedback, field: str, text: str) -> Feedback:
    """Return the line with what was missing in its field."""
    return updated(line, **{field: text})


def offers(session: Session, known: Iterable[str] = ()) -> tuple[Offer, ...]:
    """Return what the team may be told: what became of the homework, and the names of topics that are still open.

    `known` are the ids of the topics that it was told of in earlier calls.
    """
    told = {(note.kind, note.student, note.text) for note in session.notes if note.audience is Audience.TEAM}
    new = [topic for topic in session.topics if topic.id not in set(known)]
    every = (*_homework(last_homework(session)), *_topics(new))
    return tuple(dict.fromkeys(o for o in every if (o.kind, o.student, o.text) not in told))


def _homework(notes: Iterable[Note]) -> Iterator[Offer]:
    for note in notes:
        if note.homework and note.audience is Audience.MENTOR:
            yield Offer(note.student, NoteKind.HOMEWORK, HOMEWORK[note.homework])


def _topics(topics: Iterable[Topic]) -> Iterator[Offer]:
    for topic in topics:
        if topic.is_open and topic.audience is Audience.MENTOR:
            yield Offer(topic.student, NoteKind.HELP, topic.text, topic.id)


def told(session: Session, chosen: Iterable[Offer], at: datetime) -> tuple[Note, ...]:
    """Return the records for the team that the chosen offers become."""
    return tuple(
        Note(
            id=f"{session.id}.{number}",
            number=number,
            at=at,
            text=offer.text,
            audience=Audience.TEAM,
            kind=offer.kind,
            student=offer.student,
            topic=offer.topic,
        )
        for number, offer in enumerate(chosen, session.next_number)
    )
