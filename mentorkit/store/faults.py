"""What SQLite says is wrong, in words, and whether it means that the file itself is damaged."""

import errno
import os
import sqlite3
from enum import StrEnum
from pathlib import Path

_WORDS = {
    sqlite3.SQLITE_FULL: "disk full",
    sqlite3.SQLITE_IOERR: "the disk reports an error",
    sqlite3.SQLITE_READONLY: "the disk or the file is read-only",
    sqlite3.SQLITE_BUSY: "another program keeps it busy",
    sqlite3.SQLITE_LOCKED: "another program keeps it locked",
    sqlite3.SQLITE_CANTOPEN: "the file cannot be opened",
    sqlite3.SQLITE_CORRUPT: "the file is damaged",
    sqlite3.SQLITE_NOTADB: "the file is not a database",
    sqlite3.SQLITE_PERM: "permission denied",
    sqlite3.SQLITE_AUTH: "permission denied",
}

_IN_THE_WAY = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_READONLY,
)


_NO_ROOM = sqlite3.SQLITE_IOERR | 19 << 8
"""SQLITE_IOERR_SHMSIZE, which Python 3.11 does not name: there is no room for the file that WAL wants beside the store."""


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _is_full(error: sqlite3.Error) -> bool:
    return _code(error) == sqlite3.SQLITE_FULL or getattr(error, "sqlite_errorcode", 0) == _NO_ROOM


def _undecodable(error: sqlite3.Error) -> bool:
    """Whether bytes are no text, or no JSON. Python says so without a code, and quotes them: that is shown to nobody."""
    return str(error).startswith(("Could not decode", "malformed JSON"))


def in_words(error: sqlite3.Error) -> str:
    """Return what is wrong, for a person: the low byte of SQLite's code says which kind it is."""
    if _undecodable(error):
        return "the file is damaged"
    if _is_full(error):
        return _WORDS[sqlite3.SQLITE_FULL]
    return _WORDS.get(_code(error), str(error))


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether the file is damaged, or none of ours at all: a backup is the way out."""
    return _code(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or _undecodable(error)


def is_in_the_way(error: sqlite3.Error) -> bool:
    """Return whether the file may be sound, and something else keeps us from it."""
    return _code(error) in _IN_THE_WAY


_HALF_DONE = sqlite3.SQLITE_READONLY | 3 << 8
"""SQLITE_READONLY_ROLLBACK: a -journal file has to be rolled back first, and whoever only reads cannot do that."""


def is_half_done(error: sqlite3.Error) -> bool:
    """Return whether a change was cut short, and has to be undone by somebody who may write."""
    return getattr(error, "sqlite_errorcode", 0) == _HALF_DONE


def is_busy(error: sqlite3.Error) -> bool:
    """Return whether another process is in the way."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class Kind(StrEnum):
    """What keeps a file from being used, as far as that decides what to do about it."""

    NONE = "none"
    DAMAGED = "damaged"
    """Or no database at all: nobody can use it."""
    FOREIGN = "foreign"
    """Something of another program's, or no file."""
    NEWER = "newer"
    """Of a newer version of this program."""
    CLOSED = "closed"
    """We may not open it."""
    FULL = "full"
    """The disk is full, and it may be sound."""
    HINDERED = "hindered"
    """Something else keeps us from it, and it may be sound."""


OR_DAMAGED = "Was there never one? Then the file is damaged: put a backup back, mentorkit doctor lists them."
"""What else a number of a version may mean that is none of ours yet."""


def kind_of(error: BaseException | None, path: Path) -> Kind:
    """Return what an error says about the file at `path`."""
    if isinstance(error, sqlite3.Error):
        # "no such table" and the like have the general code: the file lacks what every store has.
        if is_damage(error) or _code(error) == sqlite3.SQLITE_ERROR:
            return Kind.DAMAGED
        if _is_full(error):
            return Kind.FULL
        cannot = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_READONLY)
        closed = _code(error) in cannot and not os.access(path, os.R_OK | os.W_OK)
        return Kind.CLOSED if closed else Kind.HINDERED
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM):
        return Kind.CLOSED
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Kind.FULL
    return Kind.HINDERED
