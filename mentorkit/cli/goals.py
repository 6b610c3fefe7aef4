"""`mentorkit goals`: what is open between calls, and closing what was reached meanwhile."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mentorkit.cli.heard import as_heard
from mentorkit.cli.home import changing, home, say
from mentorkit.cli.people import find
from mentorkit.cli.screen import table
from mentorkit.errors import NotFoundError, UsageError
from mentorkit.records import Goal, GoalStatus, Student, stepped
from mentorkit.runner import SystemClock, local_zone
from mentorkit.store import Store
from mentorkit.text import one_line
from mentorkit.when import say_day
from mentorkit.words import join_and, plural


@dataclass(frozen=True, slots=True)
class Line:
    """A goal as it stands in the list."""

    number: int
    goal: Goal
    name: str | None
    """The student's; None for a group's."""
    group: tuple[str, ...] = ()
    """Who was in the call in which the group set it."""

    @property
    def whose(self) -> str:
        """Return whose it is, in words."""
        group = (
            f"the group: {join_and([one_line(name) for name in self.group])}"
            if self.group
            else "nobody named"
        )
        whose = group if self.name is None else one_line(self.name)
        return f"{whose} (your own)" if self.goal.owner == "mentor" else whose


def list_goals(name: str | None, *, as_json: bool) -> None:
    """Say what is open: everybody's, or one student's with their groups'; student by student, oldest first."""
    store = Store.reader(home().store)
    lines: list[Line] = []
    whose = ""
    if store is not None:
        with store:
            student = None if name is None else find(name, store.students())
            lines, whose = _lines(store, student), one_line(student.name) if student else ""
            lines = _as_heard(store, lines, student)
    elif name is not None:
        find(name, ())
    if as_json:
        _say_json(lines)
        return
    today = SystemClock().read().utc.astimezone(local_zone()).date()
    table(("", "Whose", "Goal", "Due"), [_row(line, today) for line in lines], right=("",))
    if not lines:
        say(f"{whose} has no open goals." if whose else "There are no open goals.")


def close_goals(name: str | None, numbers: Sequence[str], *, as_json: bool) -> None:
    """Close the goals of those numbers in the same list, all of them or none; NotFoundError for a number that is not in it."""
    wanted = _numbers(numbers)
    with changing(home()) as store:
        student = None if name is None else find(name, store.students())
        lines = _lines(store, student)
        missing = [number for number in wanted if number > len(lines) or not number]
        if missing:
            open_now = f"{plural(len(lines), 'goal')} {'is' if len(lines) == 1 else 'are'} open"
            raise NotFoundError(
                f"There is no goal {missing[0]}: {open_now} here. Nothing was changed.",
                "The numbers are those of the same list: mentorkit goals" + (" STUDENT" if name else ""),
            )
        now = SystemClock().read().utc
        closed = [_closed(lines[number - 1], now) for number in wanted]
        store.save_between([line.goal for line in closed], now)
        closed = _as_heard(store, closed, student)
    if as_json:
        _say_json(closed)
        return
    for line in closed:
        say(f"✓ Done: {one_line(line.goal.text)} ({line.whose})")


def _numbers(texts: Iterable[str]) -> list[int]:
    """The numbers that were written, each once; several may stand in one text: "1,3"."""
    words = [word for text in texts for word in text.replace(",", " ").split()]
    for word in words or [""]:
        if not (word.isdecimal() and len(word) < 10):
            raise UsageError(
                f'--done "{one_line(word, 40)}" is not a number.', "For example: --done 1 --done 3"
            )
    return list(dict.fromkeys(int(word) for word in words))


def _closed(line: Line, now: datetime) -> Line:
    goal = stepped(line.goal, now, None, status=GoalStatus.DONE, reason="")
    return Line(line.number, goal, line.name, line.group)


def _lines(store: Store, student: Student | None) -> list[Line]:
    found = store.all_open_goals() if student is None else store.open_goals([student.id])
    people = store.students()
    names = {person.id: person.name for person in people}
    order = {person.id: position for position, person in enumerate(people)}
    ordered = sorted(
        found, key=lambda goal: order.get(goal.student or "", len(order))
    )  # keeps the oldest first
    groups = _groups(store) if any(goal.student is None for goal in found) else {}
    return [
        Line(
            number,
            goal,
            names.get(goal.student) if goal.student else None,
            () if goal.student else groups.get(goal.set_in or "", ()),
        )
        for number, goal in enumerate(ordered, 1)
    ]


def _as_heard(store: Store, lines: Sequence[Line], student: Student | None) -> list[Line]:
    """The same list as it is shown: of one student without the reasons that were given of a group's goal in a call without them."""
    if student is None:
        return list(lines)
    goals = as_heard(store, [line.goal for line in lines], (student,))
    return [replace(line, goal=goal) for line, goal in zip(lines, goals, strict=True)]


def _groups(store: Store) -> dict[str, tuple[str, ...]]:
    return {line.id: line.students for line in store.summaries()}


def _row(line: Line, today: date) -> tuple[str, ...]:
    return str(line.number), line.whose, one_line(line.goal.text), _due(line.goal.due, today)


def _due(due: date | None, today: date) -> str:
    if due is None:
        return ""
    return f"{'was due' if due < today else 'due'} {say_day(due, today)}"


# ---- for other programs


def _say_json(lines: Sequence[Line]) -> None:
    from mentorkit.cli.shape import goals_data
    from mentorkit.export import to_json

    shaped = goals_data([line.goal for line in lines], local_zone())
    items = [
        goal | {"number": line.number, "student": line.name} for goal, line in zip(shaped, lines, strict=True)
    ]
    say(to_json({"mentorkit": 1, "kind": "goals", "items": items}).rstrip("\n"))
