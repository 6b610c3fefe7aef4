"""Where in the prompts the mentor is. Kept per section, so that coming back to one goes on where it was left."""

from dataclasses import dataclass, field, replace
from typing import Any

from mentorkit.plan import Audience


@dataclass(frozen=True, slots=True)
class Place:
    """A spot in a section's prompts. `prompt` counts from 0 and equals their number behind the last one."""

    prompt: int = 0
    item: int = 0
    """The question, or the goal under review, that is at hand."""
    step: str = ""
    """Within an item: which of the short questions about a goal, or the decision about one."""
    ref: str | None = None
    """Id of the record that the short questions are about."""
    named: bool = False
    """The next section has been named: one more empty line goes there."""


@dataclass(frozen=True, slots=True)
class Override:
    """An audience chosen for the lines that follow, good for one prompt."""

    audience: Audience
    section: str
    prompt: int


Turn = tuple[str, int, int]
"""A turn in a round of questions: the section, the prompt, and how many turns went before it."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Where the mentor is in all sections."""

    places: dict[str, Place] = field(default_factory=dict)
    override: Override | None = None
    who: str | None = None
    """In a group: id of the student whom new records belong to, None for the group."""
    who_turn: Turn | None = None
    """The turn in which `who` was chosen, where it was in one: it holds to its end."""
    turn: tuple[Turn, float] | None = None
    """The turn at hand, and what the section had taken when it began, in seconds: pauses do not count."""
    rungs: dict[str, int] = field(default_factory=dict)
    """How many hints of each section's ladder were given."""
    thinking: float | None = None
    """Since when a silence is timed, seconds on the timeline."""
    reviewed: tuple[str, ...] = ()
    """Ids of the goals from earlier calls that were gone through: they are asked about again only on purpose."""

    def place(self, section: str) -> Place:
        """Return where in the section the mentor is."""
        return self.places.get(section, Place())

    def at(self, section: str, place: Place) -> "Walk":
        """Return the walk with the mentor at that place of the section."""
        return replace(self, places=self.places | {section: place})


def as_data(walk: Walk) -> dict[str, Any]:
    """Return the walk as JSON data. That a section was named is not kept: an Enter after a crash must not leave it."""
    override = walk.override
    return {
        "places": {s: [p.prompt, p.item, p.step, p.ref] for s, p in walk.places.items()},
        "override": override and [override.audience.value, override.section, override.prompt],
        "who": walk.who,
        "who_turn": walk.who_turn,
        "turn": walk.turn,
        "rungs": walk.rungs,
        "thinking": walk.thinking,
        "reviewed": list(walk.reviewed),
    }


def from_data(data: dict[str, Any]) -> Walk:
    """Return the walk that `as_data` gave; an empty one for empty data."""
    override = data.get("override")
    return Walk(
        places={section: Place(*place) for section, place in data.get("places", {}).items()},
        override=override and Override(Audience(override[0]), override[1], override[2]),
        who=data.get("who"),
        who_turn=_turn(data.get("who_turn")),
        turn=(_turn(turn[0]) or ("", 0, 0), turn[1]) if (turn := data.get("turn")) else None,
        rungs=data.get("rungs", {}),
        thinking=data.get("thinking"),
        reviewed=tuple(data.get("reviewed", ())),
    )


def _turn(data: Any) -> Turn | None:
    return (data[0], data[1], data[2]) if data else None
