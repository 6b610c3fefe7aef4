"""What several calls with the same student come to, ahead of what is said of each: for the mentor all of it, for the student their goals.

The team is told nothing of it: goals are the student's, topics and minutes the mentor's (`records.md`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo

from mentorkit import words
from mentorkit.export.audience import Readable, all_for_audience
from mentorkit.export.document import Block, Document, Heading, Items, Paragraph
from mentorkit.export.progress_lines import (
    CALL_SIGNS,
    GOAL_SIGNS,
    MINUTE_SIGNS,
    THEIR_SIGNS,
    TOPIC_SIGNS,
    Lines,
    counted,
    is_done,
    section,
)
from mentorkit.plan import Audience
from mentorkit.progress import GoalLine, Progress, TopicLine, parted, progress, took_place
from mentorkit.records import Session

CALLS = 24
"""The latest calls that are looked at: half a year of weeks."""
CLOSED = 12
"""Of what is closed, the latest that are listed one by one."""
FEWEST = 2
"""Calls from which on there is something over time."""


def progress_report(
    sessions: Sequence[Session], audience: Audience, zone: tzinfo, student: str | None = None
) -> Document:
    """Return what the sessions come to over time, as that reader may know it; nothing where that is for nobody or of one call.

    All of them have to be with the same students, or about the one of that id: nobody is compared with anybody.
    """
    if audience is Audience.TEAM:
        return ()
    different = list({session.id: session for session in sessions}.values())
    readable = (
        _for_student(different, student) if audience is Audience.STUDENT else _for_mentor(different, student)
    )
    who = {tuple(person.id for person in session.students) for session in readable}
    if len(readable) < FEWEST or len(who) > 1 or () in who:
        return ()
    write = _to_student if audience is Audience.STUDENT else _to_mentor
    return tuple(write(readable, zone))


def _for_mentor(sessions: Sequence[Session], student: str | None) -> list[Readable]:
    return [each for each in all_for_audience(sessions, Audience.MENTOR, student) if took_place(each)]


def _for_student(sessions: Sequence[Session], student: str | None) -> list[Readable]:
    """The calls that hold something for the student, with their goals as they stand now, and not as a call left them.

    A goal without its life is taken as it is (`as_of`): so what was reached between two calls is told as reached.
    """
    now = [replace(each, goals=tuple(replace(goal, life=()) for goal in each.goals)) for each in sessions]
    readable = all_for_audience(now, Audience.STUDENT, student)
    return [each for each in readable if each.records or each.next_call]


def _looked_at(readable: Sequence[Readable]) -> Progress:
    """The facts of the latest calls, and what is open from before them."""
    ordered = sorted(readable, key=lambda each: each.created_at)
    before, latest = ordered[:-CALLS], ordered[-CALLS:]
    return progress(
        latest,
        goals=[goal for each in before for goal in each.goals if goal.is_open],
        topics=[topic for each in before for topic in each.topics if topic.is_open],
        earlier=len(before),
    )


# ---- for the student: goals alone


def _to_student(readable: Sequence[Readable], zone: tzinfo) -> Iterable[Block]:
    facts = _looked_at(readable)
    if not facts.goals:
        return
    said = Lines(facts, zone)
    open_, closed = parted(facts.goals)
    reached = [line for line in closed if is_done(line)]
    let_go = [line for line in closed if not is_done(line)]
    key = said.key(THEIR_SIGNS)
    yield Heading(1, "Your goals, from call to call")
    yield Paragraph(said.span("our latest calls"))
    for title, lines in (
        ("What you have reached", reached),
        ("What is open", open_),
        ("What we let go", let_go),
    ):
        if lines:
            yield Heading(2, title)
            yield Items(tuple(map(said.their_goal, lines)), key)
            key = ()


# ---- for the mentor


def _to_mentor(readable: Sequence[Readable], zone: tzinfo) -> Iterable[Block]:
    facts = _looked_at(readable)
    said = Lines(facts, zone)
    names = words.join_and([student.name for student in readable[0].students])
    yield Heading(1, f"{names}, from call to call")
    yield Paragraph(said.span("the latest calls"))
    yield from _goals(facts, said)
    yield from _topics(facts, said)
    yield from _minutes(facts, said)
    yield Heading(2, "Call by call")
    yield Items(tuple(map(said.call, facts.calls)), CALL_SIGNS)


def _goals(facts: Progress, said: Lines) -> Iterable[Block]:
    open_, closed = parted(facts.goals)
    done = sum(map(is_done, closed))
    key = said.key(GOAL_SIGNS)
    counts = counted((done, "done"), (len(closed) - done, "let go"), (len(open_), "open"))
    yield Heading(2, "Goals")
    yield Paragraph(f"{counts or 'No goals were set'}.")
    if open_:
        yield Heading(3, "Open")
        yield Items(tuple(map(said.goal, open_)), key)
    if closed:
        yield Heading(3, "Closed, the latest first")
        yield Items(tuple(map(said.goal, closed[:CLOSED])), () if open_ else key)
        yield from _left_out(closed)
    open_, closed = parted(facts.promises)
    if open_ or closed:
        yield Heading(3, "Your own goals")
        yield Items(tuple(map(said.goal, (*open_, *closed[:CLOSED]))))
        yield from _left_out(closed)


def _topics(facts: Progress, said: Lines) -> Iterable[Block]:
    open_, closed = parted(facts.topics)
    yield Heading(2, "Topics")
    yield Paragraph(f"{counted((len(closed), 'understood'), (len(open_), 'open')) or 'No topics came up'}.")
    if facts.topics:
        yield Items(tuple(map(said.topic, (*open_, *closed[:CLOSED]))), said.key(TOPIC_SIGNS))
        yield from _left_out(closed)


def _minutes(facts: Progress, said: Lines) -> Iterable[Block]:
    took = [took for line in facts.sections for took in line.took if took]
    longest = max((max(each.planned, each.actual) for each in took), default=0.0) or 1.0
    yield Heading(2, "Minutes by section")
    yield Paragraph("Call by call, the oldest first.")
    yield Items(tuple(section(line, longest) for line in facts.sections), said.key(MINUTE_SIGNS))


def _left_out(closed: Sequence[GoalLine] | Sequence[TopicLine]) -> Iterable[Block]:
    more = len(closed) - CLOSED
    if more > 0:
        yield Paragraph(f"And {more} that {'was' if more == 1 else 'were'} closed before those.")
