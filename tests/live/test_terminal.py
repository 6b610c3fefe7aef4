"""The full screen in a real terminal: every way to end, sizes, pastes, hostile text, and what is saved."""

import re
import signal
import sys
from pathlib import Path

import pytest

from mentorkit.store import Store
from tests.programs import Mentor

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX's", allow_module_level=True)

from tests.live.terminal import Terminal, terminal


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def notes(home: Path) -> list[str]:
    session = Mentor(home).mentorkit("export", "--format", "json").json["session"]
    return [note["text"] for note in session["notes"]]


def kept_draft(home: Path) -> str:
    store = Store.reader(home / ".local/share/mentorkit/mentorkit.db")
    assert store is not None
    with store:
        return store.draft(store.session_ids()[-1])


def _ready(run: Terminal) -> None:
    run.expect("mentor> ")


def _note(run: Terminal, text: str) -> None:
    run.send(text + "\r")
    run.expect(f"✓ #\\d+ mentor: {text}")


def test_one_glance_says_section_time_standing_and_what_to_ask(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        assert "Section 1 of 6: Welcome & chit chat" in run.text
        assert "left" in run.text
        assert "on time" in run.screen.display[0]
        assert "Ada" in run.screen.display[0]
        assert "What are they telling you about their life?" in run.text
        assert "F5 next" in run.screen.display[-1]


def _end(run: Terminal, how: str) -> int:
    match how:
        case "end":
            run.send("/end\r")
        case "quit":
            run.send("/quit\r")
        case "ctrl-c":
            run.send("\x03")
            run.expect("once more leaves")
            run.send("\x03")
        case "term":
            run.process.send_signal(signal.SIGTERM)
        case "hup":
            run.process.send_signal(signal.SIGHUP)
    return run.wait()


@pytest.mark.parametrize(
    ("how", "code"), [("end", 0), ("quit", 0), ("ctrl-c", 130), ("term", 143), ("hup", 129)]
)
def test_each_way_to_end_restores_the_terminal_and_keeps_everything(home: Path, how: str, code: int) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        _note(run, "a note to keep")
        assert run.left_on() >= {"alternate screen", "mouse", "raw input"}
        assert _end(run, how) == code
        assert run.left_on() == set()
        assert "Traceback" not in run.text
    assert notes(home) == ["a note to keep"]


def test_what_is_pasted_behind_the_end_is_named_and_not_lost_in_silence(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        run.send("\x1b[200~a note\r/end\rone more thing\rand another\x1b[201~")
        run.expect("NOT ENTERED, the session is over: one more thing")
        run.expect("NOT ENTERED, the session is over: and another")
        assert run.wait() == 0
    assert notes(home) == ["a note"]


@pytest.mark.parametrize("front", [[], ["--plain"]], ids=["full screen", "by lines"])
def test_a_window_that_is_closed_ends_the_program_with_everything_kept(home: Path, front: list[str]) -> None:
    with terminal(home, "run", "Ada", *front) as run:
        run.expect("mentor>")
        run.send("a note to keep\r")
        run.expect("✓ #1")
        run.send("half a li")
        # By lines the terminal's going away empties the line before anybody can look: what is 0.3 s old is kept.
        run.until(lambda: kept_draft(home) == "half a li")
        assert run.hang_up() == 129
    assert notes(home) == ["a note to keep"]
    with terminal(home, "run", "--resume") as run:  # nothing of the first run keeps the store for itself
        run.expect("Draft restored")
        run.expect("mentor> half a li")


@pytest.mark.parametrize("how", ["term", "hup", "kill"])
def test_the_half_typed_line_comes_back(home: Path, how: str) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        _note(run, "saved")
        run.send("half a thou")
        run.expect("half a thou")
        if how == "kill":
            _until_kept(home)
            run.process.send_signal(signal.SIGKILL)
            run.process.wait()
        else:
            _end(run, how)
    with terminal(home, "run", "--resume") as run:
        run.expect(r"Recovered 1 note, last \d\d:\d\d\. Draft restored\.")
        run.expect("mentor> half a thou")
        run.send("ght\r")
        run.expect("✓ #2 mentor: half a thought")
    assert notes(home) == ["saved", "half a thought"]


def _until_kept(home: Path) -> None:
    import sqlite3
    import time

    path = home / ".local/share/mentorkit/mentorkit.db"
    end = time.monotonic() + 10  # noqa: TID251
    while time.monotonic() < end:  # noqa: TID251
        db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        found = db.execute("SELECT text FROM draft").fetchall()
        db.close()
        if found == [("half a thou",)]:
            return
    pytest.fail("the draft was never kept")


def test_twenty_notes_in_one_burst_are_stored_exactly(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        run.send("".join(f"burst {n} of twenty\r" for n in range(20)))
        run.expect("#20 mentor: burst 19 of twenty")
    assert notes(home) == [f"burst {n} of twenty" for n in range(20)]


def test_keys_of_one_burst_count_in_the_order_in_which_they_were_typed(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        run.send("helo\x7flo\rfirst\x1b[15~\x15second\r\x1b[15~third\x01x \r")
        run.expect("#3 mentor: x third")
    session = Mentor(home).mentorkit("export", "--format", "json").json["session"]
    found = [(note["text"], note["section"]) for note in session["notes"]]
    assert found == [("hello", "welcome"), ("second", "catch-up"), ("x third", "catch-up")]


def test_a_paste_of_lines_is_a_record_each_and_what_follows_the_last_stays(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        run.send("\x1b[200~one\ntwo\nthree\x1b[201~")
        run.expect("#2 mentor: two")
        run.expect("mentor> three")
        run.send("\r")
        run.expect("#3 mentor: three")
    assert notes(home) == ["one", "two", "three"]


HOSTILE = [
    "[/]",
    "[link=x]y[/link]",
    "[bold]x",
    "👩\u200d👩\u200d👧 family",
    "علی\u200cرضا \u200fx",
    "e\u0301 and \u00a0 blank",
    "日本語",
]


def test_any_text_is_taken_as_it_was_typed_and_breaks_nothing(home: Path) -> None:
    from mentorkit.text import normalise

    with terminal(home, "run", "🌻🌻") as run:
        _ready(run)
        for number, text in enumerate(HOSTILE, 1):
            run.send(text + "\r")
            run.expect(f"#{number} mentor")
        run.send("\x1b[200~\x1b[31mred \x07 bell\x1b[201~\r")
        run.expect(f"#{len(HOSTILE) + 1} mentor")
        assert "Traceback" not in run.text
    stored = notes(home)
    assert stored[: len(HOSTILE)] == [normalise(text) for text in HOSTILE]


def test_a_line_of_20000_characters_is_kept_and_a_longer_one_stays_in_the_input(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        run.send("\x1b[200~" + "x" * 20_001 + "\x1b[201~\r")
        run.expect("20,001", 30)
        run.send("\x7f\r")
        run.expect("mentor> +\n", 30)
    assert notes(home) == ["x" * 20_000]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 15), (40, 10), (20, 5), (1, 1)])
def test_at_every_size_notes_are_taken(home: Path, size: tuple[int, int]) -> None:
    with terminal(home, "run", "Ada", size=size) as run:
        run.send("a note\r/end\r")
        assert run.wait() == 0
    assert notes(home) == ["a note"]


def test_a_resize_while_typing_loses_nothing(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        for size in ((100, 30), (50, 12), (132, 50), (80, 24)):
            run.send("more ")
            run.resize(*size)
            run.process.send_signal(signal.SIGWINCH)
            run.pump(0.2)
        run.send("\r")
        run.expect("#1 mentor: more more more more")
    assert notes(home) == ["more more more more"]


def test_keys_move_the_clock_and_leave_the_line_alone(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        run.send("half ")
        run.send("\x1b[15~")  # F5
        run.expect("Section 2 of 6")
        run.send("\x1b[15~")
        run.expect("has just begun. F5 once more goes on")
        run.send("\x1b[15~")
        run.expect("Section 3 of 6")
        run.send("\x1b[19~")  # F8
        run.expect("Taken back: next")
        run.send("\x1bOS")  # F4
        run.expect("Section 1 of 6")
        run.send("\x1bOQ")  # F2
        run.expect("paused")
        run.send("typed\r")
        run.expect("#1 mentor: half typed")


def test_one_key_hides_what_is_not_for_the_student(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        _note(run, "private words")
        run.send("/student well done\r")
        run.expect("student: well done")
        run.send("\x1b[18~")  # F7
        run.expect("HIDDEN")
        assert "private words" not in run.text
        assert "well done" in run.text
        run.send("\x1b[18~")
        run.expect("private words")


def test_more_time_shows_its_price_first(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        run.send("kept \x1b[17~")  # F6
        run.expect("More time here")
        run.expect("the call ends 5 min later")
        run.send("\r")
        run.expect(r"5 min behind")
        run.expect("mentor> kept")


def test_help_opens_and_any_key_closes_it_and_does_nothing_else(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        run.send("\x1bOP")
        run.expect("everything that can be done")
        run.send("\x1b[15~")  # F5
        run.until(lambda: "everything that can be done" not in run.text)
        _note(run, "still there")
        assert "Section 1 of 6" in run.text


def test_a_disk_that_cannot_be_written_keeps_the_line_in_the_input(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        _note(run, "before")
        import sqlite3

        db = sqlite3.connect(home / ".local/share/mentorkit/mentorkit.db", isolation_level=None)
        db.execute("BEGIN IMMEDIATE")  # another program keeps it busy
        run.send("must not be lost\r")
        run.expect("NOT SAVED: another program keeps it busy. Enter to try again.")
        run.expect("mentor> must not be lost")
        db.execute("ROLLBACK")
        db.close()
        run.send("\r")
        run.expect("#2 mentor: must not be lost")
    assert notes(home) == ["before", "must not be lost"]


def test_suspending_and_coming_back_shows_the_page_again(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        _note(run, "before")
        run.send("half")
        run.process.send_signal(signal.SIGTSTP)
        for _ in range(10):
            run.pump(0.1)
        run.screen.reset()
        run.process.send_signal(signal.SIGCONT)
        run.expect("Section 1 of 6")
        run.expect("#1 mentor: before")
        run.expect("mentor> half")


def test_guidance_that_was_folded_away_stays_so_in_the_next_call(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        run.expect("People first, code later")
        run.send("kept\t")
        run.expect("Tab shows it again")
        assert "People first, code later" not in run.text
        run.send("\r/end\r")
        run.wait()
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        assert "People first, code later" not in run.text
        run.send("\t")
        run.expect("People first, code later")


_FAULTY = """
import mentorkit.views as views
from mentorkit.cli import main
drawn = views.record_line
def record_line(record, session, **how):
    assert "fault" not in record.text
    return drawn(record, session, **how)
views.record_line = record_line
main()
"""


def test_a_fault_of_the_screen_restores_the_terminal_and_shows_no_note(home: Path) -> None:
    home.mkdir()
    run = Terminal(home, "run", "Ada", program=[sys.executable, "-c", _FAULTY])
    try:
        _ready(run)
        _note(run, "before it")
        run.send("a fault in private words\r")
        assert run.wait() == 1
        assert run.left_on() == set()
        run.pump(0.2)
        behind = (
            bytes(run.raw).rpartition(b"\x1b[?1049l")[2].decode()
        )  # what stands on the terminal's own screen
        assert "The screen failed. Everything that was shown as saved is saved." in behind
        assert "mentorkit run --resume --plain" in behind
        assert "private words" not in behind
    finally:
        run.close()
    assert notes(home) == ["before it", "a fault in private words"]


def _bells(run: Terminal) -> int:
    """The bells, without those that end a title."""
    return re.sub(rb"\x1b\][^\x07\x1b]*\x07", b"", bytes(run.raw)).count(b"\x07")


@pytest.mark.parametrize(("bell", "rings"), [("yes", 1), ("no", 0)])
def test_the_bell_rings_once_and_only_where_it_is_wanted(home: Path, bell: str, rings: int) -> None:
    folder = home / ".config/mentorkit"
    folder.mkdir(parents=True)
    (folder / "config.yaml").write_text(f"bell: {bell}\n")
    with terminal(home, "run", "--practice", "--speed", "300") as run:
        run.expect("over", 20)
        run.expect(r"[5-9] min behind", 20)
        assert _bells(run) == rings


def test_what_cannot_fit_is_a_choice_at_the_start_and_enter_leaves_everything(home: Path) -> None:
    with terminal(home, "run", "Ada", "--until", "40 min") as run:
        run.expect(r"\[k/f\]")
        run.send("k\r")
        run.expect(r"It cannot fit by \d+ min. Leave something out\?")
        run.send("\r")
        run.expect(r"cannot fit by \d+ min, must end")
        _note(run, "typed at once")
        assert "Leave something out" not in run.text
        run.send("/until 45 min\r")
        run.expect("must end")
        assert "Leave something out" not in run.text  # it was asked and answered


def test_enter_twice_at_a_choice_is_one_answer_and_what_is_typed_at_once_is_the_line(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        run.send("\x1b[17~")  # F6
        run.expect("More time here")
        run.send("\r\rtyped at once\r")
        run.expect(r"✓ #1 mentor: typed at once")
    assert notes(home) == ["typed at once"]


@pytest.mark.parametrize("opens", ["\x1b[17~", "\x1bOP"], ids=["a choice", "the help"])
def test_who_goes_on_typing_under_an_open_dialog_loses_no_character(home: Path, opens: str) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        run.send(opens)
        run.expect("More time here|a note is a line")
        run.send("did not look at the screen\r")
        run.expect(r"✓ #1 mentor: did not look at the screen")
    assert notes(home) == ["did not look at the screen"]


def test_what_is_chosen_to_be_left_out_is(home: Path) -> None:
    with terminal(home, "run", "Ada") as run:
        _ready(run)
        run.send("/until 40 min\r")
        run.expect("Leave something out")
        run.send("\x1b[B\r")
        run.expect("–2 Goal catch-up")
        run.expect("Leave something out")
        run.send("\x1b[B\x1b[B\r")
        run.expect("–4 Technical")
        run.expect("Left out: Technical mentoring")
