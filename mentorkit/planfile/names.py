"""The ids of a plan's prompts and questions: each its own, given or made, and named only after they were said."""

from collections.abc import Iterator

from mentorkit.planfile.faults import Faults, nearest, quoted
from mentorkit.planfile.nodes import Mapping, Node, Scalar, Sequence
from mentorkit.planfile.scalars import is_identifier


class Names:
    """All ids that the plan gives itself, and those that were made so far."""

    def __init__(self, sections: Node | None, faults: Faults) -> None:
        self._faults = faults
        self._given: dict[str, int] = {}
        self._folded: dict[str, int] = {}
        self._made: set[str] = set()
        for node in _ids(sections):
            first = self._folded.setdefault(node.text.casefold(), node.start)
            if first == node.start:
                self._given[node.text] = first
            else:
                line = faults.line_of(first)
                words = f"id: {quoted(node.text)} is already an id on line {line}; give each prompt its own"
                faults.add(node.start, words)

    def made(self, base: str, number: int) -> str:
        """Return a new id for the entry `number` of `base`: "recap-1", or the next free one."""
        while (name := f"{base}-{number}").casefold() in self._folded or name in self._made:
            number += 1
        self._made.add(name)
        return name

    def earlier(self, name: str, key: str, at: int, own_id: str) -> str | None:
        """Return `name`, which `key` at the offset `at` names, if it is an earlier prompt or question."""
        if name == own_id:
            self._faults.add(at, f"{key}: {quoted(name)} is this prompt itself; name an earlier one")
        elif self._given.get(name, at) < at or name in self._made:
            return name
        elif name in self._given:
            self._faults.add(at, f"{key}: {quoted(name)} comes later in the plan; name an earlier prompt")
        else:
            self._faults.add(
                at, f"{key}: no earlier prompt has the id {quoted(name)}; {self._cure(name, at)}"
            )
        return None

    def _cure(self, name: str, at: int) -> str:
        earlier = [given for given, offset in self._given.items() if offset < at]
        if close := nearest(name, earlier[:200]):
            return f'did you mean "{close}"?'
        return f'give the prompt that is meant the line "id: {name}"'


def _ids(sections: Node | None) -> Iterator[Scalar]:
    """Yield the ids of prompts and questions in the order of the file."""
    for section in sections.items if isinstance(sections, Sequence) else ():
        for prompt in _entries(section, "ask"):
            yield from _own_id(prompt)
            for question in _entries(prompt, "questions"):
                yield from _own_id(question)


def _entries(node: Node, key: str) -> Iterator[Node]:
    for value in _values(node, key):
        yield from value.items if isinstance(value, Sequence) else ()


def _own_id(node: Node) -> Iterator[Scalar]:
    yield from (
        value for value in _values(node, "id") if isinstance(value, Scalar) and is_identifier(value.text)
    )


def _values(node: Node, key: str) -> Iterator[Node]:
    if isinstance(node, Mapping):
        yield from (value for name, value in node.pairs if isinstance(name, Scalar) and name.text == key)
