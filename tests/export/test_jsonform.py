import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorkit.agenda import Do, Event
from mentorkit.export import (
    export_schema,
    for_audience,
    library_data,
    library_json,
    render,
    session_data,
    sessions_data,
    to_json,
)
from mentorkit.plan import Audience, from_data
from mentorkit.records import Goal, GoalEvent, GoalStep, Library, Note, Profile, Session
from mentorkit.text import normalise
from tests.export.calls import ADA, BEGUN, BEN, EMPTY, GROUP, LONDON, PLAN, SINGLE, log
from tests.export.marked import Marked, marked_sessions

VALIDATOR = jsonschema.Draft202012Validator(json.loads(export_schema()))
RECORD = {"id", "number", "at", "section", "prompt", "student", "audience"}
KEYS = {
    "students": {"id", "name"},
    "sections": {"id", "title", "planned_minutes", "open_ended", "elapsed_seconds", "status"},
    "notes": RECORD | {"kind", "question", "text", "topic", "homework"},
    "goals": RECORD
    | {"owner", "text", "proof", "why", "due", "hours", "status", "set_in", "closed_in", "reason", "life"},
    "topics": RECORD | {"text", "evidence", "opened_in", "closed_in"},
    "feedback": RECORD | {"text", "precise", "evidence", "action", "topic"},
}
SESSION_KEYS = {
    *KEYS,
    *("id", "plan", "state", "started_at", "ended_at", "hard_stop", "next_call", "events"),
}


def inner(session: Session) -> dict[str, Any]:
    """Return what is in the export of one session."""
    data = session_data(session, zone=LONDON)
    assert set(data) == {"mentorkit", "kind", "session"}
    found: dict[str, Any] = data["session"]
    return found


PROFILE = Profile(
    full_name="Ada Obi-Lang",
    pronouns="she/her",
    channel="#ada",
    rhythm=14,
    hours=4.5,
    why_course="a friend did it",
    why_programming="builds things",
    challenge="time",
    starts=date(2026, 9, 1),
    ends=date(2027, 3, 31),
)


def library() -> Library:
    """Return both calls and what is open after them."""
    return Library(
        students=(replace(ADA, profile=PROFILE), BEN),
        sessions=(SINGLE, GROUP, EMPTY),
        goals=tuple(goal for goal in GROUP.goals if goal.is_open),
        topics=tuple(topic for topic in GROUP.topics if topic.is_open),
        notes=(Note("between-1", 1, BEGUN, "wrote on Tuesday", student=BEN.id),),
    )


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(export_schema()))


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("session", [SINGLE, GROUP, EMPTY], ids=["single", "group", "empty"])
def test_every_reader_gets_exactly_the_same_keys(session: Session, audience: Audience) -> None:
    data = inner(for_audience(session, audience))
    assert set(data) == SESSION_KEYS
    assert set(data["plan"]) == {"id", "title"}
    for name, keys in KEYS.items():
        assert all(set(entry) == keys for entry in data[name])


@given(marked_sessions(), st.sampled_from(Audience))
def test_every_export_is_valid_under_the_schema(marked: Marked, audience: Audience) -> None:
    VALIDATOR.validate(json.loads(render([marked.session], "json", audience, LONDON)))
    VALIDATOR.validate(json.loads(render([marked.session] * 2, "json", audience, LONDON)))
    VALIDATOR.validate(json.loads(library_json(Library(sessions=(marked.session,)), LONDON)))


def test_the_other_kinds_are_valid_too() -> None:
    VALIDATOR.validate(sessions_data([], zone=UTC))
    VALIDATOR.validate(library_data(Library()))
    VALIDATOR.validate(library_data(library()))


def broken() -> Iterator[dict[str, Any]]:
    """Yield exports with one thing wrong with each."""
    for key in sorted(SESSION_KEYS):
        data = session_data(SINGLE, zone=LONDON)
        del data["session"][key]
        yield data
    yield session_data(SINGLE, zone=LONDON) | {"kind": "sessions"}
    yield session_data(SINGLE, zone=LONDON) | {"mentorkit": 2}
    data = session_data(SINGLE, zone=LONDON)
    data["session"]["started_at"] = "2026-11-24T18:00:00"
    yield data
    data = session_data(SINGLE, zone=LONDON)
    data["session"]["notes"][0]["audience"] = "everybody"
    yield data


@pytest.mark.parametrize("data", list(broken()))
def test_the_schema_finds_what_is_wrong(data: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(data)


def test_moments_have_the_offset_of_the_zone() -> None:
    summer = replace(SINGLE, created_at=datetime(2026, 7, 1, 18, 0, tzinfo=UTC))
    data = inner(summer)
    assert data["started_at"] == "2026-07-01T19:00:00+01:00"
    assert data["ended_at"] == "2026-07-01T20:12:00+01:00"


def test_a_call_that_began_earlier_than_it_was_noted_says_so() -> None:
    late = replace(SINGLE, log=(Event(1, 0.0, Do.START), Event(2, 10.0, Do.BACKDATE, seconds=300.0)))
    assert inner(late)["started_at"] == (BEGUN - timedelta(minutes=5)).isoformat()


def test_what_has_not_begun_or_ended_has_no_moment() -> None:
    data = inner(EMPTY)
    assert (data["started_at"], data["ended_at"], data["hard_stop"]) == (None, None, None)
    assert inner(GROUP)["ended_at"] is None


def test_a_hard_stop_is_the_second_that_was_said_whatever_the_sums_came_to() -> None:
    hair = (Event(1, 0.0, Do.START), Event(2, 1.0, Do.HARD_STOP, seconds=4200 - 1e-4))
    assert inner(replace(GROUP, log=hair))["hard_stop"] == "2026-12-08T19:10:00+00:00"
    assert inner(GROUP)["hard_stop"] == "2026-12-08T19:10:00+00:00"


def test_sections_are_in_the_order_of_the_plan_even_where_they_were_moved() -> None:
    moved = replace(SINGLE, log=(Event(1, 0.0, Do.START), Event(2, 5.0, Do.MOVE, section="recap")))
    assert [section["id"] for section in inner(moved)["sections"]] == [s.id for s in PLAN.sections]


def test_a_section_has_planned_minutes_and_elapsed_seconds_whole_where_they_are() -> None:
    assert inner(SINGLE)["sections"][3] == {
        "id": "technical",
        "title": "Technical mentoring",
        "planned_minutes": 30,
        "open_ended": True,
        "elapsed_seconds": 1980,
        "status": "done",
    }
    half = replace(PLAN, sections=(replace(PLAN.sections[0], planned=90),))
    data = inner(replace(SINGLE, plan=half, log=log(0.025)))
    assert [data["sections"][0][name] for name in ("planned_minutes", "elapsed_seconds")] == [1.5, 1.5]


def test_an_event_says_only_what_is_set() -> None:
    assert inner(GROUP)["events"][:2] == [
        {"id": 1, "at": "2026-12-08T18:00:00.000+00:00", "do": "start", "elapsed_seconds": 0},
        {
            "id": 2,
            "at": "2026-12-08T18:00:00.000+00:00",
            "do": "hard_stop",
            "elapsed_seconds": 0,
            "seconds": 4200,
        },
    ]
    leaving = replace(SINGLE, log=(*SINGLE.log[:1], Event(2, 30.5, Do.PAUSE, by_leaving=True)))
    assert inner(leaving)["events"][1]["by_leaving"] is True


def test_a_goal_is_written_whole_with_its_life() -> None:
    step = GoalStep(BEGUN, GoalEvent.SET, "s-1", "Write two functions that return a value", date(2026, 12, 4))
    goals = (*SINGLE.goals[:2], replace(SINGLE.goals[2], life=(step,)), *SINGLE.goals[3:])
    assert inner(replace(SINGLE, goals=goals))["goals"][2] == {
        "id": "s-1.9",
        "number": 9,
        "at": "2026-11-24T19:01:00.000+00:00",
        "section": "goals",
        "prompt": "goals",
        "student": "ada-1",
        "audience": "student",
        "owner": "student",
        "text": "Write two functions that return a value",
        "proof": "Both are called, and the page shows the results",
        "why": "Wants to build the shop by herself",
        "due": "2026-12-04",
        "hours": 3.5,
        "status": "open",
        "set_in": "s-1",
        "closed_in": None,
        "reason": "",
        "life": [
            {
                "at": "2026-11-24T18:00:00.000+00:00",
                "what": "set",
                "session": "s-1",
                "text": "Write two functions that return a value",
                "due": "2026-12-04",
                "reason": "",
            }
        ],
    }


@given(st.text(max_size=200))
def test_any_text_comes_back_as_it_was_stored(typed: str) -> None:
    note = replace(SINGLE.notes[0], text=normalise(typed))
    written = render([replace(SINGLE, notes=(note,))], "json", Audience.MENTOR, LONDON)
    read = json.loads(written.encode("utf-8").decode("utf-8"))
    assert read["session"]["notes"][0]["text"] == note.text


def test_several_sessions_are_items_and_one_is_not() -> None:
    several = json.loads(render([SINGLE, GROUP], "json", Audience.MENTOR, LONDON))
    assert set(several) == {"mentorkit", "kind", "items"}
    assert several["items"] == [inner(SINGLE), inner(GROUP)]


def test_the_library_has_everything_that_a_store_needs() -> None:
    data = json.loads(library_json(library(), LONDON))
    assert set(data) == {"mentorkit", "kind", "students", "sessions", "goals", "topics", "notes"}
    assert data["students"][0] == {
        "id": "ada-1",
        "name": "Ada Obi",
        "added_at": "2026-09-25T19:00:00.000000+01:00",
        "full_name": "Ada Obi-Lang",
        "pronouns": "she/her",
        "channel": "#ada",
        "rhythm": 14,
        "hours": 4.5,
        "why_course": "a friend did it",
        "why_programming": "builds things",
        "challenge": "time",
        "starts": "2026-09-01",
        "ends": "2027-03-31",
    }
    assert [note["text"] for note in data["notes"]] == ["wrote on Tuesday"]
    assert [from_data(session["plan"]) for session in data["sessions"]] == [PLAN, PLAN, PLAN]
    assert [session["seen_seconds"] for session in data["sessions"]] == [4320, 2820, 0]
    assert [goal["id"] for goal in data["goals"]] == ["s-1.9", "s-2.9", "s-2.10"]
    assert [topic["id"] for topic in data["topics"]] == ["s-2.5"]


def test_the_library_gives_the_clocks_journal_back_to_the_second_and_less() -> None:
    odd = replace(SINGLE, log=(Event(1, 0.1, Do.START), Event(2, 1234.5678901, Do.NEXT)))
    (session,) = library_data(Library(sessions=(odd,)))["sessions"]
    assert [Event(e["id"], e["elapsed_seconds"], Do(e["do"])) for e in session["events"]] == list(odd.log)


def test_a_file_ends_with_a_line_end() -> None:
    assert to_json({"a": "é"}) == '{\n  "a": "é"\n}\n'


def test_records_of_the_export_are_those_of_the_session() -> None:
    kinds = {type(record) for record in SINGLE.records}
    assert {Note, Goal} <= kinds
    data = inner(SINGLE)
    exported = [entry["id"] for name in ("notes", "goals", "topics", "feedback") for entry in data[name]]
    assert sorted(exported) == sorted(record.id for record in SINGLE.records)
