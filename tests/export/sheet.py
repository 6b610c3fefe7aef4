"""CSV as two programs read it that know nothing of ours, and what a spreadsheet would take for a formula."""

import csv
import io
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from mentorkit.text import for_terminal

FORMULA_SIGNS = tuple("=+-@\t\r＝＋－＠")
BLANKS_AND_UNSEEN = " \t\n\r\v\f\u00a0\u2003\u3000\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


def by_csv(text: str) -> list[list[str]]:
    """Return the cells as Python reads them, the names of the columns first."""
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def by_duckdb(text: str) -> list[list[str]]:
    """Return the cells as DuckDB reads them out of a file, the names of the columns first."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "export.csv"
        file.write_bytes(text.encode("utf-8"))
        table = _database().read_csv(
            file.as_posix(), header=True, all_varchar=True, delimiter=",", quotechar='"', escapechar='"'
        )
        rows = [["" if cell is None else cell for cell in row] for row in table.fetchall()]
        return [table.columns, *rows]


@cache
def _database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def expected(text: str) -> str:
    """Return the text of a cell, but for a quote before a formula."""
    return for_terminal(text).replace("\u2028", "\n").replace("\u2029", "\n")


def begins_a_formula(cell: str) -> bool:
    """Return whether a spreadsheet may take the cell for a formula, behind blanks and what has no width."""
    seen = cell.lstrip(BLANKS_AND_UNSEEN)
    begun = cell[: len(cell) - len(seen) + 1]
    return any(sign in FORMULA_SIGNS for sign in begun)
