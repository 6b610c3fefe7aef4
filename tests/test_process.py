"""The life of the process: what the machine does to it. A clear line or normal work; nothing lost, no traceback."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.live.terminal import Terminal, terminal
from tests.programs import Done, Mentor

READING = (
    ("show",),
    ("show", "Ada"),
    ("export",),
    ("export", "--for", "student"),
    ("export", "--all"),
    ("prep", "Ada"),
    ("goals",),
    ("students",),
    ("plans",),
)
"""Commands that change nothing."""

as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="mounting a small disk needs root"
)


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path / "home")


@pytest.fixture
def filled(mentor: Mentor) -> Mentor:
    """A mentor with one call behind them."""
    assert mentor.mentorkit("run", "Ada", "--plain", typed="has moved\n\nask\n/goal read\n/end\n").code == 0
    return mentor


def store_of(mentor: Mentor) -> Path:
    return mentor.home / ".local/share/mentorkit/mentorkit.db"


def texts(mentor: Mentor, **env: Any) -> list[str]:
    notes = mentor.mentorkit("export", "--format", "json", **env).json["session"]["notes"]
    return [note["text"] for note in notes]


def in_words(done: Done) -> bool:
    return "Traceback" not in done.err and len(done.err.splitlines()) <= 3


@contextmanager
def small_disk(place: Path, size: str = "1m") -> Iterator[Path]:
    """A disk of its own that is over when the block is."""
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=False)
    if mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Leave no room on the disk; returns the file that takes it."""
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(b"x" * 4096)
    return filler


# ---- two terminals at once


def _running(run: Terminal) -> None:
    run.expect(r"mentor> ")


def test_while_a_call_runs_everything_can_be_read_and_nothing_else_written(filled: Mentor) -> None:
    with terminal(filled.home, "run", "Ada") as first:
        _running(first)
        first.send("in the first\r")
        first.expect("in the first")
        for words in READING:
            done = filled.mentorkit(*words)
            assert done.code == 0, (words, done.err)
        with terminal(filled.home, "run", "Bo") as second:
            assert second.wait() == 1
            assert "Another mentorkit is running" in " ".join(second.text.split())
            assert second.left_on() == set()
        for words in (
            ("students", "add", "Chi"),
            ("note", "Ada"),
            ("goals", "--done", "1"),
            ("run", "--resume"),
        ):
            done = filled.mentorkit(*words, typed="lost?\n")
            assert done.code == 1, words
            assert "Another mentorkit" in done.err
        first.send("still here\r/end\r")
        first.expect("Enter: done")
        first.send("\r")
        assert first.wait() == 0
    assert texts(filled)[-2:] == ["in the first", "still here"]


# ---- the disk


@as_root
def test_on_a_disk_that_is_read_only_everything_can_be_read(filled: Mentor, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "4m") as disk:
        here: dict[str, Any] = {"MENTORKIT_HOME": str(disk)}
        filled.mentorkit("run", "Ada", "--plain", typed="on the disk\n/goal write\n/end\n", **here)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        for words in READING:
            done = filled.mentorkit(*words, **here)
            assert done.code == 0, (words, done.err)
        assert texts(filled, **here) == ["on the disk"]
        for words in (
            ("run", "Ada", "--plain"),
            ("students", "add", "Bo"),
            ("note", "Ada"),
            ("new-plan", "mine"),
        ):
            done = filled.mentorkit(*words, typed="x\n", **here)
            assert done.code == 1, words
            assert in_words(done)
            assert "read-only file system" in done.err
        with terminal(filled.home, "run", "Ada", **here) as run:
            assert run.wait() == 1
            assert run.left_on() == set()
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


@as_root
@pytest.mark.parametrize("store", ["there", "not yet there"])
def test_with_no_room_from_the_start_a_call_says_so_and_begins_later(
    mentor: Mentor, tmp_path: Path, store: str
) -> None:
    with small_disk(tmp_path / "disk") as disk:
        here: dict[str, Any] = {"MENTORKIT_HOME": str(disk)}
        if store == "there":
            mentor.mentorkit("run", "Ada", "--plain", typed="before\n/end\n", **here)
        filler = fill(disk)
        done = mentor.mentorkit("run", "Ada", "--plain", typed="x\n/end\n", **here)
        assert done.code == 1
        assert in_words(done)
        assert "disk full" in done.err or "no space left" in done.err
        filler.unlink()
        assert mentor.mentorkit("run", "Ada", "--plain", typed="after\n/end\n", **here).code == 0
        assert texts(mentor, **here) == ["after"]


# ---- the clock, the language, the zone, the home


def test_where_the_clock_was_set_back_everything_goes_on(filled: Mentor) -> None:
    """The call before is in the future then."""
    with closing(sqlite3.connect(store_of(filled), isolation_level=None)) as db:
        later = "strftime('%Y-%m-%dT%H:%M:%f000+00:00', {}, '+40 days')"
        db.execute(f"UPDATE session SET created_at = {later.format('created_at')}")
        db.execute(f"UPDATE session SET seen_utc = {later.format('seen_utc')}")
        for table in ("note", "goal"):
            db.execute(f"UPDATE {table} SET at = {later.format('at')}")
    for words in (*READING, ("export", "--since", "1w")):
        done = filled.mentorkit(*words)
        assert done.code == 0, (words, done.err)
    done = filled.mentorkit("run", "Ada", "--plain", typed="/next\nd\n/end\n")
    assert done.code == 0
    goals = filled.mentorkit("export", "--all").json["sessions"][-1]["goals"]
    assert [(goal["text"], goal["status"]) for goal in goals] == [("read", "done")]


ODD: dict[str, dict[str, Any]] = {
    "LANG=C": {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "a language that is not there": {"LANG": "xx_YY.UTF-8", "LC_ALL": "xx_YY.UTF-8"},
    "a zone that is not there": {"TZ": "No/Such_Zone"},
    "a zone of signs": {"TZ": "garbage\\"},
    "no zone": {"TZ": ""},
    "a terminal that can nothing": {"TERM": "dumb"},
    "a terminal of no name": {"TERM": ""},
    "a terminal that nobody knows": {"TERM": "no-such-terminal"},
    "no colours": {"NO_COLOR": "1"},
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_a_call_goes_on_whatever_the_environment(mentor: Mentor, odd: dict[str, Any]) -> None:
    with terminal(mentor.home, "run", "Ada", **odd) as run:
        _running(run)
        run.send("سلام, naïve café 🙂\r")
        run.until(lambda: "#1 mentor" in run.text)
        run.send("/end\r")
        run.send("\r\r\r")
        assert run.wait() == 0
        assert "Traceback" not in run.text
        assert run.left_on() == set()
    assert texts(mentor) == ["سلام, naïve café 🙂"]
    for words in READING:
        assert mentor.mentorkit(*words, **odd).code == 0


@pytest.mark.parametrize("home", ["", "relative/place", "/proc/nowhere", "/root/\udcff"])
@pytest.mark.parametrize(
    "words", [("run", "Ada", "--plain"), ("show",), ("config",), ("students",), ("plans",)]
)
def test_a_home_that_is_none_is_said_in_words(mentor: Mentor, home: str, words: tuple[str, ...]) -> None:
    done = mentor.mentorkit(*words, typed="x\n/end\n", HOME=home, XDG_DATA_HOME="", XDG_CONFIG_HOME="")
    assert done.code in (0, 1, 4)
    assert in_words(done)


@pytest.mark.parametrize("words", [("show",), ("run", "--plain", "Ada"), ("plans",), ("config",)])
def test_without_any_environment_at_all_it_works_or_says_why(mentor: Mentor, words: tuple[str, ...]) -> None:
    import sys

    mentor.home.mkdir()
    command = ["env", "-i", f"MENTORKIT_HOME={mentor.home}", sys.executable, "-m", "mentorkit", *words]
    done = subprocess.run(command, input=b"x\n/end\n", capture_output=True, check=False, timeout=60)
    assert done.returncode in (0, 4)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("front", [(), ("--plain",)], ids=["the full screen", "by lines"])
def test_a_terminal_of_one_character_takes_notes(mentor: Mentor, front: tuple[str, ...]) -> None:
    with terminal(mentor.home, "run", "Ada", *front, size=(1, 1)) as run:
        shown = b"\x1b[?2004h" if not front else b">"  # from then on it takes what is typed
        run.until(lambda: shown in run.raw)
        run.send("a note\r/end\r")
        assert run.wait() == 0
        assert run.left_on() == set()
    assert texts(mentor) == ["a note"]
