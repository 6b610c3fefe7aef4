"""Rows and journal entries to records and back, each field by name: a misspelt column is an error, not a None."""

from datetime import UTC, date, datetime
from typing import Any

from mentorkit.agenda import Do, Event
from mentorkit.plan import Audience
from mentorkit.records import (
    Evidence,
    Feedback,
    Goal,
    GoalStatus,
    NextCall,
    Note,
    NoteKind,
    Record,
    Student,
    Topic,
)

Row = dict[str, Any]


def utc_text(moment: datetime) -> str:
    """Return the instant as it is stored: ISO 8601 in UTC, to the microsecond, so that texts sort as instants do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def instant(text: str) -> datetime:
    """Return the instant that `utc_text` wrote."""
    return datetime.fromisoformat(text)


def student_row(student: Student) -> Row:
    """Return the columns of a student."""
    return {"id": student.id, "name": student.name, "added_at": utc_text(student.added_at)}


def student(row: Row) -> Student:
    """Return the student of a row."""
    return Student(id=row["id"], name=row["name"], added_at=instant(row["added_at"]))


def _common(record: Record) -> Row:
    return {
        "id": record.id,
        "number": record.number,
        "at": utc_text(record.at),
        "text": record.text,
        "audience": record.audience.value,
        "section": record.section,
        "prompt": record.prompt,
        "student": record.student,
    }


def _shared(row: Row) -> dict[str, Any]:
    return {
        "id": row["id"],
        "number": row["number"],
        "at": instant(row["at"]),
        "text": row["text"],
        "audience": Audience(row["audience"]),
        "section": row["section"],
        "prompt": row["prompt"],
        "student": row["student"],
    }


def record_row(record: Record, session_id: str | None) -> tuple[str, Row]:
    """Return the table of a record and its columns."""
    common = _common(record)
    match record:
        case Note():
            return "note", common | {
                "session_id": session_id,
                "kind": record.kind.value,
                "question": record.question,
            }
        case Goal():
            return "goal", common | {
                "owner": record.owner,
                "proof": record.proof,
                "why": record.why,
                "due": record.due and record.due.isoformat(),
                "hours": record.hours,
                "status": record.status.value,
                "set_in": record.set_in,
                "closed_in": record.closed_in,
                "reason": record.reason,
            }
        case Topic():
            return "topic", common | {
                "evidence": record.evidence.value,
                "opened_in": record.opened_in,
                "closed_in": record.closed_in,
            }
        case Feedback():
            return "feedback", common | {
                "session_id": session_id,
                "precise": record.precise,
                "evidence": record.evidence,
                "action": record.action,
            }


def note(row: Row) -> Note:
    """Return the note of a row."""
    return Note(**_shared(row), kind=NoteKind(row["kind"]), question=row["question"])


def goal(row: Row) -> Goal:
    """Return the goal of a row."""
    return Goal(
        **_shared(row),
        owner=row["owner"],
        proof=row["proof"],
        why=row["why"],
        due=date.fromisoformat(row["due"]) if row["due"] else None,
        hours=row["hours"],
        status=GoalStatus(row["status"]),
        set_in=row["set_in"],
        closed_in=row["closed_in"],
        reason=row["reason"],
    )


def topic(row: Row) -> Topic:
    """Return the topic of a row."""
    return Topic(
        **_shared(row),
        evidence=Evidence(row["evidence"]),
        opened_in=row["opened_in"],
        closed_in=row["closed_in"],
    )


def feedback(row: Row) -> Feedback:
    """Return the line of feedback of a row."""
    return Feedback(**_shared(row), precise=row["precise"], evidence=row["evidence"], action=row["action"])


def next_call_row(call: NextCall, session_id: str) -> Row:
    """Return the columns of a session's next call."""
    return {
        "session_id": session_id,
        "at": utc_text(call.at),
        "minutes": call.minutes,
        "audience": call.audience.value,
    }


def next_call(row: Row) -> NextCall:
    """Return the next call of a row."""
    return NextCall(at=instant(row["at"]), minutes=row["minutes"], audience=Audience(row["audience"]))


def event_data(event: Event) -> Row:
    """Return a clock event as the journal keeps it: only what is set."""
    every = {
        "id": event.id,
        "at": event.at,
        "do": event.do.value,
        "section": event.section,
        "before": event.before,
        "seconds": event.seconds,
        "ref": event.ref,
        "by_leaving": event.by_leaving or None,
    }
    return {name: value for name, value in every.items() if value is not None}


def event(data: Row) -> Event:
    """Return the clock event of a journal entry."""
    return Event(
        id=data["id"],
        at=data["at"],
        do=Do(data["do"]),
        section=data.get("section"),
        before=data.get("before"),
        seconds=data.get("seconds"),
        ref=data.get("ref"),
        by_leaving=data.get("by_leaving", False),
    )
