"""Small screens over the session: help, more time with its price, and what to drop. Esc closes each; typed text stays."""

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mentorkit.text import for_terminal

R = TypeVar("R")


class Dialog(ModalScreen[R]):
    """A screen over the session that never swallows what a mentor types who does not look at it."""

    def __init__(self) -> None:
        super().__init__()
        self._was_answered = False
        self._was_typed = False
        self._over = False

    def takes(self, event: events.Key) -> bool:
        """Return whether the key is this screen's. One that types closes it, and what follows an answer belongs to the line.

        A key comes here before the screen is gone that an earlier one of the same burst has closed.
        """
        if event.is_printable and not self._was_answered:
            self.close_once(self.nothing())
        if event.is_printable or self._was_typed:
            self._was_answered = self._was_typed = True
            return False
        ends = event.key in self.closing()
        if self._was_answered:
            return ends  # pressed twice it is one answer, and not an empty line
        self._was_answered = ends
        return True

    def nothing(self) -> R:
        """Return the result of leaving it without an answer."""
        raise NotImplementedError

    def closing(self) -> frozenset[str]:
        """Return the keys that end it."""
        raise NotImplementedError

    def close_once(self, result: R) -> None:
        """Close it with that result, where it is not closed already."""
        if self.is_current and not self._over:
            self._over = True
            self.dismiss(result)


class Choice(Dialog[str]):
    """A question with a few answers; returns the id of the one chosen, "" for none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close_once('')", "Close", show=False)]

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
        self.close_once(event.option_id or "")

    def nothing(self) -> str:
        """No answer."""
        return ""

    def closing(self) -> frozenset[str]:
        """Enter takes an answer, Esc none."""
        return frozenset({"enter", "escape"})

    def action_close_once(self, result: str) -> None:
        """Close it without an answer."""
        self.close_once(result)


_SCROLLING = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})


class Page(Dialog[None]):
    """A text to read; any key closes it, and one that types is not lost by that."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog page"):
            yield Static(Text(for_terminal(self._text)), markup=False)

    def on_key(self, event: events.Key) -> None:
        """Scrolling keys scroll, any other closes."""
        if event.key not in _SCROLLING:
            event.stop()
            self.close_once(None)

    def nothing(self) -> None:
        """There is nothing to answer."""

    def closing(self) -> frozenset[str]:
        """Enter and Esc are closed with most of all, and a burst may follow them."""
        return frozenset({"enter", "escape"})
