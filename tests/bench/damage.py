"""Damages a copy of a filled store in ten ways, with the installed program in a process of its own, and prints what it says.

    python -m tests.bench.damage

Each way must give one clear message without a traceback, exit code 1, and a store that is whole once the newest backup was
put back. Exit code 1 where one does not.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tests.programs import PROGRAM, Done, Mentor, environment

BOUND = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Takes from root the right to open what it may not."""

CALLS = ("ada", "bo", "chi")
LINES = "".join(
    f"something worth keeping, number {number}, and why\n/goal exercise {number}\n" for number in range(60)
)


def store_of(mentor: Mentor) -> Path:
    """Return where the mentor's store is, in a folder that MENTORKIT_HOME names."""
    return mentor.home / "kept" / "mentorkit.db"


def run(mentor: Mentor, *words: str, typed: str = "", bound: bool = False) -> Done:
    """Run the program to its end on that mentor's store; `bound` by the modes of files, also where we are root."""
    done = subprocess.run(
        [*(BOUND if bound and os.geteuid() == 0 else ()), *PROGRAM, *words],
        input=typed.encode(),
        capture_output=True,
        timeout=60,
        check=False,
        env=environment(mentor.home, MENTORKIT_HOME=str(store_of(mentor).parent)),
        cwd=mentor.home,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def filled(home: Path) -> Mentor:
    """Return a mentor with three calls, two backups, and a fourth call that was killed: its notes are in the -wal file."""
    mentor = Mentor(home)
    home.mkdir(parents=True, exist_ok=True)
    for name in CALLS:
        done = run(mentor, "run", name, "--plain", typed=LINES + "/end\n")
        assert done.code == 0, done.err
    killed(mentor, "run", "dee", "--plain")
    return mentor


def killed(mentor: Mentor, *words: str) -> None:
    """Have a call be killed once its notes are saved."""
    process = mentor.start(*words, MENTORKIT_HOME=str(store_of(mentor).parent))
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"killed one\nkilled two\n")
    process.stdin.flush()
    while b"killed two" not in process.stdout.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.communicate()
    for half in store_of(mentor).parent.glob(
        "backups/*.tmp"
    ):  # where it was killed in the middle of a backup
        half.unlink()


# ---- the ways


def _truncated(store: Path) -> None:
    os.truncate(store, store.stat().st_size // 2 + 100)


def _page(store: Path, table: str) -> tuple[int, int]:
    """The page that a table begins with, and how large pages are."""
    with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as db:
        ((number,),) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
        ((size,),) = db.execute("PRAGMA page_size")
    return int(number), int(size)


def _overwritten(store: Path, offset: int, data: bytes) -> None:
    with store.open("r+b") as file:
        file.seek(offset)
        file.write(data)


def spoil(file: Path, text: bytes, at: int, byte: int, *, last: bool = False) -> None:
    """Have one byte of a file that nobody uses be another: the one that stands so far behind where that text begins."""
    data = file.read_bytes()
    where = data.rfind(text) if last else data.find(text)
    assert where >= 0, text
    _overwritten(file, where + at, bytes([byte]))


def _zeroed(store: Path) -> None:
    number, size = _page(store, "note")
    _overwritten(store, (number - 1) * size, bytes(size))


def _flipped(store: Path) -> None:
    number, size = _page(store, "journal")
    start = (number - 1) * size
    with store.open("rb") as file:
        file.seek(start)
        page = file.read(size)
    _overwritten(store, start, bytes(byte ^ 0x5A for byte in page[:64]))


def _emptied(store: Path) -> None:
    os.truncate(store, 0)


def _without_wal(store: Path) -> None:
    store.with_name(store.name + "-wal").unlink()


def _older_wal(store: Path) -> None:
    """The -wal file of a call that was killed, put back when the call had gone on and ended."""
    wal = store.with_name(store.name + "-wal")
    kept = wal.read_bytes()
    mentor = Mentor(store.parent.parent)
    done = run(mentor, "run", "--resume", "--plain", "--gap", "count", typed=LINES + "/end\n")
    assert done.code == 0, done.err
    assert not wal.exists()
    wal.write_bytes(kept)


def _foreign(store: Path) -> None:
    store.chmod(0o600)
    os.chown(store, 12345, 12345)


def _folder(store: Path) -> None:
    store.unlink()
    store.mkdir()


def _closed(store: Path) -> None:
    store.chmod(0)


def _text(store: Path) -> None:
    store.write_text("Dear diary,\n" * 500, encoding="utf-8")


@dataclass(frozen=True)
class Way:
    """One way to damage a store."""

    name: str
    do: Callable[[Path], None]
    says: str
    """What the message must say."""
    with_wal: bool = False
    """Whether the notes of a killed call stand in the -wal file; else the store was closed well."""
    bound: bool = False
    """Whether root is stopped by it only without its rights."""
    needs_root: bool = False
    cure: str = "mentorkit doctor --restore 2"
    """What doctor must name; where that is not a restore it must name none: the store is sound."""


WAYS = (
    Way("cut off in the middle", _truncated, "damaged"),
    Way("a page of zeros", _zeroed, "damaged"),
    Way("flipped bytes", _flipped, "damaged"),
    Way("emptied", _emptied, "missing or empty"),
    Way("the -wal file deleted", _without_wal, "held the newest notes", with_wal=True),
    Way("an older -wal file", _older_wal, "older than it was", with_wal=True),
    Way("somebody else's file", _foreign, "cannot be opened", bound=True, needs_root=True, cure="sudo chown"),
    Way("a folder in its place", _folder, "is a folder"),
    Way("no permission", _closed, "cannot be opened", bound=True, cure="chmod 600"),
    Way("a text file in its place", _text, "damaged"),
)


# ---- what the program says to each


@dataclass(frozen=True)
class Outcome:
    """What the program said, did and restored."""

    said: Done
    doctor: Done
    restored: Done
    after: Done
    shown: Done
    seconds: float
    """What putting the backup back took."""

    def wrong(self, way: Way) -> list[str]:
        """Return what is not as it must be."""
        found = [
            f"traceback: {done.err}"
            for done in (self.said, self.doctor, self.restored, self.after)
            if "Traceback" in done.err
        ]
        if self.said.code != 1 or way.says not in self.said.err or self.said.out:
            found.append(f"the message: {self.said}")
        if len(self.said.err.splitlines()) > 2:
            found.append(f"more than one message: {self.said.err}")
        if "mentorkit doctor" not in self.said.err:
            found.append(f"no way out: {self.said.err}")
        advised = "\n".join(line for line in self.doctor.out.splitlines() if line.startswith("  →"))
        if (
            self.doctor.code != 1
            or way.cure not in advised
            or ("--restore" in advised) != ("--restore" in way.cure)
        ):
            found.append(f"doctor: {self.doctor}")
        if self.restored.code != 0 or "set aside: " not in self.restored.out:
            found.append(f"the restore: {self.restored}")
        rest = [
            line for line in self.after.out.splitlines() if line.startswith("✗") and "set-aside" not in line
        ]
        if rest or self.shown.code or [name for name in ("ada", "bo") if name not in self.shown.out]:
            found.append(f"after the restore: {rest} {self.shown}")
        return found


def tried(way: Way, mentor: Mentor) -> Outcome:
    """Damage the mentor's store in that way and return what the program makes of it."""
    store = store_of(mentor)
    if not way.with_wal:
        done = run(mentor, "note", "ada", typed="closes the store well\n")
        assert done.code == 0, done.err
    way.do(store)
    said = run(mentor, "note", "ada", typed="written on a damaged store\n", bound=way.bound)
    for command in ("students", "show", "goals", "export"):
        reading = run(mentor, command, bound=way.bound)
        assert "Traceback" not in reading.err, (way.name, command, reading.err)
        assert reading.code in (0, 1), (way.name, command, reading)
    doctor = run(mentor, "doctor", bound=way.bound)
    begun = time.perf_counter()
    restored = run(mentor, "doctor", "--restore", "latest", "--yes", bound=way.bound)
    seconds = time.perf_counter() - begun
    after = run(mentor, "doctor", bound=way.bound)
    return Outcome(said, doctor, restored, after, run(mentor, "students", bound=way.bound), seconds)


def why_not(way: Way) -> str:
    """Return why that way cannot be tried here, "" where it can."""
    if sys.platform == "win32":
        return "owners and -wal files are POSIX's here"
    if way.needs_root and os.geteuid() != 0:
        return "only root can give a file to somebody else"
    if way.bound and os.geteuid() == 0 and not shutil.which(BOUND[0]):
        return "root may open everything here: there is no setpriv"
    return ""


def main() -> int:
    """Print the table; return 1 where something is not as it must be."""
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        filled(place / "filled")
        for number, way in enumerate(WAYS):
            home = place / str(number)
            shutil.copytree(place / "filled", home)
            if reason := why_not(way):
                print(f"{way.name:26} skipped: {reason}")
                continue
            outcome = tried(way, Mentor(home))
            wrong = outcome.wrong(way)
            failed += bool(wrong)
            print(
                f"{way.name:26} {'FAILED' if wrong else 'well'}  restored in {outcome.seconds * 1000:.0f} ms"
            )
            for line in (*outcome.said.err.replace(str(home), "~").splitlines(), *wrong):
                print(f"    {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
