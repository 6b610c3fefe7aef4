"""What several calls come to over time, as each reader is told: the words, and on a page the pictures beside them."""

import re
from dataclasses import replace
from datetime import UTC, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorkit.export import render
from mentorkit.export.document import Heading, Item, Items, Row, Sign, Strip
from mentorkit.export.progress import CALLS, CLOSED, progress_report
from mentorkit.plan import Audience, Plan, Section
from mentorkit.records import Evidence, NextCall, Note, Session, Student, Topic
from mentorkit.text import normalise
from tests.export.calls import ADA, GROUP, LONDON, SINGLE
from tests.export.hostile import HOSTILE
from tests.export.marked import Marked, marked_sessions
from tests.export.test_html import SIGNS, STORED, Page, browse, in_a_browser, plain_like
from tests.export.test_render import everywhere
from tests.test_progress import ADA as ALONE
from tests.test_progress import FIRST, WEEK, call, day, goal

MENTOR, STUDENT, TEAM = Audience.MENTOR, Audience.STUDENT, Audience.TEAM
BOTH = [SINGLE, GROUP]
EAST = timezone(timedelta(hours=3))


def calls(count: int = 4) -> list[Session]:
    """Return that many calls with goals and topics that were closed in every way."""
    goals = (
        goal("finish the form", (0, "set"), (1, "done")),
        goal("draw the table", (0, "set"), (1, "partly"), (1, "kept"), (1, "moved"), (2, "done")),
        goal("read the chapter", (0, "set"), (1, "missed"), (1, "kept"), (2, "missed"), (2, "dropped")),
        goal("write the test", (1, "set"), (2.5, "done")),
        goal("try the debugger", (2, "set"), (3, "missed"), (3, "kept"), (3, "moved")),
        goal("send the link", (0, "set"), (1, "done"), owner="mentor"),
    )
    return with_records(goals, count)


def with_records(goals: tuple[object, ...], count: int) -> list[Session]:
    topics = (
        Topic("t1", 7, day(0), "loops", student=ALONE.id, opened_in="s0", closed_in="s2", evidence=Evidence.EXPLAINED),
        Topic("t2", 8, day(1), "return", student=ALONE.id, opened_in="s1", evidence=Evidence.NOT_YET),
    )  # fmt: skip
    return [call(number, goals=goals, topics=topics) for number in range(count)]


def text_of(sessions: list[Session], audience: Audience = MENTOR, student: str | None = None) -> str:
    """Return what is said ahead of the calls in plain text, "" for nothing."""
    text = render(sessions, "txt", audience, LONDON, student)
    return text.split(f"\n{'-' * 72}\n")[0] if "from call to call" in text.split("\n")[0] else ""


def items(sessions: list[Session], audience: Audience = MENTOR) -> dict[str, Item]:
    """Return the entries by their texts."""
    report = progress_report(sessions, audience, UTC)
    return {item.text: item for block in report if isinstance(block, Items) for item in block.items}


# ---- the words


def test_the_mentor_reads_what_became_of_every_goal() -> None:
    said = {text: item.details for text, item in items(calls()).items()}
    assert said["finish the form"] == ("Set Mon 2 November; done Mon 9 November",)
    assert said["draw the table"] == (
        "Set Mon 2 November; in part Mon 9 November; done Mon 16 November, moved once",
    )
    assert said["read the chapter"] == ("Set Mon 2 November; missed Mon 9 November; let go Mon 16 November",)
    assert said["write the test"] == ("Set Mon 9 November; done Fri 20 November, between calls",)
    assert said["try the debugger"] == (
        "Set Mon 16 November; missed Mon 23 November; open for 2 calls, moved once",
    )


def test_the_mentor_reads_topics_minutes_and_every_call() -> None:
    said = {text: item.details for text, item in items(calls()).items()}
    assert said["loops"] == ("Came up Mon 2 November; explained Mon 16 November",)
    assert said["return"] == ("Came up Mon 9 November; open for 3 calls; so far: not yet",)
    assert said["Work"] == ("Planned 30+ min; took 35, 35, 35, 35 min",)
    assert said["Mon 9 November"] == (
        "Goals: 1 set, 1 done, 1 in part, 1 missed, 1 moved, 3 open afterwards",
        "Topics: 1 new, 2 open afterwards",
        "43 min, planned 40 min",
    )


def test_minutes_of_plans_that_changed_are_said_call_by_call() -> None:
    longer = Plan("p", "Call", (Section("work", "A new title " * 9, 2400, 1800),))
    noted = call(2, plan=longer, log=(), notes=(Note("n", 1, day(2), "x"),))
    said = items([call(0), call(1, work=0.5), noted])
    assert said["Hello"].details == ("Planned 10 min; took 8, 8, - min",)
    assert said[longer.sections[0].title].details == ("Planned 30, 30, 40 min; took 35, <1, 0 min",)


def test_the_student_reads_of_their_goals_alone() -> None:
    assert text_of(calls(), STUDENT) == "\n".join(
        (
            "Your goals, from call to call",
            "=============================",
            "",
            "4 calls, from Monday 2 November 2026 to Monday 23 November 2026.",
            "",
            "What you have reached",
            "---------------------",
            "",
            "- write the test",
            "    Set Mon 9 November, reached between calls",
            "- draw the table",
            "    Set Mon 2 November, reached Mon 16 November",
            "- finish the form",
            "    Set Mon 2 November, reached Mon 9 November",
            "",
            "What is open",
            "------------",
            "",
            "- try the debugger",
            "    Set Mon 16 November",
            "",
            "What we let go",
            "--------------",
            "",
            "- read the chapter",
            "    Set Mon 2 November, let go Mon 16 November",
            "",
        )
    )


@pytest.mark.parametrize("form", ["md", "txt", "html"])
def test_every_format_that_a_person_reads_begins_with_it(form: str) -> None:
    assert "try the debugger" in progress_text(form, calls())
    assert "from call to call" in progress_text(form, calls())


def progress_text(form: str, sessions: list[Session]) -> str:
    """Return what stands before the first session's own title."""
    return render(sessions, form, MENTOR, LONDON).split("Call with Ada")[0]


@pytest.mark.parametrize("form", ["json", "csv"])
def test_no_other_format_has_it(form: str) -> None:
    assert "from call to call" not in render(calls(), form, MENTOR, LONDON)


def test_there_is_none_of_one_call_nor_of_one_that_comes_twice() -> None:
    for audience in Audience:
        assert progress_report([calls()[0]] * 2, audience, UTC) == ()


def test_there_is_none_for_the_team() -> None:
    assert progress_report(calls(), TEAM, UTC) == ()


def test_there_is_none_of_several_students_whom_it_would_compare() -> None:
    ben = Student("ben", "Ben", FIRST)
    others = [*calls(), call(5, students=(ben,)), call(6, students=())]
    assert progress_report(others, MENTOR, UTC) == ()
    assert progress_report([call(5, students=()), call(6, students=())], MENTOR, UTC) == ()


def test_of_a_group_it_is_about_the_one_who_is_named() -> None:
    said = text_of(BOTH, MENTOR, ADA.id)
    assert "Write two functions" in said
    assert "Pair on the shop's basket" in said
    assert "Sort the list of prices" not in said
    assert "Ben" not in said


def test_a_call_that_was_broken_off_at_once_is_left_out() -> None:
    assert "4 calls" in text_of([*calls(), call(8, log=(), seen_at=0.0)])


def test_without_goals_and_topics_that_is_said() -> None:
    said = text_of([call(0), call(1)])
    assert "No goals were set." in said
    assert "No topics came up." in said
    assert progress_report([call(0), call(1)], STUDENT, UTC) == ()


def test_of_very_many_calls_the_latest_are_told_and_what_is_open_from_before() -> None:
    old = goal("from the beginning", (0, "set"))
    done = tuple(goal(f"goal {n}", (n, "set"), (n + 1, "done")) for n in range(150, 199))
    many = [call(number, goals=(*done, *((old,) if number < 5 else ()))) for number in range(200)]
    said = text_of(many)
    assert f"These are the latest calls, {CALLS} of 200." in said
    assert "from the beginning\n    Set Mon 2 November 2026; open in all of these calls" in said
    assert said.count("; done ") == CLOSED
    assert f"And {len(done) - CLOSED} that were closed before those." in said


def test_two_and_thirty_calls_are_told_too() -> None:
    for count in (2, 30):
        page = Page(render(calls(count), "html", MENTOR, LONDON))
        assert page.words[0] == "Ada, from call to call"


# ---- nothing that is not the reader's, not even in a count


def private(session: Session) -> Session:
    """Return the session with more of what is the mentor's alone."""
    at = session.created_at
    more = [goal(f"{session.id} hidden {n}", (0, "set"), audience=MENTOR) for n in range(3)]
    return replace(
        session,
        notes=(*session.notes, Note("hidden note", 40, at, "hidden")),
        goals=(*session.goals, *more),
        topics=(*session.topics, Topic("hidden topic", 41, at, "hidden", opened_in=session.id)),
        plan=Plan("hidden", "Hidden", (Section("hidden", "Hidden", 60, 60),)),
        log=(),
    )


def test_what_is_the_mentors_cannot_be_counted_by_the_student() -> None:
    plain = progress_report(calls(), STUDENT, UTC)
    assert progress_report([private(each) for each in calls()], STUDENT, UTC) == plain
    without = [replace(each, topics=(), notes=()) for each in calls()]
    assert progress_report(without, STUDENT, UTC) == plain


def test_a_call_that_holds_nothing_for_the_student_is_not_one_of_theirs() -> None:
    only_noted = private(call(9))
    assert progress_report([*calls(), only_noted], STUDENT, UTC) == progress_report(calls(), STUDENT, UTC)


@given(marked_sessions(), st.sampled_from(Audience), st.data())
def test_no_reader_of_several_calls_finds_what_is_not_theirs(
    marked: Marked, audience: Audience, data: st.DataObject
) -> None:
    student = data.draw(st.sampled_from([None, *(s.id for s in marked.session.students)]))
    agreed = NextCall(marked.session.created_at, 60, audience)
    later = [
        replace(
            marked.session, id=f"later {n}", created_at=marked.session.created_at + n * WEEK, next_call=agreed
        )
        for n in range(2)
    ]
    for form in ("md", "txt", "html"):
        text = render([marked.session, *later], form, audience, LONDON, student)
        foreign = [m.text for m in marked.markers if not marked.may_read(m, audience, student)]
        assert [each for each in foreign if each in text] == []
        if audience is not MENTOR:
            assert "77.25" not in text


# ---- the pictures


def strip(text: str, audience: Audience = MENTOR) -> list[tuple[float, Sign]]:
    """Return the signs beside an entry, by how far to the right."""
    picture = items(calls(), audience)[text].picture
    assert isinstance(picture, Strip)
    return [(round(part, 2), sign) for part, sign in picture.marks]


def test_a_line_runs_from_the_call_that_set_it_to_the_one_that_closed_it() -> None:
    assert strip("finish the form") == [(0, Sign.BEGUN), (0.33, Sign.DONE)]
    assert strip("draw the table") == [(0, Sign.BEGUN), (0.33, Sign.PARTLY), (0.67, Sign.DONE)]
    assert strip("read the chapter") == [(0, Sign.BEGUN), (0.33, Sign.MISSED), (0.67, Sign.DROPPED)]
    assert strip("write the test") == [(0.33, Sign.BEGUN), (0.83, Sign.DONE)]
    assert strip("try the debugger") == [(0.67, Sign.BEGUN), (1, Sign.MISSED), (1.05, Sign.OPEN)]


def test_the_students_picture_has_no_outcome_on_the_way() -> None:
    assert strip("draw the table", STUDENT) == [(0, Sign.BEGUN), (0.67, Sign.DONE)]


def test_a_call_has_a_sign_for_every_goal_that_was_closed_or_stayed_open() -> None:
    picture = items(calls())["Mon 16 November"].picture
    assert isinstance(picture, Row)
    assert picture.signs == (Sign.DONE, Sign.DROPPED, Sign.OPEN, Sign.OPEN)


def page_of(sessions: list[Session], audience: Audience) -> Page:
    return Page(render(sessions, "html", audience, LONDON))


@pytest.mark.parametrize("audience", [MENTOR, STUDENT])
def test_every_picture_is_hidden_from_those_who_hear_its_words(audience: Audience) -> None:
    tags = page_of(calls(), audience).tags
    outer = [dict(a) for tag, a in tags if tag == "svg" and ("class", "at") not in a]
    assert outer
    assert {svg["aria-hidden"] for svg in outer} == {"true"}
    keys = [dict(a) for tag, a in tags if tag == "p" and ("class", "key") in a]
    assert {each["aria-hidden"] for each in keys} == {"true"}


@pytest.mark.parametrize("audience", [MENTOR, STUDENT])
def test_every_word_of_the_plain_text_is_on_the_page(audience: Audience) -> None:
    said = " ".join(page_of(calls(), audience).words)
    assert set(re.findall(r"\w+", render(calls(), "txt", audience, LONDON))) <= set(re.findall(r"\w+", said))


def test_the_pictures_have_figures_in_their_attributes_and_nothing_else() -> None:
    page = page_of(calls(), MENTOR)
    shapes = [(tag, a) for tag, a in page.tags if tag in {"svg", "rect", "circle", "line", "path"}]
    assert {name for _, a in shapes for name, _ in a} <= {
        *("class", "aria-hidden", "focusable", "x", "y", "width", "height", "r", "cx", "cy"),
        *("x1", "x2", "y1", "y2", "d", "viewbox", "preserveaspectratio"),
    }
    free = ("class", "aria-hidden", "focusable", "preserveaspectratio")
    values = [value or "" for _, a in shapes for name, value in a if name not in free]
    assert {value for value in values if not re.fullmatch(r"[-\d.% MLAVZ]+", value)} == set()
    assert "style" not in page.attributes
    assert not page.names & {"script", "text", "image", "use", "a", "foreignobject"}


@pytest.mark.parametrize("audience", [MENTOR, STUDENT])
@pytest.mark.parametrize("text", STORED.values(), ids=STORED)
def test_no_text_changes_a_tag_of_the_page(text: str, audience: Audience) -> None:
    hostile, harmless = (
        page_of([everywhere(each, said) for each in calls()], audience).tags
        for said in (text, plain_like(text))
    )
    assert hostile == harmless


@given(SIGNS.map(normalise).filter(bool))
def test_no_row_of_signs_changes_a_tag_of_the_page(text: str) -> None:
    hostile, harmless = (
        page_of([everywhere(each, said) for each in calls()], MENTOR).tags
        for said in (text, plain_like(text))
    )
    assert hostile == harmless


def test_the_page_of_a_student_names_nobody_in_its_title() -> None:
    assert page_of(calls(), STUDENT).title == "About our calls"
    assert page_of(calls(), MENTOR).title == "Mentoring sessions"


def test_the_signs_are_explained_where_they_first_stand() -> None:
    report = progress_report(calls(), MENTOR, UTC)
    keys = [block.key for block in report if isinstance(block, Items) and block.key]
    assert [key[0][1] for key in keys] == ["set", "came up", "taken", "done"]
    assert (None, "left Mon 2 November, right Mon 23 November") in keys[0]
    assert isinstance(report[0], Heading)


@in_a_browser
@pytest.mark.parametrize("width", [360, 900])
def test_a_browser_draws_the_pictures_and_complains_of_nothing(tmp_path: Path, width: int) -> None:
    sessions = [everywhere(each, HOSTILE["HTML"]) for each in calls(30)]
    picture = tmp_path / "page.png"
    page = render(sessions, "html", MENTOR, LONDON)
    _, complaints = browse(tmp_path, page, f"--screenshot={picture}", f"--window-size={width},1400")
    assert complaints == []
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_days_are_those_of_the_mentors_zone() -> None:
    late = [replace(each, created_at=each.created_at + timedelta(hours=5, minutes=30)) for each in calls(2)]
    assert "from Monday 2 November 2026" in text_of(late)
    assert "from Tuesday 3 November 2026" in str(progress_report(late, MENTOR, EAST))
