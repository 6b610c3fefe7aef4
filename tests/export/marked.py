"""Random sessions in which every text is a marker of its own, and who may read which marker."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from mentorkit.agenda import Do, Event
from mentorkit.plan import Audience, Plan, Prompt, PromptType, Question, Section
from mentorkit.records import (
    Evidence,
    Feedback,
    Goal,
    GoalStatus,
    Homework,
    NextCall,
    Note,
    NoteKind,
    Session,
    State,
    Student,
    Topic,
)

BEGUN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
EVERYBODY = frozenset(Audience)
MENTOR_ONLY = frozenset({Audience.MENTOR})


@dataclass(frozen=True)
class Marker:
    """A text that stands nowhere else."""

    text: str
    readers: frozenset[Audience]
    student: str | None
    """Whose it is, None for the group's."""
    of_the_plan: bool = False
    """Whether the mentor reads it whomever the export is about."""
    required: bool = False
    """Whether its readers find it in every format, and not only may."""


@dataclass
class Marked:
    """A session and its markers."""

    session: Session
    markers: list[Marker] = field(default_factory=list)

    def may_read(self, marker: Marker, audience: Audience, student: str | None) -> bool:
        """Return what `records.md` says, in its own words and not in the program's."""
        if audience not in marker.readers:
            return False
        if marker.of_the_plan and audience is Audience.MENTOR:
            return True
        if marker.student is None or marker.student == student:
            return True
        alone = len(self.session.students) == 1
        return student is None and (audience is not Audience.STUDENT or alone)


class _Maker:
    def __init__(self, sign: str) -> None:
        self.sign = sign
        self.markers: list[Marker] = []

    def __call__(self, *readers: Audience, student: str | None = None, required: bool = False) -> str:
        text = self.next
        self.markers.append(Marker(text, frozenset(readers) | MENTOR_ONLY, student, required=required))
        return text

    @property
    def next(self) -> str:
        """The marker that is made next."""
        return f"{self.sign}{len(self.markers):04}{self.sign}"


@st.composite
def marked_sessions(draw: st.DrawFn, sign: str = "x", others: Marked | None = None) -> Marked:
    """Return a session of up to three students with records of every kind and every audience.

    Every marker has the sign in it. With `others` it is a session with the same students, a week later.
    """
    mark = _Maker(sign)
    students = list(others.session.students) if others else _students(draw, mark)
    known = {text for student in students for text in (student.id, student.name)}
    shared = [marker for marker in others.markers if marker.text in known] if others else []
    plan = _plan(draw, mark)
    session_id = mark(*Audience)
    notes: list[Note] = []
    goals: list[Goal] = []
    topics: list[Topic] = []
    feedback: list[Feedback] = []
    prompts = [prompt for section in plan.sections for prompt in section.prompts]
    for number in range(1, draw(st.integers(0, 8)) + 1):
        audience = draw(st.sampled_from(Audience))
        student = draw(st.sampled_from([None, *(s.id for s in students)]))
        common: dict[str, Any] = {
            "id": mark(audience, student=student),
            "number": number,
            "at": BEGUN + timedelta(minutes=number),
            "audience": audience,
            "student": student,
            "section": draw(st.sampled_from([None, mark(), *(s.id for s in plan.sections)])),
        }
        kind = draw(st.sampled_from(("note", "goal", "topic", "feedback")))
        homework = draw(st.sampled_from([None, *Homework])) if kind == "note" else None
        if homework:  # its words are why it was so
            common["text"] = mark(student=student)
        else:
            common["text"] = mark(audience, student=student, required=True)
        asked = draw(st.sampled_from([None, *prompts]))
        common["prompt"] = asked.id if asked else draw(st.sampled_from([None, mark()]))
        if kind == "note":
            question = draw(st.sampled_from([None, *(q.id for q in asked.questions)])) if asked else None
            notes.append(
                Note(**common, kind=draw(st.sampled_from(NoteKind)), question=question, homework=homework)
            )
        elif kind == "goal":
            status = draw(st.sampled_from(GoalStatus))
            closed = status in (GoalStatus.DONE, GoalStatus.DROPPED)
            goals.append(
                Goal(
                    **common,
                    owner=draw(st.sampled_from(("student", "mentor"))),
                    proof=mark(audience, student=student),
                    why=mark(student=student),
                    due=draw(st.sampled_from([None, date(2026, 3, 9)])),
                    hours=draw(st.sampled_from([None, 77.25])),
                    status=status,
                    set_in=draw(st.sampled_from([session_id, mark(audience, student=student)])),
                    closed_in=session_id if closed else None,
                    reason=mark(student=student),
                )
            )
        elif kind == "topic":
            evidence = draw(st.sampled_from(Evidence))
            opened = draw(st.sampled_from([session_id, mark(student=student)]))
            topics.append(
                Topic(**common, evidence=evidence, opened_in=opened, closed_in=mark(student=student))
            )
        else:
            precise, evidence_of, action = (mark(audience, student=student, required=True) for _ in range(3))
            feedback.append(Feedback(**common, precise=precise, evidence=evidence_of, action=action))
    reader = draw(st.sampled_from(Audience))
    call = NextCall(BEGUN + timedelta(days=14), 70, reader)
    session = Session(
        id=session_id,
        plan=plan,
        students=tuple(students),
        created_at=BEGUN + timedelta(days=7 if others else 0),
        state=draw(st.sampled_from(State)),
        seen_at=1234.0,
        log=_log(plan) if draw(st.booleans()) else (),
        notes=tuple(notes),
        goals=tuple(goals),
        topics=tuple(topics),
        feedback=tuple(feedback),
        next_call=draw(st.sampled_from([None, call])),
    )
    return Marked(session, [*_with_prompts(mark.markers, session), *shared])


@st.composite
def marked_spans(draw: st.DrawFn) -> list[Marked]:
    """Return two sessions with the same students, the later one first, which have no marker but theirs in common."""
    earlier = draw(marked_sessions())
    return [draw(marked_sessions(sign="y", others=earlier)), earlier]


def _students(draw: st.DrawFn, mark: _Maker) -> list[Student]:
    students = []
    for _ in range(draw(st.integers(0, 3))):
        # A student's id is their own marker's student, so it is known only after it was made.
        student_id = mark.next
        assert mark(*Audience, student=student_id) == student_id
        name = mark(*Audience, student=student_id, required=True)
        students.append(Student(student_id, name, BEGUN))
    return students


def _plan(draw: st.DrawFn, mark: _Maker) -> Plan:
    sections = []
    for _ in range(draw(st.integers(1, 2))):
        prompts = []
        for _ in range(draw(st.integers(0, 2))):
            questions = tuple(Question(mark(), mark()) for _ in range(draw(st.integers(0, 2))))
            kind, audience = draw(st.sampled_from(PromptType)), draw(st.sampled_from(Audience))
            options = {"options": (mark(),), "items": (mark(),), "source": mark(), "fits": mark()}
            prompts.append(Prompt(mark(), kind, mark(), audience, questions, **options))  # type: ignore[arg-type]
        sections.append(
            Section(
                id=mark(),
                title=mark(),
                planned=600,
                minimum=300,
                guide=mark(),
                links=((mark(), mark()),),
                ladder=(mark(),),
                prompts=tuple(prompts),
            )
        )
    return Plan(id=mark(), title=mark(), sections=tuple(sections), about=mark(), before=(mark(),))


def _log(plan: Plan) -> tuple[Event, ...]:
    last = plan.sections[-1].id
    return (
        Event(1, 0.0, Do.START),
        Event(2, 1.0, Do.HARD_STOP, seconds=4000.0),
        Event(3, 100.0, Do.GOTO, section=last),
        Event(4, 200.0, Do.END),
    )


def _with_prompts(markers: list[Marker], session: Session) -> list[Marker]:
    """What a prompt asks may be read by those for whom the plan has it, where there is an answer that they may read."""
    by_text = {marker.text: marker for marker in markers}
    for section in session.plan.sections:
        for prompt in section.prompts:
            for note in session.notes:
                if note.prompt == prompt.id and note.audience is prompt.audience:
                    asked = [prompt.id, prompt.text, *(t for q in prompt.questions for t in (q.id, q.text))]
                    for text in asked:
                        _share(by_text, text, note)
    return list(by_text.values())


def _share(by_text: dict[str, Marker], text: str, note: Note) -> None:
    old = by_text[text]
    known = old.readers - MENTOR_ONLY
    student = note.student if not known or old.student == note.student else None
    by_text[text] = Marker(text, old.readers | {note.audience}, student, of_the_plan=True)
