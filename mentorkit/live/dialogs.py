"""Small screens over the session: help, more time with its price, and what to drop. Esc closes each; typed text stays."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mentorkit.text import for_terminal


class Choice(ModalScreen[str]):
    """A question with a few answers; returns the id of the one chosen, "" for none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss('')", "Close", show=False)]

    def __init__(self, question: str, answers: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._question, self._answers = question, answers

    def compose(self) -> ComposeResult:
        options = [Option(Text(for_terminal(words)), id=name) for name, words in self._answers]
        with Vertical(classes="dialog"):
            yield Static(Text(for_terminal(self._question)), markup=False)
            yield OptionList(*options)
            yield Static("↑↓ choose · Enter take it · Esc close", classes="quiet", markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The chosen answer is the result."""
        self.dismiss(event.option_id or "")


class Page(ModalScreen[None]):
    """A text to read; any key closes it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog page"):
            yield Static(Text(for_terminal(self._text)), markup=False)

    def on_key(self, event: events.Key) -> None:
        """Scrolling keys scroll, any other closes."""
        if event.key not in {"up", "down", "pageup", "pagedown", "home", "end"}:
            event.stop()
            self.dismiss(None)
