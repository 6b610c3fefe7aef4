"""What is typed on the terminal once it is asked for: whole, however long it is, and never what was typed before."""

import os
import re
import sys
from contextlib import suppress

from mentorkit.cli.home import question, tell
from mentorkit.plain import TypedLines
from mentorkit.text import for_terminal

_KEYS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1bO.|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""What keys, a mouse and the marks round a paste send that is no text."""


def typed(label: str, draft: str = "") -> str:
    """Return what is typed behind the label, with the line editing that the terminal has; several lines where pasted.

    `draft` stands in the line already, where it can be edited. KeyboardInterrupt at Ctrl-C and Ctrl-D.
    """
    reader = TypedLines()
    if not reader.edits:
        return question(label)
    line = reader.read(label, draft, lambda _: None)
    if line is None:
        raise KeyboardInterrupt  # Ctrl-D, as at every other question
    return line.strip()


def typed_now(label: str, draft: str = "") -> str:
    """The same, for what others will read: nothing counts that was typed before it was asked."""
    drop_typed_ahead()
    return typed(label, draft)


def answered_now(text: str) -> str:
    """Return the answer to a question; what was typed before it was asked is none."""
    drop_typed_ahead()
    return question(text)


def drop_typed_ahead() -> None:
    """Take what is typed already out of the terminal, so that it answers no question that was not seen, and say what it was."""
    for line in filter(None, map(str.strip, _KEYS.sub("", _typed_ahead()).splitlines())):
        tell(for_terminal(f"NOT ENTERED, it was typed before this was asked: {line}"))


def _typed_ahead() -> str:
    """What was typed and not read yet, also a line without its end; "" where there is no terminal that can be asked."""
    if os.name != "posix" or not sys.stdin.isatty():
        return ""
    import termios

    found = bytearray()
    with suppress(OSError, termios.error):  # a terminal that is gone: the question itself notices
        terminal = sys.stdin.fileno()
        before, at_once = termios.tcgetattr(terminal), termios.tcgetattr(terminal)
        at_once[3] &= ~termios.ICANON
        at_once[6][termios.VMIN] = at_once[6][termios.VTIME] = 0
        termios.tcsetattr(terminal, termios.TCSANOW, at_once)
        try:
            while data := os.read(terminal, 4096):
                found += data
        finally:
            termios.tcsetattr(terminal, termios.TCSANOW, before)
    return found.decode("utf-8", errors="replace")
