"""What the care of the data costs with an empty store and with one of a thousand calls: doctor, backups, the start of a call.

    python -m tests.bench.bench_care [ROUNDS]

Each is the installed program in a process of its own. The start of a call is measured to its first prompt, with a backup
being made beside it; going on with one that was interrupted must take less than a second. Exit code 1 where it does not.
"""

import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench.years import build
from tests.programs import PROGRAM

STUDENTS, CALLS = 10, 100
AT_MOST = 1.0
"""Seconds to the first prompt of a call that is gone on with."""
PROMPT = b"?"
"""What the first question ends with."""


def environment(home: Path) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return env | {
        "MENTORKIT_HOME": str(home),
        "HOME": str(home),
        "PYTHONPYCACHEPREFIX": str(home.parent / "pyc"),
    }


def whole(home: Path, *words: str) -> float:
    """Return the seconds that a command takes to its end."""
    begun = time.perf_counter()
    subprocess.run([*PROGRAM, *words], env=environment(home), capture_output=True, check=True)
    return time.perf_counter() - begun


def to_prompt(home: Path, *words: str) -> float:
    """Return the seconds to the first question of a call, which is then left as a crash leaves it."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [*PROGRAM, *words], env=environment(home), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout
    while PROMPT not in (line := process.stdout.readline()):
        assert line, "it ended before it asked anything"
    taken = time.perf_counter() - begun
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return taken


def _backed_up(home: Path) -> float:
    target = home.parent / "copy.db"
    target.unlink(missing_ok=True)
    return whole(home, "doctor", "--backup", str(target))


def _begun(home: Path) -> float:
    shutil.rmtree(home / "backups", ignore_errors=True)  # so that one is worth it
    return to_prompt(home, "run", "Student1", "--plain", "--fresh")


def _gone_on(home: Path) -> float:
    return to_prompt(home, "run", "--resume", "--plain", "--gap", "count")


MEASURED: dict[str, Callable[[Path], float]] = {
    "doctor": lambda home: whole(home, "doctor"),
    "doctor --backup": _backed_up,
    "run --plain, to its first prompt": _begun,
    "run --resume, to its first prompt": _gone_on,
}


def main() -> int:
    """Print the table; return 1 where going on with a call takes too long."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    with tempfile.TemporaryDirectory() as folder:
        homes = {"empty": Path(folder) / "empty", f"{STUDENTS * CALLS:,} calls": Path(folder) / "years"}
        for home, calls in zip(homes.values(), (0, CALLS), strict=True):
            build(home / "mentorkit.db", STUDENTS, calls)
        worst = 0.0
        print(f"{'':36}" + "".join(f"{name:>16}" for name in homes))
        for what, measure in MEASURED.items():
            cells = []
            for home in homes.values():
                measure(home)  # fills the caches
                found = statistics.median(measure(home) for _ in range(rounds))
                cells.append(f"{found * 1000:13.0f} ms")
                worst = max(worst, found if measure is _gone_on else 0.0)
            print(f"{what:36}" + "".join(cells))
    print(f"medians of {rounds} rounds; to go on with a call: at most {AT_MOST:g} s")
    return int(worst > AT_MOST)


if __name__ == "__main__":
    sys.exit(main())
