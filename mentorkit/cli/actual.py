"""`mentorkit plans NAME --actual`: planned minutes beside what the sections of a plan really took. It changes nothing."""

import json
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from mentorkit import agenda
from mentorkit.agenda import Status
from mentorkit.cli.home import Home, say
from mentorkit.cli.screen import table
from mentorkit.plan import Plan, Section, format_duration
from mentorkit.records import Session, State
from mentorkit.store import Store
from mentorkit.words import plural

LATEST = 50
"""Calls that are looked at, the latest: how one worked years ago says little."""
ENOUGH = 3
"""Calls from which on a change is proposed: two may both have been odd."""
WORTH = 2
"""Minutes from which on a difference is worth a change."""


@dataclass(frozen=True, slots=True)
class Actual:
    """What a section took in the calls in which it was not left out, in seconds, the shortest first."""

    section: Section
    took: tuple[float, ...]

    @property
    def median(self) -> int | None:
        """The median in whole minutes, None where it never took place."""
        return max(1, round(median(self.took) / 60)) if self.took else None

    @property
    def proposed(self) -> int | None:
        """The minutes that the plan might say instead, None where it is right or too little is known."""
        planned, real = self.section.planned / 60, self.median
        if real is None or len(self.took) < ENOUGH or abs(real - planned) < WORTH:
            return None
        return None if self.section.open_ended and real > planned else real


def show_actual(plan: Plan, where: Home, *, as_json: bool) -> None:
    """Say how the sections of the plan went, and which command would make the plan as they did."""
    sessions = _sessions(plan, where)
    actual = measured(plan, sessions)
    if as_json:
        data = {"mentorkit": 1, "kind": "actual", "plan": plan.id, "calls": len(sessions)}
        say(json.dumps(data | {"sections": [_data(each) for each in actual]}, ensure_ascii=False, indent=2))
        return
    if not sessions:
        say(f"No call has ended by the plan {plan.id} yet.")
        return
    table(
        ("Section", "Planned", "Median", "Range", "Calls"),
        map(_row, actual),
        right=("Planned", "Median", "Calls"),
    )
    command = proposal(plan, actual)
    looked = "the last " if len(sessions) == LATEST else ""
    say(f"From {looked}{plural(len(sessions), 'call')}; a section that was left out does not count.")
    if command:
        say(f"A plan with the minutes that they really take: {command}")
    else:
        say(
            "The plan says what they take."
            if len(sessions) >= ENOUGH
            else "From three calls on a change is proposed."
        )


def _sessions(plan: Plan, where: Home) -> list[Session]:
    store = Store.reader(where.store)
    if store is None:
        return []
    found: list[Session] = []
    with store:
        for line in store.summaries():
            if line.state is State.ENDED and line.plan_id == plan.id and len(found) < LATEST:
                found.append(store.session(line.id))
    return found


def measured(plan: Plan, sessions: Iterable[Session]) -> list[Actual]:
    """Return what each section of the plan took in the sessions, by its id."""
    took: dict[str, list[float]] = {section.id: [] for section in plan.sections}
    for session in sessions:
        for line in agenda.view(session.plan, session.log, session.seen_at).sections:
            if line.section.id in took and line.elapsed >= 1 and line.status is not Status.SKIPPED:
                took[line.section.id].append(line.elapsed)
    return [Actual(section, tuple(sorted(took[section.id]))) for section in plan.sections]


def proposal(plan: Plan, actual: Sequence[Actual]) -> str:
    """Return the command that makes a plan with the proposed minutes, "" where none is proposed."""
    changes = [
        word
        for each in actual
        if each.proposed is not None
        for word in (
            "--minutes",
            f"{each.section.id}={each.proposed}{'+' if each.section.open_ended else ''}",
        )
    ]
    words = ["mentorkit", "new-plan", f"{plan.id}-as-it-goes", "--from", plan.id, *changes]
    return shlex.join(words) if changes else ""


def _row(actual: Actual) -> tuple[str, str, str, str, str]:
    planned = format_duration(actual.section.planned, actual.section.open_ended)
    real = f"{actual.median} min" if actual.median is not None else "-"
    low, high = (round(actual.took[0] / 60), round(actual.took[-1] / 60)) if actual.took else (0, 0)
    return (
        actual.section.title,
        planned,
        real,
        f"{low} to {high} min" if actual.took else "",
        str(len(actual.took)),
    )


def _data(actual: Actual) -> dict[str, object]:
    return {
        "id": actual.section.id,
        "title": actual.section.title,
        "planned_minutes": actual.section.planned / 60,
        "open_ended": actual.section.open_ended,
        "seconds": [round(seconds) for seconds in actual.took],
        "median_minutes": actual.median,
        "proposed_minutes": actual.proposed,
    }
