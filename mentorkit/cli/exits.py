"""The one place where an error becomes words on stderr and an exit code (`design.md`, "Commands")."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import NoReturn, ParamSpec, TextIO

from mentorkit.errors import (
    MentorkitError,
    NeedsAnswerError,
    NotFoundError,
    NotSavedError,
    PlanError,
    RefusedError,
    SignalledError,
    StoreError,
    UsageError,
)
from mentorkit.files import reason
from mentorkit.text import for_terminal

_CODES: tuple[tuple[type[MentorkitError], int], ...] = (
    (UsageError, 2),
    (RefusedError, 2),
    (PlanError, 3),
    (NotFoundError, 4),
    (NeedsAnswerError, 5),
    (StoreError, 1),
)

SIGPIPE = 13
INTERRUPT = 2
HANGUP = 1
"""The signal of a terminal that went away."""

P = ParamSpec("P")


def code_of(error: MentorkitError) -> int:
    """Return the exit code of an error."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), 1)


def complain(error: MentorkitError) -> None:
    """Say on stderr what is wrong and what to do."""
    message = f"NOT SAVED: {error.message}." if isinstance(error, NotSavedError) else error.message
    _grumble(*filter(None, (message, error.hint)))


def _grumble(*lines: str) -> None:
    """Write to stderr, where that is still possible: there is nowhere else to say that it is not."""
    try:
        for line in lines:
            sys.stderr.write(for_terminal(line) + "\n")
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)


def _give_up(stream: TextIO) -> None:
    """Have what is left in a stream that fails go nowhere: the flush at exit must not complain once more."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def leave(code: int) -> NoReturn:
    """End the program with that code, also where what is left to write has nowhere to go."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            _give_up(stream)
    sys.exit(code)


def mapped(command: Callable[P, None]) -> Callable[P, None]:
    """Have a command's errors end the program in words, with the exit code of their kind and without a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
            sys.stdout.flush()
        except MentorkitError as error:
            complain(error)
            leave(code_of(error))
        except KeyboardInterrupt:
            leave(128 + INTERRUPT)
        except SignalledError as stop:  # whoever heard it has said what there is to say
            leave(128 + stop.number)
        except BrokenPipeError:  # whoever read our output has gone
            _give_up(sys.stdout)
            leave(128 + SIGPIPE)
        except (
            OSError
        ) as error:  # a full disk behind stdout, a terminal that is gone; a file has its own words
            what = str(error.filename) if error.filename else "Input or output failed"
            _give_up(sys.stdout)
            _grumble(f"{what}: {reason(error)}.")
            leave(1)

    return run
