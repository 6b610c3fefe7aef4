import pytest

from mentorkit.agenda import Do
from mentorkit.agenda.sharing import Claim, share
from tests.agenda.calls import OPEN, SOFT, plan, section, started


def test_where_all_fits_everyone_gets_what_it_wants() -> None:
    assert share({"A": Claim(600, 300, 1), "B": Claim(300, 0, 2)}, 900) == ({"A": 600, "B": 300}, 0)


def test_a_section_gives_in_proportion_to_what_it_can_spare() -> None:
    shares = share({"A": Claim(300, 180, 1), "B": Claim(600, 300, 1)}, 720)
    assert shares.budgets == pytest.approx({"A": 300 - 120 * 180 / 420, "B": 600 - 300 * 180 / 420})


def test_a_lower_tier_gives_all_it_can_before_the_next_gives_anything() -> None:
    claims = {"A": Claim(600, 300, 2), "B": Claim(600, 300, 1)}
    assert share(claims, 1000).budgets == {"A": 600, "B": 400}
    assert share(claims, 800).budgets == {"A": 500, "B": 300}


def test_a_tier_that_has_nothing_to_give_is_passed_over() -> None:
    assert share({"A": Claim(600, 600, 1), "B": Claim(600, 0, 3)}, 1000).budgets == {"A": 600, "B": 400}


def test_where_even_the_minimums_do_not_fit_it_says_by_how_much() -> None:
    assert share({"A": Claim(600, 300, 1), "B": Claim(600, 500, 2)}, 700) == ({"A": 300, "B": 500}, 100)


def test_a_hard_stop_that_has_passed_leaves_the_minimums() -> None:
    assert share({"A": Claim(600, 300, 1)}, -60) == ({"A": 300}, 360)


def test_with_nobody_to_share_among_only_what_is_missing_is_told() -> None:
    assert share({}, 10) == ({}, 0)
    assert share({}, -10) == ({}, 10)


def test_what_fits_to_the_second_is_not_called_a_misfit() -> None:
    claims = {str(n): Claim(100.1, 33.3, 1) for n in range(3)}
    shares = share(claims, 3 * 33.3 - 1e-9)
    assert shares.cannot_fit_by == 0
    assert shares.budgets == dict.fromkeys(claims, 33.3)


# ---- in a call


def test_time_already_spent_counts_against_what_is_wanted_and_against_the_minimum() -> None:
    call = started(SOFT, hard_stop=10_000)
    call.press(600, Do.NEXT)
    call.press(
        1020, Do.BACK
    )  # B has had 7 minutes: it wants 3 and, with a minimum of 5, must keep none of them
    call.press(1020, Do.HARD_STOP, seconds=1020 + 600 + 600)
    view = call.see(1020)
    assert view.cannot_fit_by == 0
    assert view.budgets == pytest.approx({"B": 180 - 180 * 180 / 480, "C": 600 - 300 * 180 / 480, "D": 600})


def test_time_added_raises_what_is_wanted_and_the_minimum() -> None:
    call = started(SOFT)
    call.press(0, Do.ADD, seconds=120)
    call.press(60, Do.NEXT)
    call.press(60, Do.HARD_STOP, seconds=60)
    call.press(60, Do.BACK)
    # All at their minimum, and A's is 5 + 2 with one minute spent.
    assert call.see(60).section_remaining == 360


def test_the_current_section_keeps_its_allotment_while_the_pending_ones_pay() -> None:
    call = started(SOFT, hard_stop=2400)
    for at in (0, 300, 700, 900):
        view = call.see(at)
        assert view.allotted == 600
        assert view.expected_end == pytest.approx(2400)
    assert call.see(900).budgets == pytest.approx({"B": 450, "C": 450, "D": 600})


def test_add_shares_out_the_pending_ones_only() -> None:
    call = started(SOFT, hard_stop=2400)
    call.press(60, Do.ADD, seconds=300)
    view = call.see(60)
    assert view.allotted == 900
    assert view.budgets == pytest.approx({"B": 450, "C": 450, "D": 600})


def test_a_trimmed_allotment_stays_frozen_when_time_is_added() -> None:
    call = started(SOFT, hard_stop=2100)
    assert call.see(0).allotted == pytest.approx(500)
    call.press(60, Do.ADD, seconds=60)
    assert call.see(60).allotted == pytest.approx(560)


def test_a_trimmed_allotment_is_found_anew_when_a_section_is_skipped() -> None:
    call = started(SOFT, hard_stop=2100)
    call.press(60, Do.SKIP, "C")
    assert call.see(60).allotted == 600


def test_a_section_that_has_used_up_its_time_is_allotted_what_was_planned_and_added() -> None:
    call = started(SOFT, hard_stop=2400)
    call.press(700, Do.NEXT)
    call.press(760, Do.BACK)
    view = call.see(760)
    assert (view.allotted, view.section_overtime) == (600, 100)


def test_surplus_is_spare_and_lets_nothing_grow() -> None:
    call = started(SOFT, hard_stop=3000)
    view = call.see(0)
    assert (view.spare, view.allotted) == (600, 600)
    assert view.budgets == {"B": 600, "C": 600, "D": 600}


def test_before_the_start_spare_is_counted_from_now() -> None:
    call = started(SOFT, hard_stop=2600)
    call.log = call.log[:1]
    assert (call.see(0).spare, call.see(120).spare) == (200, 80)
    late = call.see(500)
    assert late.spare == 0
    assert sum(late.budgets.values()) == pytest.approx(2100)


def test_an_open_ended_current_section_takes_nothing_from_the_others_before_its_minimum_is_up() -> None:
    call = started(OPEN, hard_stop=3300)
    call.press(600, Do.NEXT)
    assert call.see(2399).budgets == {"Z": 600}
    assert call.see(2399).spare == 300


def test_a_current_section_longer_than_the_time_left_cannot_fit() -> None:
    call = started(plan(section("A", 10)), hard_stop=600)
    call.press(0, Do.ADD, seconds=300)
    assert call.see(0).cannot_fit_by == 300
