"""The rows of a library that came as an export, with the entries of the journal that say the same (`replay.py`)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from mentorkit import plan
from mentorkit.records import Left, Library, Record, Session, State
from mentorkit.store import rows
from mentorkit.store.rows import Row

ELSEWHERE = "imported"
"""Instead of a boot's id: the session's clock was that of another boot, whatever this one is."""

TableRow = tuple[str, Row]


def rows_of(library: Library, utc: datetime) -> Iterator[TableRow]:
    """Yield table and columns of all that is in the library, in an order in which what is named is there before.

    `utc` is when it is imported. What was removed before the export is not in it; only its numbers are still known.
    """
    for student in library.students:
        row = rows.student_row(student)
        yield "student", row
        for _ in range(library.described.get(student.id, 1)):
            yield _entry(None, None, student.added_at, "student", row)
    left = {session.id: library.left.get(session.id) or _broken_off(session) for session in library.sessions}
    for session in library.sessions:
        yield from _session(session, left[session.id], utc)
    # A note may be about a topic of any call.
    yield from _put((topic for topic in library.topics if topic.opened_in is None), None)
    for session in library.sessions:
        yield from _put((topic for topic in session.topics if topic.opened_in == session.id), session)
    yield from _put((goal for goal in library.goals if goal.set_in is None), None)
    for session in library.sessions:
        yield from _put((goal for goal in session.goals if goal.set_in == session.id), session)
        yield from _put((*session.notes, *session.feedback), session)
        yield from _next_call(session, left[session.id].agreements)
    yield from _put(library.notes, None)


def _broken_off(session: Session) -> Left:
    """Where a session was left of which the export does not say it."""
    return Left(session.wall(session.seen_at), agreements=1)


def _session(session: Session, left: Left, utc: datetime) -> Iterator[TableRow]:
    """A session as one that a crash interrupted when it was last seen."""
    yield (
        "session",
        {
            "id": session.id,
            "plan": rows.json_text(plan.as_data(session.plan)),
            "created_at": rows.utc_text(session.created_at),
            "ended": session.state is State.ENDED,
            "boot": ELSEWHERE,
            "anchor": 0.0,
            "seen_at": session.seen_at,
            "seen_utc": rows.utc_text(left.seen),
            "walk": rows.json_text(dict(left.walk)),
        },
    )
    attending = [student.id for student in session.students]
    for position, student_id in enumerate(attending):
        yield "attendance", {"session_id": session.id, "student_id": student_id, "position": position}
    carried = {record.id: record.number for record in session.carried}
    for record_id, number in carried.items():
        yield "carried", {"session_id": session.id, "record_id": record_id, "number": number}
    if left.draft:
        yield "draft", {"session_id": session.id, "text": left.draft}
    about = {
        "plan": session.plan.id,
        "students": attending,
        "carried": carried,
        "last_number": session.last_number,
        "imported": rows.utc_text(utc),
    }
    yield _entry(session.id, 0.0, session.created_at, "session", about)
    for event in session.log:
        yield _entry(session.id, event.at, session.wall(event.at), "clock", rows.event_data(event))


def _put(records: Iterable[Record], session: Session | None) -> Iterator[TableRow]:
    session_id = session.id if session else None
    for record in records:
        table, row = rows.record_row(record, session_id)
        yield table, row
        at = (record.at - session.created_at).total_seconds() if session else None
        yield _entry(session_id, at, record.at, "put", {"table": table, "row": row})


def _next_call(session: Session, agreements: int) -> Iterator[TableRow]:
    """The next call, settled as often as it was: a calendar goes by how often."""
    if session.next_call is None:
        return
    row = rows.next_call_row(session.next_call, session.id)
    yield "next_call", row
    for _ in range(max(1, agreements)):
        yield _entry(session.id, session.seen_at, session.wall(session.seen_at), "next_call", row)


def _entry(session_id: str | None, at: float | None, utc: datetime, do: str, data: Row) -> TableRow:
    row = {
        "session_id": session_id,
        "at": at,
        "utc": rows.utc_text(utc),
        "do": do,
        "data": rows.json_text(data),
    }
    return "journal", row
