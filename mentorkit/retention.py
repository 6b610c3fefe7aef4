"""How long data about somebody is kept after their course: the mentor is reminded, and nothing is ever deleted by itself."""

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from mentorkit.records import Student
from mentorkit.text import one_line

AFTER = timedelta(days=90)
"""How long after the last day of the course a reminder comes."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """A student whose course has been over for longer than `AFTER`."""

    student: Student
    ended: date
    days: int
    """Since then."""

    @property
    def key(self) -> str:
        """Under which name the store remembers that the mentor was reminded. It ends in the student's id, and goes with it."""
        return f"retention:{self.student.id}"

    @property
    def value(self) -> str:
        """What it remembers then: with another last day there is a reminder again."""
        return self.ended.isoformat()


def overdue(students: Iterable[Student], today: date) -> tuple[Overdue, ...]:
    """Return whose course has been over for more than 90 days, in the order of `students`."""
    ended = [(student, student.profile.ends) for student in students]
    return tuple(
        Overdue(student, ends, (today - ends).days)
        for student, ends in ended
        if ends and today - ends > AFTER
    )


def unsaid(found: Iterable[Overdue], remembered: Callable[[str], str]) -> tuple[Overdue, ...]:
    """Return of whom the mentor was not reminded yet; `remembered` says what the store knows under a name."""
    return tuple(each for each in found if remembered(each.key) != each.value)


def reminder(late: Overdue) -> str:
    """Return what the mentor is told, once."""
    name = one_line(late.student.name)
    return (
        f"{name}'s course ended {late.days} days ago, and all your notes are still here. "
        f"When you no longer need them: mentorkit students forget {shlex.quote(name)}"
    )
