"""What one input line changes, and the session after it. Written to the store first, then applied to what is shown."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from typing import TypeVar

from mentorkit.agenda import Event
from mentorkit.records import Feedback, Goal, NextCall, Note, R, Record, Session, Student, Topic, updated


@dataclass(frozen=True, slots=True)
class Put:
    """A record is new, or replaces the one of the same id."""

    record: Record


@dataclass(frozen=True, slots=True)
class Remove:
    """A record is deleted. Its old state stays in the journal."""

    record: Record


@dataclass(frozen=True, slots=True)
class SetNextCall:
    """The next call is settled."""

    call: NextCall


@dataclass(frozen=True, slots=True)
class Attend:
    """Somebody turns out to be in the call: all that belonged to nobody in particular is theirs."""

    student: Student


Change = Event | Put | Remove | SetNextCall | Attend


def applied(session: Session, changes: Iterable[Change]) -> Session:
    """Return the session after the changes."""
    return reduce(_apply, changes, session)


def _apply(session: Session, change: Change) -> Session:
    match change:
        case Event():
            return replace(session, log=(*session.log, change))
        case SetNextCall():
            return replace(session, next_call=_settled(session.next_call, change.call))
        case Put():
            known = max(session.last_number, change.record.number)
            return replace(_with(session, change.record), last_number=known)
        case Remove():
            return _without(session, change.record)
        case Attend():
            return _attended(session, change.student)


def _settled(before: NextCall | None, call: NextCall) -> NextCall:
    if before is None:
        return call
    return replace(call, moves=before.moves + 1, first_agreed_in=before.first_agreed_in)


def _with(session: Session, record: Record) -> Session:
    match record:
        case Note():
            return replace(session, notes=_merge(session.notes, record))
        case Goal():
            return replace(session, goals=_merge(session.goals, record))
        case Topic():
            return replace(session, topics=_merge(session.topics, record))
        case Feedback():
            return replace(session, feedback=_merge(session.feedback, record))


def _merge(records: tuple[R, ...], record: R) -> tuple[R, ...]:
    if any(other.id == record.id for other in records):
        return tuple(record if other.id == record.id else other for other in records)
    return (*records, record)


def _without(session: Session, record: Record) -> Session:
    return replace(
        session,
        notes=_unlinked(session.notes, record),
        goals=tuple(r for r in session.goals if r.id != record.id),
        topics=tuple(r for r in session.topics if r.id != record.id),
        feedback=_unlinked(session.feedback, record),
    )


N = TypeVar("N", Note, Feedback)


def _unlinked(records: tuple[N, ...], gone: Record) -> tuple[N, ...]:
    """The records without one that is gone, which may be what others are about."""
    kept = (record for record in records if record.id != gone.id)
    return tuple(updated(record, topic=None) if record.topic == gone.id else record for record in kept)


def _attended(session: Session, student: Student) -> Session:
    def theirs(records: tuple[R, ...]) -> tuple[R, ...]:
        return tuple(updated(r, student=r.student or student.id) for r in records)

    return replace(
        session,
        students=(*session.students, student),
        notes=theirs(session.notes),
        goals=theirs(session.goals),
        topics=theirs(session.topics),
        feedback=theirs(session.feedback),
    )
