"""Making a plan of one's own on a page: the sections as a table, changed with single keys, the result always in sight.

What is seen is the draft that would be saved (`planfile.Draft`): every key makes another one, and `u` goes back.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from mentorkit import views
from mentorkit.errors import MentorkitError
from mentorkit.live.dialogs import Choice
from mentorkit.live.entry import Entry
from mentorkit.live.inorder import InOrder, action_of
from mentorkit.live.panes import Line
from mentorkit.live.themes import DARK, LIGHT, theme_for
from mentorkit.plan import Audience, Section, format_duration
from mentorkit.planfile import Draft
from mentorkit.text import for_terminal, one_line

BAR = 14
"""Columns of the longest section's bar."""


@dataclass(frozen=True, slots=True)
class Source:
    """A plan to start from."""

    name: str
    title: str
    about: str
    minutes: str


@dataclass(frozen=True, slots=True)
class Row:
    """What a line of the table stands for: a section, or a prompt of it. Both counted from 0."""

    section: int
    prompt: int | None = None


@dataclass(frozen=True, slots=True)
class _Question:
    """Something that is typed in the line at the bottom."""

    label: str
    value: str
    then: Callable[[str], bool]
    """Takes what was typed, and says whether it was taken."""


_KEYS: tuple[tuple[str, str, str, str], ...] = (
    ("t", "time", "t", "time"),
    ("r", "rename", "r", "words"),
    ("d", "drop", "d", "drop"),
    ("a", "add", "a", "section"),
    ("q", "ask", "q", "question"),
    ("minus", "earlier", "- +", "move"),
    ("plus", "later", "+", ""),
    ("u", "undo", "u", "undo"),
    ("s", "save", "s", "save"),
)
"""Key, action, and how both are said in the footer."""
_ACTIONS = {key: name for key, name, _, _ in _KEYS} | {"shift+up": "earlier", "shift+down": "later"}


class PlannerApp(InOrder[Draft]):
    """A plan in the making. `run` returns the draft to save, None where the mentor left without."""

    CSS_PATH = "planner.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "mentorkit new-plan"

    def __init__(
        self,
        sources: Sequence[Source],
        begin: Callable[[str, str], Draft],
        taken: Callable[[str], bool],
        theme: str = "auto",
    ) -> None:
        """`begin` makes a draft of a name and a source; `taken` says whether a plan of that name is there already."""
        super().__init__()
        self._sources, self._begin, self._taken = sources, begin, taken
        self._draft: Draft | None = None
        self._past: list[Draft] = []
        self._open: set[int] = set()
        self._asked: _Question | None = None
        self._called = ""
        for known in (DARK, LIGHT):
            self.register_theme(known)
        self.theme = theme_for(theme, self.console.color_system)

    def compose(self) -> ComposeResult:
        yield Line(id="top")
        yield OptionList(id="table")
        yield Line(id="status")
        with Horizontal(id="line"):
            yield Line(id="label")
            yield Entry(self._answered)
        yield Line(id="keys")

    def on_mount(self) -> None:
        """Begin with the name."""
        self._line("top").show("A plan of your own")
        self._ask_name()

    # ---- the two questions before the table

    def _ask_name(self) -> None:
        self._say("What is it called? A word or two, such as: short call")
        self._ask(_Question("name> ", self._called, self._named))

    def _named(self, name: str) -> bool:
        if not name:
            self._say("It needs a name.")
            return False
        self._called = name
        if self._draft:
            self._close_line()
            self._change(self._draft.titled(name))
            return True
        table = self.query_one(OptionList)
        table.clear_options()
        for source in self._sources:
            about = f"  {one_line(source.about, 60)}" if source.about else ""
            table.add_option(Option(Text(f"{source.name:<22} {source.minutes:>8}{about}"), id=source.name))
        usual = next((i for i, source in enumerate(self._sources) if source.name == "default"), 0)
        table.highlighted = usual
        self._say("Start from which plan? ↑↓ and Enter")
        self._close_line()
        return True

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self._selected(event.option_id or "")

    def _selected(self, option: str) -> None:
        if self._draft is None:
            self._start(option)
            return
        row = self._row()
        if row and row.prompt is None:  # Enter shows a section's questions, and hides them again
            self._open ^= {row.section}
            self._show(row)

    def _start(self, source: str) -> None:
        try:
            self._draft = self._begin(self._called, source)
        except MentorkitError as error:
            self._complain(error)
            return
        self._show(Row(0))
        self._say("Change what you like; Enter shows what a section asks; s saves, Esc leaves.")

    # ---- the table

    def _show(self, row: Row) -> None:
        """Show the draft, with that row at hand."""
        assert self._draft is not None
        plan, table = self._draft.plan, self.query_one(OptionList)
        self._line("top").show(f"{one_line(plan.title)} · {views.total(plan)}")
        longest = max(section.planned for section in plan.sections)
        table.clear_options()
        begun, at = 0, 0
        for number, section in enumerate(plan.sections):
            if (row.section, row.prompt) == (number, None):
                at = table.option_count
            table.add_option(Option(section_row(number, section, begun, longest), id=f"{number}"))
            begun += section.planned
            for place, prompt in enumerate(section.prompts if number in self._open else ()):
                if row == Row(number, place):
                    at = table.option_count
                reader = "" if prompt.audience is Audience.MENTOR else f" [{prompt.audience.value}]"
                kind = "" if prompt.type.value == "text" else f" ({prompt.type.value})"
                words = Text(f"      ? {one_line(prompt.text)}{kind}{reader}", style="dim")
                table.add_option(Option(words, id=f"{number}.{place}"))
        table.highlighted = at
        self._line("keys").show("  ".join(f"{key} {said}" for _, _, key, said in _KEYS if said))

    def _row(self) -> Row | None:
        """The row at hand."""
        table = self.query_one(OptionList)
        if self._draft is None or table.highlighted is None:
            return None
        section, _, prompt = (table.get_option_at_index(table.highlighted).id or "0").partition(".")
        return Row(int(section), int(prompt) if prompt else None)

    def _section(self, row: Row) -> Section:
        assert self._draft is not None
        return self._draft.plan.sections[row.section]

    def _change(self, draft: Draft, row: Row | None = None, said: str = "") -> None:
        """Have another draft in sight; the one before is there for `u`."""
        assert self._draft is not None
        self._past.append(self._draft)
        self._draft = draft
        self._show(row or self._row() or Row(0))
        self._say(said)

    def _try(self, make: Callable[[], Draft], row: Row | None = None, said: str = "") -> bool:
        """Change the draft, or say why not."""
        try:
            draft = make()
        except MentorkitError as error:
            self._complain(error)
            return False
        self._change(draft, row, said)
        return True

    # ---- the line at the bottom

    def _line(self, name: str) -> Line:
        return self.query_one(f"#{name}", Line)

    def _say(self, text: str) -> None:
        self._line("status").show(for_terminal(text))

    def _complain(self, error: MentorkitError) -> None:
        self._say(" ".join(filter(None, (error.message.splitlines()[0], error.hint))))

    def _ask(self, question: _Question) -> None:
        self._asked = question
        self._line("label").show(question.label, layout=True)
        entry = self.query_one(Entry)
        entry.disabled = False
        entry.put(question.value)
        self.screen.set_focus(entry)

    def _close_line(self) -> None:
        self._asked = None
        entry = self.query_one(Entry)
        entry.put("")
        entry.disabled = True
        self._line("label").show("", layout=True)
        self.screen.set_focus(self.query_one(OptionList))

    def _answered(self, text: str) -> bool:
        """Take what was typed; return whether it was: what was not stays in the line."""
        asked = self._asked
        return asked.then(text.strip()) if asked else False

    def _typed(self, label: str, value: str, make: Callable[[str], Draft], row: Row | None = None) -> None:
        """Have something typed that changes the draft; what cannot be is said, and stays to be mended."""

        def then(text: str) -> bool:
            if text and not self._try(lambda: make(text), row):
                return False
            self._close_line()
            return True

        self._ask(_Question(label, value, then))

    # ---- the keys

    def has_line(self) -> bool:
        """Return whether the line at the bottom is open."""
        return self._asked is not None

    async def typed(self, event: events.Key | events.Paste) -> None:
        """Do what a key means: in the line while that is open, else in the table, where no text is wanted."""
        if isinstance(event, events.Key) and event.key in ("escape", "ctrl+c"):
            self.action_leave()
        elif self._asked:
            entry = self.query_one(Entry)
            self.screen.set_focus(entry)  # a click may have moved it
            if isinstance(event, events.Paste):  # a question takes one line: nothing of it is lost
                event = events.Paste(re.sub(r"\s*[\r\n]+\s*", " ", event.text.strip("\r\n")))
            await entry.take(event)
        elif isinstance(event, events.Key):
            await self._press(event.key)

    async def _press(self, key: str) -> None:
        """Do what a key means in the table; a letter means something only once there is a draft."""
        table = self.query_one(OptionList)
        if key == "enter":
            if (option := table.highlighted_option) is not None:
                self._selected(option.id or "")
        elif action := action_of(key, table):
            await self.run_action(*action)
        elif self._draft and key in _ACTIONS:
            await self.run_action(_ACTIONS[key])

    def action_time(self) -> None:
        """Another time of the section."""
        if (row := self._row()) and (draft := self._draft):
            section = self._section(row)
            now = format_duration(section.planned, section.open_ended)
            self._say("Minutes, such as: 15, or 30+ for at least 30")
            self._typed("time> ", now, lambda text: draft.retimed(row.section, text))

    def action_rename(self) -> None:
        """Other words for a section's title or for a question."""
        if (row := self._row()) and (draft := self._draft):
            if (prompt := row.prompt) is None:
                title = self._section(row).title
                self._typed("title> ", title, lambda text: draft.renamed(row.section, text))
            else:
                words = self._section(row).prompts[prompt].text
                self._typed("question> ", words, lambda text: draft.reworded(row.section, prompt, text))

    def action_drop(self) -> None:
        """Leave out a section or a question."""
        if (row := self._row()) and (draft := self._draft):
            if (prompt := row.prompt) is None:
                title = self._section(row).title
                opened = {number - (number > row.section) for number in self._open - {row.section}}
                after = Row(min(row.section, len(draft.plan.sections) - 2))
                if self._try(
                    lambda: draft.without(row.section), after, f"Left out: {title}. u brings it back."
                ):
                    self._open = opened
                    self._show(after)
            else:
                self._try(lambda: draft.no_longer_asks(row.section, prompt), Row(row.section))

    def action_add(self) -> None:
        """One more section, behind the one at hand: its title, then its time."""
        if not (row := self._row()) or not (draft := self._draft):
            return
        at = row.section + 1

        def titled(title: str) -> bool:
            if not title:
                self._close_line()
                return True
            self._say(f"{one_line(title, 40)}: how long? Minutes, such as: 10")
            self._typed("time> ", "", lambda time: self._with_section(draft, at, title, time), Row(at))
            return True

        self._say("What is the new section called?")
        self._ask(_Question("title> ", "", titled))

    def _with_section(self, draft: Draft, at: int, title: str, time: str) -> Draft:
        made = draft.with_section(at, title, time)
        self._open = {number + (number >= at) for number in self._open} | {at}
        return made

    def action_ask(self) -> None:
        """One more question in the section at hand."""
        if (row := self._row()) and (draft := self._draft):
            place = len(self._section(row).prompts)

            def make(text: str) -> Draft:
                made = draft.asks(row.section, text)
                self._open |= {row.section}
                return made

            self._say(
                f"What is asked in {one_line(self._section(row).title, 40)}? Its answer is for you alone."
            )
            self._typed("question> ", "", make, Row(row.section, place))

    def action_earlier(self) -> None:
        """Before what stands before it."""
        self._shift(-1)

    def action_later(self) -> None:
        """Behind what stands behind it."""
        self._shift(1)

    def _shift(self, by: int) -> None:
        if not (row := self._row()) or not (draft := self._draft):
            return
        count = len(draft.plan.sections) if row.prompt is None else len(self._section(row).prompts)
        place = row.section if row.prompt is None else row.prompt
        to = place + by
        if not 0 <= to < count:
            self._say("It stands first already." if by < 0 else "It stands last already.")
        elif row.prompt is None:
            if self._try(lambda: draft.moved(place, to), Row(to)):
                swapped = {place: to, to: place}
                self._open = {swapped.get(number, number) for number in self._open}
                self._show(Row(to))
        else:
            self._try(lambda: draft.asks_elsewhere(row.section, place, to), Row(row.section, to))

    def action_undo(self) -> None:
        """Back to the draft before the last change."""
        if not self._past:
            self._say("Nothing was changed yet.")
            return
        row = self._row() or Row(0)
        self._draft = self._past.pop()
        self._show(Row(min(row.section, len(self._draft.plan.sections) - 1)))
        self._say("Taken back.")

    def action_save(self) -> None:
        """Done; asks first where a plan of that name is there already."""
        if self._draft is None:
            return
        if not self._taken(self._called):
            self.exit(self._draft)
            return
        question = f"There is a plan called {one_line(self._called, 40)} already."
        answers = [("name", "Give this one another name"), ("replace", "Replace it")]
        self.push_screen(Choice(question, answers), self._settle_name)

    def _settle_name(self, answer: str | None) -> None:
        if answer == "replace":
            self.exit(self._draft)
        elif answer == "name":
            self._ask_name()

    def action_leave(self) -> None:
        """Close the line at the bottom; without one, leave, after a question where something would be lost."""
        if self._asked and self._draft:
            self._close_line()
            self._say("")
        elif not self._past:
            self.exit(None)
        else:
            answers = [("stay", "Stay"), ("leave", "Leave without saving")]
            self.push_screen(
                Choice("Nothing of this is saved yet.", answers),
                lambda answer: self.exit(None) if answer == "leave" else None,
            )


def section_row(number: int, section: Section, begun: int, longest: int) -> Text:
    """Return a section as a line of the table: number, title, minutes, from when to when, and a bar in proportion."""
    minutes = format_duration(section.planned, section.open_ended)
    plus = "+" if section.open_ended else ""
    span = f"{begun // 60}-{(begun + section.planned) // 60}{plus}"
    bar = "█" * max(1, round(BAR * section.planned / longest))
    asks = f"asks {len(section.prompts)}" if section.prompts else ""
    return Text(
        f"{number + 1:>2}  {one_line(section.title, 32):<32} {minutes:>8}  {span:>8}  {asks:<7}  {bar}"
    )
