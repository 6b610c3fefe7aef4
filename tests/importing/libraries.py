"""Random stores, made through the program itself: calls alone and in groups, some broken off, and what lay between them."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from hypothesis import strategies as st

from mentorkit.errors import RefusedError
from mentorkit.records import GoalStatus, NextCall, Note, Profile, Student, stepped
from mentorkit.runner import begin, resume
from mentorkit.settings import Settings
from mentorkit.store import Moment, Store
from mentorkit.text import normalise
from tests.clocks import START, FakeClock
from tests.flow.cases import the_plan

ADDED = datetime(2026, 9, 1, 8, 0, 0, 123456, tzinfo=UTC)

TYPED = st.sampled_from(
    ["hello", "/goal read", "/topic loops", "/team one | two | three", "/student well done", "/remedy pairing",
     "/remedy #1 draw it", "/note about #1", "/delete 1", "/delete 2", "/delete 3", "/delete 4", "/edit 1 other words",
     "/edit 2 others", "/audience 1 team", "/done 1", "/partly 2 no time", "/missed 2", "d", "m ill", "keep", "1 e",
     "2 n: no idea", "y", "4", "", "", "/next", "/next", "/back", "/goto 6", "tue 6pm", "in two weeks 18:00", "/undo",
     "/who Ada", "/who all", "/add 5", "/pause", "/hint", "/think", "/again", "/end"]
)  # fmt: skip
HALF_TYPED = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=20)
LINES = st.lists(TYPED | st.text(max_size=30), max_size=25)


class Call(NamedTuple):
    """A call as it is typed, and what comes of it afterwards."""

    present: frozenset[int]
    """Which of the students."""
    lines: list[str]
    draft: str
    """What is half-typed when it is broken off."""
    between: str
    """What is noted about the first one afterwards, "" for nothing."""
    reached: bool
    """Whether the first open goal is closed between the calls."""
    moved: bool
    """Whether its next call is settled anew between the calls."""
    pause: float
    """Seconds until the next one."""


CALLS = st.lists(
    st.builds(
        Call,
        present=st.frozensets(st.integers(0, 2)),
        lines=LINES,
        draft=HALF_TYPED,
        between=st.text(max_size=20),
        reached=st.booleans(),
        moved=st.booleans(),
        pause=st.floats(0, 2_000_000),
    ),
    max_size=4,
)


def students(names: tuple[str, str, str] = ("Ada", "Bo", "Chí")) -> tuple[Student, ...]:
    """Return three students: one with a profile, one with a name that is no ASCII."""
    ada, bo, chi = (Student(f"{name.lower()}-1", name, ADDED) for name in names)
    about = Profile("Full Name", "they", "#class", 14, 4.5, "a friend", "builds", "time", date(2026, 9, 1))
    return (replace(ada, profile=about), bo, chi)


def play(store: Store, calls: list[Call], everybody: tuple[Student, ...]) -> None:
    """Have the calls in a store, one after the other."""
    clock = FakeClock()
    for student in everybody[:2]:
        store.add_student(student, START)
    store.change_student(replace(everybody[1], profile=Profile(hours=3)), START)
    for call in calls:
        play_call(store, call, tuple(everybody[number] for number in sorted(call.present)), clock)
        clock.advance(call.pause)


def play_call(store: Store, call: Call, present: tuple[Student, ...], clock: FakeClock) -> None:
    """Have a call with those students, and what comes after it."""
    known: dict[str, Student] = {student.id: student for student in store.students()}
    present = tuple(known.get(student.id, student) for student in present)
    runner = begin(store, the_plan(), present, clock=clock, zone=UTC, settings=Settings())
    for line in call.lines:
        clock.advance(20.000_123)
        with suppress(RefusedError):
            runner.do(line)
    if not runner.ended:
        runner.keep_draft(call.draft)
    if not present:
        runner.belongs_to(store.students()[1])
    clock.advance(3)
    about = present[0] if present else store.students()[1]
    if text := normalise(call.between):
        number = store.next_number_between()
        note = Note(f"between-{about.id}-{number}", number, clock.utc, text, student=about.id)
        store.save_between([note], clock.utc)
    if call.reached and (goals := store.all_open_goals()):
        store.save_between([stepped(goals[0], clock.utc, None, status=GoalStatus.DONE)], clock.utc)
    if call.moved:
        at = store.anchor(runner.session.id).seen.at
        store.settle_between(runner.session.id, NextCall(START, 40), (), Moment(at, clock.utc))


def going_on(store: Store, session_id: str) -> tuple[Any, ...]:
    """Return what the mentor finds who goes on with a session a day later."""
    clock = FakeClock("another", START)
    clock.advance(400 * 24 * 3600)
    found = resume(store, session_id, clock=clock, zone=UTC, settings=Settings())
    asked = found.runner.ask()
    return found.draft, found.records, found.last, found.gap, asked, found.runner.view(), found.runner.session
