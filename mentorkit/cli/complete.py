"""What the shell offers at the Tab key. It never complains: where nothing can be read, nothing is offered."""

from contextlib import suppress

from mentorkit.errors import MentorkitError


def plans(incomplete: str) -> list[str]:
    """Return the names of the plans that begin so."""
    from mentorkit.cli.home import home
    from mentorkit.planfile import available

    with suppress(MentorkitError, OSError):
        return [name for name, _ in available(home().plans) if name.startswith(incomplete)]
    return []


def students(incomplete: str) -> list[str]:
    """Return the names of the students that begin so."""
    from mentorkit.cli.home import home, reading

    with suppress(MentorkitError, OSError), reading(home()) as store:
        wanted = incomplete.casefold()
        return [student.name for student in store.students() if student.name.casefold().startswith(wanted)]
    return []


def sessions_and_students(incomplete: str) -> list[tuple[str, str]]:
    """Return the sessions and the students that begin so, with what they are."""
    from mentorkit.cli.home import home, reading

    with suppress(MentorkitError, OSError), reading(home()) as store:
        found = [(line.id, f"{line.plan_title}, {', '.join(line.students)}") for line in store.summaries()]
        found += [(student.name, "student") for student in store.students()]
        return [(name, about) for name, about in found if name.casefold().startswith(incomplete.casefold())]
    return []
