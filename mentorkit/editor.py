"""The mentor's own editor: for a file of theirs, or for a text that is too long for one line."""

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from mentorkit.errors import MentorkitError, StoreError, UsageError
from mentorkit.files import private_folder, reason, write_whole

_AT_LINE = frozenset(
    {"vi", "vim", "nvim", "view", "nano", "pico", "emacs", "emacsclient", "micro", "joe", "kak", "ne"}
)
"""Editors that take "+14" for "at line 14"."""


def edit_file(path: Path, line: int = 0) -> None:
    """Open the file in $VISUAL or $EDITOR and wait; the words are split and never given to a shell.

    With a `line` other than 0 it opens there, in editors that are known to understand that.

    UsageError where there is no editor that can be started, MentorkitError where it ended with an error.
    """
    words = _command()
    try:
        at = [f"+{line}"] if line and Path(words[0]).name in _AT_LINE else []
        code = _wait([*words, *at, str(path)])
    except OSError as error:
        raise UsageError(
            f"{words[0]} cannot be started: {error.strerror}.", "Set EDITOR to your editor."
        ) from error
    if code:
        raise MentorkitError(f"{words[0]} ended with an error ({code}).", f"The file is {path}")


def edit_text(path: Path, text: str) -> tuple[str, str]:
    """Return what the mentor's editor made of the text, and what went wrong, in words ("" where nothing did).

    It stands in `path`, in a folder of its own that only the mentor can read, as do the copies that editors make beside a
    file. It stays there until the caller has saved it and calls `clear`. UsageError where no editor can be started.
    """
    private_folder(path.parent)
    write_whole(path, text + "\n" if text else "", force=True)
    try:
        edit_file(path)
    except UsageError:
        clear(path)
        raise
    except MentorkitError as error:
        return left_in(path), error.message
    return left_in(path), ""


def left_in(path: Path) -> str:
    """Return the text that an editor wrote to `path`, without the blank lines round it; "" where there is none."""
    try:
        data = path.read_bytes() if path.is_file() else b""
    except OSError as error:
        raise StoreError(f"{path}: {reason(error)}.") from error
    return data.decode("utf-8", errors="replace").removeprefix("\ufeff").strip()


def clear(path: Path) -> None:
    """Remove a text that is saved, with all that an editor left beside it."""
    shutil.rmtree(path.parent, ignore_errors=True)


def clear_text(path: Path) -> None:
    """Remove the text alone: what an editor that failed left beside it may be all that there is of it."""
    path.unlink(missing_ok=True)
    with suppress(OSError):  # not empty, or not there
        path.parent.rmdir()


def _command() -> list[str]:
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _usual()
    try:
        words = shlex.split(chosen)
    except ValueError as error:
        raise UsageError(f"$EDITOR cannot be read: {error}.") from error
    if not words:
        raise UsageError("No editor is set.", "Set EDITOR, for example: export EDITOR=nano")
    return words


def _usual() -> str:
    names = ("notepad",) if os.name == "nt" else ("sensible-editor", "nano", "vi")
    return next((name for name in names if shutil.which(name)), "")


def _wait(words: list[str]) -> int:
    """Run the editor to its end; return its exit code.

    A signal to end that comes meanwhile ends the editor first, so that it can keep what was typed, and then is ours.
    """
    heard: list[int] = []
    with subprocess.Popen(words) as process:

        def pass_on(number: int, _: object) -> None:
            heard.append(number)
            process.terminate()

        with _handlers(pass_on):
            code = process.wait()
    for number in heard[:1]:
        os.kill(os.getpid(), number)
    return code


@contextmanager
def _handlers(pass_on: object) -> Iterator[None]:
    """While an editor has the terminal, Ctrl-C and Ctrl-Z are its own, and the signals to end are passed on to it."""
    ours: dict[str, object] = {
        "SIGINT": lambda *_: None,
        "SIGTERM": pass_on,
        "SIGHUP": pass_on,
        "SIGTSTP": signal.SIG_DFL,
    }
    before = {
        getattr(signal, name): signal.signal(getattr(signal, name), handler)  # type: ignore[arg-type]
        for name, handler in ours.items()
        if hasattr(signal, name)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
