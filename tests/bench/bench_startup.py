"""What a command costs before it does anything: medians of one run, and their ratio to a bare import.

    python -m tests.bench.bench_startup [ROUNDS]

Bytecode is cached, as on a mentor's machine. The target: `mentorkit --help` at most 2.0 times the import of what it is
written with.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BASE = ("import typer, rich.console", ["-c", "import typer, rich.console"])
MEASURED = [
    ("python -c pass", ["-c", "pass"]),
    BASE,
    ("mentorkit --help", ["-m", "mentorkit", "--help"]),
    ("mentorkit", ["-m", "mentorkit"]),
    ("mentorkit plans", ["-m", "mentorkit", "plans"]),
    ("mentorkit students", ["-m", "mentorkit", "students"]),
    ("mentorkit run, one note, /end", ["-m", "mentorkit", "run", "ada", "--plain", "--fresh"]),
    ("mentorkit export", ["-m", "mentorkit", "export"]),
]


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as home:
        env |= {
            "HOME": home,
            "MENTORKIT_HOME": str(Path(home) / "kit"),
            "PYTHONPYCACHEPREFIX": str(Path(home) / "pyc"),
        }
        times: dict[str, list[float]] = {name: [] for name, _ in MEASURED}
        for number in range(rounds + 1):  # the first round fills the bytecode cache and does not count
            for name, words in MEASURED:
                begun = time.perf_counter()
                subprocess.run(
                    [sys.executable, *words],
                    input=b"a note\n/end\n",
                    env=env,
                    stdout=subprocess.DEVNULL,
                    check=True,
                )
                if number:
                    times[name].append(time.perf_counter() - begun)
    base = statistics.median(times[BASE[0]])
    for name, found in times.items():
        middle = statistics.median(found)
        print(f"{name:<32} {middle * 1000:6.0f} ms  {middle / base:5.2f} x")


if __name__ == "__main__":
    main()
