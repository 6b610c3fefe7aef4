"""YAML text to a tree of nodes that know where they stand.

Scalars stay the text that was written: what it means is up to the key (`plan-format.md`, "What goes wrong in YAML").
The tree is built from `yaml.parse` events, so that what a plan has no use for (anchors, aliases, tags, depth, a
second document) is refused before anything is made of it. The parser is PyYAML's own and not libyaml: its marks
count characters, and its messages are the same on every machine. A plan of 200 lines takes it 15 ms.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from mentorkit.planfile.faults import Faults, quoted
from mentorkit.planfile.syntax import syntax_fault

DEPTH = 12
EVENTS = 12_000
"""A plan of 256 kB with 30 characters to a scalar has 9,000; this many take half a second."""

_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_YAML_ORG = "tag:yaml.org,2002:"
_PLAIN_TAGS = {None, "!", f"{_YAML_ORG}str", f"{_YAML_ORG}seq", f"{_YAML_ORG}map"}


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text; `start` and `end` are offsets in the file, as for the other nodes."""

    start: int
    end: int
    text: str
    plain: bool
    """Written without quotes, and not as a block."""

    @property
    def is_nothing(self) -> bool:
        """Whether YAML itself reads this as null."""
        return self.plain and self.text in {"", "~", "null", "Null", "NULL"}


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; a key may stand there twice."""

    start: int
    end: int
    pairs: tuple[tuple["Node", "Node"], ...]
    flow: bool
    """Written with brackets."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    start: int
    end: int
    items: tuple["Node", ...]
    flow: bool


@dataclass(frozen=True, slots=True)
class Refused:
    """A node whose fault has been told: nothing more is said about it."""

    start: int
    end: int


Node: TypeAlias = Scalar | Mapping | Sequence | Refused


def read_nodes(faults: Faults) -> Node | None:
    """Return the tree of the text of `faults`, None where there is nothing in it; stops at what is no YAML."""
    if unprintable := _UNPRINTABLE.search(faults.text):
        code = f"U+{ord(unprintable[0]):04X}"
        faults.stop(unprintable.start(), f"the character {code} cannot stand here; remove it")
    try:
        return _Builder(faults).document()
    except yaml.MarkedYAMLError as error:
        faults.stop(*syntax_fault(error, faults.text))
    except (yaml.YAMLError, ValueError, OverflowError):
        # PyYAML lets int() and chr() fail on "%YAML 1.<5,000 digits>" and "\UFFFFFFFF".
        faults.stop(0, "this cannot be read as YAML: an escape or a % line in it makes no sense")


class _Builder:
    """One walk through the events of a file."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._events: Iterator[Any] = yaml.parse(faults.text, Loader=yaml.SafeLoader)
        self._count = 0

    def document(self) -> Node | None:
        root: Node | None = None
        while not isinstance(event := self._next(), yaml.StreamEndEvent):
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    words = 'a second document begins here, and a plan is one; remove the line "---"'
                    self._faults.stop(_start(event), words)
                root = self._node(self._next(), 1)
        return root

    def _next(self) -> yaml.Event:
        event: yaml.Event = next(self._events)
        self._count += 1
        if self._count > EVENTS:
            self._faults.stop(_start(event), "this is far more than any plan needs; make it shorter")
        return event

    def _node(self, event: yaml.Event, depth: int) -> Node:
        if depth > DEPTH:
            words = "this is nested deeper than any plan; put quotes round it if it is text"
            self._faults.stop(_start(event), words)
        fault = _foreign(event)
        if fault:
            self._faults.add(_start(event), fault)
        node = self._made(event, depth)
        return Refused(node.start, node.end) if fault else node

    def _made(self, event: yaml.Event, depth: int) -> Node:
        start = _start(event)
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(start, _end(event), event.value, plain=not event.style)
        if isinstance(event, yaml.SequenceStartEvent):
            items, end = self._items(depth)
            return Sequence(start, end, items, flow=event.flow_style is True)
        if isinstance(event, yaml.MappingStartEvent):
            pairs, end = self._pairs(depth)
            return Mapping(start, end, pairs, flow=event.flow_style is True)
        return Refused(start, _end(event))

    def _items(self, depth: int) -> tuple[tuple[Node, ...], int]:
        items = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return tuple(items), _end(event)

    def _pairs(self, depth: int) -> tuple[tuple[tuple[Node, Node], ...], int]:
        pairs = []
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            pairs.append((key, self._node(self._next(), depth + 1)))
        return tuple(pairs), _end(event)


def _start(event: Any) -> int:
    return int(event.start_mark.index)


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _foreign(event: Any) -> str | None:
    """Return what to say about an alias, an anchor or a tag."""
    if isinstance(event, yaml.AliasEvent):
        return (
            f"{quoted(f'*{event.anchor}')} is an alias, and a plan has none; put quotes round the whole text"
        )
    anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
    if anchor is not None:
        return f"{quoted(f'&{anchor}')} is an anchor, and a plan has none; put quotes round the whole text"
    if tag not in _PLAIN_TAGS:
        shown = quoted(str(tag).replace(_YAML_ORG, "!!"))
        return f"{shown} is a tag, and a plan has none; remove it, or put quotes round the whole text"
    return None
