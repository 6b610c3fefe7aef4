"""Who is meant by a name on the command line."""

from collections.abc import Sequence
from datetime import UTC
from secrets import token_hex

from mentorkit.cli.home import question, somebody_there, tell
from mentorkit.errors import NeedsAnswerError, NotFoundError, UsageError
from mentorkit.flow.pick import by_beginning
from mentorkit.records import Student
from mentorkit.runner import Clock
from mentorkit.text import accept, one_line, slug

LONGEST = 200
"""Characters in a name."""


def named(name: str, clock: Clock) -> Student:
    """Return a new student of that name; UsageError where it is no name."""
    clean = " ".join(accept(name).split())
    if not clean or len(clean) > LONGEST:
        raise UsageError(
            "A name has between one character and two hundred.", "For example: mentorkit students add Ada"
        )
    student_id = f"{slug(clean)[:24] or 'student'}-{token_hex(3)}"
    return Student(id=student_id, name=clean, added_at=clock.read().utc.astimezone(UTC))


def matching(name: str, students: Sequence[Student]) -> list[Student]:
    """Return who is called exactly that, else everybody whose name begins so."""
    return by_beginning(accept(name), [(student.name, student) for student in students])


def find(name: str, students: Sequence[Student]) -> Student:
    """Return the one student of that name or beginning; NotFoundError otherwise."""
    found = matching(name, students)
    if len(found) == 1:
        return found[0]
    known = ", ".join(one_line(student.name) for student in students) or "nobody yet"
    what = "could be several students" if found else "is not among your students"
    raise NotFoundError(f'"{one_line(name)}" {what}.', f"Known: {known}")


def find_or_add(name: str, students: Sequence[Student], clock: Clock, *, no_input: bool) -> Student:
    """Return the student meant: the only match, the one the mentor picks of several, or a new one."""
    found = matching(name, students)
    if len(found) == 1:
        if found[0].name != name:
            tell(f"With {one_line(found[0].name)}.")
        return found[0]
    if not found:
        return named(name, clock)
    if not somebody_there(no_input):
        names = ", ".join(one_line(student.name) for student in found)
        raise NeedsAnswerError(f'"{one_line(name)}" could be {names}.', "Write the whole name.")
    for number, student in enumerate(found, 1):
        tell(f"{number}  {one_line(student.name)}")
    answer = question("Which one? ")
    if answer.isdecimal() and 1 <= int(answer) <= len(found):
        return found[int(answer) - 1]
    return find(answer, found)
