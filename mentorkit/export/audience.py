"""Who sees what: the table of `records.md`, and the only place that decides it.

Every list here names what is shown. A record, and a field of one, that nobody has thought of yet is for the mentor only.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NewType

from mentorkit.errors import UsageError
from mentorkit.plan import Audience, Plan, Prompt, Section
from mentorkit.records import (
    HOMEWORK,
    Feedback,
    Goal,
    NextCall,
    Note,
    NoteKind,
    R,
    Record,
    Session,
    Student,
    Topic,
    as_told,
    heard,
    updated,
)
from mentorkit.text import slug
from mentorkit.words import EXPLAINED

Readable = NewType("Readable", Session)
"""A session with nothing in it that is not its reader's. Formats take no other, so that mypy finds one that was not filtered."""

_EVERY = ("id", "number", "at", "text", "audience", "student")
_SHOWN: dict[type[Record], tuple[str, ...]] = {
    Note: (*_EVERY, "kind"),
    Goal: (*_EVERY, "owner", "proof", "due", "status", "set_in", "closed_in"),
    Topic: _EVERY,
    Feedback: (*_EVERY, "precise", "evidence", "action"),
}
"""What of a record its reader sees, where that is not the mentor. Every other field has its default."""


def all_for_audience(
    sessions: Sequence[Session], audience: Audience, student: str | None = None
) -> list[Readable]:
    """Return `for_audience` of each session, for one reader of them all; with `student`, of those that they were in.

    Raises UsageError where that would be several students who may not read of each other: with nobody named, a student's
    sessions have to be all with that one student, or all with the same group.
    """
    groups = {frozenset(s.id for s in session.students) for session in sessions}
    if audience is Audience.STUDENT and student is None and len(groups) > 1:
        raise UsageError(
            "These sessions were not all with the same students: one export cannot be for all of them.",
            "Name the student whom it is for: --student NAME",
        )
    return [
        for_audience(session, audience, student)
        for session in sessions
        if student is None or any(student == each.id for each in session.students)
    ]


def for_audience(session: Session, audience: Audience, student: str | None = None) -> Readable:
    """Return the session with nothing in it that is not that reader's.

    With `student`, the id of one, it holds only what is theirs and the group's; nothing at all where they were not in the
    call. For the student audience, a call with several students and none of them named holds only the group's.
    """
    scope = _scope(session, audience, student)
    if audience is Audience.MENTOR:
        alone = student is not None or len(session.students) == 1
        return Readable(_all_fields(session, scope, alone=alone))
    return Readable(_shown_fields(session, audience, scope))


@dataclass(frozen=True, slots=True)
class _Scope:
    """Whom the export is about."""

    students: tuple[Student, ...]
    covers: Callable[[str | None], bool]
    """Whether it holds what belongs to the student of that id, or with None to the group."""


def _scope(session: Session, audience: Audience, student: str | None) -> _Scope:
    attending = {s.id for s in session.students}
    if student is not None:
        present = student in attending
        return _Scope(
            tuple(s for s in session.students if s.id == student),
            lambda whose: present and whose in (None, student),
        )
    if audience is not Audience.STUDENT:
        return _Scope(session.students, lambda whose: True)
    if len(attending) == 1:
        return _Scope(session.students, lambda whose: whose is None or whose in attending)
    return _Scope((), lambda whose: whose is None)


def _all_fields(session: Session, scope: _Scope, *, alone: bool) -> Session:
    def mine(records: Iterable[R]) -> tuple[R, ...]:
        return tuple(record for record in records if scope.covers(record.student))

    return Session(
        id=session.id,
        plan=session.plan,
        students=scope.students,
        created_at=session.created_at,
        state=session.state,
        seen_at=session.seen_at,
        log=session.log,
        notes=mine(session.notes),
        goals=tuple(heard(goal, {session.id}) if alone else goal for goal in mine(session.goals)),
        topics=mine(session.topics),
        feedback=mine(session.feedback),
        next_call=session.next_call if scope.covers(None) else None,
    )


def _shown_fields(session: Session, audience: Audience, scope: _Scope) -> Session:
    ids = {student.id: _shown_id(student) for student in session.students}

    def theirs(records: Iterable[R]) -> tuple[R, ...]:
        mine = (record for record in records if record.audience is audience and scope.covers(record.student))
        return tuple(_of(ids, _shown(record)) for record in mine)

    prompts = {
        prompt.id: _shown_prompt(prompt)
        for section in session.plan.sections
        for prompt in section.prompts
        if prompt.audience is audience
    }
    closed = {topic.id for topic in session.topics if topic.closed_in == session.id}
    answers = [
        note
        for note in session.notes
        if note.audience is audience and scope.covers(note.student) and _is_so(note, closed)
    ]
    used = {note.prompt for note in answers}
    call = session.next_call
    return Session(
        id=session.id,
        plan=_plan_of(prompt for prompt in prompts.values() if prompt.id in used),
        students=tuple(Student(ids[s.id], s.name, added_at=session.created_at) for s in scope.students),
        created_at=session.created_at,
        state=session.state,
        seen_at=0.0,
        notes=tuple(_of(ids, _answer(note, prompts)) for note in answers),
        # A letter says how things stood in its call, also where it is read years later.
        goals=theirs(as_told(goal, session.id, session.wall(session.seen_at)) for goal in session.goals),
        # A topic is given away as something to look at again: one that was understood in this call is not.
        topics=theirs(topic for topic in session.topics if topic.closed_in != session.id),
        feedback=theirs(session.feedback),
        next_call=_shown_call(call) if call and call.audience is audience and scope.covers(None) else None,
    )


def _is_so(note: Note, closed: Collection[str]) -> bool:
    """Whether the call left the topic that the note names as the note says: understood now, or to be looked at again."""
    if note.topic is None:
        return True
    if note.kind is NoteKind.PRAISE and note.text.startswith(EXPLAINED):
        return note.topic in closed
    return note.kind is not NoteKind.HELP or note.topic not in closed


def _shown(record: R, *more: str) -> R:
    fields = next(fields for kind, fields in _SHOWN.items() if isinstance(record, kind))
    shown: dict[str, Any] = {name: getattr(record, name) for name in (*fields, *more)}
    if isinstance(record, Note) and record.homework:  # what was typed is why it was so
        shown["text"] = HOMEWORK[record.homework]
    return type(record)(**shown)


def _shown_id(student: Student) -> str:
    """The student's id, or one made of it where it says another name than the student has now: ids are made of the first."""
    made_of = student.id.rpartition("-")[0] or student.id
    if made_of == "student" or slug(student.name).startswith(made_of):
        return student.id
    return f"student-{sha256(student.id.encode()).hexdigest()[:12]}"


def _of(ids: Mapping[str, str], record: R) -> R:
    return updated(record, student=ids.get(record.student, record.student)) if record.student else record


def _shown_call(call: NextCall) -> NextCall:
    return NextCall(
        at=call.at,
        minutes=call.minutes,
        audience=call.audience,
        moves=call.moves,
        first_agreed_in=call.first_agreed_in,
    )


# ---- the plan is the mentor's. An answer makes sense only beside what was asked, so a prompt that the plan itself has for
# this reader comes along with its answers; titles, times, guidance and everything else of the plan do not.


def _answer(note: Note, prompts: dict[str, Prompt]) -> Note:
    return _shown(note, "prompt", "question") if note.prompt in prompts else _shown(note)


def _shown_prompt(prompt: Prompt) -> Prompt:
    return Prompt(
        id=prompt.id,
        type=prompt.type,
        text=prompt.text,
        audience=prompt.audience,
        questions=prompt.questions,
    )


def _plan_of(prompts: Iterable[Prompt]) -> Plan:
    """A plan without a name; its prompts are in a section without an id, which no format lists."""
    kept = tuple(prompts)
    section = Section(id="", title="", planned=0, minimum=0, prompts=kept)
    return Plan(id="", title="", sections=(section,) if kept else ())
