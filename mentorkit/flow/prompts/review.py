"""The goals of earlier calls: how each went, and what becomes of it."""

from dataclasses import replace

from mentorkit import when
from mentorkit.changes import Put
from mentorkit.errors import RefusedError
from mentorkit.flow.pick import by_beginning
from mentorkit.flow.prompts.handler import Handler, go
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Audience, Prompt
from mentorkit.records import Evidence, Goal, GoalEvent, GoalStatus, Topic, updated

_OUTCOMES = {"d": "done", "p": "partly", "m": "missed"}


class GoalReview(Handler):
    """Every goal from earlier calls: how it went, and for those not reached what becomes of it."""

    def _goals(self, scene: Scene) -> list[Goal]:
        return [record for record in scene.session.carried if isinstance(record, Goal)]

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        goals = self._goals(scene)
        goal = goals[place.item]
        if place.step == "decide":
            all_of_them = (
                ", which the whole group will read" if goal.student is None and _group(scene) else ""
            )
            return (f'"{goal.text}": keep, shrink NEW TEXT{all_of_them}, or drop? (empty: keep it open)',)
        whose = "your own" if goal.owner == "mentor" else scene.session.name_of(goal.student) or _group(scene)
        today = scene.now.date()
        due = f"due {when.say_day(goal.due, today)}" if goal.due else f"set {scene.day_of(goal.at)}"
        about = f" ({', '.join(filter(None, (whose, due)))})"
        heading = (prompt.text,) if place.item == 0 else ()
        asked = f"Goal {place.item + 1} of {len(goals)}{about}: {goal.text}"
        return (*heading, asked)

    def hints(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        if place.step == "decide":
            return ()
        return ("d done, p partly, m missed; a reason behind it is for you alone (empty: leave it open)",)

    def last(self, scene: Scene, prompt: Prompt) -> int:
        return max(0, len(self._goals(scene)) - 1)

    def settled(self, scene: Scene, prompt: Prompt, place: Place) -> Place | None:
        goals = self._goals(scene)
        if place.step:  # on purpose at this goal, by /again or for the decision
            return place if place.item < len(goals) else None
        done = scene.walk.reviewed
        left = [i for i, goal in enumerate(goals) if i >= place.item and goal.is_open and goal.id not in done]
        return replace(place, item=left[0]) if left else None

    def audience(self, scene: Scene, prompt: Prompt, place: Place) -> Audience:
        return self._goals(scene)[place.item].audience

    def fills_in(self, place: Place) -> bool:
        return True

    def empty(self, scene: Scene, prompt: Prompt, place: Place) -> Place:
        return Place(prompt=place.prompt, item=place.item + 1)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        goal = self._goals(scene)[place.item]
        step = self._decide if place.step == "decide" else self._outcome
        return step(scene, place, goal, text)

    def _outcome(self, scene: Scene, place: Place, goal: Goal, text: str) -> Reply:
        word, _, reason = text.partition(" ")
        outcome = _OUTCOMES.get(word.lower(), word.lower())
        if outcome not in _OUTCOMES.values():
            raise RefusedError(
                f'"{text}" says neither done, partly nor missed.', "Write d, p or m. For a note: /note …"
            )
        change, said = closing(scene, goal, outcome, reason.strip())
        after = Place(prompt=place.prompt, item=place.item + 1)
        if outcome != "done":
            after = replace(place, step="decide", ref=goal.id)
        reply = go(scene, after, (change,), said)
        reviewed = tuple(dict.fromkeys((*scene.walk.reviewed, goal.id)))
        return replace(reply, walk=replace(reply.walk, reviewed=reviewed))

    def _decide(self, scene: Scene, place: Place, goal: Goal, text: str) -> Reply:
        word, _, rest = text.partition(" ")
        found = by_beginning(word, [(w, w) for w in ("keep", "shrink", "drop")])
        after = Place(prompt=place.prompt, item=place.item + 1)
        if len(found) != 1:
            raise RefusedError(f'"{text}" is neither keep, shrink nor drop.', "For a note: /note …")
        if found == ["keep"]:
            return go(scene, after, (Put(scene.changed(goal, GoalEvent.KEPT)),), "Kept for next time.")
        if found == ["drop"]:
            return go(scene, after, (Put(_dropped(scene, goal)),), "Dropped.")
        if not rest.strip():
            raise RefusedError("Shrunk to what?", "For example: shrink read the first page only")
        return go(scene, after, (Put(scene.changed(goal, GoalEvent.SHRUNK, text=rest.strip())),), "Shrunk.")


def _group(scene: Scene) -> str:
    """What a goal of nobody in particular is called, also where one of a group is called alone."""
    return "the whole group's" if scene.session.students else ""


def is_the_groups(scene: Scene, topic: Topic) -> bool:
    """Return whether a topic came along from a group's call: closed here it is closed for all who were in that one."""
    return topic.student is None and topic.opened_in != scene.session.id and bool(scene.session.students)


def _dropped(scene: Scene, goal: Goal) -> Goal:
    return scene.changed(goal, status=GoalStatus.DROPPED, closed_in=scene.session.id)


_SHOWN = {"done": Evidence.EXPLAINED, "partly": Evidence.WITH_HINT, "missed": Evidence.NOT_YET}


def closing(scene: Scene, record: Goal | Topic, outcome: str, reason: str = "") -> tuple[Put, str]:
    """Return the record with its outcome (done, partly or missed), and what to say. Only what is done is closed."""
    if isinstance(record, Topic):
        return shown(scene, record, _SHOWN[outcome])
    said = set(_OUTCOMES.values())
    here = any(step.session == scene.session.id and step.what.value in said for step in record.life)
    kept = (
        record.reason if here and outcome != "done" else ""
    )  # a reason is for one outcome, not for the next
    closed_in = scene.session.id if outcome == "done" else None
    goal = scene.changed(
        record,
        GoalEvent(outcome),
        status=GoalStatus(outcome),
        closed_in=closed_in,
        reason=reason or kept,
    )
    return Put(goal), ""


def shown(scene: Scene, topic: Topic, evidence: Evidence) -> tuple[Put, str]:
    """Return the topic with how far it was shown to be understood, and what to say. Only what they can explain is closed."""
    understood = evidence is Evidence.EXPLAINED
    changed = updated(topic, evidence=evidence, closed_in=scene.session.id if understood else None)
    closed = "closed for the whole group" if is_the_groups(scene, topic) else "closed"
    after = closed if understood else "it comes up again next time"
    return Put(changed), f"#{topic.number} {topic.text}: {evidence.value}, {after}."
