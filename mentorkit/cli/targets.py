"""What "SESSION|STUDENT" on the command line means."""

from mentorkit.cli.people import matching
from mentorkit.errors import NotFoundError, UsageError
from mentorkit.records import Student
from mentorkit.store import Store
from mentorkit.text import one_line

MOST = 5
"""How many are named where a word could be several."""


def sessions_meant(store: Store, target: str | None) -> tuple[tuple[str, ...], Student | None]:
    """Return the ids of the sessions meant, the latest first, and the student where one was named.

    Nothing means the last session. NotFoundError where there is no such session or student, or several.
    """
    ids = tuple(line.id for line in store.summaries())
    if not ids:
        raise NotFoundError("There are no sessions yet.", "The first one: mentorkit run")
    if target is None:
        return ids[:1], None
    if not target.strip():
        raise UsageError("A session or a student is meant by an empty word.", "Leave it out, or name one.")
    begun = [session_id for session_id in ids if session_id.startswith(target)]
    exact = [session_id for session_id in begun if session_id == target]
    if len(exact or begun) == 1:
        return tuple(exact or begun), None
    people = matching(target, store.students())
    if len(people) == 1:
        return tuple(line.id for line in store.summaries(people[0].id)), people[0]
    several = [*(one_line(person.name) for person in people), *begun]
    if several:
        more = f" and {len(several) - MOST} more" if len(several) > MOST else ""
        raise NotFoundError(
            f'"{one_line(target)}" could be several: {", ".join(several[:MOST])}{more}.', "Write more of it."
        )
    raise NotFoundError(
        f'"{one_line(target)}" is neither a session nor a student.',
        "mentorkit show lists the sessions, mentorkit students everybody.",
    )
