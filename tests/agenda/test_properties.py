"""The invariants of `agenda.md`, and what else holds of any call."""

from contextlib import suppress
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mentorkit import agenda
from mentorkit.agenda import Do, Event, Phase, Status
from mentorkit.agenda.machine import _replayed, replay
from mentorkit.agenda.sharing import Claim, share
from mentorkit.errors import RefusedError
from mentorkit.plan import Plan
from tests.agenda.calls import Call
from tests.agenda.strategies import Key, claims, histories, keys, played

History = tuple[Plan, list[Key]]
SLIGHT = 1e-6
later = st.integers(0, 4000)
few = settings(max_examples=20)
"""A call costs some ms to play. 1,500 examples of each have passed once; these few guard that."""


# ---- sharing out


@given(claims(), st.floats(-500, 20_000))
def test_a_budget_is_between_the_minimum_and_what_is_wanted(claims: dict[str, Claim], avail: float) -> None:
    for section, budget in share(claims, avail).budgets.items():
        assert claims[section].keeps <= budget <= claims[section].wants


@given(claims(), st.floats(-500, 20_000))
def test_budgets_use_up_exactly_what_there_is_when_trimming(claims: dict[str, Claim], avail: float) -> None:
    budgets, cannot_fit_by = share(claims, avail)
    wanted = sum(claim.wants for claim in claims.values())
    if wanted > avail and not cannot_fit_by:
        assert sum(budgets.values()) == pytest.approx(avail, abs=2 * SLIGHT)
    if wanted <= avail:
        assert sum(budgets.values()) == pytest.approx(wanted)


@given(claims(), st.floats(-500, 20_000))
def test_what_cannot_fit_is_what_the_minimums_overshoot(claims: dict[str, Claim], avail: float) -> None:
    over = sum(claim.keeps for claim in claims.values()) - avail
    assert share(claims, avail).cannot_fit_by == pytest.approx(max(0.0, over), abs=2 * SLIGHT)


@given(claims(), st.floats(-500, 20_000), st.floats(0, 5000))
def test_less_time_never_gives_any_section_more(claims: dict[str, Claim], avail: float, less: float) -> None:
    more, fewer = share(claims, avail), share(claims, avail - less)
    assert all(fewer.budgets[section] <= more.budgets[section] for section in claims)
    assert fewer.cannot_fit_by >= more.cannot_fit_by


@given(claims(), st.floats(-500, 20_000), st.randoms(use_true_random=False))
def test_the_order_of_the_sections_decides_nothing(
    claims: dict[str, Claim], avail: float, chance: Random
) -> None:
    shuffled = list(claims)
    chance.shuffle(shuffled)
    assert share({section: claims[section] for section in shuffled}, avail) == share(claims, avail)


@given(claims(), st.floats(-500, 20_000))
def test_a_tier_gives_only_when_the_ones_before_it_have_given_all(
    claims: dict[str, Claim], avail: float
) -> None:
    budgets = share(claims, avail).budgets
    giving = [claim.give for section, claim in claims.items() if budgets[section] < claim.wants]
    for section, claim in claims.items():
        if claim.give < max(giving, default=0):
            assert budgets[section] == pytest.approx(claim.keeps)


# ---- any call, at any moment


@few
@given(histories(), later)
def test_pending_sections_get_between_their_minimum_and_what_they_want(history: History, wait: int) -> None:
    call, at = played(*history)
    view, state = call.see(at + wait), replay(call.plan, call.log).state
    if view.phase is Phase.ENDED:
        assert not any(view.budgets.values())
        return
    for section, budget in view.budgets.items():
        claim = state.claim(section, at + wait)
        assert claim.keeps <= budget <= claim.wants


@few
@given(histories(), later)
def test_trimmed_budgets_end_the_session_at_the_hard_stop(history: History, wait: int) -> None:
    call, at = played(*history)
    view = call.see(at + wait)
    pending = [line for line in view.sections if line.status is Status.PENDING]
    assume(view.phase is not Phase.READY and any(line.trimmed > SLIGHT for line in pending))
    assert view.hard_stop is not None
    over = view.started + view.expected_end - view.hard_stop
    assert over == pytest.approx(view.cannot_fit_by, abs=1e-5)


@few
@given(histories(), later, later)
def test_an_earlier_hard_stop_gives_no_section_more(history: History, stop: int, earlier: int) -> None:
    call, at = played(*history)
    assume(call.see(at).phase is not Phase.ENDED)
    views = []
    for instant in (at + stop + 0.5, at + stop + 0.5 - earlier):
        other = Call(call.plan, list(call.log))
        other.press(at, Do.HARD_STOP, seconds=instant)
        views.append(other.see(at))
    more, less = views
    assert less.allotted <= more.allotted + SLIGHT
    assert all(budget <= more.budgets[section] + SLIGHT for section, budget in less.budgets.items())


@few
@given(histories(), later, later)
def test_waiting_gives_no_pending_section_more(history: History, wait: int, longer: int) -> None:
    call, at = played(*history)
    sooner, later = call.see(at + wait), call.see(at + wait + longer)
    assert all(budget <= sooner.budgets[section] + SLIGHT for section, budget in later.budgets.items())


@few
@given(histories(), st.sampled_from("ABCDEF"), st.one_of(st.none(), st.sampled_from("ABCDEF")))
def test_moving_a_section_changes_no_figure(history: History, section: str, before: str | None) -> None:
    call, at = played(*history)
    was = call.see(at)
    with suppress(RefusedError):
        call.press(at, Do.MOVE, section, before=before)
    now = call.see(at)
    assert (now.budgets, now.allotted, now.expected_end) == (was.budgets, was.allotted, was.expected_end)
    assert (now.cannot_fit_by, now.leave_by, now.drift) == (was.cannot_fit_by, was.leave_by, was.drift)


@few
@given(histories(), later, later)
def test_the_countdown_never_jumps_without_a_key(history: History, wait: int, longer: int) -> None:
    call, at = played(*history)
    first, second = call.see(at + wait), call.see(at + wait + longer)
    ran = longer if first.phase is Phase.RUNNING else 0
    assert second.allotted == first.allotted
    assert second.current == first.current
    assert second.section_elapsed == pytest.approx(first.section_elapsed + (ran if first.current else 0))
    assert second.section_remaining == pytest.approx(max(0.0, first.section_remaining - ran), abs=SLIGHT)
    live = first.phase in (Phase.RUNNING, Phase.PAUSED)
    assert second.session_elapsed == first.session_elapsed + (longer if live else 0)


@few
@given(histories(), later)
def test_session_elapsed_is_all_that_ran_and_all_pauses(history: History, wait: int) -> None:
    call, at = played(*history)
    view = call.see(at + wait)
    ran = sum(line.elapsed for line in view.sections)
    assert view.session_elapsed == pytest.approx(ran + view.paused_total)


@few
@given(histories(), later)
def test_the_expected_end_is_what_has_been_and_what_is_to_come(history: History, wait: int) -> None:
    call, at = played(*history)
    view = call.see(at + wait)
    to_come = view.section_remaining + sum(view.budgets.values())
    assert view.expected_end == pytest.approx(view.session_elapsed + to_come)
    assert view.offset <= view.drift + SLIGHT
    assert view.offset == pytest.approx(view.expected_end - call.plan.planned)


# ---- any log


@few
@given(histories())
def test_recorded_time_is_rewritten_by_undo_and_backdate_only(history: History) -> None:
    plan, pressed = history
    call, at = Call(plan), 0.0
    for key in pressed:
        at += key.after
        was = call.see(at)
        with suppress(RefusedError):
            key.press(call, at)
        now = call.see(at)
        if key.do not in (Do.UNDONE, Do.BACKDATE):
            assert {line.section.id: line.elapsed for line in now.sections} == pytest.approx(
                {line.section.id: line.elapsed for line in was.sections}
            )
            assert now.paused_total == pytest.approx(was.paused_total)


@few
@given(histories())
def test_nothing_but_its_own_key_and_undo_moves_a_hard_stop(history: History) -> None:
    plan, pressed = history
    call, at = Call(plan), 0.0
    for key in pressed:
        at += key.after
        was = call.see(at).hard_stop
        with suppress(RefusedError):
            key.press(call, at)
        assert key.do in (Do.HARD_STOP, Do.UNDONE) or call.see(at).hard_stop == was


@few
@given(histories(), later)
def test_a_log_read_back_gives_the_views_that_were_shown(history: History, wait: int) -> None:
    plan, pressed = history
    call, at, shown = Call(plan), 0.0, []
    for key in pressed:
        at += key.after
        with suppress(RefusedError):
            key.press(call, at)
        shown.append((len(call.log), at + wait, call.see(at + wait)))
    _replayed.cache_clear()
    for length, moment, view in reversed(shown):
        assert agenda.view(plan, call.log[:length], moment) == view


@few
@given(histories(), st.integers(0, 14))
def test_a_log_goes_on_from_any_prefix(history: History, length: int) -> None:
    call, at = played(*history)
    rebuilt = call.log[:length]
    for event in call.log[length:]:
        again = Call(call.plan, list(rebuilt))
        assert (
            again.press(event.at, event.do, event.section, before=event.before, seconds=event.seconds)
            == event
        )
        rebuilt.append(event)
    assert agenda.view(call.plan, rebuilt, at) == call.see(at)


@few
@given(histories(), later)
def test_what_counts_of_a_log_gives_the_same_view_as_the_log(history: History, wait: int) -> None:
    call, at = played(*history)
    counted = agenda.effective(call.plan, call.log)
    assert not {event.do for event in counted} & {Do.UNDONE, Do.BACKDATE}
    assert sorted(event.at for event in counted[1:]) == [event.at for event in counted[1:]]
    assert agenda.view(call.plan, counted, at + wait) == call.see(at + wait)


@few
@given(histories())
def test_what_is_logged_always_changes_something(history: History) -> None:
    plan, pressed = history
    call, at = Call(plan), 0.0
    for key in pressed:
        at += key.after
        was = replay(plan, call.log).state
        with suppress(RefusedError):
            logged = key.press(call, at) is not None
            assert (replay(plan, call.log).state != was) is logged


@few
@given(histories(), keys(names="ABCDEF"), later)
def test_undo_brings_back_what_was_there(history: History, key: Key, wait: int) -> None:
    call, at = played(*history)
    was = call.see(at + 1000 + wait)
    assume(was.phase is not Phase.READY and key.do is not Do.UNDONE)
    try:
        event = key.press(call, at + key.after)
    except RefusedError:
        return
    if event is not None:
        undone = call.press(at + key.after, Do.UNDONE)
        assert undone is not None
        assert undone.ref == event.id
        assert call.see(at + 1000 + wait) == was


@few
@given(histories())
def test_undo_again_and_again_leads_back_to_the_start(history: History) -> None:
    call, at = played(*history)
    alone = next((n for n, event in enumerate(call.log) if event.do is Do.START), 0)
    assume(call.log[alone:])
    undone = 0
    with suppress(RefusedError):
        while undone <= len(history[1]) and call.press(at, Do.UNDONE):
            undone += 1
    assert undone <= len(call.log) / 2
    assert call.see(at) == agenda.view(call.plan, call.log[: alone + 1], at)


@st.composite
def journals(draw: st.DrawFn) -> tuple[Plan, list[Event]]:
    """Events that nobody checked, at times that may run backwards."""
    plan, pressed = draw(histories())
    times = st.integers(-100, 5000)
    refs = st.one_of(st.none(), st.integers(0, 15))
    return plan, [
        Event(
            number,
            draw(times),
            key.do,
            draw(st.sampled_from(["X", key.section])),
            key.before,
            key.seconds,
            draw(refs),
        )
        for number, key in enumerate(pressed, 1)
    ]


@few
@given(journals(), st.integers(-100, 9000))
def test_any_journal_can_be_read_and_adds_up(journal: tuple[Plan, list[Event]], now: int) -> None:
    plan, log = journal
    view = agenda.view(plan, log, now)
    assert view.session_elapsed == pytest.approx(sum(s.elapsed for s in view.sections) + view.paused_total)
    assert min(view.session_elapsed, view.paused_total, *(s.elapsed for s in view.sections)) >= 0
    assert view.section_remaining >= 0
    assert view.section_overtime >= 0


@few
@given(histories(), later)
def test_a_journal_that_keeps_what_was_refused_gives_the_same_view(history: History, wait: int) -> None:
    plan, pressed = history
    pressed = [key for key in pressed if key.do is not Do.UNDONE]
    call, at = played(plan, pressed)
    raw, moment = [], 0.0
    for number, key in enumerate(pressed, 1):
        moment += key.after
        stop = key.do is Do.HARD_STOP and key.seconds is not None
        seconds = moment + (key.seconds or 0) if stop else key.seconds
        raw.append(Event(number, moment, key.do, key.section, key.before, seconds))
    assert agenda.view(plan, raw, at + wait) == call.see(at + wait)


@few
@given(histories(), st.integers(-900, 900))
def test_a_price_adds_up_to_what_the_pending_sections_lose(history: History, seconds: int) -> None:
    call, at = played(*history)
    assume(call.see(at).current is not None)
    price = agenda.price(call.plan, call.log, seconds, at)
    was = call.see(at).budgets
    call.press(at, Do.ADD, seconds=seconds)
    lost = sum(max(0.0, was[section] - budget) for section, budget in call.see(at).budgets.items())
    assert sum(minutes for _, minutes in price.costs) == pytest.approx(lost / 60, abs=0.5 + SLIGHT)
