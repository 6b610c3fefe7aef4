"""The faults of one file: gathered, put in order, and said with line and column."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from difflib import get_close_matches
from typing import NoReturn

from mentorkit.errors import MentorkitError, PlanError
from mentorkit.text import for_terminal, one_line

SHOWN = 20
"""Faults that are said; the rest is only counted."""
ENOUGH = 200
"""Faults after which nobody reads on, so that a hostile file costs no more than a bad one."""


class Faults:
    """What is wrong with `text`, which messages call `name`; `kind` is the error that says so."""

    def __init__(self, text: str, name: str, kind: type[MentorkitError] = PlanError) -> None:
        self.text = text
        self._kind = kind
        self._name = for_terminal(name).replace("\n", "␊")
        self._line_starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._found: list[tuple[int, str]] = []

    def add(self, at: int, words: str) -> None:
        """Remember a fault at the offset `at`; raise as `check` does where there are far too many."""
        self._found.append((at, words))
        if len(self._found) >= ENOUGH:
            self.check()

    def stop(self, at: int, words: str) -> NoReturn:
        """Raise the error with the first fault alone: from here on the file is no YAML that could be used."""
        first = min([*self._found, (at, words)], key=lambda fault: fault[0])
        raise self._kind(self._line(*first))

    def check(self) -> None:
        """Raise the error, one line a fault in the file's order, where there is any."""
        if not self._found:
            return
        lines = [self._line(*fault) for fault in sorted(self._found)]
        if len(lines) > SHOWN:
            at_least = "at least " if len(lines) >= ENOUGH else ""
            lines[SHOWN:] = [f"{self._name}: and {at_least}{len(lines) - SHOWN} more"]
        raise self._kind("\n".join(lines))

    def line_of(self, at: int) -> int:
        """Return the line, from 1, on which the offset `at` stands."""
        return bisect_right(self._line_starts, at)

    def _line(self, at: int, words: str) -> str:
        line = self.line_of(at)
        column = at - self._line_starts[line - 1] + 1
        return f"{self._name}:{line}:{column}: {one_line(words)}"


def quoted(text: str) -> str:
    """Return `text` in quotes, on one line and short enough for a message."""
    return f'"{one_line(text[:400], 60)}"'  # the cut first: a hostile text has 256,000 characters


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the one of `known` that was most likely meant by `word`, or None."""
    by_fold = {name.casefold(): name for name in known}
    close = get_close_matches(word[:60].casefold().strip(), list(by_fold), n=1, cutoff=0.6)
    return by_fold[close[0]] if close else None
