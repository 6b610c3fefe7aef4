"""The table of flow-cases.yaml, for whichever front end runs it."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from mentorkit import agenda, flow
from mentorkit.agenda import Do
from mentorkit.changes import Change, Put
from mentorkit.plan import Plan
from mentorkit.planfile import load_plan
from mentorkit.records import Goal, Note, Record, Session, State, Student, Topic
from mentorkit.store import Anchor, Moment, Store
from tests.clocks import START, FakeClock

DATA = Path(__file__).parent.parent / "data"

ADA = Student("ada", "Ada", START - timedelta(days=30))
BO = Student("bo", "Bo", START - timedelta(days=30))


@dataclass(frozen=True)
class Case:
    """One row of the table."""

    name: str
    lines: list[str]
    stored: list[list[Any]] = field(default_factory=list)
    history: bool = False
    group: bool = False
    section: str | None = "anywhere"
    asks: str | None = "anything"
    label: str = ""
    said: str = ""
    shows: str = ""
    refused: str = ""
    next_call: list[Any] | None = None

    @property
    def students(self) -> tuple[Student, ...]:
        return (ADA, BO) if self.group else (ADA,)


def cases() -> list[Case]:
    rows = yaml.safe_load((DATA / "flow-cases.yaml").read_text(encoding="utf-8"))
    return [Case(**row) for row in rows]


def the_plan() -> Plan:
    return load_plan(DATA / "flow-plan.yaml")


def with_history(store: Store, plan: Plan) -> None:
    """Put an earlier call with Ada into the store: two goals and a topic stayed open."""
    then = START - timedelta(days=14)
    call = Session("earlier", plan, (ADA,), then, State.ENDED, 0.0)
    start = agenda.act(plan, (), Do.START, 0.0)
    assert start is not None
    end = agenda.act(plan, [start], Do.END, 4200.0)
    assert end is not None
    changes: list[Change] = [
        Put(Note("e.1", 1, then, "old news", student=ADA.id)),
        Put(Goal("e.2", 2, then, "finish the arrays exercise", student=ADA.id, set_in=call.id)),
        Put(Goal("e.3", 3, then, "send the link", student=ADA.id, owner="mentor", set_in=call.id)),
        Put(Topic("e.4", 4, then, "return values", student=ADA.id, opened_in=call.id)),
        end,
    ]
    walk = flow.as_data(flow.Walk())
    store.begin(call, Anchor("old", 0.0, Moment(0.0, then)), [start], walk)
    store.save(call.id, changes, Moment(4200.0, then), walk, "", ended=True)


def check_stored(case: Case, session: Session, untouched: tuple[Record, ...]) -> None:
    """Assert that exactly what the case names was stored or changed."""
    new = [record for record in session.records if record not in untouched]
    assert [_row(record) for record in new] == [row[:5] for row in case.stored]
    for record, row in zip(new, case.stored, strict=True):
        for name, value in (row[5] if len(row) > 5 else {}).items():
            assert _field(record, name, session) == value, name
    call = session.next_call
    assert (call and [call.at.isoformat(), call.minutes, call.audience.value]) == case.next_call


def _row(record: Record) -> list[Any]:
    kind = record.kind.value if isinstance(record, Note) else type(record).__name__.lower()
    section = record.section
    return [kind, record.audience.value, section, record.prompt, record.text]


def _field(record: Record, name: str, session: Session) -> Any:
    if name == "closed":
        return getattr(record, "closed_in") is not None  # noqa: B009
    if name == "student":
        return session.name_of(record.student) or None
    value = getattr(record, name)
    if isinstance(value, date):
        return value
    return value.value if hasattr(value, "value") else value


def clock() -> FakeClock:
    return FakeClock()
