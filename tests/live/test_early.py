"""What is typed before a page, a dialog or a line is there: nothing of it is lost, and it goes where it was meant for."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.events import AppBlur, Event, Key, Paste
from textual.pilot import Pilot

from mentorkit.live.app import LiveApp
from mentorkit.live.dialogs import Choice
from mentorkit.live.entry import Entry
from mentorkit.live.panes import Line
from mentorkit.live.planner import PlannerApp
from mentorkit.records import Session
from mentorkit.runner import How, Runner, begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import FakeClock
from tests.flow.cases import ADA, the_plan
from tests.live.test_planner import app as planner
from tests.live.test_planner import titles
from tests.programs import Mentor

if sys.platform != "win32":
    from tests.live.terminal import terminal

F1, F5, F6 = Key("f1", None), Key("f5", None), Key("f6", None)


def typed(text: str) -> list[Event]:
    """The keys of a text, "\\r" for Enter and "\\x1b" for Esc."""
    named = {"\r": "enter", "\x1b": "escape", "\x15": "ctrl+u", " ": "space"}
    return [Key(named.get(sign, sign), sign) for sign in text]


def post(app: App[Any], *parts: Event | str) -> None:
    """Have keys and pastes arrive at once, as from a terminal's buffer."""
    for part in parts:
        for event in typed(part) if isinstance(part, str) else [part]:
            app.post_message(event)


def texts(session: Session) -> list[str]:
    return [record.text for record in session.records]


# ---- a call


@pytest.mark.parametrize(
    "early", [("first\rseco",), (Paste("first\nseco"),), (Paste("fir"), "st\r", Paste("se"), "co")]
)
async def test_what_is_typed_or_pasted_before_the_page_is_there_stands_in_the_line(
    runner: Runner, early: tuple[Event | str, ...]
) -> None:
    app = LiveApp(runner)
    post(app, *early)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert texts(runner.session) == ["first"]
        assert app.screen.query_one(Entry).text == "seco"


async def test_what_is_typed_before_the_page_is_there_follows_the_draft(runner: Runner) -> None:
    runner.keep_draft("half a thou")
    app = LiveApp(runner)
    post(app, "ght\r")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert texts(runner.session) == ["half a thought"]


async def test_each_reader_in_turn_is_chosen_by_the_key(runner: Runner) -> None:
    app = LiveApp(runner)
    async with app.run_test(size=(80, 24)) as pilot:
        seen = []
        for _ in range(4):
            post(app, Key("f3", None))
            await pilot.pause()
            seen.append(str(runner.ask().audience))
        assert seen == ["student", "team", "mentor", "student"]
        post(app, "a line\r")
        await pilot.pause()
        assert [(note.text, str(note.audience)) for note in runner.session.notes] == [("a line", "student")]


async def test_where_the_page_fails_the_half_typed_line_is_kept(
    runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object) -> None:
        raise RuntimeError("the page is broken")

    app = LiveApp(runner)
    monkeypatch.setattr("mentorkit.live.session.SessionScreen.action_hint", broken)

    async def run() -> None:
        async with app.run_test(size=(80, 24)) as pilot:
            post(app, "half a thought", Key("f9", None))
            await pilot.pause()

    with pytest.raises(RuntimeError):
        await run()
    assert app.failure
    assert runner.draft == "half a thought"


@pytest.mark.parametrize(
    "refused", ["/remdy talk to her\nShe cried about her mother", "/notee she cried about her mother"]
)
async def test_words_behind_a_command_that_is_refused_stay_with_what_is_typed_next(
    runner: Runner, refused: str
) -> None:
    app = LiveApp(runner)
    async with app.run_test(size=(80, 24)) as pilot:
        post(app, Paste(refused), "\r", "/note")
        await pilot.pause()
        assert "cried about her mother" in app.screen.query_one(Entry).text


async def test_a_command_that_is_refused_gives_way_to_the_next_one(runner: Runner) -> None:
    app = LiveApp(runner)
    async with app.run_test(size=(80, 24)) as pilot:
        post(app, "/goto 99\r", "/goto 2\r")
        await pilot.pause()
        assert app.screen.query_one(Entry).text == ""
        current = runner.view().current
        assert current == runner.session.plan.sections[1]


async def test_why_a_line_of_a_paste_was_refused_is_told_last(runner: Runner) -> None:
    app = LiveApp(runner)
    async with app.run_test(size=(80, 24)) as pilot:
        post(app, Paste("good a\n/bogus x\ngood b\n"))
        await pilot.pause()
        assert texts(runner.session) == ["good a", "good b"]
        assert app.screen.query_one(Entry).text.strip() == "/bogus x"
        assert "bogus" in str(app.screen.query_one("#status").render())


@pytest.mark.parametrize(
    ("burst", "minutes"),
    [
        (("half", F6, "\r", " a line"), 5),
        (("half", F6, "\r\r", " a line"), 5),  # pressed twice it is one answer
        (("half", F6, Key("down", None), "\r", " a line"), 10),
        (("half", F6, "\x1b", " a line"), 0),
        (("half", F6, " a line"), 0),
        (("half", F6, Paste(" a line")), 0),
        (("half", F1, "\x1b", " a line"), 0),
        (("half", F1, Key("down", None), "\r", " a line"), 0),
        (("half", F1, Paste(" a line")), 0),
    ],
)
async def test_keys_that_follow_the_one_that_opens_a_dialog_are_its_own_and_text_is_the_line_s(
    runner: Runner, burst: tuple[Event | str, ...], minutes: int
) -> None:
    app = LiveApp(runner)
    async with app.run_test(size=(80, 24)) as pilot:
        before = runner.view().section_remaining
        post(app, *burst)
        await pilot.pause()
        assert app.screen.query_one(Entry).text == "half a line"
        assert runner.view().section_remaining - before == minutes * 60
        assert not texts(runner.session)
        post(app, "\r")
        await pilot.pause()
        assert texts(runner.session) == ["half a line"]


async def test_enter_counts_again_once_the_dialog_is_gone_from_the_screen(runner: Runner) -> None:
    app = LiveApp(runner)
    async with app.run_test(size=(80, 24)) as pilot:
        post(app, "a note", F6, "\r")
        await pilot.pause()
        post(app, "\r")
        await pilot.pause()
    assert texts(runner.session) == ["a note"]


@pytest.fixture
def short_of_time(store: Store) -> Runner:
    """A call that cannot fit before its end: the page asks at the start what to leave out."""

    def until(now: datetime) -> datetime:
        return now + timedelta(minutes=20)

    return begin(store, the_plan(), (ADA,), clock=FakeClock(), zone=UTC, settings=Settings(), until=until)


async def _asked(pilot: Pilot[How]) -> None:
    for _ in range(100):
        if isinstance(pilot.app.screen, Choice):
            return
        await pilot.pause()
    pytest.fail("it was never asked")


async def test_a_question_that_comes_up_by_itself_takes_nothing_that_was_typed_before_it_was_seen(
    short_of_time: Runner,
) -> None:
    app = LiveApp(short_of_time)
    late = [*typed("a note\rand an"), Paste("other"), *typed("\r")]
    post(app, "begun ")
    async with app.run_test(size=(80, 24)) as pilot:
        await _asked(pilot)
        post(app, *late)  # typed long ago, and on a busy machine only heard of now
        await pilot.pause()
        assert texts(short_of_time.session) == ["begun a note", "and another"]
        assert isinstance(app.screen, Choice)
        await pilot.press("enter")
        assert not isinstance(app.screen, Choice)
        await pilot.press("enter")
    assert texts(short_of_time.session) == ["begun a note", "and another"]


async def test_who_does_not_see_the_question_at_the_start_loses_nothing(short_of_time: Runner) -> None:
    app = LiveApp(short_of_time)
    async with app.run_test(size=(80, 24)) as pilot:
        await _asked(pilot)
        await pilot.press(*"note", "enter")
        assert not isinstance(app.screen, Choice)
    assert texts(short_of_time.session) == ["note"]


async def test_what_is_left_out_is_so_before_the_next_key_counts(short_of_time: Runner) -> None:
    app = LiveApp(short_of_time)
    async with app.run_test(size=(80, 24)) as pilot:
        await _asked(pilot)
        post(app, Key("down", None), "\r", "/undo\r")
        await pilot.pause()
        assert "Taken back: skip" in str(app.screen_stack[0].query_one("#status", Line).content)


async def test_a_paste_into_a_window_that_another_had_the_focus_of_is_not_lost(runner: Runner) -> None:
    app = LiveApp(runner)
    async with app.run_test(size=(80, 24)) as pilot:
        post(app, AppBlur(), Paste("pasted\n"), AppBlur(), "typed\r")
        await pilot.pause()
    assert texts(runner.session) == ["pasted", "typed"]


# ---- the page of a new plan


WHOLE = "short call\r\rdaCode review\r20\rqWhat surprised you?\rqWhat would you change?\rs"
MADE = [
    ("Goal catch-up", 5), ("Code review", 20), ("Recap & orientation", 10), ("Technical mentoring", 30),
    ("Goal setting", 10), ("Wrap up", 5),
]  # fmt: skip


def _check_made(app: PlannerApp) -> None:
    draft = app.return_value
    assert draft is not None
    assert titles(draft.plan) == MADE
    assert [prompt.text for prompt in draft.plan.sections[1].prompts] == [
        "What surprised you?",
        "What would you change?",
    ]


@pytest.mark.parametrize("when", ["before the page is there", "at once"])
async def test_a_plan_is_typed_as_fast_as_anybody_can(when: str) -> None:
    page = planner()
    if when == "before the page is there":
        post(page, WHOLE)
    async with page.run_test(size=(80, 24)) as pilot:
        if when == "at once":
            post(page, WHOLE)
        await pilot.pause()
    _check_made(page)


async def test_what_is_typed_behind_a_line_that_closes_is_a_key_of_the_table_and_text_of_the_next_line() -> (
    None
):
    page = planner()
    async with page.run_test(size=(80, 24)) as pilot:
        post(page, "x\r\r", "rHello\x15Hi\r", "d", "u", "r\x15drop\x1b", "rs and d\x15\x1b", "s")
        await pilot.pause()
    assert page.return_value is not None
    assert page.return_value.plan.sections[0].title == "Hi"
    assert len(page.return_value.plan.sections) == 6


async def test_text_over_a_question_of_the_page_is_no_key_of_the_table() -> None:
    page = planner()
    async with page.run_test(size=(80, 24)) as pilot:
        post(page, "x\r\rd\x1b", "ddd", Paste("dd"), "\r", "s")  # Esc asks; Enter stays
        await pilot.pause()
    assert page.return_value is not None
    assert len(page.return_value.plan.sections) == 5


async def test_another_name_is_typed_at_once() -> None:
    page = planner(frozenset({"x"}))
    async with page.run_test(size=(80, 24)) as pilot:
        post(page, "x\r\rs\r\x15other\rs")
        await pilot.pause()
    assert page.return_value is not None
    assert page.return_value.plan.title == "other"


async def test_a_paste_on_the_page_goes_into_the_open_line_only() -> None:
    page = planner()
    async with page.run_test(size=(80, 24)) as pilot:
        post(page, Paste("short"), " call\r\r", Paste("ddd"), "r\x15", Paste("Hi"), "\rs")
        await pilot.pause()
    assert page.return_value is not None
    assert page.return_value.plan.title == "short call"
    assert page.return_value.plan.sections[0].title == "Hi"
    assert len(page.return_value.plan.sections) == 6


# ---- in a terminal

pseudo_terminal = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path / "home")


def notes(mentor: Mentor) -> list[str]:
    session = mentor.mentorkit("export", "--format", "json").json["session"]
    return [note["text"] for note in session["notes"]]


STARTS = {"before it has started": b"", "as soon as the screen is its own": b"\x1b[?1049h"}


@pseudo_terminal
@pytest.mark.parametrize("shown", STARTS.values(), ids=STARTS)
def test_a_call_keeps_what_was_typed(mentor: Mentor, shown: bytes) -> None:
    with terminal(mentor.home, "run", "Ada", ahead="" if shown else "a note\ranother\r/end\r") as run:
        if shown:
            run.until(lambda: shown in run.raw)
            run.send("a note\ranother\r/end\r")
        assert run.wait() == 0
        assert run.left_on() == set()
    assert notes(mentor) == ["a note", "another"]


@pseudo_terminal
def test_a_call_that_is_resumed_keeps_what_was_typed_before_it_has_started(mentor: Mentor) -> None:
    mentor.mentorkit("run", "Ada", "--plain", typed="saved\n/quit\n")
    with terminal(mentor.home, "run", "--resume", ahead="half a thou") as run:
        run.expect("mentor> half a thou")
        run.send("\x03")
        run.expect("once more leaves")
        run.send("\x03")
        run.wait()
    with terminal(mentor.home, "run", "--resume", ahead="ght\r/end\r") as run:
        assert run.wait() == 0
    assert notes(mentor) == ["saved", "half a thought"]


@pseudo_terminal
def test_a_late_start_that_was_answered_ahead_keeps_what_was_typed_behind_the_answer(mentor: Mentor) -> None:
    with terminal(mentor.home, "run", "Ada", "--until", "40 min", ahead="k\ra note\rmore") as run:
        run.expect(r"Leave something out")
        run.expect("mentor> more")
        run.send("\r")
        run.until(lambda: "Leave something out" not in run.text)
        run.send("\r/end\r")
        assert run.wait() == 0
    assert notes(mentor) == ["a note", "more"]


@pseudo_terminal
@pytest.mark.parametrize("shown", STARTS.values(), ids=STARTS)
def test_a_plan_is_what_was_typed(mentor: Mentor, shown: bytes) -> None:
    with terminal(mentor.home, "new-plan", ahead="" if shown else WHOLE) as run:
        if shown:
            run.until(lambda: shown in run.raw)
            run.send(WHOLE)
        assert run.wait() == 0
        assert run.left_on() == set()
    found = mentor.mentorkit("plans", "short-call", "--json").json["plan"]
    assert [(section["title"], section["planned"] // 60) for section in found["sections"]] == MADE


@pseudo_terminal
def test_what_is_typed_while_the_editor_is_open_and_not_read_by_it_stands_in_the_line(
    mentor: Mentor, tmp_path: Path
) -> None:
    editor = tmp_path / "ed.py"
    editor.write_text(
        "import pathlib, sys, time\n"
        "here = pathlib.Path(__file__).parent\n"
        "pathlib.Path(sys.argv[-1]).write_text('a long note')\n"
        "(here / 'open').touch()\n"
        "while not (here / 'done').exists(): time.sleep(0.02)\n"
    )
    with terminal(mentor.home, "run", "Ada", EDITOR=f"{sys.executable} {editor}") as run:
        run.expect("mentor> ")
        run.send("\x1b[24~")  # F12
        run.until((tmp_path / "open").exists)
        run.send("typed meanwhile\rhalf")
        (tmp_path / "done").touch()
        run.expect("#2 mentor: typed meanwhile")
        run.expect("mentor> half")
    assert notes(mentor) == ["a long note", "typed meanwhile"]


_READER = """
import os, pathlib, sys, termios, tty
tty.setcbreak(0, termios.TCSANOW)
read = b""
while not read.endswith(b"."):
    read += os.read(0, 100)
(pathlib.Path(__file__).parent / "read").write_bytes(read)
"""


@pseudo_terminal
def test_no_key_is_lost_between_the_line_and_the_editor_that_opens(mentor: Mentor, tmp_path: Path) -> None:
    editor, read = tmp_path / "ed.py", tmp_path / "read"
    editor.write_text(_READER)
    with terminal(mentor.home, "run", "Ada", EDITOR=f"{sys.executable} {editor}") as run:
        run.expect("mentor> ")
        run.send("\x1b[24~")  # F12
        sent = ""
        while b"\x1b[?1049l" not in run.raw:
            sent += f"{len(sent) % 10}"
            run.send(sent[-1])
            run.pump(0.01)
        run.send(".")
        run.expect("Nothing was written")
        edited = read.read_text()
        assert edited
        run.expect(rf"mentor> {sent[: len(sent) + 1 - len(edited)]}\s")
    assert sent.endswith(edited[:-1])


async def test_several_lines_pasted_into_a_question_of_the_page_are_one() -> None:
    page = planner()
    async with page.run_test(size=(80, 24)) as pilot:
        post(page, Paste("my\r\nown call\n"), "\r\r", "r\x15", Paste("Hi \n there"), "\rs")
        await pilot.pause()
    assert page.return_value is not None
    assert page.return_value.plan.title == "my own call"
    assert page.return_value.plan.sections[0].title == "Hi there"
