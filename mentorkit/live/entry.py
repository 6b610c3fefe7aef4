"""The input line: wraps what is long, takes every character that a person can type, and loses none.

Traps of Textual that are dealt with here (`reliability.md`): a key that is handled by a binding, be it Enter, Backspace or
F5, is handled after later characters of the same burst; characters that are not printable (joiners, marks of direction,
no-break blanks) are dropped; of a paste only what fits one line is meant. So every key, those of the screen too, and every
paste is handed to `take`, in the order in which they were typed (`inorder.py`).
"""

import re
import unicodedata
from collections.abc import Callable

from rich.segment import Segment
from textual import events, on
from textual.strip import Strip
from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from mentorkit.live.inorder import action_of

ROWS = 5
"""Rows that a long line may take before it scrolls."""

Submit = Callable[[str], bool]
"""Takes a line; says whether it was taken. What was refused stays in the input."""


class Entry(TextArea):
    """Where the mentor types. Enter submits; the cursor does not blink, since each blink is a redraw."""

    DEFAULT_CSS = """
    Entry { height: 1; border: none; padding: 0; width: 1fr; }
    Entry:focus { border: none; }
    """

    def __init__(self, submit: Submit) -> None:
        super().__init__(soft_wrap=True, tab_behavior="focus", show_line_numbers=False, id="entry")
        self._submit = submit
        self._masked = False
        self.cursor_blink = False
        self.highlight_cursor_line = False

    @on(TextArea.Changed)
    def fit(self) -> None:
        """Take as many rows as the text wraps to. `height: auto` would lay the page out anew at every key."""
        rows = min(ROWS, max(1, self.wrapped_document.height))
        if self.styles.height is None or self.styles.height.value != rows:
            self.styles.height = rows

    def on_resize(self) -> None:
        """Another width wraps otherwise."""
        self.call_after_refresh(self.fit)

    async def take(self, event: events.Key | events.Paste) -> None:
        """Do what a key or a paste means: the screen's own keys first, then those of the input, then text."""
        if isinstance(event, events.Paste):
            self._paste(event.text)
        elif event.key == "enter":
            self.send()
        elif event.character and not event.is_printable and _belongs_to_a_text(event.character):
            self._replace_via_keyboard(event.character, *self.selection)
        elif action := action_of(event.key, self.screen, self):
            await self.app.run_action(*action)
        else:
            await self._on_key(event)

    def _paste(self, text: str) -> None:
        pasted = text.replace("\r\n", "\n").replace("\r", "\n")
        if result := self._replace_via_keyboard(pasted, *self.selection):
            self.move_cursor(result.end_location)
        if "\n" in self.text:
            self.send_lines()

    def action_delete_to_start_of_line(self) -> None:
        """Ctrl-U empties the line up to the cursor, all of it: Textual means the row that wrapping made of it."""
        row, column = self.cursor_location
        self._delete_via_keyboard((row, 0), (row, column))

    def action_delete_to_end_of_line(self) -> None:
        """Ctrl-K, likewise, up to the end of the line."""
        row, column = self.cursor_location
        self._delete_via_keyboard((row, column), (row, len(self.document[row])))

    def send(self) -> None:
        """Submit what stands in the input; it is emptied first, so that what is typed meanwhile is not lost."""
        text = self.text
        self.put("")
        if not self._submit(text):
            self.put(text + self.text)
            if self.text == text and text.startswith("/"):
                self._offer_to_replace_command()

    def _offer_to_replace_command(self) -> None:
        """Have a command that was refused give way to the next one; what may be words of a note never does."""
        word, _, rest = self.text.partition(" ")
        if len(rest.split()) > 1 or "\n" in self.text:
            self.selection = Selection((0, 0), (0, len(word.split("\n")[0])))
        else:
            self.select_all()

    def send_lines(self) -> None:
        """Submit each line that ends; what follows the last line end stays, and so does what was refused."""
        *lines, rest = self.text.split("\n")
        self.put("")
        refused = [line for line in lines if line.strip() and not self._submit(line)]
        while (
            refused and len(lines) > 1 and self._submit(refused[0])
        ):  # else why it was not taken is told last
            refused.pop(0)
        self.put("\n".join([*refused, rest]) if refused else rest)

    def mask(self, masked: bool) -> None:
        """Have what is typed shown as dots, or as it is: somebody looks on who may not read it."""
        if masked != self._masked:
            self._masked = masked
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Return a row of the input, its words as dots while it is masked."""
        strip = super().render_line(y)
        if not self._masked:
            return strip
        dots = (
            Segment(re.sub(r"\S", "•", segment.text), segment.style, segment.control) for segment in strip
        )
        return Strip(dots).adjust_cell_length(strip.cell_length)

    def put(self, text: str) -> None:
        """Replace what stands in the input, the cursor behind it."""
        self.text = text
        self.move_cursor(self.document.end)


def _belongs_to_a_text(character: str) -> bool:
    """Joiners, marks of direction and blanks of all kinds do; control characters do not."""
    return len(character) == 1 and unicodedata.category(character) in {
        "Cf",
        "Zs",
        "Mn",
        "Mc",
        "Me",
        "So",
        "Co",
        "Cn",
    }
