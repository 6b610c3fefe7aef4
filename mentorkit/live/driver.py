"""The terminal as Textual drives it, made fit for one that goes away (`reliability.md`, "The terminal").

When a window is closed the kernel sends HUP and CONT together. Textual 8.2.8 takes any CONT for the end of a suspension and
starts a second writer, which dies of the first write to what is not there any more; thirty writes later the program waits
for it for good, with the store locked.
"""

from contextlib import suppress
from typing import IO, Any

from textual.drivers.linux_driver import LinuxDriver


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

    def _sigcont_application(self, *_: Any) -> None:
        if self._must_signal_resume:
            super()._sigcont_application()
