"""The four-week story as each of its readers gets it, in every format.

To write the files anew, and then read them line by line as their readers would: `python -m tests.export.test_goldens`.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest

from mentorkit.errors import NotFoundError, UsageError
from mentorkit.export import FORMATS, render, render_span
from mentorkit.export.filename import file_name
from mentorkit.plan import Audience
from mentorkit.records import Session, Student
from tests.story import AMAL, BILAL, CHI, FOURTH, GROUP_ONE, GROUP_TWO, by_lines

GOLDEN = Path(__file__).parents[1] / "data" / "story"
BERLIN = ZoneInfo("Europe/Berlin")
MENTOR, STUDENT, TEAM = Audience.MENTOR, Audience.STUDENT, Audience.TEAM

Sessions = Sequence[Session]
Write = Callable[[Sessions, str, Audience, ZoneInfo, str | None], str]


@cache
def story() -> dict[str, Session]:
    """Return the sessions by the names of their calls."""
    with TemporaryDirectory() as folder:
        played = by_lines(Path(folder) / "story.db")
        sessions = played.steady
        played.store.close()
    return sessions


def exports() -> Iterator[tuple[str, Sessions, Audience, Student | None, Write]]:
    """Yield what is exported: a word for it, the sessions, the latest first, its reader, whom it is about, and how."""
    sessions = story()
    latest_first = list(reversed(sessions.values()))
    for audience in Audience:
        yield "single", [sessions[FOURTH.name]], audience, None, render
        yield "whole", [s for s in latest_first if AMAL in s.students], audience, AMAL, render
        for word, call in (("group-1", GROUP_ONE), ("group-2", GROUP_TWO)):
            yield word, [sessions[call.name]], audience, None, render
    for word, call in (("group-1", GROUP_ONE), ("group-2", GROUP_TWO)):
        for student in (AMAL, BILAL, CHI):
            yield word, [sessions[call.name]], STUDENT, student, render
    yield "span", latest_first, TEAM, None, render_span


@cache
def goldens() -> dict[str, str]:
    """Return what each golden file holds, by its name; and the names that the files would have in a folder."""
    found: dict[str, str] = {}
    made = []
    for word, sessions, audience, student, write in exports():
        whose = f"-{student.id}" if student else ""
        only = student.id if student else None
        for fmt in FORMATS:
            try:
                text = write(sessions, fmt, audience, BERLIN, only)
            except (NotFoundError, UsageError) as refused:  # a calendar without a call in it
                text = f"refused: {refused}\n"
            name = f"{word}-{audience}{whose}.{fmt}"
            found[name] = text
            made.append(f"{name:32} {file_name(sessions, audience, FORMATS[fmt].ending, BERLIN, only)}")
    return found | {"names": "\n".join([*made, ""])}


def test_each_export_of_the_story_is_its_golden_file() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(goldens())
    for name, text in goldens().items():
        assert text == (GOLDEN / name).read_bytes().decode("utf-8"), name


@pytest.mark.parametrize("fmt", FORMATS)
def test_no_student_of_the_group_is_named_to_another(fmt: str) -> None:
    names = {student.id: student.name for student in (AMAL, BILAL, CHI)}
    for word in ("group-1", "group-2"):
        for whose in names:
            text = goldens()[f"{word}-student-{whose}.{fmt}"]
            assert not [other for who, other in names.items() if who != whose and other in text]


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for path in GOLDEN.iterdir():
        path.unlink()
    for golden_name, golden_text in goldens().items():
        (GOLDEN / golden_name).write_bytes(golden_text.encode())
