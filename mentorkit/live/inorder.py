"""What is typed is handled in the order in which it was typed, each key wholly before the next, at the place open then.

Textual 8.2.8 hands a key to whatever has the focus when the key arrives, and that handles it some time later. Before the
page is mounted nothing has the focus and the key is lost; behind a key that opens or closes something the focus follows
late (`Widget.focus` is put at the end of the queue), and the key goes to the wrong place. So keys and pastes never travel
by focus here: they stay in the application's own queue until the page on top is there, and it says where they belong.
"""

from typing import TypeVar

from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.message import Message
from textual.screen import ModalScreen

R = TypeVar("R")


class Dialog(ModalScreen[R]):
    """A screen over the page that never swallows what a mentor types who does not look at it."""

    def __init__(self, *, by_itself: bool = False) -> None:
        """`by_itself`: no key opened it, so that one counts here only from when it was in sight."""
        super().__init__()
        self._by_itself = by_itself
        self._in_sight: float | None = None
        self._over = False

    def render(self) -> RenderableType:
        """Return the background; what is drawn can be seen from now on."""
        if self._in_sight is None:
            self._in_sight = now()
        return super().render()

    def expects(self, event: events.Event) -> bool:
        """Return whether who typed that could know of this screen."""
        return not self._by_itself or (self._in_sight is not None and event.time >= self._in_sight)

    async def press(self, key: str) -> None:
        """Do what a key means here that types nothing."""
        raise NotImplementedError

    def nothing(self) -> R:
        """Return the result of leaving it without an answer."""
        raise NotImplementedError

    def close_once(self, result: R) -> None:
        """Close it with that result, where it is not closed already."""
        if self.is_current and not self._over:
            self._over = True
            self.dismiss(result)


class InOrder(App[R]):
    """An application that is typed into."""

    _closed_by = ""
    _seen_closed: float | None = None

    async def on_event(self, event: events.Event) -> None:
        """Take keys and pastes off Textual's hands."""
        if not isinstance(event, events.Key | events.Paste):
            await super().on_event(event)
            return
        self.app_focus = True
        await self.screen._mounted_event.wait()
        if isinstance(event, events.Key) and event.key == "ctrl+j":
            event.key = "enter"  # which is a line feed where it was typed before the terminal was ours
        if not await self._is_for_a_dialog(event) and not self._is_pressed_twice(event):
            await self.typed(event)

    async def typed(self, event: events.Key | events.Paste) -> None:
        """Do what a key or a paste means on the page."""
        raise NotImplementedError

    def has_line(self) -> bool:
        """Return whether there is a line that text belongs to, also under a dialog."""
        return True

    async def _is_for_a_dialog(self, event: events.Key | events.Paste) -> bool:
        """Have an open dialog do it. Text closes one, and belongs to the line where there is one."""
        dialog = self.screen
        if not isinstance(dialog, Dialog) or not dialog.expects(event):
            return False
        if isinstance(event, events.Key) and not event.is_printable:
            await dialog.press(event.key)
            if self.screen is not dialog:
                self._closed_by, self._seen_closed = event.key, None
                self.screen.call_later(self._is_seen_closed)  # behind its ScreenResume: it is drawn next
            return True
        if self.has_line():
            dialog.close_once(dialog.nothing())
        return not self.has_line()

    def _is_seen_closed(self) -> None:
        self._seen_closed = now()

    def _is_pressed_twice(self, event: events.Key | events.Paste) -> bool:
        """Whether it is the key that has closed a dialog once more, before that could be seen: one answer, no empty line."""
        if isinstance(event, events.Key) and event.key == self._closed_by:
            return self._seen_closed is None or event.time < self._seen_closed
        self._closed_by = ""
        return False


def now() -> float:
    """Return the time by the clock that events are stamped with."""
    return Message().time


def action_of(key: str, *owners: DOMNode) -> tuple[str, DOMNode] | None:
    """Return what a key does here and now, by the first of the owners that has a use for it."""
    for owner in owners:
        for binding in owner._bindings.key_to_bindings.get(key, []):
            return binding.action, owner
    return None
