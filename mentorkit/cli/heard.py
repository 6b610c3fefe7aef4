"""Why a goal of a group went as it did, where only some of them are asked about."""

from collections.abc import Iterable, Sequence

from mentorkit.records import Goal, Student, heard
from mentorkit.store import Store


def as_heard(store: Store, goals: Iterable[Goal], students: Sequence[Student]) -> tuple[Goal, ...]:
    """Return the goals, those of a group without the reasons that were given in calls in which not all of these were."""
    found = tuple(goals)
    if not any(goal.student is None and _has_reasons(goal) for goal in found):
        return found
    attended = ({line.id for line in store.summaries(student.id)} for student in students)
    calls = set[str | None]().union(set.intersection(*attended))
    return tuple(heard(goal, calls) for goal in found)


def _has_reasons(goal: Goal) -> bool:
    return any(step.reason for step in goal.life)
