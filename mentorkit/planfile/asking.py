"""What a section asks, changed as text: the prompts move and go with the remarks above them, and everything else stays."""

from dataclasses import dataclass

from mentorkit.errors import PlanError, RefusedError, UsageError
from mentorkit.plan import Plan, Prompt
from mentorkit.planfile.edit import as_yaml, cut_references, hint, section_named
from mentorkit.planfile.faults import Faults, quoted
from mentorkit.planfile.layout import (
    Splice,
    entries,
    indentation,
    pieces,
    spliced,
    value,
    with_first_key,
    with_last_key,
    with_value,
    without_key,
)
from mentorkit.planfile.load import parse_plan, unix
from mentorkit.planfile.nodes import Mapping, Node, Scalar, Sequence, read_nodes
from mentorkit.planfile.scalars import line


@dataclass(frozen=True, slots=True)
class Add:
    """One more question, in words, behind the others."""

    text: str


@dataclass(frozen=True, slots=True)
class Drop:
    """A prompt goes; it is counted from 0, as in the others."""

    prompt: int


@dataclass(frozen=True, slots=True)
class Reword:
    """A prompt asks in other words."""

    prompt: int
    text: str


@dataclass(frozen=True, slots=True)
class Move:
    """A prompt comes at another place of its section."""

    prompt: int
    to: int


Asking = Add | Drop | Reword | Move


def edit_asking(text: str, name: str, section: int, change: Asking) -> str:
    """Return the plan `text` with the change in what the section (from 0) asks; it loads.

    UsageError where the change makes no sense or cannot be made in this file; PlanError where `text` is no plan.
    """
    source = unix(text).rstrip("\n") + "\n"
    plan = parse_plan(source, name, "plan")
    root = read_nodes(Faults(source, name))
    node = entries(root, "sections")[section]
    assert isinstance(node, Mapping)
    edited = _Asked(source, plan, root, node, section).after(change)
    try:
        parse_plan(edited, name, "plan")
    except PlanError as error:
        raise UsageError(
            f"That does not go together with the rest of the plan: {error.message}", "Change the file itself."
        ) from error
    return edited.replace("\n", "\r\n") if "\r\n" in text else edited


def with_question(text: str, name: str, section: str, question: str) -> str:
    """Return the plan with one more question in the section of that number or beginning; UsageError where there is none."""
    plan = parse_plan(text, name, "plan")
    return edit_asking(text, name, section_named(plan, section), Add(question))


class _Asked:
    """The prompts of one section, and the file round them."""

    def __init__(self, source: str, plan: Plan, root: Node | None, node: Mapping, section: int) -> None:
        self._source = source
        self._plan = plan
        self._root = root
        self._node = node
        self._section = section
        self._prompts = plan.sections[section].prompts
        found = value(node, "ask")
        self._list = found if isinstance(found, Sequence) and found.items else None

    def after(self, change: Asking) -> str:
        """Return the file after the change."""
        match change:
            case Add():
                return self._added(as_yaml(_words(change.text)))
            case Reword():
                return self._spliced([self._reworded(self._entry(change.prompt), _words(change.text))])
            case Drop():
                self._entry(change.prompt)
                return self._ordered([i for i in range(len(self._prompts)) if i != change.prompt])
            case Move():
                self._entry(change.prompt)
                order = [i for i in range(len(self._prompts)) if i != change.prompt]
                order.insert(change.to, change.prompt)
                return self._ordered(order)

    def _entry(self, prompt: int) -> Node:
        if self._list is None or not 0 <= prompt < len(self._list.items):
            raise UsageError(f"There is no question {prompt + 1} in this section.")
        return self._list.items[prompt]

    def _spliced(self, splices: list[Splice]) -> str:
        return spliced(self._source, 0, len(self._source), splices)

    def _added(self, written: str) -> str:
        if self._list is None:
            empty = [without_key(self._source, self._node, "ask")] if value(self._node, "ask") else []
            key = with_last_key(self._source, self._node, f"ask:\n  - {written}", f"ask: [{written}]")
            told = hint(indentation(self._source, self._node))
            if self._source.startswith(told, key.end):  # how to do it by hand is not wanted any more
                key = Splice(key.start, key.end + len(told), key.text)
            return self._spliced([*empty, key])
        if self._list.flow:
            at = max(item.end for item in self._list.items)
            return self._spliced([Splice(at, at, f", {written}")])
        end = pieces(self._source, self._list)[-1][1]
        before = "" if self._source[end - 1] == "\n" else "\n"
        return self._spliced(
            [Splice(end, end, f"{before}{indentation(self._source, self._list)}- {written}\n")]
        )

    def _reworded(self, entry: Node, text: str) -> Splice:
        if isinstance(entry, Scalar):
            return with_value(self._source, entry, as_yaml(text))
        assert isinstance(entry, Mapping)
        words = value(entry, "prompt")
        if isinstance(words, Scalar):
            return with_value(self._source, words, as_yaml(text))
        return with_first_key(self._source, entry, f"prompt: {as_yaml(text)}")

    def _ordered(self, order: list[int]) -> str:
        """The file with those prompts, in that order, and without references that nothing before them answers."""
        assert self._list is not None
        self._check_made_ids()
        splices = cut_references(self._source, self._asked(order))
        if not order:
            return self._spliced([*self._outside(splices), without_key(self._source, self._node, "ask")])
        start, end, kept = self._span(order, splices)
        head = spliced(self._source, 0, start, splices)
        return head + kept + spliced(self._source, end, len(self._source), splices)

    def _span(self, order: list[int], splices: list[Splice]) -> tuple[int, int, str]:
        """Where the list stands, and what stands there afterwards."""
        assert self._list is not None
        if self._list.flow:
            parts = [
                spliced(self._source, item.start, item.end, splices)
                for item in (self._list.items[i] for i in order)
            ]
            return self._list.start, self._list.end, f"[{', '.join(parts)}]"
        where = pieces(self._source, self._list)
        parts = [spliced(self._source, *where[i], splices) for i in order]
        return (
            where[0][0],
            where[-1][1],
            "".join(part if part.endswith("\n") else f"{part}\n" for part in parts),
        )

    def _outside(self, splices: list[Splice]) -> list[Splice]:
        """The splices that do not lie in the list, which goes."""
        assert self._list is not None
        return [s for s in splices if s.end <= self._list.start or s.start >= self._list.end]

    def _asked(self, order: list[int]) -> list[tuple[Prompt, Node]]:
        """All prompts of the plan in their new order, with where each stands."""
        found: list[tuple[Prompt, Node]] = []
        for number, (section, node) in enumerate(
            zip(self._plan.sections, entries(self._root, "sections"), strict=True)
        ):
            both = list(zip(section.prompts, entries(node, "ask"), strict=True))
            found += [both[i] for i in order] if number == self._section else both
        return found

    def _check_made_ids(self) -> None:
        """An id that was made of a prompt's place changes with the place: what names it would name another one."""
        prompts = [prompt for section in self._plan.sections for prompt in section.prompts]
        named = {name for prompt in prompts for name in (prompt.source, prompt.fits)}
        for prompt, entry in zip(self._prompts, entries(self._node, "ask"), strict=True):
            if prompt.id in named and value(entry, "id") is None:
                raise UsageError(
                    f"Another prompt names {quoted(prompt.id)}, an id that comes from its place.",
                    f'Give it the line "id: {prompt.id}" in the file first.',
                )


def _words(text: str) -> str:
    try:
        return line(text)
    except RefusedError as refused:
        raise UsageError(
            f"That cannot be asked: {refused.message}.", f"{refused.hint.capitalize()}."
        ) from refused
