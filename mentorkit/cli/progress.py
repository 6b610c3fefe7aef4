"""A student's calls over time, drawn for a terminal: what is open and what was closed, and a column a call.

Every sign is told from the others without its colour, and where nobody looks at a screen there is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from mentorkit import when
from mentorkit.cli.fit import wrapped
from mentorkit.progress import Call, GoalLine, Progress, SectionLine, Took, TopicLine, parted
from mentorkit.records import Evidence, GoalEvent, GoalStatus
from mentorkit.text import one_line
from mentorkit.words import plural

if TYPE_CHECKING:
    from rich.text import Text

LATEST = 20
"""Calls that are looked at, the latest: more columns no screen has."""
OPEN = 12
"""Of what is open, how much a screen names; the oldest, which are looked at first."""
CLOSED = 5
"""Of what is closed, the latest that are named."""
COLUMN = 5
"""Columns of the screen that a call takes, as many as the planned minutes do."""
PLANNED = 5
FOUR_WEEKS = 28
"""Days from which on an age is said in weeks."""

Cell = tuple[str, str, str]
"""What stands in a call's column, its style, and a bar behind it or ""."""


L = TypeVar("L", GoalLine, TopicLine)


@dataclass(frozen=True, slots=True)
class Look:
    """The signs to draw with."""

    done: str = "●"
    dropped: str = "×"
    open: str = "○"
    none: str = "·"
    bars: str = "▁▂▃▄▅▆▇█"
    """From little to twice as long as planned; "" where there are none to draw with."""
    cut: str = "…"
    """Ends what was shortened."""


PLAIN = Look("#", "x", "o", ".", "", "~")
"""For a terminal that knows ASCII alone."""


def look_for(encoding: str | None) -> Look:
    """Return the signs that come through in that encoding."""
    fine = Look()
    try:
        "".join((fine.done, fine.dropped, fine.open, fine.none, fine.bars, fine.cut)).encode(
            encoding or "ascii"
        )
    except (UnicodeEncodeError, LookupError):
        return PLAIN
    return fine


def drawn(facts: Progress, now: datetime, look: Look, width: int | None, whole: str) -> list["Text"]:
    """Return the progress as lines of at most `width` columns; `now` is in the mentor's zone.

    For None they are whole, and all that is open is there; `whole` is the command that has it so.
    """
    return list(_Drawing(facts, now, look, width, whole).lines()) if facts.calls else []


@dataclass(frozen=True, slots=True)
class _Drawing:
    facts: Progress
    now: datetime
    look: Look
    width: int | None
    whole: str

    def lines(self) -> Iterable["Text"]:
        yield from self._goals()
        yield from self._topics()
        yield from self._table()

    # ---- what is open, and what was closed

    def _goals(self) -> Iterable["Text"]:
        look = self.look
        open_, _ = parted((*self.facts.goals, *self.facts.promises))
        _, closed = parted(self.facts.goals)
        yield self._heading("Goals", (look.open, "open"), (look.done, "done"), (look.dropped, "let go"))
        for line in self._first(open_):
            yield from self._entry(look.open, "yellow", line.goal.text, self._so_far(line))
        yield from self._and_more(open_)
        for line in closed[:CLOSED]:
            done = line.goal.status is GoalStatus.DONE
            sign, style = (look.done, "green") if done else (look.dropped, "dim")
            yield from self._entry(
                sign, style, line.goal.text, self._over(line, "done" if done else "let go")
            )
        yield from self._rest(len(closed) - CLOSED, open_ or closed, "No goals were set.")

    def _topics(self) -> Iterable["Text"]:
        open_, closed = parted(self.facts.topics)
        yield self._heading("Topics", (self.look.open, "open"), (self.look.done, "understood"))
        for line in self._first(open_):
            evidence = line.topic.evidence
            so_far = "" if evidence is Evidence.NOT_CHECKED else f"; so far: {evidence.value}"
            said = f"came up {self._day(line.topic.at)}, {self._age(line.topic.at)}{so_far}"
            yield from self._entry(self.look.open, "yellow", line.topic.text, said)
        yield from self._and_more(open_)
        for line in closed[:CLOSED]:
            said = f"{self._over(line, 'understood')}, came up {self._day(line.topic.at)}"
            yield from self._entry(self.look.done, "green", line.topic.text, said)
        yield from self._rest(len(closed) - CLOSED, open_ or closed, "No topics came up.")

    def _first(self, lines: Sequence[L]) -> Sequence[L]:
        return lines if self.width is None else lines[:OPEN]

    def _and_more(self, lines: Sequence[L]) -> Iterable["Text"]:
        from rich.text import Text

        if more := len(lines) - len(self._first(lines)):
            said = f"  and {more} more that {'is' if more == 1 else 'are'} open: {self.whole}"
            yield from map(Text, self._wrapped(said, 4))

    def _heading(self, title: str, *key: tuple[str, str]) -> "Text":
        """The title, and what the signs below it mean where there is room."""
        from rich.text import Text

        said = "".join(f"  {sign} {meaning}" for sign, meaning in key)
        fits = self.width is None or len(title) + len(said) <= self.width
        return Text.assemble((title, "bold"), (said if fits else "", "dim"))

    def _entry(self, sign: str, style: str, text: str, said: str) -> Iterable["Text"]:
        """On one line where there is room, else with what is said of it below."""
        from rich.cells import cell_len
        from rich.text import Text

        words = one_line(text)
        if self.width is None or cell_len(words) + len(said) + 6 <= self.width:
            yield Text.assemble((f"  {sign} ", style), words, (f"  {said}", "dim"))
            return
        first, *more = self._wrapped(f"    {words}", 2)
        yield Text.assemble((f"  {sign} ", style), first.lstrip())
        yield from (Text(row) for row in more)
        yield from (Text(row, style="dim") for row in self._wrapped(f"      {said}", 3))

    def _rest(self, more: int, any_: object, none: str) -> Iterable["Text"]:
        from rich.text import Text

        if not any_:
            yield Text(f"  {none}")
        elif more > 0:
            said = f"  and {more} more that {'was' if more == 1 else 'were'} closed before"
            yield from (Text(row, style="dim") for row in self._wrapped(said, 2))
        yield Text("")

    def _wrapped(self, line: str, most: int) -> tuple[str, ...]:
        """The line in at most so many rows as the screen is wide."""
        if self.width is None:
            return (line,)
        return tuple(row.replace("…", self.look.cut) for row in wrapped(line, self.width, most))

    def _so_far(self, line: GoalLine) -> str:
        """Since when it is open, how often it was put off, and how it went last."""
        moves = line.times(GoalEvent.MOVED)
        outcomes = [step.what for step in line.passed if step.what in _SO_FAR]
        parts = (
            "your own" if line.goal.owner == "mentor" else "",
            f"set {self._day(line.goal.at)}, {self._age(line.goal.at)}",
            f"moved {_TIMES.get(moves, f'{moves} times')}" if moves else "",
            _SO_FAR[outcomes[-1]] if outcomes else "",
        )
        return "; ".join(filter(None, parts))

    def _over(self, line: GoalLine | TopicLine, said: str) -> str:
        where = " in another call" if line.elsewhere else " between calls"
        day = f" {self._day(line.closed_at)}" if line.closed_at else ""
        return f"{said}{day}{'' if line.ended and line.ended % 2 else where}"

    def _local(self, moment: datetime) -> date:
        return moment.astimezone(self.now.tzinfo).date()

    def _day(self, moment: datetime) -> str:
        return when.say_day(self._local(moment), self.now.date())

    def _age(self, moment: datetime) -> str:
        days = (self.now.date() - self._local(moment)).days
        if days < 1:
            return "today"
        return f"{days // 7} weeks ago" if days >= FOUR_WEEKS else f"{plural(days, 'day')} ago"

    # ---- a column a call

    def _table(self) -> Iterable["Text"]:
        from rich.text import Text

        label = self._label()
        shown = self._shown(label)
        calls, count = self.facts.calls[-shown:], len(self.facts.calls) + self.facts.earlier
        latest = f"the latest {len(calls)} of {count} calls" if count > len(calls) else plural(count, "call")
        apart = self.width is not None and len(f"Call by call  {latest}") > self.width
        yield Text.assemble(("Call by call", "bold"), ("\n" if apart else ""), (f"  {latest}", "dim"))
        days = [self._local(call.begun) for call in calls]
        for cells in ([str(day.day) for day in days], [when.MONTHS[day.month - 1][:3] for day in days]):
            yield self._row("", "", [(cell, "bold", "") for cell in cells], label)
        yield from self._counts(calls, label)
        yield self._row("Minutes", "plan", (), label)
        for line in self.facts.sections:
            took = line.took[-shown:]
            if any(took):
                planned = self._planned(line)
                yield self._row(
                    one_line(line.section.title), planned, [self._took(each) for each in took], label
                )
        planned = f"{round(calls[-1].planned / 60)}"
        yield self._row("All of it", planned, [(_minutes(call.actual), "", "") for call in calls], label)
        yield from self._key()
        yield Text("")

    def _key(self) -> Iterable["Text"]:
        from rich.text import Text

        if bars := self.look.bars:
            said = f"{bars[3]} as long as planned, {bars[-1]} twice as long, {self.look.none} left out"
            for row in self._wrapped(said, 3):
                yield Text(row, style="dim")

    def _label(self) -> int:
        """Columns of the sections' titles."""
        from rich.cells import cell_len

        titles = [one_line(line.section.title) for line in self.facts.sections]
        longest = max(map(cell_len, [*titles, "  understood"]))
        return min(longest, 40 if self.width is None else max(14, self.width * 3 // 8))

    def _shown(self, label: int) -> int:
        """How many calls there is room for, at least one."""
        most = len(self.facts.calls)
        return most if self.width is None else max(1, min(most, (self.width - label - PLANNED) // COLUMN))

    def _counts(self, calls: Sequence[Call], label: int) -> Iterable["Text"]:
        goals, topics = [call.goals for call in calls], [call.topics for call in calls]
        kinds = (
            ("Goals set", [each.set for each in goals], ""),
            ("  done", [each.done for each in goals], "green"),
            ("  in part", [each.partly for each in goals], ""),
            ("  missed", [each.missed for each in goals], ""),
            ("  let go", [each.dropped for each in goals], ""),
            ("  meanwhile", [each.between for each in goals], "green"),
            ("  open then", [each.open for each in goals], "yellow"),
            ("Topics new", [each.opened for each in topics], ""),
            ("  understood", [each.closed for each in topics], "green"),
            ("  open then", [each.open for each in topics], "yellow"),
        )
        for name, counts, style in kinds:
            if any(counts) or not name.startswith("  "):
                yield self._row(name, "", [self._count(count, style) for count in counts], label)

    def _count(self, count: int, style: str) -> Cell:
        return (str(count), style, "") if count else (self.look.none, "dim", "")

    def _row(self, name: str, planned: str, cells: Iterable[Cell], label: int) -> "Text":
        from rich.cells import cell_len, set_cell_size
        from rich.text import Text

        title = (
            name if cell_len(name) <= label else f"{set_cell_size(name, label - 1).rstrip()}{self.look.cut}"
        )
        row = Text.assemble(set_cell_size(title, label), f"{planned:>{PLANNED}}")
        for cell, style, bar in cells:
            row.append(" " * (COLUMN - 1 - len(cell)))
            row.append(cell, style)
            row.append(bar or " ", "cyan")
        row.rstrip()
        return row

    def _planned(self, line: SectionLine) -> str:
        minutes = f"{line.section.planned / 60:.3g}"
        return f"{minutes}+" if line.section.open_ended else minutes

    def _took(self, took: Took | None) -> Cell:
        """The minutes, and a bar that is half as high as a line where it took as long as planned."""
        if took is None:
            return " ", "", ""
        if took.actual < 1:
            return self.look.none, "dim", ""
        level = round(len(self.look.bars) / 2 * took.actual / max(1.0, took.planned)) - 1
        bar = self.look.bars[max(0, min(level, len(self.look.bars) - 1))] if self.look.bars else ""
        return _minutes(took.actual), "", bar


def _minutes(seconds: float) -> str:
    """Full minutes, as everywhere, and "<1" below one."""
    full = int(seconds + 1e-6) // 60
    return str(full) if full or seconds < 1 else "<1"


_SO_FAR = {GoalEvent.PARTLY: "so far: in part", GoalEvent.MISSED: "so far: missed"}
_TIMES = {1: "once", 2: "twice"}
