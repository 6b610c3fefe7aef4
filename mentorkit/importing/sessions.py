"""A session of an export, read back: its plan, the clock's journal, what was written down, and where it was left."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from mentorkit import flow
from mentorkit.agenda import Do, Event
from mentorkit.importing import values
from mentorkit.importing.entry import Entry
from mentorkit.importing.plans import read_plan
from mentorkit.importing.values import MOST_SECONDS, WrongValueError, shown
from mentorkit.importing.written import MANY, read_feedback, read_goal, read_note, read_topic
from mentorkit.plan import Audience, Plan
from mentorkit.records import Left, NextCall, Session, State, Student

_DAY_IN_MINUTES = 24 * 60
_FAR = 100_000
"""Beyond any place in a plan."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A session of the file, and where it was left: not known of one that an older program wrote."""

    session: Session
    left: Left | None
    entry: Entry


def read_session(entry: Entry, students: Mapping[str, Student]) -> Recorded:
    """Return the session of an entry, with the `students` of the file by their ids.

    What follows from the rest (its sections' times, when it began and ended) is not read, but found again.
    """
    plan_entry = entry.entry("plan")
    plan = read_plan(plan_entry) if plan_entry else Plan("?", "", ())
    state = entry.word("state", State)
    present = _present(entry, students)
    session = Session(
        id=entry.id("id"),
        plan=plan,
        students=present,
        created_at=entry.moment("created_at"),
        state=state if state is State.ENDED else State.INTERRUPTED,
        seen_at=entry.seconds("seen_seconds"),
        log=_log(entry),
        notes=tuple(map(read_note, entry.entries("notes"))),
        goals=tuple(map(read_goal, entry.entries("goals"))),
        topics=tuple(map(read_topic, entry.entries("topics"))),
        feedback=tuple(map(read_feedback, entry.entries("feedback"))),
        next_call=_next_call(entry),
        last_number=entry.whole("last_number", 0, MANY, 0),
    )
    return Recorded(session, _left(entry, session), entry)


def _present(entry: Entry, students: Mapping[str, Student]) -> tuple[Student, ...]:
    found: dict[str, Student] = {}
    for one in entry.entries("students"):
        student_id = one.id("id")
        if student_id in found:
            one.wrong("id", f"{shown(student_id)} stands here twice")
        elif student_id in students:
            found[student_id] = students[student_id]
        elif student_id != "?":
            one.wrong("id", f"{shown(student_id)} is not among the students of the file")
    return tuple(found.values())


def _log(entry: Entry) -> tuple[Event, ...]:
    log = tuple(map(_event, entry.entries("events")))
    if len({event.id for event in log}) < len(log) and not entry.faults.found:  # of a fault comes another
        entry.wrong("events", "two of them have the same id")
    return log


def _event(entry: Entry) -> Event:
    return Event(
        id=entry.whole("id", 0, MANY),
        at=entry.seconds("elapsed_seconds"),
        do=entry.word("do", Do),
        section=entry.short_name_or_none("section", None),
        before=entry.short_name_or_none("before", None),
        seconds=entry.number_or_none("seconds", -MOST_SECONDS, MOST_SECONDS, None),
        ref=entry.whole_or_none("ref", 0, MANY, None),
        by_leaving=entry.flag("by_leaving", False),
    )


def _next_call(entry: Entry) -> NextCall | None:
    if entry.data.get("next_call", ...) is None:
        return None
    call = entry.entry("next_call")
    if call is None:
        return None
    return NextCall(
        at=call.moment("at"),
        minutes=call.whole("minutes", 0, _DAY_IN_MINUTES),
        audience=call.word("audience", Audience),
    )


# ---- where it was left


def _left(entry: Entry, session: Session) -> Left | None:
    if not entry.has("seen_at"):
        return None
    call = entry.data.get("next_call")
    settled = Entry(call, entry.at("next_call"), entry.faults) if isinstance(call, dict) else None
    walk = entry.entry("walk")
    return Left(
        seen=entry.moment("seen_at"),
        walk=flow.as_data(_walk(walk, session) if walk else flow.Walk()),
        draft=entry.take("draft", values.verbatim, ""),
        agreements=settled.whole("agreements", 1, MANY, 1) if settled else 0,
    )


def _walk(entry: Entry, session: Session) -> flow.Walk:
    """Return the walk of an entry. A place that is none would be met with a traceback when the call goes on."""
    places = entry.entry("places")
    return flow.from_data(
        {
            "places": _places(places, session) if places else {},
            "override": entry.take_or_none("override", _override, None),
            "who": entry.take_or_none("who", lambda value: _one_of_them(value, session), None),
            "who_turn": entry.take_or_none("who_turn", _turn, None),
            "turn": entry.take_or_none("turn", _turn_begun, None),
            "rungs": _rungs(entry),
            "thinking": entry.number_or_none("thinking", 0, MOST_SECONDS, None),
            "reviewed": entry.each("reviewed", values.identifier, []),
        }
    )


def _places(entry: Entry, session: Session) -> dict[str, list[Any]]:
    return {
        section: entry.take(section, partial(_place, section=section, session=session), [])
        for section in _names(entry)
    }


def _rungs(entry: Entry) -> dict[str, int]:
    rungs = Entry(entry.take("rungs", values.named, {}, {}), entry.at("rungs"), entry.faults)
    return {section: rungs.whole(section, 0, _FAR) for section in _names(rungs)}


def _names(entry: Entry) -> list[str]:
    """The keys, which are the ids of sections."""
    names = []
    for key in entry.data:
        try:
            names.append(values.short_name(key))
        except WrongValueError as wrong:
            entry.faults.add(entry.place, str(wrong))
    return names


def _place(value: Any, section: str, session: Session) -> list[Any]:
    prompt, item, step, ref = _parts(value, 4)
    at = values.whole(prompt, 0, _FAR)
    nth = values.whole(item, 0, _FAR)
    if nth >= _turns(
        session, section, at
    ):  # somebody left the group, and an older program did not count anew
        return [at + 1, 0, "", None]
    return [at, nth, values.text(step), None if ref is None else values.identifier(ref)]


def _turns(session: Session, section: str, prompt: int) -> int:
    """How many questions a prompt of the plan asks, of everybody in turn; without end where it has none."""
    prompts = [p for s in session.plan.sections if s.id == section for p in s.prompts][prompt : prompt + 1]
    asked = [len(p.questions) for p in prompts if p.questions]
    return asked[0] * max(1, len(session.students)) if asked else _FAR + 1


def _override(value: Any) -> list[Any]:
    audience, section, prompt = _parts(value, 3)
    return [
        values.word(audience, Audience).value,
        values.short_name(section),
        values.whole(prompt, 0, _FAR),
    ]


def _one_of_them(value: Any, session: Session) -> str:
    found = values.identifier(value)
    if found not in {student.id for student in session.students}:
        raise WrongValueError(f"{shown(found)} is not in this call")
    return found


def _turn(value: Any) -> list[Any]:
    section, prompt, before = _parts(value, 3)
    return [values.short_name(section), values.whole(prompt, 0, _FAR), values.whole(before, 0, _FAR)]


def _turn_begun(value: Any) -> list[Any]:
    turn, begun = _parts(value, 2)
    return [_turn(turn), values.number(begun, 0, MOST_SECONDS)]


def _parts(value: Any, count: int) -> list[Any]:
    found = values.listed(value)
    if len(found) != count:
        raise WrongValueError(f"{count} values belong here, and there are {len(found)}")
    return found
