"""The exports as a whole: the golden files, and every format against every text.

To write the golden files anew, and then read them line by line: `python -m tests.export.test_render`.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from mentorkit.errors import UsageError
from mentorkit.export import FORMATS, render
from mentorkit.plan import Audience, Plan
from mentorkit.records import Session, Student
from tests.export.calls import ADA, BEN, EMPTY, GROUP, LONDON, SINGLE, WHOLE
from tests.export.hostile import HOSTILE
from tests.export.marked import Marked, marked_sessions

GOLDEN = Path(__file__).parents[1] / "data" / "export"


def goldens() -> dict[str, Callable[[], str]]:
    """Return what each golden file holds, by its name."""
    found: dict[str, Callable[[], str]] = {}
    for fmt in WHOLE:
        for audience in Audience:
            for name, session in (("single", SINGLE), ("group", GROUP), ("empty", EMPTY)):
                found[f"{name}-{audience}.{FORMATS[fmt].ending}"] = _written(session, fmt, audience)
        for student in (ADA, BEN):
            name = f"group-student-{student.id}.{FORMATS[fmt].ending}"
            found[name] = _written(GROUP, fmt, Audience.STUDENT, student.id)
    return found


def _written(session: Session, fmt: str, audience: Audience, student: str | None = None) -> Callable[[], str]:
    return lambda: render([session], fmt, audience, LONDON, student)


@pytest.mark.parametrize("name", goldens())
def test_the_export_is_the_golden_file(name: str) -> None:
    assert goldens()[name]() == (GOLDEN / name).read_bytes().decode("utf-8")


def test_there_is_no_golden_file_that_nobody_compares() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(goldens())


def everywhere(session: Session, text: str) -> Session:
    """Return the session with the text in all that a person wrote."""
    return replace(
        session,
        plan=_plan(session.plan, text),
        students=tuple(Student(s.id, text, s.added_at) for s in session.students),
        notes=tuple(replace(note, text=text) for note in session.notes),
        goals=tuple(replace(g, text=text, proof=text, why=text, reason=text) for g in session.goals),
        topics=tuple(replace(topic, text=text) for topic in session.topics),
        feedback=tuple(
            replace(line, text=text, precise=text, evidence=text, action=text) for line in session.feedback
        ),
    )


def _plan(plan: Plan, text: str) -> Plan:
    return replace(
        plan,
        title=text,
        sections=tuple(
            replace(s, title=text, prompts=tuple(replace(prompt, text=text) for prompt in s.prompts))
            for s in plan.sections
        ),
    )


@given(marked_sessions())
def test_any_session_can_be_written_for_anybody(marked: Marked) -> None:
    for audience in Audience:
        for fmt in WHOLE:
            assert render([marked.session], fmt, audience, LONDON).endswith("\n")


def test_twenty_thousand_characters_are_not_cut() -> None:
    text = HOSTILE["long"]
    assert len(text) == 20_000
    session = replace(SINGLE, notes=(replace(SINGLE.notes[0], text=text),))
    for fmt in WHOLE:
        assert text in render([session], fmt, Audience.MENTOR, LONDON)


def test_several_sessions_stand_one_below_the_other() -> None:
    for fmt in ("md", "txt"):
        written = render([SINGLE, GROUP], fmt, Audience.TEAM, LONDON)
        one, two = (render([session], fmt, Audience.TEAM, LONDON) for session in (SINGLE, GROUP))
        assert written.startswith(one)
        assert written.endswith(two)


@pytest.mark.parametrize("fmt", ["md", "txt"])
def test_no_session_at_all_is_said(fmt: str) -> None:
    assert render([], fmt, Audience.MENTOR, LONDON) == "There is no session to export.\n"


def test_a_format_that_is_not_there_is_refused_and_the_others_are_named() -> None:
    with pytest.raises(UsageError) as refused:
        render([SINGLE], "docx", Audience.MENTOR, LONDON)
    assert refused.value.hint == f"Formats: {', '.join(FORMATS)}."


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_format_is_found_by_the_ending_of_its_files(fmt: str) -> None:
    assert FORMATS[fmt].ending == fmt


if __name__ == "__main__":
    for golden_name, write in goldens().items():
        (GOLDEN / golden_name).write_text(write(), encoding="utf-8")
