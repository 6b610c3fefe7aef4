"""The next call."""

from datetime import date, datetime, time, timedelta

from mentorkit import when
from mentorkit.changes import Change, Put, SetNextCall
from mentorkit.errors import RefusedError
from mentorkit.flow.prompts.handler import Handler, go, onward, stay
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Prompt
from mentorkit.records import Goal, NextCall, goes_with
from mentorkit.words import plural

NEAR = 3600
"""Seconds between the agreed and the real beginning of a call that is still the agreed one."""

_YES = {".", "y", "yes", "ok"}


class Schedule(Handler):
    """When the next call is, in human words; a second line replaces the first. The usual rhythm is proposed."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        call = scene.session.next_call
        if call:
            return (prompt.text, f"Settled: {_said(scene, call.at)}. (empty: go on)")
        proposed = _proposed(scene)
        return (
            (prompt.text, f"As usual: {_said(scene, proposed)} (. takes it)") if proposed else (prompt.text,)
        )

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        if len(scene.session.students) > 1 and scene.owner is not None:
            raise RefusedError("The next call is the whole group's.", "First: /who all")
        if text.lower() in _YES and scene.session.next_call:
            return go(scene, onward(place))
        proposed = _proposed(scene) if text.lower() in _YES else None
        at = proposed or when.parse_moment(
            text, scene.now, order=scene.settings.day_order, usual=_usual_time(scene)
        )
        minutes = (prompt.length or scene.plan.planned) // 60
        call = NextCall(at=at, minutes=minutes, audience=scene.audience(prompt.audience))
        goals = _due_then(scene, call)
        due = f"Due then: {plural(len(goals), 'goal')}." if goals else ""
        said = f"Next call, for the {call.audience.value}: {_said(scene, call.at)}."
        return stay(scene, (SetNextCall(call), *goals), said, due)


def _said(scene: Scene, at: datetime) -> str:
    return when.say_moment(at.astimezone(scene.now.tzinfo), scene.now)


def _usual_time(scene: Scene) -> time:
    """The time of day of this call as it was agreed, else as it began, to the quarter of an hour."""
    begun = scene.session.created_at.astimezone(scene.now.tzinfo)
    agreed = scene.earlier.agreed
    if agreed and abs((agreed.at - begun).total_seconds()) <= NEAR:
        return agreed.at.astimezone(scene.now.tzinfo).time()
    minutes = min(round((begun.hour * 60 + begun.minute) / 15) * 15, 24 * 60 - 15)
    return time(minutes // 60, minutes % 60)


def _proposed(scene: Scene) -> datetime | None:
    """The next call by the usual rhythm: the students' own where they have one and the same, else the plan's."""
    rhythms = {student.profile.rhythm for student in scene.session.students}
    days = (rhythms.pop() if len(rhythms) == 1 else None) or scene.plan.every
    if not days:
        return None
    day = scene.session.created_at.astimezone(scene.now.tzinfo).date() + timedelta(days=days)
    try:
        return when.parse_moment(f"{day.isoformat()} {_usual_time(scene):%H:%M}", scene.now)
    except RefusedError:  # so long a call that it has passed
        return None


def _due_then(scene: Scene, call: NextCall) -> tuple[Change, ...]:
    """The open goals with no day of their own, or with the day of a call that was, or was to be: due at the next one.

    Those that the students of a group took on alone are for their own calls, but for one that this call went through, or
    that was due at the group's call which is moved here.
    """
    before, zone = scene.session.next_call, scene.now.tzinfo
    day, today = call.at.astimezone(zone).date(), scene.now.date()
    old = before.at.astimezone(zone).date() if before else None
    agreed, ahead = _agreed(scene)
    students = [student.id for student in scene.session.students]

    def moves(goal: Goal) -> bool:
        new = goal.set_in == scene.session.id
        over = goal.due is not None and (goal.due <= today or goal.due == agreed)
        by_itself = goal.due in (None, old) or (over and not new)  # a day said in this call is on purpose
        along = ahead and goal.due == agreed and goal.student is not None
        return by_itself and goal.is_open and (along or goes_with(goal, students, (scene.session.id,)))

    return tuple(
        Put(scene.changed(goal, due=day)) for goal in scene.session.goals if moves(goal) and goal.due != day
    )


def _agreed(scene: Scene) -> tuple[date | None, bool]:
    """The day of the call that was agreed on last, and whether that is another one than this, and still ahead."""
    agreed = scene.earlier.agreed
    if agreed is None:
        return None, False
    later = (agreed.at - scene.session.created_at).total_seconds() > NEAR
    return agreed.at.astimezone(scene.now.tzinfo).date(), later
