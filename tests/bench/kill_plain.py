"""Kills a session by lines after a tick, again and again, and looks whether anything that was shown as saved is gone.

    python -m tests.bench.kill_plain [TIMES]

Exit code 1 where a note was lost, doubled or out of order, or a resume failed.
"""

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = [sys.executable, "-m", "mentorkit"]


def one_life(env: dict[str, str], words: list[str], texts: list[str]) -> tuple[list[str], float]:
    """Run until all texts are shown as saved, then kill; return those shown, and seconds until the first prompt."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [*PROGRAM, *words, "--plain"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    shown: list[str] = []
    ready = 0.0
    for text in texts:
        process.stdin.write(f"/note {text}\n")
        process.stdin.flush()
        for line in process.stdout:
            ready = ready or time.perf_counter() - begun
            if line.startswith("✓") and line.rstrip().endswith(text):
                shown.append(text)
                break
    # Killed in the middle of something: the last line may or may not be stored, and either is right.
    process.stdin.write(random.choice(["/note half a\n", "/goto recap\n", "/goto welcome\n", "/add 1\n"]))
    process.stdin.flush()
    time.sleep(random.uniform(0, 0.01))
    process.send_signal(signal.SIGKILL)
    process.wait()
    return shown, ready


def main() -> int:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    acked: list[str] = []
    waits: list[float] = []
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "MENTORKIT_HOME": home, "PYTHONIOENCODING": "utf-8"}
        for life in range(times):
            words = ["run", "ada"] if life == 0 else ["run", "--resume"]
            texts = [f"life {life} note {n}" for n in range(random.randint(1, 4))]
            shown, ready = one_life(env, words, texts)
            acked += shown
            waits.append(ready)
            if shown != texts:
                print(f"life {life}: only {shown} of {texts} were shown as saved")
                return 1
        out = subprocess.run(
            [*PROGRAM, "export", "--format", "json"], env=env, capture_output=True, check=True
        )
    stored = [note["text"] for note in json.loads(out.stdout)["session"]["notes"]]
    kept = [text for text in stored if text != "half a"]
    lost, doubled = set(acked) - set(kept), len(kept) - len(set(kept))
    print(
        f"{times} kills, {len(acked)} notes shown as saved, {len(lost)} lost, {doubled} doubled, in order: {kept == acked}"
    )
    print(
        f"until the first line after a kill: median {sorted(waits)[len(waits) // 2]:.2f} s, worst {max(waits):.2f} s"
    )
    return 0 if kept == acked else 1


if __name__ == "__main__":
    sys.exit(main())
