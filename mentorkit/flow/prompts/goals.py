"""Goals for the next call."""

from dataclasses import replace

from mentorkit import when
from mentorkit.changes import Put
from mentorkit.errors import RefusedError
from mentorkit.flow.prompts.handler import Handler, go, onward
from mentorkit.flow.prompts.single import number_in
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Audience, Prompt
from mentorkit.records import Goal

_STEPS = ("proof", "hours", "why", "due")
_ASKED = {
    "proof": "How will we know? (empty: leave out, . leaves out the rest)",
    "hours": "How many hours will it take?",
    "why": "Why does it matter?",
    "due": "By when? (empty: by the next call)",
}


class Goals(Handler):
    """SMART goals: the goal, then short questions that may be left out; last, one of the mentor's own."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        if place.step in _ASKED:
            planned = _hours_said(scene, prompt, None) if place.step == "hours" else ""
            return (" ".join(filter(None, (_ASKED[place.step], planned))),)
        if place.step == "mentor":
            return ("A goal of your own for next time? (empty: none)",)
        set_now = [goal for goal in _goals_of(scene, prompt) if goal.student == scene.owner]
        return (f"Goal {len(set_now) + 1}? (empty: no more)",) if set_now else (prompt.text,)

    def audience(self, scene: Scene, prompt: Prompt, place: Place) -> Audience:
        if place.step in ("hours", "why"):
            return Audience.MENTOR
        goal = _goal_at(scene, place)
        return goal.audience if goal else scene.audience(prompt.audience)

    def settled(self, scene: Scene, prompt: Prompt, place: Place) -> Place | None:
        gone = (
            place.step in _STEPS and _goal_at(scene, place) is None
        )  # deleted meanwhile: back to the next goal
        return replace(place, step="", ref=None) if gone else place

    def fills_in(self, place: Place) -> bool:
        return place.step in _STEPS

    def empty(self, scene: Scene, prompt: Prompt, place: Place) -> Place:
        if place.step in _STEPS:
            return _after_step(place)
        if prompt.mentor and place.step != "mentor":
            return replace(place, step="mentor", ref=None)
        return onward(place)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        if place.step in _STEPS:
            return self._detail(scene, prompt, place, text)
        if text == ".":
            raise RefusedError("There is nothing to leave out here.", "An empty line goes on.")
        owner = "mentor" if place.step == "mentor" else "student"
        goal = scene.new_goal(text, scene.audience(prompt.audience), prompt, owner)
        if owner == "mentor":
            return go(scene, onward(place), (Put(goal),))
        many = sum(other.student == goal.student for other in _goals_of(scene, prompt)) + 1
        more = ""
        if prompt.max and many == prompt.max + 1:  # once: it is the mentor who knows
            more = f"That makes {many}, and the plan suggests at most {prompt.max}: is one of them for later? /delete N"
        return go(scene, replace(place, step="proof", ref=goal.id), (Put(goal),), more)

    def _detail(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        goal = _goal_at(scene, place)
        if goal is None or text == ".":
            return go(scene, replace(place, step="", ref=None))
        changed = _with_detail(scene, goal, place.step, text)
        said = _hours_said(scene, prompt, changed) if place.step == "hours" else ""
        if place.step == "due" and changed.due:
            said = f"By {when.say_day(changed.due, scene.now.date())}."
        return go(scene, _after_step(place), (Put(changed),), said)


def _goal_at(scene: Scene, place: Place) -> Goal | None:
    """The goal that the short questions are about."""
    return next((goal for goal in scene.session.goals if goal.id == place.ref), None)


def _after_step(place: Place) -> Place:
    position = _STEPS.index(place.step) + 1
    return replace(place, step=_STEPS[position] if position < len(_STEPS) else "")


def _goals_of(scene: Scene, prompt: Prompt) -> list[Goal]:
    return [
        g
        for g in scene.session.goals
        if g.prompt == prompt.id and g.set_in == scene.session.id and g.owner == "student"
    ]


def _with_detail(scene: Scene, goal: Goal, step: str, text: str) -> Goal:
    if step == "hours":
        hours = number_in(text)
        if hours is None or hours < 0:
            raise RefusedError(
                f'"{text}" is not a number of hours.', "For example: 2. An empty line leaves it out."
            )
        return scene.changed(goal, hours=hours)
    if step == "due":
        call = scene.session.next_call
        next_day = call.at.astimezone(scene.now.tzinfo).date() if call else None
        return scene.changed(
            goal, due=when.parse_day(text, scene.now, order=scene.settings.day_order, next_call=next_day)
        )
    return scene.changed(goal, None, **{step: text})


def _hours_said(scene: Scene, prompt: Prompt, goal: Goal | None) -> str:
    """How the goals' hours, with that goal's, compare with the free ones, where both are known."""
    whose = goal.student if goal else scene.owner
    asked = [
        note for note in scene.session.notes if prompt.fits and prompt.fits in (note.prompt, note.question)
    ]
    answers = [note for note in asked if note.student == whose]
    free = [number_in(note.text) for note in answers]
    if not free or free[0] is None:
        return ""
    others = [g for g in _goals_of(scene, prompt) if (goal is None or g.id != goal.id) and g.student == whose]
    total = sum(g.hours or 0 for g in [*others, goal] if g)
    over = " That is more than there is: shrink one?" if total > free[0] else ""
    return f"{total:g} of {free[0]:g} hours planned.{over}"
