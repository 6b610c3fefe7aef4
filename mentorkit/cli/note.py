"""`mentorkit note`: something noted between two calls, for the mentor alone."""

import os
import shlex
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from mentorkit.cli.exits import HANGUP, INTERRUPT, leave
from mentorkit.cli.home import changing, home, say, somebody_there, tell, until_saved
from mentorkit.cli.people import find
from mentorkit.editor import clear, clear_text, edit_text, left_in
from mentorkit.errors import (
    MentorkitError,
    NeedsAnswerError,
    NotSavedError,
    RefusedError,
    SignalledError,
    UsageError,
)
from mentorkit.files import private_folder, write_whole
from mentorkit.plain import Signals, TypedLines
from mentorkit.plan import Audience
from mentorkit.records import Note, NoteKind, Student
from mentorkit.runner import SystemClock, local_zone
from mentorkit.store import Store
from mentorkit.text import accept, for_terminal, normalise, one_line

LABEL = "mentor> "
_MOST = 1_000_000
"""Characters that are read of a pipe. What is longer is refused without waiting for its end."""


def take_note(name: str, *, edit: bool, no_input: bool) -> None:
    """Save a note about the student of that name: typed, from the mentor's editor, or the whole of a pipe.

    The store is open for writing before the first word is read, so that nothing is written in vain.
    """
    piped = not edit and not sys.stdin.isatty()
    if not piped and not somebody_there(no_input):
        raise NeedsAnswerError(
            "There is nobody here to write the note.", "Pipe the text in: mentorkit note NAME < note.txt"
        )
    with changing(home()) as store:
        page = _Page(store, find(name, store.students()))
        if piped:
            page.from_pipe()
        elif edit:
            page.from_editor()
        else:
            page.from_prompt()


@dataclass
class _Page:
    """What is being written about a student."""

    store: Store
    student: Student
    half: str = ""
    """What stands in the line that is being typed."""
    aside: str = ""
    """What was begun another time and is not gone on with now."""

    @property
    def name(self) -> str:
        """Return the student's name for the terminal."""
        return one_line(self.student.name)

    @property
    def desk(self) -> Path:
        """Where a text stands that is not saved yet: in an editor, or half-typed when the terminal went away."""
        return (self.store.folder or Path()) / "editing" / f"note-{self.student.id}" / "note.md"

    @property
    def go_on(self) -> str:
        """Return how to go on with what stands on the desk."""
        return f"What you wrote is kept. To go on with it: mentorkit note {shlex.quote(self.name)} --edit"

    def save(self, text: str) -> None:
        """Save the text, and only then say so; RefusedError where it is too long, NotSavedError where that fails."""
        clean, now = accept(text), SystemClock().read().utc
        note = Note(
            id=f"between-{now.astimezone(local_zone()):%Y%m%d-%H%M}-{os.urandom(3).hex()}",
            number=self.store.next_number_between(),
            at=now,
            text=clean,
            audience=Audience.MENTOR,
            kind=NoteKind.NOTE,
            student=self.student.id,
        )
        self.store.save_between([note], now)
        say(f"✓ Noted for you alone, about {self.name}: {one_line(clean, 80)}")

    def _begun(self) -> str:
        """What was begun about the student and never saved. One that is saved was not cleared, since the program was killed."""
        left = left_in(self.desk)
        saved = left and any(note.text == normalise(left) for note in self.store.notes_between())
        return "" if saved else left

    # ---- the three ways in

    def from_pipe(self) -> None:
        """Save the whole of stdin; RefusedError where it is too long, UsageError where there is nothing in it."""
        text = sys.stdin.read(_MOST + 1)
        if len(text) > _MOST:
            raise RefusedError(
                "That is more than a million characters; one entry holds at most 20,000. Nothing was saved.",
                "Split it into several entries.",
            )
        if not accept(text):
            raise UsageError(
                "There is no text to note.",
                "Pipe it in: mentorkit note NAME < note.txt, or type it on a terminal.",
            )
        self.save(text)

    def from_editor(self) -> None:
        """Save what the mentor's editor leaves. Until it is saved it stays on the desk, whatever happens."""
        text, trouble = self._edited(self._begun())
        if trouble:
            if not text:
                clear_text(self.desk)
            raise MentorkitError(trouble, self.go_on if text else "Nothing was noted.")
        if not text:
            clear(self.desk)
            tell("Nothing was noted.")
            return
        try:
            until_saved(lambda: self.save(text))
        except RefusedError as error:
            raise RefusedError(error.message, f"{error.hint} {self.go_on}") from error
        except KeyboardInterrupt:
            tell(f"\nNOT SAVED. {self.go_on}")
            raise
        clear(self.desk)

    def _edited(self, before: str) -> tuple[str, str]:
        try:
            return edit_text(self.desk, before)
        except UsageError:  # no editor: what was there before is not for it to clear
            self._to_desk(before)
            raise

    def from_prompt(self) -> None:
        """Save a line that is typed, or several that are pasted. Ctrl-C leaves with nothing noted."""
        tell(f"About {self.name}, for you alone. An empty line notes nothing.")
        reader, before = TypedLines(), self._begun()
        if before and (not reader.edits or "\n" in before):  # nobody can go on with it on one line
            self.aside = before
            tell(f"There is a text from last time. {self.go_on}")
        with Signals() as signals:
            try:
                self._ask(reader, signals, "" if self.aside else before)
            except SignalledError as stop:
                self._left(stop.number, before)
                leave(128 + stop.number)
            with suppress(MentorkitError):  # what counts is done
                self._to_desk(self.aside)

    def _left(self, number: int, before: str) -> None:
        """The mentor left, and all is as it was; or the terminal went away, and what is half-typed stays on the desk."""
        if number == INTERRUPT:
            with suppress(MentorkitError):
                self._to_desk(before)
            tell(f"\nNothing was noted.{' ' + self.go_on if before else ''}")
            return
        try:
            self._to_desk(self._unfinished)
        except MentorkitError:
            with suppress(OSError):  # the terminal may be gone
                tell(for_terminal(f"NOT SAVED: {self.half}"))

    def _ask(self, reader: TypedLines, signals: Signals, draft: str) -> None:
        """Ask until a text is saved, or an empty line says that there is none."""
        unsaved = ""
        while True:
            with signals.waiting():
                line = self._line(reader, draft)
            text = line if reader.edits else "\n".join(filter(None, (unsaved, line)))
            if not (text.strip() or unsaved):
                tell("Nothing was noted.")
                return
            draft = text if text.strip() else unsaved
            try:
                self.save(draft)
                return
            except RefusedError as error:
                tell(" ".join((error.message, error.hint)))
            except NotSavedError as error:
                unsaved = draft
                tell(f"NOT SAVED: {error.message}. Enter to try again.")

    def _line(self, reader: TypedLines, draft: str) -> str:
        if not reader.edits:  # Python writes its prompt to stdout, which somebody else reads
            sys.stderr.write(LABEL)
            sys.stderr.flush()
        line = reader.read(LABEL if reader.edits else "", draft, self._remember)
        if line is None:
            # Ctrl-D is the same wish as Ctrl-C; it is not what makes a terminal go away.
            raise SignalledError(INTERRUPT if sys.stdin.isatty() else HANGUP)
        self.half = line
        return line

    @property
    def _unfinished(self) -> str:
        return "\n\n".join(filter(None, (self.aside, self.half)))

    def _remember(self, text: str) -> None:
        """Have what is half-typed on the disk, as in a call: no crash and no closed window loses it."""
        if text != self.half:
            self.half = text
            with suppress(MentorkitError):
                self._to_desk(self._unfinished)

    def _to_desk(self, text: str) -> None:
        """Have the text stand on the desk, or nothing where it is empty."""
        clean = normalise(text)
        if clean:
            private_folder(self.desk.parent)
            write_whole(self.desk, clean + "\n", force=True)
        else:
            clear_text(self.desk)
