"""Where in the prompts a call is once somebody has left its group, or what came along into it is gone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mentorkit.flow.walk import Place, Turn, Walk
from mentorkit.plan import Plan, Prompt, PromptType


@dataclass(frozen=True, slots=True)
class Company:
    """Whom and what the places of a walk are counted by."""

    round: tuple[str, ...]
    """Ids of the students in the order of their turns."""
    goals: tuple[str, ...]
    """Ids of the goals that came along, in the order in which they are gone through."""


def parted(walk: Walk, plan: Plan, before: Company, after: Company) -> Walk:
    """Return the walk with each place where it was, counted by who and what is left.

    Whoever had not had their turn still has it, and whose turn it is goes on with the question at hand. Where the turn of
    somebody who has left is broken off, and where another order begins, somebody may be asked again; nobody is left out.
    """
    moved = {
        section: _place(place, _prompt(plan, section, place.prompt), before, after)
        for section, place in walk.places.items()
    }
    chosen = _turn(walk.who_turn, before, after)
    begun = _turn(walk.turn[0], before, after) if walk.turn else None
    keeps = walk.who in after.round and (walk.who_turn is None or chosen is not None)
    group = walk.who is None and chosen is not None  # the group's, for this turn
    return replace(
        walk,
        places=moved,
        who=walk.who if keeps else None,
        who_turn=chosen if keeps or group else None,
        turn=(begun, walk.turn[1]) if begun and walk.turn else None,
        reviewed=tuple(each for each in walk.reviewed if each not in set(before.goals) - set(after.goals)),
    )


def with_sections_called(walk: Walk, called: Mapping[str, str]) -> Walk:
    """Return the walk through a plan whose sections have other ids now, by the old ones."""

    def renamed(turn: Turn | None) -> Turn | None:
        return turn and (called.get(turn[0], turn[0]), turn[1], turn[2])

    chosen, turn = walk.override, walk.turn
    return replace(
        walk,
        places={called.get(section, section): place for section, place in walk.places.items()},
        override=chosen and replace(chosen, section=called.get(chosen.section, chosen.section)),
        who_turn=renamed(walk.who_turn),
        turn=turn and (renamed(turn[0]) or turn[0], turn[1]),
        rungs={called.get(section, section): rungs for section, rungs in walk.rungs.items()},
    )


def _prompt(plan: Plan, section: str, number: int) -> Prompt | None:
    prompts = [prompt for each in plan.sections if each.id == section for prompt in each.prompts]
    return prompts[number] if number < len(prompts) else None


def _place(place: Place, prompt: Prompt | None, before: Company, after: Company) -> Place:
    if prompt is None:
        return place
    if prompt.type is PromptType.GOAL_REVIEW:
        return _review(place, before.goals, after.goals)
    if prompt.each is not None and prompt.questions and len(before.round) > 1:
        return _in_round(place, len(prompt.questions), before.round, after.round)
    return place


def _review(place: Place, before: tuple[str, ...], after: tuple[str, ...]) -> Place:
    item = sum(goal in after for goal in before[: place.item])
    if place.item < len(before) and before[place.item] not in after:
        return Place(place.prompt, item)
    return replace(place, item=item)


def _in_round(place: Place, questions: int, before: tuple[str, ...], after: tuple[str, ...]) -> Place:
    position, question = divmod(place.item, questions)
    to_come = [student for student in before[position:] if student in after]
    if not to_come:
        return Place(place.prompt + 1)
    turn = min(after.index(student) for student in to_come)
    stays = position < len(before) and before[position] == after[turn]
    return replace(place, item=turn * questions + (question if stays else 0))


def _turn(turn: Turn | None, before: Company, after: Company) -> Turn | None:
    """The same student's turn, None where it is nobody's any more, or where there are no turns."""
    if turn is None or turn[2] >= len(before.round) or len(after.round) < 2:
        return None
    student = before.round[turn[2]]
    return (turn[0], turn[1], after.round.index(student)) if student in after.round else None
