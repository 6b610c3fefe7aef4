"""An object of an export with its place, read key by key: what is wrong is noted with the place, and reading goes on.

Where a value is not taken something of the right type stands in for it, which is never used: whoever reads asks
`Faults.check` before anything comes of it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from mentorkit.errors import MentorkitError
from mentorkit.importing import values
from mentorkit.importing.values import W, WrongValueError, shown
from mentorkit.text import one_line

SHOWN = 10
"""Faults that are said one by one."""

NEVER = datetime(1970, 1, 1, tzinfo=UTC)

_NEEDED: Any = object()
"""Instead of a default: every export has the key."""

T = TypeVar("T")


class NotImportedError(MentorkitError):
    """A file that cannot be imported. `message` has a line a fault, each with its place; nothing was imported."""


@dataclass(slots=True)
class Faults:
    """What is wrong with a file, in the order of its reading."""

    name: str
    """Of the file."""
    found: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, place: str, words: str) -> None:
        """Note that what stands at `place` is wrong."""
        if len(self.found) < SHOWN:
            self.found.append(f"{self.name}: {one_line(place, 200)}: {words}")
        else:
            self.more += 1

    def check(self) -> None:
        """Raise NotImportedError where anything is wrong."""
        if self.found:
            more = [f"… and {self.more:,} more"] if self.more else []
            raise NotImportedError("\n".join([*self.found, *more]), "Nothing was imported.")


@dataclass(frozen=True, slots=True)
class Entry:
    """An object of the file. Keys that are not asked for are left alone: a newer program may have added them.

    A key that an older program did not write yet has a default here; without one its absence is a fault.
    """

    data: dict[str, Any]
    place: str
    faults: Faults

    def wrong(self, key: str, words: str) -> None:
        """Note that what stands under a key is wrong."""
        self.faults.add(self.at(key), words)

    def at(self, key: str) -> str:
        """Return the place of what stands under a key."""
        return f"{self.place}.{key}" if self.place else key

    def has(self, key: str) -> bool:
        """Whether there is anything but null under that key."""
        return self.data.get(key) is not None

    def take(self, key: str, read: Callable[[Any], T], stand_in: T, default: T = _NEEDED) -> T:
        """Return what `read` makes of the value; where it does not take it that is noted."""
        if key not in self.data:
            if default is _NEEDED:
                self.faults.add(self.place or "the file", f'"{key}" is missing')
                return stand_in
            return default
        try:
            return read(self.data[key])
        except WrongValueError as wrong:
            self.wrong(key, str(wrong))
            return stand_in

    def take_or_none(self, key: str, read: Callable[[Any], T], default: T | None = _NEEDED) -> T | None:
        """Return the same, None for null."""
        return self.take(key, lambda value: None if value is None else read(value), None, default)

    def text(self, key: str, default: str = _NEEDED) -> str:
        """Return a text as it is stored."""
        return self.take(key, values.text, "", default)

    def id(self, key: str) -> str:
        """Return an id of a record."""
        return self.take(key, values.identifier, "?")

    def id_or_none(self, key: str, default: str | None = _NEEDED) -> str | None:
        """Return an id of a record, or None."""
        return self.take_or_none(key, values.identifier, default)

    def short_name(self, key: str) -> str:
        """Return how something of a plan is called."""
        return self.take(key, values.short_name, "?")

    def short_name_or_none(self, key: str, default: str | None = _NEEDED) -> str | None:
        """Return how something of a plan is called, or None."""
        return self.take_or_none(key, values.short_name, default)

    def word(self, key: str, words: type[W]) -> W:
        """Return one of the words."""
        return self.take(key, lambda value: values.word(value, words), next(iter(words)))

    def flag(self, key: str, default: bool = _NEEDED) -> bool:
        """Return true or false."""
        return self.take(key, values.flag, False, default)

    def whole(self, key: str, low: int, high: int, default: int = _NEEDED) -> int:
        """Return a whole number from `low` to `high`."""
        return self.take(key, lambda value: values.whole(value, low, high), low, default)

    def whole_or_none(self, key: str, low: int, high: int, default: int | None = _NEEDED) -> int | None:
        """Return a whole number from `low` to `high`, or None."""
        return self.take_or_none(key, lambda value: values.whole(value, low, high), default)

    def number_or_none(
        self, key: str, low: float, high: float, default: float | None = _NEEDED
    ) -> float | None:
        """Return a number from `low` to `high`, or None."""
        return self.take_or_none(key, lambda value: values.number(value, low, high), default)

    def seconds(self, key: str, low: float = 0.0) -> float:
        """Return a time on a call's timeline."""
        return self.take(key, lambda value: float(values.number(value, low, values.MOST_SECONDS)), 0.0)

    def moment(self, key: str) -> datetime:
        """Return an instant, in UTC."""
        return self.take(key, values.moment, NEVER)

    def day_or_none(self, key: str, default: date | None = _NEEDED) -> date | None:
        """Return a date, or None."""
        return self.take_or_none(key, values.day, default)

    def each(self, key: str, read: Callable[[Any], T], default: list[Any] = _NEEDED) -> tuple[T, ...]:
        """Return what `read` makes of the values of a list; those that it does not take are noted."""
        found = []
        for number, value in enumerate(self.take(key, values.listed, [], default)):
            try:
                found.append(read(value))
            except WrongValueError as wrong:
                self.wrong(f"{key}[{number}]", str(wrong))
        return tuple(found)

    def entries(self, key: str, default: list[Any] = _NEEDED) -> "Iterator[Entry]":
        """Yield the objects of a list; what is no object is noted."""
        for number, value in enumerate(self.take(key, values.listed, [], default)):
            if isinstance(value, dict):
                yield Entry(value, self.at(f"{key}[{number}]"), self.faults)
            else:
                self.wrong(f"{key}[{number}]", f"{shown(value)} is no object")

    def entry(self, key: str) -> "Entry | None":
        """Return the object under a key, None where there is none, which is noted."""
        found: dict[str, Any] = self.take(key, values.named, {})
        return Entry(found, self.at(key), self.faults) if found else None
