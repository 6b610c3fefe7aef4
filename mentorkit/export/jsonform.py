"""Sessions as JSON, in the shape of `records.md`, "JSON". Keys may be added to it, never renamed or removed."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from mentorkit import agenda, flow
from mentorkit.agenda import Event, Phase, View
from mentorkit.plan import Audience, as_data
from mentorkit.records import (
    Feedback,
    Goal,
    GoalStep,
    Left,
    Library,
    NextCall,
    Note,
    Record,
    Session,
    Student,
    Topic,
    as_left,
)

Data = dict[str, Any]

FORMAT = 1
"""The value of "mentorkit" in every export."""


def session_data(session: Session, *, zone: tzinfo, reader: Audience = Audience.MENTOR) -> Data:
    """Return one session as JSON data, its times in `zone`. Where `reader` is another it holds only what is theirs."""
    return _document("session", session=_session_for(reader, session, zone))


def sessions_data(sessions: Sequence[Session], *, zone: tzinfo, reader: Audience = Audience.MENTOR) -> Data:
    """Return several sessions as JSON data, their times in `zone`. Where `reader` is another they hold only what is theirs."""
    return _document("sessions", items=[_session_for(reader, session, zone) for session in sessions])


def library_data(library: Library, *, zone: tzinfo = UTC) -> Data:
    """Return everything in a store as JSON data, complete enough to import.

    The sessions have what the other kinds leave out: their whole copy of the plan in "plan", "created_at" and
    "seen_seconds", from which the moments of the clock's journal count, the highest number that was ever given, and where
    they were left.
    """
    return _document(
        "library",
        students=[
            _whole_student(student, zone) | _described(library.described.get(student.id))
            for student in library.students
        ],
        sessions=[
            _whole_session(session, zone) | _left(session, library.left.get(session.id), zone)
            for session in library.sessions
        ],
        goals=[_goal(goal, zone) for goal in library.goals],
        topics=[_topic(topic, zone) for topic in library.topics],
        notes=[_note(note, zone) for note in library.notes],
    )


def library_json(library: Library, zone: tzinfo = UTC) -> str:
    """Return everything in a store as JSON text."""
    return to_json(library_data(library, zone=zone))


def to_json(data: Mapping[str, Any]) -> str:
    """Return the data as JSON text that is strict UTF-8, with nothing in it that is not seen or turns the line round."""
    written = json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False)
    return _UNSEEN.sub(_escaped, _SURROGATE.sub("\ufffd", written)) + "\n"


# Controls, turning marks and what has no width. They stand inside of strings, where an escape means the same character.
# The joiners (U+200C, U+200D) stay: words and emoji are read by them.
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _document(kind: str, **content: Any) -> Data:
    return {"mentorkit": FORMAT, "kind": kind, **content}


def _iso(moment: datetime, zone: tzinfo, timespec: str = "milliseconds") -> str:
    return moment.astimezone(zone).isoformat(timespec=timespec)


def _to_the_second(moment: datetime, zone: tzinfo) -> str:
    """Return the moment rounded: sums of fractions of a second end a hair below the second that they are."""
    return _iso(moment + timedelta(milliseconds=500), zone, "seconds")


def _exact(moment: datetime, zone: tzinfo) -> str:
    """Return the moment to the millisecond, or finer where it is: nothing that comes of it may change its order."""
    return _iso(moment, zone, "microseconds" if moment.microsecond % 1000 else "milliseconds")


def _number(value: float) -> float:
    """Return a whole number as an int, so that 600.0 is written as 600."""
    return int(value) if float(value).is_integer() else value


def _whole_session(session: Session, zone: tzinfo) -> Data:
    return _session(session, zone) | {
        "plan": as_data(session.plan),
        "created_at": _iso(session.created_at, zone, "microseconds"),
        "seen_seconds": _number(session.seen_at),
        "last_number": session.last_number,
    }


def _left(session: Session, left: Left | None, zone: tzinfo) -> Data:
    """What is known of a session's being left: when, where in the prompts, with which half-typed line."""
    if left is None:
        return {}
    data = {
        "seen_at": _iso(left.seen, zone, "microseconds"),
        "walk": flow.as_data(flow.from_data(dict(left.walk))),
        "draft": left.draft,
    }
    call = session.next_call
    if call is None:
        return data
    settled = _next_call(call, session.id, zone) | {"agreements": max(1, left.agreements)}
    if call.at.microsecond:
        settled["at"] = _exact(call.at, zone)
    return data | {"next_call": settled}


def _described(times: int | None) -> Data:
    return {} if times is None else {"described": times}


def _session_for(reader: Audience, session: Session, zone: tzinfo) -> Data:
    """The session, its goals as it left them, as in every other format.

    Without the clock's journal, which another reader does not have, it says when it began and no more of it.
    """
    data = _session(session, zone)
    data["goals"] = [_goal_then(session, goal, zone) for goal in session.goals]
    if reader is not Audience.MENTOR:
        data["started_at"] = _to_the_second(session.created_at, zone)
        data["topics"] = [topic | {"evidence": None} for topic in data["topics"]]
    return data


def _session(session: Session, zone: tzinfo) -> Data:
    view = agenda.view(session.plan, session.log, session.seen_at)

    def moment(seconds: float) -> str:
        return _iso(session.wall(seconds), zone)

    def second(seconds: float) -> str:
        return _to_the_second(session.wall(seconds), zone)

    started = view.phase is not Phase.READY
    ended = view.phase is Phase.ENDED
    return {
        "id": session.id,
        "plan": {"id": session.plan.id, "title": session.plan.title},
        "state": session.state.value,
        "started_at": second(view.started) if started else None,
        "ended_at": second(view.started + view.session_elapsed) if ended else None,
        "hard_stop": None if view.hard_stop is None else second(view.hard_stop),
        "students": [_student(student) for student in session.students],
        "sections": _sections(session, view),
        "notes": [_note(note, zone) for note in session.notes],
        "goals": [_goal(goal, zone) for goal in session.goals],
        "topics": [_topic(topic, zone) for topic in session.topics],
        "feedback": [_feedback(line, zone) for line in session.feedback],
        "next_call": session.next_call and _next_call(session.next_call, session.id, zone),
        "events": [_event(event, moment) for event in session.log],
    }


def _student(student: Student) -> Data:
    return {"id": student.id, "name": student.name}


def _whole_student(student: Student, zone: tzinfo) -> Data:
    about = student.profile
    return _student(student) | {
        "added_at": _iso(student.added_at, zone, "microseconds"),
        "full_name": about.full_name,
        "pronouns": about.pronouns,
        "channel": about.channel,
        "rhythm": about.rhythm,
        "hours": None if about.hours is None else _number(about.hours),
        "why_course": about.why_course,
        "why_programming": about.why_programming,
        "challenge": about.challenge,
        "starts": about.starts and about.starts.isoformat(),
        "ends": about.ends and about.ends.isoformat(),
    }


def _sections(session: Session, view: View) -> list[Data]:
    lines = {line.section.id: line for line in view.sections}
    return [
        {
            "id": section.id,
            "title": section.title,
            "planned_minutes": _number(section.planned / 60),
            "open_ended": section.open_ended,
            "elapsed_seconds": _number(round(lines[section.id].elapsed, 3)),
            "status": lines[section.id].status.value,
        }
        for section in session.plan.sections
        if section.id  # the prompts that are shared with a reader are in a section without one
    ]


def _record(record: Record, zone: tzinfo) -> Data:
    return {
        "id": record.id,
        "number": record.number,
        "at": _exact(record.at, zone),
        "section": record.section,
        "prompt": record.prompt,
        "student": record.student,
        "audience": record.audience.value,
    }


def _note(note: Note, zone: tzinfo) -> Data:
    return _record(note, zone) | {"kind": note.kind.value, "question": note.question, "text": note.text,
        "topic": note.topic, "homework": note.homework and note.homework.value}  # fmt: skip


def _goal(goal: Goal, zone: tzinfo) -> Data:
    return _record(goal, zone) | {
        "owner": goal.owner,
        "text": goal.text,
        "proof": goal.proof,
        "why": goal.why,
        "due": goal.due and goal.due.isoformat(),
        "hours": None if goal.hours is None else _number(goal.hours),
        "status": goal.status.value,
        "set_in": goal.set_in,
        "closed_in": goal.closed_in,
        "reason": goal.reason,
        "life": [_step(step, zone) for step in goal.life],
    }


def _goal_then(session: Session, goal: Goal, zone: tzinfo) -> Data:
    """The goal as the session left it; what became of it later is in its life."""
    return _goal(as_left(session, goal), zone) | {"life": [_step(step, zone) for step in goal.life]}


def _step(step: GoalStep, zone: tzinfo) -> Data:
    return {
        "at": _exact(step.at, zone),
        "what": step.what.value,
        "session": step.session,
        "text": step.text,
        "due": step.due and step.due.isoformat(),
        "reason": step.reason,
    }


def _topic(topic: Topic, zone: tzinfo) -> Data:
    return _record(topic, zone) | {
        "text": topic.text,
        "evidence": topic.evidence.value,
        "opened_in": topic.opened_in,
        "closed_in": topic.closed_in,
    }


def _feedback(line: Feedback, zone: tzinfo) -> Data:
    return _record(line, zone) | {
        "text": line.text,
        "precise": line.precise,
        "evidence": line.evidence,
        "action": line.action,
        "topic": line.topic,
    }


def _next_call(call: NextCall, session_id: str, zone: tzinfo) -> Data:
    return {
        "at": _to_the_second(call.at, zone),
        "minutes": call.minutes,
        "audience": call.audience.value,
        "moves": call.moves,
        "first_agreed_in": call.first_agreed_in or session_id,
    }


def _event(event: Event, moment: Callable[[float], str]) -> Data:
    optional = {
        "section": event.section,
        "before": event.before,
        "seconds": event.seconds,
        "ref": event.ref,
        "by_leaving": event.by_leaving or None,
    }
    return {
        "id": event.id,
        "at": moment(event.at),
        "do": event.do.value,
        "elapsed_seconds": _number(event.at),
    } | {name: value for name, value in optional.items() if value is not None}
