"""How each type of prompt is asked and answered: the table of `input.md`, "Answering, by prompt type".

A handler is pure: it gets the scene and says what to save and where the mentor is then.
"""

import re
from dataclasses import replace

from mentorkit import coaching, when
from mentorkit.changes import Change, Put, Remove, SetNextCall
from mentorkit.errors import RefusedError
from mentorkit.flow.pick import by_beginning
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Place
from mentorkit.plan import Audience, Prompt, PromptType
from mentorkit.records import Evidence, Goal, GoalStatus, NextCall, Note, NoteKind, Topic, updated

_SPEAKING_IDS = {"remember": NoteKind.REMEMBER, "praise": NoteKind.PRAISE, "homework": NoteKind.HOMEWORK}


def kind_of(prompt_id: str) -> NoteKind:
    """Return what an answer to the prompt or question of that id is about: some ids speak."""
    return _SPEAKING_IDS.get(prompt_id, NoteKind.ANSWER)


def onward(place: Place) -> Place:
    """Return the beginning of the next prompt."""
    return Place(prompt=place.prompt + 1)


class Handler:
    """An open question: any number of entries, left by an empty line. The other types differ from this."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        """Return what is asked."""
        return (prompt.text,)

    def audience(self, scene: Scene, prompt: Prompt, place: Place) -> Audience:
        """Return the widest reader of what is typed here; nothing typed reaches a wider one."""
        return scene.audience(prompt.audience)

    def settled(self, scene: Scene, prompt: Prompt, place: Place) -> Place | None:
        """Return the place within the prompt where something is to be asked, None where nothing is."""
        return place

    def fills_in(self, place: Place) -> bool:
        """Return whether what is typed here goes into a record that is there already, and has its reader."""
        return False

    def empty(self, scene: Scene, prompt: Prompt, place: Place) -> Place:
        """Return where an empty line leads."""
        return onward(place)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        """Return what a line of text does."""
        note = scene.new_note(text, scene.audience(prompt.audience), kind_of(prompt.id), prompt)
        return _stay(scene, (Put(note), *_topics_from(scene, prompt.id, prompt, text)))


def _stay(scene: Scene, changes: tuple[Change, ...] = (), *said: str) -> Reply:
    return Reply(scene.walk, changes, tuple(filter(None, said)))


def _go(scene: Scene, place: Place, changes: tuple[Change, ...] = (), *said: str) -> Reply:
    return Reply(scene.walk.at(scene.section.id, place), changes, tuple(filter(None, said)))


class Questions(Handler):
    """Several questions, one after the other."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        question = prompt.questions[place.item]
        count = f"({place.item + 1} of {len(prompt.questions)}) " if len(prompt.questions) > 1 else ""
        heading = (prompt.text,) if place.item == 0 and prompt.text else ()
        return (*heading, count + question.text)

    def empty(self, scene: Scene, prompt: Prompt, place: Place) -> Place:
        last = place.item + 1 >= len(prompt.questions)
        return onward(place) if last else replace(place, item=place.item + 1)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        question = prompt.questions[place.item]
        audience = scene.audience(prompt.audience)
        note = scene.new_note(text, audience, kind_of(question.id), prompt, question.id)
        return _stay(scene, (Put(note), *_topics_from(scene, question.id, prompt, text)))


def _topics_from(scene: Scene, source: str, prompt: Prompt, text: str) -> tuple[Change, ...]:
    """A thing not understood becomes a topic at once, where the plan says so: a crash on the way must not lose it."""
    asked_later = any(
        later.type is PromptType.TOPICS and later.source in (source, prompt.id)
        for section in scene.plan.sections
        for later in section.prompts
    )
    return (Put(scene.new_topic(text, Audience.MENTOR, prompt, after=1)),) if asked_later else ()


class OneAnswer(Handler):
    """A prompt that has one answer: a second one replaces it."""

    def read(self, prompt: Prompt, text: str) -> str:
        """Return the answer that the text means; RefusedError where it means none."""
        raise NotImplementedError

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        value, audience = self.read(prompt, text), scene.audience(prompt.audience)
        given = [
            n for n in scene.notes_of(prompt) if n.kind is kind_of(prompt.id) and n.student == scene.owner
        ]
        if given:
            note = updated(given[0], text=value, audience=audience)
        else:
            note = scene.new_note(value, audience, kind_of(prompt.id), prompt)
        return _go(scene, onward(place), (Put(note),))


class Choice(OneAnswer):
    """One of several options, by number or by how it begins."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        return (prompt.text, "   ".join(f"{n} {option}" for n, option in enumerate(prompt.options, 1)))

    def read(self, prompt: Prompt, text: str) -> str:
        if text.isdecimal() and len(text) < 6 and 1 <= int(text) <= len(prompt.options):
            return prompt.options[int(text) - 1]
        found = by_beginning(text, [(option, option) for option in prompt.options])
        if len(found) == 1:
            return found[0]
        what = "could be several options" if found else "is none of the options"
        listed = ", ".join(f"{n} {option}" for n, option in enumerate(prompt.options, 1))
        raise RefusedError(f'"{text}" {what}. Nothing was saved.', f"Options: {listed}. For a note: /note …")


_NUMBER = re.compile(r"(?:about |around |~ ?)?(-?\d{1,9}(?:[.,]\d+)?)\s*[a-z%]*\.?", re.IGNORECASE)


def number_in(text: str) -> float | None:
    """Return the number that a short answer holds ("4", "about 3.5 hours"), None where it holds none."""
    match = _NUMBER.fullmatch(text.strip())
    return float(match[1].replace(",", ".")) if match else None


class Number(OneAnswer):
    """A number, with or without a unit behind it."""

    def read(self, prompt: Prompt, text: str) -> str:
        if number_in(text) is None:
            raise RefusedError(
                f'"{text}" is not a number. Nothing was saved.', "For example: 4. For a note: /note …"
            )
        return text


class Checklist(Handler):
    """Things to tick. Other text is a note."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        ticked = _ticked(scene, prompt)
        boxes = [f"{n} [{'x' if str(n) in ticked else ' '}] {item}" for n, item in enumerate(prompt.items, 1)]
        return (prompt.text, *boxes)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        numbers = re.split(r"[\s,]+", text.strip(" ,"))
        if not all(number.isdecimal() for number in numbers):
            note = scene.new_note(text, scene.audience(Audience.MENTOR), NoteKind.NOTE, prompt)
            return _stay(scene, (Put(note),))
        wanted = list(dict.fromkeys(int(number[:6]) for number in numbers))
        wrong = [n for n in wanted if not 1 <= n <= len(prompt.items)]
        if wrong:
            raise RefusedError(
                f"There is no item {wrong[0]}. Nothing was ticked.", f"Items: 1 to {len(prompt.items)}."
            )
        return _stay(scene, _toggled(scene, prompt, wanted))


def _ticked(scene: Scene, prompt: Prompt) -> dict[str | None, Note]:
    notes = scene.notes_of(prompt)
    return {n.question: n for n in notes if n.kind is NoteKind.CHECKLIST and n.student == scene.owner}


def _toggled(scene: Scene, prompt: Prompt, numbers: list[int]) -> tuple[Change, ...]:
    ticked, changes, new = _ticked(scene, prompt), list[Change](), 0
    for number in numbers:
        if str(number) in ticked:
            changes.append(Remove(ticked[str(number)]))
            continue
        text, audience = prompt.items[number - 1], scene.audience(prompt.audience)
        note = scene.new_note(text, audience, NoteKind.CHECKLIST, prompt, str(number), after=new)
        changes.append(Put(note))
        new += 1
    return tuple(changes)


_OUTCOMES = {"d": "done", "p": "partly", "m": "missed"}


class GoalReview(Handler):
    """Every goal from earlier calls: how it went, and for those not reached what becomes of it."""

    def _goals(self, scene: Scene) -> list[Goal]:
        return [record for record in scene.session.carried if isinstance(record, Goal)]

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        goals = self._goals(scene)
        goal = goals[place.item]
        if place.step == "decide":
            return (f'"{goal.text}": keep, shrink NEW TEXT, or drop? (empty: keep it open)',)
        whose = "your own" if goal.owner == "mentor" else scene.session.name_of(goal.student)
        due = f", due {when.say_day(goal.due, scene.now.date())}" if goal.due else ""
        about = f" ({whose}{due})" if whose or due else ""
        heading = (prompt.text,) if place.item == 0 else ()
        asked = f"Goal {place.item + 1} of {len(goals)}{about}: {goal.text}"
        return (
            *heading,
            asked,
            "d done, p partly, m missed, with a reason behind it if wanted (empty: leave it open)",
        )

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
        change, said = closing(goal, outcome, scene.session.id, reason.strip())
        after = Place(prompt=place.prompt, item=place.item + 1)
        if outcome != "done":
            after = replace(place, step="decide", ref=goal.id)
        reply = _go(scene, after, (change,), said)
        reviewed = tuple(dict.fromkeys((*scene.walk.reviewed, goal.id)))
        return replace(reply, walk=replace(reply.walk, reviewed=reviewed))

    def _decide(self, scene: Scene, place: Place, goal: Goal, text: str) -> Reply:
        word, _, rest = text.partition(" ")
        found = by_beginning(word, [(w, w) for w in ("keep", "shrink", "drop")])
        after = Place(prompt=place.prompt, item=place.item + 1)
        if len(found) != 1:
            raise RefusedError(f'"{text}" is neither keep, shrink nor drop.', "For a note: /note …")
        if found == ["keep"]:
            return _go(scene, after, (), "Kept for next time.")
        if found == ["drop"]:
            return _go(scene, after, (Put(_dropped(goal, scene.session.id)),), "Dropped.")
        if not rest.strip():
            raise RefusedError("Shrunk to what?", "For example: shrink read the first page only")
        return _go(scene, after, (Put(updated(goal, text=rest.strip())),), "Shrunk.")


def _dropped(goal: Goal, session_id: str) -> Goal:
    return updated(goal, status=GoalStatus.DROPPED, closed_in=session_id)


def closing(record: Goal | Topic, outcome: str, session_id: str, reason: str = "") -> tuple[Put, str]:
    """Return the record with its outcome (done, partly or missed), and what to say. Only what is done is closed."""
    closed_in = session_id if outcome == "done" else None
    if isinstance(record, Goal):
        kept = "" if outcome == "done" else record.reason  # why it was missed says nothing once it is met
        goal = updated(record, status=GoalStatus(outcome), closed_in=closed_in, reason=reason or kept)
        return Put(goal), ""
    evidence = {"done": Evidence.EXPLAINED, "partly": Evidence.WITH_HINT, "missed": Evidence.NOT_YET}[outcome]
    return Put(updated(record, evidence=evidence, closed_in=closed_in)), f"Topic: {evidence.value}."


class Topics(Handler):
    """What they did not understand, from this call's recap and still open from earlier ones."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        still_open = [topic for topic in scene.session.topics if topic.is_open]
        earlier = {topic.id for topic in still_open if topic.opened_in != scene.session.id}
        listed = [
            f"#{t.number} {t.text}{' (from an earlier call)' if t.id in earlier else ''}" for t in still_open
        ]
        hint = ("Understood, by explaining or doing: /done N",) if listed else ()
        return (prompt.text, *listed, *hint)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        return _stay(scene, (Put(scene.new_topic(text, scene.audience(prompt.audience), prompt)),))


class FeedbackLines(Handler):
    """Lines for the teaching team: which part | how you know | what could be done, or in words of one's own.

    What seems to be missing is asked once, gently; the line is saved as it is.
    """

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        line = scene.new_feedback(text, scene.audience(prompt.audience), prompt)
        named = dict(zip(("precise", "evidence", "action"), map(str.strip, text.split("|", 2)), strict=False))
        line = updated(line, **named) if len(named) > 1 else line
        return _stay(scene, (Put(line),), coaching.nudge(text))


_STEPS = ("proof", "hours", "why", "due")
_ASKED = {
    "proof": "How will we know? (empty: leave out, . leaves out the rest)",
    "hours": "How many hours will it take?",
    "why": "Why does it matter?",
    "due": "By when?",
}


class Goals(Handler):
    """SMART goals: the goal, then short questions that may be left out; last, one of the mentor's own."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        if place.step in _ASKED:
            return (_ASKED[place.step],)
        if place.step == "mentor":
            return ("A goal of your own for next time? (empty: none)",)
        set_now = _goals_of(scene, prompt)
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
            return _go(scene, onward(place), (Put(goal),))
        many = sum(other.student == goal.student for other in _goals_of(scene, prompt)) + 1
        more = (
            f"That makes {many}; the plan suggests at most {prompt.max}."
            if prompt.max and many > prompt.max
            else ""
        )
        return _go(scene, replace(place, step="proof", ref=goal.id), (Put(goal),), more)

    def _detail(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        goal = _goal_at(scene, place)
        if goal is None or text == ".":
            return _go(scene, replace(place, step="", ref=None))
        changed = _with_detail(scene, goal, place.step, text)
        said = _hours_said(scene, prompt, changed) if place.step == "hours" else ""
        if place.step == "due" and changed.due:
            said = f"By {when.say_day(changed.due, scene.now.date())}."
        return _go(scene, _after_step(place), (Put(changed),), said)


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
        return updated(goal, hours=hours)
    if step == "due":
        call = scene.session.next_call
        next_day = call.at.astimezone(scene.now.tzinfo).date() if call else None
        return updated(
            goal, due=when.parse_day(text, scene.now, order=scene.settings.day_order, next_call=next_day)
        )
    return updated(goal, **{step: text})


def _hours_said(scene: Scene, prompt: Prompt, goal: Goal) -> str:
    """How the goals' hours compare with the free ones, where both are known."""
    asked = scene.plan.prompt(prompt.fits) if prompt.fits else None
    answers = [note for note in scene.notes_of(asked) if note.student == goal.student] if asked else []
    free = [number_in(note.text) for note in answers]
    if not free or free[0] is None:
        return ""
    others = [g for g in _goals_of(scene, prompt) if g.id != goal.id and g.student == goal.student]
    total = sum(g.hours or 0 for g in [*others, goal])
    over = " That is more than there is: shrink one?" if total > free[0] else ""
    return f"{total:g} of {free[0]:g} hours planned.{over}"


class Schedule(Handler):
    """When the next call is, in human words; a second line replaces the first."""

    def lines(self, scene: Scene, prompt: Prompt, place: Place) -> tuple[str, ...]:
        call = scene.session.next_call
        settled = (f"Settled: {_said(scene, call)}. (empty: go on)",) if call else ()
        return (prompt.text, *settled)

    def answer(self, scene: Scene, prompt: Prompt, place: Place, text: str) -> Reply:
        if len(scene.session.students) > 1 and scene.walk.who is not None:
            raise RefusedError("The next call is the whole group's.", "First: /who all")
        begun = scene.session.created_at.astimezone(scene.now.tzinfo).time().replace(second=0, microsecond=0)
        at = when.parse_moment(text, scene.now, order=scene.settings.day_order, usual=begun)
        minutes = (prompt.length or scene.plan.planned) // 60
        call = NextCall(at=at, minutes=minutes, audience=scene.audience(prompt.audience))
        return _stay(
            scene, (SetNextCall(call),), f"Next call, for the {call.audience.value}: {_said(scene, call)}."
        )


def _said(scene: Scene, call: NextCall) -> str:
    return when.say_moment(call.at.astimezone(scene.now.tzinfo), scene.now)


HANDLERS: dict[PromptType, Handler] = {
    PromptType.TEXT: Handler(),
    PromptType.QUESTIONS: Questions(),
    PromptType.CHOICE: Choice(),
    PromptType.NUMBER: Number(),
    PromptType.CHECKLIST: Checklist(),
    PromptType.GOAL_REVIEW: GoalReview(),
    PromptType.TOPICS: Topics(),
    PromptType.FEEDBACK: FeedbackLines(),
    PromptType.GOALS: Goals(),
    PromptType.SCHEDULE: Schedule(),
}
"""One handler a type: a further type is a class and a row."""
