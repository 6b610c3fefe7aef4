"""What repeats a record's words: the tick that names a topic, the praise that was taken by its number, a line of feedback.

Each is a record of its own with a reader of its own. A change of the record goes on to those with the same reader; it never
widens who reads the new words, so a copy that has another reader is named, and the mentor changes it or leaves it.
"""

from collections.abc import Iterable

from mentorkit.changes import Change, Put, Remove
from mentorkit.flow.prompts.praise import praise_of
from mentorkit.flow.prompts.topics import worded
from mentorkit.plan import Audience
from mentorkit.records import Feedback, Goal, Note, NoteKind, Record, Session, Topic, updated
from mentorkit.text import accept
from mentorkit.words import join_and

Told = tuple[tuple[Change, ...], tuple[str, ...]]
"""What becomes of the copies, and what the mentor is told of it."""


def reworded(session: Session, before: Record, after: Record) -> Told:
    """Return what becomes of the copies of a record that has other words now: those for its own reader get them too."""
    copies = _copies(session, before)
    same = [copy for copy in copies if copy.audience is before.audience]
    left = [copy for copy in copies if copy not in same]
    changes = tuple(Put(_with_words(copy, before, after)) for copy in same)
    return changes, (*_with_it(same, "changed"), *_still(left, "says the old words"))


def removed(session: Session, record: Record) -> Told:
    """Return what becomes of the copies of a record that is deleted: ticks and praise go with it."""
    copies = _copies(session, record)
    gone = [copy for copy in copies if isinstance(copy, Note)]
    left = [copy for copy in copies if copy not in gone]
    return tuple(map(Remove, gone)), (*_with_it(gone, "deleted"), *_still(left, "names it"))


def withdrawn(session: Session, record: Record) -> Told:
    """Return what becomes of the copies of a record that gets another reader: ticks and praise for the old one are the mentor's."""
    copies = _copies(session, record)
    kept = [c for c in copies if isinstance(c, Note) and c.audience is record.audience is not Audience.MENTOR]
    left = [copy for copy in copies if copy not in kept]
    changes = tuple(Put(updated(copy, audience=Audience.MENTOR)) for copy in kept)
    return changes, (*_with_it(kept, "for you alone"), *_still(left, "names it"))


def _copies(session: Session, record: Record) -> list[Note | Feedback]:
    """The records of the call that say the words of a goal or a topic."""
    if not isinstance(record, Goal | Topic):
        return []
    others: tuple[Note | Feedback, ...] = (*session.notes, *session.feedback)
    return [other for other in others if _repeats(other, record)]


def _repeats(other: Note | Feedback, record: Goal | Topic) -> bool:
    match other:
        case Feedback():
            return other.topic == record.id and other.text.startswith(f"{record.text}: ")
        case Note(kind=NoteKind.HELP):
            return other.topic == record.id and other.text == record.text
        case Note(kind=NoteKind.PRAISE):
            return other.text == praise_of(record)
        case _:
            return False


def _with_words(copy: Note | Feedback, before: Record, after: Record) -> Note | Feedback:
    match copy:
        case Feedback():
            return worded(copy, accept(after.text + copy.text[len(before.text) :]))
        case Note(kind=NoteKind.PRAISE) if isinstance(after, Goal | Topic):
            return updated(copy, text=accept(praise_of(after)))
        case _:
            return updated(copy, text=after.text)


def _with_it(copies: list[Note | Feedback] | list[Note], what: str) -> Iterable[str]:
    if copies:
        numbers = join_and([f"#{copy.number}" for copy in copies])
        yield f"{numbers}, which said the same, {'is' if len(copies) == 1 else 'are'} {what} too."


def _still(copies: list[Note | Feedback], what: str) -> Iterable[str]:
    for copy in copies:
        if copy.audience is not Audience.MENTOR:
            yield f"#{copy.number} still {what} to the {copy.audience.value}: /edit {copy.number} or /delete {copy.number}"
