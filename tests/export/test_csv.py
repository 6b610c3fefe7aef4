from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorkit.export import for_audience, render
from mentorkit.export.csvform import COLUMNS, as_cell
from mentorkit.plan import Audience
from mentorkit.records import Homework, Session
from tests.export.calls import ADA, BEN, EMPTY, GROUP, LONDON, SINGLE
from tests.export.marked import Marked, marked_sessions
from tests.export.sheet import FORMULA_SIGNS, begins_a_formula, by_csv, by_duckdb, expected
from tests.export.test_goldens import goldens

MENTOR, STUDENT, TEAM = Audience.MENTOR, Audience.STUDENT, Audience.TEAM


def rows(
    sessions: Sequence[Session], audience: Audience = MENTOR, student: str | None = None
) -> list[dict[str, str]]:
    head, *body = by_csv(render(sessions, "csv", audience, LONDON, student))
    assert tuple(head) == COLUMNS
    return [dict(zip(head, row, strict=True)) for row in body]


# ---- the rows


def test_there_is_one_row_a_record_in_the_order_of_their_numbers_and_then_the_next_call() -> None:
    found = rows([SINGLE])
    assert [row["text"] for row in found[:-1]] == [record.text for record in SINGLE.records]
    assert found[-1]["kind"] == "next call"
    assert found[-1]["text"] == "2026-12-08T18:00:00+00:00, 70 minutes"


def test_a_row_says_in_which_call_and_whose_it_is() -> None:
    (row,) = [row for row in rows([GROUP]) if row["number"] == "4"]
    assert (row["session"], row["begun"]) == ("s-2", "2026-12-08T18:00:00+00:00")
    assert (row["student"], row["kind"], row["audience"]) == ("Ben Öz", "homework", "team")
    assert (row["section"], row["text"]) == ("Recap & orientation", "late")
    assert row["day"] == "2026-12-08"


def test_an_answer_stands_beside_what_was_asked_and_the_team_is_not_told_what_is_the_mentors() -> None:
    (row,) = [row for row in rows([GROUP]) if row["number"] == "4"]
    assert row["asked"] == "What was the homework, and how far did they get?"
    assert {row["asked"] for row in rows([GROUP], TEAM)} == {""}


def test_what_is_the_groups_names_nobody() -> None:
    (row,) = [row for row in rows([GROUP]) if row["number"] == "8"]
    assert (row["student"], row["kind"]) == ("", "remedy")


def test_a_goal_has_its_own_columns() -> None:
    (row,) = [row for row in rows([SINGLE]) if row["number"] == "9"]
    assert (row["owner"], row["due"], row["status"], row["hours"]) == ("student", "2026-12-04", "open", "3.5")
    assert (row["proof"], row["why"]) == (SINGLE.goals[2].proof, SINGLE.goals[2].why)
    missed = next(row for row in rows([SINGLE]) if row["number"] == "2")
    assert missed["reason"] == "Two shifts more than planned"


def test_feedback_topics_and_homework_have_theirs() -> None:
    told = replace(SINGLE.notes[1], homework=Homework.LATE)
    found = rows([replace(SINGLE, notes=(told,))])
    by_kind = {row["kind"]: row for row in found}
    assert by_kind["feedback"]["evidence"] == SINGLE.feedback[0].evidence
    assert by_kind["feedback"]["action"] == SINGLE.feedback[0].action
    assert by_kind["topic"]["evidence"] == "with a hint"
    assert by_kind["homework"]["homework"] == "late"


def test_moments_are_in_the_zone_that_was_asked_for() -> None:
    summer = replace(SINGLE, created_at=SINGLE.created_at.replace(month=7))
    assert rows([summer])[0]["begun"] == "2026-07-24T19:00:00+01:00"


@pytest.mark.parametrize("sessions", [[], [EMPTY]])
def test_where_nothing_was_written_there_is_the_first_row_alone(sessions: list[Session]) -> None:
    for audience in Audience:
        assert render(sessions, "csv", audience, LONDON) == ",".join(COLUMNS) + "\r\n"


def test_several_sessions_are_one_table_with_one_first_row() -> None:
    found = rows([GROUP, SINGLE])
    assert [row["session"] for row in found] == (["s-2"] * len(GROUP.records)) + ["s-1"] * (
        len(SINGLE.records) + 1
    )


# ---- the reader


def test_every_reader_gets_the_same_columns() -> None:
    for audience in Audience:
        assert rows([SINGLE], audience)


def test_a_student_of_a_group_finds_only_their_own_and_the_groups() -> None:
    found = rows([GROUP], STUDENT, BEN.id)
    assert {row["student"] for row in found} == {"Ben Öz", ""}
    assert {row["text"] for row in found if not row["student"]} == {
        "Pair on the shop's basket for an hour",
        "The study group meets on Saturdays",
    }


def test_what_the_reader_may_not_see_of_a_record_is_empty() -> None:
    topic = replace(SINGLE.topics[0], audience=STUDENT)
    for row in rows([replace(SINGLE, topics=(topic,))], STUDENT, ADA.id):
        assert [row[name] for name in ("section", "reason", "hours", "why", "evidence", "homework")] == [
            ""
        ] * 6


@given(marked_sessions(), st.sampled_from(Audience))
def test_any_session_has_as_many_rows_as_there_are_records_for_its_reader(
    marked: Marked, audience: Audience
) -> None:
    readable = for_audience(marked.session, audience)
    found = rows([marked.session], audience)
    assert len(found) == len(readable.records) + bool(readable.next_call)
    assert [row["number"] for row in found if row["number"]] == [str(r.number) for r in readable.records]


# ---- whatever the text


@pytest.mark.parametrize("name", [name for name in goldens() if name.endswith(".csv")])
def test_another_program_reads_the_same_cells_out_of_the_story(name: str) -> None:
    cells = by_csv(goldens()[name])
    assert by_duckdb(goldens()[name]) == cells
    assert {len(row) for row in cells} == {len(COLUMNS)}
    assert not [cell for row in cells for cell in row if begins_a_formula(cell)]


@given(st.text())
@example("\u200b \ufeff=1")
@example("\ta")
@example("\r\n=1")
@example("\u202e=1")
@example("＝1")
@example("\u3000－1")
def test_a_cell_is_the_text_but_for_a_quote_before_a_formula(text: str) -> None:
    cell = as_cell(text)
    assert cell in (expected(text), f"'{expected(text)}")
    assert not begins_a_formula(cell)


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4))
def test_any_texts_are_read_back_as_they_were(texts: list[str]) -> None:
    notes = tuple(replace(SINGLE.notes[0], number=n, text=text) for n, text in enumerate(texts, 1))
    found = rows([replace(EMPTY, notes=notes)])
    assert [row["text"] for row in found] == [as_cell(text) for text in texts]


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
@pytest.mark.parametrize("before", ["", " ", "\u200b", "\ufeff\u00a0", "\n"])
def test_every_sign_that_begins_a_formula_gets_a_quote_before_it(sign: str, before: str) -> None:
    assert as_cell(f"{before}{sign}1+1").startswith("'")


@pytest.mark.parametrize("text", ["1 = 1", "a@example.org", "'=1", "-".join("ab"), "", "Ada"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert as_cell(text) == text


def test_rows_end_with_cr_lf_and_a_line_within_a_cell_with_lf() -> None:
    note = replace(SINGLE.notes[0], text='one\r\ntwo "three", four')
    written = render([replace(EMPTY, notes=(note,))], "csv", MENTOR, LONDON)
    assert written.count("\r\n") == 2
    assert '"one\ntwo ""three"", four"' in written
