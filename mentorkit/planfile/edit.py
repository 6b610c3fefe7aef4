"""A plan file changed as text, so that its remarks and its layout stay: what `new-plan` does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from mentorkit.errors import RefusedError, UsageError
from mentorkit.plan import Plan, Prompt, Section, format_duration
from mentorkit.planfile.faults import Faults, quoted
from mentorkit.planfile.layout import (
    Layout,
    Splice,
    entries,
    lay_out,
    spliced,
    value,
    with_first_key,
    with_value,
    without_key,
)
from mentorkit.planfile.load import parse_plan, unix
from mentorkit.planfile.nodes import Mapping, Node, Scalar, read_nodes
from mentorkit.planfile.scalars import duration, line
from mentorkit.text import fold, one_line, slug

_SCHEMA_LINE = re.compile(r"^# yaml-language-server:[^\n]*\n", re.MULTILINE)
_PLAIN = re.compile(r"[^\W\d_][\w()'/.&+–-]*(?: [\w(&+–][\w()'/.&+–-]*)*")

_HINT = """\
# To be asked something in this section, take the "# " off the lines below and change the words.
# ask:
#   - What was worth noting?
"""
_ADDED = """\
{dash}- {id}title: {title}
{dash}  time: {time}
{hint}"""


def hint(indentation: str) -> str:
    """Return the remark in a section that asks nothing yet, which tells how to have it ask something."""
    return "".join(f"{indentation}{line}" for line in _HINT.splitlines(keepends=True))


@dataclass(frozen=True, slots=True)
class Changes:
    """What to change. A section is named by its number or by how its id or title begins; added ones count on."""

    title: str | None = None
    minutes: tuple[tuple[str, str], ...] = ()
    """Section and duration."""
    drop: tuple[str, ...] = ()
    add: tuple[tuple[str, str], ...] = ()
    """Title and duration of sections to append."""
    rename: tuple[tuple[str, str], ...] = ()
    """Section and new title."""
    move: tuple[tuple[str, int], ...] = ()
    """Section and its new position, from 1, after everything else."""


def edit_plan(text: str, name: str, changes: Changes, schema: str) -> str:
    """Return `text` with `changes` made, which loads, and `schema` in its first line.

    UsageError where a change names no section or several, or makes no sense; PlanError where `text` is no plan, or
    the result would be none. Messages call the plan `name`.
    """
    source = unix(text).rstrip("\n") + "\n"
    plan = parse_plan(source, name, "plan")
    layout = lay_out(source, read_nodes(Faults(source, name)))
    if layout is None:
        # Written with brackets, like JSON: there are no lines to keep.
        source = yaml.safe_dump(yaml.load(source, yaml.BaseLoader), sort_keys=False, allow_unicode=True)
        layout = lay_out(source, read_nodes(Faults(source, name)))
    assert layout is not None, "a plan that loads has sections, and safe_dump writes them in block style"
    edited = _schema_first(_Edit(source, plan, layout, changes).result(), schema)
    parse_plan(edited, name, "plan")
    return edited.replace("\n", "\r\n") if "\r\n" in text else edited


def _schema_first(text: str, schema: str) -> str:
    return f"# yaml-language-server: $schema={one_line(schema)}\n{_SCHEMA_LINE.sub('', text, count=1)}"


class _Edit:
    """The edit of one file: which sections stay, in which order, and which words change in them."""

    def __init__(self, source: str, plan: Plan, layout: Layout, changes: Changes) -> None:
        self._source = source
        self._plan = plan
        self._layout = layout
        self._changes = changes
        self._sections = _Sections(plan, changes.add)
        self._splices: list[Splice] = []
        self._count = len(plan.sections)
        self._ids: set[str] = set()
        """What the sections are called afterwards, without case."""

    def result(self) -> str:
        """Return the edited text."""
        order = self._order()
        self._ids |= {self._plan.sections[index].id.casefold() for index in order if index < self._count}
        self._retitle(order)
        self._retime()
        self._cut_references(order)
        first, last = self._layout.pieces[0][0], self._layout.pieces[-1][1]
        pieces = [self._piece(index) for index in order]
        between = "\n\n" if "\n\n" in self._source[first:last] else "\n"
        head = spliced(self._source, 0, first, self._splices)
        tail = spliced(self._source, last, len(self._source), self._splices)
        return f"{head}{between.join(piece.rstrip() for piece in pieces)}\n{tail}"

    def _order(self) -> list[int]:
        """Return which sections there will be, in order; those beyond the plan's own are added ones."""
        dropped = {self._sections.index(word) for word in self._changes.drop}
        order = [index for index in range(len(self._sections.titles)) if index not in dropped]
        if not order:
            raise UsageError("No section would be left.", "A plan needs one or more: drop fewer.")
        for word, position in self._changes.move:
            index = self._sections.index(word)
            if index in dropped:
                raise UsageError(f"{quoted(word)} is both dropped and moved.", "Leave one of the two out.")
            if not 1 <= position <= len(order):
                raise UsageError(
                    f"There is no position {position}.", f"The plan will have {len(order)} sections."
                )
            order.remove(index)
            order.insert(position - 1, index)
        return order

    def _piece(self, index: int) -> str:
        if index < self._count:
            return spliced(self._source, *self._layout.pieces[index], self._splices)
        title, time = self._changes.add[index - self._count]
        dash, own_id = self._layout.dash, self._free_id(slug(title) or "section")
        id_line = "" if own_id == slug(title) else f"id: {as_yaml(own_id)}\n{dash}  "
        return _ADDED.format(
            dash=dash, id=id_line, title=as_yaml(_title(title)), time=_time(time)[0], hint=hint(f"{dash}  ")
        )

    def _free_id(self, wanted: str) -> str:
        """Return `wanted`, or with the next number behind it where a section is called so already."""
        name, number = wanted, 1
        while name.casefold() in self._ids:
            number += 1
            name = f"{wanted[:50]}-{number}"
        self._ids.add(name.casefold())
        return name

    def _retitle(self, order: list[int]) -> None:
        if self._changes.title is not None:
            self._write(self._layout.root, "title", as_yaml(_title(self._changes.title)))
        renamed = {self._own(word): _title(title) for word, title in self._changes.rename}
        for index in (index for index in order if index < self._count):
            section, node = self._plan.sections[index], self._layout.sections[index]
            title = renamed.get(index, section.title)
            if index in renamed:
                self._write(node, "title", as_yaml(title))
            if value(node, "id") is None and self._must_keep_id(section, title):
                self._splices.append(with_first_key(self._source, node, f"id: {as_yaml(section.id)}"))

    def _must_keep_id(self, section: Section, title: str) -> bool:
        """Whether the id that was made from the old title, or from the number, would be missed or taken now."""
        made = slug(title)
        if made == section.id:
            return False
        if not made or made.casefold() in self._ids or _is_named(section, self._plan):
            return True
        self._ids.add(made.casefold())
        return False

    def _retime(self) -> None:
        for index, text in {self._own(word): text for word, text in self._changes.minutes}.items():
            node = self._layout.sections[index]
            written, seconds = _time(text)
            self._write(node, "time", written)
            if value(node, "min") is not None and self._plan.sections[index].minimum > seconds:
                self._splices.append(without_key(self._source, node, "min"))

    def _cut_references(self, order: list[int]) -> None:
        """Take out each `from` and `fits` whose prompt is dropped, or comes later than it from now on."""
        asked = [
            both
            for index in order
            if index < self._count
            for both in zip(
                self._plan.sections[index].prompts, entries(self._layout.sections[index], "ask"), strict=True
            )
        ]
        self._splices += cut_references(self._source, asked)

    def _write(self, node: Mapping, key: str, written: str) -> None:
        found = value(node, key)
        if isinstance(found, Scalar):
            self._splices.append(with_value(self._source, found, written))

    def _own(self, word: str) -> int:
        index = self._sections.index(word)
        if index >= self._count:
            raise UsageError(
                f"{quoted(word)} is only now added.", "Give it the right title and time at once."
            )
        return index


def section_named(plan: Plan, word: str) -> int:
    """Return which section (from 0) is meant by its number or by how its id or title begins; UsageError otherwise."""
    return _Sections(plan, ()).index(word)


def cut_references(source: str, asked: Iterable[tuple[Prompt, Node]]) -> list[Splice]:
    """Return the splices that take out each `from` and `fits` that names no prompt before it; `asked` is in the new order."""
    known: set[str] = set()
    splices = []
    for prompt, node in asked:
        for key, named in (("from", prompt.source), ("fits", prompt.fits)):
            if named is not None and named not in known and isinstance(node, Mapping):
                splices.append(without_key(source, node, key))
        known |= {prompt.id, *(question.id for question in prompt.questions)}
    return splices


class _Sections:
    """The sections there are and those to be added, to be found by what a mentor calls them."""

    def __init__(self, plan: Plan, added: tuple[tuple[str, str], ...]) -> None:
        self.titles = [section.title for section in plan.sections] + [_title(title) for title, _ in added]
        self._ids = [section.id for section in plan.sections] + [slug(title) for title, _ in added]

    def index(self, word: str) -> int:
        """Return which section is meant; UsageError with the candidates where that is none or several."""
        if re.fullmatch("[0-9]{1,4}", word) and 1 <= int(word) <= len(self.titles):
            return int(word) - 1
        wanted = fold(word)
        names = [(fold(own_id), fold(title)) for own_id, title in zip(self._ids, self.titles, strict=True)]
        exact = [index for index, both in enumerate(names) if wanted in both]
        found = exact or [
            index for index, both in enumerate(names) if wanted and any(n.startswith(wanted) for n in both)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(
                f"{quoted(word)} could be {self._listed(found)}.", "Write more of it, or the number."
            )
        everything = self._listed(list(range(len(self.titles))))
        raise UsageError(f"No section begins with {quoted(word)}.", f"There are: {everything}.")

    def _listed(self, indexes: list[int]) -> str:
        return ", ".join(f"{index + 1} {one_line(self.titles[index], 40)}" for index in indexes)


def _is_named(section: Section, plan: Plan) -> bool:
    """Whether a `from` or `fits` anywhere names an id that could be made from that of `section`."""
    prompts = [prompt for each in plan.sections for prompt in each.prompts]
    named = [name for prompt in prompts for name in (prompt.source, prompt.fits) if name is not None]
    return any(name.startswith(f"{section.id}-") for name in named)


def _title(text: str) -> str:
    try:
        return line(text)
    except RefusedError as refused:
        raise UsageError(
            f"That is no title: {refused.message}.", f"{refused.hint.capitalize()}."
        ) from refused


def _time(text: str) -> tuple[str, int]:
    """Return the duration as a plan has it, and its seconds."""
    try:
        found = duration(text)
    except RefusedError as refused:
        raise UsageError(f"{refused.message.capitalize()}.", f"{refused.hint.capitalize()}.") from refused
    return format_duration(found.seconds, found.open_ended), found.seconds


def as_yaml(text: str) -> str:
    """Return `text` as a value that is read as written, here and by every other reader of YAML."""
    if _PLAIN.fullmatch(text) and isinstance(yaml.safe_load(text), str):
        return text
    quoted_text = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=float("inf"))
    return str(quoted_text).rstrip("\n")
