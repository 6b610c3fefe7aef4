"""Four weekly calls with Amal and two with a group, as they would be typed: the lines, the time that goes by, the days between.

The same lines go through either front end; `Story.calls` does what is done round them, and keeps what is known before each.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from mentorkit.cli.fit import Block
from mentorkit.cli.prep import gathered
from mentorkit.cli.prep_lines import blocks
from mentorkit.export import library_json
from mentorkit.plain import Plain, Signals
from mentorkit.planfile import load_plan, shipped_plans
from mentorkit.records import GoalStatus, Note, Profile, Session, Student, stepped
from mentorkit.runner import How, Runner, begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import START, FakeClock

_ADDED = START - timedelta(days=30)
AMAL = Student("amal", "Amal", _ADDED, Profile(rhythm=7, hours=4))
BILAL = Student("bilal", "بلال", _ADDED + timedelta(seconds=1))
CHI = Student("chi", "Chí", _ADDED + timedelta(seconds=2))


class Line(NamedTuple):
    """A line as it is typed, the seconds that go by before it, and what of it is kept."""

    seconds: float
    signs: str = ""
    """What chooses and commands: typed, and never kept as it is."""
    text: str = ""
    """What is kept."""
    kept: str = "{}"
    """How it is kept, where words of the program's stand before it."""
    whose: Student | None = None
    """In a group: whom it belongs to; None is the group."""

    @property
    def typed(self) -> str:
        return self.signs + self.text


@dataclass(frozen=True)
class Call:
    """A call, and what was noted and reached since the one before it."""

    name: str
    students: tuple[Student, ...]
    begins: timedelta
    """After the first one."""
    lines: tuple[Line, ...]
    noted: str = ""
    reached: str = ""

    def owner(self, line: Line) -> Student | None:
        """Return whom a line belongs to."""
        return self.students[0] if len(self.students) == 1 else line.whose


def by(whose: Student, *lines: Line) -> tuple[Line, ...]:
    """Return the lines as that student's in a group."""
    return tuple(line._replace(whose=whose) for line in lines)


ON = Line(4)
"""An empty line: on to the next prompt, and after the last one, twice, to the next section."""
LEAVE_OUT = Line(5, ".")
"""At a goal: without the rest of the short questions."""
AS_USUAL = Line(40, ".")
"""At the next call: the one that is proposed."""

FOGGY = "why the value behind return is lost"
ARRAYS = "finish the arrays exercise"
CHAPTER = "read chapter 3 of the book"
QUIZ = "build the whole quiz app"
SMALL_QUIZ = "build the first page of the quiz"
DEBUGGER = "try the debugger on exercise 2"
LINK = "send you the link to the cheat sheet"
THREE = "write three functions that return a value"
TABLE = "draw the multiplication table with two loops"
EXAMPLE = "ask the teacher for a second example"
MAP = "when to use map and when forEach"
TO_DO_LIST = "store the to-do list in the browser"
AWAIT = "لماذا لا يعمل await هنا"
NOTED = "wrote in the channel that the new laptop has arrived"

FIRST = Call(
    "first",
    (AMAL,),
    timedelta(0),
    (
        Line(240, "", "Has moved in with her sister, and the flat is quiet"),
        ON,
        Line(120, "", "Ask how the driving test on Friday went"),
        *(Line(150), ON),
        *(Line(30), ON),  # there are no goals yet
        Line(150, "", "Arrays: push and pop, and the first loops over them"),
        ON,
        Line(90, "y: ", "with two evenings to spare"),
        ON,
        Line(120, "", FOGGY),
        *(Line(60), ON),
        Line(500, "#6 ", "thinks that print hands the value back"),
        Line(300, "/remedy #6 ", "pair with Sara on Thursdays"),
        Line(200, "/goal ", DEBUGGER),
        Line(500, "6 n"),
        ON,
        Line(240, "", "  Read her own loop aloud, line by line, in a cafe\u0301 voice  "),
        ON,
        Line(
            60,
            "",
            "Wrote print instead of return three times; please give her one more exercise on return",
        ),
        *(Line(20), ON),
        Line(60, "", "about 4 hours"),
        Line(90, "", ARRAYS),
        Line(30, "", "you show me the last two, with a test each"),
        Line(10, "2"),
        Line(30, "", "everything later in the module builds on it"),
        Line(5),
        *(Line(60, "", CHAPTER), LEAVE_OUT),
        *(Line(60, "", QUIZ), LEAVE_OUT),
        *(ON, Line(30, "", LINK)),
        *(Line(20), ON),
        *(Line(40, "1"), ON),
        *(AS_USUAL, ON),
        Line(60, "", "You found the missing bracket by yourself, by counting them aloud"),
        *(Line(30), ON),
    ),
)

SECOND = Call(
    "second",
    (AMAL,),
    timedelta(days=7, minutes=4),
    (
        Line(300, "", "The driving test went well; her brother visits in May"),
        ON,
        Line(200, "", "Ask how the weekend at the lake was"),
        Line(60, "/next"),
        *(Line(30, "m ", "the exercise was taken out of the course"), Line(10, "drop")),
        Line(40, "d ", "it took two evenings"),
        *(Line(40, "m ", "was ill for three days"), Line(20, "keep")),
        *(Line(40, "p ", "the drawing is there, and no code yet"), Line(30, "shrink ", SMALL_QUIZ)),
        Line(15, "d"),
        Line(20, "/next"),
        Line(100, "", "Functions that get other functions"),
        ON,
        Line(60, "l ", "the test cases were not clear"),
        ON,
        Line(60, "", "all clear"),
        *(Line(30), ON),
        Line(1200, "h"),
        ON,
        Line(300, "", "Needed the question what comes back, and then changed all four by herself"),
        ON,
        Line(
            90,
            "#6 ",
            "could return it after one hint; another pairing with Sara would help",
            f"{FOGGY}: {{}}",
        ),
        *(Line(60), ON),
        Line(60, "", "around 3 hours"),
        Line(90, "", THREE),
        LEAVE_OUT,
        *(ON, Line(20), ON),
        *(Line(40, "2 #6"), ON),
        *(AS_USUAL, ON),
        Line(30, "1"),
        *(Line(30), ON),
    ),
)

THIRD = Call(
    "third",
    (AMAL,),
    timedelta(days=14),
    (
        Line(300, "", "Back from the lake, a little tired"),
        ON,
        Line(200, "", "Ask whether her parents liked the photos"),
        Line(90, "/next"),
        Line(60, "d ", "read on the train"),
        *(Line(50, "p ", "two of the three work"), Line(20, "keep")),
        Line(20, "/next"),
        Line(120, "", "Array methods, the first half"),
        ON,
        Line(60, "y: ", "and the bonus too"),
        ON,
        Line(90, "", MAP),
        *(Line(30), ON),
        Line(900, "3 e"),
        Line(300, "#9 ", "used map to print and threw the new array away"),
        *(Line(30, "9 n"), Line(30, "/remedy #9 4")),
        ON,
        Line(200, "", "Explained return to me as if I were new to it"),
        ON,
        Line(60, "", "Named the index and the length of the loop without help; ready for nested loops"),
        *(Line(30), ON),
        Line(40, "", "5 hours"),
        Line(60, "", TABLE),
        *(Line(10), Line(5), Line(5), Line(15, "friday")),
        ON,
        Line(30, "", EXAMPLE),
        *(Line(20), ON),
        *(Line(40, "3"), ON),
        *(AS_USUAL, ON),
        Line(30, "3"),
        *(Line(30), ON),
    ),
    noted=NOTED,
    reached=SMALL_QUIZ,
)

GROUP_ONE = Call(
    "first of the group",
    (AMAL, BILAL, CHI),
    timedelta(days=17, minutes=-60),
    (
        Line(200, "", "All three want to build something together"),
        Line(10, "/who chi"),
        *by(CHI, Line(40, "", "Chí has a new job at the bakery")),
        Line(10, "/who all"),
        ON,
        Line(60, "", "Ask how the evening at the museum was"),
        *(Line(60), ON),
        *(Line(60), ON, ON, Line(30)),  # Amal's three goals stay open: they are for her own call
        *by(AMAL, Line(60, "", "Promises, and one example with a timer"), ON),
        *by(AMAL, Line(30, "n ", "the laptop was at the repair shop"), ON, ON),
        *by(CHI, Line(60, "", "Async functions in the browser"), ON),
        *by(CHI, Line(30, "y: ", "both exercises, on Sunday"), ON),
        *by(CHI, Line(40, "", "what async puts into the promise"), ON),
        *by(BILAL, Line(60, "", "الوعود في جافا سكريبت"), ON),
        *by(BILAL, Line(30, "l ", "the bus was late every day"), ON),
        *by(BILAL, Line(40, "", AWAIT), *(Line(20), ON)),
        *by(CHI, Line(900, "#13 ", "looked it up in the documentation")),
        Line(20, "13 h"),
        *by(BILAL, Line(300, "/remedy #17 ", "stay ten minutes longer with the teacher")),
        ON,
        Line(300, "", "They explained the error message to each other"),
        ON,
        Line(20, "/who بل"),
        *by(
            BILAL, Line(40, "", "Forgot await before fetch twice; another example with async would help him")
        ),
        *(Line(20), ON),
        Line(20, "/who chi"),
        *by(CHI, Line(20, "", "6 hours")),
        *by(CHI, Line(40, "", TO_DO_LIST), LEAVE_OUT),
        Line(10, "/who بل"),
        *by(BILAL, Line(40, "", "اقرأ الفصل الثاني"), LEAVE_OUT),
        *(Line(20, "/who all"), ON, ON, ON),
        *(Line(40, "4"), ON),
        *(AS_USUAL, ON),
        Line(30, "1"),
        *(Line(30), ON),
    ),
)

FOURTH = Call(
    "fourth",
    (AMAL,),
    timedelta(days=21, minutes=2),
    (
        Line(300, "", "Her parents framed two of the photos"),
        ON,
        Line(200, "", "Ask what she planted on the balcony"),
        Line(60, "/next"),
        Line(40, "d"),
        *(Line(40, "m ", "the week was full"), Line(20, "keep")),
        Line(20, "d"),
        Line(20, "/next"),
        Line(120, "", "Array methods, the second half"),
        *(ON, Line(30, "y"), ON),
        *(Line(30), ON),
        Line(1500, "e"),
        ON,
        Line(300, "", "Chose forEach for printing and said why"),
        ON,
        Line(60, "", "Explained the callback of map in her own words; could try the reduce exercise alone"),
        *(Line(30), ON),
        Line(40, "", "~ 7 hours"),
        Line(60, "", "write the game of eleven sticks"),
        LEAVE_OUT,
        *(ON, Line(20), ON),
        *(ON, AS_USUAL, ON),
        Line(60, "", "You chose the right method without being asked"),
        *(Line(30), ON),
    ),
)

GROUP_TWO = Call(
    "second of the group",
    (AMAL, BILAL, CHI),
    timedelta(days=31, minutes=-57),
    (
        Line(300, "", "The museum was closed, so they went for soup"),
        *(ON, Line(200), ON),
        Line(60),
        *by(CHI, Line(40, "d")),
        *by(BILAL, Line(40, "m ", "no book at the library"), Line(20, "keep")),
        *(Line(20), Line(10)),
        *by(CHI, Line(60, "", "Fetching from a server"), ON, Line(30, "y"), ON, ON),
        *by(BILAL, Line(60, "", "Errors in promises"), ON, Line(30, "y: ", "three of three"), ON, ON),
        *by(AMAL, Line(60, "", "Reduce, with sums"), ON, Line(30, "y: ", "in one evening"), ON),
        *(Line(20), ON),
        Line(900, "/next"),
        Line(300, "/next"),
        *(Line(40, "3"), ON),
        *(AS_USUAL, ON),
        Line(30, "", "You waited for each other, and nobody was left behind"),
        *(Line(30), ON),
    ),
)

CALLS = (FIRST, SECOND, THIRD, GROUP_ONE, FOURTH, GROUP_TWO)


@dataclass
class Story:
    """The calls, one after the other, and what was known and said on the way."""

    store: Store
    clock: FakeClock = field(default_factory=FakeClock)
    preps: dict[str, list[Block]] = field(default_factory=dict)
    """What `prep` says an hour before each call, by the call's name."""
    said: dict[str, list[str]] = field(default_factory=dict)
    """What the front end by lines said in each call."""

    def calls(self) -> Iterator[tuple[Call, Runner]]:
        """Begin each call in turn; it has ended when the next one is asked for."""
        plan = load_plan(shipped_plans() / "default.yaml")
        for student in (AMAL, BILAL, CHI):
            self.store.add_student(student, student.added_at)
        for call in CALLS:
            self._between(call)
            yield (
                call,
                begin(self.store, plan, call.students, clock=self.clock, zone=UTC, settings=Settings()),
            )
        self._go_to(START + timedelta(days=32))
        self.preps["afterwards"] = self.prep(AMAL)

    def _between(self, call: Call) -> None:
        if call.noted:
            self._go_to(START + call.begins - timedelta(days=4))
            note = Note("between", 1, self.clock.utc, call.noted, student=AMAL.id)
            self.store.save_between([note], self.clock.utc)
        if call.reached:
            self._go_to(START + call.begins - timedelta(days=2))
            goal = next(goal for goal in self.store.all_open_goals() if goal.text == call.reached)
            done = stepped(goal, self.clock.utc, None, status=GoalStatus.DONE)
            self.store.save_between([done], self.clock.utc)
        self._go_to(START + call.begins - timedelta(hours=1))
        self.preps[call.name] = self.prep(*call.students)
        self._go_to(START + call.begins)

    def _go_to(self, moment: datetime) -> None:
        self.clock.advance((moment - self.clock.utc).total_seconds())

    def prep(self, *students: Student) -> list[Block]:
        """Return what `prep` says now."""
        return blocks(gathered(self.store, students, self.clock.utc), self.clock.utc)

    @property
    def sessions(self) -> dict[str, Session]:
        """The recorded sessions by the names of their calls."""
        ids = self.store.session_ids()
        return {
            call.name: self.store.session(session_id) for call, session_id in zip(CALLS, ids, strict=True)
        }

    @property
    def steady(self) -> dict[str, Session]:
        """The recorded sessions by the names of their calls, with ids that are the same each time the story is played."""
        known = self.sessions
        ids = {
            session.id: f"{session.id.rpartition('-')[0]}-{number:06}"
            for number, session in enumerate(known.values(), 1)
        }
        return {name: _with_ids(session, ids) for name, session in known.items()}

    @property
    def kept(self) -> dict[str, Any]:
        """Everything in the store by the names of its parts, and the sessions by the names of their calls in place of their ids."""
        text = library_json(self.store.library())
        for name, session in self.sessions.items():
            text = text.replace(session.id, name)
        data: dict[str, Any] = json.loads(text)
        return data | {session["id"]: session for session in data.pop("sessions")}


def _with_ids(value: Any, ids: dict[str, str]) -> Any:
    """Return the value with other ids, wherever in it they are: records' ids begin with those of their sessions."""
    if type(value) is str:  # and not one of a fixed set of words
        for old, new in ids.items():
            value = value.replace(old, new)
        return value
    if isinstance(value, tuple):
        return tuple(_with_ids(each, ids) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _with_ids(getattr(value, f.name), ids) for f in fields(value)})
    return value


class _Script:
    """The lines of a call, with time going by before each."""

    interactive = True
    edits = False

    def __init__(self, call: Call, clock: FakeClock, said: list[str]) -> None:
        self._lines, self._clock, self._said = list(call.lines), clock, said

    def read(self, label: str, draft: str, keep: Callable[[str], None]) -> str | None:
        assert not draft, f"refused: {draft!r}, {self._said[-1]}"
        assert self._lines, self._said[-5:]
        line = self._lines.pop(0)
        self._clock.advance(line.seconds)
        self._said.append(label + line.typed)
        return line.typed

    @property
    def left(self) -> list[Line]:
        return self._lines


def by_lines(path: Path) -> Story:
    """Play the story by lines into a new store, which the caller closes."""
    story = Story(Store.writer(path))
    for call, runner in story.calls():
        said = story.said[call.name] = []
        script = _Script(call, story.clock, said)
        assert Plain(runner, script, said.append, Signals()).run() is How.ENDED
        assert not script.left, call.name
    return story
