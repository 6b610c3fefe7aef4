"""What of everything is one student's: an export of its own, before they are forgotten."""

from collections.abc import Container, Iterable
from dataclasses import replace
from typing import TypeVar

from mentorkit.records import Feedback, Goal, Library, Note, Session, Student, Topic, heard, updated


def theirs(library: Library, student: Student) -> Library:
    """Return what of everything is the student's, or that of a group they are in: nothing that is another's, and no link to it.

    What was closed in a call without them is closed where it was opened, so that it can be imported and is not open again.
    Why a group's goal went as it did is told only where they were there.
    """
    mine = (student.id, None)
    sessions = [session for session in library.sessions if student in session.students]
    calls = {session.id for session in sessions}
    topics = {topic.id for session in sessions for topic in session.topics if topic.student in mine}
    topics |= {topic.id for topic in library.topics if topic.student == student.id}

    def goals_of(goals: Iterable[Goal]) -> tuple[Goal, ...]:
        return tuple(
            replace(
                goal,
                closed_in=goal.closed_in if goal.closed_in in calls else goal.closed_in and goal.set_in,
                life=tuple(
                    replace(step, session=step.session if step.session in calls else None)
                    for step in goal.life
                ),
            )
            for goal in (heard(goal, calls) for goal in goals)
            if goal.student in mine and (goal.set_in in calls or goal.set_in is None)
        )

    def topics_of(found: Iterable[Topic]) -> tuple[Topic, ...]:
        return tuple(
            replace(
                topic,
                closed_in=topic.closed_in
                if topic.closed_in in calls
                else topic.closed_in and topic.opened_in,
            )
            for topic in found
            if topic.student in mine and (topic.opened_in in calls or topic.opened_in is None)
        )

    def own(session: Session) -> Session:
        return replace(
            session,
            students=(student,),
            notes=_fitting(session.notes, mine, topics),
            goals=goals_of(session.goals),
            topics=topics_of(session.topics),
            feedback=_fitting(session.feedback, mine, topics),
        )

    alone = {session.id for session in sessions if len(session.students) == 1}
    return replace(
        library,
        students=(student,),
        sessions=tuple(map(own, sessions)),
        goals=tuple(goal for goal in goals_of(library.goals) if goal.student or goal.set_in),
        topics=tuple(topic for topic in topics_of(library.topics) if topic.student or topic.opened_in),
        notes=_fitting((note for note in library.notes if note.student == student.id), mine, topics),
        left={session_id: left for session_id, left in library.left.items() if session_id in alone},
        described={who: times for who, times in library.described.items() if who == student.id},
    )


N = TypeVar("N", Note, Feedback)


def _fitting(records: Iterable[N], mine: Container[str | None], topics: Container[str]) -> tuple[N, ...]:
    """Those that are theirs, about nothing where the topic is another's."""
    return tuple(
        record if record.topic is None or record.topic in topics else updated(record, topic=None)
        for record in records
        if record.student in mine
    )
