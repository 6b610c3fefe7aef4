"""What the student is sent, and what the teaching team is told. Both are read by a person, so they are short and have no numbers."""

from collections.abc import Iterable
from datetime import tzinfo

from mentorkit import when, words
from mentorkit.export.audience import Readable
from mentorkit.export.document import (
    Block,
    Document,
    Heading,
    Item,
    Items,
    Label,
    Paragraph,
    day_in_full,
    moment_in_full,
)
from mentorkit.records import (
    HOMEWORK,
    Feedback,
    Goal,
    GoalStatus,
    Homework,
    Note,
    NoteKind,
    Record,
    Topic,
    parts_in,
)
from mentorkit.text import fold
from mentorkit.words import DID_HOMEWORK, REACHED

_HELP = (NoteKind.REMEDY, NoteKind.CHECKLIST)


# ---- to the student


def student_message(session: Readable, zone: tzinfo) -> Document:
    """Return the message: what went well first, then what was agreed."""
    names = words.join_and([student.name for student in session.students])
    if not session.records and session.next_call is None:
        return [Paragraph(f"Nothing for {names or 'the student'} was written in this session.")]
    day = session.created_at.astimezone(zone)
    return [
        Paragraph(f"Hi {names}," if names else "Hi,"),
        Paragraph(
            f"Thank you for our call on {day_in_full(day)}. Here is what we talked about, so that you can look it up later."
        ),
        *_parts(session, zone),
        Paragraph("If something here is not right, or is too much, tell me and we will change it."),
        *_see_you(session, zone),
    ]


def _parts(session: Readable, zone: tzinfo) -> Iterable[Block]:
    goals = [goal for goal in session.goals if goal.owner != "mentor"]
    promises = [goal for goal in session.goals if goal.owner == "mentor"]
    closed = [goal for goal in goals if _is_closed(goal, session)]
    dropped = [goal for goal in closed if goal.status is GoalStatus.DROPPED]
    reached = [goal for goal in closed if goal.status is GoalStatus.DONE]
    ahead = [goal for goal in goals if goal not in closed]
    kept = [goal for goal in promises if _is_closed(goal, session)]
    mine = [goal for goal in promises if goal not in kept]
    new = [goal for goal in promises if goal.set_in == session.id]
    notes = _standing(session, reached)
    well = [note for note in notes if note.kind is NoteKind.PRAISE]
    aid = [note for note in notes if note.kind in _HELP]
    named: list[Note | Topic] = [note for note in notes if note.kind is NoteKind.HELP]
    rest = [note for note in notes if note not in (*well, *aid, *named)]
    more = [goal for goal in reached if not _is_praised(goal, session)]
    yield from _part("What went well", (Item(note.text) for note in well))
    yield from _part("What you have reached", (Item(goal.text) for goal in more))
    yield from _part("Your goals until next time", (_goal(session, goal, zone) for goal in ahead))
    yield from _part("What we let go", (Item(goal.text) for goal in dropped))
    yield from _part("What I will do", (_goal(session, goal, zone) for goal in mine))
    yield from _part("What I promised last time", (_kept(goal) for goal in kept if goal not in new))
    yield from _part("What I promised", (_kept(goal) for goal in kept if goal in new))
    yield from _part("Help that we agreed on", (Item(note.text) for note in aid))
    yield from _part("What we will look at again", (Item(open_.text) for open_ in (*named, *session.topics)))
    yield from _part("Feedback for you", (_feedback(line, "") for line in session.feedback))
    yield from _part("Also for you", (Item(note.text, lead=_before(session, note)) for note in rest))


def _is_closed(goal: Goal, session: Readable) -> bool:
    """Whether it was closed in the call, or between calls while this one was paused.

    A letter says how things stood at the end of its call: what a later call closed was still ahead then.
    """
    return goal.closed_in == session.id or (goal.closed_in is None and not goal.is_open)


def _is_praised(goal: Goal, session: Readable) -> bool:
    """Whether the praise ends with the goal, as the one that is proposed for it does: it need not be read twice."""
    return any(n.kind is NoteKind.PRAISE and n.text.endswith(f": {goal.text}") for n in session.notes)


def _standing(session: Readable, reached: Iterable[Goal]) -> list[Note]:
    """Return the notes without what was taken back later in the call: answers, and praise of what turned out otherwise.

    Such praise has only its words for a link.
    """
    true = {f"{REACHED}{goal.text}" for goal in reached}
    untrue = {f"{REACHED}{goal.text}" for goal in session.goals} - true
    notes = [note for note in session.notes if note not in corrected(session)]
    if any(note.kind is NoteKind.HOMEWORK and note.text == HOMEWORK[Homework.NO] for note in notes):
        untrue.add(DID_HOMEWORK)
    return [note for note in notes if note.kind is not NoteKind.PRAISE or note.text not in untrue]


def corrected(session: Readable) -> tuple[Note, ...]:
    """Return what was said of the homework and then said otherwise: of each student the last answer counts."""
    said = [note for note in session.notes if note.kind is NoteKind.HOMEWORK and note.text in _OUTCOMES]
    last = {note.student: note for note in said}
    return tuple(note for note in said if note is not last[note.student])


_OUTCOMES = frozenset(HOMEWORK.values())


def each_once(items: Iterable[Item]) -> tuple[Item, ...]:
    """Return the items without those that say the same as one before, but for case, accents and a full stop."""
    said: dict[tuple[str, ...], Item] = {}
    for item in items:
        words = (item.lead, item.text, *item.details)
        said.setdefault(tuple(fold(each).rstrip(" .!") for each in words), item)
    return tuple(said.values())


def _part(title: str, items: Iterable[Item]) -> Iterable[Block]:
    listed = each_once(items)
    if listed:
        yield Label(title)
        yield Items(listed)


_SO_FAR = {
    GoalStatus.PARTLY: "Part of it is done already.",
    GoalStatus.MISSED: "This one comes along from last time.",
}


def _goal(session: Readable, goal: Goal, zone: tzinfo) -> Item:
    so_far = _SO_FAR.get(goal.status, "")
    if goal.status is GoalStatus.MISSED and goal.set_in == session.id:
        so_far = ""
    standing = ". ".join(filter(None, (_due(session, goal, zone), so_far)))
    return Item(goal.text, tuple(filter(None, (standing, _proof(goal)))))


def _due(session: Readable, goal: Goal, zone: tzinfo) -> str:
    """Return by when; of a day that was over at the call, which is nothing to work towards, what it was."""
    if goal.due is None:
        return ""
    today = session.created_at.astimezone(zone).date()
    over = goal.due < today or (goal.due == today and goal.set_in != session.id)
    return f"{'It was planned for' if over else 'By'} {when.say_day(goal.due, today)}"


def _proof(goal: Goal) -> str:
    return f"How we will know: {goal.proof}" if goal.proof else ""


def _kept(goal: Goal) -> Item:
    return Item(goal.text, ("Done." if goal.status is GoalStatus.DONE else "We let this go.",))


def _see_you(session: Readable, zone: tzinfo) -> Iterable[Block]:
    call = session.next_call
    if call is None:
        yield Paragraph("See you soon!")
        return
    at = moment_in_full(call.at.astimezone(zone))
    yield Paragraph(f"Our next call: {at}, about {words.plural(call.minutes, 'minute')}. See you then!")


# ---- to the team


def team_message(session: Readable, zone: tzinfo) -> Document:
    """Return the lines of feedback in full, then whatever else is for the team."""
    names = words.join_and([student.name for student in session.students])
    called = f"the call with {names}" if names else "a mentoring call"
    day = day_in_full(session.created_at.astimezone(zone))
    return [Heading(1, f"Feedback from {called}"), Paragraph(f"{day}."), *_team_parts(session, zone)]


def _team_parts(session: Readable, zone: tzinfo) -> Iterable[Block]:
    if not session.records and session.next_call is None:
        yield Paragraph("Nothing for the team was written in this session.")
    if session.feedback:
        yield Items(each_once(_feedback(line, _whose(session, line)) for line in session.feedback))
    left_out = (*session.feedback, *corrected(session))
    rest = [record for record in session.records if record not in left_out]
    if rest and session.feedback:
        yield Label("Also for the team")
    if rest:
        yield Items(each_once(_for_team(session, record, zone) for record in rest))
    if session.next_call:
        yield Paragraph(f"Next call: {moment_in_full(session.next_call.at.astimezone(zone))}.")


def _whose(session: Readable, record: Record) -> str:
    """Return whom a record is about, where the title does not say so."""
    if len(session.students) == 1:
        return ""
    return session.name_of(record.student) or ("The whole group" if session.students else "")


def _feedback(line: Feedback, whose: str) -> Item:
    said, details = feedback_said(line)
    return Item(said, details, f"{whose}:" if whose else "")


def feedback_said(line: Feedback) -> tuple[str, tuple[str, ...]]:
    """Return a line of feedback and its parts; one that was typed in parts is said in parts, and once."""
    typed = parts_in(line.text)
    in_parts = bool(typed) and typed[0] == line.precise
    named = [("Precisely", "" if in_parts else line.precise)]
    parts = [*named, ("Evidence", line.evidence), ("What would help", line.action)]
    words = line.precise if in_parts else line.text
    return words, tuple(f"{name}: {said}" for name, said in parts if said)


_WHAT = {
    NoteKind.NOTE: "",
    NoteKind.ANSWER: "",
    NoteKind.HOMEWORK: "Homework",
    NoteKind.REMEMBER: "To remember",
    NoteKind.PRAISE: "Went well",
    NoteKind.HELP: "Not clear yet",
    NoteKind.REMEDY: "Help agreed",
    NoteKind.CHECKLIST: "Help agreed",
}


def _for_team(session: Readable, record: Record, zone: tzinfo) -> Item:
    whose = _whose(session, record)
    lead = " ".join(filter(None, (f"{whose}:" if whose else "", _before(session, record))))
    if isinstance(record, Goal):
        details = filter(None, (_due(session, record, zone), _proof(record)))
        return Item(f"{record.text} ({record.status.value})", tuple(details), lead)
    return Item(record.text, lead=lead)


def _before(session: Readable, record: Record) -> str:
    """Return what is said before a record: what was asked, or what it is about where the reader may not know that."""
    match record:
        case Goal():
            return "Goal:"
        case Topic():
            return "Not clear yet:"
        case Note():
            asked = what_was_asked(session, record)
            return (f"{_WHAT[record.kind]}:" if _WHAT[record.kind] else "") if asked is None else asked
        case Feedback():
            return ""


def what_was_asked(session: Readable, note: Note) -> str | None:
    """Return the question that a note answers, None where there was none or the reader may not know it."""
    prompt = session.plan.prompt(note.prompt) if note.prompt else None
    if prompt is None:
        return None
    return next((q.text for q in prompt.questions if q.id == note.question), prompt.text)
