"""Where things are: the store, the plans and the configuration, and how they are opened."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mentorkit.cli.exits import HANGUP
from mentorkit.errors import NotFoundError, NotSavedError, SignalledError, StoreError
from mentorkit.files import is_there, reason, write_whole
from mentorkit.settings import Settings
from mentorkit.text import CUT, cut_by_terminal

if TYPE_CHECKING:
    from mentorkit.store import Store


@dataclass(frozen=True, slots=True)
class Home:
    """The paths in force. Nothing of it need exist."""

    store: Path
    plans: Path
    config: Path


def home() -> Home:
    """Return where things are: under MENTORKIT_HOME where that is set, else in the platform's own folders."""
    one = os.environ.get("MENTORKIT_HOME", "")
    if one:
        root = _root(one)
        return Home(root / "mentorkit.db", root / "plans", root / "config.yaml")
    import platformdirs

    try:
        data = platformdirs.user_data_path("mentorkit", appauthor=False)
        config = platformdirs.user_config_path("mentorkit", appauthor=False)
    except RuntimeError as error:
        raise StoreError(
            "There is no home folder here.", "Set MENTORKIT_HOME to a folder of your own."
        ) from error
    if not data.is_absolute():
        raise StoreError("There is no home folder here.", "Set MENTORKIT_HOME to a folder of your own.")
    return Home(data / "mentorkit.db", config / "plans", config / "config.yaml")


def _root(text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except (RuntimeError, OSError) as error:  # nobody of that name; a current folder that was removed
        why = reason(error) if isinstance(error, OSError) else "whose home folder that is, is not known"
        raise StoreError(f"MENTORKIT_HOME={text}: {why}.", "Set it to a folder of your own.") from error


def settings(where: Home) -> Settings:
    """Return the settings in force: the environment's word before the file's."""
    from dataclasses import replace

    found = Settings()
    if is_there(where.config):
        from mentorkit.planfile import load_settings

        found = load_settings(where.config)
    plan = os.environ.get("MENTORKIT_PLAN")
    return replace(found, plan=plan) if plan else found


def reading(where: Home) -> "Store":
    """Return the store for reading; NotFoundError where nothing was ever stored."""
    from mentorkit.store import Store

    store = Store.reader(where.store)
    if store is None:
        raise NotFoundError("There are no sessions yet.", "The first one: mentorkit run")
    return store


def anything_stored(where: Home) -> bool:
    """Return whether there is a store, of whatever version; StoreError where there was one, and it is gone."""
    from mentorkit.store import Store

    return is_there(where.store) or Store.reader(where.store) is not None


def changing(where: Home) -> "Store":
    """Return the store for changing what is in it; NotFoundError where nothing was ever stored, and then none is made."""
    from mentorkit.store import Store

    if not anything_stored(where):
        raise NotFoundError("There is nobody yet.", "Add somebody: mentorkit students add Ada")
    return Store.writer(where.store)


def write_out(path: Path, text: str, *, force: bool = False) -> None:
    """Write a text to a file that the mentor named, as `files.write_whole` does; UsageError where that is the store's."""
    from mentorkit.store.pieces import spared

    write_whole(path, text, force=force, spared=spared(home().store))


def somebody_there(no_input: bool = False) -> bool:
    """Return whether a question can be asked: there is a terminal, and nobody said --no-input."""
    no_input = no_input or bool(os.environ.get("MENTORKIT_NO_INPUT"))
    return not no_input and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def say(text: str = "") -> None:
    """Write a line of data to stdout, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def wrapped(text: str) -> None:
    """Write to the terminal, broken between words where a line is longer than the terminal is wide."""
    import shutil
    import textwrap

    width = max(20, shutil.get_terminal_size().columns)
    for line in text.split("\n"):
        say("\n".join(textwrap.wrap(line, width, subsequent_indent="  ")) if len(line) > width else line)


def tell(text: str) -> None:
    """Write a line of talk to stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def question(text: str) -> str:
    """Return the answer to a question on the terminal; what is asked goes to stderr, since stdout is for data."""
    while True:
        sys.stderr.write(text)
        sys.stderr.flush()
        line = _line()
        if not cut_by_terminal(line.rstrip("\n")):
            return line.strip()
        tell(CUT)


def _line() -> str:
    try:
        line = sys.stdin.readline()
    except OSError:
        line = ""
    if line:
        return line
    if sys.stdin.isatty():
        raise KeyboardInterrupt  # Ctrl-D at a question: the same wish as Ctrl-C
    raise SignalledError(HANGUP)  # the terminal is gone, and the signal that says so may come later


def until_saved(save: Callable[[], None]) -> None:
    """Save what was typed on the terminal; where that fails it is said, and tried again at each Enter until Ctrl-C."""
    while True:
        try:
            save()
            return
        except NotSavedError as error:
            tell(f"NOT SAVED: {error.message}. Enter to try again.")
            question("")


def tolerant_streams() -> None:
    """Have every character come through, whatever the locale: what cannot be shown is replaced, nothing crashes.

    A stream that was closed before the start (`<&-`) is one that is empty, or that forgets what is written to it.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - as long as the process
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
