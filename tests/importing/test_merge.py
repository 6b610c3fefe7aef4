"""What of a file is new to a store, what is there already, and what is there otherwise."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from mentorkit.export import library_json
from mentorkit.importing import Merge, merged, read_library
from mentorkit.records import Evidence, Library, Profile, Session, Student
from mentorkit.store import Store
from tests.importing.libraries import ADDED, Call, play, students

LINES = ["hello", "/topic loops", "#2 said so", "/goal read", "/end"]
NOW = datetime(2027, 1, 1, tzinfo=UTC)


def told(names: tuple[str, str, str] = ("Ada", "Bo", "Chí"), calls: int = 2) -> Library:
    """Return what is in a store after some calls with the first of them."""
    with Store.practice() as store:
        play(store, [Call(frozenset({0}), LINES, "", "later", False, False, 90_000)] * calls, students(names))
        store._running = None
        return read_library(library_json(store.library()).encode(), "export.json")


def filled(library: Library) -> Library:
    """Return the library as a store gives it once it was imported."""
    with Store.practice() as store:
        store.add_library(merged(Library(), library).new, NOW)
        return store.library()


@pytest.fixture(scope="module")
def file() -> Library:
    return told()


@pytest.fixture(scope="module")
def store(file: Library) -> Library:
    return filled(file)


def with_first(library: Library, change: Callable[[Session], Session]) -> Library:
    first, *more = library.sessions
    return replace(library, sessions=(change(first), *more))


def differing(merge: Merge) -> list[tuple[str, tuple[str, ...]]]:
    return [(conflict.what, conflict.differs) for conflict in merge.conflicts]


def test_into_nothing_all_of_it_is_new(file: Library) -> None:
    merge = merged(Library(), file)
    assert merge.new == replace(file, goals=(), topics=())  # which come with their calls
    assert (merge.known, merge.conflicts, merge.namesakes) == (Library(), (), ())


def test_what_is_there_already_is_not_new(store: Library, file: Library) -> None:
    merge = merged(store, file)
    assert (merge.new.students, merge.new.sessions, merge.new.notes) == ((), (), ())
    assert (len(merge.known.students), len(merge.known.sessions), len(merge.known.notes)) == (2, 2, 2)
    assert (merge.conflicts, merge.namesakes) == ((), ())


CHANGES: dict[str, tuple[Callable[[Session], Session], str]] = {
    "a note more": (
        lambda s: replace(s, notes=(*s.notes, replace(s.notes[0], id="more", number=99))),
        "notes",
    ),
    "a note less": (lambda s: replace(s, notes=s.notes[1:]), "notes"),
    "other words": (lambda s: replace(s, notes=(replace(s.notes[0], text="other"), *s.notes[1:])), "notes"),
    "a shorter call": (lambda s: replace(s, log=s.log[:-1]), "clock"),
    "another plan": (lambda s: replace(s, plan=replace(s.plan, title="Other")), "plan"),
    "nobody in it": (lambda s: replace(s, students=()), "students"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_call_that_is_there_otherwise_stays_as_it_is_as_a_whole(
    store: Library, file: Library, name: str
) -> None:
    change, word = CHANGES[name]
    merge = merged(store, with_first(file, change))
    assert differing(merge) == [("call", (word,))]
    assert merge.new.sessions == ()


def test_a_goal_and_a_topic_that_went_on_are_named_and_stay_while_the_calls_are_equal(
    store: Library, file: Library
) -> None:
    def changed(session: Session) -> Session:
        goal = replace(session.goals[0], text="read it all", hours=3.0)
        return replace(
            session, goals=(goal,), topics=(replace(session.topics[0], evidence=Evidence.EXPLAINED),)
        )

    merge = merged(store, with_first(file, changed))
    assert differing(merge) == [("goal", ("text", "hours")), ("topic", ("evidence",))]


def test_what_was_deleted_here_does_not_come_back_and_leaves_no_loose_end(
    store: Library, file: Library
) -> None:
    """A topic of a call that is here was deleted; a later call of the file still speaks of it."""

    def without(session: Session) -> Session:
        return replace(session, topics=(), notes=tuple(replace(note, topic=None) for note in session.notes))

    here = with_first(replace(store, sessions=store.sessions[:1], topics=()), without)
    gone = store.sessions[0].topics[0].id
    later = file.sessions[1]
    later = replace(later, notes=tuple(replace(n, topic=gone) if n.topic else n for n in later.notes))
    merge = merged(here, replace(file, sessions=(file.sessions[0], later)))
    assert ("topic", ()) in differing(merge)
    (new,) = merge.new.sessions
    assert gone not in {topic.id for topic in new.topics}
    assert [note.topic for note in new.notes] == [None] * len(new.notes)
    assert [note.text for note in new.notes] == [note.text for note in later.notes]


@pytest.mark.parametrize("name", ["Ada", "ADA", "Áda", " ada "])
def test_two_of_one_name_are_never_taken_for_one(file: Library, name: str) -> None:
    here = Library(students=(Student("other-1", name, ADDED),))
    merge = merged(here, file)
    assert [(namesake.name, namesake.here) for namesake in merge.namesakes] == [("Ada", name)]


def test_a_student_who_is_known_otherwise_is_named_by_what_differs(store: Library, file: Library) -> None:
    ada, bo = file.students
    other = replace(ada, name="Ada B.", profile=Profile(full_name="secret"))
    merge = merged(store, replace(file, students=(other, bo)))
    (conflict,) = merge.conflicts
    assert (conflict.what, conflict.name) == ("student", "Ada")
    assert {"name", "full name", "why course"} <= set(conflict.differs)
    assert "secret" not in repr(conflict)
    assert merge.new.students == ()


def test_an_id_that_means_something_else_here_is_a_conflict(store: Library) -> None:
    other = told(("Dora", "Émile", "Fu"), calls=1)
    taken = store.sessions[0].goals[0].id

    def change(session: Session) -> Session:
        return replace(session, notes=(replace(session.notes[0], id=taken), *session.notes[1:]))

    merge = merged(store, with_first(other, change))
    assert differing(merge) == [("note", ("being a goal",))]
    (new,) = merge.new.sessions
    assert len(new.notes) == len(other.sessions[0].notes) - 1


def test_notes_of_a_new_call_that_are_here_in_another_are_named(store: Library, file: Library) -> None:
    copied = replace(file.sessions[0], id="copy-1", goals=(), topics=(), feedback=())
    copied = replace(copied, notes=tuple(replace(note, topic=None) for note in copied.notes))
    merge = merged(store, replace(file, sessions=(*file.sessions, copied), left={}))
    (new,) = merge.new.sessions
    assert (new.id, new.notes) == ("copy-1", ())
    assert {what for what, ways in differing(merge) if "call" in ways} == {"note"}
    assert len(merge.conflicts) == len(copied.notes)


def test_an_older_export_that_does_not_say_where_calls_were_left_is_no_conflict(
    store: Library, file: Library
) -> None:
    assert merged(store, replace(file, left={})).conflicts == ()


def test_an_older_export_that_says_moments_to_the_millisecond_is_no_conflict(
    store: Library, file: Library
) -> None:
    older = re.sub(r'("at": "[^"]*\.\d{3})\d{3}', r"\1", library_json(file))
    assert older != library_json(file)
    merge = merged(store, read_library(older.encode(), "export.json"))
    assert (merge.conflicts, merge.new.sessions, merge.new.notes) == ((), (), ())


def test_a_half_typed_line_that_is_another_is_named(store: Library, file: Library) -> None:
    left: dict[str, Any] = {key: replace(one, draft="half") for key, one in file.left.items()}
    assert differing(merged(store, replace(file, left=left))) == [("call", ("half-typed line",))] * 2
