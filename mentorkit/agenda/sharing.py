"""Sharing out what is left before a hard stop (`agenda.md`, "Hard stop"). Figures in, figures out; knows no session."""

from collections.abc import Iterable, Mapping
from math import fsum
from typing import NamedTuple

ROUNDING = 1e-6
"""Seconds below which a difference is only that of floating point."""


class Claim(NamedTuple):
    """What a section asks of the time that is left, in seconds: p, m and the tier of `agenda.md`."""

    wants: float
    keeps: float
    """The least that it keeps; at most `wants`."""
    give: int

    @property
    def slack(self) -> float:
        """What it can give up."""
        return self.wants - self.keeps


class Shares(NamedTuple):
    """Who gets what, in seconds by section id, and by how much even the minimums overshoot."""

    budgets: dict[str, float]
    cannot_fit_by: float


def share(claims: Mapping[str, Claim], avail: float) -> Shares:
    """Return what each section gets of `avail` seconds: all it wants, or less as its tier has to give.

    Sums are `fsum`, which does not depend on the order of the sections.
    """
    budgets = {section: claim.wants for section, claim in claims.items()}
    missing = fsum(budgets.values()) - avail
    for tier in _tiers(claims.values()):
        if missing <= 0:
            break
        givers = {section: claim for section, claim in claims.items() if claim.give == tier and claim.slack}
        can_give = fsum(claim.slack for claim in givers.values())
        part = min(1.0, missing / can_give) if can_give else 1.0
        for section, claim in givers.items():
            budgets[section] = max(claim.keeps, claim.wants - part * claim.slack)
        missing -= min(missing, can_give)
    return Shares(budgets, missing if missing > ROUNDING else 0.0)


def _tiers(claims: Iterable[Claim]) -> list[int]:
    return sorted({claim.give for claim in claims})
