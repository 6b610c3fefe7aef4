"""A clock that stands still until it is told to go on."""

from datetime import UTC, datetime, timedelta

from mentorkit.runner import Reading

START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""A Monday evening."""


class FakeClock:
    """The boot's clock and the wall, which a test moves together or apart."""

    def __init__(self, boot: str = "boot-1", utc: datetime = START) -> None:
        self.boot = boot
        self.seconds = 1000.0
        self.utc = utc

    def read(self) -> Reading:
        return Reading(self.boot, self.seconds, self.utc)

    def advance(self, seconds: float) -> None:
        """Time goes by."""
        self.seconds += seconds
        self.utc += timedelta(seconds=seconds)

    def set_wall(self, seconds: float) -> None:
        """Somebody sets the time of day, forwards or back."""
        self.utc += timedelta(seconds=seconds)

    def reboot(self, seconds: float) -> None:
        """The machine starts anew, that many seconds later."""
        self.boot += "+"
        self.seconds = 5.0
        self.utc += timedelta(seconds=seconds)
