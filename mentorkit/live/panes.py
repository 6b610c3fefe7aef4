"""What stands round the input: the agenda, the clock, the prompt and the records. One-line widgets, told only what changed."""

from collections.abc import Sequence

from rich.text import Text
from textual import events
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import RichLog, Static

from mentorkit import words
from mentorkit.agenda import SectionView, Status, View
from mentorkit.text import one_line


class Line(Static):
    """Text that is drawn again only when it is another. Never markup: what a person wrote goes through here."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__("", id=id, classes=classes, markup=False)
        self._shown: Text | str = ""

    def show(self, content: Text | str, *, layout: bool = False) -> None:
        """Show the content; `layout` where its height may change."""
        if content != self._shown:
            self._shown = content
            self.update(content, layout=layout)


class SectionLine(Line):
    """A section in the agenda; a click goes there."""

    class Chosen(Message):
        """The mentor wants to go to a section."""

        def __init__(self, section: str) -> None:
            super().__init__()
            self.section = section

    def __init__(self) -> None:
        super().__init__(classes="section")
        self._section = ""

    def tell(self, number: int, line: SectionView, width: int) -> None:
        """Show a section as it stands."""
        self._section = line.section.id
        self.show(section_text(number, line, width))

    def on_click(self, event: events.Click) -> None:
        """A click goes to the section."""
        event.stop()
        if self._section:
            self.post_message(self.Chosen(self._section))


_MARKS = {Status.PENDING: "·", Status.CURRENT: "▶", Status.DONE: "✓", Status.SKIPPED: "–"}


NARROW = 28
"""Columns of the agenda at 80 columns."""


def section_text(number: int, line: SectionView, width: int = NARROW) -> Text:
    """Return a section in `width` columns: mark, number, title, planned minutes, what it took or is trimmed to."""
    planned = f"{round(line.section.planned / 60)}{'+' if line.section.open_ended else ''}"
    if line.status is Status.PENDING:
        actual = f"→{round(line.budget / 60)}" if line.trimmed >= 30 else ""
    elif line.status is Status.SKIPPED and line.elapsed < 1:
        actual = "skip"
    else:
        actual = words.clock(line.elapsed)
    room = max(NARROW, width) - 13
    title = one_line(line.section.title, room)
    text = Text(
        f"{_MARKS[line.status]}{number} {title:<{room}} {planned:>3} {actual:>5}",
        no_wrap=True,
        overflow="crop",
    )
    if line.status is Status.CURRENT:
        text.stylize("bold reverse")
    elif line.status in (Status.DONE, Status.SKIPPED):
        text.stylize("dim")
    return text


class Agenda(Vertical):
    """The sections, with planned and actual minutes. Their number never changes in a session."""

    def __init__(self, sections: int) -> None:
        self._lines = [SectionLine() for _ in range(sections)]
        super().__init__(*self._lines, id="agenda")

    def tell(self, view: View) -> None:
        """Show the agenda as it stands."""
        for number, (widget, line) in enumerate(zip(self._lines, view.sections, strict=True), 1):
            widget.tell(number, line, self.content_size.width)


class Records(RichLog):
    """What was saved, the latest at the bottom. A line a record: a widget each made Enter seven times as slow."""

    def __init__(self) -> None:
        super().__init__(wrap=True, markup=False, highlight=False, id="records", min_width=10)
        self.can_focus = False
        self._lines: list[Text] = []

    def tell(self, lines: Sequence[Text]) -> None:
        """Show exactly these lines; where they only grew, what is new is added."""
        known = len(self._lines)
        if list(lines[:known]) != self._lines:
            self.clear()
            known = 0
        for line in lines[known:]:
            self.write(line, scroll_end=True)
        self._lines = list(lines)

    def on_resize(self, event: events.Resize) -> None:
        """Wrap everything anew where the width is another."""
        lines, self._lines = self._lines, []
        self.clear()
        self.tell(lines)
