"""After a student was forgotten no byte of any file says that there was one, and what is others' is as it was."""

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorkit import plan
from mentorkit.cli.theirs import theirs
from mentorkit.errors import NotSavedError, RefusedError, StoreError
from mentorkit.export import library_data, library_json
from mentorkit.importing import read_library
from mentorkit.plan import Audience, Plan, Prompt, PromptType, Section
from mentorkit.records import Student
from mentorkit.runner import Runner, begin, resume
from mentorkit.settings import Settings
from mentorkit.store import Store
from mentorkit.store.backup import backups, examined
from mentorkit.store.connection import in_memory
from mentorkit.store.forget.names import REMOVED, Names, names_of
from mentorkit.store.forget.planned import unnamed
from mentorkit.store.forget.traces import Searched
from mentorkit.store.replay import differences
from tests.clocks import START, FakeClock
from tests.flow import cases
from tests.store.hundred import ADA, ADAM, BEN, EVERYBODY, NAMES, SECRET, Book
from tests.story import AMAL, BILAL, CHI, by_lines

LATER = START + timedelta(days=900)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a hundred calls in it."""
    folder = tmp_path_factory.mktemp("hundred") / "data"
    Book(folder / "mentorkit.db").write(100)
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "data"))


def _forget(folder: Path, student: Student = ADA, **how: Any) -> Searched:
    with Store.writer(folder / "mentorkit.db") as store:
        work = store.forgetting()
        held = work.held(student)
        work.forget(held, **how)
        work.clean(LATER)
        return work.search(held.needles, ())


def _library(folder: Path) -> dict[str, Any]:
    store = Store.reader(folder / "mentorkit.db")
    assert store is not None
    with store:
        data: dict[str, Any] = json.loads(json.dumps(library_data(store.library())))
        return data


def _consistent(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db, closing(in_memory()) as blank:
        assert differences(db, blank) == ()
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _bytes_of(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*")):
        said = str(path.relative_to(folder)).encode() + b"\n" + (path.read_bytes() if path.is_file() else b"")
        yield path, said.decode("utf-8", "replace").casefold()


def _nowhere(folder: Path, *words: str) -> None:
    for path, text in _bytes_of(folder):
        for word in words:
            assert word not in text, (word, path)


# ---- all of it is gone


def test_of_a_hundred_calls_nothing_of_the_student_is_in_any_file(folder: Path) -> None:
    assert any(SECRET in text for _, text in _bytes_of(folder / "backups"))
    searched = _forget(folder)
    assert searched.found == ()
    assert searched.files >= 5
    whole = [name for name in NAMES if name != "obi"]  # "Hobivision" is a word of its own
    _nowhere(folder, *whole, SECRET, ADA.id)
    for word in (*whole, SECRET, ADA.id, r"\bobi\b"):
        found = subprocess.run(
            ["grep", "-rliaE", word, str(folder)], capture_output=True, check=False, text=True
        )
        assert (found.returncode, found.stdout) == (1, ""), word
    _consistent(folder / "mentorkit.db")


def test_what_is_the_others_is_as_it_was_but_for_the_name(folder: Path) -> None:
    before = _library(folder)
    _forget(folder)
    assert _without_ada(before) == _library(folder)


def _without_ada(library: dict[str, Any]) -> dict[str, Any]:
    """The whole export as it should be when Ada was forgotten."""
    alone = {
        session["id"]
        for session in library["sessions"]
        if [who["id"] for who in session["students"]] == [ADA.id]
    }
    with_her = {
        session["id"]
        for session in library["sessions"]
        if ADA.id in [who["id"] for who in session["students"]]
    }

    def walked(data: Any) -> Any:
        if isinstance(data, str):
            return (
                data.replace("Ada Obi", REMOVED)
                .replace("ADA OBI", REMOVED)
                .replace("ada obi", REMOVED)
                .replace("says Obi", f"says {REMOVED}")
            )
        if isinstance(data, list):
            return [walked(each) for each in data if not _hers(each, alone)]
        return {name: walked(value) for name, value in data.items()} if isinstance(data, dict) else data

    after: dict[str, Any] = walked(library)
    records = [after, *after["sessions"]]
    for record in (each for part in records for each in (*part["goals"], *part["topics"])):
        if record["closed_in"] in alone:  # settled in a call that is gone
            record["closed_in"] = record.get("opened_in")
        for step in record.get("life", ()):
            step["session"] = None if step["session"] in alone else step["session"]
    for session in after["sessions"]:
        if session["id"] in with_her:
            session.update(
                draft="", walk={**session["walk"], "who": None, "who_turn": None} if "walk" in session else {}
            )
    return after


def _hers(data: Any, alone: set[str]) -> bool:
    return isinstance(data, dict) and (
        ADA.id in (data.get("id"), data.get("student")) or data.get("id") in alone
    )


def test_four_weeks_of_calls_are_still_told_by_the_journal_whoever_is_forgotten(tmp_path: Path) -> None:
    by_lines(tmp_path / "story" / "mentorkit.db").store.close()
    for student in (AMAL, BILAL, CHI):
        home = Path(shutil.copytree(tmp_path / "story", tmp_path / student.id))
        searched = _forget(home, student)
        _consistent(home / "mentorkit.db")
        left = _library(home)
        assert student.id not in [each["id"] for each in left["students"]]
        assert {each["student"] for each in left["goals"]}.isdisjoint({student.id})
        # The ids of this story are short, and "chi" stands inside of other words.
        assert not any(hits.names or hits.pieces for _, hits in searched.found)


LINES = st.sampled_from(
    ["hello", "Ada was late", "/goal read", "/topic loops", "/team one | two | three", "/student well done, ada",
     "/remedy #1 draw it", "/delete 1", "/delete 2", "/edit 1 with Ada's words", "/audience 1 team", "/done 1", "/partly 2",
     "d", "keep", "1 e", "2 n: no idea", "y", "", "/next", "/goto 6", "in two weeks 18:00", "/undo", "/who Ada", "/who Bo",
     "/who all", "/end"]
)  # fmt: skip


@settings(max_examples=40)
@given(
    calls=st.lists(
        st.tuples(st.sets(st.sampled_from((cases.ADA, cases.BO))), st.lists(LINES, max_size=25)), max_size=4
    ),
    anonymous=st.booleans(),
)
def test_whatever_was_typed_the_journal_says_the_same_as_the_tables_when_one_is_forgotten(
    tmp_path_factory: pytest.TempPathFactory, calls: list[tuple[set[Student], list[str]]], anonymous: bool
) -> None:
    folder = tmp_path_factory.mktemp("typed")
    with Store.writer(folder / "mentorkit.db") as store:
        store._db.execute("PRAGMA synchronous = OFF")
        clock = FakeClock()
        store.add_student(cases.ADA, START)
        for students, lines in calls:
            present = tuple(student for student in (cases.ADA, cases.BO) if student in students)
            runner = begin(store, cases.the_plan(), present, clock=clock, zone=UTC, settings=Settings())
            for line in lines:
                clock.advance(20)
                with suppress(RefusedError):
                    runner.do(line)
            if not present:
                runner.belongs_to(cases.ADA)
    _forget(folder, cases.ADA, anonymous=anonymous)
    _consistent(folder / "mentorkit.db")
    for path, text in _bytes_of(folder):  # an id may have "ada" among its hexadecimal digits
        assert not re.search("(?<![0-9a-f])ada(?![0-9a-f])", text), path
    shutil.rmtree(folder)


def test_a_topic_of_a_group_that_was_settled_in_a_call_with_the_student_alone_is_not_open_again(
    folder: Path,
) -> None:
    def settled(library: dict[str, Any]) -> set[str]:
        return {
            topic["id"]
            for session in library["sessions"]
            for topic in session["topics"]
            if topic["student"] is None and topic["closed_in"]
        }

    before = settled(_library(folder))
    _forget(folder)
    after = _library(folder)
    assert before == settled(after)
    assert before.isdisjoint(topic["id"] for topic in after["topics"])


def test_only_what_was_never_about_the_student_stays_on_the_desks(folder: Path) -> None:
    _forget(folder)
    assert [desk.name for desk in (folder / "editing").iterdir()] == [f"note-{BEN.id}"]


def test_unsaved_texts_stay_about_students_and_calls_that_only_a_store_set_aside_knows(folder: Path) -> None:
    for name in ("note-dora-555555", "20261201-1800-abcdef", "message-20261201-1800-abcdef"):
        (folder / "editing" / name).mkdir()
        (folder / "editing" / name / "note.md").write_text("never saved")
    _forget(folder)
    assert len([*(folder / "editing").rglob("note.md")]) == 4


def test_what_was_left_to_do_is_in_no_byte_of_the_fresh_backup(folder: Path) -> None:
    _forget(folder)
    _nowhere(folder, "forgetting", "set-aside-2026")


def test_the_times_of_the_calls_can_stay_without_anybody(folder: Path) -> None:
    before = _library(folder)
    alone = [each for each in before["sessions"] if [who["id"] for who in each["students"]] == [ADA.id]]
    ended = [each for each in alone if each["state"] == "ended"]
    assert len(ended) < len(alone)
    assert _forget(folder, anonymous=True).found == ()
    _nowhere(folder, SECRET, ADA.id, "ada obi", "adaeze")
    _consistent(folder / "mentorkit.db")
    after = {each["id"]: each for each in _library(folder)["sessions"]}
    assert not {each["id"] for each in alone if each not in ended} & after.keys()
    for each in ended:
        now = after[each["id"]]
        for name in ("sections", "events", "started_at", "ended_at", "state", "created_at"):
            assert now[name] == each[name]
        assert not any(
            now[name] for name in ("students", "notes", "goals", "topics", "feedback", "next_call")
        )


def test_what_is_exported_first_of_each_can_be_imported_and_names_nobody_else(
    folder: Path, tmp_path: Path
) -> None:
    store = Store.reader(folder / "mentorkit.db")
    assert store is not None
    with store:
        library = store.library()
    for student in EVERYBODY:
        own = theirs(library, student)
        read = read_library(library_json(own).encode(), "own.json")
        assert [each.id for each in read.students] == [student.id]
        calls = [session for session in library.sessions if student in session.students]
        assert [session.id for session in read.sessions] == [session.id for session in calls]
        text = library_json(own)
        others = {session.id for session in library.sessions} - {session.id for session in calls}
        assert not [each for each in others if each in text]
        for session in own.sessions:
            assert {record.student for record in session.records} <= {student.id, None}
        closed = {topic.id for call in calls for topic in call.topics if topic.closed_in}
        assert closed.isdisjoint(topic.id for call in read.sessions for topic in call.topics if topic.is_open)


# ---- a call that goes on

ASKED = 3
"""Questions of a turn in the plan."""


def _turns_of(runner: Runner) -> list[str]:
    """Go on with empty lines to the end of the round; return whose turns there were."""
    seen: list[str] = []
    while (asked := runner.ask()).prompt and asked.prompt.id == "recap":
        if asked.whose not in seen[-1:]:
            seen.append(asked.whose)
        runner.do("")
    return seen


@pytest.mark.parametrize("earlier", range(3))
@pytest.mark.parametrize("gone", range(3))
def test_wherever_a_round_was_broken_off_everybody_left_still_has_the_turn_that_was_to_come(
    tmp_path: Path, earlier: int, gone: int
) -> None:
    present = tuple(Student(f"{name.lower()}-1", name, START) for name in ("Ada", "Ben", "Cy"))
    whole = tmp_path / "whole"
    with Store.writer(whole / "mentorkit.db") as store:
        clock = FakeClock()
        for _ in range(earlier):  # another one begins in each call
            runner = begin(store, cases.the_plan(), present, clock=clock, zone=UTC, settings=Settings())
            runner.do("/note something")
            runner.do("/end")
            clock.advance(3600)
    for lines in range(ASKED * 3):
        home = Path(shutil.copytree(whole, tmp_path / f"{lines}"))
        with Store.writer(home / "mentorkit.db") as store:
            runner = begin(store, cases.the_plan(), present, clock=clock, zone=UTC, settings=Settings())
            for line in ("/goto recap", *[""] * lines):
                runner.do(line)
            order = [(earlier + turn) % 3 for turn in range(3)]
            asked = runner.ask().lines[-1]
        _forget(home, present[gone])
        with Store.writer(home / "mentorkit.db") as store:
            runner = resume(store, runner.session.id, clock=clock, zone=UTC, settings=Settings()).runner
            to_come = {present[each].name for each in order[lines // ASKED :] if each != gone}
            if (
                not earlier and order[lines // ASKED] != gone
            ):  # the order is the same without the one who left
                assert runner.ask().lines[-1] == asked
            assert to_come <= set(_turns_of(runner))
            runner.do("/note it goes on")
        read_library(json.dumps(_library(home)).encode(), "all.json")
        _consistent(home / "mentorkit.db")


def test_a_goal_that_was_under_review_is_still_the_one_that_is_asked_about(path: Path) -> None:
    clock = FakeClock()
    ada, ben = (Student(f"{name.lower()}-1", name, START) for name in ("Ada", "Ben"))
    with Store.writer(path) as store:

        def call(*lines: str) -> Runner:
            runner = begin(store, cases.the_plan(), (ada, ben), clock=clock, zone=UTC, settings=Settings())
            for line in lines:
                clock.advance(20)
                runner.do(line)
            return runner

        call("/who Ada", "/goal of Ada", "/who Ben", "/goal of Ben", "/goal of Ben too", "/end")
        runner = call("/goto catch-up", "", "m no time")
        asked = runner.ask().lines
        assert "of Ben" in asked[0]
    _forget(path.parent, ada)
    with Store.writer(path) as store:
        runner = resume(store, runner.session.id, clock=clock, zone=UTC, settings=Settings()).runner
        assert [line.partition(",")[0] for line in runner.ask().lines] == ['"of Ben": keep']
        runner.do("drop")
        assert [(goal.text, goal.status.value) for goal in runner.session.goals] == [
            ("of Ben", "dropped"),
            ("of Ben too", "open"),
        ]


def test_a_place_behind_the_last_turn_as_an_older_program_left_it_is_the_next_prompt(path: Path) -> None:
    ben, cy = (Student(f"{name.lower()}-1", name, START) for name in ("Ben", "Cy"))
    clock = FakeClock()
    with Store.writer(path) as store:
        runner = begin(store, cases.the_plan(), (ben, cy), clock=clock, zone=UTC, settings=Settings())
        runner.do("/goto recap")
        places = json.dumps({"recap": [0, 7, "", None]})
        store._db.execute("UPDATE session SET walk = json_set(walk, '$.places', json(?))", (places,))
        asked = resume(store, runner.session.id, clock=clock, zone=UTC, settings=Settings()).runner
        assert asked.ask().prompt is None, "all of the section was asked"
        asked.do("")
        assert asked.clocks() == ()
    read_library(json.dumps(_library(path.parent)).encode(), "all.json")


def test_what_an_older_import_left_about_another_in_a_call_with_one_alone_stays(path: Path) -> None:
    ada = Student("ada-000001", "Ada", START)
    with Store.writer(path) as store:
        store.add_student(BEN, START)
        runner = begin(store, cases.the_plan(), (ada,), clock=FakeClock(), zone=UTC, settings=Settings())
        for line in ("/note of Ada", "/note of Ben", "/goal of Ben too", "/end"):
            runner.do(line)
        for table in ("note", "goal"):
            store._db.execute(f"UPDATE {table} SET student = ? WHERE text LIKE 'of Ben%'", (BEN.id,))
        store._db.execute(
            "UPDATE journal SET data = replace(data, ?, ?) WHERE data LIKE '%of Ben%'", (ada.id, BEN.id)
        )
    _consistent(path)
    assert not _forget(path.parent, ada).found
    _consistent(path)
    library = _library(path.parent)
    (call,) = library["sessions"]
    assert [each["text"] for each in (*call["notes"], *call["goals"])] == ["of Ben", "of Ben too"]
    read_library(json.dumps(library).encode(), "all.json")


# ---- names


@pytest.mark.parametrize(
    ("name", "text", "after"),
    [
        ("Ada", "ADA and ada's laptop, Adana", "[name removed] and [name removed]'s laptop, Adana"),
        ("Al", "Al also calls", "[name removed] also calls"),
        ("Zoë", "ZOE, Zoe\u0308 and Zoé", "[name removed], [name removed] and [name removed]"),
        ("Strauß", "STRAUSS said", "[name removed] said"),
        ("İpek", "ipek and IPEK", "[name removed] and [name removed]"),
        ("Ada Obi", "Ada  Obi, then ada, then obi and Obi", "[name removed], then [name removed], then obi and [name removed]"),
        ("Ada Obi", "ada-obi, ADA_OBI", "[name removed], [name removed]"),
        ("O'Brien", "O’Brien, O`Brien, OBrien and oʼbrien's", "[name removed], O`Brien, [name removed] and [name removed]'s"),
        ("O’Brien", "O'Brien", "[name removed]"),
        ("Işıl", "IŞIL, isil, ışıl and Isil", "[name removed], [name removed], [name removed] and [name removed]"),
        ("Łukasz", "Lukasz, ŁUKASZ", "[name removed], [name removed]"),
        ("Lukasz", "łukasz", "[name removed]"),
        ("Søren", "soren and SØREN", "[name removed] and [name removed]"),
        ("Ægir", "aegir", "[name removed]"),
        ("Anne-Marie", "anne marie, Anne\u2011Marie, annemarie", "[name removed], [name removed], annemarie"),
        ("Anne Marie", "Anne-Marie", "[name removed]"),
        ("Ada", "A\u00adda, A\u200bda and Ada\u200b!", "[name removed], [name removed] and [name removed]\u200b!"),
        ("Maria de la Cruz", "de la vida, Cruz, maria", "de la vida, [name removed], [name removed]"),
        ("小明", "我和小明说话", "我和[name removed]说话"),
        ("민수", "민수가 왔다", "[name removed]가 왔다"),
        ("داليا", "قالت داليا ثم", "قالت [name removed] ثم"),
        ("रवि", "रवि आया, रवींद्र भी", "[name removed] आया, रवींद्र भी"),
        ("A", "a cat, A", "a cat, A"),
        ("Mark", "please mark what Mark wrote", "please mark what [name removed] wrote"),
        ("Min", "10 min, and Min said", "10 min, and [name removed] said"),
        ("Li", "what is in the li, Li?", "what is in the li, [name removed]?"),
        ("Ái", "uses AI for it", "uses AI for it"),
        ("Thế", "the lesson, The one", "the lesson, The one"),
        ("(*)", "what (*) means", "what [name removed] means"),
        ("´", "it's ´ there", "it's [name removed] there"),
        ("' '", "a b", "a b"),
    ],
)  # fmt: skip
def test_a_name_is_removed_as_a_whole_word_whatever_its_case_and_accents(
    name: str, text: str, after: str
) -> None:
    assert names_of((name,), (), ()).removed_from(text) == after


def test_a_former_name_and_the_words_of_a_full_name_count_where_they_are_not_in_small_letters() -> None:
    names = names_of(("Ada", "Ada Green"), ("Test",), ())
    assert (
        names.removed_from("a green test; Green and Test")
        == "a green test; [name removed] and [name removed]"
    )


def test_a_name_that_somebody_else_has_too_stays_where_it_stands_by_itself() -> None:
    names = names_of(("Ada", "Ada Obi"), (), ("Ada Lovelace", "Ben"))
    assert "ada" in names.shared
    assert names.removed_from("Ada said that Ada Obi is late") == "Ada said that [name removed] is late"


@pytest.mark.parametrize(
    ("name", "other"),
    [("Jean", "Jean-Luc"), ("Anne", "Anne-Marie"), ("Ada", "Ada, B."), ("Ada", "Ada_B"), ("Mary", "Mary's mum"),
     ("田中", "田中花子"), ("小明", "李小明"), ("지은", "김지은"), ("Ada", "B. (Ada)"), ("Zoë", "ZOE-ANN"), ("Ada", "Ben Ada Cy")],
)  # fmt: skip
def test_a_name_that_stands_in_the_name_of_another_is_only_taken_where_somebody_says_so(
    name: str, other: str
) -> None:
    names = names_of((name,), (), (other,))
    assert (names.whole, names.parts) == ((), ())
    for text in (f"{other} likes loops", f"{name} likes loops"):
        assert (names.removed_from(text), names.may_stand_in(text)) == (text, True)
    assert names.removed_from(f"{name} likes", doubtful=True) == "[name removed] likes"


def test_a_name_that_holds_the_name_of_another_is_their_own() -> None:
    names = names_of(("Jean-Luc",), (), ("Jean",))
    assert names.removed_from("Jean and Jean-Luc") == "Jean and [name removed]"
    assert names_of(("Ann",), (), ("Anna", "Joann")).whole == ("ann",)


def test_a_name_that_is_an_ordinary_word_counts_where_it_is_not_in_small_letters() -> None:
    names = names_of(("May",), (), ())
    assert (names.whole, names.ordinary) == ((), ("may",))
    assert names.removed_from("May is late, and may be ill, says MAY") == (
        "[name removed] is late, and may be ill, says [name removed]"
    )


def test_what_they_were_called_before_counts_in_any_case_and_a_surname_may_be_meant() -> None:
    names = names_of(("Robin", "Robin Fields"), ("Annika",), ())
    text = "annika cried, and fields were read by robin"
    assert names.removed_from(text) == "[name removed] cried, and fields were read by robin"
    assert names.may_stand_in(text)
    assert (
        names.removed_from(text, doubtful=True)
        == "[name removed] cried, and [name removed] were read by [name removed]"
    )
    assert not names.may_stand_in("Annika and Fields")


@given(
    name=st.text(min_size=1, max_size=12).filter(str.strip),
    text=st.text(max_size=60),
    before=st.text(max_size=5),
)
def test_where_a_name_stood_there_is_none_and_what_stood_round_it_is_as_it_was(
    name: str, text: str, before: str
) -> None:
    names = names_of((" ".join(name.split()),), (), ())
    assert not names.stand_in(names.removed_from(f"{before} {name} {text}")) or "name" in names.whole
    assert Names(()).removed_from(text) == text
    assert names.removed_from(text) == text or names.stand_in(text)


def test_ids_that_would_be_the_same_without_the_name_are_still_unlike_and_what_names_them_follows() -> None:
    def prompt(name: str, source: str | None = None) -> Prompt:
        return Prompt(name, PromptType.TEXT, f"What did {name} say?", Audience.MENTOR, source=source)

    sections = (
        Section("ada-1", "Ada 1", 60, 60, prompts=(prompt("ada"), prompt("name-removed", "ada"))),
        Section("adana", "Adana", 60, 60, prompts=(prompt("praise", "ada"),)),
        Section("obi-1", "Obi 1", 60, 60),
    )
    before = plan.as_data(Plan("ada-obi", "Ada Obi's", sections))
    for names in (names_of(("Ada Obi",), (), ()), names_of(("Ada", "Ada Obi"), ("Praise",), ())):
        found = unnamed(before, names)
        after = plan.from_data(found.plan)
        assert after.id == "name-removed"
        assert [each.id for each in after.sections] == ["name-removed-1", "adana", "name-removed-1-2"]
        asked = [each for section in after.sections for each in section.prompts]
        assert [(each.id, each.source) for each in asked] == [
            ("name-removed-2", None),
            ("name-removed", "name-removed-2"),
            ("praise", "name-removed-2"),
        ]
        assert found.sections == {"ada-1": "name-removed-1", "obi-1": "name-removed-1-2"}
    assert unnamed(before, names_of(("Adam",), (), ())).plan == before


# ---- the search


def test_before_the_cleaning_the_search_finds_what_is_left_and_where(folder: Path) -> None:
    with Store.writer(folder / "mentorkit.db") as store:
        work = store.forgetting()
        held = work.held(ADA)
        work.forget(held)
        assert work.is_unfinished
        found = dict(work.search(held.needles, ()).found)
    assert {folder / "mentorkit.db", *backups(folder / "mentorkit.db")} <= found.keys()
    assert all(hits.is_named and hits.pieces for path, hits in found.items() if path.suffix == ".db")


def test_a_file_of_the_mentors_own_is_searched_and_not_touched(folder: Path, tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "hers.yaml").write_text('title: "A call with \\u00c1da Obi"')
    (folder / "export.txt").write_text("zebra said in call 0 that the loop ends too early")
    (folder / "other.txt").write_text("nothing about the adaobi library")
    with Store.writer(folder / "mentorkit.db") as store:
        work = store.forgetting()
        held = work.held(ADA)
        work.forget(held)
        work.clean(LATER)
        found = dict(work.search(held.needles, (plans,)).found)
    assert found.keys() == {plans / "hers.yaml", folder / "export.txt"}
    assert "ada obi" in found[plans / "hers.yaml"].names
    assert found[folder / "export.txt"].pieces


def test_a_name_that_the_mentor_leaves_is_said_and_letters_inside_of_words_are_no_name(path: Path) -> None:
    with Store.writer(path) as store:
        for student in (may := Student("may-1", "May", START), BEN):
            store.add_student(student, START)
        runner = begin(store, cases.the_plan(), (BEN,), clock=FakeClock(), zone=UTC, settings=Settings())
        for line in ("/note his brother comes in May", "/note mayors may vote", "/end"):
            runner.do(line)
        work = store.forgetting()
        held = work.held(may)
        assert [mention.about for mention in held.mentions] == ["Ben", "Ben"]
        assert [(mention.sure, mention.doubtful) for mention in held.mentions] == [
            (True, False),
            (False, True),
        ]
        work.forget(held, {held.mentions[0].key}, {held.mentions[1].key})
        work.clean(LATER)
        searched = work.search(held.needles, ())
        texts = [note.text for note in store.session(runner.session.id).notes]
    assert texts == ["his brother comes in May", "mayors [name removed] vote"]
    assert {hits.names for _, hits in searched.found} == {("may",)}
    _consistent(path)


def test_letters_of_two_values_that_are_beside_each_other_in_the_file_are_no_name(path: Path) -> None:
    with Store.writer(path) as store:
        store.add_student(BEN, START)
        begin(store, cases.the_plan(), (BEN,), clock=FakeClock(), zone=UTC, settings=Settings()).do(
            "/note yes"
        )
    beside = re.search(rb"(?a)\d{8}-\d{4}-[0-9a-f]{4}([0-9a-f]{2}[g-z]{2})", path.read_bytes())
    assert beside, "behind the id of a call stands a word"
    named = Student("named-1", beside[1].decode(), START)
    with Store.writer(path) as store:
        store.add_student(named, START)
    assert not _forget(path.parent, named).found


def test_a_short_text_that_every_file_of_sqlite_begins_with_is_nobodys(path: Path) -> None:
    with Store.writer(path) as store:
        store.add_student(BEN, START)
        runner = begin(store, cases.the_plan(), (BEN,), clock=FakeClock(), zone=UTC, settings=Settings())
        for line in ("/note SQLite", "/note SQLite format 3", "/end"):
            runner.do(line)
    assert not _forget(path.parent, BEN).found


# ---- whatever goes wrong


def test_a_backup_without_the_student_stays_and_there_is_a_fresh_one(folder: Path) -> None:
    _forget(folder, ADAM)
    before = backups(folder / "mentorkit.db")
    assert len(before) == 1
    with Store.writer(folder / "mentorkit.db") as store:
        new = Student("new-1", "Newcomer", START)
        store.add_student(new, START)
        held = store.forgetting().held(new)
        assert held.leftovers.files == ()
        store.forgetting().forget(held)
        fresh = store.forgetting().clean(LATER + timedelta(days=1))
    assert backups(folder / "mentorkit.db") == (fresh, *before)
    assert fresh is not None
    assert examined(fresh).fault == ""


def test_a_reader_that_holds_on_to_what_was_keeps_the_cleaning_unfinished_until_it_goes(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "mentorkit.db", isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM note").fetchone()
        with Store.writer(folder / "mentorkit.db") as store:
            work = store.forgetting()
            held = work.held(ADA)
            work.forget(held)
            with pytest.raises(StoreError, match="being read"):
                work.clean(LATER)
            assert work.is_unfinished
    with Store.writer(folder / "mentorkit.db") as store:
        work = store.forgetting()
        assert work.is_unfinished
        work.clean(LATER)
        assert not work.is_unfinished
        assert work.search(held.needles, ()).found == ()
    _nowhere(folder, SECRET, ADA.id)


def test_where_nothing_can_be_written_nothing_is_forgotten(folder: Path) -> None:
    before = _library(folder)
    with Store.writer(folder / "mentorkit.db") as store:
        work = store.forgetting()
        held = work.held(ADA)
        with closing(sqlite3.connect(folder / "mentorkit.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(NotSavedError):
                work.forget(held)
    assert _library(folder) == before


KILLED = """
import os, signal, sqlite3, sys
from datetime import timedelta
from pathlib import Path
from mentorkit.store import Store
from tests.clocks import START
from tests.store.hundred import ADA

last, steps = int(sys.argv[2]), 0

def step(what):
    global steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)

def heard(event, arguments):
    if event in ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "shutil.rmtree", "sqlite3.connect"):
        step(event)

with Store.writer(Path(sys.argv[1])) as store:
    work = store.forgetting()
    held = work.held(ADA)
    sys.addaudithook(heard)
    often = {}
    def traced(statement):
        word = statement.split()[0]
        often[word] = often.get(word, 0) + 1
        if word not in ("UPDATE", "DELETE", "SELECT") or often[word] in (1, 200):
            step(statement)
    store._db.set_trace_callback(traced)
    work.forget(held)
    work.clean(START + timedelta(days=900))
    store._db.set_trace_callback(None)
    print(steps)
"""


def _killed(folder: Path, step: int) -> tuple[int, str]:
    """Forget in another process, which is killed at that step; the exit code and what it printed."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder / "mentorkit.db"), str(step)],
        capture_output=True, text=True, check=False, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="nothing kills a process as SIGKILL does there")
def test_a_kill_at_any_step_leaves_all_of_it_or_nothing_and_the_rest_is_done_by_the_next_run(
    tmp_path: Path,
) -> None:
    Book(tmp_path / "whole" / "mentorkit.db").write(12)
    before = _library(tmp_path / "whole")
    shutil.copytree(tmp_path / "whole", tmp_path / "done")
    code, said = _killed(tmp_path / "done", 0)
    assert code == 0, said
    after, seen = _library(tmp_path / "done"), set()
    for step in range(1, int(said) + 1):
        home = Path(shutil.copytree(tmp_path / "whole", tmp_path / f"killed-{step}"))
        code, said = _killed(home, step)
        assert code == -signal.SIGKILL, said
        with Store.writer(home / "mentorkit.db") as store:
            there = ADA in store.students()
            assert not (there and store.forgetting().is_unfinished)
            store.forgetting().clean(LATER)
        seen.add(there)
        assert examined(home / "mentorkit.db").fault == ""
        assert backups(home / "mentorkit.db"), "never without a backup"
        if there:
            assert _library(home) == before
        else:
            assert _library(home) == after
            _nowhere(home, SECRET, ADA.id, "ada obi", "adaeze")
        _consistent(home / "mentorkit.db")
        shutil.rmtree(home)
    assert seen == {True, False}
