"""The moment of progress that a call ends on, with candidates from what really happened."""

from mentorkit.changes import Put
from mentorkit.errors import RefusedError
from mentorkit.flow.prompts.handler import Handler, kind_of, stay
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Audience, Prompt
from mentorkit.records import Evidence, Goal, GoalStatus, Homework, NoteKind, Record, Topic, last_homework
from mentorkit.text import one_line
from mentorkit.words import DID_HOMEWORK, EXPLAINED, REACHED

LONGEST = 150
"""Characters of a candidate."""

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
        if kind_of(prompt.id) is not NoteKind.PRAISE or not (text.isdecimal() and len(text) < 3):
            return super().answer(scene, prompt, place, text)
        candidates = _candidates(scene, prompt)
        if not 1 <= int(text) <= len(candidates):
            raise RefusedError(f"There is no {text} to take. Nothing was saved.", "Write it in words.")
        record, words = candidates[int(text) - 1]
        note = scene.new_note(words, scene.audience(prompt.audience), NoteKind.PRAISE, prompt, about=record)
        return stay(scene, (Put(note),))


def praise_of(reached: Goal | Topic) -> str:
    """Return what the student is told of a goal that was reached or a topic that was explained."""
    if isinstance(reached, Goal):
        return f"{REACHED}{reached.text}"
    return f"{EXPLAINED}{reached.text}"


def _named(scene: Scene, record: Record, words: str) -> str:
    several = len(scene.session.students) > 1
    whose = f" ({one_line(scene.session.name_of(record.student) or 'the group', 16)})" if several else ""
    return f"{one_line(words)}{whose}"


def _candidates(scene: Scene, prompt: Prompt) -> list[_Candidate]:
    """Goals that were reached, topics that were explained, homework that was done: in words to the student, to choose from.

    A topic is the mentor's until it is chosen; all that is told then stands in the list, so long ones are left out.
    """
    if kind_of(prompt.id) is not NoteKind.PRAISE:
        return []
    session = scene.session
    goals = [*(goal for goal in session.goals if goal.closed_in == session.id), *scene.earlier.reached]
    found: list[_Candidate] = [(goal, praise_of(goal)) for goal in goals if _is_theirs(goal)]
    found += [
        (topic, praise_of(topic))
        for topic in session.topics
        if topic.evidence is Evidence.EXPLAINED and topic.closed_in == session.id
    ]
    done = [note for note in last_homework(session) if note.homework is Homework.YES]
    found += [(note, DID_HOMEWORK) for note in done]
    mine = [each for each in found if scene.owner is None or each[0].student in (None, scene.owner)]
    return [candidate for candidate in mine if len(candidate[1]) <= LONGEST][:9]


def _is_theirs(goal: Goal) -> bool:
    return goal.status is GoalStatus.DONE and goal.owner == "student" and goal.audience is Audience.STUDENT
