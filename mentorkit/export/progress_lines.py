"""One goal, topic, section or call over time, each in words and with a picture that says the same."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import groupby
from operator import itemgetter

from mentorkit import when, words
from mentorkit.export.document import Columns, Item, Key, Row, Sign, Strip, day_in_full
from mentorkit.plan import format_duration
from mentorkit.progress import Call, GoalLine, Progress, SectionLine, TopicLine
from mentorkit.records import Evidence, GoalEvent, GoalStatus

BEYOND = 0.05
"""Parts of a strip by which it goes beyond the calls."""
_SIGN = {GoalEvent.PARTLY: Sign.PARTLY, GoalEvent.MISSED: Sign.MISSED}
_SAID = {GoalEvent.PARTLY: "in part", GoalEvent.MISSED: "missed", GoalEvent.SHRUNK: "made smaller"}
_TIMES = {1: "once", 2: "twice"}
GOAL_SIGNS = (
    (Sign.BEGUN, "set"),
    (Sign.DONE, "done"),
    (Sign.PARTLY, "in part, goes on"),
    (Sign.MISSED, "missed, goes on"),
    (Sign.DROPPED, "let go"),
    (Sign.OPEN, "open"),
)
THEIR_SIGNS = (
    (Sign.BEGUN, "set"),
    (Sign.DONE, "reached"),
    (Sign.DROPPED, "let go"),
    (Sign.OPEN, "open"),
)
TOPIC_SIGNS = ((Sign.BEGUN, "came up"), (Sign.DONE, "understood"), (Sign.OPEN, "open"))
MINUTE_SIGNS = ((Sign.ACTUAL, "taken"), (Sign.PLANNED, "planned"))
CALL_SIGNS = ((Sign.DONE, "done"), (Sign.DROPPED, "let go"), (Sign.OPEN, "open afterwards"))


@dataclass(frozen=True, slots=True)
class Lines:
    """The facts in words and pictures, the days in that zone. There is at least one call."""

    facts: Progress
    zone: tzinfo

    def _day(self, moment: datetime) -> str:
        last = self.facts.calls[-1].begun.astimezone(self.zone).date()
        return when.say_day(moment.astimezone(self.zone).date(), last)

    def span(self, latest: str) -> str:
        """From when to when, and that there were more before."""
        calls = self.facts.calls
        first, last = (day_in_full(call.begun.astimezone(self.zone)) for call in (calls[0], calls[-1]))
        count = words.plural(len(calls), "call")
        more = (
            f" These are {latest}, {len(calls)} of {len(calls) + self.facts.earlier}."
            if self.facts.earlier
            else ""
        )
        return f"{count}, from {first} to {last}.{more}"

    def key(self, signs: tuple[tuple[Sign, str], ...]) -> Key:
        """What the signs mean, and between which days the pictures run."""
        first, last = (self._day(call.begun) for call in (self.facts.calls[0], self.facts.calls[-1]))
        return (*signs, (None, f"left {first}, right {last}"))

    def goal(self, line: GoalLine) -> Item:
        """A goal with its whole life."""
        marks = [(step.place, _SIGN[step.what]) for step in line.passed if step.what in _SIGN]
        end = (is_done(line), line.ended)
        return Item(line.goal.text, (self._life(line),), picture=self._strip(line.begun, end, marks))

    def their_goal(self, line: GoalLine) -> Item:
        """A goal with its two ends, for the student."""
        # A call that is not among these may be another student's: of that nothing is told.
        end = self._end(line, "reached" if is_done(line) else "let go", elsewhere="")
        said = f"Set {self._day(line.goal.at)}{f', {end}' if end else ''}"
        return Item(line.goal.text, (said,), picture=self._strip(line.begun, (is_done(line), line.ended), []))

    def _life(self, line: GoalLine) -> str:
        """When it was set, what became of it at each catch-up, and how it stands."""
        before_its_end = (step for step in line.passed if step.what in _SAID and step.place != line.ended)
        told = [(self._day(step.at), _SAID[step.what]) for step in before_its_end]
        days = [
            f"{', '.join(dict.fromkeys(said for _, said in same))} {day}"
            for day, same in groupby(told, key=itemgetter(0))
        ]
        moves = line.times(GoalEvent.MOVED)
        moved = f", moved {_TIMES.get(moves, f'{moves} times')}" if moves else ""
        if line.ended is None:
            end = f"{self._open(line)}{moved}"
        else:
            end = self._end(line, "done" if is_done(line) else "let go") + moved
        return "; ".join([f"Set {self._day(line.goal.at)}", *days, end])

    def _open(self, line: GoalLine | TopicLine) -> str:
        if not line.begun:
            return "open in all of these calls"
        return f"open for {words.plural(self.facts.age(line), 'call')}"

    def _end(self, line: GoalLine, said: str, elsewhere: str = " in another call") -> str:
        if line.ended is None:
            return ""
        outside = elsewhere if line.elsewhere else " between calls"
        between = "" if line.ended % 2 else outside
        day = f" {self._day(line.closed_at)}" if line.closed_at else ""
        return f"{said}{day}{f',{between}' if between and day else between}"

    def _strip(self, begun: int, end: tuple[bool, int | None], marks: list[tuple[int, Sign]]) -> Strip:
        """The line of something that began at that place, and whether it ended well, and where."""
        well, ended = end
        last = 2 * len(self.facts.calls) if ended is None else ended
        final = Sign.OPEN if ended is None else Sign.DONE if well else Sign.DROPPED
        begin = [(begun, Sign.BEGUN)] if 0 < begun < last else []
        # One sign a place: what is last there counts.
        placed = dict([*begin, *((place, sign) for place, sign in marks if place != ended), (last, final)])
        return Strip(
            len(self.facts.calls),
            self._across(begun),
            self._across(last),
            tuple((self._across(place), sign) for place, sign in placed.items()),
        )

    def _across(self, place: int) -> float:
        """How far to the right: what goes on behind the last call goes a little beyond it, and so before the first."""
        calls = len(self.facts.calls)
        return min(1 + BEYOND, max(-BEYOND, (place - 1) / 2 / max(1, calls - 1)))

    def topic(self, line: TopicLine) -> Item:
        """A topic from its coming up to its being understood."""
        evidence = line.topic.evidence
        came = f"Came up {self._day(line.topic.at)}"
        if line.ended is None:
            so_far = "" if evidence is Evidence.NOT_CHECKED else f"; so far: {evidence.value}"
            said = f"{came}; {self._open(line)}{so_far}"
        else:
            how = evidence.value if evidence in (Evidence.EXPLAINED, Evidence.WITH_HINT) else "closed"
            said = f"{came}; {how}{f' {self._day(line.closed_at)}' if line.closed_at else ''}"
        return Item(line.topic.text, (said,), picture=self._strip(line.begun, (True, line.ended), []))

    def call(self, call: Call) -> Item:
        """A call in figures."""
        goals, topics = call.goals, call.topics
        of_goals = (
            *((goals.set, "set"), (goals.done, "done"), (goals.dropped, "let go"), (goals.partly, "in part")),
            *(
                (goals.missed, "missed"),
                (goals.moved, "moved"),
                (goals.between, "closed since the call before"),
            ),
        )
        of_topics = (
            *((topics.opened, "new"), (topics.closed, "understood")),
            (topics.between, "closed since the call before"),
        )
        said = (
            f"Goals: {counted(*of_goals, always=(goals.open, 'open afterwards'))}",
            f"Topics: {counted(*of_topics, always=(topics.open, 'open afterwards'))}",
            f"{words.about(call.actual)}, planned {words.about(call.planned)}",
        )
        signs = [Sign.DONE] * goals.done + [Sign.DROPPED] * goals.dropped + [Sign.OPEN] * goals.open
        return Item(self._day(call.begun), said, picture=Row(tuple(signs)))


def is_done(line: GoalLine) -> bool:
    """Return whether it was met in the end."""
    return line.goal.status is GoalStatus.DONE


def counted(*counts: tuple[int, str], always: tuple[int, str] | None = None) -> str:
    """Return the counts that are not nothing, and `always` the last of them: "3 set, 1 done, none open"."""
    said = [f"{count} {name}" for count, name in counts if count]
    if always:
        said.append(f"{always[0] or 'none'} {always[1]}")
    return ", ".join(said)


def section(line: SectionLine, longest: float) -> Item:
    """Return what a section took call by call; `longest` is the highest that a column is, in seconds."""
    taken = [took for took in line.took if took]
    planned = {took.planned for took in taken}
    if len(planned) == 1:
        said = f"Planned {format_duration(line.section.planned, line.section.open_ended)}"
    else:
        said = f"Planned {', '.join(_minutes(took.planned) if took else '-' for took in line.took)} min"
    actual = ", ".join(_minutes(took.actual) if took else "-" for took in line.took)
    heights = tuple((took.planned / longest, took.actual / longest) if took else None for took in line.took)
    return Item(line.section.title, (f"{said}; took {actual} min",), picture=Columns(heights))


def _minutes(seconds: float) -> str:
    """Full minutes, as everywhere; "0" where it was left out, "<1" below one."""
    full = int(seconds + 1e-6) // 60
    return "<1" if not full and seconds >= 1 else str(full)
