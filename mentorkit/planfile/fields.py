"""Reading typed values out of nodes: a text, a list, the keys of a mapping. Every fault is told once, with its cure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from mentorkit.errors import RefusedError
from mentorkit.planfile.faults import Faults, nearest, quoted
from mentorkit.planfile.nodes import Mapping, Node, Refused, Scalar, Sequence
from mentorkit.planfile.scalars import address, line

MANY = 100
"""Sections, prompts of a section, entries of a list."""

_LOST = re.compile(r"[ \t]+(#[^\s#][^\n]{0,80})")
"""A remark without a blank after its sign, right behind a text: most likely part of that text, "Post in #general"."""

T = TypeVar("T")
Reader: TypeAlias = Callable[[Node, str, Faults], T | None]
"""Reads a node under the key that the second argument names; None where a fault was told."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a mapping is and which keys it has."""

    name: str
    """With its article: "a section"."""
    keys: tuple[str, ...]
    example: str


def scalar(convert: Callable[[str], T]) -> Reader[T]:
    """Return a reader of one text that `convert` gives its meaning."""

    def read(node: Node, key: str, faults: Faults) -> T | None:
        text = _text(node, key, faults)
        if text is None:
            return None
        try:
            return convert(text)
        except RefusedError as refused:
            faults.add(node.start, f"{key}: {refused.message}; {refused.hint}")
            return None

    return read


def listed(item: Reader[T], least: int = 0) -> Reader[tuple[T, ...]]:
    """Return a reader of a list with at least `least` entries."""

    def read(node: Node, key: str, faults: Faults) -> tuple[T, ...] | None:
        entries = items_of(node, key, faults)
        if entries is None:
            return None
        if len(entries) < least:
            faults.add(
                node.start, f"{key}: this needs {least} or more entries, and has {len(entries)}; add some"
            )
        return tuple(value for entry in entries if (value := item(entry, key, faults)) is not None)

    return read


def items_of(node: Node, key: str, faults: Faults) -> tuple[Node, ...] | None:
    """Return the entries of a list, None where it is none."""
    if isinstance(node, Sequence):
        if len(node.items) > MANY:
            faults.add(node.items[MANY].start, f"{key}: more than {MANY} entries; leave some out")
        return node.items[:MANY]
    if isinstance(node, Scalar) and node.is_nothing:
        faults.add(*_nothing(node, key, faults.text))
    elif not isinstance(node, Refused):
        faults.add(
            node.start, f'{key}: this is a list; write each entry on a line of its own that begins with "- "'
        )
    return None


def links(node: Node, key: str, faults: Faults) -> tuple[tuple[str, str], ...] | None:
    """Return the pairs of a mapping whose keys are free: a name and an address each."""
    if not isinstance(node, Mapping):
        if isinstance(node, Scalar) and node.is_nothing:
            faults.add(*_nothing(node, key, faults.text))
        elif not isinstance(node, Refused):
            faults.add(node.start, f'{key}: write each link as "name: https://…" on a line of its own')
        return None
    pairs = _by_key(node, faults)
    if len(pairs) > MANY:
        faults.add(node.start, f"{key}: more than {MANY} entries; leave some out")
    read = [
        (scalar(line)(name, key, faults), scalar(address)(value, key, faults))
        for name, value in list(pairs.values())[:MANY]
    ]
    return tuple((name, where) for name, where in read if name is not None and where is not None)


class Fields:
    """The keys of one mapping, each read by its own type. Unknown and doubled ones have been told."""

    def __init__(self, node: Node, shape: Shape, faults: Faults) -> None:
        self.node = node
        self._faults = faults
        self._meant: set[str] = set()
        self._pairs: dict[str, tuple[Scalar, Node]] = {}
        if isinstance(node, Mapping):
            self._pairs = _by_key(node, faults)
            self._drop_unknown(shape)
        elif not isinstance(node, Refused):
            faults.add(node.start, f"{shape.name} belongs here; write {shape.example}")
        self.usable = isinstance(node, Mapping)

    def __contains__(self, key: str) -> bool:
        return key in self._pairs

    def keys(self) -> set[str]:
        """Return the known keys that are there."""
        return set(self._pairs)

    def get(self, key: str, read: Reader[T]) -> T | None:
        """Return the value of `key`, None where there is none or a fault was told."""
        return read(self._pairs[key][1], key, self._faults) if key in self._pairs else None

    def need(self, key: str, read: Reader[T], cure: str) -> T | None:
        """Return the value of `key`; where it is missing that is a fault, and `cure` says what to write."""
        self.require(key, cure)
        return self.get(key, read)

    def require(self, key: str, cure: str) -> None:
        """Tell it where `key` is missing, unless an unknown key was most likely meant to be it."""
        if key not in self._pairs and self.usable and key not in self._meant:
            self._faults.add(self.node.start, f"{key}: this is missing; {cure}")

    def at(self, key: str) -> int:
        """Return the offset of the value of `key`, or that of the mapping where there is none."""
        return self._pairs[key][1].start if key in self._pairs else self.node.start

    def drop(self, key: str, words: str) -> None:
        """Refuse `key`, which is known but does not fit here."""
        name, _ = self._pairs.pop(key)
        self._faults.add(name.start, f"{key}: {words}")

    def _drop_unknown(self, shape: Shape) -> None:
        for key in [key for key in self._pairs if key not in shape.keys]:
            name, _ = self._pairs.pop(key)
            meant = nearest(key, list(shape.keys))
            if meant:
                self._meant.add(meant)
            cure = f'did you mean "{meant}"?' if meant else f"{shape.name} has {', '.join(shape.keys)}"
            self._faults.add(name.start, f"{quoted(key)} is not a key of {shape.name}; {cure}")


def _by_key(node: Mapping, faults: Faults) -> dict[str, tuple[Scalar, Node]]:
    found: dict[str, tuple[Scalar, Node]] = {}
    for key, value in node.pairs:
        if not isinstance(key, Scalar) or not key.text:
            if not isinstance(key, Refused):
                faults.add(
                    key.start, "a key is one word before a colon; put quotes round the text if it is none"
                )
        elif key.text in found:
            first = faults.line_of(found[key.text][0].start)
            faults.add(key.start, f"{quoted(key.text)} is already on line {first}; remove one of the two")
        else:
            found[key.text] = key, value
    return found


def _text(node: Node, key: str, faults: Faults) -> str | None:
    if isinstance(node, Scalar):
        if node.is_nothing:
            faults.add(*_nothing(node, key, faults.text))
            return None
        if lost := _LOST.match(faults.text, node.end) if node.plain else None:
            words = (
                f'"#" begins a comment, so {quoted(lost[1])} would be lost; put quotes round the whole text'
            )
            faults.add(lost.start(1), f"{key}: {words}")
            return None
        return node.text
    if isinstance(node, Mapping):
        faults.add(node.start, f"{key}: {colon_words(node)}")
    elif isinstance(node, Sequence):
        faults.add(
            node.start, f"{key}: text belongs here and this is a list; put quotes round it if it is text"
        )
    return None


def colon_words(node: Mapping) -> str:
    """Return what to say about a text that a colon or a bracket has made a mapping of."""
    first = node.pairs[0][0] if node.pairs else None
    if node.flow or not isinstance(first, Scalar):
        return 'text belongs here and "{" makes keys and values of it; put quotes round it'
    return f"the colon after {quoted(first.text)} makes a key of it; put quotes round the whole text"


def _nothing(node: Scalar, key: str, text: str) -> tuple[int, str]:
    if node.text:
        return node.start, f"{key}: {quoted(node.text)} means nothing at all in YAML; put quotes round it"
    rest = text[node.start : node.start + 200].split("\n")[0]
    comment = rest.lstrip()
    if comment.startswith("#"):
        at = node.start + len(rest) - len(comment)
        return at, f'{key}: what follows "#" is a comment; put quotes round it: {quoted(comment.rstrip())}'
    return node.start, f"{key}: there is nothing here; write it, or remove the line"
