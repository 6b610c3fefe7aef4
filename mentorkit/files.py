"""Files written for one person: 0600 in folders of 0700, whole or not at all, and never over another by accident."""

import os
import stat
import unicodedata
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from mentorkit.errors import StoreError, UsageError

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


_OTHER_HOME = "Set MENTORKIT_HOME to a folder that you may write to."


def private_folder(path: Path, cure: str = _OTHER_HOME) -> Path:
    """Return the folder. Where it or one above it is missing it is made, open to nobody but its owner.

    One that is there keeps its mode: it may be /tmp, or shared on purpose. What we put into it is private by itself.
    StoreError, with `cure` as its hint, where it cannot be made.
    """
    try:
        _make_folder(path)
    except OSError as error:
        raise StoreError(f"{path}: {reason(error)}.", cure) from error
    return path


def names_folder(text: str) -> bool:
    """Return whether the text names a folder: one that is there, or any with a separator at its end."""
    try:
        return text.endswith(tuple(filter(None, (os.sep, os.altsep)))) or (bool(text) and Path(text).is_dir())
    except OSError:  # a name that nothing can have
        return False


def _make_folder(path: Path) -> None:
    if path.is_dir():
        return
    if path.parent != path:
        _make_folder(path.parent)
    try:
        path.mkdir(mode=0o700)  # with parents=True only the last one would get the mode
    except FileExistsError:
        if not path.is_dir():
            raise


def is_there(path: Path) -> bool:
    """Return whether there is something at `path`; StoreError where that cannot be found out."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError as error:
        raise StoreError(
            f"{path}: {reason(error)}.", "Set MENTORKIT_HOME to a folder that you may read and write."
        ) from error
    return True


def write_whole(path: Path, text: str, *, force: bool = False, spared: Collection[Path] = ()) -> None:
    """Write `text` to `path` as UTF-8: all of it or nothing, readable by its owner alone.

    UsageError where the file is there already and `force` is not given, or where it is one of the `spared`, by whatever
    name; StoreError where it cannot be written.
    """
    data = text.encode("utf-8")
    with written_whole(path, force=force, spared=spared) as beside, beside.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def written_whole(path: Path, *, force: bool = False, spared: Collection[Path] = ()) -> Iterator[Path]:
    """Yield an empty file beside `path`, readable by its owner alone, which becomes `path` at the end, or goes.

    What is written to it has to be on the disk by then. Errors are those of `write_whole`.
    """
    try:
        _check_spared(path, spared)
        _check_free(path, force=force)
        beside = new_beside(path)
        try:
            yield beside
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(f"{path} was not written: {reason(error)}.") from error


def _check_spared(path: Path, spared: Collection[Path]) -> None:
    if any(_is_same(path, kept) for kept in spared):
        raise UsageError(f"{path} belongs to your store, and is not written over.", "Choose another name.")


def _is_same(path: Path, kept: Path) -> bool:
    """Whether both are one file, by link or by spelling. Also where it is not there yet: a name in one folder is enough."""
    try:
        if path.samefile(kept):
            return True
    except OSError:  # one of them is not there
        pass
    return any(_is_same_place(each, kept) for each in (path, Path(os.path.realpath(path))))


def _is_same_place(path: Path, kept: Path) -> bool:
    if _folded(path.name) != _folded(kept.name):
        return False
    try:
        return path.parent.samefile(kept.parent)
    except OSError:
        return False


def _folded(name: str) -> str:
    """The name as a disk knows it that makes no difference between large and small letters."""
    return unicodedata.normalize("NFC", name).casefold()


def _check_free(path: Path, *, force: bool) -> None:
    if path.is_dir():
        raise UsageError(f"{path} is a folder.", "Name a file inside it.")
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):  # behind a link too: /dev/stdout is one
        raise UsageError(f"{path} is a device or a pipe and is not replaced.", "Name a file.")
    if not force and (path.exists() or path.is_symlink()):
        raise UsageError(f"{path} is there already.", "Choose another name, or replace it with --force.")


def new_beside(path: Path) -> Path:
    """Return an empty file in the folder of `path`, made just now and readable by its owner alone; OSError."""
    beside = path.with_name(
        f".mentorkit-{os.urandom(6).hex()}.tmp"
    )  # not of its name, which may be as long as can be
    os.close(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, 0o600))
    return beside


def sync_folder(folder: Path) -> None:
    """Have the folder's own entries on the disk, where the system knows how (Windows does not)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def reason(error: OSError) -> str:
    """Return what the system says is wrong, without its number: "no space left on device"."""
    return (error.strerror or str(error)).lower()
