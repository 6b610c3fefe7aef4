"""The moment of progress that a call ends on, with candidates from what really happened."""

from mentorkit.changes import Put
from mentorkit.flow.prompts.handler import Handler, kind_of, stay
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Audience, Prompt
from mentorkit.records import Evidence, Goal, GoalStatus, Homework, NoteKind, Record
from mentorkit.text import one_line

_Candidate = tuple[Record, str]


class OpenText(Handler):
    """An open question; where it asks for praise, a number takes what stands behind it in the list of candidates."""

    def private(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        candidates = _candidates(scene, prompt)
        if not candidates:
            return ()
        listed = " · ".join(f"{n} {_named(scene, *candidate)}" for n, candidate in enumerate(candidates, 1))
        return (f"What really happened (a number takes it): {listed}",)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        candidates = _candidates(scene, prompt)
        if text.isdecimal() and len(text) < 3 and 1 <= int(text) <= len(candidates):
            record, words = candidates[int(text) - 1]
            audience = scene.audience(prompt.audience)
            note = scene.new_note(words, audience, NoteKind.PRAISE, prompt, about=record)
            return stay(scene, (Put(note),))
        return super().answer(scene, prompt, place, text)


def _named(scene: Scene, record: Record, words: str) -> str:
    several = len(scene.session.students) > 1
    whose = f" ({one_line(scene.session.name_of(record.student) or 'the group', 16)})" if several else ""
    return f"{one_line(words, 80)}{whose}"


def _candidates(scene: Scene, prompt: Prompt) -> list[_Candidate]:
    """Goals that were reached, topics that were explained, homework that was done: what the student knows of, in words to them."""
    if kind_of(prompt.id) is not NoteKind.PRAISE:
        return []
    session = scene.session
    goals = [*(goal for goal in session.goals if goal.closed_in == session.id), *scene.earlier.reached]
    found: list[_Candidate] = [
        (goal, f"You reached your goal: {goal.text}") for goal in goals if _is_theirs(goal)
    ]
    found += [
        (topic, f"You can explain it now: {topic.text}")
        for topic in session.topics
        if topic.evidence is Evidence.EXPLAINED and topic.closed_in == session.id
    ]
    found += [(note, "You did your homework") for note in session.notes if note.homework is Homework.YES]
    return [candidate for candidate in found if scene.owner in (None, candidate[0].student)][:9]


def _is_theirs(goal: Goal) -> bool:
    return goal.status is GoalStatus.DONE and goal.owner == "student" and goal.audience is Audience.STUDENT
