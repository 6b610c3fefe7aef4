"""The keys. Each frequent command has a function key and a Ctrl twin that neither terminals nor the input line use.

Taken by the input line: Ctrl-A E K U W and the like; by terminals: Ctrl-C Q S Z, and B (tmux); F11 is the window's.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key: how Textual names it, what it runs, and how it is said."""

    keys: str
    action: str
    shown: str
    label: str
    does: str


KEYS: tuple[Key, ...] = (
    Key("f1", "help", "F1", "help", "everything that can be done"),
    Key("f2,ctrl+t", "pause", "F2 Ctrl-T", "pause", "stop the section's clock, or let it run again"),
    Key(
        "f3,ctrl+o",
        "audience",
        "F3 Ctrl-O",
        "reader",
        "who reads the lines that follow: mentor, student, team",
    ),
    Key("f4,ctrl+p", "back", "F4 Ctrl-P", "back", "back to the section before"),
    Key("f5,ctrl+n", "next", "F5 Ctrl-N", "next", "on to the next section"),
    Key("f6,ctrl+r", "add", "F6 Ctrl-R", "more time", "more minutes here, with what they cost elsewhere"),
    Key("f7,ctrl+l", "hide", "F7 Ctrl-L", "hide", "hide all that is not for the student, or show it again"),
    Key("f8,ctrl+g", "undo", "F8 Ctrl-G", "undo", "take back the last move of the clock, never a note"),
    Key("f9,ctrl+f", "hint", "F9 Ctrl-F", "hint", "the next rung of the ladder"),
    Key("f10,ctrl+y", "skip", "F10 Ctrl-Y", "skip", "leave this section out"),
    Key("tab", "guide", "Tab", "guide", "fold the guidance away, or show it again"),
    Key("f12,ctrl+x", "editor", "F12 Ctrl-X", "editor", "a long note, in your own editor ($EDITOR)"),
    Key("ctrl+c", "leave", "Ctrl-C", "leave", "copies a selection; without one, twice saves and leaves"),
    Key("ctrl+z", "suspend", "Ctrl-Z", "shell", "to the shell; fg comes back"),
)

_IN_FOOTER = ("help", "next", "more time", "undo", "hide", "pause")

HELP_KEYS = [
    "An answer or a note is a line; Enter saves it; an empty Enter goes on.",
    "",
    *(f"{key.shown:<24} {key.does}" for key in KEYS),
]


def footer(width: int, *, paused: bool) -> str:
    """Return the six keys that matter now, as many as fit into the width."""
    by_label = {key.label: key for key in KEYS}
    said = [
        (by_label[label].shown.split()[0], "resume" if label == "pause" and paused else label)
        for label in _IN_FOOTER
    ]
    shown = ""
    for key, label in said:
        more = f"{shown}   {key} {label}" if shown else f"{key} {label}"
        if len(more) > width - 2:
            break
        shown = more
    return shown
