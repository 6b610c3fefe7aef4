"""What the full screen costs, in a pseudo-terminal: first frame, a key to the screen, Enter to the tick, and idling.

    python -m tests.bench.bench_live [ROUNDS]

Targets: first frame at most 2.0 times `import textual.app, textual.widgets`; key to screen p99 at most 30 ms; Enter to ✓
p95 at most 50 ms; idle under 1 % of a core while the clock ticks.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.live.terminal import Terminal


def percentile(values: list[float], share: float) -> float:
    """Return the value that `share` of all do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def imports() -> float:
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import textual.app, textual.widgets"], check=True)
    return time.perf_counter() - begun


def start(home: Path, *words: str) -> tuple[Terminal, float]:
    begun = time.perf_counter()
    run = Terminal(home, *words)
    while "mentor> " not in run.text:
        run.pump(0.005)
    return run, time.perf_counter() - begun


def until(run: Terminal, text: str) -> float:
    begun = time.perf_counter()
    while text not in run.text:
        run.pump(0.002)
        if time.perf_counter() - begun > 10:
            raise SystemExit(f"{text!r} never came:\n{run.text}")
    return time.perf_counter() - begun


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        bare, frames = [], []
        for number in range(rounds + 1):
            once = imports()
            run, frame = start(home, "run", "--practice")
            run.close()
            if number:
                bare.append(once)
                frames.append(frame)
        base = statistics.median(bare)
        print(f"import textual.app, textual.widgets   {base * 1000:5.0f} ms")
        print(
            f"first frame with its prompt           {statistics.median(frames) * 1000:5.0f} ms  {statistics.median(frames) / base:.2f} x"
        )

        run, _ = start(home, "run", "Ada")
        keys, ticks = [], []
        for number in range(60):
            text = f"{number:02} note"
            for position, character in enumerate(text):
                run.send(character)
                keys.append(until(run, f"mentor> {text[: position + 1]}".rstrip()))
            run.send("\r")
            ticks.append(until(run, f"mentor: {text}"))
        print(
            f"key to screen                         p50 {percentile(keys, 0.5) * 1000:.1f} ms, p99 {percentile(keys, 0.99) * 1000:.1f} ms ({len(keys)} keys)"
        )
        print(
            f"Enter to the tick                     p50 {percentile(ticks, 0.5) * 1000:.1f} ms, p95 {percentile(ticks, 0.95) * 1000:.1f} ms ({len(ticks)} notes)"
        )

        stat = Path(f"/proc/{run.process.pid}/stat")
        begun, used, written = time.perf_counter(), _ticks(stat), len(run.raw)
        while time.perf_counter() - begun < 20:
            run.pump(0.5)
        share = (_ticks(stat) - used) / os.sysconf("SC_CLK_TCK") / (time.perf_counter() - begun)
        print(
            f"idle with the clock ticking           {share * 100:.2f} % of a core, {(len(run.raw) - written) * 3 / 1000:.0f} kB a minute"
        )
        run.close()


def _ticks(stat: Path) -> int:
    fields = stat.read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


if __name__ == "__main__":
    main()
