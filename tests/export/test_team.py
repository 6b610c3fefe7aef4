import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from textwrap import wrap
from typing import Any

import pytest
from hypothesis import given

from mentorkit.export import render_span
from mentorkit.export.audience import all_for_audience
from mentorkit.export.markdown import as_markdown
from mentorkit.export.plaintext import as_text
from mentorkit.export.team import initials, reads_as_need, says_ready, team_report, with_initials
from mentorkit.plan import Audience
from mentorkit.records import Feedback, Goal, Homework, NextCall, Note, NoteKind, Session, Student, Topic
from tests.export.calls import ADA, BEGUN, BEN, EMPTY, GROUP, LONDON, SINGLE
from tests.export.marked import Marked, marked_sessions
from tests.export.test_html import browse, in_a_browser

TEAM = Audience.TEAM
CEM = Student("cem-3", "Cem Ak", BEGUN)


def call(number: int, *students: Student, days: int = 0, **more: Any) -> Session:
    """Return a call without anything in it, so many days after the first."""
    begun = BEGUN + timedelta(days=days)
    return replace(EMPTY, id=f"t-{number}", students=students, created_at=begun, **more)


def line(number: int, text: str, student: Student | None = ADA, **more: Any) -> Feedback:
    return Feedback(f"f.{number}", number, BEGUN, text, student=student.id if student else None, **more)


def told(
    number: int, text: str, student: Student | None, kind: NoteKind = NoteKind.HELP, **more: Any
) -> Note:
    fields = {"audience": TEAM, "kind": kind, "student": student.id if student else None}
    return Note(f"n.{number}", number, BEGUN, text, **(fields | more))


def report(*sessions: Session, student: str | None = None) -> str:
    return as_text(team_report(all_for_audience(sessions, TEAM, student), LONDON))


def test_the_report_of_two_calls_reads_like_this() -> None:
    assert report(GROUP, SINGLE) == (
        """\
Feedback from mentoring calls
=============================

2 calls with Ada Obi and Ben Öz, from Tuesday 24 November 2026 to Tuesday 8 December 2026.

What is in the way
------------------

Ada Obi
- Tue 24 November: The homework stopped at functions: could not say how a value is returned
    Evidence: Wrote console.log where a return was needed, three times
    What would help: A short exercise on return before the next lesson

Ben Öz
- Tue 8 December: Sorting numbers is not clear
    Precisely: That sort() compares as text unless told otherwise

Ada Obi and Ben Öz
- Tue 8 December: The exercise on baskets has no example to start from

Homework
--------

- Ben Öz, Tue 8 December: late
"""
    )


def test_markdown_comes_from_the_same_document() -> None:
    written = as_markdown(team_report(all_for_audience([SINGLE, GROUP], TEAM), LONDON))
    assert written.startswith("# Feedback from mentoring calls\n\n2 calls with Ada Obi and Ben Öz")
    assert "### Ben Öz\n\n- Tue 8 December: Sorting numbers is not clear\n" in written


def test_where_nothing_was_written_for_the_team_that_is_said() -> None:
    assert report(EMPTY).endswith(
        "1 call with Ada Obi, on Tuesday 24 November 2026.\n\nNothing for the team was written.\n"
    )
    assert "Nothing for the team" in report()


# ---- the order


def test_what_is_in_the_way_comes_before_praise_whichever_call_it_is_from() -> None:
    early = call(1, ADA, feedback=(line(1, "Explained loops to the others"),))
    late = call(2, BEN, days=7, feedback=(line(2, "Could not start the exercise", BEN),))
    text = report(early, late)
    assert text.index("Could not start") < text.index("Explained loops")
    assert text.index("What is in the way") < text.index("Other feedback")


def test_students_come_in_the_order_of_the_alphabet_and_a_group_last() -> None:
    lines = (
        line(1, "no example", None),
        line(2, "needs time", CEM),
        line(3, "is stuck", BEN),
        line(4, "not clear", ADA),
    )
    text = report(call(1, CEM, ADA, BEN, feedback=lines))
    found = [text.index(words) for words in ("not clear", "is stuck", "needs time", "no example")]
    assert found == sorted(found)


def test_who_is_ready_for_more_is_said_in_a_part_of_its_own() -> None:
    text = report(
        call(1, BEN, feedback=(line(1, "Ready for the async chapter", BEN, action="Give it to him"),))
    )
    assert (
        "Ready for more\n--------------\n\n- Ben Öz, Tue 24 November: Ready for the async chapter\n" in text
    )
    assert "    What would help: Give it to him" in text
    assert "What is in the way" not in text


def test_a_line_that_needs_something_and_is_ready_for_more_is_in_both_parts_and_once_in_full() -> None:
    text = report(call(1, ADA, feedback=(line(1, "Needs new work: ready for async", evidence="Built it"),)))
    assert text.count("ready for async") == 2
    assert text.count("Built it") == 1


@pytest.mark.parametrize(
    "text",
    [
        "Could not return a value",
        "couldn't say why",
        "COULDN’T SAY",
        "needs an exercise",
        "is stuck at loops",
        "struggles with scope",
        "No example to start from",
        "not ready for loops",
        "Forgot await before fetch twice",
        "Wrote print instead of return",
        "Mixes up map and forEach",
        "One more exercise, please",
        "Another pairing with Sara would help",
        "still returns undefined in 2 of 3",
        "guesses at the syntax until it runs",
        "is behind by two weeks",
        "no longer understands loops",
        "no problem with arrays, but does not see why",
    ],
)
def test_a_line_reads_as_a_need_by_its_words(text: str) -> None:
    assert reads_as_need(text)


@pytest.mark.parametrize(
    "text",
    [
        "Explained loops",
        "Found the notation alone",
        "Knows nodes",
        "",
        "no longer needs help with arrays",
        "No problem with arrays any more",
        "Could not believe how well the tests went",
        "needed no hint",
        "solved it without help",
    ],
)
def test_a_line_without_such_a_word_does_not(text: str) -> None:
    assert not reads_as_need(text)


@pytest.mark.parametrize(
    ("text", "ready"),
    [
        ("Is ready for more", True),
        ("READY FOR async", True),
        ("not ready for more", False),
        ("isn't quite ready for async", False),
        ("not yet ready for more", False),
        ("Did not ask for help; ready for more", True),
        ("already formatted", False),
    ],
)
def test_ready_for_more_is_what_says_so_and_does_not_deny_it(text: str, ready: bool) -> None:
    assert says_ready(text) is ready


def test_notes_for_the_team_are_sorted_as_feedback_is() -> None:
    texts = ("Could not start", "Ready for async", "Asks for a book")
    notes = tuple(told(n, text, ADA, NoteKind.NOTE) for n, text in enumerate(texts, 1))
    text = report(call(1, ADA, notes=notes))
    assert "Ada Obi\n- Tue 24 November: Could not start\n" in text
    assert "Ready for more\n--------------\n\n- Ada Obi, Tue 24 November: Ready for async\n" in text
    assert "Also for the team\n-----------------\n\n- Ada Obi, Tue 24 November: Asks for a book\n" in text
    assert all(text.count(each) == 1 for each in texts)


# ---- topics


def test_a_topic_that_two_students_do_not_understand_is_said_once_with_both() -> None:
    text = report(
        call(1, ADA, notes=(told(1, "Return values", ADA),)),
        call(2, BEN, days=1, notes=(told(2, "return  VALUES.", BEN),)),
    )
    assert "Not clear to several students\n" in text
    assert "- Return values: Ada Obi and Ben Öz\n" in text


def test_names_that_only_resemble_each_other_are_not_taken_for_the_same() -> None:
    for one, other in (("C++", "C"), ("loops", "for loops"), ("return", "returns")):
        text = report(call(1, ADA, BEN, notes=(told(1, one, ADA), told(2, other, BEN))))
        assert "several students" not in text


def test_what_one_student_does_not_understand_twice_is_shared_with_nobody() -> None:
    text = report(
        call(1, ADA, notes=(told(1, "Scope", ADA),)), call(2, ADA, days=7, notes=(told(2, "scope", ADA),))
    )
    assert "several students" not in text
    assert "- Tue 24 November and Tue 1 December: Not clear yet: Scope\n" in text


def test_a_topic_that_the_team_was_not_told_of_counts_for_nothing() -> None:
    hers = call(1, ADA, notes=(told(1, "Scope", ADA),))
    his = call(2, BEN, topics=(Topic("t.1", 1, BEGUN, "Scope", student=BEN.id),))
    assert "several students" not in report(hers, his)


# ---- nothing twice, nothing lost


def test_what_comes_along_from_call_to_call_is_there_once() -> None:
    topic = Topic("t.1", 1, BEGUN, "Closures", TEAM, student=ADA.id)
    text = report(call(1, ADA, topics=(topic,)), call(2, ADA, days=7, topics=(replace(topic, number=3),)))
    assert text.count("Closures") == 1
    assert "Tue 24 November: Not clear yet: Closures" in text


def test_of_homework_that_was_corrected_in_a_call_the_last_answer_counts() -> None:
    def answered(number: int, outcome: Homework, student: Student = ADA) -> Note:
        return told(number, "because", student, NoteKind.HOMEWORK, homework=outcome)

    first = (answered(1, Homework.NO), answered(2, Homework.NO, BEN), answered(3, Homework.YES))
    text = report(call(1, ADA, BEN, notes=first), call(2, ADA, days=7, notes=(answered(4, Homework.LATE),)))
    homework = text.partition("Homework\n--------\n\n")[2]
    assert homework == (
        """\
- Ben Öz, Tue 24 November: not done
- Ada Obi, Tue 24 November: done
- Ada Obi, Tue 1 December: late
"""
    )


def test_the_same_words_of_one_student_in_one_call_are_told_once() -> None:
    words = ("not sure of loops", "Asks for a book", "Ready for async")
    lines = tuple(line(n, text) for n, text in enumerate((*words, *(f"{each.upper()}." for each in words))))
    once = report(call(1, ADA, feedback=lines)).casefold()
    again = report(call(1, ADA, feedback=lines), call(2, ADA, days=7, feedback=(line(9, words[0]),)))
    for each in words:
        assert once.count(each.casefold()) == 1
    assert again.casefold().count(words[0]) == 2  # on two days, which says something


def test_a_line_that_was_typed_in_parts_is_said_in_parts_and_once() -> None:
    typed = line(1, "not clear | said so | an exercise", precise="not clear", evidence="said so")
    text = report(call(1, ADA, feedback=(typed,)))
    assert "- Tue 24 November: not clear\n    Evidence: said so\n" in text


def test_the_rest_and_the_next_call_come_last() -> None:
    goal = Goal("g.1", 1, BEGUN, "Pair once", TEAM, student=ADA.id, due=date(2026, 12, 1), proof="A commit")
    next_call = NextCall(datetime(2026, 12, 8, 18, tzinfo=LONDON), 60, TEAM)
    notes = (told(2, "Asks for a book", ADA, NoteKind.NOTE),)
    text = report(call(1, ADA, goals=(goal,), notes=notes, next_call=next_call))
    assert "Also for the team\n" in text
    assert "- Ada Obi, Tue 24 November: Goal: Pair once (open)\n    Due: 2026-12-01\n" in text
    assert "- Ada Obi, Tue 24 November: Asks for a book\n" in text
    assert text.endswith("Next call with Ada Obi: Tuesday 8 December 2026, 18:00 (GMT).\n")


def test_a_report_about_one_student_holds_nothing_of_another() -> None:
    text = report(SINGLE, GROUP, student=BEN.id)
    assert "Sorting numbers" in text
    assert "Ada" not in text


@given(marked_sessions())
def test_the_team_finds_all_that_is_theirs_and_nothing_else(marked: Marked) -> None:
    text = report(marked.session)
    assert [m for m in marked.markers if m.text in text and not marked.may_read(m, TEAM, None)] == []
    theirs = [m for m in marked.markers if m.required and marked.may_read(m, TEAM, None)]
    assert [m for m in theirs if m.text not in text] == []


def two_weeks() -> list[Session]:
    """Return three students in two calls each and one together, as a mentor writes of them, the latest first."""

    def need(number: int, student: Student, text: str) -> Feedback:
        evidence = "Wrote print three times where a return was needed, and was surprised by None"
        action = "A short exercise on return values before the next lesson, with a pairing partner"
        return line(number, text, student, evidence=evidence, action=action)

    def late(number: int, student: Student) -> Note:
        return told(number, "late: the test cases were not clear", student, NoteKind.HOMEWORK)

    first = call(
        1, ADA, feedback=(need(11, ADA, "Could not say how a value gets out of a function in the homework"),)
    )
    scope = "Scope of variables in callbacks"
    return [
        call(
            7, ADA, BEN, CEM, days=10, feedback=(line(71, "The exercise has no example to start from", None),)
        ),
        call(
            6,
            CEM,
            days=9,
            feedback=(
                line(61, "Tidied it and said why", CEM),
                need(62, CEM, "Could not read the error message"),
            ),
            notes=(late(63, CEM),),
        ),
        call(
            5,
            BEN,
            days=8,
            feedback=(need(51, BEN, "Forgot await before fetch twice"),),
            notes=(told(52, "Promises in a loop", BEN),),
        ),
        call(
            4,
            ADA,
            days=7,
            feedback=(
                need(41, ADA, "Confuses map and forEach where the result is used"),
                line(42, "Explained the callback to Ben", ADA),
            ),
            notes=(late(43, ADA),),
        ),
        call(
            3,
            CEM,
            days=2,
            feedback=(need(31, CEM, "Could not tell which line of the loop runs last"),),
            notes=(told(32, scope, CEM),),
        ),
        call(
            2,
            BEN,
            days=1,
            feedback=(line(21, "Named index and length without help; ready for nested loops", BEN),),
            notes=(late(22, BEN),),
        ),
        replace(first, notes=(told(12, scope, ADA),)),
    ]


def test_two_weeks_of_three_students_are_one_page() -> None:
    for fmt in ("txt", "md"):
        text = render_span(two_weeks(), fmt, TEAM, LONDON)
        page = [row for full in text.splitlines() for row in wrap(full, 90) or [""]]
        assert len(page) <= 66  # of A4 at six lines an inch
    assert "- Scope of variables in callbacks: Ada Obi and Cem Ak\n" in text


@in_a_browser
def test_printed_from_a_browser_they_are_one_page_of_paper(tmp_path: Path) -> None:
    paper = tmp_path / "report.pdf"
    page = render_span(two_weeks(), "html", TEAM, LONDON)
    _, complaints = browse(tmp_path, page, f"--print-to-pdf={paper}", "--no-pdf-header-footer")
    assert complaints == []
    assert len(re.findall(rb"/Type */Page\b", paper.read_bytes())) == 1


def test_the_table_of_the_same_span_has_a_row_a_line_for_the_teams_sheet() -> None:
    rows = list(csv.DictReader(io.StringIO(render_span(two_weeks(), "csv", TEAM, LONDON), newline="")))
    assert len(rows) == 15
    hers = [row for row in rows if (row["student"], row["day"]) == ("Ada Obi", "2026-12-01")]
    assert [(row["kind"], row["text"]) for row in hers] == [
        ("feedback", "Confuses map and forEach where the result is used"),
        ("feedback", "Explained the callback to Ben"),
        ("homework", "late: the test cases were not clear"),
    ]
    assert hers[0]["action"].startswith("A short exercise")


# ---- initials


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Ada Obi", "A.O."),
        ("ada", "A."),
        ("Ben Öz", "B.Ö."),
        ("Anne-Marie O'Brien", "A.M.O."),
        ("李 雷 🌻", "李.雷."),
        ("🌻", "?"),
    ],
)
def test_initials_are_the_first_letters_of_the_words(name: str, short: str) -> None:
    assert initials(name) == short


def names(sessions: Sequence[Session]) -> list[list[str]]:
    return [[student.name for student in session.students] for session in sessions]


def test_two_with_the_same_initials_get_a_number_by_the_order_in_which_they_were_added() -> None:
    other = Student("x-9", "Abe Ort", BEGUN)
    sessions = [call(2, other, BEN, days=1), call(1, ADA), call(3, other, days=2)]
    assert names(with_initials(sessions, (BEN, other, ADA))) == [["A.O. 2", "B.Ö."], ["A.O. 1"], ["A.O. 2"]]


def test_a_number_is_the_same_on_every_page_whoever_is_on_it_and_whoever_comes_anew() -> None:
    other, third = Student("x-9", "Abe Ort", BEGUN), Student("a-0", "Ann Ono", BEGUN + timedelta(days=9))
    for everybody in ((ADA, other), (ADA, BEN, other, third)):
        assert names(with_initials([call(2, other)], everybody)) == [["A.O. 2"]]
        assert names(with_initials([call(2, other), call(1, ADA)], everybody)) == [["A.O. 2"], ["A.O. 1"]]
    assert names(with_initials([call(3, third)], (third, other, ADA))) == [["A.O. 3"]]


def test_a_report_with_initials_has_no_name_in_it() -> None:
    text = report(*with_initials([SINGLE, GROUP], [ADA, BEN]))
    assert "2 calls with A.O. and B.Ö., from" in text
    assert "Obi" not in text
    assert "Öz" not in text
