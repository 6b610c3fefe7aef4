"""A whole call by lines, as somebody would pipe it: what goes in is what comes out, each reader's own."""

import json
from pathlib import Path

import jsonschema
import pytest

from tests.programs import Done, Mentor

DATA = Path(__file__).parent / "data"
TYPED = (DATA / "whole-session.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mentor, Done]:
    mentor = Mentor(tmp_path_factory.mktemp("home"))
    return mentor, mentor.mentorkit("run", "ada", "--plain", typed=TYPED)


def test_it_walks_all_six_sections_to_the_end(call: tuple[Mentor, Done]) -> None:
    mentor, done = call
    assert done.code == 0, done.err
    session = mentor.mentorkit("export", "--format", "json").json["session"]
    assert session["state"] == "ended"
    assert [
        (s["title"], s["planned_minutes"], s["open_ended"], s["status"]) for s in session["sections"]
    ] == [
        ("Welcome & chit chat", 10, False, "done"),
        ("Goal catch-up", 5, False, "done"),
        ("Recap & orientation", 10, False, "done"),
        ("Technical mentoring", 30, True, "done"),
        ("Goal setting", 10, True, "done"),
        ("Wrap up", 5, False, "done"),
    ]


def test_every_answer_is_under_its_section_with_its_audience_and_number(call: tuple[Mentor, Done]) -> None:
    session = call[0].mentorkit("export", "--format", "json").json["session"]
    assert [(n["number"], n["section"], n["kind"], n["audience"], n["text"]) for n in session["notes"]] == [
        (1, "welcome", "answer", "mentor", "Moved in with two friends; the new flat is quiet"),
        (2, "welcome", "remember", "mentor", "Ask how the driving test on Friday went"),
        (3, "recap", "answer", "mentor", "Functions: parameters and calling them"),
        (4, "recap", "homework", "mentor", "Handed in late, because the test cases were unclear"),
        (5, "recap", "answer", "mentor", "return values"),
        (
            8,
            "technical",
            "answer",
            "mentor",
            "Talked me through the loop line by line; stopped at the return",
        ),
        (10, "goals", "answer", "mentor", "4"),
        (13, "wrap-up", "checklist", "student", "Post the open question in your Slack channel"),
        (14, "wrap-up", "checklist", "student", "Take it to the study group"),
        (15, "wrap-up", "note", "mentor", "Sounded proud of the new flat"),
        (
            16,
            "wrap-up",
            "praise",
            "student",
            "You found the missing return yourself, by reading your own code aloud",
        ),
    ]
    topics = [(topic["number"], topic["text"]) for topic in session["topics"]]
    assert topics == [
        (6, "return values"),
        (7, "return versus print: thinks that print gives the value back"),
    ]
    assert [(line["number"], line["audience"]) for line in session["feedback"]] == [(9, "team")]
    goals = [(g["number"], g["owner"], g["text"], g["proof"], g["hours"], g["why"]) for g in session["goals"]]
    assert goals == [
        (
            11,
            "student",
            "Write three functions that return a value",
            "Shows me the three, with a test each",
            2,
            "Everything later in the module builds on it",
        ),
        (12, "mentor", "Send the link to the cheat sheet", "", None, ""),
    ]
    assert session["next_call"]["minutes"] == 70


def test_the_export_is_valid_under_the_schema_that_ships(call: tuple[Mentor, Done]) -> None:
    schema = call[0].mentorkit("export", "--schema").json
    for reader in ("mentor", "student", "team"):
        document = call[0].mentorkit("export", "--format", "json", "--for", reader).json
        jsonschema.Draft202012Validator(schema).validate(document)


PRIVATE = (
    "driving test",
    "two friends",
    "late, because",
    "proud",
    "Everything later",
    "stopped at the return",
)
TEAM = ("Could not do the homework",)
STUDENT = ("three functions", "Slack channel", "study group", "missing return yourself", "cheat sheet")


@pytest.mark.parametrize("form", ["md", "txt", "json"])
def test_each_reader_gets_what_is_theirs_and_nothing_else(call: tuple[Mentor, Done], form: str) -> None:
    out = {
        who: call[0].mentorkit("export", "--format", form, "--for", who).out
        for who in ("mentor", "student", "team")
    }
    plain = {who: " ".join(text.replace("\\", "").split()) for who, text in out.items()}
    for words in (*PRIVATE, *TEAM, *STUDENT):
        assert words in plain["mentor"], words
    for words in STUDENT:
        assert words in plain["student"], words
    for words in (*PRIVATE, *TEAM):
        assert words not in plain["student"], words
    for words in TEAM:
        assert words in plain["team"], words
    for words in (*PRIVATE, "cheat sheet", "three functions", "missing return yourself"):
        assert words not in plain["team"], words


def test_a_few_lines_through_printf_work_with_nobody_set_up(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path)
    typed = "".join(f"text {n}\n/next\n" for n in range(5)) + "last\n/end\n"
    assert mentor.mentorkit("run", "ada", "--plain", typed=typed).code == 0
    session = mentor.mentorkit("export", "--format", "json").json["session"]
    assert [note["text"] for note in session["notes"]][:3] == ["text 0", "text 1", "text 2"]
    assert [student["name"] for student in session["students"]] == ["ada"]
    times = [section["elapsed_seconds"] for section in session["sections"]]
    assert len(times) == 6
    assert all(seconds >= 0 for seconds in times)


def test_the_end_of_the_lines_is_leaving_and_resume_goes_on(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path)
    left = mentor.mentorkit("run", "ada", "--plain", typed="one\n")
    assert left.code == 0
    assert "--resume" in left.out
    assert mentor.mentorkit("export", "--format", "json").json["session"]["state"] == "interrupted"
    again = mentor.mentorkit("run", "--resume", "--plain", typed="two\n/end\n")
    assert again.code == 0
    assert "Recovered 1 note, last " in again.out
    session = mentor.mentorkit("export", "--format", "json").json["session"]
    assert [note["text"] for note in session["notes"]] == ["one", "two"]
    assert session["state"] == "ended"


def test_windows_line_ends_and_a_missing_last_one_are_lines_too(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path)
    mentor.mentorkit("run", "ada", "--plain", typed=b"one\r\ntwo")
    notes = mentor.mentorkit("export", "--format", "json").json["session"]["notes"]
    assert [note["text"] for note in notes] == ["one", "two"]


def test_bytes_that_are_no_text_become_a_sign_and_lose_nothing_round_them(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path)
    mentor.mentorkit("run", "ada", "--plain", typed=b"before \xff\xfe after\n", LANG="C", LC_ALL="C")
    notes = json.loads(mentor.mentorkit("export", "--format", "json").out)["session"]["notes"]
    assert [note["text"] for note in notes] == ["before \ufffd\ufffd after"]
