"""Who is meant by a name on the command line."""

import os
import shlex
from collections.abc import Iterable, Sequence
from datetime import UTC
from difflib import get_close_matches

from mentorkit.cli.home import question, somebody_there, tell
from mentorkit.errors import NeedsAnswerError, NotFoundError, UsageError
from mentorkit.flow.pick import by_beginning
from mentorkit.records import Student
from mentorkit.runner import Clock
from mentorkit.text import accept, fold, one_line, slug
from mentorkit.words import join_and, sentence

LONGEST = 200
"""Characters in a name."""


def clean_name(name: str) -> str:
    """Return the name as it is stored, on one line; UsageError where it is no name."""
    clean = " ".join(accept(name).split())
    if not clean or len(clean) > LONGEST:
        raise UsageError(
            "A name has between one character and two hundred.", "For example: mentorkit students add Ada"
        )
    return clean


def named(name: str, clock: Clock) -> Student:
    """Return a new student of that name; UsageError where it is no name."""
    clean = clean_name(name)
    student_id = f"{slug(clean)[:24] or 'student'}-{os.urandom(3).hex()}"
    return Student(id=student_id, name=clean, added_at=clock.read().utc.astimezone(UTC))


def matching(name: str, students: Sequence[Student]) -> list[Student]:
    """Return whose id or name is exactly that, else everybody whose name begins so."""
    if by_id := [student for student in students if student.id == name]:
        return by_id
    return by_beginning(accept(name), [(student.name, student) for student in students])


def nearly(name: str, students: Sequence[Student]) -> list[Student]:
    """Return the one whose name differs by a slip of the fingers, nobody where there is none."""
    by_name = {fold(student.name): student for student in students}
    return [by_name[close] for close in get_close_matches(fold(accept(name)), by_name, n=1, cutoff=0.75)]


def find(name: str, students: Sequence[Student]) -> Student:
    """Return the one student of that name or beginning; NotFoundError otherwise."""
    found = matching(name, students)
    if len(found) == 1:
        return found[0]
    if found:
        who, how = told_apart(found)
        raise NotFoundError(f'"{one_line(name)}" could be several students: {who}.', how)
    known = ", ".join(one_line(student.name) for student in students) or "nobody yet"
    raise NotFoundError(
        f'"{one_line(name)}" is not among your students.',
        f"Known: {known}. Somebody new: mentorkit students add NAME",
    )


def told_apart(students: Sequence[Student]) -> tuple[str, str]:
    """Return several students in a sentence, and how to say which of them: two of one name came with an old import."""
    if len({fold(student.name) for student in students}) == len(students):
        return join_and([one_line(student.name) for student in students]), "Write the whole name."
    names = [f"{one_line(student.name)} ({one_line(student.id)})" for student in students]
    return join_and(names), "Write the whole name, or what stands in brackets."


def in_shell(students: Iterable[Student]) -> str:
    """Return the names as a command to paste has them."""
    return " ".join(shlex.quote(one_line(student.name)) for student in students)


def check_free(name: str, students: Sequence[Student]) -> None:
    """Raise UsageError where one of them is called that already, whatever the case or accents."""
    for other in students:
        if fold(other.name) == fold(name):
            raise UsageError(f"{one_line(other.name)} is among your students already.")


def find_or_add(name: str, students: Sequence[Student], clock: Clock, *, no_input: bool) -> Student:
    """Return the student of that name, a new one where nobody's name begins so, else whom the mentor means.

    Where nobody can be asked the only name that begins so is taken and said; NeedsAnswerError where there are several.
    """
    found = matching(name, students)
    asks = somebody_there(no_input)
    if not found:
        close = nearly(name, students) if asks else []
        if close and (meant := _asked(close, one_line(name))):
            return meant
        if students:
            tell(sentence(f"A new student: {one_line(name)}"))
        return named(name, clock)
    if len(found) == 1 and (not asks or fold(found[0].name) == fold(accept(name))):
        if found[0].name != name:
            tell(sentence(f"With {one_line(found[0].name)}"))
        return found[0]
    if not asks:
        who, how = told_apart(found)
        raise NeedsAnswerError(f'"{one_line(name)}" could be {who}.', how)
    return _asked(found, one_line(name)) or named(name, clock)


def _asked(found: Sequence[Student], name: str) -> Student | None:
    """Whom of them the mentor means, None for a new student; asked until it is clear."""
    if len(found) == 1:
        asking = f"Do you mean {one_line(found[0].name)}? (Enter: yes, n: a new student called {name}) "
        yes: tuple[str, ...] = ("", "y", "yes")
    else:
        asking, yes = f"Which one? (n: a new student called {name}) ", ()
        for number, student in enumerate(found, 1):
            tell(f"{number}  {one_line(student.name)}")
    while True:
        answer = question(asking)
        if answer.lower() in yes:
            return found[0]
        if answer.lower() in ("n", "no"):
            return None
        if answer in (numbers := [str(number) for number in range(1, len(found) + 1)]):
            return found[numbers.index(answer)]
        if len(meant := matching(answer, found)) == 1:
            return meant[0]
