"""The journal alone gives the tables again, and where something went past it that is found."""

import sqlite3
from contextlib import closing, suppress
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorkit.errors import RefusedError
from mentorkit.runner import begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from mentorkit.store.connection import in_memory
from mentorkit.store.replay import Difference, differences
from tests.clocks import FakeClock
from tests.flow.cases import ADA, BO, the_plan, with_history
from tests.store.older import made_older
from tests.story import by_lines


def _differences(path: Path) -> tuple[Difference, ...]:
    with closing(sqlite3.connect(path)) as db, closing(in_memory()) as blank:
        return differences(db, blank)


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A store with four weeks of calls in it."""
    path = tmp_path / "told" / "mentorkit.db"
    by_lines(path).store.close()
    return path


def _behind_its_back(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute(statement).rowcount > 0, statement
        db.commit()


def test_four_weeks_of_calls_are_in_the_journal_as_in_the_tables(told: Path) -> None:
    assert _differences(told) == ()


LINES = st.sampled_from(
    ["hello", "/goal read", "/topic loops", "/team one | two | three", "/student well done", "/remedy pairing",
     "/remedy #1 draw it", "/delete 1", "/delete 2", "/delete 3", "/edit 1 other words", "/edit 2 others",
     "/audience 1 team", "/done 1", "/partly 2", "/missed 2", "d", "keep", "1 e", "2 n: no idea", "y", "",
     "/next", "/next", "/goto 6", "next tue 6pm", "in two weeks 18:00", "/undo", "/who Bo", "/who all", "/add 5"]
)  # fmt: skip


@given(
    calls=st.lists(st.tuples(st.sets(st.sampled_from((ADA, BO))), st.lists(LINES, max_size=25)), max_size=3)
)
def test_whatever_was_typed_the_journal_says_the_same_as_the_tables(
    calls: list[tuple[set[object], list[str]]],
) -> None:
    with Store.practice() as store:
        clock = FakeClock()
        for students, lines in calls:
            present = tuple(student for student in (ADA, BO) if student in students)
            runner = begin(store, the_plan(), present, clock=clock, zone=UTC, settings=Settings())
            for line in lines:
                clock.advance(20)
                with suppress(RefusedError):
                    runner.do(line)
            if not present:
                runner.belongs_to(BO)
        assert differences(store._db, in_memory()) == ()


@pytest.mark.parametrize(
    ("statement", "table", "what"),
    [
        ("UPDATE note SET text = 'secret' WHERE rowid = 2", "note", "differs from the journal in: text"),
        ("UPDATE note SET audience = 'team', kind = 'praise' WHERE rowid = 2", "note", "audience, kind"),
        ("UPDATE goal SET life = '[]', hours = 3 WHERE rowid = 1", "goal", "hours, life"),
        ("UPDATE student SET pronouns = 'it' WHERE name = 'Amal'", "student", "pronouns"),
        ("UPDATE topic SET evidence = 'not yet' WHERE rowid = 1", "topic", "evidence"),
        ("DELETE FROM feedback WHERE rowid = 1", "feedback", "is in the journal and not in the table"),
        ("DELETE FROM attendance WHERE position = 1", "attendance", "is in the journal and not in the table"),
        ("DELETE FROM carried WHERE number = 1", "carried", "is in the journal and not in the table"),
        ("UPDATE next_call SET minutes = 5", "next_call", "minutes"),
        ("INSERT INTO student (id, name, added_at) VALUES ('x', 'X', '')", "student", "is in the table and not in the journal"),
    ],
)  # fmt: skip
def test_what_was_changed_behind_the_journals_back_is_found(
    told: Path, statement: str, table: str, what: str
) -> None:
    _behind_its_back(told, statement)
    found = _differences(told)
    assert found
    assert {difference.table for difference in found} == {table}
    assert all(what in difference.what for difference in found)
    assert "secret" not in str(found)


@pytest.mark.parametrize(
    "damage",
    [
        "do = 'put', data = '{'",
        "do = 'put', data = '[]'",
        'do = \'put\', data = \'{"table": "student; --", "row": {}}\'',
        'do = \'put\', data = \'{"table": "note", "row": {"id": "1", "x) --": 1}}\'',
        'do = \'put\', data = \'{"table": "note", "row": {"id": "1"}}\'',
        "do = 'sing'",
        "do = 'student', data = 'null'",
        "data = x'ff'",
    ],
)
def test_an_entry_that_makes_no_sense_is_found_and_the_others_count(told: Path, damage: str) -> None:
    _behind_its_back(
        told, f"UPDATE journal SET {damage} WHERE id = (SELECT max(id) FROM journal WHERE do = 'put')"
    )
    found = _differences(told)
    assert [difference.table for difference in found].count("journal") == 1


def test_a_lost_entry_is_found(told: Path) -> None:
    _behind_its_back(told, "DELETE FROM journal WHERE id = (SELECT max(id) FROM journal WHERE do = 'put')")
    assert _differences(told)


@pytest.mark.parametrize("version", [1, 2])
def test_the_journal_of_an_older_version_is_enough_for_its_tables(
    path: Path, clock: FakeClock, version: int
) -> None:
    with Store.writer(path) as store:
        with_history(store, the_plan())
        runner = begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings())
        for line in ("private words", "/goal read", "/topic loops", "/next"):
            runner.do(line)
        for column in ("full_name", "pronouns", "channel", "rhythm", "hours", "why_course", "why_programming",
                       "challenge", "starts", "ends"):  # fmt: skip
            store._db.execute(
                f"UPDATE journal SET data = json_remove(data, '$.{column}') WHERE do = 'student'"
            )
        for column in ("topic", "homework", "life"):
            store._db.execute(
                f"UPDATE journal SET data = json_remove(data, '$.row.{column}') WHERE do = 'put'"
            )
    made_older(path, version)
    assert _differences(path) == ()
    with Store.writer(path):
        pass
    assert _differences(path) == ()
