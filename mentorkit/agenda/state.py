"""The log folded up to some event: what has run, and what follows from it at a moment."""

from typing import NamedTuple, Self

from mentorkit.agenda.events import Phase, Status
from mentorkit.agenda.sharing import Claim, Shares, share
from mentorkit.plan import Plan


class State(NamedTuple):
    """Where a session stands. Seconds on its timeline; by section id where there is a figure a section.

    A tuple, since its `_replace` takes a third of the time of a dataclass's, and a fold is made of little else.
    """

    plan: Plan
    order: tuple[str, ...]
    status: dict[str, Status]
    spent: dict[str, float]
    """Closed stretches only: the open one runs from `since`."""
    added: dict[str, float]
    """The changes that add made to A, not the minutes asked for."""
    phase: Phase = Phase.READY
    current: str | None = None
    allotted: float = 0
    """A of the current section, frozen since it was derived."""
    since: float = 0
    """When the present stretch, of running or of pause, began."""
    entered: float = 0
    started: float = 0
    ended: float | None = None
    paused_total: float = 0
    """Closed pauses only, as with `spent`."""
    hard_stop: float | None = None

    @property
    def pending(self) -> tuple[str, ...]:
        """Ids of what is still to come, in the order in which it comes."""
        return tuple(section for section in self.order if self.status[section] is Status.PENDING)

    def elapsed(self, section: str, now: float) -> float:
        """Return e: running time over all visits, pauses excluded."""
        running = self.phase is Phase.RUNNING and section == self.current
        return self.spent[section] + (max(0.0, now - self.since) if running else 0.0)

    def remaining(self, now: float) -> float:
        """Return what the current section has left, 0 past its end and where none is running."""
        return max(0.0, self.allotted - self.elapsed(self.current, now)) if self.current else 0.0

    def untrimmed(self, section: str) -> float:
        """Return planned plus added: what the section is allotted where no hard stop takes any of it."""
        return self.plan.section(section).planned + self.added[section]

    def claim(self, section: str, now: float) -> Claim:
        """Return p, m and tier: what the section still wants, and the least that it keeps of that."""
        spec, elapsed = self.plan.section(section), self.elapsed(section, now)
        wants = max(0.0, self.untrimmed(section) - elapsed)
        keeps = max(0.0, spec.minimum + self.added[section] - elapsed)
        return Claim(wants, min(wants, keeps), spec.give)

    def pending_shares(self, now: float) -> Shares:
        """Return what each pending section gets. Once the session has ended that is nothing: they no longer count."""
        if self.phase is Phase.ENDED:
            return Shares(dict.fromkeys(self.pending, 0.0), 0.0)
        claims = {section: self.claim(section, now) for section in self.pending}
        if self.hard_stop is None:
            return Shares({section: claim.wants for section, claim in claims.items()}, 0.0)
        return share(claims, self.hard_stop - now - self.remaining(now))

    def with_allotted(self, now: float) -> Self:
        """Return the state with A of the current section found anew; from here on it is frozen."""
        section = self.current
        if section is None:
            return self
        untrimmed, elapsed = self.untrimmed(section), self.elapsed(section, now)
        if self.hard_stop is None or elapsed >= untrimmed:
            return self._replace(allotted=untrimmed)
        claims = {s: self.claim(s, now) for s in (section, *self.pending)}
        return self._replace(allotted=elapsed + share(claims, self.hard_stop - now).budgets[section])


def fresh(plan: Plan) -> State:
    """Return the state before anything was done."""
    ids = tuple(section.id for section in plan.sections)
    return State(
        plan=plan,
        order=ids,
        status=dict.fromkeys(ids, Status.PENDING),
        spent=dict.fromkeys(ids, 0.0),
        added=dict.fromkeys(ids, 0.0),
    )
