"""`mentorkit students`: who is mentored."""

import json

from mentorkit.cli.home import home, say
from mentorkit.cli.people import matching, named
from mentorkit.cli.screen import table
from mentorkit.errors import UsageError
from mentorkit.runner import SystemClock
from mentorkit.store import Store
from mentorkit.text import fold, one_line
from mentorkit.words import plural


def list_students(*, as_json: bool) -> None:
    """Say who is mentored, and in how many sessions."""
    store = Store.reader(home().store)
    found = []
    if store is not None:
        with store:
            found = [(student, len(store.summaries(student.id))) for student in store.students()]
    if as_json:
        items = [
            {"id": student.id, "name": student.name, "sessions": sessions} for student, sessions in found
        ]
        say(json.dumps({"mentorkit": 1, "kind": "students", "items": items}, ensure_ascii=False, indent=2))
        return
    table(("Name", "Sessions"), [(student.name, plural(sessions, "session")) for student, sessions in found])
    if not found:
        say("Nobody yet. Add somebody: mentorkit students add Ada")


def add_students(names: list[str]) -> None:
    """Add students by name; UsageError where one is there already, and then nobody is added."""
    clock = SystemClock()
    new = [named(name, clock) for name in names]
    with Store.writer(home().store) as store:
        known = list(store.students())
        for student in new:
            if any(fold(other.name) == fold(student.name) for other in matching(student.name, known)):
                raise UsageError(f"{one_line(student.name)} is among your students already.")
            known.append(student)
        for student in new:
            store.add_student(student, clock.read().utc)
            say(f"Added {one_line(student.name)}.")
