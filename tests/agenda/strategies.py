"""Plans, keys and calls at random, in whole seconds so that a failure can be read."""

from contextlib import suppress
from dataclasses import dataclass

from hypothesis import strategies as st

from mentorkit.agenda import Do, Event
from mentorkit.agenda.sharing import Claim
from mentorkit.errors import RefusedError
from mentorkit.plan import Plan, Section
from tests.agenda.calls import Call

IDS = "ABCDEF"


@dataclass(frozen=True)
class Key:
    """A key that is pressed `after` seconds from the one before."""

    after: int
    do: Do
    section: str | None
    before: str | None
    seconds: int | None

    def press(self, call: Call, at: float) -> Event | None:
        """Press it at `at`; a hard stop is set `seconds` from then. RefusedError where it cannot be."""
        stop = self.do is Do.HARD_STOP and self.seconds is not None
        seconds = at + (self.seconds or 0) if stop else self.seconds
        return call.press(at, self.do, self.section, before=self.before, seconds=seconds)


def claims() -> st.SearchStrategy[dict[str, Claim]]:
    figures = st.floats(0, 5000, allow_subnormal=False)
    pairs = st.tuples(figures, figures, st.integers(1, 3))
    claim = pairs.map(lambda figures: Claim(max(figures[:2]), min(figures[:2]), figures[2]))
    return st.dictionaries(st.sampled_from(IDS), claim)


@st.composite
def sections(draw: st.DrawFn, name: str) -> Section:
    planned = draw(st.integers(1, 2400))
    return Section(
        id=name,
        title=name,
        planned=planned,
        minimum=draw(st.one_of(st.just(planned), st.integers(0, planned))),
        open_ended=draw(st.booleans()),
        give=draw(st.integers(1, 3)),
    )


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    names = IDS[: draw(st.integers(1, len(IDS)))]
    return Plan("random", "Random", tuple(draw(sections(name)) for name in names))


_SECONDS = {
    Do.ADD: st.integers(-900, 900),
    Do.BACKDATE: st.integers(0, 900),
    Do.HARD_STOP: st.one_of(st.none(), st.integers(-300, 9000)),
}


@st.composite
def keys(draw: st.DrawFn, *, names: str, among: tuple[Do, ...] = tuple(Do)) -> Key:
    do = draw(st.sampled_from(among))
    some = st.one_of(st.none(), st.sampled_from(names))
    return Key(
        after=draw(st.integers(0, 900)),
        do=do,
        section=draw(some) if do in (Do.GOTO, Do.SKIP, Do.MOVE) else None,
        before=draw(some) if do is Do.MOVE else None,
        seconds=draw(_SECONDS.get(do, st.none())),
    )


# Often enough to see long calls: an end ends most of what can happen.
_USUAL = tuple(do for do in Do if do not in (Do.START, Do.END)) * 3 + (Do.START, Do.END)


@st.composite
def presses(draw: st.DrawFn, of: Plan) -> list[Key]:
    """A start, mostly under a hard stop that was known before, and whatever is pressed then."""
    names = "".join(section.id for section in of.sections)
    stop = Key(0, Do.HARD_STOP, None, None, draw(st.integers(0, 2 * of.planned)))
    start = Key(draw(st.integers(0, 60)), Do.START, None, None, None)
    before = [stop] if draw(st.integers(0, 3)) else []
    return [*before, start, *draw(st.lists(keys(names=names, among=_USUAL), max_size=12))]


@st.composite
def histories(draw: st.DrawFn) -> tuple[Plan, list[Key]]:
    plan = draw(plans())
    return plan, draw(presses(plan))


def played(plan: Plan, pressed: list[Key]) -> tuple[Call, float]:
    """Return the call after all the keys, refused ones left out, and the moment of the last."""
    call, at = Call(plan), 0.0
    for key in pressed:
        at += key.after
        with suppress(RefusedError):
            key.press(call, at)
    return call, at
