"""The program in a pseudo-terminal with a terminal emulator on the other side: what a person would see."""

import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyte

from tests.programs import PROGRAM, environment

# What pyte 0.8 does not know and would print: private CSI sequences with < = > and device strings.
_UNKNOWN = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[ -/]*[@-~]|\x1b\[\?[0-9;]*\$[a-z]|\x1b[P_^X].*?(?:\x1b\\|\x07)|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)",
    re.DOTALL,
)
_MODES = {
    1049: "alternate screen",
    1000: "mouse",
    1002: "mouse",
    1003: "mouse",
    1006: "mouse",
    2004: "bracketed paste",
}


class Terminal:
    """One run of the program."""

    def __init__(
        self,
        home: Path,
        *words: str,
        size: tuple[int, int] = (80, 24),
        program: list[str] = PROGRAM,
        ahead: str = "",
        **env: str,
    ) -> None:
        """`ahead` is typed before the program has started."""
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self.main, self.other = pty.openpty()
        self.resize(*size)
        self.before = termios.tcgetattr(self.other)
        os.write(self.main, ahead.encode())
        self.process = subprocess.Popen(
            [*program, *words],
            stdin=self.other,
            stdout=self.other,
            stderr=self.other,
            env=environment(home, **env),
            cwd=home,
            start_new_session=True,
            preexec_fn=self._control,
        )

    @staticmethod
    def _control() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    def resize(self, columns: int, lines: int) -> None:
        """The window has another size."""
        fcntl.ioctl(self.main, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen.resize(lines, columns)

    def pump(self, seconds: float) -> None:
        """Take in what the program writes, for at most so long, or until it writes nothing more."""
        ready, _, _ = select.select([self.main], [], [], seconds)
        if not ready:
            return
        try:
            data = os.read(self.main, 65536)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return
        self.raw += data
        self.stream.feed(_UNKNOWN.sub(b"", data))

    def send(self, text: str) -> None:
        """Type."""
        data = text.encode()
        while data:
            data = data[os.write(self.main, data[:256]) :]
            self.pump(0)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self.screen.display)

    def expect(self, pattern: str, seconds: float = 15) -> None:
        """Wait until the screen shows it; fails with the screen otherwise."""
        end = time.monotonic() + seconds  # noqa: TID251
        while not re.search(pattern, self.text):
            assert time.monotonic() < end, f"{pattern!r} is not on the screen:\n{self.text}"  # noqa: TID251
            self.pump(0.05)

    def until(self, happened: Callable[[], bool], seconds: float = 15) -> None:
        """Wait until something is so; fails with the screen otherwise."""
        end = time.monotonic() + seconds  # noqa: TID251
        while not happened():
            assert time.monotonic() < end, f"it does not happen:\n{self.text}"  # noqa: TID251
            self.pump(0.05)

    def wait(self, seconds: float = 15) -> int:
        """Wait for the end; returns the exit code, negative for a signal."""
        end = time.monotonic() + seconds  # noqa: TID251
        while self.process.poll() is None:
            assert time.monotonic() < end, f"it does not end:\n{self.text}"  # noqa: TID251
            self.pump(0.05)
        self.pump(0.1)
        assert self.process.returncode is not None
        return self.process.returncode

    def left_on(self) -> set[str]:
        """The terminal's modes that were switched on and never off again."""
        on: set[str] = set()
        for match in re.finditer(rb"\x1b\[\?([0-9;]+)([hl])", bytes(self.raw)):
            for number in match[1].split(b";"):
                name = _MODES.get(int(number))
                if name:
                    (on.add if match[2] == b"h" else on.discard)(name)
        cursor = re.findall(rb"\x1b\[\?25([hl])", bytes(self.raw))
        if cursor and cursor[-1] == b"l":
            on.add("hidden cursor")
        local = termios.tcgetattr(self.other)[3]
        if (
            local & termios.ICANON != self.before[3] & termios.ICANON
            or local & termios.ECHO != self.before[3] & termios.ECHO
        ):
            on.add("raw input")
        return on

    def hang_up(self) -> int:
        """The window is closed, the line drops; returns the exit code, negative for a signal."""
        os.close(self.main)
        self.main = -1
        return self.process.wait(timeout=15)

    def close(self) -> None:
        """The end, whatever is going on."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        for handle in (self.main, self.other):
            if handle >= 0:
                os.close(handle)


@contextmanager
def terminal(
    home: Path,
    *words: str,
    size: tuple[int, int] = (80, 24),
    program: list[str] = PROGRAM,
    ahead: str = "",
    **env: str,
) -> Iterator[Terminal]:
    """A run of the program that is over when the block is."""
    home.mkdir(parents=True, exist_ok=True)
    run = Terminal(home, *words, size=size, program=program, ahead=ahead, **env)
    try:
        yield run
    finally:
        run.close()
