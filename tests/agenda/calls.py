"""Plans and calls in the words of the tests: minutes in plans, seconds on the timeline."""

from dataclasses import dataclass, field, replace
from typing import Any

from mentorkit import agenda
from mentorkit.agenda import Do, Event, SectionView, View
from mentorkit.plan import Plan, Section


def section(
    title: str, minutes: int, least: int | None = None, *, open_ended: bool = False, give: int = 1
) -> Section:
    """Return a section whose id is its title; without `least` it cannot be trimmed."""
    minimum = minutes if least is None else least
    return Section(title, title, minutes * 60, minimum * 60, open_ended=open_ended, give=give)


def plan(*sections: Section) -> Plan:
    return Plan("test", "Test", sections)


ABC = plan(section("A", 10), section("B", 10), section("C", 10))
"""Nothing in it can be trimmed."""

SOFT = plan(section("A", 10, 5), section("B", 10, 5), section("C", 10, 5), section("D", 10))
"""A, B and C can give five minutes each."""

OPEN = plan(section("A", 10), section("Talk", 30, open_ended=True), section("Z", 10))


@dataclass
class Call:
    """A call in which keys are pressed. `log` is what a journal would hold of it."""

    plan: Plan
    log: list[Event] = field(default_factory=list)

    def press(self, at: float, do: Do, section: str | None = None, **how: Any) -> Event | None:
        """Log an action as a runner would; return the event, None where it changed nothing."""
        event = agenda.act(self.plan, self.log, do, at, section=section, **how)
        self.log += [event] if event else []
        return event

    def see(self, at: float) -> View:
        return agenda.view(self.plan, self.log, at)

    def line(self, at: float, section: str) -> SectionView:
        """Return that section's line of the agenda."""
        return next(line for line in self.see(at).sections if line.section.id == section)

    def current(self, at: float) -> str | None:
        """Return the id of the section that runs."""
        running = self.see(at).current
        return running.id if running else None


def started(of: Plan = ABC, *, hard_stop: float | None = None) -> Call:
    """Return a call that began at 0, with a hard stop that was known before."""
    call = Call(of)
    if hard_stop is not None:
        call.press(0, Do.HARD_STOP, seconds=hard_stop)
    call.press(0, Do.START)
    return call


def event(number: int, at: float, do: Do, **how: Any) -> Event:
    """Return an entry of a journal that nobody checked."""
    return replace(Event(number, at, do), **how)
