"""Records and students as JSON data, one by one, in the shape of an export's (`records.md`, "JSON")."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import Any

from mentorkit.export import library_data
from mentorkit.records import Goal, Library, Student

Data = dict[str, Any]


def goals_data(goals: Iterable[Goal], zone: tzinfo) -> list[Data]:
    """Return the goals as JSON data, their times in `zone`."""
    shaped: list[Data] = library_data(Library(goals=tuple(goals)), zone=zone)["goals"]
    return shaped


def students_data(students: Iterable[Student], zone: tzinfo) -> list[Data]:
    """Return the students as JSON data, all that is known about them."""
    shaped: list[Data] = library_data(Library(students=tuple(students)), zone=zone)["students"]
    return shaped
