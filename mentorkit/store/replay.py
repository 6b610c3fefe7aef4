"""Does the journal, which is the truth, say the same as the tables that make reading quick?

The journal is written into a second store, in memory, by the statements that the store itself writes with
(`statements.py`), and the tables of both are compared. Nothing of what was written down is in what is found.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final

from mentorkit.errors import StoreError
from mentorkit.store import rows, statements
from mentorkit.store.rows import Row
from mentorkit.store.tables import blank as blank_store

_KEYS: Final = {
    "student": ("id",),
    "attendance": ("session_id", "student_id"),
    "carried": ("session_id", "record_id"),
    "note": ("id",),
    "goal": ("id",),
    "topic": ("id",),
    "feedback": ("id",),
    "next_call": ("session_id",),
}
"""The tables that the journal gives again, each with the columns that name a row."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that the journal and a table say differently."""

    table: str
    id: str
    what: str


def differences(store: sqlite3.Connection, blank: sqlite3.Connection) -> tuple[Difference, ...]:
    """Return where the journal of `store` and its tables differ, () where they say the same.

    `blank` is a new store in memory, which this writes to. The sessions themselves (their plans, their clocks) are not in
    the journal and are taken over, if they can be read. An older version's journal has fewer columns: for the others the
    defaults count. sqlite3.Error where the store cannot be read.
    """
    store.text_factory = _text
    _take_over_sessions(store, blank)
    return (*_senseless(store), *_replayed(store, blank), *_compared(store, blank))


def agrees_with_itself(store: sqlite3.Connection) -> bool:
    """Return whether nothing in `store` differs from its journal, or belongs to what is not there; sqlite3.Error."""
    with closing(blank_store()) as blank:
        return not _all(store, "PRAGMA foreign_key_check").fetchone() and not differences(store, blank)


def _text(data: bytes) -> str | bytes:
    """A text, or the bytes as they are: what is no text is a difference, and no reason to stop."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _all(db: sqlite3.Connection, query: str) -> sqlite3.Cursor:
    cursor = db.cursor()
    cursor.row_factory = None
    return cursor.execute(query)


def _take_over_sessions(store: sqlite3.Connection, blank: sqlite3.Connection) -> None:
    blank.executemany(
        "INSERT INTO session (id, plan, created_at, boot, anchor, seen_at, seen_utc, walk)"
        " VALUES (?, '', '', '', 0, 0, '', '')",
        _all(store, "SELECT id FROM session"),
    )


_ASIDE: Final = ("draft", "liking", "running")
"""The tables that the journal does not give again."""

_SHOWN: Final = "id, plan, created_at, seen_utc, walk"
"""What has to make sense for a session to be shown."""


def _senseless(store: sqlite3.Connection) -> Iterator[Difference]:
    """The sessions and half-typed lines that cannot be read: the journal has no other word for them."""
    plans: set[str] = set()
    for session_id, plan, *moments, walk in _all(store, f"SELECT {_SHOWN} FROM session"):
        try:
            if plan not in plans:
                rows.plan_of(plan)
                plans.add(plan)
            rows.data_of(walk)
            for moment in moments:
                rows.instant(moment)
        except _SENSELESS:
            yield Difference("session", str(session_id), "cannot be read")
    for table in filter(partial(_columns, store), _ASIDE):  # the first version had not all of them
        for key, *values in _all(store, f"SELECT * FROM {table}"):
            if any(isinstance(value, bytes) for value in (key, *values)):
                yield Difference(table, str(key), "cannot be read")


# ---- the journal into the second store

_SENSELESS: Final = (
    sqlite3.Error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    StoreError,
    OverflowError,
    RecursionError,
)
"""What an entry that was damaged may lead to: it may say anything."""


def _replayed(store: sqlite3.Connection, blank: sqlite3.Connection) -> list[Difference]:
    found = []
    with closing(_all(store, "SELECT id, session_id, do, data FROM journal ORDER BY id")) as entries:
        blank.execute("BEGIN")
        for number, session_id, do, data in entries:
            try:
                _DOES[do](blank, session_id, json.loads(data))
            except _SENSELESS as error:
                found.append(Difference("journal", str(number), _in_words(error)))
        blank.execute("COMMIT")
    return found


def _in_words(error: Exception) -> str:
    """What does not fit, without what stands in the entry."""
    if isinstance(error, sqlite3.IntegrityError):
        return "does not fit to the entries before it"
    return "cannot be read"


def _session(db: sqlite3.Connection, session_id: str, data: Row) -> None:
    for position, student_id in enumerate(data["students"]):
        statements.attend(db, session_id, student_id, position)
    for record_id, number in data["carried"].items():
        statements.carry(db, session_id, record_id, number)


def _put(db: sqlite3.Connection, _: str | None, data: Row) -> None:
    table, row = data["table"], data["row"]
    statements.put_record(db, _record_table(table), _with_known_columns(table, row))


def _remove(db: sqlite3.Connection, _: str | None, data: Row) -> None:
    statements.remove_record(db, _record_table(data["table"]), data["id"])


def _student(db: sqlite3.Connection, _: str | None, data: Row) -> None:
    statements.put_student(db, _with_known_columns("student", data))


def _next_call(db: sqlite3.Connection, _: str | None, data: Row) -> None:
    statements.set_next_call(db, _with_known_columns("next_call", data))


def _attend(db: sqlite3.Connection, session_id: str, data: Row) -> None:
    statements.join(db, session_id, data["student"])


def _clock(_: sqlite3.Connection, __: str | None, data: Row) -> None:
    """A move of the clock stands in the journal alone: it must be one."""
    rows.event(data)


_DOES: Final[dict[str, Callable[[sqlite3.Connection, Any, Row], None]]] = {
    "session": _session,
    "clock": _clock,
    "student": _student,
    "put": _put,
    "remove": _remove,
    "next_call": _next_call,
    "attend": _attend,
}


def _record_table(name: str) -> str:
    if name not in statements.RECORDS:
        raise ValueError(name)
    return name


def _with_known_columns(table: str, row: Row) -> Row:
    """The row; ValueError where a name in it is none of the table's. A damaged journal may say anything."""
    if unknown := row.keys() - _known_columns()[table]:
        raise ValueError(unknown)
    return row


@cache
def _known_columns() -> dict[str, frozenset[str]]:
    """The columns of every table: asked for once and not for every entry, that was a quarter of the time."""
    with closing(blank_store()) as blank:
        return {table: frozenset(_columns(blank, table)) for table in _KEYS}


def _columns(db: sqlite3.Connection, table: str) -> list[str]:
    return [name for (name,) in _all(db, f"SELECT name FROM pragma_table_info('{table}') ORDER BY cid")]


# ---- the tables of both


def _compared(store: sqlite3.Connection, blank: sqlite3.Connection) -> Iterator[Difference]:
    for table, key in _KEYS.items():
        columns = [name for name in _columns(blank, table) if name in _columns(store, table)]
        said, kept = (_rows(db, table, key, columns) for db in (blank, store))
        for named in sorted(said.keys() | kept.keys()):
            if what := _difference(columns, said.get(named), kept.get(named)):
                yield Difference(table, " ".join(named), what)


def _rows(
    db: sqlite3.Connection, table: str, key: tuple[str, ...], columns: list[str]
) -> dict[tuple[str, ...], tuple[Any, ...]]:
    width = len(key)
    query = f"SELECT {', '.join((*key, *columns))} FROM {table}"
    return {tuple(map(str, row[:width])): row[width:] for row in _all(db, query)}


def _difference(columns: list[str], said: tuple[Any, ...] | None, kept: tuple[Any, ...] | None) -> str:
    if kept is None:
        return "is in the journal and not in the table"
    if said is None:
        return "is in the table and not in the journal"
    other = [name for name, one, two in zip(columns, said, kept, strict=True) if one != two]
    return f"differs from the journal in: {', '.join(other)}" if other else ""
