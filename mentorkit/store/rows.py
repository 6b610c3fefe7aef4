"""Rows and journal entries to records and back, each field by name: a misspelt column is an error, not a None."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from mentorkit import plan
from mentorkit.agenda import Do, Event
from mentorkit.errors import StoreError
from mentorkit.plan import Audience, Plan
from mentorkit.records import (
    Evidence,
    Feedback,
    Goal,
    GoalEvent,
    GoalStatus,
    GoalStep,
    Homework,
    Left,
    NextCall,
    Note,
    NoteKind,
    Profile,
    Record,
    Student,
    Topic,
)

Row = dict[str, Any]

P = ParamSpec("P")
T = TypeVar("T")


def _read(of: Callable[P, T]) -> Callable[P, T]:
    """Have what makes no sense be a StoreError: the store checks what it writes, so that only damage makes it so."""

    @wraps(of)
    def read(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return of(*args, **kwargs)
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
            raise StoreError(
                "The store is damaged: something in it makes no sense. Nothing was touched.",
                "What it is, and how a backup is put back: mentorkit doctor",
            ) from error

    return read


@_read
def plan_of(text: str) -> Plan:
    """Return the plan that a session has its own copy of."""
    return plan.from_data(json.loads(text))


@_read
def data_of(text: str) -> Row:
    """Return what was kept as JSON."""
    data: Row = json.loads(text)
    return data


def json_text(data: Any) -> str:
    """Return the data as JSON, as the store keeps it: on one line, in its own letters."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def utc_text(moment: datetime) -> str:
    """Return the instant as it is stored: ISO 8601 in UTC, to the microsecond, so that texts sort as instants do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@_read
def instant(text: str) -> datetime:
    """Return the instant that `utc_text` wrote."""
    return datetime.fromisoformat(text)


def student_row(student: Student) -> Row:
    """Return the columns of a student."""
    about = student.profile
    return {
        "id": student.id,
        "name": student.name,
        "added_at": utc_text(student.added_at),
        "full_name": about.full_name,
        "pronouns": about.pronouns,
        "channel": about.channel,
        "rhythm": about.rhythm,
        "hours": about.hours,
        "why_course": about.why_course,
        "why_programming": about.why_programming,
        "challenge": about.challenge,
        "starts": _day_text(about.starts),
        "ends": _day_text(about.ends),
    }


@_read
def student(row: Row) -> Student:
    """Return the student of a row."""
    profile = Profile(
        full_name=row["full_name"],
        pronouns=row["pronouns"],
        channel=row["channel"],
        rhythm=row["rhythm"],
        hours=row["hours"],
        why_course=row["why_course"],
        why_programming=row["why_programming"],
        challenge=row["challenge"],
        starts=_day(row["starts"]),
        ends=_day(row["ends"]),
    )
    return Student(id=row["id"], name=row["name"], added_at=instant(row["added_at"]), profile=profile)


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


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
                "topic": record.topic,
                "homework": record.homework and record.homework.value,
            }
        case Goal():
            return "goal", common | {
                "owner": record.owner,
                "proof": record.proof,
                "why": record.why,
                "due": _day_text(record.due),
                "hours": record.hours,
                "status": record.status.value,
                "set_in": record.set_in,
                "closed_in": record.closed_in,
                "reason": record.reason,
                "life": json.dumps([_step_data(step) for step in record.life], ensure_ascii=False),
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
                "topic": record.topic,
            }


def _step_data(step: GoalStep) -> Row:
    return {
        "at": utc_text(step.at),
        "what": step.what.value,
        "session": step.session,
        "text": step.text,
        "due": _day_text(step.due),
        "reason": step.reason,
    }


def _step(data: Row) -> GoalStep:
    return GoalStep(
        at=instant(data["at"]),
        what=GoalEvent(data["what"]),
        session=data["session"],
        text=data["text"],
        due=_day(data["due"]),
        reason=data["reason"],
    )


@_read
def note(row: Row) -> Note:
    """Return the note of a row."""
    return Note(
        **_shared(row),
        kind=NoteKind(row["kind"]),
        question=row["question"],
        topic=row["topic"],
        homework=Homework(row["homework"]) if row["homework"] else None,
    )


@_read
def goal(row: Row) -> Goal:
    """Return the goal of a row."""
    return Goal(
        **_shared(row),
        owner=row["owner"],
        proof=row["proof"],
        why=row["why"],
        due=_day(row["due"]),
        hours=row["hours"],
        status=GoalStatus(row["status"]),
        set_in=row["set_in"],
        closed_in=row["closed_in"],
        reason=row["reason"],
        life=tuple(map(_step, json.loads(row["life"]))),
    )


@_read
def topic(row: Row) -> Topic:
    """Return the topic of a row."""
    return Topic(
        **_shared(row),
        evidence=Evidence(row["evidence"]),
        opened_in=row["opened_in"],
        closed_in=row["closed_in"],
    )


@_read
def feedback(row: Row) -> Feedback:
    """Return the line of feedback of a row."""
    return Feedback(
        **_shared(row),
        precise=row["precise"],
        evidence=row["evidence"],
        action=row["action"],
        topic=row["topic"],
    )


def next_call_row(call: NextCall, session_id: str) -> Row:
    """Return the columns of a session's next call."""
    return {
        "session_id": session_id,
        "at": utc_text(call.at),
        "minutes": call.minutes,
        "audience": call.audience.value,
    }


@_read
def next_call(row: Row) -> NextCall:
    """Return the next call of a row as it was settled in its own session; `recall.next_call` knows of those before it."""
    return NextCall(
        at=instant(row["at"]),
        minutes=row["minutes"],
        audience=Audience(row["audience"]),
    )


@_read
def left(row: Row) -> Left:
    """Return where a session was left, of a row that has its draft and its agreements too."""
    return Left(instant(row["seen_utc"]), data_of(row["walk"]), row["draft"], row["agreements"])


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


@_read
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
