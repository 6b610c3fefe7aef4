"""Students and records of an export, read back one by one: `export/jsonform.py` the other way round."""

from typing import Any

from mentorkit.importing import values
from mentorkit.importing.entry import Entry
from mentorkit.importing.values import WrongValueError
from mentorkit.plan import Audience
from mentorkit.records import (
    Evidence,
    Feedback,
    Goal,
    GoalEvent,
    GoalStatus,
    GoalStep,
    Homework,
    Note,
    NoteKind,
    Profile,
    Student,
    Topic,
)

MANY = 1_000_000_000
"""More than any count comes to."""

_LONGEST_NAME = 200


def read_student(entry: Entry) -> Student:
    """Return the student of an entry, with all that is known about them."""
    profile = Profile(
        full_name=entry.text("full_name", ""),
        pronouns=entry.text("pronouns", ""),
        channel=entry.text("channel", ""),
        rhythm=entry.whole_or_none("rhythm", 1, MANY, None),
        hours=entry.number_or_none("hours", 0, MANY, None),
        why_course=entry.text("why_course", ""),
        why_programming=entry.text("why_programming", ""),
        challenge=entry.text("challenge", ""),
        starts=entry.day_or_none("starts", None),
        ends=entry.day_or_none("ends", None),
    )
    name = entry.take("name", _name, "?")
    return Student(entry.id("id"), name, entry.moment("added_at"), profile)


def _name(value: Any) -> str:
    name = " ".join(values.text(value).split())
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise WrongValueError("a name has between one character and two hundred")
    return name


def _shared(entry: Entry) -> dict[str, Any]:
    """What every record has."""
    return {
        "id": entry.id("id"),
        "number": entry.whole("number", 1, MANY),
        "at": entry.moment("at"),
        "text": entry.text("text"),
        "audience": entry.word("audience", Audience),
        "section": entry.short_name_or_none("section"),
        "prompt": entry.short_name_or_none("prompt"),
        "student": entry.id_or_none("student"),
    }


def read_note(entry: Entry) -> Note:
    """Return the note of an entry."""
    return Note(
        **_shared(entry),
        kind=entry.word("kind", NoteKind),
        question=entry.take_or_none("question", values.text, None),
        topic=entry.id_or_none("topic", None),
        homework=entry.take_or_none("homework", lambda value: values.word(value, Homework), None),
    )


def read_goal(entry: Entry) -> Goal:
    """Return the goal of an entry."""
    return Goal(
        **_shared(entry),
        owner=entry.take("owner", lambda value: values.among(value, ("student", "mentor")), "mentor"),
        proof=entry.text("proof"),
        why=entry.text("why"),
        due=entry.day_or_none("due"),
        hours=entry.number_or_none("hours", 0, MANY),
        status=entry.word("status", GoalStatus),
        set_in=entry.id_or_none("set_in"),
        closed_in=entry.id_or_none("closed_in"),
        reason=entry.text("reason"),
        life=tuple(map(_step, entry.entries("life", []))),
    )


def _step(entry: Entry) -> GoalStep:
    return GoalStep(
        at=entry.moment("at"),
        what=entry.word("what", GoalEvent),
        session=entry.id_or_none("session"),
        text=entry.text("text"),
        due=entry.day_or_none("due"),
        reason=entry.text("reason"),
    )


def read_topic(entry: Entry) -> Topic:
    """Return the topic of an entry."""
    return Topic(
        **_shared(entry),
        evidence=entry.word("evidence", Evidence),
        opened_in=entry.id_or_none("opened_in"),
        closed_in=entry.id_or_none("closed_in"),
    )


def read_feedback(entry: Entry) -> Feedback:
    """Return the line of feedback of an entry."""
    return Feedback(
        **_shared(entry),
        precise=entry.text("precise"),
        evidence=entry.text("evidence"),
        action=entry.text("action"),
        topic=entry.id_or_none("topic", None),
    )
