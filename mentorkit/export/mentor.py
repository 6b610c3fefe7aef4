"""The mentor's own report: how long everything took, and all that was written down, where it was asked."""

from collections.abc import Iterable, Sequence
from datetime import date, tzinfo
from itertools import groupby

from mentorkit import agenda, when, words
from mentorkit.agenda import Phase, SectionView, Status, View
from mentorkit.export.audience import Readable
from mentorkit.export.document import (
    Block,
    Document,
    Heading,
    Item,
    Items,
    Paragraph,
    Table,
    day_in_full,
    moment_in_full,
)
from mentorkit.plan import Audience, Plan, Prompt, PromptType, Section, format_duration
from mentorkit.records import (
    HOMEWORK,
    Feedback,
    Goal,
    GoalEvent,
    GoalStatus,
    GoalStep,
    Note,
    NoteKind,
    Record,
    State,
    Topic,
    as_left,
)

_READER = {Audience.MENTOR: "", Audience.STUDENT: "for the student", Audience.TEAM: "for the team"}
_STATE = {
    State.RUNNING: "The call is still running.",
    State.PAUSED: "The call is paused.",
    State.INTERRUPTED: "The call was interrupted before its end.",
    State.ENDED: "",
}
_HELP = (NoteKind.REMEDY, NoteKind.CHECKLIST, NoteKind.HELP)
_ABOUT = {
    NoteKind.NOTE: "",
    NoteKind.ANSWER: "",
    NoteKind.HOMEWORK: "homework",
    NoteKind.REMEMBER: "ask about next time",
    NoteKind.PRAISE: "praise",
    NoteKind.HELP: "topic to look at again",
    NoteKind.REMEDY: "help",
    NoteKind.CHECKLIST: "ticked",
}


def mentor_report(session: Readable, zone: tzinfo) -> Document:
    """Return everything there is of the session. A goal stands there as the call left it, with what became of it later."""
    view = agenda.view(session.plan, session.log, session.seen_at)
    names = words.join_and([student.name for student in session.students])
    title = f"{session.plan.title} with {names}" if names else session.plan.title
    times = [_times(session.plan, view)] if view.phase is not Phase.READY else []
    return [
        Heading(1, title),
        Paragraph(_when(session, view, zone)),
        *times,
        *_records(session, zone),
        *_next_call(session, zone),
    ]


# ---- the time it took


def _when(session: Readable, view: View, zone: tzinfo) -> str:
    def wall(at: float) -> str:
        return when.say_time(session.wall(at).astimezone(zone))

    begun = session.wall(view.started).astimezone(zone)
    if view.phase is Phase.READY:
        return f"{day_in_full(begun)}. The call did not start."
    ended = f" to {wall(view.started + view.session_elapsed)}" if view.phase is Phase.ENDED else ""
    pauses = (
        f"Pauses took {words.about(view.paused_total)} of that." if ended and view.paused_total >= 60 else ""
    )
    stop = f"It had to end by {wall(round(view.hard_stop))}." if view.hard_stop is not None else ""
    said = (f"{moment_in_full(begun)}{ended}.", pauses, stop, _STATE[session.state])
    return " ".join(filter(None, said))


def _times(plan: Plan, view: View) -> Table:
    lines = {line.section.id: line for line in view.sections}
    body = [_time_row(lines[section.id]) for section in plan.sections]
    planned = format_duration(plan.planned, any(section.open_ended for section in plan.sections))
    total = words.about(sum(line.elapsed for line in view.sections))
    spans = tuple((float(section.planned), lines[section.id].elapsed) for section in plan.sections)
    return Table((("Section", "Planned", "Actual"), *body, ("Total", planned, total)), spans)


def _time_row(line: SectionView) -> tuple[str, str, str]:
    section, took = line.section, words.about(line.elapsed)
    said = {
        Status.SKIPPED: "left out" if line.elapsed < 1 else f"{took}, then left out",
        Status.PENDING: "not reached" if line.elapsed < 1 else f"{took} so far",
        Status.CURRENT: f"{took} so far",
        Status.DONE: took,
    }
    return (section.title, format_duration(section.planned, section.open_ended), said[line.status])


# ---- what was written down


def _records(session: Readable, zone: tzinfo) -> Iterable[Block]:
    if not session.records:
        yield Paragraph("Nothing was written down in this session.")
    placed = [(_place(session, record), record) for record in session.records]
    for section in session.plan.sections:
        here = [(place, record) for place, record in placed if place[0] == section.id]
        if here:
            yield Heading(2, section.title)
            yield from _section(session, section, here, zone)
    rest = [record for place, record in placed if place[0] is None]
    if rest:
        yield Heading(2, "Outside the sections")
        yield _items(session, rest, zone)


_Place = tuple[str | None, str | None, str | None]
"""Section, prompt and question that a record stands under, each None where it stands under none."""


def _place(session: Readable, record: Record) -> _Place:
    """Topics stand together, and what came along from earlier calls where it was talked about."""
    together = {Topic: PromptType.TOPICS, Goal: PromptType.GOAL_REVIEW}.get(type(record))
    if isinstance(record, Topic) or record in session.carried:
        for section in session.plan.sections:
            for prompt in section.prompts:
                if prompt.type is together:
                    return (section.id, prompt.id, None)
    if record in session.carried:
        return (None, None, None)
    known = {section.id: section for section in session.plan.sections}.get(record.section or "")
    if known is None:
        return (None, None, None)
    asked = next((p for p in known.prompts if p.id == record.prompt), None)
    if asked is None:
        return (known.id, None, None)
    question = record.question if isinstance(record, Note) else None
    return (known.id, asked.id, question if question in {q.id for q in asked.questions} else None)


def _section(
    session: Readable, section: Section, here: list[tuple[_Place, Record]], zone: tzinfo
) -> Iterable[Block]:
    for prompt in section.prompts:
        for question, asked in _asked(prompt):
            answers = [record for place, record in here if place[1:] == (prompt.id, question)]
            if answers:
                yield Heading(3, asked)
                yield _items(session, answers, zone)
    own = [record for place, record in here if place[1] is None]
    if own:
        if len(own) < len(here):
            yield Heading(3, "Also written down")
        yield _items(session, own, zone)


def _asked(prompt: Prompt) -> Iterable[tuple[str | None, str]]:
    yield from ((question.id, question.text) for question in prompt.questions)
    yield (None, prompt.text or "Notes")


def _items(session: Readable, records: Iterable[Record], zone: tzinfo) -> Items:
    return Items(tuple(_item(session, record, zone) for record in records))


def _item(session: Readable, record: Record, zone: tzinfo) -> Item:
    whose = session.name_of(record.student) if len(session.students) > 1 else ""
    reviewed = isinstance(record, Goal) and _place(session, record)[1] is not None
    carried = "from an earlier call" if record in session.carried and not reviewed else ""
    topic = _topic_of(session, record)
    about = ", ".join(
        filter(None, (whose, _about(session, record), topic, carried, _READER[record.audience]))
    )
    head = f"#{record.number} ({about})" if about else f"#{record.number}"
    # Who reads of a call from a year ago is not told the end as if it was known.
    return Item(as_left(session, record).text, tuple(_details(session, record, zone)), head)


def _topic_of(session: Readable, record: Record) -> str:
    """Which topic a note or a line of feedback is about, by its number."""
    about = record.topic if isinstance(record, Note | Feedback) else None
    topic = next((topic for topic in session.topics if topic.id == about), None)
    return f"on #{topic.number}" if topic else ""


def _about(session: Readable, record: Record) -> str:
    """What the record is, where the heading over it does not say so."""
    match record:
        case Goal(owner="mentor"):
            return "my own goal"
        case Note() if record.homework:
            return f"homework {HOMEWORK[record.homework]}"
        case Note() if _place(session, record)[1] is None or record.kind in _HELP:
            return _ABOUT[record.kind]
        case Goal() if _place(session, record)[1] is None:
            return "goal"
        case Topic() if _place(session, record)[1] is None:
            return "topic"
        case Feedback() if _place(session, record)[1] is None:
            return "feedback"
        case _:
            return ""


def _details(session: Readable, record: Record, zone: tzinfo) -> Iterable[str]:
    match record:
        case Goal():
            yield from _goal_details(session, record, zone)
        case Topic():
            yield _standing(session, record)
        case Feedback():
            yield from _said(Precise=record.precise, Evidence=record.evidence, Action=record.action)
        case Note():
            pass


def _standing(session: Readable, topic: Topic) -> str:
    evidence = topic.evidence.value.capitalize()
    if topic.is_open:
        return f"{evidence}, still open"
    return evidence if topic.closed_in == session.id else f"Open after this call. Later: {evidence.lower()}"


def _goal_details(session: Readable, now: Goal, zone: tzinfo) -> Iterable[str]:
    today = session.created_at.astimezone(zone).date()
    goal = as_left(session, now)
    left = bool(goal.life) and not any(step.session == session.id for step in goal.life)
    told = {"", goal.text}
    if left:
        yield "Left for another call"
    elif now in session.carried or goal.status is not GoalStatus.OPEN:
        kept = goal.is_open and goal.status is not GoalStatus.OPEN
        yield f"Outcome: {goal.status.value}{', kept for next time' if kept else ''}"
        told.add(goal.reason)
    if goal.reason and not left:
        yield f"Reason: {goal.reason}"
    if goal.due:
        yield f"Due: {when.say_day(goal.due, today)}"
    if goal.proof:
        yield f"How we will know: {goal.proof}"
    if goal.hours is not None:
        yield f"Hours: {goal.hours:g}"
    if goal.why:
        yield f"Why: {goal.why}"
    if len(goal.life) > 1:
        yield f"Until now: {_life(goal.life, told, today, zone)}"
    if later := now.life[len(goal.life) :]:
        yield f"Later: {_life(later, told, today, zone)}"


def _life(steps: Sequence[GoalStep], told: set[str], today: date, zone: tzinfo) -> str:
    """Return what happened to a goal, day by day, without the words and reasons that are `told` already; adds those to it."""
    days = []
    for day, of_the_day in groupby(steps, lambda step: step.at.astimezone(zone).date()):
        said = []
        for step in of_the_day:
            more = _more(step, today)
            said.append(f"{step.what.value}{f' ({more})' if more not in told else ''}")
            told |= {step.text, step.reason}
        days.append(f"{when.say_day(day, today)} {', '.join(said)}")
    return "; ".join(days)


def _more(step: GoalStep, today: date) -> str:
    match step.what:
        case GoalEvent.SET | GoalEvent.SHRUNK | GoalEvent.REWORDED:
            return step.text
        case GoalEvent.MOVED:
            return f"to {when.say_day(step.due, today)}" if step.due else ""
        case GoalEvent.KEPT:
            return ""
    return step.reason


def _said(**parts: str) -> Iterable[str]:
    return (f"{name}: {text}" for name, text in parts.items() if text)


def _next_call(session: Readable, zone: tzinfo) -> Iterable[Block]:
    yield Heading(2, "Next call")
    call = session.next_call
    if call is None:
        yield Paragraph("No next call was settled.")
        return
    reader = f" ({_READER[call.audience]})" if _READER[call.audience] else ""
    yield Paragraph(f"{moment_in_full(call.at.astimezone(zone))}, {call.minutes} min{reader}.")
