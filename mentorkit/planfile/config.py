"""The configuration file: the same YAML with the same strictness, and settings instead of sections."""

from pathlib import Path

from mentorkit.errors import RefusedError, UsageError
from mentorkit.planfile.faults import Faults, quoted
from mentorkit.planfile.fields import Fields, Shape, scalar
from mentorkit.planfile.load import read_text
from mentorkit.planfile.nodes import read_nodes
from mentorkit.planfile.scalars import line, yes_no
from mentorkit.settings import Settings
from mentorkit.when import DayOrder

COMMENTED_CONFIG = """\
# How mentorkit is set. A line that begins with # is a remark: remove the # to set what it says.

# How "3/4" is read: day-month is the 3rd of April, month-day the 4th of March.
# day-order: day-month

# Whether the terminal may ring, once, when a section's time is up.
# bell: no

# How the full screen is coloured: auto, dark or light. Auto goes by what the terminal says of itself.
# theme: auto

# Where students are told to ask for help, as they call it. A text that begins with # needs quotes.
# channel: "#class-help"

# Who to turn to when you are worried about somebody: /worry says it.
# worry: Grace at the office, 020 7946 0000

# The plan of `mentorkit run` without --plan.
# plan: default
"""

_SHAPE = Shape(
    "the configuration",
    ("day-order", "bell", "theme", "channel", "worry", "plan"),
    'lines such as "bell: no"',
)


def load_settings(path: Path) -> Settings:
    """Return the settings of the file, defaults for what it leaves out; UsageError, a line a fault, otherwise."""
    faults = Faults(read_text(path, UsageError), str(path), UsageError)
    root = read_nodes(faults)
    if root is None:
        return Settings()
    fields, usual = Fields(root, _SHAPE, faults), Settings()
    bell = fields.get("bell", scalar(yes_no))
    found = Settings(
        day_order=fields.get("day-order", scalar(_day_order)) or usual.day_order,
        bell=usual.bell if bell is None else bell,
        theme=fields.get("theme", scalar(_theme)) or usual.theme,
        channel=fields.get("channel", scalar(line)) or usual.channel,
        worry=fields.get("worry", scalar(line)) or usual.worry,
        plan=fields.get("plan", scalar(line)) or usual.plan,
    )
    faults.check()
    return found


def _theme(text: str) -> str:
    if (theme := text.strip().lower()) not in ("auto", "dark", "light"):
        raise RefusedError(f"{quoted(text)} is no theme", "write auto, dark or light")
    return theme


def _day_order(text: str) -> DayOrder:
    try:
        return DayOrder(text.strip().lower())
    except ValueError:
        raise RefusedError(f"{quoted(text)} is no order", "write day-month or month-day") from None
