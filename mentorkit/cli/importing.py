"""`mentorkit import`: a whole export into the store, with nothing doubled and nothing replaced."""

import os
import shlex
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mentorkit.cli.home import home, say
from mentorkit.errors import MentorkitError, NotFoundError, UsageError
from mentorkit.files import reason
from mentorkit.importing import LARGEST, Conflict, Merge, NotImportedError, merged, read_library
from mentorkit.records import Library
from mentorkit.runner import SystemClock
from mentorkit.store import Store
from mentorkit.text import for_terminal, one_line
from mentorkit.words import join_and, plural

_LISTED = 20
"""Conflicts that are listed one by one."""

_HOW = "To import from a pipe: mentorkit import - < FILE"


def import_file(file: str, *, dry_run: bool) -> None:
    """Import an export of everything; MentorkitError, once the rest is saved, where some of it is here otherwise.

    With `dry_run` only say what would come of it.
    """
    name = "stdin" if file == "-" else for_terminal(file)
    library = read_library(_piped() if file == "-" else _content(Path(file), name), name)
    with _opened(dry_run) as store:
        merge = merged(store.library() if store else Library(), library)
        _check_names(merge)
        backup = None
        if store and not dry_run and _counted(merge.new):
            backup = store.add_library(merge.new, SystemClock().read().utc)
    _say(merge, backup, dry_run=dry_run)
    _check_conflicts(merge, file)


@contextmanager
def _opened(dry_run: bool) -> Iterator[Store | None]:
    """The store; None where there is none and none is to be made."""
    where = home().store
    store = Store.reader(where) if dry_run else Store.writer(where)
    if store is None:
        yield None
        return
    with store:
        yield store


def _piped() -> bytes:
    if sys.stdin.isatty():
        raise UsageError("There is nothing in the pipe.", _HOW)
    return sys.stdin.buffer.read(LARGEST + 1)


def _content(path: Path, name: str) -> bytes:
    """What is in a file. One that is a pipe or a device is not waited for."""
    try:
        _check_regular(path.stat().st_mode, name)
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            _check_regular(os.fstat(handle).st_mode, name)
            return file.read(LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:  # ValueError: a NUL in the name
        raise NotFoundError(
            f"There is no file {name}.", "An export to import: mentorkit export --all -o FILE"
        ) from error
    except OSError as error:
        raise NotImportedError(f"{name} cannot be read: {reason(error)}.") from error


def _check_regular(mode: int, name: str) -> None:
    if stat.S_ISDIR(mode):
        raise UsageError(f"{name} is a folder.", "Name a file in it.")
    if not stat.S_ISREG(mode):
        raise UsageError(f"{name} is a pipe or a device.", _HOW)


def _check_names(merge: Merge) -> None:
    if not merge.namesakes:
        return
    lines = [
        f"{one_line(namesake.name)} of the file is not the {one_line(namesake.here)} who is here: "
        "they were added apart from each other."
        for namesake in merge.namesakes
    ]
    name = shlex.quote(one_line(merge.namesakes[0].here))
    raise NotImportedError(
        "\n".join(
            [*_shortened(lines), "Nothing was imported: two students of one name are never taken for one."]
        ),
        f"Call the one who is here otherwise, then import again: mentorkit students edit {name} --name NAME",
    )


def _say(merge: Merge, backup: Path | None, *, dry_run: bool) -> None:
    new, known = _counted(merge.new), _counted(merge.known)
    if new:
        say(f"{'Would import' if dry_run else '✓ Imported'}: {new}.")
    else:
        say("There is nothing new in it.")
    if merge.new.students:
        names = [one_line(student.name) for student in merge.new.students]
        more = [f"{len(names) - _LISTED:,} more"] if len(names) > _LISTED else []
        say(f"New here: {join_and([*names[:_LISTED], *more])}.")
    if known:
        say(f"Here already: {known}.")
    if backup:
        say(f"What was here before is in {one_line(str(backup))}")


def _counted(library: Library) -> str:
    """What is in a library in a few words, "" for nothing."""
    counts = (
        (len(library.students), "student", "students"),
        (len(library.sessions), "call", "calls"),
        (len(library.notes), "note between calls", "notes between calls"),
        (len(library.goals), "goal of no call", "goals of no call"),
        (len(library.topics), "topic of no call", "topics of no call"),
    )
    return join_and([plural(count, one, many) for count, one, many in counts if count])


def _check_conflicts(merge: Merge, file: str) -> None:
    if not merge.conflicts:
        return
    many = len(merge.conflicts)
    head = f"{plural(many, 'thing')} {'is' if many == 1 else 'are'} otherwise here than in the file, and what is here stays:"
    where = "FILE" if file == "-" else shlex.quote(one_line(file))
    raise MentorkitError(
        "\n".join([head, *_shortened([f"  {_line(conflict)}" for conflict in merge.conflicts])]),
        f"To see what the file says: MENTORKIT_HOME=/an/empty/folder mentorkit import {where}",
    )


def _line(conflict: Conflict) -> str:
    name = f"{conflict.what} {one_line(conflict.name or conflict.id)}"
    if not conflict.differs:
        return f"{name}: in the file alone, though its call is here; it may have been deleted"
    return f"{name}: {', '.join(conflict.differs)}"


def _shortened(lines: list[str]) -> list[str]:
    more = len(lines) - _LISTED
    return lines if more <= 0 else [*lines[:_LISTED], f"… and {more:,} more"]
