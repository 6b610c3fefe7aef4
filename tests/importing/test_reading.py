"""Whatever stands in a file: it is a library that a store can hold, or it is said what is wrong with it, and where."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorkit.export import export_schema, library_json
from mentorkit.importing import NotImportedError, merged, read_library
from mentorkit.importing.entry import SHOWN
from mentorkit.records import Library, State
from mentorkit.store import Store
from mentorkit.store.connection import in_memory
from mentorkit.store.replay import differences
from tests.clocks import START
from tests.importing.libraries import Call, going_on, play, students

Data = dict[str, Any]
Path = tuple[str | int, ...]

LINES = [
    *(
        "hello",
        "/topic loops",
        "/note #1 about it",
        "/topic arrays",
        "#2 said so",
        "/remedy #2 draw it",
        "/goal read",
    ),
    *(
        "/goto 3",
        "a turn",
        "/goto 4",
        "",
        "one | two | three",
        "/hint",
        "/goto 6",
        "1",
        "",
        "",
        "tue 6pm",
        "/think",
    ),
]
CALLS = [
    Call(frozenset({0}), [*LINES, "/who Ada", "/end"], "", "later", False, True, 5_000),
    Call(frozenset({0, 1}), LINES, "half-ty", "", False, False, 5_000),
    Call(frozenset({0}), ["/goto 3", "d", "hello"], "half ", "", True, False, 5_000),
]


def _example() -> Data:
    with Store.practice() as store:
        play(store, CALLS, students())
        store._running = None
        data: Data = json.loads(library_json(store.library()))
        return data


EXAMPLE = _example()


def read(data: Any) -> Library:
    return read_library(json.dumps(data).encode(), "export.json")


def refused(data: Any) -> list[str]:
    """Return the lines that say what is wrong."""
    with pytest.raises(NotImportedError) as error:
        read(data)
    return error.value.message.split("\n")


def changed(path: Path, value: Any) -> Data:
    """Return the example with another value there."""
    data = deepcopy(EXAMPLE)
    at: Any = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return data


def paths(data: Any, so_far: Path = ()) -> Iterator[Path]:
    """Yield the path of each value."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*so_far, key)
        if isinstance(value, dict | list):
            yield from paths(value, (*so_far, key))


def test_what_a_store_exports_is_valid_under_the_schema_and_says_where_its_calls_were_left() -> None:
    jsonschema.Draft202012Validator(json.loads(export_schema())).validate(EXAMPLE)
    ended, in_a_group, alone = EXAMPLE["sessions"]
    assert [session["draft"] for session in (ended, in_a_group, alone)] == ["", "half-ty", "half "]
    assert in_a_group["walk"]["places"]["wrap-up"] == [2, 0, "", None]
    assert in_a_group["last_number"] == 13
    assert ended["next_call"]["agreements"] == 2
    assert [student["described"] for student in EXAMPLE["students"]] == [1, 2]
    assert ended["notes"][0]["at"] == "2026-11-23T18:00:20.000123+00:00"


def test_what_was_exported_is_read() -> None:
    library = read(EXAMPLE)
    assert [student.name for student in library.students] == ["Ada", "Bo"]
    assert [session.state for session in library.sessions] == [
        State.ENDED, State.INTERRUPTED, State.INTERRUPTED,
    ]  # fmt: skip
    assert len(library.notes) == 1


FAULTS: list[tuple[Path, Any, str]] = [
    (("sessions", 0, "goals", 0, "due"), "2026-13-01", 'sessions[0].goals[0].due: "2026-13-01" is no date'),
    (("sessions", 0, "goals", 0, "due"), "20261201", 'sessions[0].goals[0].due: "20261201" is no date'),
    (("sessions", 0, "notes", 0, "at"), "2026-11-23T18:00:00", 'notes[0].at: "2026-11-23T18:00:00" has no offset'),
    (("sessions", 0, "notes", 0, "at"), "0001-01-01T00:00:00+14:00", "is no moment"),
    (("sessions", 0, "notes", 0, "at"), 5, "notes[0].at: 5 is no text"),
    (("sessions", 0, "notes", 0, "audience"), "all", '"all" is none of mentor, student, team'),
    (("sessions", 0, "notes", 0, "text"), "x" * 20_001, "this is 20,001 characters long"),
    (("sessions", 0, "notes", 0, "number"), True, "notes[0].number: true is no whole number"),
    (("sessions", 0, "notes", 0, "number"), 10**30, "notes[0].number: a number as large as that"),
    (("sessions", 0, "notes", 0, "student"), "eve-1", '"eve-1" is not among the students of the file'),
    (("sessions", 0, "notes", 0, "topic"), "none-1", '"none-1" is no topic of the file'),
    (("sessions", 0, "students", 0, "id"), "eve-1", '"eve-1" is not among the students of the file'),
    (("sessions", 0, "seen_seconds"), 10**17, "sessions[0].seen_seconds: 100000000000000000 is not between"),
    (("sessions", 0, "seen_seconds"), -1, "sessions[0].seen_seconds: -1 is not between 0 and 1,000,000,000"),
    (("sessions", 0, "events", 0, "do"), "explode", '"explode" is none of start, next'),
    (("sessions", 0, "state"), None, "sessions[0].state: null is none of running"),
    (("sessions", 0, "goals", 0, "closed_in"), "nowhere", '"nowhere" is no session of the file'),
    (("sessions", 0, "goals", 0, "text"), "other", "is not the same as at sessions[0].goals[0]"),
    (("sessions", 0, "goals", 0, "set_in"), "nowhere", "does not stand with the session that it says it is of (nowhere)"),
    (("sessions", 0, "plan", "sections", 0, "planned"), 1.5, "planned: 1.5 is no whole number"),
    (("sessions", 0, "plan", "sections", 0, "links"), [["x", "javascript:alert(1)"]], "is no address of the web"),
    (("sessions", 0, "plan", "id"), "../../secret", '"../../secret" is not the name of a plan'),
    (("sessions", 1, "walk", "who"), "eve-1", '"eve-1" is not in this call'),
    (("students", 0, "name"), "  ", "students[0].name: a name has between one character and two hundred"),
    (("students", 0), 7, "students[0]: 7 is no object"),
    (("students",), {}, "students: an object is no list"),
    (("sessions", 0, "next_call", "minutes"), -5, "next_call.minutes: -5 is not between 0 and 1,440"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "words"), FAULTS)
def test_what_is_wrong_is_said_with_its_place(path: Path, value: Any, words: str) -> None:
    said = refused(changed(path, value))
    assert any(words in line for line in said), said
    assert all(line.startswith("export.json: ") for line in said)


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "a/b", "../x", "a\\b", "a..b", "a b", "a\n", "a\x00", "\ud800", "-x", "x.", "e\u0301", "x" * 101, "語" * 90],
)  # fmt: skip
@pytest.mark.parametrize(
    "path", [("students", 0, "id"), ("sessions", 0, "id"), ("sessions", 0, "notes", 0, "id")]
)
def test_an_id_can_be_nothing_but_a_name(path: Path, name: str) -> None:
    place = str(path[0]) + "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path[1:])
    assert any(line.startswith(f"export.json: {place}: ") for line in refused(changed(path, name)))


@pytest.mark.parametrize("key", ["notes", "goals", "topics", "feedback"])
def test_what_is_about_somebody_who_was_not_in_the_call_is_refused(key: str) -> None:
    data = deepcopy(EXAMPLE)
    call = data["sessions"][0]
    (ada,), bo = call["students"], data["students"][1]
    record = call[key][0]
    assert record["student"] == ada["id"]
    for copy in (record, *(each for each in data.get(key, ()) if each["id"] == record["id"])):
        copy["student"] = bo["id"]
    said = refused(data)
    assert f'export.json: sessions[0].{key}[0].student: "{bo["id"]}" is not in this call' in said


@pytest.mark.parametrize("key", ["students", "sessions"])
def test_two_of_one_id_are_refused(key: str) -> None:
    data = deepcopy(EXAMPLE)
    data[key].append(data[key][0])
    assert "is another" in refused(data)[0]


def test_two_records_of_one_id_are_refused_whatever_they_are() -> None:
    note = EXAMPLE["sessions"][0]["notes"][0]["id"]
    said = refused(changed(("sessions", 0, "feedback", 0, "id"), note))
    assert any("is the id of sessions[0].notes[0] too" in line for line in said)


def test_several_faults_are_said_at_once_and_many_are_counted() -> None:
    data = deepcopy(EXAMPLE)
    for event in data["sessions"][0]["events"]:
        event["do"], event["id"], event["elapsed_seconds"] = 1, "x", None
    data["students"][0]["rhythm"] = "often"
    said = refused(data)
    assert "students[0].rhythm" in said[0]
    assert len(said) == SHOWN + 1
    assert said[-1] == f"… and {3 * len(data['sessions'][0]['events']) + 1 - SHOWN} more"


def test_what_a_person_wrote_is_not_said_at_length_and_obeyed_by_no_terminal() -> None:
    said = "".join(refused(changed(("sessions", 0, "notes", 0, "kind"), "secret " * 20 + "\x1b[2J")))
    assert said.count("secret") < 8
    assert "\x1b" not in "".join(refused(changed(("sessions", 0, "walk", "places"), {"\x1b[2J": []})))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "export.json: this is empty"),
        (b"x", "line 1, column 1: this is no JSON"),
        (b"\xff\xfe", "line 1: this is not UTF-8 text"),
        (b'{\n"a": \xc3}', "line 2: this is not UTF-8 text"),
        (b"[" * 100_000, "brackets stand within brackets"),
        (b"[" * 500 + b"]" * 500, "this is no export of mentorkit"),
        (b'{"mentorkit": NaN}', "NaN is no number in JSON"),
        (b'{"mentorkit": -Infinity}', "-Infinity is no number in JSON"),
        (b'{"mentorkit": ' + b"9" * 5_000 + b', "kind": "library"}', "this mentorkit reads 1"),
        (b'{"mentorkit": 2, "kind": "library"}', "this mentorkit reads 1"),
        (b'{"mentorkit": 0}', "0 is no format"),
        (b'{"mentorkit": true, "kind": "library"}', "true is no format"),
        (b'{"mentorkit": "1", "kind": "library"}', '"1" is no format'),
        (b'{"mentorkit": 1, "kind": "students"}', "no export of a whole store"),
        (b'{"mentorkit": 1, "kind": ["library"]}', "no export of a whole store"),
        (b'{"mentorkit": 1, "mentorkit": 1}', 'the key "mentorkit" stands twice'),
        (b'{"\\ud800": {"id": "\\ud800", "a": 1, "a": 2}}', 'the key "a" of'),
        (b"null", "no export of mentorkit"),
        (b"true", "no export of mentorkit"),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(NotImportedError) as error:
        read_library(content, "export.json")
    assert words in error.value.message


@pytest.mark.parametrize("kind", ["session", "sessions"])
def test_an_export_of_single_calls_says_how_the_right_file_is_made(kind: str) -> None:
    with pytest.raises(NotImportedError) as error:
        read({"mentorkit": 1, "kind": kind})
    assert "export --all" in error.value.hint


def test_keys_that_are_not_known_and_keys_that_came_later_are_no_fault() -> None:
    data = deepcopy(EXAMPLE)
    data["sessions"][0]["mood"] = data["mood"] = "good"
    for session in data["sessions"]:
        for key in ("last_number", "seen_at", "walk", "draft"):
            del session[key]
        for goal in session["goals"]:
            del goal["life"]
        for call in filter(None, [session["next_call"]]):
            del call["moves"], call["first_agreed_in"], call["agreements"]
    for goal in data["goals"]:
        del goal["life"]
    del data["students"][0]["described"]
    library = read(data)
    assert library.left == {}
    check_holds(library)


def check_holds(library: Library) -> None:
    """Assert that a store can hold it, and that whoever goes on with a call meets nothing that is not there."""
    with Store.practice() as store:
        merge = merged(store.library(), library)
        store.add_library(merge.new, START)
        assert differences(store._db, in_memory()) == ()
        assert store._db.execute("PRAGMA foreign_key_check").fetchall() == []
        assert library_json(store.library())
        for session in library.sessions:
            going_on(store, session.id)


GARBAGE: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, False, 0, 1, -1, 3, 7, 10**17, 2**63, 1e308, -1e9, 0.5, "", "x", "ada-1", "..", "\ud800", "\x1b[2J",
     "2026-01-01", "9999-12-31T23:59:59-14:00", "recap", "welcome", "goals", "end", "pause", "undone", "questions",
     "again", "decide", "due", [], {}, [[]], ["a", "b"], [1, 2, "again", None], [0, 500, "", None], {"id": 1}]
) | st.text(max_size=5)  # fmt: skip


@settings(max_examples=600)
@given(st.lists(st.tuples(st.sampled_from(list(paths(EXAMPLE))), GARBAGE), min_size=1, max_size=3))
def test_whatever_stands_anywhere_it_is_refused_in_words_or_does_no_harm(
    garbled: list[tuple[Path, Any]],
) -> None:
    data = deepcopy(EXAMPLE)
    for path, value in garbled:
        at: Any = data
        try:
            for step in path[:-1]:
                at = at[step]
            at[path[-1]] = deepcopy(value)
        except (KeyError, IndexError, TypeError):
            pass  # what was garbled before is not there any more
    try:
        library = read(data)
    except NotImportedError:
        return
    check_holds(library)


@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(NotImportedError):
        read_library(content, "export.json")
