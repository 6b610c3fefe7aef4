"""`mentorkit students`: who is mentored, and what is known about them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mentorkit.cli.exits import INTERRUPT, leave
from mentorkit.cli.home import Home, changing, home, say, settings, somebody_there, tell, until_saved
from mentorkit.cli.people import check_free, find, named
from mentorkit.cli.profile import Calendar, ask_all, changes_said, renamed, say_rhythm, with_options
from mentorkit.cli.reminding import tell_unfinished
from mentorkit.cli.screen import table
from mentorkit.errors import NeedsAnswerError, UsageError
from mentorkit.records import Profile, Student
from mentorkit.runner import SystemClock, local_zone
from mentorkit.store import Store
from mentorkit.text import one_line
from mentorkit.words import plural, sentence

Save = Callable[[Student], None]

Said = Mapping[str, str | None]
"""What the command line says of each field of a profile, None for nothing."""


def list_students(*, as_json: bool) -> None:
    """Say who is mentored, and in how many sessions."""
    store = Store.reader(home().store)
    found = []
    if store is not None:
        with store:
            found = [(student, len(store.summaries(student.id))) for student in store.students()]
            tell_unfinished(store)
    if as_json:
        from mentorkit.export import to_json

        say(to_json({"mentorkit": 1, "kind": "students", "items": _items(found)}).rstrip("\n"))
        return
    table(("Name", "Pronouns", "Sessions", "Rhythm", "Course"), [_row(*line) for line in found])
    if not found:
        say("Nobody yet. Add somebody: mentorkit students add Ada")


def _row(student: Student, sessions: int) -> tuple[str, ...]:
    about = student.profile
    rhythm = "" if about.rhythm is None else say_rhythm(about.rhythm)
    return (
        one_line(student.name),
        one_line(about.pronouns),
        plural(sessions, "session"),
        rhythm,
        _course(about),
    )


def _course(about: Profile) -> str:
    if about.starts and about.ends:
        return f"{about.starts} to {about.ends}"
    if about.starts:
        return f"from {about.starts}"
    return f"until {about.ends}" if about.ends else ""


def _items(found: Sequence[tuple[Student, int]]) -> list[dict[str, Any]]:
    """The students in the shape of an export's; a number says here what it counts."""
    from mentorkit.cli.shape import students_data

    called = {"rhythm": "rhythm_days", "hours": "hours_a_week"}
    shaped = students_data((student for student, _ in found), local_zone())
    return [
        {called.get(name, name): value for name, value in known.items()} | {"sessions": sessions}
        for known, (_, sessions) in zip(shaped, found, strict=True)
    ]


def add_students(names: list[str], said: Said) -> None:
    """Add students by name, one of them with a profile; UsageError where one is there already, and then nobody is added."""
    clock, where, given = SystemClock(), home(), _given(said)
    if given and len(names) > 1:
        raise UsageError(
            "Those options are about one student, and there are several names.",
            "Add them one by one; for a name with a blank in it, put it in quotes.",
        )
    new = [named(name, clock) for name in names]
    facts = ""
    if given:
        calendar, bare = _calendar(where, clock), new[0]
        new = [replace(bare, profile=with_options(bare.profile, given, calendar))]
        facts = changes_said(bare, new[0], calendar.today)
    with Store.writer(where.store) as store:
        known = list(store.students())
        for student in new:
            check_free(student.name, known)
            known.append(student)
        for student in new:
            store.add_student(student, clock.read().utc)
            say(sentence(f"Added {one_line(student.name)}{': ' + facts if facts else ''}"))


def edit_student(name: str, new_name: str | None, said: Said) -> None:
    """Change what is known about a student: as the options say, else as the mentor answers. All of it is saved, or nothing."""
    clock, where, given = SystemClock(), home(), _given(said)
    with changing(where) as store:
        student, students = find(name, store.students()), store.students()
        calendar = _calendar(where, clock)

        def save(after: Student) -> None:
            store.change_student(after, clock.read().utc)

        if new_name is not None or given:
            after = student if new_name is None else renamed(student, new_name, students)
            after = replace(after, profile=with_options(after.profile, given, calendar))
            if after != student:
                save(after)
        else:
            after = _asked(student, students, calendar, save)
        facts = changes_said(student, after, calendar.today)
        say(
            sentence(
                f"✓ {one_line(student.name)}: {facts}"
                if facts
                else f"Nothing was changed about {one_line(student.name)}"
            )
        )


def _asked(student: Student, students: tuple[Student, ...], calendar: Calendar, save: Save) -> Student:
    """The student as the mentor answers, saved; where they leave meanwhile the program ends."""
    name = one_line(student.name)
    if not somebody_there():
        raise NeedsAnswerError(
            f"What is to be changed about {name}?",
            'Say it with options, such as --rhythm "2 weeks"; mentorkit students edit --help lists them.',
        )
    try:
        after = ask_all(student, students, calendar)
        if after != student:
            until_saved(lambda: save(after))
    except KeyboardInterrupt:
        tell(f"\nNothing was changed about {name}.")
        leave(128 + INTERRUPT)
    return after


def _given(said: Said) -> dict[str, str]:
    return {name: text for name, text in said.items() if text is not None}


def _calendar(where: Home, clock: SystemClock) -> Calendar:
    return Calendar(clock.read().utc.astimezone(local_zone()).date(), settings(where).day_order)
