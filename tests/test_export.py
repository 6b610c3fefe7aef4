"""`mentorkit export` as it is called: which calls are meant, for whom, and where it is written."""

import re
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from mentorkit.records import Student
from mentorkit.runner import SystemClock, begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import FakeClock
from tests.flow.cases import the_plan
from tests.programs import Mentor

NOW = SystemClock().read().utc.replace(hour=18, minute=0, second=0, microsecond=0)
ADA = Student("ada-1a2b3c", "Ada", NOW)
BO = Student("bo-4d5e6f", "Bo", NOW)


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path / "home")


def held(mentor: Mentor, *students: Student, days_ago: int, lines: tuple[str, ...]) -> str:
    """Hold a call so many days ago, with those lines typed, and return its id."""
    clock = FakeClock(boot=f"boot-{days_ago}", utc=NOW - timedelta(days=days_ago))
    with Store.writer(mentor.home / ".local/share/mentorkit/mentorkit.db") as store:
        runner = begin(store, the_plan(), students, clock=clock, zone=UTC, settings=Settings())
        for line in (*lines, "/end"):
            clock.advance(60)
            runner.do(line)
        return runner.session.id


def day(days_ago: int) -> str:
    return f"{NOW - timedelta(days=days_ago):%Y-%m-%d}"


# ---- one student's export knows nothing of another's calls


def test_another_student_of_a_named_call_is_refused(mentor: Mentor) -> None:
    first = held(mentor, ADA, days_ago=9, lines=("/goal read",))
    held(mentor, BO, days_ago=2, lines=("/goal write",))
    for words in ((first, "--student", "bo"), ("ada", "--student", "bo")):
        for reader in ("mentor", "student"):
            done = mentor.mentorkit("export", *words, "--for", reader, "--format", "json")
            assert (done.code, done.out) == (4, "")
            assert "Bo was not in that call." in done.err


def test_of_one_students_calls_another_gets_those_that_they_were_in(mentor: Mentor, tmp_path: Path) -> None:
    alone = held(mentor, ADA, days_ago=9, lines=("/goal read",))
    both = held(mentor, ADA, BO, days_ago=5, lines=("/who bo", "/goal write"))
    later = held(mentor, ADA, days_ago=1, lines=("/goal think",))
    for fmt in ("json", "csv", "md", "txt", "html"):
        done = mentor.mentorkit("export", "ada", "--student", "bo", "--for", "student", "--format", fmt)
        assert done.code == 0
        assert alone not in done.out
        assert later not in done.out
        assert "write" in done.out
    folder = tmp_path / "out"
    mentor.mentorkit("export", "ada", "--student", "bo", "--for", "student", "-o", f"{folder}/")
    (written,) = folder.iterdir()
    assert written.name.startswith(f"bo-{day(5)}-student-")
    assert both in mentor.mentorkit("export", "ada", "--student", "bo", "--format", "json").out


def test_a_student_alone_means_their_last_call(mentor: Mentor) -> None:
    theirs = held(mentor, ADA, BO, days_ago=9, lines=("/who bo", "/goal write"))
    held(mentor, ADA, days_ago=2, lines=("/goal read",))
    done = mentor.mentorkit("export", "--student", "bo", "--for", "student", "--format", "json")
    assert done.json["session"]["id"] == theirs


def test_the_hint_of_a_groups_letter_names_the_call(mentor: Mentor) -> None:
    theirs = held(mentor, ADA, BO, days_ago=9, lines=("/goal together",))
    held(mentor, ADA, days_ago=2, lines=("/goal read",))
    done = mentor.mentorkit("export", theirs, "--for", "student")
    assert f"mentorkit export {theirs} --for student --student NAME" in done.err


@pytest.mark.parametrize("command", ["prep", "next"])
def test_a_call_with_others_that_comes_sooner_is_named(mentor: Mentor, command: str) -> None:
    own, both = NOW + timedelta(days=6), NOW + timedelta(days=4)
    settle = ("/goto wrap-up", "", "good")
    held(mentor, ADA, BO, days_ago=5, lines=(*settle, f"{both - timedelta(days=1):%Y-%m-%d} 10:00"))
    held(mentor, ADA, BO, days_ago=4, lines=(*settle, f"{both:%Y-%m-%d} 10:00"))
    held(mentor, ADA, days_ago=3, lines=(*settle, f"{own:%Y-%m-%d} 11:00"))
    done = mentor.mentorkit(command, "ada")
    said = done.out + done.err
    assert said.count("11:00") == said.count("10:00") == 1
    assert "Bo: " in said
    data = mentor.mentorkit("prep", "ada", "--json").json
    assert [call["students"] for call in data["next_calls_with_others"]] == [["Ada", "Bo"]]


# ---- what another reader is told


def test_the_team_is_told_that_homework_was_late_and_not_why(mentor: Mentor) -> None:
    held(
        mentor, ADA, days_ago=1, lines=("/goto recap", "", "l her child was in hospital", "/audience 1 team")
    )
    for fmt in ("md", "txt", "html", "json", "csv"):
        for words in ((), ("--since", "2w")):
            out = mentor.mentorkit("export", *words, "--for", "team", "--format", fmt).out
            assert "hospital" not in out
            assert "late" in out
    assert "hospital" in mentor.mentorkit("export").out


def test_words_that_were_taken_back_are_in_no_letter_and_smaller_goals_are_no_correction(
    mentor: Mentor,
) -> None:
    held(
        mentor,
        ADA,
        days_ago=9,
        lines=("/goal send the CV to her brother in prison", "/goal read three chapters"),
    )
    held(
        mentor,
        ADA,
        days_ago=5,
        lines=("/edit 1 send the CV", "/goto catch", "m", "keep", "m", "shrink read one"),
    )
    for fmt in ("txt", "html", "json", "csv"):
        out = mentor.mentorkit("export", "ada", "--for", "student", "--format", fmt).out
        assert "prison" not in out
        assert "send the CV" in out
        assert "read three chapters" in out
    assert "prison" in mentor.mentorkit("export", "ada").out


def test_the_day_in_a_letter_is_that_of_the_call_also_where_it_was_moved_since(mentor: Mentor) -> None:
    agreed, moved = f"{NOW + timedelta(days=5):%Y-%m-%d}", f"{NOW + timedelta(days=6):%Y-%m-%d}"
    held(
        mentor, ADA, days_ago=1, lines=("/goal build a form", "/goto wrap-up", "", "good", f"{agreed} 18:00")
    )
    assert mentor.mentorkit("next", "ada", f"{moved} 19:00").code == 0
    (goal,) = mentor.mentorkit("export", "ada", "--for", "student", "--format", "json").json["session"][
        "goals"
    ]
    assert goal["due"] == moved


def test_a_moved_call_of_a_group_moves_each_ones_goals_with_it(mentor: Mentor) -> None:
    agreed, moved = f"{NOW + timedelta(days=5):%Y-%m-%d}", f"{NOW + timedelta(days=6):%Y-%m-%d}"
    lines = ("/who ada", "/goal her own", "/who bo", "/goal his own", "/who all", "/goal together")
    held(mentor, ADA, days_ago=3, lines=("/goal elsewhere", "/goto wrap-up", "", "good", f"{agreed} 10:00"))
    held(mentor, ADA, BO, days_ago=1, lines=(*lines, "/goto wrap-up", "", "good", f"{agreed} 18:00"))
    assert "Due then: 3 goals." in mentor.mentorkit("next", "ada", "bo", f"{moved} 18:00").out
    due = {goal["text"]: goal["due"] for goal in mentor.mentorkit("goals", "--json").json["items"]}
    assert due == {"her own": moved, "his own": moved, "together": moved, "elsewhere": agreed}


def test_a_former_name_is_in_nothing_that_somebody_else_reads(mentor: Mentor) -> None:
    held(mentor, ADA, days_ago=1, lines=("/goal read", "/team explains loops"))
    assert mentor.mentorkit("students", "edit", "ada", "--name", "Kim").code == 0
    for reader in ("student", "team"):
        for fmt in ("md", "html", "json", "csv"):
            out = mentor.mentorkit("export", "Kim", "--for", reader, "--format", fmt).out
            assert not re.search(r"(?i)\bada\b", out)
    data = mentor.mentorkit("export", "Kim", "--for", "student", "--format", "json").json["session"]
    assert [goal["student"] for goal in data["goals"]] == [data["students"][0]["id"]]


def test_another_reader_is_told_when_the_call_was_and_not_how_far_a_topic_was_understood(
    mentor: Mentor,
) -> None:
    held(mentor, ADA, days_ago=1, lines=("/topic closures", "/audience 1 student"))
    data = mentor.mentorkit("export", "--for", "student", "--format", "json").json["session"]
    assert data["started_at"].startswith(day(1))
    assert [topic["evidence"] for topic in data["topics"]] == [None]


def test_a_reason_that_one_of_a_group_gave_alone_is_not_in_what_is_about_another(mentor: Mentor) -> None:
    held(mentor, ADA, BO, days_ago=9, lines=("/goal together",))
    held(mentor, ADA, days_ago=5, lines=("/goto catch", "m her father died", "drop"))
    for fmt in ("md", "html", "json", "csv"):
        out = mentor.mentorkit("export", "bo", "--format", fmt).out
        assert "father" not in out
        assert "together" in out
    assert "her father died" in mentor.mentorkit("export", "ada").out


def test_who_sends_a_letter_of_a_call_that_goes_on_is_told(mentor: Mentor) -> None:
    assert mentor.mentorkit("run", "Ada", "--plain", typed="/goal read\n").code == 0
    for reader, said in (("student", True), ("team", True), ("mentor", False)):
        done = mentor.mentorkit("export", "--for", reader)
        assert ("has not been ended yet" in done.err) is said


# ---- what a call left, and what came of it later


def test_a_row_is_about_its_call_and_a_goal_has_one_id_in_all_of_them(mentor: Mentor) -> None:
    from csv import DictReader

    held(mentor, ADA, days_ago=9, lines=("/goal read",))
    held(mentor, ADA, days_ago=5, lines=("/goto catch", "m was ill", "keep"))
    held(mentor, ADA, days_ago=1, lines=("/goto catch", "d finally"))
    rows = list(DictReader(mentor.mentorkit("export", "ada", "--format", "csv").out.splitlines()))
    goals = [row for row in rows if row["kind"] == "goal"]
    assert [(row["status"], row["reason"]) for row in goals] == [
        ("done", "finally"), ("missed", "was ill"), ("open", ""),
    ]  # fmt: skip
    assert len({row["id"] for row in goals}) == 1


def test_show_tells_of_a_call_what_was_known_in_it(mentor: Mentor) -> None:
    first = held(mentor, ADA, days_ago=9, lines=("/goal read", "/topic loops"))
    second = held(mentor, ADA, days_ago=5, lines=("/goto catch", "d finally"))
    assert "done" not in mentor.mentorkit("show", first).out
    assert "outcome" not in mentor.mentorkit("show", first).out
    assert "1 outcome of an earlier goal or topic" in mentor.mentorkit("show", second).out


# ---- words and places


def test_the_ending_of_a_file_says_its_format(mentor: Mentor, tmp_path: Path) -> None:
    held(mentor, ADA, days_ago=1, lines=("/goal read",))
    for name, begins in (
        ("x.JSON", "{"),
        ("x.html", "<!doctype html>"),
        ("x.csv", "session,"),
        ("x.note", "Hi Ada"),
    ):
        target = tmp_path / name
        assert mentor.mentorkit("export", "--for", "Student", "-o", str(target)).code == 0
        assert target.read_text(encoding="utf-8").casefold().startswith(begins.casefold())
    both = tmp_path / "y.json"
    assert mentor.mentorkit("export", "--format", "TXT", "-o", str(both)).code == 0
    assert not both.read_text(encoding="utf-8").startswith("{")


def test_a_slip_in_a_path_makes_no_tree_of_folders(mentor: Mentor, tmp_path: Path) -> None:
    held(mentor, ADA, days_ago=1, lines=("/goal read",))
    done = mentor.mentorkit("export", "-o", f"{tmp_path}/nowhere/deep/")
    assert done.code == 1
    assert "no such folder" in done.err
    assert not (tmp_path / "nowhere").exists()
    assert mentor.mentorkit("export", "-o", f"{tmp_path}/new/").code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("",), 2, "empty word"),
        (("ada", "-o", ""), 2, "-o needs the name"),
        (("--format", "ics"), 4, "No next call was settled."),
        (("2",), 4, "could be several: "),
        (("--since", "9w", "--for", "student"), 2, "--student NAME"),
    ],
)
def test_what_is_wrong_is_said(mentor: Mentor, words: tuple[str, ...], code: int, said: str) -> None:
    held(mentor, ADA, days_ago=9, lines=("/goal read",))
    held(mentor, BO, days_ago=2, lines=("/goal write",))
    done = mentor.mentorkit("export", *words)
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_a_name_is_found_without_the_strokes_that_a_keyboard_does_not_have(mentor: Mentor) -> None:
    stroke = Student("ukasz-aa11bb", "Łukasz Søren", NOW)
    held(mentor, stroke, days_ago=1, lines=("/goal read",))
    assert mentor.mentorkit("export", "lukasz soren", "--for", "student").code == 0
