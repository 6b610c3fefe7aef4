"""From a path or a text to a plan: no file that a stranger made is waited for, and none is read beyond its limit."""

import errno
import os
import stat
from pathlib import Path

from mentorkit.errors import MentorkitError, NotFoundError, PlanError
from mentorkit.plan import Plan
from mentorkit.planfile.faults import Faults
from mentorkit.planfile.reader import read_plan
from mentorkit.text import for_terminal

LARGEST = 256 * 1024

_TOO_LARGE = "this is larger than 256 kB, far more than anybody writes; is it the right file?"
_ABSENT = {errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG}


def load_plan(path: Path) -> Plan:
    """Return the plan in the file `path`; NotFoundError where there is none, PlanError for every other trouble."""
    return parse_plan(read_text(path), str(path), path.stem)


def parse_plan(text: str, name: str, plan_id: str) -> Plan:
    """Return the plan that `text` is; PlanError with one line a fault, each beginning with `name` and the place."""
    faults = Faults(unix(text), name)
    if len(text.encode("utf-8", "replace")) > LARGEST:
        faults.stop(0, _TOO_LARGE)
    return read_plan(faults, plan_id)


def unix(text: str) -> str:
    """Return `text` without a byte order mark and with LF between lines: what every offset counts in."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def read_text(path: Path, kind: type[MentorkitError] = PlanError) -> str:
    """Return the text of a regular file in UTF-8; NotFoundError where there is none, else `kind` with the reason."""
    content = _content(path, kind)
    if len(content) > LARGEST:
        Faults("", str(path), kind).stop(0, _TOO_LARGE)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = unix(content[: error.start].decode("utf-8", "replace"))
        Faults(before, str(path), kind).stop(len(before), "this is not UTF-8 text; save the file as UTF-8")


def _content(path: Path, kind: type[MentorkitError]) -> bytes:
    shown = for_terminal(str(path))
    try:
        # Stat first, since opening a device can already do something; then again what was really opened.
        _check_regular(path.stat().st_mode, shown, kind)
        # A FIFO that took the file's place in between would be waited for but for O_NONBLOCK.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            _check_regular(os.fstat(handle).st_mode, shown, kind)
            return file.read(LARGEST + 1)
    except ValueError as error:  # a NUL in the name
        raise NotFoundError(f"There is no file {shown}.") from error
    except OSError as error:
        if error.errno in _ABSENT:
            raise NotFoundError(f"There is no file {shown}.") from error
        raise kind(f"{shown}: this cannot be read ({error.strerror})") from error


def _check_regular(mode: int, shown: str, kind: type[MentorkitError]) -> None:
    if stat.S_ISDIR(mode):
        raise kind(f"{shown}: this is a folder; name a file in it")
    if not stat.S_ISREG(mode):
        raise kind(f"{shown}: this is a pipe or a device; name a file")
