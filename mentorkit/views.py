"""A plan, the agenda and the records as lines of words: what both front ends and the reading commands say alike."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from mentorkit import when, words
from mentorkit.agenda import Level, Phase, Price, Status, View
from mentorkit.plan import Audience, Plan, Section, format_duration
from mentorkit.records import (
    HOMEWORK,
    Evidence,
    Feedback,
    Goal,
    GoalStatus,
    Note,
    NoteKind,
    Record,
    Session,
    Topic,
    heard,
)
from mentorkit.text import for_terminal, one_line

Wall = Callable[[float], datetime]
"""From seconds on the session's timeline to the moment on the mentor's wall."""


def record_line(record: Record, session: Session, *, hidden: bool = False) -> str:
    """Return a saved record on one line, its number and its audience first; one of several lines keeps them.

    With `hidden` nothing of it is shown that only the mentor may see, whoever its reader is. In a call with one student a
    group's goal is told without what was said of it in other calls: that may be about another.
    """
    if isinstance(record, Goal) and len(session.students) == 1:
        record = heard(record, {session.id})
    whose = one_line(session.name_of(record.student)) if len(session.students) > 1 else ""
    kind = " ".join(filter(None, (_kind(record), "" if hidden else _about(record, session))))
    head = " ".join(filter(None, (f"#{record.number}", record.audience.value, kind, whose and f"({whose})")))
    text = "" if _tells_outcome(record) else f": {for_terminal(record.text)}"
    return f"{head}{text}{_details(record, hidden=hidden)}"


def _tells_outcome(record: Record) -> bool:
    """Whether another reader is told what became of the homework, and not the words: those are why it was so."""
    return isinstance(record, Note) and bool(record.homework) and record.audience is not Audience.MENTOR


def _about(record: Record, session: Session) -> str:
    """Which topic a note is about, by its number."""
    if not isinstance(record, Note) or record.topic is None:
        return ""
    topic = next((topic for topic in session.topics if topic.id == record.topic), None)
    return f"on #{topic.number}" if topic else ""


def _kind(record: Record) -> str:
    match record:
        case Note(kind=NoteKind.NOTE | NoteKind.ANSWER):
            return ""
        case Note(kind=NoteKind.HELP):
            return "to look at again"
        case Note(kind=NoteKind.REMEMBER):
            return "ask about next time"
        case Note(kind=NoteKind.CHECKLIST):
            return "[x]"
        case Note(kind=NoteKind.HOMEWORK) if record.homework:
            return f"homework {HOMEWORK[record.homework]}"
        case Note():
            return record.kind.value
        case Goal():
            return "goal" if record.owner == "student" else "goal of your own"
        case Topic():
            return "topic"
        case Feedback():
            return "feedback"


def _details(record: Record, *, hidden: bool = False) -> str:
    match record:
        case Goal():
            private = [
                f"{record.hours:g} h" if record.hours is not None else "",
                f"why: {one_line(record.why)}" if record.why else "",
                f"reason: {one_line(record.reason)}" if record.reason else "",
            ]
            parts = [
                f"we will know: {one_line(record.proof)}" if record.proof else "",
                f"by {record.due.day} {record.due:%b %Y}" if record.due else "",
                record.status.value if record.status is not GoalStatus.OPEN else "",
                f"only you: {', '.join(filter(None, private))}" if any(private) and not hidden else "",
            ]
        case Topic():
            shown = record.evidence is not Evidence.NOT_CHECKED and not hidden
            parts = [record.evidence.value if shown else ""]
        case Note(homework=outcome) if outcome and _tells_outcome(record):
            why = one_line(record.text) if record.text.casefold() != outcome.value else ""
            parts = [f"only you: {why}" if why and not hidden else ""]
        case _:
            parts = []
    said = ", ".join(part for part in parts if part)
    return f" ({said})" if said else ""


def spoken(markdown: str) -> str:
    """Return a section's guidance for reading aloud: its words, without the signs of emphasis, a line a paragraph or bullet."""
    lines: list[str] = []
    for line in markdown.strip().splitlines():
        words = line.strip()
        goes_on = bool(lines and lines[-1]) and bool(words) and not _STARTS.match(words)
        if goes_on:
            lines[-1] += f" {words}"
        else:
            lines.append(words)
    return for_terminal(re.sub(r"(\*{1,2}|`)(\S(?:.*?\S)?)\1", r"\2", "\n".join(lines)))


_STARTS = re.compile(r"[-*+] |\d+[.)] |#|>|\|")
"""What begins a line of its own in Markdown: everything else goes on with the line before."""


def section_line(view: View) -> str:
    """Return the current section: "Section 2 of 6: Goal catch-up, 5 min"."""
    current = view.current
    if current is None:
        return ""
    position = next(i for i, line in enumerate(view.sections, 1) if line.section.id == current.id)
    given = format_duration(max(60, round(view.allotted / 60) * 60), current.open_ended)
    return f"Section {position} of {len(view.sections)}: {for_terminal(current.title)}, {given}"


def time_line(view: View, wall: Wall) -> str:
    """Return what `/time` says: the section, how long is left, when the call ends, and whether that is on time."""
    if view.current is None:
        return "The session has ended." if view.phase is Phase.ENDED else "The session has not started."
    left = words.section_time(
        remaining=view.section_remaining,
        overtime=view.section_overtime,
        open_ended=view.current.open_ended,
        minimum_met=view.minimum_met,
    )
    started = view.session_elapsed
    end = when.say_time(wall(view.expected_end - started + now_of(view)))
    parts = [
        "paused" if view.phase is Phase.PAUSED else "",
        f"{for_terminal(view.current.title)}: {left}",
        f"ends {end}",
    ]
    return " · ".join(filter(None, [*parts, standing(view, wall)]))


def now_of(view: View) -> float:
    """Return the moment of the view, seconds on the timeline."""
    return view.started + view.session_elapsed


def standing(view: View, wall: Wall) -> str:
    """Return whether the call is on time, and what a hard stop makes of it."""
    if view.hard_stop is None:
        return words.offset(view.offset)
    stop = when.say_time(wall(view.hard_stop))
    if view.session_level is Level.RED:
        return f"{words.short_by(view.cannot_fit_by)}, must end {stop}: drop what?"
    trimmed = [one_line(line.section.title) for line in view.sections if line.trimmed >= 30]
    if trimmed:
        late = words.offset(view.drift)
        late = "" if late == "on time" else f"{late}, "
        return f"{late}still ends {stop} by trimming {words.join_and(trimmed)}"
    spare = view.spare or 0
    return (
        f"{words.offset(view.offset)}, {words.about(spare)} to spare before {stop}"
        if spare >= 60
        else words.offset(view.offset)
    )


def price_line(price: Price) -> str:
    """Return what more time here costs elsewhere, "" where nothing."""
    costs = [(one_line(section.title), minutes) for section, minutes in price.costs]
    later = f"the call ends {words.about(abs(price.later))} {'later' if price.later > 0 else 'earlier'}"
    parts = [words.price(costs) if costs else "", later if abs(price.later) >= 30 else ""]
    said = ", ".join(filter(None, parts))
    return f"{round(price.added / 60, 1):+g} min here{': ' + said if said else ''}."


def plan_lines(plan: Plan) -> list[str]:
    """Return a plan as a list: its sections with their minutes and what each asks."""
    head = f"{for_terminal(plan.title)} ({total(plan)})"
    about = [one_line(plan.about)] if plan.about else []
    return [head, *about, "", *(line for section in plan.sections for line in _section_lines(plan, section))]


def _section_lines(plan: Plan, section: Section) -> Iterable[str]:
    longest = max(s.planned for s in plan.sections)
    bar = "█" * max(1, round(20 * section.planned / longest))
    minutes = format_duration(section.planned, section.open_ended)
    yield f"{minutes:>10}  {bar:<20}  {one_line(section.title)}"
    for prompt in section.prompts:
        asked = [question.text for question in prompt.questions] or [prompt.text]
        mark = "" if prompt.audience is Audience.MENTOR else f" [{prompt.audience.value}]"
        yield from (f"{'':>34}· {one_line(text, 90)}{mark}" for text in asked)


def total(plan: Plan) -> str:
    """Return how long the whole plan takes: "70 min", with a plus where a section is open-ended."""
    plus = "+" if any(section.open_ended for section in plan.sections) else ""
    return f"{round(plan.planned / 60)}{plus} min"


def summary_lines(session: Session, view: View, wall: Wall) -> list[str]:
    """Return the session in short: planned against actual, and what was saved."""
    lines = [f"{'Section':<28} planned  actual"]
    for line in view.sections:
        actual = (
            "left out" if line.status is Status.SKIPPED and line.elapsed < 1 else words.clock(line.elapsed)
        )
        planned = format_duration(line.section.planned, line.section.open_ended)
        lines.append(f"{one_line(line.section.title, 27):<28} {planned:>7}  {actual:>6}")
    begun, over = wall(view.started), wall(now_of(view))
    lines.append(
        f"From {when.say_time(begun)} to {when.say_time(over)}, {words.about(view.session_elapsed)}."
    )
    return [*lines, saved_words(session)]


def _settled(session: Session) -> list[Record]:
    """What came along from earlier calls and got its outcome in this one."""
    return [record for record in session.carried if _got_outcome(record, session.id)]


def _got_outcome(record: Record, session: str) -> bool:
    if isinstance(record, Goal):
        outcomes = {status.value for status in GoalStatus}
        return any(step.session == session and step.what.value in outcomes for step in record.life)
    return isinstance(record, Topic) and record.closed_in == session


def saved_words(session: Session) -> str:
    """Return how much was saved: "Saved: 12 notes, 2 goals and 1 topic."."""
    own_goals = [goal for goal in session.goals if goal.set_in == session.id]
    own_topics = [topic for topic in session.topics if topic.opened_in == session.id]
    counts = [
        (len(session.notes), "note", "notes"),
        (len(own_goals), "goal", "goals"),
        (len(own_topics), "topic", "topics"),
        (len(session.feedback), "line of feedback", "lines of feedback"),
        (
            len(_settled(session)),
            "outcome of an earlier goal or topic",
            "outcomes of earlier goals and topics",
        ),
        (int(session.next_call is not None), "next call", "next calls"),
    ]
    said = [words.plural(count, one, many) for count, one, many in counts if count]
    return f"Saved: {words.join_and(said)}." if said else "Nothing was written down."
