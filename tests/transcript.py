"""The transcript in README.md: the first minutes of a call by lines, as the program really says them."""

from datetime import UTC
from pathlib import Path

from mentorkit.plain import Plain, Signals
from mentorkit.planfile import load_plan, shipped_plans
from mentorkit.runner import begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import FakeClock
from tests.flow.cases import ADA, with_history

MARK = "or for a screen reader:\n\n"

TYPED: tuple[tuple[float, str], ...] = (
    (95, "Has moved in with two friends"),
    (120, ""),
    (60, "Ask how the driving test went"),
    (20, ""),
    (5, ""),
    (60, "d took two evenings"),
    (30, "m"),
    (10, "keep"),
)


class _Script:
    """Lines that come with time going by before each."""

    interactive = True
    edits = False

    def __init__(self, clock: FakeClock, said: list[str]) -> None:
        self._clock, self._said, self._left = clock, said, list(TYPED)

    def read(self, label: str, draft: str, keep: object) -> str | None:
        if not self._left:
            return None
        seconds, line = self._left.pop(0)
        self._clock.advance(seconds)
        self._said.append(label + line)
        return line


def transcript() -> str:
    """Return what README.md shows, indented as there."""
    clock, said = FakeClock(), list[str]()
    plan = load_plan(shipped_plans() / "default.yaml")
    with Store.practice() as store:
        with_history(store, plan)
        runner = begin(store, plan, (ADA,), clock=clock, zone=UTC, settings=Settings())
        Plain(runner, _Script(clock, said), said.append, Signals()).run()
    lines = "\n".join(said).splitlines()
    return "\n".join(f"    {line}".rstrip() for line in lines).strip("\n")


if __name__ == "__main__":
    readme = Path(__file__).parent.parent / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(MARK)
    after = rest[rest.index("\n## Lines") :]
    readme.write_text(f"{before}{MARK}{transcript()}\n{after}", encoding="utf-8")
