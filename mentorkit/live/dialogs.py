"""Small screens over the session: help, more time with its price, and what to drop. Esc closes each; typed text stays."""

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from mentorkit.live.inorder import Dialog, action_of
from mentorkit.text import for_terminal


class Choice(Dialog[str]):
    """A question with a few answers; returns the id of the one chosen, "" for none."""

    def __init__(self, question: str, answers: Sequence[tuple[str, str]], *, by_itself: bool = False) -> None:
        super().__init__(by_itself=by_itself)
        self._question, self._answers = question, answers

    def compose(self) -> ComposeResult:
        options = [Option(Text(for_terminal(words)), id=name) for name, words in self._answers]
        with Vertical(classes="dialog"):
            yield Static(Text(for_terminal(self._question)), markup=False)
            yield OptionList(*options)
            yield Static("↑↓ choose · Enter take it · Esc close", classes="quiet", markup=False)

    def on_mount(self) -> None:
        """The first answer is at hand."""
        self.query_one(OptionList).highlighted = 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The answer that was clicked is the result."""
        self.close_once(event.option_id or "")

    async def press(self, key: str) -> None:
        """Enter takes the answer at hand, Esc none."""
        answers = self.query_one(OptionList)
        if key == "enter" and (chosen := answers.highlighted_option):
            self.close_once(chosen.id or "")
        elif key in ("escape", "ctrl+c"):
            self.close_once(self.nothing())
        elif action := action_of(key, answers):
            await self.app.run_action(*action)

    def nothing(self) -> str:
        """No answer."""
        return ""


_SCROLLING = frozenset({"up", "down", "pageup", "pagedown", "home", "end"})


class Page(Dialog[None]):
    """A text to read; any key closes it, and one that types is not lost by that."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog page"):
            yield Static(Text(for_terminal(self._text)), markup=False)

    async def press(self, key: str) -> None:
        """Scrolling keys scroll, any other closes."""
        if key not in _SCROLLING:
            self.close_once(None)
        elif action := action_of(key, self.query_one(VerticalScroll)):
            await self.app.run_action(*action)

    def nothing(self) -> None:
        """There is nothing to answer."""
