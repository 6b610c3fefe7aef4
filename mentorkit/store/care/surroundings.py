"""What is round about the store: who may read it, the folder of its backups, what a program that was stopped left there."""

import os
import shlex
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mentorkit.files import reason
from mentorkit.store.backup import is_left_over
from mentorkit.store.care.places import warning
from mentorkit.store.copies import Copy, backups, folder_of, matching, set_aside
from mentorkit.store.faults import OR_DAMAGED, Kind
from mentorkit.store.marker import marker
from mentorkit.store.pieces import pieces


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not well, and what to do about it."""

    what: str
    cure: str


def quoted(path: Path) -> str:
    """Return a path as a word of a command, also where it holds what is no text or what a terminal would not show."""
    text = str(path)
    if text.isprintable():  # a byte that is no text is a lone surrogate, and that is not printable
        return shlex.quote(text)
    return f"$'{''.join(map(_escaped, text))}'"


def _escaped(sign: str) -> str:
    if sign in "\\'":
        return "\\" + sign
    return sign if sign.isprintable() else "".join(f"\\x{byte:02x}" for byte in os.fsencode(sign))


def cure(path: Path, kind: Kind, damaged: str) -> str:
    """Return what to do about a file that cannot be used; `damaged` is that where it is, and where it is none of ours."""
    if kind is Kind.NEWER:
        return f"Install the newer version of mentorkit again. {OR_DAMAGED}"
    if kind is Kind.CLOSED:
        return _opened(path)
    if kind is Kind.FULL:
        return room(path)
    if kind is Kind.HINDERED:
        return f"Try again a little later. Where it stays so, is the disk all right? ls -l {quoted(path)}"
    return damaged


def room(path: Path) -> str:
    """Return what to do where the disk is full that a file is on."""
    return f"Free space on the disk that it is on: df -h {quoted(path.parent)}"


def _opened(path: Path) -> str:
    """What gives the mentor a file of theirs back."""
    try:
        status = path.stat()
    except OSError:
        return f"chmod 700 {quoted(path.parent)}"
    if os.name == "posix" and status.st_uid != os.geteuid():
        return f"sudo chown {os.geteuid()} {quoted(path)}"
    return f"chmod 600 {quoted(path)}"


# ---- who may read it


def of_place(store: Path) -> Iterator[Finding]:
    """Yield what is unsafe about the folder that the store is in."""
    folder = store.parent
    if (where := warning(folder)) and folder.exists():
        yield Finding(
            where, "Keep the store on a disk of this computer: set MENTORKIT_HOME to a folder there."
        )


def of_modes(store: Path) -> Iterator[Finding]:
    """Yield which files and folders others may read, or the mentor may not."""
    if os.name != "posix":
        return
    folder = store.parent
    every = [folder, folder_of(store), folder / "editing", *pieces(store), marker(store), *backups(store)]
    for path in (*every, *(piece for aside in set_aside(store) for piece in pieces(aside))):
        try:
            status = path.stat()
        except OSError:  # it is not there, or its folder is closed to us: that is said of the folder
            continue
        yield from _of_mode(path, status)


def _of_mode(path: Path, status: os.stat_result) -> Iterator[Finding]:
    right = 0o700 if stat.S_ISDIR(status.st_mode) else 0o600
    if not stat.S_ISDIR(status.st_mode) and not stat.S_ISREG(status.st_mode):
        return
    if status.st_uid != os.geteuid():
        yield Finding(f"{path} belongs to another user.", f"sudo chown {os.geteuid()} {quoted(path)}")
    elif status.st_mode & right != right:
        yield Finding(f"{path} may not be read and written by you.", f"chmod {right:o} {quoted(path)}")
    elif status.st_mode & 0o077:
        yield Finding(f"{path} may be read by others.", f"chmod {right:o} {quoted(path)}")


# ---- the backups


def of_backups(store: Path, listed: Iterable[Copy]) -> Iterator[Finding]:
    """Yield what is wrong with the folder of the backups and with each of them. Only what is damaged is to be removed."""
    folder = folder_of(store)
    if folder.exists() and not folder.is_dir():
        yield Finding(
            f"{folder} is no folder, so that no backup can be made.",
            f"mv {quoted(folder)} {quoted(folder.with_name(folder.name + '-before'))}",
        )
    for copy in listed:
        if not copy.fault:
            continue
        elsewhere = f"It is no backup: move it out of {folder}."
        what = f"rm {quoted(copy.path)}" if copy.kind is Kind.DAMAGED else elsewhere
        yield Finding(
            f"The backup {copy.path} is of no use now: {copy.fault}.", cure(copy.path, copy.kind, what)
        )


# ---- what was left


def of_leftovers(store: Path) -> Iterator[Finding]:
    """Yield files of a program that was stopped in the middle. One that is running may have some too."""
    left = [
        *matching(store.parent, ".mentorkit-*.tmp*"),
        *filter(is_left_over, matching(folder_of(store), "*.tmp*")),
    ]
    for path in left:
        yield Finding(f"{path} is left over from a program that was stopped.", f"rm {quoted(path)}")
    for aside in set_aside(store):
        if _is_second_name(aside, store):
            yield Finding(
                f"{aside} is the store itself under a second name: putting a backup back was cut short.",
                f"rm {quoted(aside)}",
            )


def _is_second_name(aside: Path, store: Path) -> bool:
    try:
        return not aside.is_symlink() and aside.samefile(store)
    except OSError:
        return False


def of_error(error: OSError) -> Finding:
    """Return that something could not be looked at."""
    where = Path(error.filename) if isinstance(error.filename, str) else None
    return Finding(
        f"{where or 'A file'} cannot be looked at: {reason(error)}.",
        f"ls -ld {quoted(where)}" if where else "ls -l",
    )
