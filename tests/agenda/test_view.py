import pytest

from mentorkit import agenda
from mentorkit.agenda import Do, Level, Phase
from mentorkit.agenda.price import whole_minutes
from mentorkit.errors import RefusedError
from mentorkit.plan import Plan, Section
from tests.agenda.calls import ABC, OPEN, SOFT, Call, plan, section, started

# ---- figures


def test_planned_times_are_running_sums_that_no_action_changes() -> None:
    call = started(OPEN)
    call.press(60, Do.ADD, seconds=300)
    call.press(90, Do.SKIP, "Talk")
    lines = call.see(100).sections
    assert [(line.planned_start, line.planned_end) for line in lines] == [(0, 600), (600, 2400), (2400, 3000)]


def test_exactly_zero_is_time_is_up_and_not_overtime() -> None:
    view = started().see(600)
    assert (view.section_remaining, view.section_overtime, view.section_level) == (0, 0, Level.RED)


def test_overtime_is_what_is_past_the_allotment() -> None:
    view = started().see(601)
    assert (view.section_remaining, view.section_overtime, view.section_level) == (0, 1, Level.OVER)


def test_before_the_start_nothing_runs() -> None:
    view = Call(ABC).see(120)
    assert (view.phase, view.current, view.session_elapsed, view.expected_end) == (
        Phase.READY,
        None,
        0,
        1800,
    )
    assert (view.offset, view.drift, view.section_level) == (0, 0, Level.CALM)


def test_drift_tells_what_trimming_hides() -> None:
    call = started(SOFT, hard_stop=2400)
    view = call.see(780)
    assert (view.offset, view.drift) == pytest.approx((0, 180))


def test_lines_tell_what_was_trimmed() -> None:
    call = started(SOFT, hard_stop=2100)
    assert [line.trimmed for line in call.see(0).sections] == pytest.approx([100, 100, 100, 0])


def test_after_the_end_nothing_is_still_to_come() -> None:
    call = started(SOFT, hard_stop=2100)
    call.press(300, Do.END)
    view = call.see(5000)
    assert view.budgets == {"B": 0, "C": 0, "D": 0}
    assert [line.trimmed for line in view.sections] == [0, 0, 0, 0]
    assert (view.expected_end, view.offset, view.drift) == (300, -2100, -2100)
    assert (view.spare, view.leave_by, view.cannot_fit_by) == (1800, 2100, 0)
    assert (view.section_level, view.session_level) == (Level.CALM, Level.CALM)


def test_a_moment_before_the_last_event_is_taken_as_that_events() -> None:
    call = started()
    call.press(100, Do.ADD, seconds=60)
    assert call.see(40) == call.see(100)


def test_without_a_hard_stop_there_is_neither_spare_time_nor_a_time_to_leave_by() -> None:
    view = started().see(0)
    assert (view.spare, view.leave_by, view.cannot_fit_by, view.hard_stop) == (None, None, 0, None)


def test_a_plan_without_sections_ends_as_soon_as_it_starts() -> None:
    call = started(Plan("none", "None", ()))
    assert call.see(10).phase is Phase.ENDED


# ---- open-ended sections


def _talking(hard_stop: float | None = None) -> Call:
    call = started(OPEN, hard_stop=hard_stop)
    call.press(600, Do.NEXT)
    return call


def test_the_minimum_is_met_once_the_allotment_is_used() -> None:
    call = _talking()
    assert not call.see(2399).minimum_met
    assert call.see(2400).minimum_met


def test_a_fixed_section_has_no_minimum_to_meet() -> None:
    assert not started().see(700).minimum_met


def test_without_a_hard_stop_an_open_end_is_never_late() -> None:
    view = _talking().see(9000)
    assert (view.section_overtime, view.section_level, view.section_remaining) == (0, Level.CALM, 0)


def test_with_a_hard_stop_an_open_end_is_late_once_the_time_to_leave_has_passed() -> None:
    call = _talking(hard_stop=3300)
    assert call.see(2600).leave_by == 2700
    assert call.see(2700).section_overtime == 0
    assert call.see(2760).section_overtime == 60


def test_overtime_of_an_open_end_is_never_more_than_what_is_past_its_minimum() -> None:
    call = _talking(hard_stop=2500)
    view = call.see(2401)
    assert (view.leave_by, view.section_overtime) == (1900, 1)


def test_the_time_to_leave_by_counts_what_pending_sections_have_had() -> None:
    call = started(OPEN, hard_stop=3600)
    call.press(600, Do.GOTO, "Z")
    call.press(720, Do.BACK)
    assert call.see(720).leave_by == 3600 - 480


@pytest.mark.parametrize(
    ("before_leaving", "level"), [(301, Level.CALM), (300, Level.AMBER), (61, Level.AMBER), (60, Level.RED)]
)
def test_an_open_end_is_coloured_by_the_time_to_leave(before_leaving: int, level: Level) -> None:
    assert _talking(hard_stop=3300).see(2700 - before_leaving).section_level is level


# ---- warnings


@pytest.mark.parametrize(
    ("minutes", "amber", "red"),
    [
        (2, 60, 30),  # a fifth is 24 s, a twentieth 6 s: the floors hold
        (10, 120, 30),
        (15, 180, 45),
        (20, 240, 60),
        (60, 300, 60),  # a fifth is 12 min, a twentieth 3: the ceilings hold
    ],
)
def test_a_section_warns_at_a_fifth_and_at_a_twentieth_within_bounds(
    minutes: int, amber: int, red: int
) -> None:
    call, end = started(plan(section("A", minutes))), minutes * 60
    levels = [call.see(end - left).section_level for left in (amber + 1, amber, red + 1, red, 0, -1)]
    assert levels == [Level.CALM, Level.AMBER, Level.AMBER, Level.RED, Level.RED, Level.OVER]


def test_a_warning_comes_again_after_time_was_added() -> None:
    call = started()
    call.press(590, Do.ADD, seconds=600)
    assert call.see(590).section_level is Level.CALM
    assert call.see(590 + 610 - 60).section_level is Level.RED


def test_the_session_is_amber_when_trimming_begins_and_red_when_it_cannot_fit() -> None:
    call = started(SOFT, hard_stop=2460)
    assert call.see(600).session_level is Level.CALM
    assert call.see(660).session_level is Level.CALM
    assert call.see(661).session_level is Level.AMBER
    assert call.see(1260).session_level is Level.AMBER
    assert call.see(1261).session_level is Level.RED


def test_the_session_stays_amber_while_the_current_section_is_trimmed() -> None:
    call = started(plan(section("A", 10, 5)), hard_stop=500)
    assert call.see(0).session_level is Level.AMBER


def test_without_a_hard_stop_the_session_never_warns() -> None:
    assert started(SOFT).see(9000).session_level is Level.CALM


# ---- the price of more time


def test_the_price_names_whole_minutes_that_add_up() -> None:
    call = started(plan(section("A", 10), section("B", 10, 3), section("C", 10, 6)), hard_stop=1800)
    price = agenda.price(call.plan, call.log, 300, 0)
    # 300 s over 420 and 240 s of slack: 190.9 and 109.1 s.
    assert [(paid.id, minutes) for paid, minutes in price.costs] == [("B", 3), ("C", 2)]
    assert price.later == pytest.approx(0)


def test_without_a_hard_stop_the_end_pays() -> None:
    call = started()
    price = agenda.price(ABC, call.log, 300, 60)
    assert (price.costs, price.later) == ((), 300)


def test_spare_time_pays_first() -> None:
    call = started(SOFT, hard_stop=2520)
    price = agenda.price(SOFT, call.log, 300, 0)
    assert sum(minutes for _, minutes in price.costs) == 3
    assert price.later == pytest.approx(120)


def test_taking_time_away_costs_nobody() -> None:
    call = started(SOFT, hard_stop=2100)
    assert agenda.price(SOFT, call.log, -120, 0).costs == ()


def test_asking_the_price_of_nothing_costs_nothing() -> None:
    assert agenda.price(ABC, started().log, 0, 60) == agenda.Price((), 0.0, 0.0)


def test_there_is_no_price_before_the_start() -> None:
    with pytest.raises(RefusedError):
        agenda.price(ABC, [], 300, 0)


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [
        ({}, {}),
        ({"A": 240, "B": 60}, {"A": 4, "B": 1}),
        ({"A": 100, "B": 100, "C": 100}, {"A": 2, "B": 2, "C": 1}),
        ({"A": 190.9, "B": 109.1}, {"A": 3, "B": 2}),
        ({"A": 239.999999, "B": 60.000001}, {"A": 4, "B": 1}),
        ({"A": 20}, {"A": 0}),
        ({"A": 30}, {"A": 1}),
        ({"A": 150}, {"A": 3}),
    ],
)
def test_minutes_are_rounded_by_largest_remainder(seconds: dict[str, float], minutes: dict[str, int]) -> None:
    assert whole_minutes(seconds) == minutes


def test_a_price_is_paid_by_sections_of_the_plan() -> None:
    call = started(SOFT, hard_stop=2400)
    assert all(isinstance(paid, Section) for paid, _ in agenda.price(SOFT, call.log, 300, 0).costs)
