"""What `mentorkit prep` costs with years of calls in the store, against a store with two calls, measured in turns.

    python -m tests.bench.bench_prep [ROUNDS]

The large store holds fifty students of two hundred calls each. Bytecode is cached, as on a mentor's machine. The target:
at most 1.5 times what the small store takes. Exit code 1 where it is more.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mentorkit.store import Store
from tests.bench.years import LAST, RHYTHM, build

STUDENTS, CALLS = 50, 200
AT_MOST = 1.5


def measure(homes: dict[str, Path], rounds: int, pyc: Path) -> dict[str, float]:
    """Return the medians in seconds by name, measured in turns."""
    base = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    times: dict[str, list[float]] = {name: [] for name in homes}
    for number in range(rounds + 1):  # the first round fills the caches and does not count
        for name, home in homes.items():
            env = base | {"HOME": str(home), "MENTORKIT_HOME": str(home), "PYTHONPYCACHEPREFIX": str(pyc)}
            begun = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "mentorkit", "prep", "Student0"],
                env=env,
                stdout=subprocess.DEVNULL,
                check=True,
            )
            if number:
                times[name].append(time.perf_counter() - begun)
    return {name: statistics.median(found) for name, found in times.items()}


def at_the_start_of_a_call(path: Path) -> float:
    """Return how long everything that `run` looks up about earlier calls takes in that store, in seconds."""
    with Store.reader(path) or sys.exit("nothing was built") as store:
        begun = time.perf_counter()
        ids = ["student-0"]
        store.open_goals(ids), store.open_topics(ids), store.earlier(ids, LAST + RHYTHM / 2)
        return time.perf_counter() - begun


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        homes = {"small": root / "small", "large": root / "large"}
        stores = {name: home / "mentorkit.db" for name, home in homes.items()}
        build(stores["small"], 1, 2)
        build(stores["large"], STUDENTS, CALLS)
        found = measure(homes, rounds, root / "pyc")
        for name, store in stores.items():
            print(
                f"{name}: {store.stat().st_size / 1e6:6.1f} MB  prep {found[name] * 1000:4.0f} ms"
                f"  lookups of a call's start {at_the_start_of_a_call(store) * 1000:4.1f} ms"
            )
    ratio = found["large"] / found["small"]
    print(
        f"ratio {ratio:.2f}, at most {AT_MOST}, medians of {rounds} rounds; large: {STUDENTS} x {CALLS} calls"
    )
    return int(ratio > AT_MOST)


if __name__ == "__main__":
    sys.exit(main())
