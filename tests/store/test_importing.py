"""What was exported whole is, once it is imported, the same: for the mentor, for the next export, and for the journal."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorkit.errors import NotSavedError
from mentorkit.export import library_json
from mentorkit.importing import merged, read_library
from mentorkit.records import State
from mentorkit.store import Store
from mentorkit.store.backup import backups
from mentorkit.store.connection import in_memory
from mentorkit.store.replay import differences
from mentorkit.store.schema import MIGRATIONS
from mentorkit.text import normalise
from tests.clocks import START, FakeClock
from tests.importing.libraries import CALLS, Call, going_on, play, play_call, students
from tests.store.test_versions import KEPT, unpacked
from tests.story import AMAL, BILAL, CHI, by_lines

NEW_YORK = ZoneInfo("America/New_York")
OTHERS = ("Dora", "Émile", "Fu")
NOW = datetime(2027, 1, 1, tzinfo=UTC)


def exported(store: Store) -> str:
    return library_json(store.library(), NEW_YORK)


def bring(store: Store, text: str) -> None:
    """Import an export, of which nothing may be here otherwise."""
    merge = merged(store.library(), read_library(text.encode(), "export.json"))
    assert (merge.conflicts, merge.namesakes) == ((), ())
    store.add_library(merge.new, NOW)


def check_journal(store: Store) -> None:
    assert differences(store._db, in_memory()) == ()
    assert store._db.execute("PRAGMA foreign_key_check").fetchall() == []


def as_sets(text: str) -> dict[str, Any]:
    """Return the export without the order of what stands in its lists."""
    data: dict[str, Any] = json.loads(text)
    return {
        key: sorted(map(json.dumps, part)) if isinstance(part, list) else part for key, part in data.items()
    }


@given(CALLS)
def test_an_export_that_is_imported_into_an_empty_home_is_exported_as_the_same_text(
    calls: list[Call],
) -> None:
    with Store.practice() as here, Store.practice() as there:
        play(here, calls, students())
        here._running = None
        text = exported(here)
        bring(there, text)
        assert exported(there) == text
        check_journal(there)


@given(CALLS)
def test_what_is_imported_is_read_as_what_it_came_from(calls: list[Call]) -> None:
    with Store.practice() as here, Store.practice() as there:
        play(here, calls, students())
        here._running = None
        bring(there, exported(here))
        assert there.library() == here.library()
        everybody = [student.id for student in here.students()]
        assert there.earlier(everybody[:1], NOW) == here.earlier(everybody[:1], NOW)
        assert there.earlier(everybody, NOW) == here.earlier(everybody, NOW)
        assert there.revisions(everybody[:1], NOW) == here.revisions(everybody[:1], NOW)
        for session in here.library().sessions:
            assert there.session(session.id).next_number == session.next_number
            if session.state is not State.ENDED:
                assert going_on(there, session.id) == going_on(here, session.id)
                here._running = there._running = None


@given(CALLS)
def test_importing_twice_and_importing_into_itself_changes_nothing(calls: list[Call]) -> None:
    with Store.practice() as here, Store.practice() as there:
        play(here, calls, students())
        here._running = None
        text = exported(here)
        for store in (here, there):
            bring(store, text)
            before = store._db.serialize()
            bring(store, text)
            assert store._db.serialize() == before


@settings(max_examples=40)
@given(CALLS, CALLS)
def test_of_two_that_have_nothing_in_common_it_does_not_matter_which_comes_first(
    one: list[Call], two: list[Call]
) -> None:
    with Store.practice() as a, Store.practice() as b, Store.practice() as ab, Store.practice() as ba:
        play(a, one, students())
        play(b, two, students(OTHERS))
        a._running = b._running = None
        for store, texts in ((ab, (exported(a), exported(b))), (ba, (exported(b), exported(a)))):
            for text in texts:
                bring(store, text)
            check_journal(store)
        assert as_sets(exported(ab)) == as_sets(exported(ba))
        bring(ab, exported(ba))
        assert as_sets(exported(ab)) == as_sets(exported(ba))


@settings(max_examples=40)
@given(CALLS, CALLS, st.booleans())
def test_what_came_later_in_either_is_lost_in_neither(
    calls: list[Call], later: list[Call], file_is_newer: bool
) -> None:
    with Store.practice() as old, Store.practice() as new:
        play(old, calls, students())
        old._running = None
        text = exported(old)
        bring(new, text)
        for call in later:
            play_more(new, call)
        new._running = None
        if file_is_newer:
            known = old.library()
            merge = merged(known, read_library(exported(new).encode(), "export.json"))
            old.add_library(merge.new, NOW)
            check_journal(old)
            after = old.library()
            assert {note.id for note in new.library().notes} == {note.id for note in after.notes}
            assert {s.id for s in new.library().sessions} == {s.id for s in after.sessions}
            assert {s.id: s.notes for s in known.sessions}.items() <= {
                s.id: s.notes for s in after.sessions
            }.items()
        else:
            before = new._db.serialize()
            merge = merged(new.library(), read_library(text.encode(), "export.json"))
            new.add_library(merge.new, NOW)
            assert new._db.serialize() == before


def play_more(store: Store, call: Call) -> None:
    """Have one more call with whom there is."""
    clock = FakeClock()
    clock.advance(100 * 24 * 3600)
    play_call(store, call, store.students()[:1], clock)


def test_the_four_weeks_of_the_story_are_the_same_before_the_next_call(tmp_path: Path) -> None:
    story = by_lines(tmp_path / "here" / "mentorkit.db")
    with story.store, Store.writer(tmp_path / "there" / "mentorkit.db") as there:
        text = exported(story.store)
        preps = [story.prep(AMAL), story.prep(BILAL), story.prep(AMAL, BILAL, CHI)]
        bring(there, text)
        assert exported(there) == text
        check_journal(there)
        story.store = there
        assert [story.prep(AMAL), story.prep(BILAL), story.prep(AMAL, BILAL, CHI)] == preps
        for student in (AMAL, BILAL, CHI):
            assert len(there.summaries(student.id)) > 0


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_what_an_earlier_version_stored_and_what_it_exported_can_be_imported(
    tmp_path: Path, version: int
) -> None:
    with (
        Store.writer(unpacked(version, tmp_path)) as here,
        Store.practice() as there,
        Store.practice() as of_old,
    ):
        bring(there, exported(here))
        assert exported(there) == exported(here)
        bring(of_old, (KEPT / f"version-{version}.json").read_text(encoding="utf-8"))
        for store in (there, of_old):
            check_journal(store)
            assert [len(s.records) for s in store.library().sessions] == [
                len(s.records) for s in here.library().sessions
            ]


def test_a_filled_store_is_backed_up_first_and_an_empty_one_is_not(tmp_path: Path) -> None:
    with Store.practice() as one, Store.practice() as two:
        play(one, [], students())
        play(two, [], students(OTHERS))
        texts = [exported(one), exported(two)]
    path = tmp_path / "data" / "mentorkit.db"
    with Store.writer(path) as store:
        bring(store, texts[0])
        assert backups(path) == ()
        bring(store, texts[1])
    (backup,) = backups(path)
    with closing(sqlite3.connect(backup)) as db:
        assert db.execute("SELECT name FROM student ORDER BY name").fetchall() == [("Ada",), ("Bo",)]


def test_it_is_all_of_it_or_nothing(path: Path) -> None:
    with Store.practice() as here:
        play(here, [Call(frozenset({0}), ["hello"], "", "", False, False, 0.0)], students())
        here._running = None
        library = read_library(exported(here).encode(), "export.json")
    with Store.writer(path) as store:
        store._db.execute(
            "CREATE TEMP TRIGGER full BEFORE INSERT ON note BEGIN SELECT raise(ABORT, 'full'); END"
        )
        with pytest.raises(NotSavedError):
            store.add_library(library, NOW)
        assert store.students() == ()
        assert store.session_ids() == ()


def test_a_call_that_was_running_when_it_was_exported_is_interrupted_and_goes_on_with_its_half_typed_line() -> (
    None
):
    call = Call(frozenset({0}), ["hello", "/next"], "so they said ", "", False, False, 0.0)
    with Store.practice() as here, Store.practice() as there:
        play(here, [call], students())
        text = exported(here)
        assert '"state": "running"' in text
        bring(there, text)
        (session,) = there.library().sessions
        assert session.state is State.INTERRUPTED
        draft, records, last, gap, *_ = going_on(there, session.id)
        assert (draft, records) == ("so they said ", 1)
        assert last == START + timedelta(seconds=20.000_123)
        assert gap.ask
        assert gap.seen == START + timedelta(seconds=40.000_246)


def test_the_number_of_a_record_that_was_deleted_is_not_given_again() -> None:
    call = Call(frozenset({0}), ["one", "two", "three", "/delete 3", "/delete 2"], "", "", False, False, 0.0)
    with Store.practice() as here, Store.practice() as there:
        play(here, [call], students())
        here._running = None
        bring(there, exported(here))
        (session,) = there.library().sessions
        assert [note.number for note in session.notes] == [1]
        assert session.next_number == 4
        assert b"three" not in there._db.serialize()


def test_texts_are_stored_as_they_would_be_typed() -> None:
    with Store.practice() as here, Store.practice() as there:
        play(here, [Call(frozenset({0}), ["hello"], "", "", False, False, 0.0)], students())
        here._running = None
        raw = " e\u0301\x1b[31m\r\nx\ud800 "
        data = json.loads(exported(here))
        data["sessions"][0]["notes"][0]["text"] = raw
        bring(there, json.dumps(data))
        assert there.library().sessions[0].notes[0].text == normalise(raw)
