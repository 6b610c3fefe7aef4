"""What the log is made of, and the words for where a session and its sections stand."""

from dataclasses import dataclass
from enum import StrEnum


class Do(StrEnum):
    """What the mentor can do to the clock."""

    START = "start"
    NEXT = "next"
    BACK = "back"
    GOTO = "goto"
    SKIP = "skip"
    MOVE = "move"
    PAUSE = "pause"
    RESUME = "resume"
    ADD = "add"
    UNDONE = "undone"
    BACKDATE = "backdate"
    HARD_STOP = "hard_stop"
    END = "end"


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the clock's journal. Which of the later fields count depends on `do`."""

    id: int
    at: float
    """When the key was pressed, in seconds on the timeline."""
    do: Do
    section: str | None = None
    """goto, move, skip: the section's id. A skip without one means the current section."""
    before: str | None = None
    """move: id of the section that it comes to stand before; None is the end."""
    seconds: float | None = None
    """add, backdate: how many. hard_stop: the instant on the timeline, None to clear it."""
    ref: int | None = None
    """undone: id of the event that is taken back."""
    by_leaving: bool = False
    """pause: the mentor left on purpose, so coming back resumes."""


class Phase(StrEnum):
    """Where the session stands."""

    READY = "ready"
    RUNNING = "running"
    PAUSED = "paused"
    ENDED = "ended"


class Status(StrEnum):
    """Where a section stands."""

    PENDING = "pending"
    CURRENT = "current"
    DONE = "done"
    SKIPPED = "skipped"
