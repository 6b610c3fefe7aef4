"""The terminal as Textual drives it, made fit for one that goes away (`reliability.md`, "The terminal").

When a window is closed the kernel sends HUP and CONT together. Textual 8.2.8 takes any CONT for the end of a suspension and
starts a second writer, which dies of the first write to what is not there any more; thirty writes later the program waits
for it for good, with the store locked.

When it hands the terminal over to an editor or the shell it throws away what was typed in the tenth of a second until its
reader has ended: the beginning of a long note.
"""

import signal
from contextlib import suppress
from typing import IO, Any

from textual.drivers.linux_driver import LinuxDriver

MOUSE = 0.05
"""Seconds in which a terminal still reports the mouse that was switched off: read, since an editor would take it for keys."""


class Steadfast:
    """A file whose writes go nowhere once it cannot be written."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write the text, where that is still possible."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Have what was written on the screen, where that is still possible."""
        with suppress(OSError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class TerminalDriver(LinuxDriver):
    """A driver that only comes back from where it went, and that a terminal may leave."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._file: Any = Steadfast(self._file)
        self._hands_over = False

    def suspend_application_mode(self) -> None:
        """Hand the terminal over, with what is typed from now on."""
        self._hands_over = True
        try:
            super().suspend_application_mode()
        finally:
            self._hands_over = False

    def disable_input(self) -> None:
        """Read no more. What is typed behind the end is nobody's; what is typed behind F12 is the editor's."""
        if not self._hands_over or self._key_thread is None:
            super().disable_input()
            return
        signal.signal(signal.SIGWINCH, signal.SIG_DFL)
        self._disable_mouse_support()
        self._key_thread.join(MOUSE)
        self.exit_event.set()
        self._key_thread.join()
        self.exit_event.clear()

    def _sigcont_application(self, *_: Any) -> None:
        if self._must_signal_resume:
            super()._sigcont_application()
