"""`students forget`: what is shown before, what has to be typed, and what is said afterwards; and the reminder to do it."""

import json
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mentorkit.export import export_schema
from mentorkit.records import Profile, Student
from mentorkit.retention import AFTER, Overdue, overdue, unsaid
from mentorkit.store import Store
from mentorkit.store.forget.cleaning import MARK, Rest
from tests.clocks import START
from tests.programs import Mentor, terminal
from tests.store.hundred import ADA, BEN, SECRET, Book

DATA = ".local/share/mentorkit"
TYPE = "type the name: "


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    """Somebody with a dozen calls, some of them with Ada Obi."""
    mentor = Mentor(tmp_path / "home")
    Book(mentor.home / DATA / "mentorkit.db").write(12)
    return mentor


def _all(mentor: Mentor) -> Any:
    return mentor.mentorkit("export", "--all").json


def _names(mentor: Mentor) -> list[str]:
    return [item["name"] for item in mentor.mentorkit("students", "--json").json["items"]]


def _gone(mentor: Mentor) -> None:
    for path in (mentor.home / DATA).rglob("*"):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace").casefold()
            assert not [word for word in ("ada obi", "adaeze", ADA.id, SECRET) if word in text], path


def _ended(child: Any) -> int:
    import pexpect

    child.expect(pexpect.EOF)
    child.wait()
    return int(child.exitstatus)


@contextmanager
def _unchanged(mentor: Mentor) -> Iterator[None]:
    before = _all(mentor), sorted((mentor.home / DATA / "backups").iterdir())
    yield
    assert (_all(mentor), sorted((mentor.home / DATA / "backups").iterdir())) == before


# ---- what has to be said first


def test_a_script_says_yes_and_is_told_what_there_was_and_that_it_is_gone(mentor: Mentor) -> None:
    done = mentor.mentorkit("students", "forget", "ada obi", "--yes")
    assert done.code == 0, done.err
    for words in (
        "What there is of Ada Obi:",
        "3 calls with nobody else: all of it goes",
        "2 calls with others: what is theirs goes",
        "of them between calls",
        "half-typed in a call with them",
        "4 texts that an editor had",
        "2 backups and 2 other files with their data",
        "texts about others, and is replaced by",
        "about Ben: shares a laptop with Ada Obi",
        "of a group: All of them waited for Ada Obi",
        "✓ Ada Obi is forgotten.",
        "A fresh backup: ",
        "Nothing of Ada Obi is left: the names, the id and the texts are in none of ",
        "What you exported, copied or sent elsewhere is not known",
    ):
        assert words in done.out
    _gone(mentor)
    assert "Ada Obi" not in _names(mentor)
    assert mentor.mentorkit("doctor").code == 0
    assert mentor.mentorkit("students", "forget", "Ada Obi", "--yes").code == 4


def test_without_anybody_to_ask_and_without_yes_nothing_is_done(mentor: Mentor) -> None:
    with _unchanged(mentor):
        done = mentor.mentorkit("students", "forget", "Ada Obi")
        assert (done.code, done.out) == (5, "")
        assert "--yes" in done.err


def test_a_dry_run_says_what_there_is_and_changes_nothing(mentor: Mentor) -> None:
    with _unchanged(mentor):
        done = mentor.mentorkit("students", "forget", "Ada Obi", "--dry-run")
        assert done.code == 0
        assert "3 calls with nobody else" in done.out
        assert done.out.endswith("Nothing was changed.\n")


@pytest.mark.parametrize(
    ("name", "words"), [("Ada", "Write the whole name: Ada Obi, Adam"), ("Zoe", "Known: ")]
)
def test_a_name_that_is_not_whole_or_not_known_forgets_nobody(mentor: Mentor, name: str, words: str) -> None:
    mentor.mentorkit("students", "edit", "Adam", "--name", "Ada Mo")
    with _unchanged(mentor):
        done = mentor.mentorkit("students", "forget", name, "--yes")
        assert done.code == 4
        assert words.replace("Adam", "Ada Mo") in done.err


def test_while_a_call_runs_nobody_is_forgotten(mentor: Mentor) -> None:
    with terminal(mentor, "run", "Chí", "--plain", "--fresh") as call:
        call.expect("mentor> ")
        done = mentor.mentorkit("students", "forget", "Ada Obi", "--yes")
        assert done.code == 1
        assert "is running a session" in done.err
        call.sendline("/quit")
        _ended(call)
    assert "Ada Obi" in _names(mentor)


def test_where_nobody_was_ever_added_no_store_is_made(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path / "home")
    assert mentor.mentorkit("students", "forget", "Ada", "--yes").code == 4
    assert not (mentor.home / DATA).exists()


# ---- on a terminal


def test_on_a_terminal_the_name_is_typed_after_an_export_was_offered(mentor: Mentor) -> None:
    with terminal(mentor, "students", "forget", "Ada Obi", columns=200) as child:
        child.expect_exact("A file name (Enter: no) ")
        child.sendline("no-such-folder/ada.json")
        child.expect_exact("was not written")
        child.expect_exact("A file name (Enter: no) ")
        child.sendline("ada.json")
        child.expect_exact("Written: ada.json")
        child.expect_exact('and stay, or "all" (Enter: none) ')
        child.sendline("99")
        child.expect_exact("Numbers from 1 to ")
        child.sendline("")
        child.expect_exact(TYPE)
        child.sendline("ada obi")
        child.expect_exact("✓ Ada Obi is forgotten.")
        assert _ended(child) == 0
    _gone(mentor)
    exported = json.loads((mentor.home / "ada.json").read_text())
    jsonschema.validate(exported, json.loads(export_schema()))
    assert [student["id"] for student in exported["students"]] == [ADA.id]
    assert len(exported["sessions"]) == 5
    text = json.dumps(exported, ensure_ascii=False)
    assert SECRET in text
    assert "lion" not in text, "nothing of the others"


@pytest.mark.parametrize(("answer", "code"), [("y", 1), ("Ada", 1), ("", 1), ("\x03", 130), ("\x04", 130)])
def test_whatever_else_is_typed_forgets_nobody(mentor: Mentor, answer: str, code: int) -> None:
    with _unchanged(mentor), terminal(mentor, "students", "forget", "Ada Obi", columns=200) as child:
        child.expect_exact("A file name (Enter: no) ")
        child.sendline("")
        child.expect_exact('and stay, or "all" (Enter: none) ')
        child.sendline("")
        child.expect_exact(TYPE)
        child.send(answer if answer.startswith(("\x03", "\x04")) else answer + "\r")
        child.expect_exact("Nothing was changed about Ada Obi.")
        assert _ended(child) == code


def test_texts_that_are_not_about_the_student_keep_the_name_and_it_is_said_where(mentor: Mentor) -> None:
    with terminal(mentor, "students", "forget", "Ada Obi", columns=200) as child:
        child.expect(r"(\d+)  about Ben: shares a laptop with Ada Obi")
        number = child.match[1]
        child.expect_exact("A file name (Enter: no) ")
        child.sendline("")
        child.expect_exact('and stay, or "all" (Enter: none) ')
        child.sendline(f"{number}, {number}")
        child.expect_exact(TYPE)
        child.sendline("Ada Obi")
        child.expect_exact("Not everything of Ada Obi is gone")
        child.expect_exact('mentorkit.db: the name "ada obi"')
        child.expect_exact("You left the name in 1 text about others.")
        assert _ended(child) == 0
    (ben,) = [student for student in _all(mentor)["students"] if student["id"] == BEN.id]
    assert ben["challenge"] == "shares a laptop with Ada Obi"


def test_the_names_in_what_is_about_others_can_all_be_left(mentor: Mentor) -> None:
    done = mentor.mentorkit("students", "forget", "Ada Obi", "--yes", "--leave-mentions")
    assert done.code == 0
    assert "You left the name in" in done.out
    assert "shares a laptop with Ada Obi" in json.dumps(_all(mentor))


def test_a_plan_of_the_mentors_with_the_name_in_it_is_said_and_not_touched(mentor: Mentor) -> None:
    plan = mentor.home / ".config/mentorkit/plans/hers.yaml"
    plan.parent.mkdir(parents=True)
    plan.write_text("title: for Ada Obi\n")
    done = mentor.mentorkit("students", "forget", "Ada Obi", "--yes")
    assert done.code == 1
    assert f'{plan}: the name "ada obi"' in done.out
    assert plan.read_text() == "title: for Ada Obi\n"


HER_PLAN = """
mentorkit: 1
title: Ada and Ben weekly
sections:
  - title: Ada first
    time: 10 min
    guide: Ask Ada first.
    links:
      Her page: https://example.org/ada
      Ada and the course: https://example.org/course
    ask:
      - What did Ada build?
      - id: recap
        type: questions
        each: 3 min
        questions:
          - What did Ada read?
          - id: praise
            prompt: Praise?
      - type: checklist
        prompt: Done?
        items:
          - Call Ada's mother
          - other
  - title: Adaeze last
    time: 5 min
    ask:
      - And Adaeze?
"""


@pytest.fixture
def weekly(tmp_path: Path) -> Mentor:
    """Somebody with calls by a plan that names Ada: with both, with Ben alone, and with Ada alone."""
    mentor = Mentor(tmp_path / "weekly")
    mentor.mentorkit("students", "add", "Ada", "--full-name", "Adaeze Obi")
    (mentor.home / "weekly.yaml").write_text(HER_PLAN)
    for names, typed in (
        ("Ada Ben", "built a thing\n\nread\n/goto 2\nwell\n/quit\n"),
        ("Ben", "it stands\n\nread\n\n1\n/next\nyes\n/end\n"),
        ("Ada", "it stands\n\nread\n\n1\n/next\nyes\n/end\n"),
    ):
        done = mentor.mentorkit(
            "run", *names.split(), "--plan", "weekly.yaml", "--plain", "--fresh", typed=typed
        )
        assert done.code == 0, done.err
    (mentor.home / "weekly.yaml").unlink()
    return mentor


@pytest.mark.parametrize("how", [[], ["--keep-anonymous"]])
def test_a_name_in_the_plan_of_calls_goes_from_their_copies_its_ids_and_all_that_names_these(
    weekly: Mentor, how: list[str]
) -> None:
    done = weekly.mentorkit("students", "forget", "Ada", "--yes", *how)
    assert (done.code, "Nothing of Ada is left" in done.out) == (0, True), done.out
    assert "in the plan weekly of calls that stay: Ada and Ben weekly" in done.out
    for path in (weekly.home / DATA).rglob("*.db"):
        assert not re.search(rb"(?i)(?<![0-9a-f])ada(?![0-9a-f])|adaeze", path.read_bytes()), path
    assert weekly.mentorkit("doctor").code == 0
    exported = weekly.mentorkit("export", "Ben", "--format", "txt").out
    for words in (
        "What did [name removed] build?",
        "it stands",
        "[name removed] first",
        "And [name removed]?",
    ):
        assert words in exported
    resumed = weekly.mentorkit("run", "--resume", "--plain", typed="/note more\n/goto 1\n\n/end\n")
    assert resumed.code == 0, resumed.err
    copy = Mentor(weekly.home / "copy")
    assert copy.mentorkit("import", "-", typed=weekly.mentorkit("export", "--all").out).code == 0
    plans = [session["plan"] for session in _all(weekly)["sessions"]]
    links = [link for plan in plans for section in plan["sections"] for link in section["links"]]
    assert links.count(["[name removed] and the course", "https://example.org/course"]) == 2
    assert "praise" in json.dumps(plans), "an id with a meaning is nobody's name"


def test_a_plan_of_calls_can_be_left_as_it_is(weekly: Mentor) -> None:
    done = weekly.mentorkit("students", "forget", "Ada", "--yes", "--leave-mentions")
    assert "Not everything of Ada is gone" in done.out
    assert "Ada and Ben weekly" in weekly.mentorkit("show", "Ben").out
    assert weekly.mentorkit("doctor").code == 0


# ---- afterwards


def test_calls_that_stay_without_a_name_still_say_what_the_sections_took(mentor: Mentor) -> None:
    def counted() -> Any:
        return mentor.mentorkit("plans", str(plan), "--actual", "--json").json

    plan = Path(__file__).parent / "data" / "flow-plan.yaml"
    before = counted()
    assert mentor.mentorkit("students", "forget", "Ada Obi", "--yes", "--keep-anonymous").code == 0
    after = counted()
    assert (after["calls"], after["sections"]) == (before["calls"], before["sections"])
    assert before["calls"]
    assert "nobody named" in mentor.mentorkit("show").out
    jsonschema.validate(_all(mentor), json.loads(export_schema()))
    _gone(mentor)
    assert mentor.mentorkit("doctor").code == 0


def test_what_was_cut_short_is_reported_by_doctor_and_done_by_the_next_run(mentor: Mentor) -> None:
    path = mentor.home / DATA / "mentorkit.db"
    with Store.writer(path) as store:
        work = store.forgetting()
        work.forget(work.held(ADA))
    done = mentor.mentorkit("doctor")
    assert done.code == 1
    assert "the cleaning up was cut short" in done.out
    assert "the cleaning up was cut short" in mentor.mentorkit("students").err
    done = mentor.mentorkit("students", "forget", "Ben", "--dry-run")
    assert "was cut short: old copies are left" in done.out
    assert mentor.mentorkit("doctor").code == 1, "a dry run finishes nothing"
    own = mentor.home / DATA / "own.txt"
    own.write_text("what Ada Obi said")
    done = mentor.mentorkit("students", "forget", "Ada Obi", "--yes")
    assert done.code == 1
    assert "is finished now" in done.out
    assert f'{own}: the name "ada obi"' in done.out
    own.unlink()
    with Store.writer(path) as store:
        store.remember(MARK, Rest().as_text())
    done = mentor.mentorkit("students", "forget", "Ada Obi", "--yes")
    assert done.code == 0
    assert 'The name "Ada Obi" is in none of ' in done.out
    assert mentor.mentorkit("students").err == ""
    _gone(mentor)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT * FROM liking WHERE name = ?", (MARK,)).fetchall() == []
    assert mentor.mentorkit("doctor").code == 0


# ---- no claim that is not true


def _called(mentor: Mentor, name: str, *lines: str) -> None:
    done = mentor.mentorkit("run", name, "--plain", typed="\n".join((*lines, "/end", "")))
    assert done.code == 0, done.err


def _forgotten(mentor: Mentor, name: str, *more: str) -> Any:
    return mentor.mentorkit("students", "forget", name, "--yes", *more)


@pytest.fixture
def small(tmp_path: Path) -> Mentor:
    """Somebody with a call with Ada."""
    mentor = Mentor(tmp_path / "small")
    _called(mentor, "Ada", "the heron came")
    return mentor


def test_backups_behind_a_link_are_removed_too(small: Mentor, tmp_path: Path) -> None:
    _called(small, "Ben", "hello")
    behind = tmp_path / "behind"
    (small.home / DATA / "backups").rename(behind)
    (small.home / DATA / "backups").symlink_to(behind)
    assert any(b"heron" in path.read_bytes() for path in behind.iterdir())
    done = _forgotten(small, "Ada")
    assert (done.code, "Nothing of Ada is left" in done.out) == (0, True)
    assert [path for path in behind.iterdir() if b"heron" in path.read_bytes()] == []
    assert len(list(behind.iterdir())) == 1


def test_a_store_behind_a_link_is_searched(small: Mentor, tmp_path: Path) -> None:
    store, real = small.home / DATA / "mentorkit.db", tmp_path / "elsewhere.db"
    store.rename(real)
    store.symlink_to(real)
    _called(small, "Ben", "Ada was here")
    done = _forgotten(small, "Ada", "--leave-mentions")
    assert f'{store}, a link to {real}: the name "ada"' in done.out
    assert "Not searched" not in done.out
    assert b"heron" not in real.read_bytes()


@pytest.mark.parametrize("data", [b"\x1f\x8b\x08 packed", b"PK\x03\x04 packed", b"%PDF-1.7"])
def test_what_cannot_be_searched_takes_away_the_claim(small: Mentor, data: bytes) -> None:
    (small.home / DATA / "mine").write_bytes(data)
    done = _forgotten(small, "Ada")
    assert done.code == 1
    assert "Nothing of Ada" not in done.out
    assert "Not searched, since " in done.out


def test_a_folder_behind_a_link_is_not_entered_and_it_is_said(small: Mentor, tmp_path: Path) -> None:
    (tmp_path / "away").mkdir()
    (small.home / DATA / "away").symlink_to(tmp_path / "away")
    done = _forgotten(small, "Ada")
    assert (done.code, "Nothing of Ada" in done.out) == (1, False)
    assert str(small.home / DATA / "away") in done.out


@pytest.mark.parametrize(
    "data",
    [
        "so says Ada, and goes".encode("utf-16-le"),
        "so says Ada, and goes".encode("utf-16"),
        "caf\xe9, says Ada".encode("latin-1"),
        b"<p>A&#100;a, A&#x64;a</p>",
        b'{"a": "\\u0041da"}',
        "A\u00adda".encode(),
    ],
)
def test_a_name_is_found_whatever_the_file_is_written_in(small: Mentor, data: bytes) -> None:
    (small.home / DATA / "mine.txt").write_bytes(data)
    done = _forgotten(small, "Ada")
    assert done.code == 1
    assert 'mine.txt: the name "ada"' in done.out


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
def test_a_name_in_a_database_of_the_mentors_own_is_found_in_its_rows_and_in_what_it_left_over(
    small: Mentor, encoding: str
) -> None:
    own, left = small.home / DATA / "own.db", small.home / DATA / "left.db"
    for path in (own, left):
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute(f"PRAGMA encoding = '{encoding}'")
            db.execute("PRAGMA secure_delete = OFF")
            db.execute("CREATE TABLE one (a, b)")
            db.executemany("INSERT INTO one VALUES ('note', ?)", [("Ada is ill",), ("Ben is ill",)])
            if path == left:
                db.execute("DELETE FROM one WHERE b LIKE 'Ada%'")
    done = _forgotten(small, "Ada")
    assert done.code == 1
    assert f'{own}: the name "ada"' in done.out
    assert "Letters of the name stand inside of other words" in done.out
    assert re.search('such as .*[^ ]ada"', done.out)


def test_a_name_of_signs_that_json_writes_as_two_is_found(small: Mentor) -> None:
    small.mentorkit("students", "edit", "Ada", "--name", "𠮷田")
    own = small.home / DATA / "mine.json"
    own.write_text(json.dumps({"said": "to 𠮷田, yesterday"}))
    assert "\\ud842\\udfb7" in own.read_text()
    done = _forgotten(small, "𠮷田")
    assert (done.code, f'{own}: the name "𠮷田"' in done.out) == (1, True), done.out


@pytest.mark.parametrize("name", ["a", "1", "text", "student", "mentor"])
def test_an_id_that_is_a_short_word_is_no_trace_of_anybody(small: Mentor, name: str) -> None:
    with Store.writer(small.home / DATA / "mentorkit.db") as store:
        store.add_student(Student(name, "Zora", START), START)
    _called(small, "Ben", "a text of 1 student")
    done = _forgotten(small, "Zora")
    assert (done.code, "Nothing of Zora is left" in done.out) == (0, True), done.out


def test_a_copy_with_a_name_among_what_was_left_over_goes_as_the_search_would_find_it(small: Mentor) -> None:
    _called(small, "Ben", "hello")
    store, name = small.home / DATA / "mentorkit.db", "20261128T030000000000Z.db"
    assert small.mentorkit("doctor", "--backup", str(store.parent / "backups" / name)).code == 0
    copy = store.parent / "backups" / name
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("INSERT INTO liking VALUES ('one', 'Zora is ill')")
        db.execute("DELETE FROM liking WHERE name = 'one'")
    small.mentorkit("students", "add", "Zora")
    assert b"Zora" in copy.read_bytes()
    done = _forgotten(small, "Zora")
    assert (done.code, copy.exists(), "Nothing of Zora is left" in done.out) == (0, False, True), done.out


def test_a_page_that_was_exported_into_the_data_folder_is_found_by_the_name_in_it(small: Mentor) -> None:
    small.mentorkit("students", "edit", "Ada", "--name", "Li O'Brien")
    page = small.home / DATA / "page.html"
    assert small.mentorkit("export", "Li O'Brien", "--format", "html", "-o", str(page)).code == 0
    done = _forgotten(small, "Li O'Brien")
    assert done.code == 1
    assert f"{page}: the name" in done.out


def test_a_name_that_another_has_too_is_shown_chosen_and_not_claimed(small: Mentor) -> None:
    small.mentorkit("students", "add", "Ada Lovelace")
    _called(small, "Ben", "Ada was late again", "so was Ada Lovelace")
    done = small.mentorkit("students", "forget", "Ada", "--dry-run")
    assert '2 texts may mean them by "ada"' in done.out
    assert "1  about Ben: Ada was late again" in done.out
    with terminal(small, "students", "forget", "Ada", columns=200) as child:
        child.expect_exact("A file name (Enter: no) ")
        child.sendline("")
        child.expect_exact('and lose the name, or "all" (Enter: none) ')
        child.sendline("1")
        child.expect_exact(TYPE)
        child.sendline("Ada")
        child.expect_exact("nothing is left that is surely Ada's")
        child.expect_exact('mentorkit.db: "ada", by which Ada may be meant')
        assert _ended(child) == 0
    (call,) = _all(small)["sessions"]
    assert [note["text"] for note in call["notes"]] == [
        "[name removed] was late again",
        "so was Ada Lovelace",
    ]


@pytest.mark.parametrize(("name", "other"), [("Jean", "Jean-Luc"), ("小明", "李小明")])
def test_of_somebody_whose_name_holds_that_of_the_one_who_goes_everything_is_as_it_was(
    small: Mentor, name: str, other: str
) -> None:
    for each in (name, other):
        small.mentorkit("students", "add", each)
    _called(small, other, f"{other} likes loops")
    done = _forgotten(small, name)
    assert (done.code, f"nothing is left that is surely {name}'s" in done.out) == (0, True), done.out
    assert f"{other} likes loops" in small.mentorkit("export", other, "--format", "txt").out
    assert _names(small) == ["Ada", other]


def test_a_former_name_goes_in_any_case_and_a_surname_in_small_letters_is_shown(small: Mentor) -> None:
    small.mentorkit("students", "edit", "Ada", "--name", "Annika")
    small.mentorkit("students", "edit", "Annika", "--name", "Birgit", "--full-name", "Birgit Fields")
    _called(small, "Ben", "annika cried", "Fields again", "the fields are there")
    done = _forgotten(small, "Birgit")
    assert done.code == 0
    assert "Nothing of Birgit is left" not in done.out
    assert "about Ben: the fields are there" in done.out
    assert 'mentorkit.db: "fields"' in done.out
    (call,) = _all(small)["sessions"]
    assert [note["text"] for note in call["notes"]] == [
        "[name removed] cried",
        "[name removed] again",
        "the fields are there",
    ]


def test_an_ordinary_word_is_left_in_small_letters_whatever_plans_there_are(small: Mentor) -> None:
    small.mentorkit("students", "edit", "Ada", "--name", "Mark")
    _called(small, "Ben", "please mark the exam", "Mark laughed")
    done = _forgotten(small, "Mark")
    assert done.code == 0
    assert "Nothing of Mark is left" not in done.out
    assert 'mentorkit.db: "mark"' in done.out
    (call,) = _all(small)["sessions"]
    assert [note["text"] for note in call["notes"]] == ["please mark the exam", "[name removed] laughed"]


def test_a_name_that_is_one_letter_is_taken_for_nothing(small: Mentor) -> None:
    small.mentorkit("students", "edit", "Ada", "--name", "A")
    _called(small, "Ben", "A plan for a cat")
    assert _forgotten(small, "A").code == 0
    assert "A plan for a cat" in json.dumps(_all(small))


def test_with_keep_anonymous_only_the_calls_that_ended_are_promised(small: Mentor) -> None:
    small.mentorkit("run", "Ada", "--plain", typed="half\n/quit\n")
    done = small.mentorkit("students", "forget", "Ada", "--dry-run", "--keep-anonymous")
    assert "1 call with nobody else: only the planned and actual times stay" in done.out
    assert "1 call with nobody else that did not end: all of it goes" in done.out
    assert _forgotten(small, "Ada", "--keep-anonymous").code == 0
    assert len(_all(small)["sessions"]) == 1


def test_a_text_about_another_that_was_never_saved_is_shown_and_loses_the_name(small: Mentor) -> None:
    _called(small, "Ben", "hello")
    with Store.writer(small.home / DATA / "mentorkit.db") as store:
        (ben,) = [student for student in store.students() if student.name == "Ben"]
    text = small.home / DATA / "editing" / f"note-{ben.id}" / "note.md"
    text.parent.mkdir(parents=True)
    text.write_text("Ben met Ada\n")
    assert (
        "about Ben, never saved: Ben met Ada" in small.mentorkit("students", "forget", "Ada", "--dry-run").out
    )
    assert text.read_text() == "Ben met Ada\n"
    done = _forgotten(small, "Ada")
    assert (done.code, "Nothing of Ada is left" in done.out) == (0, True)
    assert text.read_text() == "Ben met [name removed]\n"


def test_a_half_typed_line_of_a_call_with_one_is_about_that_one(small: Mentor) -> None:
    with small.start("run", "Ben", "--plain") as running:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdout.readline()
        running.kill()
    path = small.home / DATA / "mentorkit.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT OR REPLACE INTO draft SELECT id, 'Ada and' FROM session WHERE NOT ended")
        db.commit()
    assert "about Ben: Ada and" in small.mentorkit("students", "forget", "Ada", "--dry-run").out


def test_of_two_whose_names_differ_in_case_alone_the_one_that_is_meant_is_forgotten(small: Mentor) -> None:
    with Store.writer(small.home / DATA / "mentorkit.db") as store:
        for number, name in enumerate(("ADA", "Ben", "BEN")):
            store.add_student(Student(f"other-{number}", name, START), START)
    done = _forgotten(small, "ben ")
    assert done.code == 2
    assert "is what several are called: Ben (other-1) and BEN (other-2)." in done.err
    assert _forgotten(small, "ADA").code == 0
    assert _forgotten(small, "other-1").code == 0
    assert _names(small) == ["BEN", "Ada"]


def test_what_was_cut_short_is_finished_also_where_another_has_a_name_that_begins_so(small: Mentor) -> None:
    small.mentorkit("students", "add", "Ada Lovelace")
    with Store.writer(small.home / DATA / "mentorkit.db") as store:
        work = store.forgetting()
        (ada,) = [student for student in store.students() if student.name == "Ada"]
        work.forget(work.held(ada))
    done = _forgotten(small, "Ada")
    assert done.code == 0, done.err
    assert "is finished now" in done.out
    assert "is in none of" not in done.out
    assert "nothing is left that is surely Ada's: no name but these" in done.out
    assert _names(small) == ["Ada Lovelace"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_that_nobody_can_look_into_takes_away_the_claim(small: Mentor) -> None:
    (small.home / DATA / "closed").mkdir(mode=0)
    done = _forgotten(small, "Ada")
    assert (done.code, "Nothing of Ada" in done.out) == (1, False)


# ---- what is never removed


def _noted(mentor: Mentor, name: str, text: str) -> None:
    done = mentor.mentorkit("note", name, typed=text)
    assert done.code == 0, done.err


def _put_back_an_older_one(mentor: Mentor) -> Path:
    """Have the first backup be put back by mistake; return where the newer store is set aside."""
    folder = mentor.home / DATA
    first = min((folder / "backups").iterdir())
    assert mentor.mentorkit("doctor", "--restore", first.name, "--yes").code == 0
    (aside,) = folder.glob("set-aside-*.db")
    return aside


def test_a_store_that_was_set_aside_and_holds_only_what_another_said_too_stays(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path / "home")
    for text in ("Has moved in with two friends", "hello", "the only copy"):
        _called(mentor, "Ben", text)
    aside = _put_back_an_older_one(mentor)
    assert mentor.mentorkit("students", "add", "Ada").code == 0
    _noted(mentor, "Ada", "Has moved in with two friends")
    done = _forgotten(mentor, "Ada")
    assert (done.code, "Nothing of Ada is left" in done.out) == (0, True), done.out
    assert b"the only copy" in aside.read_bytes()


def test_a_copy_that_holds_what_the_store_has_not_of_others_stays_and_is_named(small: Mentor) -> None:
    for text in ("hello", "the only copy"):
        _called(small, "Ben", text)
    aside = _put_back_an_older_one(small)
    backup = small.home / DATA / "backups" / "20261128T030000000000Z.db"
    backup.write_bytes(aside.read_bytes())
    words = "holds what others were noted and the store has not"
    shown = small.mentorkit("students", "forget", "Ada", "--dry-run").out
    assert f"{words}, and so it stays: {aside.name}" in shown
    assert f"{words}, and so it stays: backups/{backup.name}" in shown
    done = _forgotten(small, "Ada")
    assert (done.code, "Not everything of Ada is gone" in done.out) == (1, True)
    for copy in (aside, backup):
        assert b"the only copy" in copy.read_bytes()
        assert f"mentorkit doctor --restore {copy}" in done.out
    assert small.mentorkit("doctor", "--restore", str(aside), "--yes").code == 0
    for copy in (aside, backup):
        copy.unlink()
    done = _forgotten(small, "Ada")
    assert (done.code, "Nothing of Ada is left" in done.out) == (0, True), done.out
    exported = small.mentorkit("export", "Ben", "--format", "txt").out
    assert "the only copy" in exported


def test_a_copy_that_holds_more_of_the_student_alone_is_removed(small: Mentor) -> None:
    for text in ("the heron went", "the heron is back"):
        _called(small, "Ada", text)
    aside = _put_back_an_older_one(small)
    shown = small.mentorkit("students", "forget", "Ada", "--dry-run").out
    assert f"removed with them: {aside.name}" in shown
    done = _forgotten(small, "Ada")
    assert (done.code, "Nothing of Ada is left" in done.out) == (0, True), done.out
    assert not aside.exists()


def test_a_copy_that_nobody_can_read_whole_stays_and_is_named(small: Mentor) -> None:
    aside = small.home / DATA / "set-aside-20261128T030000Z.db"
    whole = (small.home / DATA / "mentorkit.db").read_bytes()
    aside.write_bytes(whole[: len(whole) // 2] + b"the heron came, says Ada")
    words = "cannot be read whole, so that nobody knows what else is in it"
    shown = small.mentorkit("students", "forget", "Ada", "--dry-run").out
    assert f"{words}, and so it stays: {aside.name}" in shown
    done = _forgotten(small, "Ada")
    assert (done.code, f"since it {words}: {aside}" in done.out, aside.exists()) == (1, True, True)
    assert "--restore" not in done.out


def test_what_was_moved_away_with_a_damaged_store_goes_or_stays_with_it(small: Mentor) -> None:
    aside = small.home / DATA / "set-aside-20261128T030000Z.db"
    piece = aside.with_name(aside.name + "-wal")
    piece.write_bytes(b"the heron came, says Ada")
    assert _forgotten(small, "Ada", "--dry-run").out.count(f"so it stays: {aside.name}") == 1
    assert _forgotten(small, "Ada").code == 1
    assert piece.exists()


@pytest.mark.parametrize(
    "name",
    ["backups/letter-to-Ada.txt", "backups/mine.db", "set-aside-for-ada.md", "mentorkit.db.notes.txt",
     "backups/20261128T030000000000Z.txt", ".mentorkit-mine.tmp"],
)  # fmt: skip
def test_files_of_the_mentors_own_stay_whatever_they_are_called(small: Mentor, name: str) -> None:
    own = small.home / DATA / name
    own.parent.mkdir(mode=0o700, exist_ok=True)
    own.write_text("the heron came, and Ada saw it")
    done = _forgotten(small, "Ada")
    assert (done.code, f'{own}: the name "ada"' in done.out) == (1, True), done.out
    assert own.read_text() == "the heron came, and Ada saw it"


def test_a_file_among_the_backups_that_is_too_large_to_be_searched_stays_and_it_is_said(
    small: Mentor,
) -> None:
    large = small.home / DATA / "backups" / "20261128T030000000000Z.db"
    large.parent.mkdir(mode=0o700)
    with large.open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    done = _forgotten(small, "Ada")
    assert (done.code, large.exists()) == (1, True)
    assert f"is too large: {large}" in done.out


def test_a_copy_of_the_store_by_the_name_that_the_mentor_gave_it_is_removed_and_named(small: Mentor) -> None:
    copy = small.home / DATA / "mentorkit.db.before"
    copy.write_bytes((small.home / DATA / "mentorkit.db").read_bytes())
    done = _forgotten(small, "Ada")
    assert (done.code, copy.exists()) == (0, False), done.out
    assert "removed with them: mentorkit.db.before" in done.out


def test_a_store_elsewhere_that_a_link_leads_to_is_named_and_stays_as_it_is(
    small: Mentor, tmp_path: Path
) -> None:
    folder, other = small.home / DATA, Mentor(tmp_path / "other")
    for name in ("Ada", "Chi"):
        assert other.mentorkit("students", "add", name).code == 0
    _noted(other, "Chi", "the only note on Chi")
    link = folder / "backups" / "20261128T030000000000Z.db"
    link.parent.mkdir(mode=0o700)
    link.symlink_to(other.home / DATA / "mentorkit.db")
    (folder / "set-aside-20261128T030000Z.db").symlink_to(folder / "mentorkit.db")
    (tmp_path / "mine.txt").write_text("Ada saw it", encoding="utf-8")
    (folder / "backups" / "mine.txt").symlink_to(tmp_path / "mine.txt")
    done = _forgotten(small, "Ada")
    assert done.code == 1
    assert f"{link}, a link to {other.home / DATA / 'mentorkit.db'}: the name" in done.out
    assert f"a link to {tmp_path / 'mine.txt'}: the name" in done.out
    assert link.is_symlink()
    assert "the only note on Chi" in other.mentorkit("export", "--all").out


# ---- the export before


def test_what_was_closed_without_them_and_was_about_a_topic_of_another_can_be_imported(
    tmp_path: Path,
) -> None:
    mentor, copy = Mentor(tmp_path / "home"), Mentor(tmp_path / "copy")
    for names, typed in (
        (
            "Ada Ben",
            "/goal together\n/topic ours\n/who Ben\n/topic his\n/who Ada\n/note #3 is hers too\n/end\n",
        ),
        ("Ben", "/done 2\n/done 1\n/end\n"),
    ):
        assert mentor.mentorkit("run", *names.split(), "--plain", typed=typed).code == 0
    done = _forgotten(mentor, "Ada", "-o", "ada.json")
    assert done.code == 0, done.err
    again = _forgotten(mentor, "Ben", "-o", "ada.json")
    assert (again.code, "--force" in again.err) == (2, False)
    imported = copy.mentorkit("import", str(mentor.home / "ada.json"))
    assert imported.code == 0, imported.err
    assert "Ben" not in copy.mentorkit("export", "--all").out


# ---- the reminder


def test_a_student_is_overdue_once_more_than_ninety_days_are_over() -> None:
    today = START.date()
    students = [
        Student(f"s-{days}", "S", START, Profile(ends=today - timedelta(days=days)))
        for days in (0, 90, 91, 400)
    ]
    found = overdue([*students, Student("s", "S", START)], today)
    assert [(each.student.id, each.days) for each in found] == [("s-91", 91), ("s-400", 400)]
    assert AFTER.days == 90


def test_one_is_reminded_of_once_and_again_after_another_last_day() -> None:
    late = Overdue(ADA, START.date(), 100)
    known = {late.key: late.value}
    assert unsaid([late], lambda name: "") == (late,)
    assert unsaid([late], lambda name: known.get(name, "")) == ()
    assert unsaid([Overdue(ADA, START.date() + timedelta(days=1), 99)], known.__getitem__) != ()


@pytest.mark.parametrize("command", [("prep", "Ada Obi"), ("doctor",)])
def test_the_mentor_is_reminded_once_and_what_is_remembered_is_forgotten_too(
    mentor: Mentor, command: tuple[str, ...]
) -> None:
    mentor.mentorkit("students", "edit", "Ada Obi", "--ends", "2020-03-03")
    words = "When you no longer need them: mentorkit students forget 'Ada Obi'"
    assert words not in mentor.mentorkit("prep", "Ada Obi", "--json").out
    assert words in mentor.mentorkit(*command).out
    for again in (("prep", "Ada Obi"), ("doctor",)):
        assert words not in mentor.mentorkit(*again).out
    mentor.mentorkit("students", "edit", "Ada Obi", "--ends", "2020-04-04")
    assert words in mentor.mentorkit(*command).out
    assert mentor.mentorkit("students", "forget", "Ada Obi", "--yes").code == 0
    _gone(mentor)


def test_during_a_call_one_is_reminded_again_since_nothing_can_be_remembered(mentor: Mentor) -> None:
    mentor.mentorkit("students", "edit", "Ada Obi", "--ends", "2020-03-03")
    with terminal(mentor, "run", "Chí", "--plain", "--fresh") as call:
        call.expect("mentor> ")
        for _ in range(2):
            done = mentor.mentorkit("prep", "Ada Obi")
            assert (done.code, done.err) == (0, "")
            assert "course ended" in done.out
        call.sendline("/quit")
        _ended(call)
