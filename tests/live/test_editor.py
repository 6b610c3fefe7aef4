"""A long note in the mentor's own editor: what is written there is one note, and no other can read it meanwhile."""

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.programs import Mentor

if sys.platform == "win32":
    pytest.skip("pseudo-terminals are POSIX's", allow_module_level=True)

from tests.live.terminal import Terminal, terminal

_EDITOR = """
import os, stat, sys, time
from pathlib import Path
path = Path(sys.argv[-1])
here = Path(__file__).parent
(here / "seen").write_text(path.read_text() + "|" + " ".join(
    oct(stat.S_IMODE(p.stat().st_mode)) for p in (path, path.parent, path.parent.parent)))
path.write_text((here / "typed").read_text())
(here / "pid").write_text(str(os.getpid()))
while (here / "wait").exists():
    time.sleep(0.02)
sys.exit(int((here / "code").read_text()) if (here / "code").exists() else 0)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The folder of an editor that writes what the file `typed` holds."""
    folder = tmp_path / "an editor"
    folder.mkdir()
    (folder / "ed.py").write_text(_EDITOR)
    return folder


def _run(home: Path, desk: Path, *words: str) -> "Terminal":
    home.mkdir(parents=True, exist_ok=True)
    return Terminal(home, *words, EDITOR=f"'{sys.executable}' '{desk / 'ed.py'}'")


def _notes(home: Path) -> list[str]:
    session = Mentor(home).mentorkit("export", "--format", "json").json["session"]
    return [note["text"] for note in session["notes"]]


def _texts_on_disk(home: Path) -> list[Path]:
    return list((home / ".local/share/mentorkit").glob("editing/**/*.md"))


def _until_there(run: Terminal, path: Path) -> None:
    for _ in range(200):
        if path.exists() and path.read_text():
            return
        run.pump(0.1)
    pytest.fail(f"{path} never came:\n{run.text}")


def test_a_long_note_is_one_note_with_its_lines_and_nobody_else_could_read_it(home: Path, desk: Path) -> None:
    (desk / "typed").write_text("/not a command\n\nsecond paragraph\n")
    run = _run(home, desk, "run", "Ada")
    try:
        run.expect("mentor> ")
        run.send("begun here")
        run.send("\x1b[24~")  # F12
        run.expect(r"✓ #1 mentor: /not a command")
        run.expect("Section 1 of 6")
        run.send("and a short one\r")
        run.expect("✓ #2 mentor: and a short one")
    finally:
        run.close()
    assert _notes(home) == ["/not a command\n\nsecond paragraph", "and a short one"]
    assert (desk / "seen").read_text() == "begun here\n|0o600 0o700 0o700"
    assert _texts_on_disk(home) == []


def test_where_the_editor_fails_the_text_stands_in_the_input(home: Path, desk: Path) -> None:
    (desk / "typed").write_text("written before it failed")
    (desk / "code").write_text("3")
    run = _run(home, desk, "run", "Ada")
    try:
        run.expect("mentor> ")
        run.send("\x18")  # Ctrl-X
        run.expect(r"ended with an error \(3\)")
        run.expect("mentor> written before it failed")
        run.send("\r")
        run.expect("✓ #1 mentor: written before it failed")
    finally:
        run.close()
    assert _notes(home) == ["written before it failed"]


def test_an_editor_that_is_not_there_is_said_and_the_line_stays(home: Path) -> None:
    with terminal(home, "run", "Ada", EDITOR="no-such-editor-anywhere") as run:
        run.expect("mentor> ")
        run.send("half\x1b[24~")
        run.expect("no-such-editor-anywhere cannot be started")
        run.expect("mentor> half")
    assert _texts_on_disk(home) == []


def test_a_text_that_was_not_changed_is_not_saved_and_stays(home: Path, desk: Path) -> None:
    (desk / "typed").write_text("half\n")
    run = _run(home, desk, "run", "Ada")
    try:
        run.expect("mentor> ")
        run.send("half\x1b[24~")
        run.expect("Nothing was changed")
        run.expect("mentor> half")
    finally:
        run.close()
    assert _notes(home) == []


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_text_in_the_editor_survives_the_end_of_the_program(home: Path, desk: Path, how: int) -> None:
    (desk / "typed").write_text("a long thought\nin two lines\n")
    (desk / "wait").touch()
    run = _run(home, desk, "run", "Ada")
    try:
        run.expect("mentor> ")
        run.send("\x1b[24~")
        _until_there(run, desk / "pid")
        run.process.send_signal(how)
        code = run.wait()
        assert code == (143 if how == signal.SIGTERM else -9)
        if how == signal.SIGKILL:
            os.kill(int((desk / "pid").read_text()), signal.SIGTERM)
        else:
            assert run.left_on() == set()
    finally:
        run.close()
    with terminal(home, "run", "--resume") as again:
        again.expect("Draft restored")
        again.expect("in two lines")
        again.send("\r")
        again.expect("✓ #1 mentor: a long thought")
    assert _notes(home) == ["a long thought\nin two lines"]
    assert _texts_on_disk(home) == []


def test_in_practice_no_file_is_written(home: Path, desk: Path) -> None:
    (desk / "typed").write_text("x")
    run = _run(home, desk, "run", "--practice")
    try:
        run.expect("mentor> ")
        run.send("\x1b[24~")
        run.expect("In practice no file is written")
    finally:
        run.close()
    assert not (desk / "seen").exists()


def test_by_lines_a_draft_of_several_lines_becomes_a_note(home: Path, desk: Path) -> None:
    (desk / "typed").write_text("two\nlines")
    (desk / "code").write_text("1")
    run = _run(home, desk, "run", "Ada")
    try:
        run.expect("mentor> ")
        run.send("\x1b[24~")
        run.expect("ended with an error")
        run.process.send_signal(signal.SIGTERM)
        run.wait()
    finally:
        run.close()
    with terminal(home, "run", "--resume", "--plain") as again:
        again.expect(r"✓ #1 mentor: two\s+lines")
    assert _notes(home) == ["two\nlines"]
