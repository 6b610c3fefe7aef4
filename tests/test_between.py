"""Between two calls: what is open, what was reached meanwhile, and a note for the mentor alone."""

import re
import signal
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest

from mentorkit.cli.goals import Line
from mentorkit.cli.theirs import theirs
from mentorkit.export import library_json
from mentorkit.plan import Audience
from mentorkit.records import Goal, NoteKind, Student
from mentorkit.runner import SystemClock, begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import START, FakeClock
from tests.flow.cases import the_plan
from tests.programs import Mentor, terminal

DATA = ".local/share/mentorkit"
STORE = f"{DATA}/mentorkit.db"


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path / "home")


@pytest.fixture
def knows_ada(mentor: Mentor) -> Mentor:
    """Somebody who mentors Ada and has not called her yet."""
    with _store(mentor) as store:
        store.add_student(Student("ada-1", "Ada", START), START)
    return mentor


@contextmanager
def _store(mentor: Mentor) -> Iterator[Store]:
    with Store.writer(mentor.home / STORE) as store:
        yield store


@contextmanager
def _reader(mentor: Mentor) -> Iterator[Store]:
    store = Store.reader(mentor.home / STORE)
    assert store is not None
    with store:
        yield store


def _count(mentor: Mentor) -> int:
    """How many goals are open."""
    with _reader(mentor) as store:
        return len(store.all_open_goals())


@contextmanager
def _busy(mentor: Mentor) -> Iterator[None]:
    """While this lasts nothing can be saved."""
    busy = sqlite3.connect(mentor.home / STORE, isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        busy.close()


@contextmanager
def _a_call_runs(mentor: Mentor) -> Iterator[None]:
    with terminal(mentor, "run", "Ada", "--plain") as call:
        call.expect("mentor> ")
        yield


def _to_its_end(child: Any) -> int:
    import pexpect

    child.expect(pexpect.EOF)
    child.wait()
    return int(child.exitstatus)


# ---- goals


@pytest.fixture
def with_goals(mentor: Mentor) -> Mentor:
    """A goal of Bo's, which is the oldest, one of Ada's that is overdue, one of the mentor's own, and the group's."""
    ada, bo = Student("ada-1", "Ada", START), Student("bo-1", "Bo", START + timedelta(1))
    with _store(mentor) as store:
        call = begin(store, the_plan(), (ada, bo), clock=FakeClock(), zone=UTC, settings=Settings())
        call.do("/goal pair \x1b[31mup\u202e")
        today = SystemClock().read().utc.date()
        goals = [
            Goal("g.1", 1, START, "write a loop", student="bo-1"),
            Goal("g.2", 2, START, "read chapter 3", student="ada-1", due=today - timedelta(1), hours=2.0),
            Goal("g.3", 3, START, "send the link", student="ada-1", due=today, owner="mentor"),
        ]
        store.save_between(goals, START)
    return mentor


def _open(mentor: Mentor, *words: str) -> list[tuple[int, str | None, str]]:
    items = mentor.mentorkit("goals", *words, "--json").json["items"]
    return [(item["number"], item["student"], item["text"]) for item in items]


PAIR = "pair \u241b[31mup\u202e"
EVERYBODYS = [
    (1, "Ada", "read chapter 3"),
    (2, "Ada", "send the link"),
    (3, "Bo", "write a loop"),
    (4, None, PAIR),
]


def test_what_is_open_is_listed_student_by_student_oldest_first_and_then_the_groups(
    with_goals: Mentor,
) -> None:
    done = with_goals.mentorkit("goals")
    assert done.code == 0
    ada, own, bo, group = done.out.splitlines()
    assert ada.split()[:5] == ["1", "Ada", "read", "chapter", "3"]
    assert "was due " in ada
    assert own.startswith("2  Ada (your own)")
    assert "  due " in own
    assert bo.split() == ["3", "Bo", "write", "a", "loop"]
    assert group.split("  ")[1] == "the group: Ada and Bo"
    assert not set(done.out) & {"\x1b", "\u202e"}
    assert _open(with_goals) == EVERYBODYS


def test_the_goals_of_one_student_have_numbers_of_their_own(with_goals: Mentor) -> None:
    assert _open(with_goals, "bo") == [(1, "Bo", "write a loop"), (2, None, PAIR)]
    closed = with_goals.mentorkit("goals", "bo", "--done", "1")
    assert closed.out == "✓ Done: write a loop (Bo)\n"
    assert _open(with_goals, "bo") == [(1, None, PAIR)]


def test_goals_are_closed_together_and_their_life_says_so(with_goals: Mentor) -> None:
    done = with_goals.mentorkit("goals", "--done", "1", "--done", "2,4", "--done", "1", "--json")
    assert done.code == 0
    assert [(item["number"], item["status"]) for item in done.json["items"]] == [
        (1, "done"), (2, "done"), (4, "done"),
    ]  # fmt: skip
    step = done.json["items"][0]["life"][-1]
    assert (step["what"], step["session"], step["text"]) == ("done", None, "read chapter 3")
    assert _open(with_goals) == [(1, "Bo", "write a loop")]
    with _store(with_goals) as store:
        reached = store.earlier(["ada-1"], SystemClock().read().utc).reached
    assert {goal.text for goal in reached} == {"read chapter 3", "send the link", PAIR}
    assert all(goal.closed_in is None for goal in reached)


def test_the_json_of_a_goal_holds_all_that_is_known_of_it(with_goals: Mentor) -> None:
    [item, _, group] = with_goals.mentorkit("goals", "ada", "--json").json["items"]
    assert item.pop("due")
    assert item == {
        "id": "g.2", "number": 1, "at": "2026-11-23T18:00:00.000+00:00", "section": None, "prompt": None,
        "student": "Ada", "audience": "student", "owner": "student", "text": "read chapter 3", "proof": "",
        "why": "", "hours": 2, "status": "open", "set_in": None, "closed_in": None, "reason": "", "life": [],
    }  # fmt: skip
    assert [step["what"] for step in group["life"]] == ["set"]


def test_why_the_groups_goal_was_not_met_in_ones_own_call_is_not_told_of_another_of_them(
    with_goals: Mentor,
) -> None:
    with_goals.mentorkit(
        "run", "Ada", "--plain", "--plan", "default", typed="/partly 1 only Ada did it\n/end\n"
    )
    assert "only Ada did it" in with_goals.mentorkit("goals", "Ada", "--json").out
    assert "only Ada did it" in with_goals.mentorkit("goals", "--json").out
    of_bo = with_goals.mentorkit("goals", "Bo", "--json")
    assert [item["status"] for item in of_bo.json["items"]] == ["open", "partly"]
    assert "only Ada did it" not in of_bo.out
    assert "only Ada did it" not in with_goals.mentorkit("goals", "Bo", "--done", "2", "--json").out
    kept = with_goals.mentorkit("export", "--all").out
    assert "only Ada did it" in kept, "it is kept all the same"


def test_a_goal_has_the_same_shape_for_other_programs_wherever_it_is_said(with_goals: Mentor) -> None:
    listed = with_goals.mentorkit("goals", "ada", "--json").json["items"]
    prepared = with_goals.mentorkit("prep", "ada", "--json").json["goals"]
    exported = with_goals.mentorkit("export", "--all", "--format", "json").json["goals"]
    own = {"number", "student"}  # the place in the list, and a name that a reader knows
    for goal in listed:
        same = {name: value for name, value in goal.items() if name not in own}
        for others in (prepared, exported):
            [other] = [other for other in others if other["id"] == goal["id"]]
            assert same == {name: value for name, value in other.items() if name not in own}
            assert other.keys() == goal.keys()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--done", "1", "--done", "5"], 4, "There is no goal 5: 4 goals are open here"),
        (["bo", "--done", "3"], 4, "There is no goal 3"),
        (["--done", "0"], 4, "There is no goal 0"),
        (["--done", "first"], 2, '"first" is not a number'),
        (["--done", ""], 2, "is not a number"),
        (["--done", "9" * 5000], 2, "is not a number"),
        (["zoe"], 4, "students add"),
        (["zoe", "--done", "1"], 4, "students add"),
    ],
)
def test_a_goal_that_is_not_in_the_list_is_said_and_none_is_closed(
    with_goals: Mentor, words: list[str], code: int, said: str
) -> None:
    done = with_goals.mentorkit("goals", *words)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 2
    assert _count(with_goals) == 4


def test_where_nothing_is_open_that_is_said_and_no_store_is_made(mentor: Mentor) -> None:
    done = mentor.mentorkit("goals")
    assert (done.code, done.out) == (0, "There are no open goals.\n")
    assert mentor.mentorkit("goals", "--json").json == {"mentorkit": 1, "kind": "goals", "items": []}
    assert mentor.mentorkit("goals", "--done", "1").code == 4
    assert mentor.mentorkit("goals", "Ada").code == 4
    assert not (mentor.home / STORE).exists()


def test_a_student_without_open_goals_is_named(knows_ada: Mentor) -> None:
    assert knows_ada.mentorkit("goals", "ada").out == "Ada has no open goals.\n"


def test_a_goal_of_a_call_without_a_name_is_nobodys() -> None:
    goal = Goal("g.1", 1, START, "read")
    assert Line(1, goal, None).whose == "nobody named"
    assert (
        Line(1, replace(goal, owner="mentor"), None, ("Ada", "Bo")).whose
        == "the group: Ada and Bo (your own)"
    )


def test_goals_are_listed_while_a_call_runs_and_closed_only_after_it(with_goals: Mentor) -> None:
    with _a_call_runs(with_goals):
        assert len(_open(with_goals)) == 4
        done = with_goals.mentorkit("goals", "--done", "1")
        assert (done.code, done.out) == (1, "")
        assert "Another mentorkit" in done.err
    assert _count(with_goals) == 4


def test_a_goal_that_cannot_be_closed_on_the_disk_is_not_ticked(with_goals: Mentor) -> None:
    with _busy(with_goals):
        done = with_goals.mentorkit("goals", "--done", "1")
    assert (done.code, done.out) == (1, "")
    assert done.err == "NOT SAVED: another program keeps it busy.\n"


# ---- notes


def _notes(mentor: Mentor) -> list[str]:
    with _reader(mentor) as store:
        return [note.text for note in store.notes_between()]


def test_the_whole_of_a_pipe_is_one_note_about_the_student_for_the_mentor_alone(knows_ada: Mentor) -> None:
    done = knows_ada.mentorkit("note", "ada", typed="  first\r\n\r\nse\x1b[2Jcond\u202e\n")
    assert done.code == 0
    assert done.out == "✓ Noted for you alone, about Ada: first se␛[2Jcond\ufffd\n"
    assert done.err == ""
    assert knows_ada.mentorkit("note", "Ada", typed="x" * 200).out.endswith(f" {'x' * 79}…\n")
    with _reader(knows_ada) as store:
        first, second = store.notes_between()
    assert first.text == "first\n\nse␛[2Jcond\u202e"
    assert (first.student, first.audience, first.kind) == ("ada-1", Audience.MENTOR, NoteKind.NOTE)
    assert (first.section, first.number, second.number) == (None, 1, 2)
    assert re.fullmatch(r"between-\d{8}-\d{4}-[0-9a-f]{6}", first.id)


@pytest.mark.parametrize(
    ("name", "typed", "code", "said"),
    [
        ("Ada", "", 2, "There is no text to note"),
        ("Ada", " \n\t\n", 2, "There is no text to note"),
        ("Ada", "x" * 20_001, 2, "20,001 characters"),
        ("Ada", "x" * 1_000_002, 2, "more than a million"),
        ("Zoe", "text", 4, "mentorkit students add"),
        ("", "text", 4, "mentorkit students add"),
    ],
)
def test_what_cannot_be_noted_is_said_and_nothing_is_saved(
    knows_ada: Mentor, name: str, typed: str, code: int, said: str
) -> None:
    done = knows_ada.mentorkit("note", name, typed=typed)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 2
    assert _notes(knows_ada) == []


def test_the_longest_text_and_bytes_that_are_no_text_are_noted(knows_ada: Mentor) -> None:
    assert knows_ada.mentorkit("note", "Ada", typed="x" * 20_000 + "\n").code == 0
    assert knows_ada.mentorkit("note", "Ada", typed=b"caf\xe9 \x00").code == 0
    assert _notes(knows_ada) == ["x" * 20_000, "caf\ufffd ␀"]


def test_where_nobody_was_ever_added_a_note_makes_no_store(mentor: Mentor) -> None:
    done = mentor.mentorkit("note", "Ada", typed="text")
    assert done.code == 4
    assert "students add" in done.err
    assert not (mentor.home / STORE).exists()


def test_a_pipe_that_cannot_be_saved_is_called_so(knows_ada: Mentor) -> None:
    with _busy(knows_ada):
        done = knows_ada.mentorkit("note", "Ada", typed="text")
    assert (done.code, done.out) == (1, "")
    assert done.err == "NOT SAVED: another program keeps it busy.\n"


def test_without_a_terminal_there_is_no_editor_and_no_question(knows_ada: Mentor) -> None:
    done = knows_ada.mentorkit("note", "Ada", "--edit", typed="text")
    assert done.code == 5
    assert "Pipe the text in" in done.err
    with terminal(knows_ada, "note", "Ada", "--no-input") as child:
        child.expect_exact("Pipe the text in")
        assert _to_its_end(child) == 5
    assert _notes(knows_ada) == []


def test_a_line_on_the_terminal_is_a_note(knows_ada: Mentor) -> None:
    with terminal(knows_ada, "note", "Ada") as child:
        child.expect_exact("About Ada, for you alone")
        child.expect_exact("mentor> ")
        child.sendline("likes چای‌ها 👩‍💻")
        child.expect_exact("✓ Noted for you alone, about Ada: likes")
        assert _to_its_end(child) == 0
    assert _notes(knows_ada) == ["likes چای‌ها 👩‍💻"]


def test_a_paste_is_one_note_with_its_lines(knows_ada: Mentor) -> None:
    with terminal(knows_ada, "note", "Ada") as child:
        child.expect_exact("mentor> ")
        child.send("\x1b[200~one\n\ntwo\x1b[201~\r")
        child.expect_exact("✓ Noted for you alone, about Ada: one two")
        assert _to_its_end(child) == 0
    assert _notes(knows_ada) == ["one\n\ntwo"]


def test_ctrl_c_drops_what_is_half_typed_and_keeps_what_was_there_before(knows_ada: Mentor) -> None:
    for before, begun in (("", "x"), ("one line\n", "mentor> one line"), ("two\nlines\n", "mentor> ")):
        if before:
            _desk(knows_ada).parent.mkdir(parents=True, exist_ok=True)
            _desk(knows_ada).write_text(before)
        with terminal(knows_ada, "note", "Ada", columns=200) as child:
            child.send("x")
            child.expect_exact(begun)
            _until_kept(knows_ada, f"{before.strip()}{chr(10) * 2 if 'two' in before else ''}x\n")
            child.sendintr()
            child.expect_exact("Nothing was noted.")
            assert _to_its_end(child) == 130
        assert _desk(knows_ada).exists() == bool(before)
        assert not before or _desk(knows_ada).read_text() == before


@pytest.mark.parametrize(
    ("keys", "code"), [("\r", 0), ("half\x03", 130), ("\x04", 130)], ids=["Enter", "Ctrl-C", "Ctrl-D"]
)
def test_leaving_the_line_notes_nothing_and_says_so(knows_ada: Mentor, keys: str, code: int) -> None:
    with terminal(knows_ada, "note", "Ada") as child:
        child.expect_exact("mentor> ")
        child.send(keys)
        child.expect_exact("Nothing was noted.")
        assert _to_its_end(child) == code
    assert _notes(knows_ada) == []
    assert not list((knows_ada.home / DATA).glob("editing/**/*.md"))


def test_a_line_that_cannot_be_saved_stays_and_is_tried_again(knows_ada: Mentor) -> None:
    with terminal(knows_ada, "note", "Ada") as child:
        child.expect_exact("mentor> ")
        with _busy(knows_ada):
            child.send("\x1b[200~must\nstay\x1b[201~\r")
            child.expect_exact("NOT SAVED: another program keeps it busy. Enter to try again.")
            child.expect_exact("mentor> must")
        child.sendline("")
        child.expect_exact("✓ Noted for you alone, about Ada: must stay")
        assert _to_its_end(child) == 0
    assert _notes(knows_ada) == ["must\nstay"]


def test_a_line_that_is_too_long_is_refused_and_can_be_mended(knows_ada: Mentor) -> None:
    with terminal(knows_ada, "note", "Ada") as child:
        child.expect_exact("mentor> ")
        child.send("\x1b[200~" + "x" * 20_001 + "\x1b[201~\r")
        child.expect_exact("That is 20,001 characters")
        child.expect_exact("mentor> ")
        child.send("\x7f\r")
        child.expect_exact("✓ Noted for you alone")
        assert _to_its_end(child) == 0
    assert _notes(knows_ada) == ["x" * 20_000]


def test_while_a_call_runs_that_is_said_before_anything_is_typed(knows_ada: Mentor) -> None:
    with _a_call_runs(knows_ada):
        with terminal(knows_ada, "note", "Ada") as child:
            child.expect_exact("Another mentorkit is running a session")
            assert _to_its_end(child) == 1
            assert "mentor>" not in child.before
        assert knows_ada.mentorkit("note", "Ada", typed="text").code == 1


def _until_kept(mentor: Mentor, text: str) -> None:
    """Wait until what is half-typed is on the disk: another process looks, as it would after a crash."""
    deadline = time.monotonic() + 10  # noqa: TID251
    while time.monotonic() < deadline:  # noqa: TID251
        if _desk(mentor).exists() and _desk(mentor).read_text() == text:
            return
    pytest.fail("the half-typed line was never kept")


@pytest.mark.parametrize("how", ["closed", "killed", "ended"])
def test_a_half_typed_line_is_there_the_next_time_whatever_ended_the_program(
    knows_ada: Mentor, how: str
) -> None:
    with terminal(knows_ada, "note", "Ada") as child:
        child.expect_exact("mentor> ")
        child.send("half a thou")
        _until_kept(knows_ada, "half a thou\n")
        if how == "closed":
            child.ptyproc.fileobj.close()  # the window is closed
        else:
            child.kill(signal.SIGKILL if how == "killed" else signal.SIGTERM)
        child.ptyproc.wait()
        assert child.ptyproc.exitstatus == {"closed": 129, "killed": None, "ended": 143}[how]
    assert stat.S_IMODE(_desk(knows_ada).stat().st_mode) == 0o600
    with terminal(knows_ada, "note", "Ada") as child:
        child.expect_exact("mentor> half a thou")
        child.sendline("ght")
        child.expect_exact("✓ Noted for you alone, about Ada: half a thought")
        assert _to_its_end(child) == 0
    assert _notes(knows_ada) == ["half a thought"]
    assert not _desk(knows_ada).exists()


# ---- notes from an editor

_EDITOR = """
import os, stat, sys
from pathlib import Path
path, here = Path(sys.argv[-1]), Path(__file__).parent
(here / "seen").write_text(path.read_text())
(here / "modes").write_text(" ".join(oct(stat.S_IMODE(p.stat().st_mode)) for p in (path, path.parent)))
path.write_text(path.read_text() + (here / "typed").read_text())
sys.exit(int((here / "code").read_text()))
"""


@pytest.fixture
def editor(tmp_path: Path) -> Path:
    """The folder of an editor that adds what the file `typed` holds and ends with the number in `code`."""
    folder = tmp_path / "an editor"
    folder.mkdir()
    (folder / "ed.py").write_text(_EDITOR)
    (folder / "code").write_text("0")
    return folder


@contextmanager
def _in_the_editor(mentor: Mentor, editor: Path) -> Iterator[Any]:
    command = f"'{sys.executable}' '{editor / 'ed.py'}'"
    with terminal(mentor, "note", "Ada", "--edit", columns=200, EDITOR=command) as child:
        yield child


def _desk(mentor: Mentor) -> Path:
    return mentor.home / DATA / "editing/note-ada-1/note.md"


def test_a_text_from_the_editor_is_one_note_and_nobody_else_could_read_it(
    knows_ada: Mentor, editor: Path
) -> None:
    (editor / "typed").write_text("one\n\ntwo\n")
    with _in_the_editor(knows_ada, editor) as child:
        child.expect_exact("✓ Noted for you alone, about Ada: one two")
        assert _to_its_end(child) == 0
    assert _notes(knows_ada) == ["one\n\ntwo"]
    assert (editor / "modes").read_text() == "0o600 0o700"
    assert not _desk(knows_ada).parent.exists()


def test_nothing_written_in_the_editor_is_no_note(knows_ada: Mentor, editor: Path) -> None:
    (editor / "typed").write_text("\n")
    with _in_the_editor(knows_ada, editor) as child:
        child.expect_exact("Nothing was noted.")
        assert _to_its_end(child) == 0
    assert _notes(knows_ada) == []
    assert not _desk(knows_ada).exists()


def test_an_editor_that_fails_loses_nothing_and_the_next_one_goes_on_with_it(
    knows_ada: Mentor, editor: Path
) -> None:
    (editor / "typed").write_text("begun\n\n")
    (editor / "code").write_text("3")
    with _in_the_editor(knows_ada, editor) as child:
        child.expect_exact("ended with an error (3)")
        child.expect_exact("What you wrote is kept. To go on with it: mentorkit note Ada --edit")
        assert _to_its_end(child) == 1
    with terminal(knows_ada, "note", "Ada", "--edit", columns=200, EDITOR="/no/such/editor") as child:
        child.expect_exact("cannot be started")
        assert _to_its_end(child) == 2
    assert stat.S_IMODE(_desk(knows_ada).stat().st_mode) == 0o600
    (editor / "code").write_text("0")
    (editor / "typed").write_text("and ended")
    with _in_the_editor(knows_ada, editor) as child:
        child.expect_exact("✓ Noted")
        assert _to_its_end(child) == 0
    assert (editor / "seen").read_text() == "begun\n"
    assert _notes(knows_ada) == ["begun\nand ended"]


def test_an_editor_that_failed_before_a_word_was_written_leaves_nothing_behind(
    knows_ada: Mentor, editor: Path
) -> None:
    (editor / "typed").write_text("")
    (editor / "code").write_text("1")
    with _in_the_editor(knows_ada, editor) as child:
        child.expect_exact("Nothing was noted.")
        assert _to_its_end(child) == 1
    assert not _desk(knows_ada).exists()


def test_a_text_that_is_too_long_or_cannot_be_saved_is_kept(knows_ada: Mentor, editor: Path) -> None:
    (editor / "typed").write_text("x" * 20_001)
    with _in_the_editor(knows_ada, editor) as child:
        child.expect_exact("That is 20,001 characters")
        child.expect_exact("What you wrote is kept")
        assert _to_its_end(child) == 2
    assert len(_desk(knows_ada).read_text()) == 20_001
    _desk(knows_ada).write_text("short enough")
    (editor / "typed").write_text("")
    with _busy(knows_ada), _in_the_editor(knows_ada, editor) as child:
        child.expect_exact("NOT SAVED: another program keeps it busy. Enter to try again.")
        child.sendintr()
        child.expect_exact("What you wrote is kept")
        assert _to_its_end(child) == 130
    with terminal(knows_ada, "note", "Ada") as child:
        child.expect_exact("mentor> short enough")
        child.sendline("")
        child.expect_exact("✓ Noted for you alone, about Ada: short enough")
    assert not _desk(knows_ada).exists()


def test_a_text_of_several_lines_that_was_kept_is_not_put_on_one(knows_ada: Mentor) -> None:
    _desk(knows_ada).parent.mkdir(parents=True)
    _desk(knows_ada).write_text("two\nlines\n")
    with terminal(knows_ada, "note", "Ada", columns=200) as child:
        child.expect_exact("There is a text from last time.")
        child.expect_exact("mentor> ")
        child.sendline("another")
        child.expect_exact("✓ Noted for you alone, about Ada: another")
        assert _to_its_end(child) == 0
    assert _desk(knows_ada).read_text() == "two\nlines\n"


def test_a_text_that_was_saved_before_the_program_was_killed_is_not_noted_twice(knows_ada: Mentor) -> None:
    knows_ada.mentorkit("note", "Ada", typed="saved")
    _desk(knows_ada).parent.mkdir(parents=True)
    _desk(knows_ada).write_text("saved\n")
    with terminal(knows_ada, "note", "Ada") as child:
        child.expect_exact("mentor> ")
        child.sendline("")
        child.expect_exact("Nothing was noted.")
        assert _to_its_end(child) == 0
    assert not _desk(knows_ada).exists()


# ---- a goal of the group, of which one of them said something alone


def test_what_one_of_a_group_said_of_its_goal_alone_is_nowhere_in_a_call_or_an_export_of_another(
    mentor: Mentor,
) -> None:
    for names, lines in (
        (("Ada", "Bea"), ("/goal the project",)),
        (("Ada",), ("/partly 1 only she did it",)),
    ):
        assert mentor.mentorkit("run", *names, "--plain", typed="\n".join((*lines, "/end\n"))).code == 0
    typed = "/edit 1 the whole project\n/end\n"
    said = mentor.mentorkit("run", "Bea", "--plain", typed=typed).out
    assert "the whole project (partly)" in said
    assert "only she" not in said
    for words in (("export", "Bea"), ("show", "Bea"), ("prep", "Bea"), ("export", "Bea", "--format", "json")):
        assert "only she" not in mentor.mentorkit(*words).out, words
    assert "only she did it" in mentor.mentorkit("export", "Ada").out
    with _store(mentor) as store:
        library = store.library()
    own = {student.name: library_json(theirs(library, student), UTC) for student in library.students}
    assert {name: "only she" in text for name, text in own.items()} == {"Ada": True, "Bea": False}
