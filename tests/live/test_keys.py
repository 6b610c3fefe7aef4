"""How many keys a whole call takes beside the words themselves: each is a look away from the student."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from textual.pilot import Pilot

from mentorkit.coaching import nudge
from mentorkit.live.app import LiveApp
from mentorkit.planfile import load_plan, shipped_plans
from mentorkit.records import Evidence, Goal, Note, Record, Session
from mentorkit.runner import How, Runner, begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import FakeClock
from tests.flow.cases import ADA, with_history

MOST = 45
"""Keys for a whole call, not counting the characters of what is kept."""

KEYS = {
    "welcome": 4,  # Enter twice for the first answer, Enter and F5 for the second
    "catch-up": 8,  # d Enter, m blank Enter, k Enter, F5
    "recap": 7,  # Enter twice, y Enter twice, Enter, F5
    "technical": 9,  # 3 blank e Enter, Enter, Enter twice for the notes, Enter, F5
    "goals": 9,  # Enter for the hours, Enter . Enter and Enter for one goal, Enter . Enter for the other, F5
    "wrap-up": 8,  # 3 Enter twice, . Enter twice, Enter, F5
}
"""Where they go."""

NEXT = date(2026, 12, 7)
FEEDBACK = "used map without help; could try reduce alone"


@dataclass
class Mentor:
    """Somebody who types, key by key."""

    pilot: Pilot[How]
    runner: Runner
    clock: FakeClock
    keys: Counter[str] = field(default_factory=Counter)
    """By section: the keys whose character is not kept."""
    words: list[str] = field(default_factory=list)
    """What was typed to be kept."""

    async def press(self, *keys: str) -> None:
        """Press keys that command and choose."""
        for key in keys:
            current = self.runner.view().current
            assert current is not None, f"over before {key}"
            self.keys[current.id] += 1
            await self.pilot.press(key)

    async def write(self, seconds: float, words: str) -> None:
        """Write something down, some time later."""
        self.clock.advance(seconds)
        self.words.append(words)
        await self.pilot.press(*words)

    async def call(self) -> None:
        """Go through a whole call in which every question has an answer."""
        for part in (self._welcome, self._catch_up, self._recap, self._technical, self._goals, self._wrap_up):
            await part()

    async def _welcome(self) -> None:
        await self.write(240, "has a new flat")
        await self.press("enter", "enter")
        await self.write(200, "ask about the exam")
        await self.press("enter", "f5")

    async def _catch_up(self) -> None:
        self.clock.advance(60)
        await self.press("d", "enter", "m", "space")
        await self.write(60, "was ill")
        await self.press("enter", "k", "enter")
        self.clock.advance(60)
        await self.press("f5")

    async def _recap(self) -> None:
        await self.write(120, "array methods")
        await self.press("enter", "enter")
        self.clock.advance(60)
        await self.press("y", "enter", "enter")
        await self.write(90, "map and filter")
        self.clock.advance(120)
        await self.press("enter", "f5")

    async def _technical(self) -> None:
        self.clock.advance(1200)
        await self.press("3", "space", "e", "enter", "enter")
        await self.write(400, "read it aloud")
        await self.press("enter", "enter")
        await self.write(60, FEEDBACK)
        await self.press("enter", "f5")

    async def _goals(self) -> None:
        await self.write(60, "4")
        await self.press("enter")
        await self.write(120, "use map twice")
        await self.press("enter")
        await self.write(60, "shows me both")
        await self.press("enter", ".", "enter")
        await self.write(120, "read chapter 3")
        await self.press("enter", ".", "enter")
        self.clock.advance(60)
        await self.press("f5")

    async def _wrap_up(self) -> None:
        self.clock.advance(60)
        await self.press("3", "enter", "enter")
        self.clock.advance(60)
        await self.press(".", "enter", "enter")
        await self.write(60, "you explained return")
        await self.press("enter", "f5")


async def test_a_whole_call_takes_few_keys_beside_its_words(tmp_path: Path) -> None:
    plan, clock = load_plan(shipped_plans() / "default.yaml"), FakeClock()
    with Store.writer(tmp_path / "mentorkit.db") as store:
        with_history(store, plan)
        runner = begin(store, plan, (ADA,), clock=clock, zone=UTC, settings=Settings())
        app = LiveApp(runner)
        async with app.run_test(size=(80, 24)) as pilot:
            mentor = Mentor(pilot, runner, clock)
            await mentor.call()
        assert app.return_value is How.ENDED
        session = store.session(runner.session.id)
    assert mentor.keys == KEYS
    assert mentor.keys.total() <= MOST
    assert not nudge(FEEDBACK)
    _check_kept(session, mentor.words)


KEPT = [
    ("topic", "mentor", "return values"),
    ("answer", "mentor", "has a new flat"),
    ("remember", "mentor", "ask about the exam"),
    ("answer", "mentor", "array methods"),
    ("homework", "mentor", "yes"),
    ("answer", "mentor", "map and filter"),
    ("topic", "mentor", "map and filter"),
    ("answer", "mentor", "read it aloud"),
    ("feedback", "team", FEEDBACK),
    ("answer", "mentor", "4"),
    ("checklist", "student", "Take it to the study group"),
    ("praise", "student", "you explained return"),
]
GOALS = [
    ("finish the arrays exercise", "student", "done", "", "", None),
    ("send the link", "mentor", "missed", "was ill", "", NEXT),
    ("use map twice", "student", "open", "", "shows me both", NEXT),
    ("read chapter 3", "student", "open", "", "", NEXT),
]


def _check_kept(session: Session, words: list[str]) -> None:
    """Assert that what was answered is kept, and every word of it that was not counted as a key."""
    goals = [(g.text, g.owner, g.status.value, g.reason, g.proof, g.due) for g in session.goals]
    assert goals == GOALS
    others = [record for record in session.records if not isinstance(record, Goal)]
    assert [(_kind(record), record.audience.value, record.text) for record in others] == KEPT
    assert [(t.text, t.evidence) for t in session.topics] == [
        ("return values", Evidence.EXPLAINED),
        ("map and filter", Evidence.NOT_CHECKED),
    ]
    said = [*(text for row in KEPT for text in row[2:]), *(text for row in GOALS for text in row[:5])]
    assert set(words) <= set(said)
    assert session.next_call is not None
    assert session.next_call.at == datetime(2026, 12, 7, 18, 0, tzinfo=UTC)


def _kind(record: Record) -> str:
    return record.kind.value if isinstance(record, Note) else type(record).__name__.lower()
