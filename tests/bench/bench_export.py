"""What an export costs with 10, 100 and 1,000 calls in it: time and memory should grow as the calls do, and not faster.

    python -m tests.bench.bench_export [ROUNDS]

Each export is the installed program in a process of its own, of one student's whole time. The processor's seconds are counted
and the quickest round is taken, since other work on the machine only adds. What the program takes for a
single call is its start; it is taken off before the growth is said. Exit code 1 where a thousand calls cost more than
fifteen times what a hundred do.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.years import build

SIZES = (1, 10, 100, 1000)
KINDS = (
    *(("--format", fmt) for fmt in ("md", "txt", "html", "json", "csv", "ics")),
    ("--for", "student"),
    ("--for", "team", "--since", "2000w"),
    ("--all",),
)
AT_MOST = 15.0


def cost(home: Path, words: tuple[str, ...]) -> tuple[float, float, int]:
    """Return seconds of the processor, megabytes at the peak, and bytes written, of one export."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    whom = () if "--all" in words or "--since" in words else ("Student0",)
    command = [sys.executable, "-m", "tests.bench.bench_export", "one", *whom, *words]
    done = subprocess.run(command, env=env | {"MENTORKIT_HOME": str(home)}, capture_output=True, check=True)
    seconds, peak = map(float, done.stderr.split()[-2:])
    return seconds, peak, len(done.stdout)


def one() -> int:
    """Run one export in this process, and say its seconds of the processor and its peak of memory as the last words."""
    from mentorkit.cli import main as mentorkit

    sys.argv = ["mentorkit", "export", *sys.argv[2:]]
    code = 0
    try:
        mentorkit()
    except SystemExit as ended:
        code = int(ended.code or 0)
    status = Path("/proc/self/status").read_text(encoding="ascii")  # getrusage counts the parent's memory too
    peak = int(status.partition("VmHWM:")[2].split()[0])
    print(f"\n{time.process_time():.4f} {peak / 1024:.1f}", file=sys.stderr)
    return code


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        homes = {calls: Path(folder) / str(calls) for calls in SIZES}
        for calls, home in homes.items():
            build(home / "mentorkit.db", 1, calls)
        print(f"{'':28}" + "".join(f"{calls:>10,} calls{'':8}" for calls in SIZES) + "  100 → 1,000")
        for words in KINDS:
            cost(homes[1], words)  # fills the caches
            in_turn = [{calls: cost(home, words) for calls, home in homes.items()} for _ in range(rounds)]
            found = {calls: [each[calls] for each in in_turn] for calls in SIZES}
            seconds = {calls: min(each[0] for each in runs) for calls, runs in found.items()}
            cells = (
                f"{seconds[calls]:7.2f} s {runs[0][1]:5.0f} MB {runs[0][2] / 1e6:5.1f}"
                for calls, runs in found.items()
            )
            growth = (seconds[1000] - seconds[1]) / max(seconds[100] - seconds[1], 0.001)
            worst = max(worst, growth)
            print(f"{' '.join(words):28}" + " ".join(f"{cell:>23}" for cell in cells) + f"  {growth:8.1f} x")
    print(
        f"seconds of the processor, peak of memory, MB written; the quickest of {rounds} rounds. At most {AT_MOST:g} x."
    )
    return int(worst > AT_MOST)


if __name__ == "__main__":
    sys.exit(one() if sys.argv[1:2] == ["one"] else main())
