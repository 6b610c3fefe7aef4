"""The front end by lines: for a pipe, a screen reader, a terminal that can do no more. Nothing is ever redrawn.

It knows the runner alone. What it says can be read aloud: section, time, question, and after each entry what was saved.
"""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import Protocol

from mentorkit import views
from mentorkit.errors import NotSavedError, RefusedError
from mentorkit.flow import COMMANDS, Ask, Place, Reply
from mentorkit.runner import How, Runner, SignalledError
from mentorkit.text import for_terminal

Say = Callable[[str], None]


class Signals:
    """INT, TERM and HUP, heard only while a line is waited for: a line that was read is saved before anything else."""

    def __init__(self) -> None:
        self._waiting = False
        self._heard: int | None = None
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            if hasattr(signal, name):
                signal.signal(getattr(signal, name), self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self._heard = number
        if self._waiting:
            self._rise()

    def _rise(self) -> None:
        heard, self._heard = self._heard, None
        if heard is not None:
            raise SignalledError(heard)

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Within this, a signal rises as SignalledError, also one that came before."""
        self._waiting = True
        try:
            self._rise()
            yield
        finally:
            self._waiting = False


class Reader(Protocol):
    """Where the input lines come from."""

    interactive: bool
    """Somebody sits there: Ctrl-C asks once before it leaves."""

    def read(self, label: str, draft: str, keep: Callable[[str], None]) -> str | None:
        """Return the next line, None at the end. `draft` stands in it already; `keep` is told what is half-typed."""
        ...


class PipedLines:
    """Lines from a pipe or a file."""

    interactive = False

    def __init__(self, say: Say) -> None:
        self._say = say

    def read(self, label: str, draft: str, keep: Callable[[str], None]) -> str | None:
        """Return the next line; the label and the line are said, so that what was piped can be read back."""
        line = sys.stdin.readline()
        if not line:
            return None
        text = line.rstrip("\r\n")
        self._say(for_terminal(label + text))
        return text


class TypedLines:
    """Lines from a terminal, with the line editing that it has. What is half-typed is kept 0.3 s behind the keys."""

    interactive = True
    _EVERY = 0.3

    def read(self, label: str, draft: str, keep: Callable[[str], None]) -> str | None:
        """Return the next line; a pasted text comes with its line breaks."""
        try:
            with _half_typed(draft, keep, self._EVERY):
                return input(label)
        except EOFError:
            return None


@contextmanager
def _half_typed(draft: str, keep: Callable[[str], None], every: float) -> Iterator[None]:
    """Put the draft into the line to be typed, and pass on what stands in it as long as it is open."""
    try:
        import readline
    except ImportError:  # Windows: the console's own editing, and no drafts
        yield
        return
    readline.set_auto_history(False)  # a note about a person is not offered again by a key
    readline.set_startup_hook(lambda: readline.insert_text(draft))

    def tell(*_: object) -> None:
        with suppress(NotSavedError):
            keep(readline.get_line_buffer())

    before = signal.signal(signal.SIGALRM, tell)
    signal.setitimer(signal.ITIMER_REAL, every, every)
    try:
        yield
    except SignalledError:
        tell()
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        readline.set_startup_hook(None)


@dataclass
class Plain:
    """A session by lines. `run` goes through it to its end, or until the lines end."""

    runner: Runner
    reader: Reader
    say: Say
    signals: Signals
    practice: bool = False
    _unsaved: list[str] = field(default_factory=list)
    _shown: tuple[str, Place] | None = None
    _section: str | None = None
    _leaving: bool = False

    def run(self) -> How:
        """Return how it ended. SignalledError passes through, with everything saved."""
        draft = self.runner.draft
        while not self.runner.ended and not self._leaving:
            asked = self.runner.ask()
            self._show(asked)
            line = self._read(asked.label, draft)
            draft = ""
            if line is None:
                return self._end_of_lines()
            for part in _lines(line):
                self._enter(part)
                if self.runner.ended or self._leaving:
                    break
        return How.ENDED if self.runner.ended else How.LEFT

    # ---- saying

    def _show(self, asked: Ask) -> None:
        """Say what is asked, where that is new."""
        section = asked.section
        if section is None:
            return
        if section.id != self._section:
            self._section = section.id
            self._introduce(asked)
        here = (section.id, replace(asked.place, named=False))
        if here == self._shown:
            return
        self._shown = here
        self._tell_time()
        for line in asked.lines:
            self.say(for_terminal(line))

    def _introduce(self, asked: Ask) -> None:
        section, view = asked.section, self.runner.view()
        if section is None:
            return
        self.say("")
        if self.practice:
            self.say("PRACTICE - NOTHING IS SAVED")
        self.say(views.section_line(view))
        if section.guide:
            self.say(views.spoken(section.guide))
        for name, address in section.links:
            self.say(for_terminal(f"{name}: {address}"))

    def _tell_time(self) -> None:
        self.say(f"[{views.time_line(self.runner.view(), self.runner.wall)}]")

    def _tell(self, reply: Reply) -> None:
        for line in reply.said:
            self.say(for_terminal(line))
        for record in reply.saved:
            tick = "practice" if self.practice else "✓"
            self.say(f"{tick} {views.record_line(record, self.runner.session)}")
        if reply.price:
            added = [change for change in reply.changes if getattr(change, "seconds", None)]
            self.say(views.price_line(reply.price, added[0].seconds or 0))  # type: ignore[union-attr]
        if reply.show == "help":
            self._tell_help()
        if reply.show == "time" or (reply.changes and not reply.saved):
            self._shown = None  # the clock moved: the time is said again with the next prompt
        self._leaving = reply.leaving

    def _tell_help(self) -> None:
        self.say("A line is an answer or a note. An empty line goes on. Commands:")
        for name, (takes, does) in COMMANDS.items():
            self.say(f"  {f'/{name} {takes}':<24} {does}")

    # ---- doing

    def _read(self, label: str, draft: str) -> str | None:
        try:
            return self._wait(label, draft)
        except SignalledError as stop:
            if stop.number != signal.SIGINT or not self.reader.interactive:
                raise
        self.say("")
        self.say("Everything is saved. Ctrl-C once more leaves; any other line goes on.")
        return self._wait(label, self.runner.draft)

    def _wait(self, label: str, draft: str) -> str | None:
        with self.signals.waiting():
            return self.reader.read(label, draft, self.runner.keep_draft)

    def _enter(self, line: str) -> None:
        """Do a line, after those that could not be saved before."""
        waiting, self._unsaved = self._unsaved, []
        if waiting and line.strip():
            waiting.append(line)
        for position, text in enumerate(waiting or [line]):
            try:
                self._tell(self.runner.do(text))
            except RefusedError as error:
                self.say(for_terminal(" ".join(filter(None, (error.message, error.hint)))))
            except NotSavedError as error:
                self._unsaved = (waiting or [line])[position:]
                self.say(f"NOT SAVED: {error.message}. Enter to try again.")
                return

    def _end_of_lines(self) -> How:
        """The end of the lines is /quit."""
        self._enter("" if self._unsaved else "/quit")
        if not self._unsaved:
            with suppress(RefusedError, NotSavedError):
                self.runner.do("/quit")
            return How.LEFT
        for text in self._unsaved:
            self.say(for_terminal(f"NOT SAVED: {text}"))
        return How.UNSAVED


def _lines(text: str) -> list[str]:
    """The lines of what was read: a paste has several, and each is an entry. Only a lone empty one means "go on"."""
    lines = [line for line in text.split("\n") if line.strip()]
    return lines or [""]
