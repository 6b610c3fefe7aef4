"""Finding what the mentor means by a number or a few letters."""

from collections.abc import Sequence
from typing import TypeVar

from mentorkit.errors import RefusedError
from mentorkit.flow.scene import Scene
from mentorkit.plan import Audience, Section
from mentorkit.records import Record, Student
from mentorkit.text import fold

T = TypeVar("T")


def by_beginning(text: str, named: Sequence[tuple[str, T]]) -> list[T]:
    """Return what is named exactly `text`, else all whose name begins with it, whatever the case or accents."""
    wanted = fold(text)
    exact = [thing for name, thing in named if fold(name) == wanted]
    found = exact or [thing for name, thing in named if wanted and fold(name).startswith(wanted)]
    return list(dict.fromkeys(found))


def section(scene: Scene, text: str) -> Section:
    """Return the section of that number or beginning; RefusedError, with the candidates, otherwise."""
    sections = [line.section for line in scene.view.sections]
    if text.isdecimal() and len(text) < 6:
        if 1 <= int(text) <= len(sections):
            return sections[int(text) - 1]
        raise RefusedError(f"There is no section {text}.", _listed(sections))
    found = by_beginning(text, [(s.id, s) for s in sections] + [(s.title, s) for s in sections])
    if len(found) == 1:
        return found[0]
    what = f'"{text}" could be several sections.' if found else f'No section begins with "{text}".'
    raise RefusedError(what, _listed(found or sections))


def _listed(sections: Sequence[Section]) -> str:
    return "Sections: " + ", ".join(s.title for s in sections)


def section_and_target(scene: Scene, text: str) -> tuple[Section, Section | None]:
    """Return the two sections of "/move SECTION BEFORE"; the second is None for `end`."""
    words = text.split()
    if len(words) < 2:
        raise RefusedError(
            "/move takes two sections.", "For example: /move goals technical, or /move recap end"
        )
    problem = RefusedError("")
    for cut in range(len(words) - 1, 0, -1):
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        try:
            return section(scene, first), None if second.lower() == "end" else section(scene, second)
        except RefusedError as error:
            problem = error
    raise problem


def record(scene: Scene, text: str) -> tuple[Record, str]:
    """Return the record whose number `text` begins with, and the rest of the text."""
    number, _, rest = text.strip().partition(" ")
    number = number.removeprefix("#")
    if not number.isdecimal():
        raise RefusedError("Which record? Its number comes first.", "It stands behind the tick: ✓ #3 …")
    found = [r for r in scene.session.records if str(r.number) == str(int(number[:9]))]
    if not found:
        raise RefusedError(f"This session has no record {number}.")
    return found[0], rest.strip()


def audience(text: str) -> Audience:
    """Return who is meant: mentor, student or team, or how one of them begins."""
    found = by_beginning(text, [(a.value, a) for a in Audience])
    if len(found) != 1:
        raise RefusedError(f'"{text}" is not a reader.', "Write mentor, student or team.")
    return found[0]


def student(scene: Scene, text: str) -> Student:
    """Return the student of this call whose name begins like that."""
    students = scene.session.students
    found = by_beginning(text, [(s.name, s) for s in students])
    if len(found) == 1:
        return found[0]
    names = ", ".join(s.name for s in students) or "nobody with a name"
    raise RefusedError(
        f'"{text}" is {"several people" if found else "nobody"} in this call.', f"In it: {names}"
    )


def minutes(text: str, command: str) -> float:
    """Return a number of minutes, possibly negative, as seconds; `command` is named in the refusal."""
    number = text.removesuffix("min").removesuffix("m").strip().replace(",", ".")
    try:
        value = float(number)
    except ValueError:
        value = 0.0
    if not 0 < abs(value) <= 24 * 60:
        raise RefusedError(f'"{text}" is not a number of minutes.', f"For example: /{command} 5")
    return value * 60
