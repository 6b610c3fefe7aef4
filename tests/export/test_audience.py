import re
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorkit.errors import NotFoundError, UsageError
from mentorkit.export import FORMATS, for_audience, render, render_span
from mentorkit.export.filename import file_name
from mentorkit.export.team import with_initials
from mentorkit.plan import Audience, Plan
from mentorkit.records import (
    Evidence,
    Feedback,
    Goal,
    GoalEvent,
    GoalStatus,
    GoalStep,
    Homework,
    NextCall,
    Note,
    Record,
    Session,
    Topic,
)
from tests.export.calls import ADA, BEGUN, BEN, EMPTY, GROUP, LONDON, SINGLE, WHOLE
from tests.export.marked import Marked, marked_sessions, marked_spans

MENTOR, STUDENT, TEAM = Audience.MENTOR, Audience.STUDENT, Audience.TEAM

# What the mentor alone may read of a record, whoever its reader is. A new field has to be put here or be shown on purpose.
HIDDEN: dict[type[Record], set[str]] = {
    Note: {"section", "prompt", "question", "topic", "homework"},
    Goal: {"section", "prompt", "why", "hours", "reason", "life"},
    Topic: {"section", "prompt", "evidence", "opened_in", "closed_in"},
    Feedback: {"section", "prompt", "topic"},
}


@given(marked_sessions(), st.sampled_from(Audience), st.sampled_from(sorted(FORMATS)), st.data())
def test_no_reader_finds_in_any_format_what_is_not_theirs(
    marked: Marked, audience: Audience, fmt: str, data: st.DataObject
) -> None:
    student = data.draw(st.sampled_from([None, *(s.id for s in marked.session.students)]))
    text = _written(marked.session, fmt, audience, student)
    whom = _named_in(fmt, audience, student)
    foreign = [m for m in marked.markers if not marked.may_read(m, audience, whom)]
    assert [marker for marker in foreign if marker.text in text] == []
    required = [m for m in marked.markers if m.required and m not in foreign] if fmt in WHOLE else []
    if fmt == "csv":  # a row a record: who has no record in a call is not named
        required = [m for m in required if m.text not in {s.name for s in marked.session.students}]
    missing = [m for m in required if m.text not in text]
    assert missing == []
    if audience is not MENTOR:
        assert "77.25" not in text


@given(marked_spans(), st.sampled_from(Audience), st.sampled_from(sorted(FORMATS)), st.data())
def test_no_reader_of_a_span_finds_what_is_not_theirs(
    span: list[Marked], audience: Audience, fmt: str, data: st.DataObject
) -> None:
    students = span[0].session.students
    student = data.draw(st.sampled_from([None, *(s.id for s in students)]))
    write = data.draw(st.sampled_from([render, render_span]))
    sessions = [marked.session for marked in span]
    if fmt == "ics" and not any(for_audience(session, audience, student).next_call for session in sessions):
        return
    text = write(sessions, fmt, audience, LONDON, student).replace("\r\n ", "")
    whom = _named_in(fmt, audience, student)
    allowed = {m.text for marked in span for m in marked.markers if marked.may_read(m, audience, whom)}
    found = set(re.findall(r"[xy]\d{4}[xy]", text))
    assert found <= allowed
    if fmt in WHOLE and audience is TEAM:
        people = {s.name for s in students}
        required = {m.text for marked in span for m in marked.markers if m.required} & allowed
        assert required - people <= found


@given(marked_spans(), st.sampled_from(("md", "txt", "html", "csv")), st.booleans())
def test_with_initials_no_name_is_in_what_the_team_gets(span: list[Marked], fmt: str, several: bool) -> None:
    sessions = with_initials([marked.session for marked in span][: 1 + several], span[0].session.students)
    write = render_span if several else render
    text = write(sessions, fmt, TEAM, LONDON)
    people = {word for s in span[0].session.students for word in (s.id, s.name)}
    allowed = {m.text for marked in span for m in marked.markers if marked.may_read(m, TEAM, None)}
    assert set(re.findall(r"[xy]\d{4}[xy]", text)) <= allowed - people


@given(marked_spans(), st.sampled_from(Audience), st.booleans(), st.data())
def test_a_file_is_named_after_the_one_student_that_it_is_about_and_after_nothing_else(
    span: list[Marked], audience: Audience, several: bool, data: st.DataObject
) -> None:
    students = span[0].session.students
    student = data.draw(st.sampled_from([None, *(s.id for s in students)]))
    sessions = [marked.session for marked in span][: 1 + several]
    name, _, _ = file_name(sessions, audience, "md", LONDON, student).rpartition("-")
    about = [s.name for s in students if s.id == student or (student is None and len(students) == 1)]
    assert re.findall(r"[xy]\d{4}[xy]", name) == about
    short, _, _ = file_name(with_initials(sessions, students), audience, "md", LONDON, student).rpartition(
        "-"
    )
    assert re.findall(r"[xy]\d{4}[xy]", short) == []


def _named_in(fmt: str, audience: Audience, student: str | None) -> str | None:
    """Whose alone the export is: a call with several is one event in the mentor's calendar, and its title names them all."""
    return None if fmt == "ics" and audience is MENTOR else student


def _written(session: Session, fmt: str, audience: Audience, student: str | None) -> str:
    """Return the export on unfolded lines, "" for a calendar without a call in it, which is refused."""
    if fmt == "ics" and for_audience(session, audience, student).next_call is None:
        with pytest.raises(NotFoundError):
            render([session], fmt, audience, LONDON, student)
        return ""
    text = render([session], fmt, audience, LONDON, student)
    return text.replace("\r\n ", "") if fmt == "ics" else text


@given(marked_sessions(), st.sampled_from(Audience))
def test_taking_out_a_second_time_takes_out_nothing_more(marked: Marked, audience: Audience) -> None:
    once = for_audience(marked.session, audience)
    assert for_audience(once, audience) == once


@pytest.mark.parametrize("kind", HIDDEN)
def test_every_field_of_a_record_is_either_shown_on_purpose_or_the_mentors_alone(kind: type[Record]) -> None:
    example: dict[type[Record], Record] = {
        Note: SINGLE.notes[0],
        Goal: SINGLE.goals[2],
        Topic: SINGLE.topics[0],
        Feedback: SINGLE.feedback[0],
    }
    record = example[kind]
    # Something that is no default in every field, whatever its type: only the filter looks at it.
    every: dict[str, Any] = {f.name: f"set {f.name}" for f in fields(kind)}
    if kind is Goal:  # as it stood at the end of the call: done in it
        step = GoalStep(BEGUN, GoalEvent.DONE, "set closed_in", "set text", date(2026, 3, 9), "set reason")
        every |= {"status": GoalStatus.DONE, "due": step.due, "life": (step,)}
    if kind is Note:  # the outcome is told, and not the words
        every |= {"homework": Homework.LATE, "text": "late"}
    filled = replace(record, **every | {"audience": TEAM, "student": None})
    name = {Note: "notes", Goal: "goals", Topic: "topics", Feedback: "feedback"}[kind]
    only: dict[str, Any] = {name: (filled,)}
    (shown,) = getattr(for_audience(replace(EMPTY, **only), TEAM), name)
    hidden = {f.name for f in fields(kind) if getattr(shown, f.name) != getattr(filled, f.name)}
    assert hidden == HIDDEN[kind]


def test_the_mentor_sees_all_of_it() -> None:
    assert for_audience(GROUP, MENTOR) == GROUP


def test_the_mentor_of_a_group_can_ask_for_one_student_and_the_other_is_gone() -> None:
    shown = for_audience(GROUP, MENTOR, BEN.id)
    assert shown.students == (BEN,)
    assert {record.student for record in shown.records} == {BEN.id, None}
    assert shown.log == GROUP.log
    assert "Ada Obi" not in render([GROUP], "md", MENTOR, LONDON, BEN.id)


def test_the_plan_the_clock_and_the_hard_stop_are_the_mentors() -> None:
    for audience in (STUDENT, TEAM):
        shown = for_audience(GROUP, audience)
        assert shown.plan == Plan("", "", ())
        assert (shown.log, shown.seen_at) == ((), 0)


def test_a_student_of_a_group_gets_their_own_and_the_groups() -> None:
    shown = for_audience(GROUP, STUDENT, ADA.id)
    assert shown.students[0].name == "Ada Obi"
    assert [record.number for record in shown.records] == [1, 8, 9]


def test_a_group_as_a_whole_gets_only_what_is_the_groups_and_no_names() -> None:
    shown = for_audience(GROUP, STUDENT)
    assert shown.students == ()
    assert [record.number for record in shown.records] == [8, 9]


def test_the_team_gets_everybodys_lines() -> None:
    shown = for_audience(GROUP, TEAM)
    assert [student.name for student in shown.students] == ["Ada Obi", "Ben Öz"]
    assert [record.number for record in shown.records] == [4, 6, 12]


def test_the_sessions_of_several_students_are_never_one_message() -> None:
    bens = replace(SINGLE, id="s-4", students=(BEN,), notes=(), goals=(), topics=(), feedback=())
    for fmt in FORMATS:
        for others in ([SINGLE, bens], [SINGLE, GROUP]):
            with pytest.raises(UsageError):
                render(others, fmt, STUDENT, LONDON)


def test_the_sessions_of_one_student_or_of_one_group_are_a_message() -> None:
    assert "form page" in render([SINGLE, SINGLE], "txt", STUDENT, LONDON)
    assert "form page" in render([SINGLE, GROUP], "txt", STUDENT, LONDON, ADA.id)
    assert "Sort the list" not in render([GROUP, GROUP], "txt", STUDENT, LONDON)


def test_the_mentor_and_the_team_read_of_several_students_at_once() -> None:
    for audience in (MENTOR, TEAM):
        assert "Sorting numbers" in render([SINGLE, GROUP], "txt", audience, LONDON)


def test_somebody_who_was_not_in_the_call_gets_nothing_of_it() -> None:
    for audience in Audience:
        shown = for_audience(GROUP, audience, "cem-3")
        assert (shown.students, shown.records, shown.next_call) == ((), (), None)


def test_a_record_of_somebody_who_is_not_in_the_call_is_for_no_student() -> None:
    goal = replace(SINGLE.goals[2], student="somebody-else")
    assert for_audience(replace(SINGLE, goals=(goal,)), STUDENT).goals == ()


def test_the_outcome_of_a_goal_is_the_students_and_its_reason_is_not() -> None:
    shown = for_audience(SINGLE, STUDENT).goals[1]
    assert (shown.status, shown.reason) == (SINGLE.goals[1].status, "")


def test_of_a_topic_that_was_given_away_only_its_name_is() -> None:
    topic = replace(SINGLE.topics[0], audience=STUDENT, closed_in="a later call")
    (shown,) = for_audience(replace(SINGLE, topics=(topic,)), STUDENT).topics
    assert (shown.text, shown.evidence, shown.closed_in) == (topic.text, Evidence.NOT_CHECKED, None)


def test_a_topic_that_was_understood_in_the_call_is_not_named_as_one_to_look_at_again() -> None:
    topic = replace(SINGLE.topics[0], audience=STUDENT, closed_in=SINGLE.id)
    assert for_audience(replace(SINGLE, topics=(topic,)), STUDENT).topics == ()


@pytest.mark.parametrize("reader", Audience)
def test_the_next_call_goes_to_its_own_audience_and_the_mentor(reader: Audience) -> None:
    call = NextCall(SINGLE.created_at, 60, reader)
    session: Session = replace(SINGLE, next_call=call)
    assert {a for a in Audience if for_audience(session, a).next_call == call} == {MENTOR, reader}
