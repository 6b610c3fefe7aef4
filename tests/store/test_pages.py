"""The pages of a SQLite file, read beside SQLite itself: each value alone, and what it left over apart from these."""

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorkit.store.forget.pages import taken_apart

words = st.text(max_size=40) | st.text(min_size=1, max_size=5).map(lambda text: text * 2500)
cells = (
    st.none() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | words | st.binary(max_size=90)
)


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
    rows=st.lists(st.tuples(cells, cells, cells), max_size=30), page_size=st.sampled_from([512, 4096, 65536])
)
def test_each_text_of_the_rows_is_a_value_by_itself_and_in_a_new_file_nothing_is_left_over(
    rows: list[tuple[object, ...]], page_size: int
) -> None:
    with TemporaryDirectory() as folder:
        values, rest = taken_apart(_written(Path(folder) / "new.db", rows, page_size))
    wanted = {
        cell.encode() if isinstance(cell, str) else cell
        for row in rows
        for cell in row
        if isinstance(cell, str | bytes)
    }
    assert wanted <= set(values)
    assert not [left for left in rest if left.strip(b"\0")]


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


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\0", b"SQLite format 3\0" + b"\\xff" * 2000])
def test_what_is_no_file_of_sqlite_is_left_over_as_a_whole(data: bytes) -> None:
    values, rest = taken_apart(data)
    assert values == []
    assert b"".join(rest) == data
