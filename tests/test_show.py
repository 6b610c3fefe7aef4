"""`mentorkit show NAME`: a student's progress on a terminal, in colour and without, and in a pipe."""

import re
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pexpect
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mentorkit.cli.progress import CLOSED, OPEN, PLAIN, Look, drawn, look_for
from mentorkit.plan import Section
from mentorkit.progress import Progress, progress
from mentorkit.records import Evidence, Session, Topic
from tests.export.hostile import HOSTILE
from tests.export.test_progress import calls
from tests.export.test_render import everywhere
from tests.programs import Mentor, terminal
from tests.story import by_lines
from tests.test_progress import call, day, goal

NOW = day(5)
WHOLE = "mentorkit show Ada | more"


@pytest.fixture(scope="module")
def mentor(tmp_path_factory: pytest.TempPathFactory) -> Mentor:
    """Somebody with the four weeks of the story."""
    someone = Mentor(tmp_path_factory.mktemp("show") / "home")
    by_lines(someone.home / "kept" / "mentorkit.db").store.close()
    return someone


def show(mentor: Mentor, *words: str, columns: int = 80, **env: str) -> str:
    """Return what a terminal gets, signs for colours and all."""
    with terminal(mentor, "show", *words, columns=columns, MENTORKIT_HOME=kept(mentor), **env) as child:
        child.expect(pexpect.EOF)
        return str(child.before)


def kept(mentor: Mentor) -> str:
    return str(mentor.home / "kept")


def test_a_terminal_has_ids_whole_and_a_narrow_one_a_block_for_each_call(mentor: Mentor) -> None:
    ids = [
        item["id"] for item in mentor.mentorkit("show", "--json", MENTORKIT_HOME=kept(mentor)).json["items"]
    ]
    for columns in (80, 40, 25):
        rows = re.sub(r"\x1b\[[0-9;]*m", "", show(mentor, columns=columns)).splitlines()
        assert all(cell_len(row) <= columns for row in rows)
        assert [sum(each in row for row in rows) for each in ids] == [1] * len(ids)
        if columns < 60:
            assert sum(row.startswith("  State: ended") for row in rows) == len(ids)


def test_a_call_is_told_between_words(mentor: Mentor) -> None:
    words = set(piped(mentor, "20261130").split())
    rows = re.sub(r"\x1b\[[0-9;]*m", "", show(mentor, "20261130", columns=50)).splitlines()
    assert max(map(cell_len, rows)) <= 50
    assert {word for row in rows for word in row.split()} == words


def piped(mentor: Mentor, *words: str) -> str:
    done = mentor.mentorkit("show", *words, MENTORKIT_HOME=kept(mentor))
    assert (done.code, done.err) == (0, "")
    return done.out


def lines(facts: Progress, width: int | None = 80, look: Look | None = None) -> list[str]:
    """Return the drawing without its colours, a week after the last of `calls`."""
    return [line.plain for line in drawn(facts, NOW.astimezone(UTC), look or Look(), width, WHOLE)]


def said(sessions: list[Session], width: int | None = 80) -> str:
    return "\n".join(lines(progress(sessions), width))


# ---- what is said


def test_what_is_open_comes_first_with_its_age_and_how_often_it_was_moved() -> None:
    drawing = lines(progress(calls()), 100)
    assert drawing[:2] == [
        "Goals  ○ open  ● done  × let go",
        "  ○ try the debugger  set Mon 16 November, 21 days ago; moved once; so far: missed",
    ]


def test_what_was_closed_is_said_with_its_day_the_latest_first() -> None:
    drawing = said(calls())
    assert re.findall(r"^  [●×] (.*)$", drawing, re.MULTILINE)[:4] == [
        "write the test  done Fri 20 November between calls",
        "read the chapter  let go Mon 16 November",
        "draw the table  done Mon 16 November",
        "finish the form  done Mon 9 November",
    ]


def test_topics_are_said_since_when_and_until_when() -> None:
    drawing = said(calls(), None)
    assert "  ○ return  came up Mon 9 November, 4 weeks ago; so far: not yet" in drawing
    assert "  ● loops  understood Mon 16 November, came up Mon 2 November" in drawing


def test_a_column_a_call_shows_goals_topics_and_minutes() -> None:
    table = said(calls()).split("Call by call")[1]
    rows = [line.split() for line in table.split("\n")]
    assert rows[1:3] == [["2", "9", "16", "23"], ["Nov"] * 4]
    assert ["Goals", "set", "3", "1", "1", "·"] in rows
    assert ["done", "·", "1", "1", "·"] in rows
    assert ["open", "then", "3", "3", "2", "1"] in rows
    assert ["Hello", "10", "8▃", "8▃", "8▃", "8▃"] in rows
    assert ["Work", "30+", "35▅", "35▅", "35▅", "35▅"] in rows
    assert ["All", "of", "it", "40", "43", "43", "43", "43"] in rows


def test_the_bars_say_how_long_against_the_plan_and_the_figures_beside_them_how_long() -> None:
    took = (0, 0.5, 5, 10, 15, 20, 90)
    drawing = said([call(number, hello=minutes) for number, minutes in enumerate(took)])
    row = next(line for line in drawing.split("\n") if line.startswith("Hello"))
    assert row.split() == ["Hello", "10", "·", "<1▁", "5▂", "10▄", "15▆", "20█", "90█"]


def test_your_own_goals_are_told_apart() -> None:
    own = goal("send the link", (0, "set"), owner="mentor")
    assert "  ○ send the link  your own; set Mon 2 November, 5 weeks ago" in said([call(0, goals=(own,))])


def test_one_call_is_drawn_and_none_is_not() -> None:
    assert "Call by call  1 call" in said([call(0)])
    assert "No goals were set." in said([call(0)])
    assert said([]) == ""


def test_a_section_that_a_plan_does_not_have_is_left_blank() -> None:
    other = replace(
        call(1), plan=replace(call(1).plan, sections=(Section("end", "The end", 600, 600),)), log=()
    )
    rows = {line[:12].strip(): line[12:] for line in said([call(0), other]).split("\n")}
    assert rows["Hello"] == "   10   8▃"
    assert rows["The end"] == "   10        ·"


def test_a_screen_names_no_more_than_it_has_room_for_and_a_pipe_everything() -> None:
    goals = tuple(goal(f"goal {number}", (0, "set")) for number in range(30))
    closed = tuple(goal(f"closed {number}", (0, "set"), (1, "done")) for number in range(9))
    topics = tuple(
        Topic(f"t{n}", n, day(0), f"topic {n}", opened_in="s0", evidence=Evidence.NOT_YET) for n in range(14)
    )
    sessions = [call(number, goals=goals + closed, topics=topics) for number in range(2)]
    screen, pipe = said(sessions), said(sessions, None)
    assert len(re.findall("○ goal", screen)) == OPEN
    assert f"and {30 - OPEN} more that are open: {WHOLE}" in screen
    assert f"and {14 - OPEN} more that are open: {WHOLE}" in screen
    assert len(re.findall("● closed", screen)) == CLOSED
    assert f"and {9 - CLOSED} more that were closed before" in screen
    assert len(re.findall("○ goal", pipe)) == 30


@pytest.mark.parametrize(("width", "columns"), [(30, 2), (40, 4), (80, 12), (100, 16)])
def test_the_latest_calls_that_there_is_room_for_are_in_the_table_and_that_is_said(
    width: int, columns: int
) -> None:
    facts = progress([call(number) for number in range(20)], earlier=180)
    drawing = lines(facts, width)
    head = next(line for line in drawing if line.startswith("Call by call"))
    days = drawing[drawing.index(head) + 1].split()
    assert head.split() == f"Call by call the latest {columns} of 200 calls".split()
    assert (len(days), days[-1]) == (columns, str(call(19).created_at.day))


@given(st.integers(30, 160), st.sampled_from(sorted(HOSTILE)), st.sampled_from((Look(), PLAIN)))
def test_no_line_is_wider_than_the_terminal_whatever_was_written(width: int, name: str, look: Look) -> None:
    facts = progress([everywhere(each, HOSTILE[name]) for each in calls()])
    wide = [line for line in lines(facts, width, look) for row in line.split("\n") if cell_len(row) > width]
    assert wide == []


@given(st.sampled_from(sorted(HOSTILE)))
def test_nothing_that_a_terminal_would_obey_comes_through(name: str) -> None:
    written = "".join(lines(progress([everywhere(each, HOSTILE[name]) for each in calls()]), None))
    assert not set(written) & {"\x1b", "\x9b", "\r", "\x00", "\x07", "\u202e", "\u2066"}


def test_signs_are_those_that_the_encoding_has() -> None:
    assert look_for("utf-8") == Look()
    assert look_for("ascii") == look_for("latin-1") == look_for(None) == look_for("nonsense") == PLAIN
    assert "".join(lines(progress(calls()), 40, PLAIN)).isascii()
    assert len({PLAIN.done, PLAIN.dropped, PLAIN.open, PLAIN.none}) == 4


def test_no_word_is_a_score() -> None:
    drawing = said(calls(), None)
    assert not re.search(r"%|score|rank|rate|average|better|worse", drawing)


# ---- the program


def test_a_pipe_gets_whole_lines_without_colours_and_then_the_sessions(mentor: Mentor) -> None:
    out = piped(mentor, "amal")
    assert "\x1b" not in out
    assert "  ● write three functions that return a value  done Mon 14 December" in out
    assert "why the value behind return is lost" in out
    assert "Technical mentoring" in out
    assert out.count("ended") == 6
    assert out.index("Call by call  6 calls") < out.index("ended")


def test_of_a_group_only_what_is_the_students_or_the_groups_is_drawn(mentor: Mentor) -> None:
    assert "store the to-do list in the browser" in piped(mentor, "chi")
    assert "multiplication table" not in piped(mentor, "chi")
    assert "store the to-do list" not in piped(mentor, "amal")


def test_a_terminal_gets_colours_and_the_same_words_without_them(mentor: Mentor) -> None:
    coloured = show(mentor, "amal")
    plain = show(mentor, "amal", NO_COLOR="1")
    dumb = show(mentor, "amal", TERM="dumb")
    assert "\x1b[33m" in coloured
    assert not re.search(r"\x1b\[[\d;]*3[0-7]", plain)
    assert "\x1b" not in dumb
    assert words_of(coloured) == words_of(plain) == words_of(dumb)


def words_of(shown: str) -> list[str]:
    return re.sub(r"\x1b\[[\d;]*m", "", shown).split()


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_no_line_of_the_program_is_wider_than_its_terminal(mentor: Mentor, columns: int) -> None:
    shown = re.sub(r"\x1b\[[\d;]*m", "", show(mentor, "amal", columns=columns))
    assert max(map(cell_len, shown.replace("\r", "").split("\n"))) <= columns


def test_as_json_the_list_is_what_it_was_with_the_progress_beside_it(mentor: Mentor) -> None:
    data = mentor.mentorkit("show", "amal", "--json", MENTORKIT_HOME=kept(mentor)).json
    assert (data["mentorkit"], data["kind"], len(data["items"])) == (1, "summaries", 6)
    assert set(data["items"][0]) == {"id", "plan", "students", "created_at", "state", "records"}
    facts = data["progress"]
    assert [each["goals"]["open"] for each in facts["calls"]] == [4, 3, 2, 2, 2, 2]
    assert [each["group"] for each in facts["calls"]] == [False, False, False, True, False, True]
    assert [len(each["actual_seconds"]) for each in facts["sections"]] == [6] * 6
    assert {each["owner"] for each in facts["goals"]} == {"student", "mentor"}
    assert [each["evidence"] for each in facts["topics"]] == ["explained", "explained"]
    everybody = mentor.mentorkit("show", "--json", MENTORKIT_HOME=kept(mentor)).json
    assert set(everybody) == {"mentorkit", "kind", "items"}


def test_somebody_without_a_call_has_no_progress_and_no_error(mentor: Mentor, tmp_path: Path) -> None:
    fresh = Mentor(tmp_path / "home")
    fresh.mentorkit("run", "Ada", "--plain", typed="/end\n")
    assert fresh.mentorkit("students", "add", "Bo").code == 0
    done = fresh.mentorkit("show", "bo")
    assert (done.code, done.err) == (0, "")
    assert "No sessions" in done.out


# ---- groups


@pytest.fixture
def of_two(tmp_path: Path) -> Mentor:
    """Somebody who called Ada and Bo together, and then Ada alone."""
    someone = Mentor(tmp_path / "two")
    for name in ("Ada", "Bo"):
        someone.mentorkit("students", "add", name)
    called(someone, "Ada Bo", "/goal finish the project", "/topic recursion")
    return someone


def called(mentor: Mentor, who: str, *lines: str) -> str:
    """Hold a call to its end, and return what was on the screen."""
    typed = "\n".join((*lines, "/end", ""))
    done = mentor.mentorkit("run", *who.split(), "--plain", "--plan", "default", typed=typed)
    assert done.code == 0
    return done.out


def last_call_of(mentor: Mentor, name: str) -> str:
    return str(mentor.mentorkit("show", name, "--json").json["items"][0]["id"])


def test_a_call_with_one_of_a_group_does_not_show_why_another_of_them_did_not_meet_the_goal(
    of_two: Mentor,
) -> None:
    called(of_two, "Ada", "/partly 1 only Ada did it")
    assert "only Ada did it" in of_two.mentorkit("show", last_call_of(of_two, "Ada")).out
    called(of_two, "Bo", "/note hello")
    for more in ((), ("--json",)):
        shown = of_two.mentorkit("show", last_call_of(of_two, "Bo"), *more)
        assert "finish the project" in shown.out
        assert "only Ada did it" not in shown.out


def test_what_was_closed_in_a_call_without_them_was_not_closed_between_calls(of_two: Mentor) -> None:
    called(of_two, "Ada", "/done 1", "/done 2")
    shown = of_two.mentorkit("show", "Bo").out
    assert "between calls" not in shown
    (topic,) = (line for line in shown.splitlines() if "recursion" in line)
    assert "understood in another call" in topic
    (goal,) = (line for line in shown.splitlines() if "finish the project" in line)
    assert re.search(r"  done .* in another call$", goal)
    assert "another call" not in of_two.mentorkit("show", "Ada").out


def test_what_was_reached_between_calls_is_told_so_still(of_two: Mentor) -> None:
    assert of_two.mentorkit("goals", "Bo", "--done", "1").code == 0
    shown = of_two.mentorkit("show", "Bo").out
    (goal,) = (line for line in shown.splitlines() if "finish the project" in line)
    assert re.search(r"  done .* between calls$", goal)


@pytest.mark.parametrize("form", ["md", "txt", "html"])
def test_no_report_says_between_calls_of_what_was_closed_in_anothers_call(of_two: Mentor, form: str) -> None:
    called(of_two, "Bo", "/note hello", "/student well done")
    called(of_two, "Ada", "/done 1", "/done 2")
    for reader in ("mentor", "student"):
        words = ("export", "Bo", "--since", "1d", "--for", reader, "--format", form)
        letter = of_two.mentorkit(*words).out
        assert "finish the project" in letter
        assert "reached" in letter if reader == "student" else "in another call" in letter
        assert "between calls" not in letter
