"""The front end by lines: for a pipe, a screen reader, a terminal that can do no more. Nothing is ever redrawn.

It knows the runner alone. What it says can be read aloud: section, time, question, and after each entry what was saved.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from types import FrameType
from typing import Any, Protocol

from mentorkit import views
from mentorkit.errors import NotSavedError, RefusedError
from mentorkit.flow import COMMANDS, Ask, Place, Reply
from mentorkit.runner import How, Runner, SignalledError
from mentorkit.text import CUT, cut_by_terminal, for_terminal

Say = Callable[[str], None]

HANGUP = 1
"""The signal of a terminal that went away."""


class Signals:
    """INT, TERM and HUP, heard only while a line is waited for: a line that was read is saved before anything else.

    As a context it puts the former handlers back, and raises what was heard too late to be raised before. A signal that
    somebody had ignored (`nohup`) stays ignored.
    """

    def __init__(self) -> None:
        self._waiting = False
        self._heard: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "Signals":
        for name in ("SIGINT", "SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before[number] = signal.signal(number, self._hear)
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if kind is None:
            self._rise()

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
    edits: bool
    """A line can be put in front of them to go on with: a draft, or what was refused."""

    def read(self, label: str, draft: str, keep: Callable[[str], None]) -> str | None:
        """Return the next line, None at the end. `draft` stands in it already; `keep` is told what is half-typed."""
        ...


class PipedLines:
    """Lines from a pipe or a file."""

    interactive = False
    edits = False

    def read(self, label: str, draft: str, keep: Callable[[str], None]) -> str | None:
        """Return the next line."""
        line = sys.stdin.readline()
        return line.rstrip("\r\n") if line else None


class TypedLines:
    """Lines from a terminal, with the line editing that it has. What is half-typed is kept 0.3 s behind the keys."""

    interactive = True
    _EVERY = 0.3

    def __init__(self) -> None:
        # Python edits a line only where both ends are the terminal; elsewhere nothing half-typed is ever seen.
        self.edits = sys.stdin.isatty() and sys.stdout.isatty() and find_spec("readline") is not None

    def read(self, label: str, draft: str, keep: Callable[[str], None]) -> str | None:
        """Return the next line; a pasted text comes with its line breaks."""
        while True:
            try:
                with _half_typed(draft, keep, self._EVERY) if self.edits else nullcontext():
                    line = input(label)
            except (EOFError, OSError):
                if sys.stdin.isatty():
                    return None
                # The terminal is gone, and the signal that says so may come later.
                raise SignalledError(HANGUP) from None
            if self.edits or not cut_by_terminal(line):
                return line
            sys.stderr.write(f"{CUT}\n")


@contextmanager
def _half_typed(draft: str, keep: Callable[[str], None], every: float) -> Iterator[None]:
    """Put the draft into the line to be typed, and pass on what stands in it as long as it is open."""
    import readline

    opened = False

    def begin() -> None:
        nonlocal opened
        readline.insert_text(draft)
        opened = True

    def tell(*_: object) -> None:
        if opened:  # before that the line is not empty, there is none: an empty draft would wipe the kept one
            with suppress(NotSavedError):
                keep(readline.get_line_buffer())

    readline.parse_and_bind(
        "set enable-bracketed-paste on"
    )  # a paste comes as one, however many lines it has
    readline.set_auto_history(False)  # a note about a person is not offered again by a key
    readline.set_startup_hook(begin)
    before = signal.signal(signal.SIGALRM, tell), signal.signal(signal.SIGTSTP, lambda *_: _suspend(tell))
    signal.setitimer(signal.ITIMER_REAL, every, every)
    try:
        yield
    except (SignalledError, EOFError, OSError):
        tell()
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before[0])
        signal.signal(signal.SIGTSTP, before[1])
        readline.set_startup_hook(None)


def _suspend(tell: Callable[[], None]) -> None:
    """Ctrl-Z: the half-typed line on the disk, then to the shell; after `fg` the line is edited and seen as before."""
    import readline
    import termios

    tell()
    handler, editing = signal.getsignal(signal.SIGTSTP), termios.tcgetattr(sys.stdin)
    signal.signal(signal.SIGTSTP, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGTSTP)
    signal.signal(signal.SIGTSTP, handler)
    termios.tcsetattr(sys.stdin, termios.TCSADRAIN, editing)  # the shell has set its own meanwhile
    sys.stdout.write("\n" + readline.get_line_buffer())
    sys.stdout.flush()


def _unheard(say: Say) -> Say:
    """Say something, where there still is a terminal to say it to: what is left to save must not end with the saying."""

    def tolerant(text: str) -> None:
        with suppress(OSError):
            say(text)

    return tolerant


@dataclass
class Plain:
    """A session by lines. `run` goes through it to its end, or until the lines end."""

    runner: Runner
    reader: Reader
    say: Say
    signals: Signals
    practice: bool = False
    _unsaved: list[str] = field(default_factory=list)
    _shown: tuple[str, Place, tuple[str, ...]] | None = None
    _section: str | None = None
    _leaving: bool = False

    def run(self) -> How:
        """Return how it ended. SignalledError passes through, after `farewell` for it has been said."""
        draft = self.runner.draft
        try:
            while not self._over:
                asked = self.runner.ask()
                self._show(asked)
                line = self._read(asked.label, draft)
                if line is None:
                    return self._end_of_lines()
                draft = self._enter_all(asked.label, line)
        except SignalledError as stop:
            self.say = _unheard(self.say)
            self._farewell(stop.number)
            raise
        return self._ended()

    def _ended(self) -> How:
        """How it ended. Text in a pipe behind the end is named: somebody thought that it counts."""
        while (
            not self.reader.interactive
            and (line := self.reader.read("", "", self.runner.keep_draft)) is not None
        ):
            if line.strip() not in ("", "/end", "/quit"):
                self.say(for_terminal(f"NOT ENTERED, the session is over: {line}"))
        return How.ENDED if self.runner.ended else How.LEFT

    @property
    def _over(self) -> bool:
        return self.runner.ended or self._leaving

    def _enter_all(self, label: str, text: str) -> str:
        """Do what was read, several lines where it was pasted; return what was refused, to be mended."""
        refused, lines = "", text.split("\n")
        if (
            len(lines) > 1
        ):  # of a paste a blank line is a paragraph's end, not the wish to go on to other readers
            lines = [line for line in lines if line.strip()]
        while lines and not self._over:
            line = lines.pop(0)
            refused = "" if self._enter(label, line) else line
        for line in filter(str.strip, lines):
            self.say(for_terminal(f"NOT ENTERED, the session is over: {line}"))
        return refused

    # ---- saying

    def _show(self, asked: Ask) -> None:
        """Say what is asked, where that is new."""
        section = asked.section
        if section is None:
            return
        if section.id != self._section:
            self._section = section.id
            self._introduce(asked)
        here = (section.id, replace(asked.place, named=False), asked.private)
        if here == self._shown:
            return
        self._shown = here
        self._tell_time()
        for line in (*asked.private, *asked.lines, *asked.hints):
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
        said = (*self.runner.clocks(), views.time_line(self.runner.view(), self.runner.wall))
        self.say(f"[{' · '.join(said)}]")

    def _tell(self, reply: Reply) -> None:
        for line in reply.said:
            self.say(for_terminal(line))
        for record in reply.saved:
            tick = "practice" if self.practice else "✓"
            self.say(f"{tick} {views.record_line(record, self.runner.session)}")
        if reply.price:
            self.say(views.price_line(reply.price))
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
        self.say(f"{self._kept()} Ctrl-C once more leaves; any other line goes on.")
        return self._wait(label, self.runner.draft)

    def _wait(self, label: str, draft: str) -> str | None:
        with self.signals.waiting():
            return self.reader.read(label, draft, self.runner.keep_draft)

    def _enter(self, label: str, line: str) -> bool:
        """Do a line, after those that could not be saved before; return whether there is nothing to mend."""
        waiting, self._unsaved = self._unsaved, []
        lines = [*waiting, line] if waiting and line.strip() else waiting or [line]
        taken = True
        for position, text in enumerate(lines):
            try:
                reply = self.runner.do(text)
            except RefusedError as error:
                self._echo(label, text)
                self.say(for_terminal(" ".join(filter(None, (error.message, error.hint)))))
                taken = False
            except NotSavedError as error:
                self._unsaved = lines[position:]
                self.say(f"NOT SAVED: {error.message}. Enter to try again.")
                return True
            else:
                self._echo(label, text)
                self._tell(reply)
        return taken

    def _echo(self, label: str, text: str) -> None:
        """What came from a pipe stands in what is said, behind its label; only once it is saved: the pipe may break."""
        if not self.reader.interactive:
            self.say(for_terminal(label + text))

    def _end_of_lines(self) -> How:
        """The end of the lines is /quit."""
        if self._still_unsaved():
            return How.UNSAVED
        with suppress(RefusedError, NotSavedError):
            self.runner.press("quit")  # what is half-typed stays
        return How.LEFT

    def _still_unsaved(self) -> bool:
        """Try once more to save what could not be saved; name what is lost."""
        if self._unsaved:
            self._enter("", "")
        for text in self._unsaved:
            self.say(for_terminal(f"NOT SAVED: {text}"))
        return bool(self._unsaved)

    def _farewell(self, number: int) -> None:
        """A signal ends it: save what can be saved, and say only what is so."""
        unsaved = self._still_unsaved()
        if number == signal.SIGINT and not unsaved:
            with suppress(RefusedError, NotSavedError):
                self.runner.press("quit")  # Ctrl-C is leaving on purpose: the clock is paused
        self.say("")
        self.say(self._kept() + ("" if self.practice else " To go on: mentorkit run --resume"))

    def _kept(self) -> str:
        if self.practice:
            return "Nothing of this is saved: practice."
        return "NOT everything is saved." if self._unsaved else "Everything is saved."
