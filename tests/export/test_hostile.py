"""What a hostile text can do in an export: nothing. Every format, every text, every place where a person's text can stand.

The table of `reliability.md` says what each format must hold, and readers that are not ours say whether it does. Texts go
out here as they were typed; that they are stored as `normalise` makes them, and that JSON holds them so, is tested in
`tests/store/test_store.py`, `tests/live/test_terminal.py` and `test_jsonform.py`.
"""

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from icalendar import Calendar

from mentorkit import flow
from mentorkit.changes import Change, Put
from mentorkit.export import FORMATS, export_schema, render, render_span
from mentorkit.export.document import lines_of
from mentorkit.export.team import reads_as_need
from mentorkit.plan import Audience, Plan, Prompt, PromptType, Question, Section
from mentorkit.records import (
    Feedback,
    Goal,
    GoalEvent,
    GoalStatus,
    GoalStep,
    NextCall,
    Note,
    NoteKind,
    Record,
    Session,
    State,
    Student,
    Topic,
)
from mentorkit.store import Anchor, Moment, Store
from mentorkit.text import normalise, one_line
from tests.export.calls import BEGUN, LONDON, log
from tests.export.hostile import HOSTILE
from tests.export.sheet import begins_a_formula, by_csv, by_duckdb, expected
from tests.export.test_html import Page
from tests.export.test_markdown import PARSERS, shape
from tests.programs import Mentor

MENTOR, STUDENT, TEAM = Audience.MENTOR, Audience.STUDENT, Audience.TEAM
STORED = {name: text for name, text in HOSTILE.items() if text.strip()}
"""No record is without a text, and where one of its fields is, the exports leave that out."""

VALIDATOR = jsonschema.Draft202012Validator(json.loads(export_schema()))
PLACES = (
    *("note", "goal", "goal before", "proof", "why", "reason", "topic", "feedback", "precise", "evidence"),
    *("action", "name", "plan title", "section title", "prompt", "question"),
)


def call(reader: Audience, texts: Mapping[str, str]) -> Session:
    """Return a call of a group with a record of every kind for that reader, and a text in each place: "filler" if not given."""

    def text(place: str) -> str:
        return texts.get(place, "filler")

    common: dict[str, Any] = {"at": BEGUN, "audience": reader, "section": "s", "student": "student-a"}
    question = Question("q", text("question"))
    asked = Prompt("p", PromptType.QUESTIONS, text("prompt"), reader, (question,))
    steps = [
        GoalStep(BEGUN - timedelta(days=7), GoalEvent.SET, "before", text("goal before")),
        GoalStep(BEGUN, GoalEvent.MISSED, "call", text("goal"), reason=text("reason")),
        GoalStep(BEGUN + timedelta(days=7), GoalEvent.DROPPED, "later", text("goal"), reason="later on"),
    ]
    note = Note("n1", 1, text=text("note"), prompt="p", question="q", **common)
    goal = Goal(
        "g", 4, text=text("goal"), proof=text("proof"), due=date(2026, 12, 4), set_in="before", **common
    )
    parts: dict[str, Any] = {name: text(name) for name in ("precise", "evidence", "action")}
    return Session(
        id="call",
        plan=Plan(
            "plan", text("plan title"), (Section("s", text("section title"), 600, 300, prompts=(asked,)),)
        ),
        students=(Student("student-a", text("name"), BEGUN), Student("b", "Ben", BEGUN)),
        created_at=BEGUN,
        state=State.ENDED,
        seen_at=4200.0,
        log=log(70),
        notes=(
            note,
            replace(note, id="n2", number=2, prompt=None, question=None, kind=NoteKind.HELP),
            replace(note, id="n3", number=3, question=None, kind=NoteKind.PRAISE),
        ),
        goals=(
            replace(
                goal, why=text("why"), reason=text("reason"), status=GoalStatus.DROPPED, life=tuple(steps)
            ),
            replace(goal, id="g2", number=5, owner="mentor", set_in="call"),
        ),
        topics=(Topic("t", 6, text=text("topic"), opened_in="call", **common),),
        feedback=(Feedback("f", 7, text=text("feedback"), **parts, **common),),
        next_call=NextCall(BEGUN + timedelta(days=14), 70, reader),
    )


def every(text: str, places: Sequence[str]) -> list[tuple[Audience, list[Session]]]:
    """Return calls with the text in one of the places each, for the mentor, who sees them all, and for each reader one that is full of it."""
    full = dict.fromkeys(PLACES, text)
    single = [call(MENTOR, {place: text}) for place in places]
    return [*([(MENTOR, single)] if single else []), *((reader, [call(reader, full)]) for reader in Audience)]


def harmless(text: str) -> str:
    """Return harmless text of as many lines, which the team's report puts in the same part."""
    word = "not" if reads_as_need(text) else "word"
    return "\n".join(word for _ in lines_of(text))


def pairs(text: str, fmt: str) -> list[tuple[str, str]]:
    """Return each export with the text, and the same one with harmless text."""
    places = PLACES if len(text) < 5_000 else ()  # all of them at once take long enough
    return list(zip(exports(text, fmt, places), exports(harmless(text), fmt, places), strict=True))


@lru_cache(64)  # the harmless ones are few
def exports(text: str, fmt: str, places: Sequence[str]) -> list[str]:
    """Return every export of the text in that format."""
    found = []
    for reader, sessions in every(text, places):
        student = "student-a" if reader is STUDENT else None
        found.append(render(sessions, fmt, reader, LONDON, student))
        if reader is TEAM:
            found.append(render_span(sessions, fmt, reader, LONDON))
    return found


def check_json(written: str, plain: str, text: str) -> None:
    """The same shape for any text, text equal, valid under the schema."""
    assert not set(written) & {
        "\u061c",
        "\u200b",
        "\u200e",
        "\u200f",
        "\ufeff",
    }  # escaped, as nobody sees them
    data = json.loads(written.encode("utf-8"))
    VALIDATOR.validate(data)
    assert data == _swapped(json.loads(plain), harmless(text), _without_halves(text))


def _swapped(data: Any, old: str, new: str) -> Any:
    match data:
        case dict():
            return {key: _swapped(value, old, new) for key, value in data.items()}
        case list():
            return [_swapped(value, old, new) for value in data]
        case _:
            return new if data == old else data


def _without_halves(text: str) -> str:
    return "".join("\ufffd" if unicodedata.category(c) == "Cs" else c for c in text)


def check_csv(written: str, plain: str, text: str) -> None:
    """RFC 4180, the same rows and columns, no formula; and two programs read the same cells."""
    cells = by_csv(written)
    assert by_duckdb(written) == cells
    plain_text = harmless(text)
    like = [[expected(text) if cell == plain_text else cell for cell in row] for row in by_csv(plain)]
    assert [[cell.removeprefix("'") for cell in row] for row in cells] == [
        [cell.removeprefix("'") for cell in row] for row in like
    ]
    assert not [cell for row in cells for cell in row if begins_a_formula(cell)]


def check_html(written: str, plain: str, text: str) -> None:
    """The same tags and attributes; text in bdi alone."""
    page = Page(written)
    assert page.tags == Page(plain).tags
    assert (page.others, page.loose) == (["doctype html"], [])


def check_markdown(written: str, plain: str, text: str) -> None:
    """No new heading, list, fence, link, image, HTML or table."""
    for dialect in PARSERS:
        assert markdown(written, dialect) == markdown(plain, dialect)


@lru_cache(64)
def markdown(text: str, dialect: str) -> list[tuple[str, str, int]]:
    """Return what there is in a document but the words."""
    return shape(PARSERS[dialect].parse(text))


def check_text(written: str, plain: str, text: str) -> None:
    """As many lines, and each begins as it does with harmless text."""
    word = harmless(text).split("\n")[0]
    for line, like in zip(written.split("\n"), plain.split("\n"), strict=True):
        begin, found, _ = like.partition(word)
        if set(like) > set("=-"):
            assert line.startswith(begin) if found else line == like, (line, like)


def check_calendar(written: str, plain: str, text: str) -> None:
    """CRLF, lines of 75 octets at most, never folded inside a character; the library reads the same events."""
    for line in written.encode("utf-8").removesuffix(b"\r\n").split(b"\r\n"):
        assert len(line) <= 75
        assert not {0x0A, 0x0D} & set(line)
        line.decode("utf-8")
    (events, like) = (Calendar.from_ical(each).walk() for each in (written, plain))
    assert [(event.name, list(event)) for event in events] == [(event.name, list(event)) for event in like]
    names = {str(event["SUMMARY"]) for event in events if event.name == "VEVENT"}
    known = ("filler", one_line(text))
    assert names <= {"Mentoring call", *(f"Mentoring call with {name} and Ben" for name in known)}


CHECKS: dict[str, Callable[[str, str, str], None]] = {
    "json": check_json,
    "csv": check_csv,
    "html": check_html,
    "md": check_markdown,
    "txt": check_text,
    "ics": check_calendar,
}


def turning_or_control(text: str) -> set[str]:
    """Return what a terminal or a program that shows the text would obey, line ends and tabs apart."""
    turning = {*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u2028", "\u2029"}
    return {c for c in text if c in turning or (unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t")}


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("text", STORED.values(), ids=STORED)
def test_no_text_in_any_place_does_anything_to_an_export(text: str, fmt: str) -> None:
    for written, plain in pairs(text, fmt):
        CHECKS[fmt](written, plain, text)
        lines = written.replace("\r\n", "\n") if fmt in ("csv", "ics") else written
        assert turning_or_control(lines) == set()


# ---- on the terminal


@pytest.mark.parametrize(
    "name",
    [
        "Ada Obi",
        normalise(HOSTILE["all that turns the direction"]),
    ],
)
def test_nothing_that_was_written_is_obeyed_by_the_terminal_that_shows_it(tmp_path: Path, name: str) -> None:
    turning = normalise(HOSTILE["all that turns the direction"])
    full = call(MENTOR, dict.fromkeys(PLACES, turning) | {"name": name})
    goals = tuple(replace(goal, set_in=full.id, life=()) for goal in full.goals)
    notes = (Note(f"n.{n}", n, BEGUN, normalise(text)) for n, text in enumerate(STORED.values(), 10))
    records: tuple[Record, ...] = (*full.notes, *goals, *full.topics, *full.feedback, *notes)
    bare = Session(full.id, full.plan, full.students, BEGUN, State.ENDED, 4200.0)
    changes: list[Change] = [*full.log, *(Put(record) for record in records)]
    with Store.writer(tmp_path / "mentorkit.db") as store:
        store.begin(bare, Anchor("boot", 0.0, Moment(0.0, BEGUN)), changes, flow.as_data(flow.Walk()))
    mentor = Mentor(tmp_path)
    for words in (
        ["show"],
        ["show", full.id],
        ["show", name],
        ["prep", name],
        ["goals"],
        ["students"],
        ["export", "--format", "txt"],
        ["export", "-o", "."],
        ["show", turning],
        ["export", "--for", "\x1b[31m\u202e"],
    ):
        done = mentor.mentorkit(*words, MENTORKIT_HOME=str(tmp_path))
        assert done.out + done.err
        assert "Traceback" not in done.err, done.err
        assert turning_or_control(done.out + done.err) - {"\u2028", "\u2029"} == set(), words
