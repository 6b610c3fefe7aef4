"""The pages of a SQLite file, read beside SQLite itself: each value alone, and what it left over apart from these."""

import re
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorkit.store.forget.pages import taken_apart

cells = (
    st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=40)
    | st.binary(max_size=90)
)
TIMES = 2500
"""How often the first text of some rows is repeated: what is reported of a failure stays short."""


def _written(path: Path, rows: list[tuple[object, ...]], page_size: int = 4096) -> bytes:
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA page_size = {page_size}")
        db.execute("CREATE TABLE one (n INTEGER PRIMARY KEY, a, b, c)")
        db.execute("CREATE INDEX by_a ON one (a, c)")
        db.execute("CREATE TABLE other (a, b, c, n INTEGER, PRIMARY KEY (n, a)) WITHOUT ROWID")
        db.executemany("INSERT INTO one (a, b, c) VALUES (?, ?, ?)", rows)
        db.executemany(
            "INSERT INTO other VALUES (ifnull(?, 'nothing'), ?, ?, ?)",
            ((*row, n) for n, row in enumerate(rows)),
        )
        db.commit()
    return path.read_bytes()


@settings(max_examples=60)
@given(
    rows=st.lists(st.tuples(cells, cells, cells), max_size=30),
    long=st.sets(st.integers(0, 29)),
    page_size=st.sampled_from([512, 4096, 65536]),
)
def test_each_text_of_the_rows_is_a_value_by_itself(
    rows: list[tuple[object, ...]], long: set[int], page_size: int
) -> None:
    for n in (n for n in long if n < len(rows)):
        first, *others = rows[n]
        rows[n] = (first * TIMES if isinstance(first, str) else first, *others)
    with TemporaryDirectory() as folder:
        values, _ = taken_apart(_written(Path(folder) / "new.db", rows, page_size))
    wanted = {
        cell.encode() if isinstance(cell, str) else cell
        for row in rows
        for cell in row
        if isinstance(cell, str | bytes)
    }
    assert wanted <= set(values)


@pytest.mark.parametrize("length", [20, 3000, 30000])
def test_what_was_deleted_is_left_over_until_the_file_is_written_anew(tmp_path: Path, length: int) -> None:
    def stands_in(parts: list[bytes]) -> bool:
        return any(b"secret of Ada" in part for part in parts)

    path = tmp_path / "old.db"
    text = "a secret of Ada's, " * (length // 19 + 1)
    _written(path, [("kept", "it", "is"), ("this", text, "goes"), ("and", "this", "stays")])
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("DELETE FROM one WHERE a = 'this'")
        db.execute("DELETE FROM other WHERE a = 'this'")
        values, rest = taken_apart(path.read_bytes())
        assert (stands_in(values), stands_in(rest)) == (False, True)
        db.execute("VACUUM")
    values, rest = taken_apart(path.read_bytes())
    assert {b"kept", b"stays"} <= set(values)
    assert not stands_in(rest)


@given(data=st.data())
@settings(max_examples=60)
def test_of_a_damaged_file_every_byte_is_still_looked_at(data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        whole = bytearray(
            _written(Path(folder) / "new.db", [(f"row {n}", "x" * n * 9, n) for n in range(40)])
        )
    at = data.draw(st.integers(16, len(whole) - 1))
    whole[at : at + 40] = data.draw(st.binary(min_size=40, max_size=40))
    whole[-30:] = b"a row that nobody can read now"
    values, rest = taken_apart(bytes(whole))
    assert b"nobody can read" in b"\0".join((*values, *rest))
    assert taken_apart(bytes(whole[:at]))


def _with_long_rows(path: Path, page_size: int) -> bytes:
    """A file in which each row, short or long, has a number in brackets, and with what deleted ones left."""
    numbers = count(1)

    def text(length: int) -> str:
        return "x" * length + f"<{next(numbers):06}>" + "y" * (length % 7)

    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"PRAGMA page_size = {page_size}")
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("CREATE TABLE one (a TEXT, b)")
        db.execute("CREATE INDEX by_b ON one (b)")
        for length in (0, 9000, 3, 600, 40, 3000, 50, 0, 5000, 70):
            db.execute("INSERT INTO one VALUES (?, ?)", (text(length), text(length // 3)))
        db.execute("DELETE FROM one WHERE rowid IN (3, 6)")
    return path.read_bytes()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[int, bytes]:
    folder = tmp_path_factory.mktemp("files")
    return {size: _with_long_rows(folder / f"{size}.db", size) for size in (512, 4096)}


def _numbers(data: bytes, page_size: int) -> set[bytes]:
    """What stands in brackets, and is in one page."""
    found = re.finditer(rb"<\d{6}>", data)
    return {each[0] for each in found if each.start() // page_size == (each.end() - 1) // page_size}


@settings(max_examples=150)
@given(data=st.data(), page_size=st.sampled_from([512, 4096]))
def test_wherever_a_file_is_damaged_or_cut_what_stands_in_a_page_is_still_looked_at(
    files: dict[int, bytes], data: st.DataObject, page_size: int
) -> None:
    whole = bytearray(files[page_size])
    page = page_size * data.draw(st.integers(0, len(whole) // page_size - 1))
    at = page + data.draw(st.integers(0, 24) | st.integers(0, page_size - 1))
    if data.draw(st.booleans()):
        whole[at : at + 2] = data.draw(st.binary(min_size=1, max_size=2))[: len(whole) - at].ljust(2, b"\0")
    else:
        del whole[max(at, 100) :]
    values, rest = taken_apart(bytes(whole))
    assert _numbers(bytes(whole), page_size) <= _numbers(b"\0".join((*values, *rest)), 1 << 40)


@pytest.mark.parametrize("page_size", [512, 4096])
@pytest.mark.parametrize("more", [-1, 1])
def test_a_page_that_says_it_has_one_row_more_or_less_hides_no_long_row(
    files: dict[int, bytes], page_size: int, more: int
) -> None:
    whole = files[page_size]
    for page in range(page_size, len(whole), page_size):
        if whole[page] == 13:
            damaged = bytearray(whole)
            rows = int.from_bytes(whole[page + 3 : page + 5], "big") + more
            damaged[page + 3 : page + 5] = max(rows, 0).to_bytes(2, "big")
            values, rest = taken_apart(bytes(damaged))
            assert _numbers(whole, page_size) <= _numbers(b"\0".join((*values, *rest)), 1 << 40)


@pytest.mark.parametrize("encoding", ["UTF-16le", "UTF-16be"])
def test_texts_that_are_kept_in_two_bytes_a_letter_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "wide.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(f"PRAGMA encoding = '{encoding}'")
        db.execute("PRAGMA secure_delete = OFF")
        db.execute("CREATE TABLE one (a, b)")
        db.executemany(
            "INSERT INTO one VALUES (?, ?)", [("says Zoë", b"as it is"), ("deleted", 1), ("z" * 9000, 2)]
        )
        db.execute("DELETE FROM one WHERE a = 'deleted'")
    values, rest = taken_apart(path.read_bytes())
    assert {"says Zoë".encode(), b"as it is", b"z" * 9000} <= set(values)
    assert any(b"deleted" in left for left in rest)


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\0", b"SQLite format 3\0" + b"\\xff" * 2000])
def test_what_is_no_file_of_sqlite_is_left_over_as_a_whole(data: bytes) -> None:
    values, rest = taken_apart(data)
    assert values == []
    assert b"".join(rest) == data
