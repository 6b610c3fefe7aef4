"""What is worth knowing before a call, as JSON data: records and students in the shape of an export's."""

from datetime import UTC, datetime, tzinfo

from mentorkit.cli.prep_lines import Preparation
from mentorkit.cli.shape import Data, goals_data, students_data
from mentorkit.records import NextCall, Note, Topic


def data(prep: Preparation, now: datetime) -> Data:
    """Return the preparation as JSON data, its times in `now`'s zone. Keys may be added to it, never renamed or removed."""
    zone = now.tzinfo or UTC
    students = students_data(prep.students, zone)
    return {
        "mentorkit": 1,
        "kind": "prep",
        "students": students,
        "last_call": _last_call(prep, zone),
        "next_call": _next_call(prep.next_call(now), zone),
        "next_calls_with_others": [
            {"students": [student.name for student in people], **(_next_call(call, zone) or {})}
            for people, call in prep.next_with_others(now)
        ],
        "ask_about": [
            _note(note, zone) | {"between": note in prep.earlier.noted}
            for note in (*prep.earlier.remembered, *prep.earlier.noted)
        ],
        "goals": goals_data(prep.goals, zone),
        "reached": goals_data(prep.earlier.reached, zone),
        "topics": [_topic(prep, topic, zone) for topic in prep.topics],
        "praise": _note(prep.praise[0], zone) if prep.praise else None,
        "remedies": [_note(note, zone) for note in prep.remedies],
        "hours": _hours(prep, students),
        "before": list(prep.before),
    }


def _iso(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _last_call(prep: Preparation, zone: tzinfo) -> Data | None:
    last = prep.last
    if last is None:
        return None
    return {
        "id": last.id,
        "at": _iso(last.created_at, zone),
        "plan": last.plan.title,
        "minutes": int(prep.seconds_taken() // 60),
        "students": [student.name for student in last.students],
    }


def _next_call(call: NextCall | None, zone: tzinfo) -> Data | None:
    return None if call is None else {"at": _iso(call.at, zone), "minutes": call.minutes}


def _note(note: Note, zone: tzinfo) -> Data:
    return {"text": note.text, "at": _iso(note.at, zone), "student": note.student}


def _topic(prep: Preparation, topic: Topic, zone: tzinfo) -> Data:
    return {
        "id": topic.id,
        "text": topic.text,
        "student": topic.student,
        "evidence": topic.evidence.value,
        "since": _iso(topic.at, zone),
        "tried": [
            {"text": note.text, "at": _iso(note.at, zone), "kind": note.kind.value}
            for note in prep.tried(topic)
        ],
    }


def _hours(prep: Preparation, students: list[Data]) -> Data:
    """One student's in full; of a group what it said together, and what each has."""
    each = [
        {"student": one["id"], "a_week": one["hours"], "said": prep.hours_said(one["id"]) or None}
        for one in students
    ]
    alone = each[0] if len(each) == 1 else {"a_week": None, "said": None}
    return {
        "a_week": alone["a_week"],
        "said": alone["said"] or prep.hours_said(None) or None,
        "each": each,
    }
