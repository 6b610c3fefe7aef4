"""What each /command does. One function a command, found in a table."""

from collections.abc import Callable
from dataclasses import replace

from mentorkit import agenda, when
from mentorkit.agenda import Do, Event, Phase, Status
from mentorkit.changes import Put, Remove
from mentorkit.errors import RefusedError
from mentorkit.flow import copies, pick
from mentorkit.flow.prompts import HANDLERS, closing, homework_in, worded
from mentorkit.flow.scene import Reply, Scene
from mentorkit.flow.walk import Override, Place
from mentorkit.plan import Audience, PromptType
from mentorkit.records import REMEDIES, Feedback, Goal, Note, NoteKind, Record, Topic, updated
from mentorkit.words import about

Run = Callable[[Scene, str], Reply]


def clock(scene: Scene, do: Do, **how: object) -> Event | None:
    """Return the event of a clock action now, None where it would change nothing."""
    return agenda.act(scene.plan, scene.session.log, do, scene.at, **how)  # type: ignore[arg-type]


def _clocked(scene: Scene, event: Event | None, said: str = "", otherwise: str = "Nothing changed.") -> Reply:
    return (
        Reply(scene.walk, (event,), (said,) if said else ()) if event else Reply(scene.walk, (), (otherwise,))
    )


# ---- the clock


def _next(scene: Scene, rest: str) -> Reply:
    return _clocked(scene, clock(scene, Do.NEXT))


def _back(scene: Scene, rest: str) -> Reply:
    return _clocked(scene, clock(scene, Do.BACK))


def _skip(scene: Scene, rest: str) -> Reply:
    if not rest:
        return _clocked(scene, clock(scene, Do.SKIP))
    section = pick.section(scene, rest)
    return _clocked(scene, clock(scene, Do.SKIP, section=section.id), f"Left out: {section.title}.")


def _goto(scene: Scene, rest: str) -> Reply:
    if not rest:
        raise RefusedError("/goto takes a section.", "By its number or how it begins: /goto technical")
    section = pick.section(scene, rest)
    return _clocked(
        scene, clock(scene, Do.GOTO, section=section.id), otherwise=f"Already in {section.title}."
    )


def _move(scene: Scene, rest: str) -> Reply:
    section, before = pick.section_and_target(scene, rest)
    event = clock(scene, Do.MOVE, section=section.id, before=before.id if before else None)
    where = f"before {before.title}" if before else "at the end"
    return _clocked(scene, event, f"{section.title} now comes {where}.")


def _pause(scene: Scene, rest: str) -> Reply:
    event = clock(scene, Do.PAUSE)
    return _clocked(
        scene, event, "Paused: the section's clock stands still, the call goes on.", "Paused already."
    )


def _resume(scene: Scene, rest: str) -> Reply:
    return _clocked(scene, clock(scene, Do.RESUME), "Going on.", "The clock is running.")


def _add(scene: Scene, rest: str) -> Reply:
    seconds = pick.minutes(rest, "add")
    price = agenda.price(scene.plan, scene.session.log, seconds, scene.at)
    event = clock(scene, Do.ADD, seconds=seconds)
    reply = _clocked(scene, event, "", "Its time is up already." if seconds < 0 else "Nothing changed.")
    return replace(reply, price=price if event else None)


def _until(scene: Scene, rest: str) -> Reply:
    if not rest:
        raise RefusedError("/until takes a time.", "For example: /until 19:10, or /until none")
    if rest.lower() == "none":
        return _clocked(scene, clock(scene, Do.HARD_STOP), "The call may end when it ends.")
    end = when.parse_time_today(rest, scene.now)
    event = clock(scene, Do.HARD_STOP, seconds=scene.at + when.seconds_until(end, scene.now))
    return replace(_clocked(scene, event, f"The call must end at {when.say_time(end)}."), show="time")


_CALLED = {
    Do.NEXT: "next",
    Do.BACK: "back",
    Do.GOTO: "goto",
    Do.SKIP: "skip",
    Do.MOVE: "move",
    Do.PAUSE: "pause",
    Do.RESUME: "resume",
    Do.ADD: "the change of minutes",
    Do.BACKDATE: "backdate",
    Do.HARD_STOP: "the change of the end",
    Do.END: "the end",
}


def _undo(scene: Scene, rest: str) -> Reply:
    event = clock(scene, Do.UNDONE)
    gone = next(e for e in scene.session.log if event and e.id == event.ref)
    return _clocked(scene, event, f"Taken back: {_CALLED[gone.do]}.")


def _backdate(scene: Scene, rest: str) -> Reply:
    seconds = pick.minutes(rest, "backdate")
    if seconds < 0:
        raise RefusedError("/backdate goes back only.", "For example: /backdate 2")
    was = agenda.effective(scene.plan, scene.session.log)
    event = clock(scene, Do.BACKDATE, seconds=seconds)
    if event is None:
        return Reply(scene.walk, (), ("Nothing changed: it cannot be earlier than the move before it.",))
    now = agenda.effective(scene.plan, [*scene.session.log, event])
    moved = max(a.at - b.at for a, b in zip(was, now, strict=True))
    all_of_it = "" if moved > seconds - 1 else ", as far as the move before it allows"
    return Reply(scene.walk, (event,), (f"The last move is booked {about(moved)} earlier{all_of_it}.",))


def _end(scene: Scene, rest: str) -> Reply:
    return _clocked(scene, clock(scene, Do.END))


def _quit(scene: Scene, rest: str) -> Reply:
    running = scene.view.phase is Phase.RUNNING
    event = clock(scene, Do.PAUSE, by_leaving=True) if running else None
    return replace(Reply(scene.walk, (event,) if event else ()), leaving=True)


# ---- notes and other records


def _note_for(audience: Audience) -> Run:
    def write(scene: Scene, rest: str) -> Reply:
        if rest:
            return Reply(scene.walk, (Put(scene.new_note(rest, audience)),))
        if filling_in(scene):
            raise RefusedError(
                "What is typed here goes into a record that has its reader.",
                f"For a note: /{audience.value if audience is not Audience.MENTOR else 'note'} TEXT. For another reader: /audience N WHO",
            )
        chosen = Override(audience, scene.section.id, scene.place.prompt)
        return Reply(
            replace(scene.walk, override=chosen),
            (),
            (f"The lines that follow are for: {_reader(audience)}.",),
        )

    return write


def filling_in(scene: Scene) -> bool:
    """Return whether a line typed now goes into a record that is there already."""
    prompts, place = scene.section.prompts, scene.place
    return place.prompt < len(prompts) and HANDLERS[prompts[place.prompt].type].fills_in(place)


def _reader(audience: Audience) -> str:
    return {Audience.MENTOR: "you alone", Audience.STUDENT: "the student", Audience.TEAM: "the team"}[
        audience
    ]


def _topic(scene: Scene, rest: str) -> Reply:
    return Reply(scene.walk, (Put(scene.new_topic(_needed(rest, "/topic loops"), Audience.MENTOR)),))


def _goal(scene: Scene, rest: str) -> Reply:
    return Reply(
        scene.walk, (Put(scene.new_goal(_needed(rest, "/goal finish exercise 3"), Audience.STUDENT)),)
    )


def _remedy(scene: Scene, rest: str) -> Reply:
    """A help for a student, or with "#3" in front for a topic; the usual ones by their number."""
    topic = None
    if rest.startswith("#"):
        record, rest = pick.record(scene, rest)
        if not isinstance(record, Topic):
            raise RefusedError(f"#{record.number} is not a topic.", "For example: /remedy #3 pairing")
        topic = record
    usual = ", ".join(f"{number} {remedy}" for number, remedy in enumerate(REMEDIES, 1))
    if not rest:
        raise RefusedError(
            f"Which help? {usual}, or other words.", "For a topic, its number first: /remedy #3 pairing"
        )
    if rest.isdecimal():
        if not 1 <= int(rest[:6]) <= len(REMEDIES):
            raise RefusedError(f"There is no help {rest}.", f"Usual ones: {usual}.")
        rest = REMEDIES[int(rest) - 1]
    note = scene.new_note(rest, Audience.STUDENT, NoteKind.REMEDY, about=topic)
    told = f"The student reads it. /audience {note.number} mentor keeps it for you."
    return Reply(scene.walk, (Put(note),), (told,))


def _needed(rest: str, example: str) -> str:
    if not rest:
        raise RefusedError("The text is missing.", f"For example: {example}")
    return rest


def _edit(scene: Scene, rest: str) -> Reply:
    record, text = pick.record(scene, rest)
    text = _needed(text, f"/edit {record.number} the better wording")
    after = _reworded(scene, record, text)
    more, told = copies.reworded(scene.session, record, after)
    return Reply(scene.walk, (Put(after), *more), (f"#{record.number} is changed.", *told))


def _reworded(scene: Scene, record: Record, text: str) -> Record:
    """The record with other words, and with nothing left of what the old ones said; of homework, its outcome stays."""
    match record:
        case Goal():
            return scene.changed(record, text=text)
        case Feedback():
            return worded(record, text)
        case Note(kind=NoteKind.HOMEWORK):
            outcome, words = homework_in(text)
            return updated(record, text=words, homework=outcome or record.homework)
        case _:
            return updated(record, text=text)


def _delete(scene: Scene, rest: str) -> Reply:
    record, behind = pick.record(scene, rest)
    if behind:
        raise RefusedError(
            f'"{behind}" stands behind the number. Nothing was deleted.', f"Only: /delete {record.number}"
        )
    if record in scene.session.carried:
        raise RefusedError(
            f"#{record.number} came along from an earlier call.", f"To close it: /done {record.number}"
        )
    more, told = copies.removed(scene.session, record)
    return Reply(scene.walk, (Remove(record), *more), (f"Deleted #{record.number}.", *told))


def _audience(scene: Scene, rest: str) -> Reply:
    record, who = pick.record(scene, rest)
    audience = pick.audience(who)
    if record.audience is audience:
        return Reply(scene.walk, (), (f"#{record.number} is for {_reader(audience)} already.",))
    said = f"#{record.number} was for {_reader(record.audience)}, and is now for {_reader(audience)}."
    more, told = copies.withdrawn(scene.session, record)
    return Reply(scene.walk, (Put(updated(record, audience=audience)), *more), (said, *told))


def _close_as(outcome: str) -> Run:
    def close(scene: Scene, rest: str) -> Reply:
        record, reason = pick.record(scene, rest)
        change, said = closing(scene, _closable(record), outcome, reason)
        about = record if isinstance(record, Topic) and reason else None  # a topic has no place for a reason
        more = (Put(scene.new_note(reason, Audience.MENTOR, about=about)),) if about else ()
        return Reply(scene.walk, (change, *more), (said,) if said else ())

    return close


def _closable(record: Record) -> Goal | Topic:
    if not isinstance(record, Goal | Topic):
        raise RefusedError(f"#{record.number} is neither a goal nor a topic.")
    return record


# ---- the walk


def _again(scene: Scene, rest: str) -> Reply:
    place, prompts = scene.place, scene.section.prompts
    if place.item > 0 and place.step in ("", "again"):
        return _at(scene, Place(place.prompt, place.item - 1, step=_on_purpose(scene, place.prompt)))
    if place.step == "mentor" or place.ref:
        return _at(scene, replace(place, step=_on_purpose(scene, place.prompt), ref=None))
    if place.prompt == 0:
        raise RefusedError("There is no prompt before this one in the section.")
    earlier = place.prompt - 1
    prompt = prompts[earlier]
    last = HANDLERS[prompt.type].last(scene, prompt)
    return _at(scene, Place(earlier, last, step=_on_purpose(scene, earlier)))


def _on_purpose(scene: Scene, prompt: int) -> str:
    """A reviewed goal is asked about again only when the mentor goes back to it."""
    return "again" if scene.section.prompts[prompt].type is PromptType.GOAL_REVIEW else ""


def _at(scene: Scene, place: Place) -> Reply:
    return Reply(scene.walk.at(scene.section.id, place))


def _who(scene: Scene, rest: str) -> Reply:
    if len(scene.session.students) < 2:
        raise RefusedError("/who is for a call with several students.")
    everybody = rest.lower() == "all"
    student = (
        None if everybody else pick.student(scene, _needed(rest, f"/who {scene.session.students[0].name}"))
    )
    turn = scene.turn
    walk = replace(scene.walk, who=student.id if student else None, who_turn=turn.key if turn else None)
    until = f" Until {turn.student.name}'s turn is over." if turn else ""
    return Reply(walk, (), (f"What follows belongs to {student.name if student else 'the group'}.{until}",))


def _hint(scene: Scene, rest: str) -> Reply:
    ladder = scene.section.ladder
    if not ladder:
        return Reply(scene.walk, (), ("This section has no hints.",))
    rung = scene.walk.rungs.get(scene.section.id, 0)
    if rung >= len(ladder):
        start = replace(scene.walk, rungs=scene.walk.rungs | {scene.section.id: 0})
        return Reply(start, (), ("That was the last rung. The next /hint begins again at the top.",))
    climbed = replace(scene.walk, rungs=scene.walk.rungs | {scene.section.id: rung + 1})
    return Reply(climbed, (), (f"Hint {rung + 1} of {len(ladder)}: {ladder[rung]}",))


def _think(scene: Scene, rest: str) -> Reply:
    if scene.walk.thinking is None:
        started = replace(scene.walk, thinking=scene.at)
        return Reply(started, (), ("Silence is fine: they are thinking. /think again says how long it was.",))
    minutes, seconds = divmod(round(max(0.0, scene.at - scene.walk.thinking)), 60)
    length = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    return Reply(replace(scene.walk, thinking=None), (), (f"{length} of quiet.",))


def _worry(scene: Scene, rest: str) -> Reply:
    who = (
        scene.settings.worry
        or "the person at your school who is there for that (`mentorkit config` keeps the name)"
    )
    return Reply(scene.walk, (), (f"Turn to: {who}. Listen and pass it on: it is not yours to investigate.",))


def _time(scene: Scene, rest: str) -> Reply:
    return Reply(scene.walk, show="time")


def _help(scene: Scene, rest: str) -> Reply:
    return Reply(scene.walk, show="help")


RUN: dict[str, Run] = {
    "next": _next,
    "back": _back,
    "skip": _skip,
    "goto": _goto,
    "move": _move,
    "pause": _pause,
    "resume": _resume,
    "add": _add,
    "until": _until,
    "undo": _undo,
    "backdate": _backdate,
    "time": _time,
    "note": _note_for(Audience.MENTOR),
    "student": _note_for(Audience.STUDENT),
    "team": _note_for(Audience.TEAM),
    "edit": _edit,
    "delete": _delete,
    "audience": _audience,
    "topic": _topic,
    "goal": _goal,
    "done": _close_as("done"),
    "partly": _close_as("partly"),
    "missed": _close_as("missed"),
    "again": _again,
    "who": _who,
    "hint": _hint,
    "think": _think,
    "worry": _worry,
    "remedy": _remedy,
    "help": _help,
    "end": _end,
    "quit": _quit,
}
"""What runs each command of `grammar.COMMANDS`."""


def upcoming(scene: Scene) -> str | None:
    """Return the title of the section that `next` leads to, None where it ends the session."""
    event = clock(scene, Do.NEXT)
    after = agenda.view(scene.plan, (*scene.session.log, event) if event else scene.session.log, scene.at)
    current = next((line.section for line in after.sections if line.status is Status.CURRENT), None)
    return current.title if current else None
