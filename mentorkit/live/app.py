"""The application: the terminal, the signals, and how it ends. What is on the page is `session.py`."""

import asyncio
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.driver import Driver
from textual.screen import Screen

from mentorkit.errors import MentorkitError
from mentorkit.live.entry import Entry
from mentorkit.live.inorder import InOrder
from mentorkit.live.session import SessionScreen
from mentorkit.live.themes import DARK, LIGHT, theme_for
from mentorkit.runner import How, Runner, SignalledError
from mentorkit.text import for_terminal

SIGHUP = 1
_PUSH_TITLE, _POP_TITLE = "\x1b[22;2t", "\x1b[23;2t"


class LiveApp(InOrder[How]):
    """A session on the full screen. `run` returns how it ended, or leaves `stopped_by` set to a signal's number."""

    CSS_PATH = "live.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []
    TITLE = "mentorkit"

    def __init__(self, runner: Runner, *, practice: bool = False, welcome: str = "") -> None:
        super().__init__()
        self.runner = runner
        self.practice = practice
        self.welcome = welcome
        self.stopped_by: int | None = None
        self.failure = ""
        self.line: Entry | None = None
        """The input line, also once the page is closed: what stands in it then was typed too late."""
        for theme in (DARK, LIGHT):
            self.register_theme(theme)
        self.theme = theme_for(runner.settings.theme, self.console.color_system)

    def get_driver_class(self) -> type[Driver]:
        """Where there are signals of a terminal, one that can bear its going away."""
        usual = super().get_driver_class()
        if sys.platform == "win32" or usual.__name__ != "LinuxDriver":
            return usual
        from mentorkit.live.driver import TerminalDriver

        return TerminalDriver

    def get_default_screen(self) -> Screen[None]:
        """The session is all there is."""
        return SessionScreen(self.runner, practice=self.practice, welcome=self.welcome)

    def on_mount(self) -> None:
        """Have signals end the session in good order; Textual itself installs none for TERM and HUP."""
        self._hear_signals(self.stop)
        self.app_resume_signal.subscribe(self, self._repaint)
        self.write_raw(_PUSH_TITLE)

    def _hear_signals(self, stop: Callable[[int], None]) -> None:
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and not self.is_headless:
                loop.add_signal_handler(number, stop, number)

    def stop(self, number: int) -> None:
        """End because of a signal, the half-typed line kept."""
        self.keep_draft()
        self.stopped_by = number
        self.exit()

    def stop_if_left(self) -> None:
        """End as a hangup does where the terminal is gone and nobody said so."""
        if not self.is_headless and self.stopped_by is None and _terminal_is_gone():
            self.stop(SIGHUP)

    async def typed(self, event: events.Key | events.Paste) -> None:
        """Everything that no dialog has a use for is the input line's, the keys of the page too."""
        await self._session.entry.take(event)

    @property
    def _session(self) -> SessionScreen:
        return next(screen for screen in self.screen_stack if isinstance(screen, SessionScreen))

    def keep_draft(self) -> None:
        """Have the half-typed line on the disk now."""
        self._session.keep_draft()

    def _repaint(self, _: object) -> None:
        """After a suspension Textual 8.2.8 comes back mostly blank at an unchanged size."""
        self.refresh(layout=True, repaint=True)
        self.screen.refresh(layout=True, repaint=True)

    def write_raw(self, text: str) -> None:
        """Write to the terminal what is not on the page, such as its title."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(text)

    async def on_unmount(self) -> None:
        """Give the terminal its own title back."""
        self.write_raw(_POP_TITLE)

    def _fatal_error(self) -> None:
        """Textual's own report would print local variables, and those hold notes."""
        self.failure = traceback.format_exc(limit=-3)
        with suppress(Exception):  # whatever is wrong with the page, the half-typed line is the mentor's
            self.keep_draft()
        self._close_messages_no_wait()


def _terminal_is_gone() -> bool:
    """Whether what was a terminal at the start is none any more."""
    return not os.isatty(sys.__stdin__.fileno()) if sys.__stdin__ else True


def run_live(runner: Runner, *, practice: bool = False, welcome: str = "") -> How:
    """Run the session on the full screen and return how it ended.

    SignalledError where a signal, or Ctrl-C twice, ended it; MentorkitError where the screen itself failed. Everything
    that was shown as saved is saved in each case.
    """
    app = LiveApp(runner, practice=practice, welcome=welcome)
    how = app.run()
    if how is None and app.stopped_by is None and _terminal_is_gone():
        app.stopped_by = SIGHUP  # reading from it failed before the signal came
    if app.stopped_by is not None:
        raise SignalledError(app.stopped_by)
    if app.failure or how is None:
        raise MentorkitError(
            "The screen failed. Everything that was shown as saved is saved.",
            f"To go on by lines: mentorkit run --resume --plain\n{app.failure}".strip(),
        )
    if how is How.ENDED:
        for line in filter(str.strip, app.line.text.splitlines() if app.line else ()):
            sys.stdout.write(for_terminal(f"NOT ENTERED, the session is over: {line}\n"))
    return how
