"""The one place where an error becomes words on stderr and an exit code (`design.md`, "Commands")."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec

from mentorkit.errors import (
    MentorkitError,
    NeedsAnswerError,
    NotFoundError,
    PlanError,
    RefusedError,
    StoreError,
    UsageError,
)
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

P = ParamSpec("P")


def code_of(error: MentorkitError) -> int:
    """Return the exit code of an error."""
    return next((code for kind, code in _CODES if isinstance(error, kind)), 1)


def complain(error: MentorkitError) -> None:
    """Say on stderr what is wrong and what to do."""
    for line in filter(None, (error.message, error.hint)):
        sys.stderr.write(for_terminal(line) + "\n")


def leave(code: int) -> NoReturn:
    """End the program with that code."""
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
        except BrokenPipeError:
            # Whoever read our output has gone; a flush at exit must not complain about it once more.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            leave(128 + SIGPIPE)

    return run
