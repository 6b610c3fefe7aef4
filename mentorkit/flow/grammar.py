"""What an input line is: an answer, an empty line or a /command. The same in both front ends (`input.md`)."""

import difflib
import re
from dataclasses import dataclass

from mentorkit.errors import RefusedError
from mentorkit.text import accept, normalise, one_line

COMMANDS: dict[str, tuple[str, str]] = {
    "next": ("", "on to the next section"),
    "back": ("", "back to the section before"),
    "skip": ("[SECTION]", "leave out this section, or one to come"),
    "goto": ("SECTION", "to any section, by number or by how it begins"),
    "move": ("SECTION BEFORE", "bring a section forward, or `end` to put it last"),
    "pause": ("", "stop the section's clock"),
    "resume": ("", "let it run again"),
    "add": ("MIN", "more minutes here; a negative number takes some away"),
    "until": ("TIME", "when the call must end; `none` for no such time"),
    "undo": ("", "take back the last move of the clock"),
    "backdate": ("MIN", "we moved on that many minutes ago"),
    "time": ("", "how long is left, and when it will end"),
    "note": ("[TEXT]", "a note for you alone; without text: the lines that follow"),
    "student": ("[TEXT]", "a note that the student may read"),
    "team": ("[TEXT]", "a note that the teaching team may read"),
    "edit": ("N TEXT", "write record N anew"),
    "delete": ("N", "delete record N"),
    "audience": ("N WHO", "record N is for `mentor`, `student` or `team`"),
    "topic": ("TEXT", "something they did not understand"),
    "goal": ("TEXT", "a goal for next time"),
    "done": ("N", "goal N was reached, or topic N understood"),
    "partly": ("N [REASON]", "goal N was reached in part"),
    "missed": ("N [REASON]", "goal N was missed"),
    "again": ("", "back to the previous prompt"),
    "who": ("NAME", "whom the next records belong to; `all` for the group"),
    "hint": ("", "the next rung of the ladder, from general to specific"),
    "think": ("", "time a silence: once to begin, once more to end"),
    "worry": ("", "who to turn to when you are worried; stores nothing"),
    "remedy": (
        "[#N] TEXT",
        "a help that was tried or agreed, for topic N where one is named; the student reads it",
    ),
    "help": ("", "this list"),
    "end": ("", "end the session"),
    "quit": ("", "save, pause and leave; `--resume` goes on"),
}
"""Each command with what it takes and what it does, in the order of the help."""


@dataclass(frozen=True, slots=True)
class Text:
    """An answer or a note, as it will be stored."""

    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A /command, known to exist, and what stands behind it."""

    name: str
    rest: str


_COMMAND = re.compile(r"/(\S*)\s*(.*)", re.DOTALL)


def parse(line: str) -> Text | Command | None:
    """Return what the line is, None for an empty one; RefusedError for an unknown command or too long a text."""
    text = normalise(line)
    if not text:
        return None
    if text.startswith("//"):
        return Text(accept(text[1:]))
    if not text.startswith("/"):
        return Text(accept(text))
    name, rest = _COMMAND.fullmatch(text).groups()  # type: ignore[union-attr]
    if name.lower() not in COMMANDS:
        raise RefusedError(
            f"There is no command /{one_line(name, 40)}.{_nearest(name[:40])}",
            "A text that begins with a slash: //…",
        )
    return Command(name.lower(), accept(rest))


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name.lower(), COMMANDS, 1, 0.5)
    return f" Did you mean /{near[0]}?" if near else " /help lists them."
