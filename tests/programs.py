"""The installed program, as a mentor starts it: a process of its own, a home of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PROGRAM = [sys.executable, "-m", "mentorkit"]


def environment(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a mentor whose home is that folder."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {
        name: os.environ[name]
        for name in ("PATH", "PYTHONPATH", "COVERAGE_PROCESS_START")
        if name in os.environ
    }
    ours = {
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "TERM": "xterm-256color",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return kept | ours | more


@dataclass(frozen=True)
class Done:
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Mentor:
    """Somebody with a home folder and the program."""

    home: Path

    def mentorkit(self, *words: str, typed: str | bytes = "", timeout: float = 60, **env: str) -> Done:
        """Run the program with `typed` on its stdin, to its end."""
        done = subprocess.run(
            [*PROGRAM, *words],
            input=typed if isinstance(typed, bytes) else typed.encode(),
            capture_output=True,
            timeout=timeout,
            check=False,
            env=environment(self.home, **env),
            cwd=self.home,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def start(self, *words: str, **env: str) -> subprocess.Popen[bytes]:
        """Start the program and leave it running, its stdin and stdout at hand."""
        return subprocess.Popen(
            [*PROGRAM, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(self.home, **env),
            cwd=self.home,
        )


@contextmanager
def terminal(mentor: Mentor, *words: str, columns: int = 80, **env: str) -> Iterator[Any]:
    """The program in a terminal of its own, as pexpect drives it; over when the block is."""
    if sys.platform == "win32":
        pytest.skip("pseudo-terminals are POSIX's")
    import pexpect

    child = pexpect.spawn(
        PROGRAM[0],
        [*PROGRAM[1:], *words],
        env=environment(mentor.home, **env),
        encoding="utf-8",
        timeout=20,
        dimensions=(24, columns),
        cwd=str(mentor.home),
    )
    child.delaybeforesend = None
    try:
        yield child
    finally:
        child.close(force=True)
