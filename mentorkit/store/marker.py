"""What stands beside the store: that there was one, how long its journal was when it was last closed, and that it is open.

It says "123", or "123 open" from when somebody may write until that is over.
"""

import sqlite3
from contextlib import suppress
from pathlib import Path

from mentorkit.errors import MentorkitError
from mentorkit.files import write_whole
from mentorkit.store.guarded import UNDECODABLE

_OPEN = " open"


def marker(path: Path) -> Path:
    """The file that says there was a store here, so that a missing one is noticed and not begun anew."""
    return path.with_name(".mentorkit-store")


def known_length(path: Path) -> int:
    """Return how long the journal was when a writer last closed the store, 0 where that is not known."""
    try:
        return int(_text(path).split()[0])
    except (OSError, ValueError, IndexError):
        return 0


def was_left_open(path: Path) -> bool:
    """Return whether the last one that wrote never closed the store, or is writing now. It may have: a disk was full."""
    try:
        return _text(path).endswith(_OPEN)
    except (OSError, ValueError):
        return False


def _text(path: Path) -> str:
    return marker(path).read_text(encoding="ascii")


def keep_open(path: Path) -> None:
    """Keep beside the store that somebody writes to it: what they leave in the -wal file is missed where that is gone."""
    with suppress(MentorkitError):
        write_whole(marker(path), f"{known_length(path)}{_OPEN}", force=True)


def keep_length(connection: sqlite3.Connection, path: Path) -> None:
    """Keep beside the store how long its journal is, so that an older one in its place is noticed."""
    with suppress(MentorkitError, sqlite3.Error):  # a full disk: the number of last time stays true
        set_length(path, journal_length(connection))


def set_length(path: Path, length: int) -> None:
    """Have the store be known for a journal of that length, or for what it was before; MentorkitError."""
    write_whole(marker(path), str(length), force=True)


def journal_length(connection: sqlite3.Connection) -> int:
    """Return how many entries the journal ever had: it is only added to. sqlite3.Error where that cannot be read."""
    cursor = connection.cursor()
    cursor.row_factory = None
    found = cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").fetchone()
    if found and not isinstance(found[0], int):
        raise sqlite3.DatabaseError(UNDECODABLE)
    return found[0] if found else 0
