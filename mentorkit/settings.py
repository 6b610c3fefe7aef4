"""What a mentor can set once and for all. Read from a file by `planfile`; every value has a default."""

from dataclasses import dataclass

from mentorkit.when import DayOrder


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force."""

    day_order: DayOrder = DayOrder.DAY_FIRST
    """How "3/4" is read."""
    bell: bool = False
    """Whether the terminal may ring, once, when a section's time is up."""
    channel: str = ""
    """Where students are told to ask for help, as they call it."""
    worry: str = ""
    """Who to turn to when worried about a student."""
    theme: str = "auto"
    """How the full screen is coloured: auto, dark or light."""
    plan: str = "default"
    """The plan of `run` without `--plan`."""
