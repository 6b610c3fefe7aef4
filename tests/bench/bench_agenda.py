"""What the agenda costs on a long log: `python -m tests.bench.bench_agenda` prints figures, nothing is asserted."""

from collections.abc import Callable
from timeit import repeat

from mentorkit import agenda
from mentorkit.agenda import Do, Event
from mentorkit.agenda.machine import _replayed
from mentorkit.plan import Plan, Section

PLAN = Plan("bench", "Bench", tuple(Section(f"s{n}", f"Section {n}", 600, 300) for n in range(8)))


def log_of(length: int, kinds: tuple[Do, ...]) -> tuple[Event, ...]:
    """Return a log of `length` events that repeats these actions, as `act` would write it."""
    log: list[Event] = []
    for do in (Do.HARD_STOP, Do.START):
        event = agenda.act(PLAN, log, do, 0, seconds=4500)
        log += [event] if event else []
    turn = 0
    while len(log) < length:
        do, section = kinds[turn % len(kinds)], f"s{1 + turn % 7}"
        event = agenda.act(PLAN, log, do, 20.0 + 20 * turn, section=section, seconds=5.0 + turn % 7)
        turn += 1
        log += [event] if event else []
    return tuple(log)


def milliseconds(call: Callable[[], object], *, forget: bool) -> float:
    """Return what one call takes at best; `forget` makes it fold the log each time."""

    def timed() -> None:
        if forget:
            _replayed.cache_clear()
        call()

    return min(repeat(timed, number=20, repeat=9)) / 20 * 1000


def report(name: str, kinds: tuple[Do, ...], length: int) -> None:
    log = log_of(length, kinds)
    now = log[-1].at + 5
    for verb, call in (
        ("view", lambda: agenda.view(PLAN, log, now)),
        ("act", lambda: agenda.act(PLAN, log, Do.ADD, now, seconds=300)),
        ("price", lambda: agenda.price(PLAN, log, 300, now)),
    ):
        first, again = milliseconds(call, forget=True), milliseconds(call, forget=False)
        print(f"{name:30} {length:4} events  {verb:5}  first {first:6.3f} ms  again {again:6.3f} ms")


if __name__ == "__main__":
    usual = (Do.GOTO, Do.ADD, Do.PAUSE, Do.RESUME)
    for length in (10, 100, 1000):
        report("goto, add, pause, resume", usual, length)
    report("every second one a backdate", (Do.GOTO, Do.BACKDATE), 100)
    report("backdates over a long stretch", (Do.ADD, Do.BACKDATE), 100)
    report("every second one an undo", (Do.GOTO, Do.UNDONE), 100)
