"""What stands beside the store: that there was one, and how long its journal was when it was last closed."""

import sqlite3
from contextlib import suppress
from pathlib import Path

from mentorkit.errors import MentorkitError
from mentorkit.files import write_whole


def marker(path: Path) -> Path:
    """The file that says there was a store here, so that a missing one is noticed and not begun anew."""
    return path.with_name(".mentorkit-store")


def known_length(path: Path) -> int:
    """Return how long the journal was when a writer last closed the store, 0 where that is not known."""
    try:
        return int(marker(path).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def keep_length(connection: sqlite3.Connection, path: Path) -> None:
    """Keep beside the store how long its journal is, so that an older one in its place is noticed."""
    with suppress(MentorkitError, sqlite3.Error):  # a full disk: the number of last time stays true
        set_length(path, journal_length(connection))


def set_length(path: Path, length: int) -> None:
    """Have the store be known for a journal of that length, or for what it was before; MentorkitError."""
    write_whole(marker(path), str(length), force=True)


def journal_length(connection: sqlite3.Connection) -> int:
    """Return how many entries the journal ever had: it is only added to."""
    cursor = connection.cursor()
    cursor.row_factory = None
    found = cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").fetchone()
    return int(found[0]) if found else 0
