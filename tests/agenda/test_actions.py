import pytest

from mentorkit import agenda
from mentorkit.agenda import Do, Phase, Status
from mentorkit.errors import RefusedError
from tests.agenda.calls import ABC, SOFT, Call, event, plan, section, started


def test_start_begins_the_first_section() -> None:
    call = started()
    assert call.current(0) == "A"
    assert call.see(0).phase is Phase.RUNNING


def test_a_late_start_counts_from_the_key() -> None:
    call = Call(ABC)
    call.press(90, Do.START)
    assert call.see(150).session_elapsed == 60


# ---- next


def test_next_goes_to_the_next_pending_one_and_not_to_a_gap() -> None:
    call = started(SOFT)
    call.press(60, Do.GOTO, "C")
    call.press(120, Do.NEXT)
    assert call.current(120) == "D"


def test_next_past_the_last_goes_to_the_earliest_gap() -> None:
    call = started(SOFT)
    call.press(60, Do.GOTO, "D")
    call.press(120, Do.NEXT)
    assert call.current(120) == "B"


def test_next_never_goes_back_to_what_is_done_or_skipped() -> None:
    call = started()
    call.press(10, Do.SKIP, "B")
    call.press(20, Do.NEXT)
    call.press(30, Do.NEXT)
    assert call.see(40).phase is Phase.ENDED


def test_next_resumes_a_pause() -> None:
    call = started()
    call.press(60, Do.PAUSE)
    call.press(90, Do.NEXT)
    view = call.see(100)
    assert (view.phase, view.section_elapsed, view.paused_total) == (Phase.RUNNING, 10, 30)


def test_next_on_the_last_ends_a_paused_session_too() -> None:
    call = started(plan(section("A", 10)))
    call.press(60, Do.PAUSE)
    call.press(90, Do.NEXT)
    view = call.see(200)
    assert (view.phase, view.session_elapsed, view.paused_total) == (Phase.ENDED, 90, 30)


# ---- back


def test_back_makes_the_one_left_pending_and_both_keep_their_time() -> None:
    call = started()
    call.press(400, Do.NEXT)
    call.press(460, Do.BACK)
    assert call.line(500, "A").elapsed == 440
    left = call.line(500, "B")
    assert (left.status, left.elapsed, left.budget) == (Status.PENDING, 60, 540)


def test_back_goes_over_skipped_ones() -> None:
    call = started()
    call.press(60, Do.SKIP, "B")
    call.press(120, Do.NEXT)
    call.press(180, Do.BACK)
    assert call.current(180) == "A"


def test_back_stops_at_a_gap() -> None:
    call = started()
    call.press(60, Do.GOTO, "C")
    call.press(120, Do.BACK)
    assert call.current(120) == "B"


def test_back_from_the_first_is_refused() -> None:
    with pytest.raises(RefusedError, match="before this one"):
        started().press(10, Do.BACK)


def test_back_is_refused_where_everything_before_was_skipped() -> None:
    call = started()
    call.press(60, Do.SKIP)
    with pytest.raises(RefusedError):
        call.press(120, Do.BACK)


@pytest.mark.parametrize(("do", "to"), [(Do.BACK, None), (Do.GOTO, "C"), (Do.SKIP, None)])
def test_back_goto_and_skip_stay_paused(do: Do, to: str | None) -> None:
    call = started()
    call.press(60, Do.NEXT)
    call.press(120, Do.PAUSE)
    call.press(180, do, to)
    view = call.see(240)
    assert (view.phase, view.paused_total) == (Phase.PAUSED, 120)
    assert view.section_elapsed == call.see(180).section_elapsed


# ---- goto


def test_goto_leaves_what_it_jumps_over_pending() -> None:
    call = started(SOFT)
    call.press(60, Do.GOTO, "D")
    assert [line.status for line in call.see(60).sections] == [
        Status.DONE,
        Status.PENDING,
        Status.PENDING,
        Status.CURRENT,
    ]


def test_goto_opens_a_done_or_skipped_section_again() -> None:
    call = started()
    call.press(60, Do.SKIP)
    call.press(120, Do.NEXT)
    call.press(180, Do.GOTO, "A")
    assert call.see(200).section_elapsed == 80
    call.press(210, Do.GOTO, "B")
    assert call.see(220).section_elapsed == 70


# ---- skip


def test_skip_on_the_last_ends() -> None:
    call = started(plan(section("A", 10)))
    call.press(60, Do.SKIP)
    view = call.see(100)
    assert (view.phase, view.session_elapsed) == (Phase.ENDED, 60)
    assert (view.sections[0].status, view.sections[0].elapsed) == (Status.SKIPPED, 60)


def test_skip_on_the_last_goes_to_a_gap_first() -> None:
    call = started()
    call.press(60, Do.GOTO, "C")
    call.press(120, Do.SKIP)
    assert call.current(120) == "B"


def test_skip_of_a_pending_section_keeps_the_time_that_it_had() -> None:
    call = started()
    call.press(60, Do.NEXT)
    call.press(120, Do.BACK)
    call.press(180, Do.SKIP, "B")
    line = call.line(200, "B")
    assert (line.status, line.elapsed, line.budget) == (Status.SKIPPED, 60, 60)


def test_skip_by_name_of_the_current_one_moves_on() -> None:
    call = started()
    call.press(60, Do.SKIP, "A")
    assert call.current(60) == "B"


def test_what_is_done_cannot_be_skipped() -> None:
    call = started()
    call.press(60, Do.NEXT)
    with pytest.raises(RefusedError, match="A is done"):
        call.press(120, Do.SKIP, "A")


# ---- move


def test_move_before_another() -> None:
    call = started(SOFT)
    call.press(60, Do.MOVE, "D", before="B")
    assert [line.section.id for line in call.see(60).sections] == ["A", "D", "B", "C"]


def test_move_to_the_end() -> None:
    call = started(SOFT)
    call.press(60, Do.MOVE, "B")
    assert [line.section.id for line in call.see(60).sections] == ["A", "C", "D", "B"]


def test_move_changes_no_total_and_no_planned_time() -> None:
    call = started(SOFT)
    before = call.see(60)
    call.press(60, Do.MOVE, "D", before="B")
    after = call.see(60)
    assert (after.expected_end, after.offset, after.drift) == (
        before.expected_end,
        before.offset,
        before.drift,
    )
    assert call.line(60, "D").planned_start == 1800


@pytest.mark.parametrize(("target", "before"), [("A", None), ("B", None), ("C", "A"), ("C", "B")])
def test_only_what_is_still_to_come_is_moved(target: str, before: str | None) -> None:
    call = started()
    call.press(60, Do.NEXT)
    with pytest.raises(RefusedError, match="has begun"):
        call.press(120, Do.MOVE, target, before=before)


# ---- pause and resume


def test_a_pause_freezes_the_section_and_not_the_session() -> None:
    call = started(hard_stop=1900)
    call.press(60, Do.PAUSE)
    first, later = call.see(60), call.see(160)
    assert later.section_elapsed == first.section_elapsed == 60
    assert later.session_elapsed == 160
    assert (first.spare, later.spare) == (100, 0)


def test_a_pause_goes_on_in_the_next_stretch_after_resume() -> None:
    call = started()
    call.press(60, Do.PAUSE)
    call.press(100, Do.RESUME)
    call.press(200, Do.PAUSE)
    view = call.see(210)
    assert (view.section_elapsed, view.paused_total) == (160, 50)


# ---- add


def test_adding_when_over_counts_from_now() -> None:
    call = started()
    call.press(780, Do.ADD, seconds=300)
    view = call.see(780)
    assert (view.allotted, view.section_remaining) == (1080, 300)


def test_taking_away_more_than_is_left_means_time_is_up_now() -> None:
    call = started()
    call.press(120, Do.ADD, seconds=-3600)
    view = call.see(120)
    assert (view.allotted, view.section_remaining, view.section_overtime) == (120, 0, 0)


def test_taking_away_when_over_changes_nothing() -> None:
    call = started()
    assert call.press(700, Do.ADD, seconds=-60) is None


def test_what_was_added_is_wanted_again_on_coming_back() -> None:
    call = started()
    call.press(60, Do.ADD, seconds=120)
    call.press(100, Do.NEXT)
    call.press(200, Do.BACK)
    assert call.see(200).allotted == 720


def test_add_counts_the_change_of_the_allotment_and_not_the_minutes_asked_for() -> None:
    call = started()
    call.press(780, Do.ADD, seconds=300)
    call.press(800, Do.NEXT)
    call.press(900, Do.BACK)
    assert call.see(900).allotted == 780 + 300


# ---- undo


@pytest.mark.parametrize(
    ("do", "how"),
    [
        (Do.NEXT, {}),
        (Do.BACK, {}),
        (Do.GOTO, {"section": "D"}),
        (Do.SKIP, {}),
        (Do.SKIP, {"section": "D"}),
        (Do.MOVE, {"section": "D", "before": "C"}),
        (Do.PAUSE, {}),
        (Do.ADD, {"seconds": 60}),
        (Do.ADD, {"seconds": -60}),
        (Do.BACKDATE, {"seconds": 60}),
        (Do.HARD_STOP, {"seconds": 2000}),
        (Do.END, {}),
    ],
)
def test_undo_takes_back_any_action(do: Do, how: dict[str, str | float]) -> None:
    call = started(SOFT)
    call.press(300, Do.NEXT)
    before = call.see(500)
    call.press(400, do, **how)  # type: ignore[arg-type]
    assert call.see(500) != before
    call.press(410, Do.UNDONE)
    assert call.see(500) == before


def test_undo_after_the_end_goes_on_as_if_it_had_never_ended() -> None:
    call = started()
    call.press(300, Do.END)
    call.press(400, Do.UNDONE)
    view = call.see(420)
    assert (view.phase, view.section_elapsed) == (Phase.RUNNING, 420)


def test_undo_after_a_next_that_ended() -> None:
    call = started(plan(section("A", 10)))
    call.press(300, Do.NEXT)
    call.press(310, Do.UNDONE)
    assert call.current(320) == "A"


def test_undo_again_takes_back_the_next_older_action() -> None:
    call = started()
    call.press(100, Do.NEXT)
    call.press(200, Do.NEXT)
    call.press(210, Do.UNDONE)
    call.press(220, Do.UNDONE)
    assert call.see(230).section_elapsed == 230


def test_undo_takes_back_a_new_action_before_an_older_one() -> None:
    call = started()
    call.press(100, Do.NEXT)
    call.press(110, Do.UNDONE)
    call.press(120, Do.PAUSE)
    call.press(130, Do.UNDONE)
    assert call.see(140).section_elapsed == 140
    with pytest.raises(RefusedError, match="nothing to undo"):
        call.press(150, Do.UNDONE)


def test_the_start_is_not_undone() -> None:
    with pytest.raises(RefusedError, match="nothing to undo"):
        started().press(10, Do.UNDONE)


def test_a_hard_stop_from_before_the_start_is_not_undone() -> None:
    call = started(hard_stop=1800)
    with pytest.raises(RefusedError, match="nothing to undo"):
        call.press(10, Do.UNDONE)


def test_undo_passes_over_what_changed_nothing_in_the_journal() -> None:
    log = [event(1, 0, Do.START), event(2, 60, Do.NEXT), event(3, 70, Do.RESUME), event(4, 80, Do.MOVE)]
    made = agenda.act(ABC, log, Do.UNDONE, 90)
    assert made is not None
    assert made.ref == 2


def test_a_journal_that_undoes_what_came_before_the_start_changes_nothing() -> None:
    call = started(hard_stop=1800)
    assert agenda.view(ABC, [*call.log, event(9, 60, Do.UNDONE, ref=1)], 100) == call.see(100)


@pytest.mark.parametrize("ref", [1, 3, 9, None])
def test_a_journal_that_undoes_the_start_or_what_is_not_there_yet_changes_nothing(ref: int | None) -> None:
    log = [event(1, 0, Do.START), event(2, 60, Do.UNDONE, ref=ref), event(3, 70, Do.NEXT)]
    assert agenda.view(ABC, log, 100) == agenda.view(ABC, [log[0], log[2]], 100)


# ---- backdate


def test_backdate_gives_the_time_to_the_section_that_ran() -> None:
    call = started()
    call.press(720, Do.NEXT)
    call.press(730, Do.BACKDATE, seconds=120)
    assert (call.line(760, "A").elapsed, call.line(760, "B").elapsed) == (600, 160)
    assert call.see(760).entered == 600


def test_backdate_reaches_at_most_to_the_event_before() -> None:
    call = started()
    call.press(700, Do.ADD, seconds=60)
    call.press(720, Do.NEXT)
    call.press(730, Do.BACKDATE, seconds=120)
    assert call.line(760, "A").elapsed == 700


def test_backdate_passes_over_an_event_that_changed_nothing() -> None:
    log = [event(1, 0, Do.START), event(2, 700, Do.RESUME), event(3, 720, Do.NEXT)]
    made = agenda.act(ABC, log, Do.BACKDATE, 730, seconds=120)
    assert made is not None
    assert agenda.view(ABC, [*log, made], 730).entered == 600


def test_backdate_passes_over_what_was_undone() -> None:
    call = started()
    call.press(700, Do.PAUSE)
    call.press(710, Do.UNDONE)
    call.press(720, Do.NEXT)
    call.press(730, Do.BACKDATE, seconds=120)
    assert call.see(730).entered == 600


def test_backdate_twice_goes_further_back() -> None:
    call = started()
    call.press(720, Do.NEXT)
    call.press(730, Do.BACKDATE, seconds=60)
    call.press(740, Do.BACKDATE, seconds=60)
    assert call.see(740).entered == 600


def test_backdate_keeps_what_came_after_the_transition() -> None:
    call = started()
    call.press(720, Do.NEXT)
    call.press(730, Do.ADD, seconds=60)
    call.press(740, Do.PAUSE)
    call.press(750, Do.BACKDATE, seconds=120)
    view = call.see(760)
    assert (view.allotted, view.section_elapsed, view.paused_total) == (660, 140, 20)


def test_backdate_where_nothing_can_move_is_not_logged() -> None:
    call = started()
    call.press(720, Do.PAUSE)
    call.press(720, Do.NEXT)
    assert call.press(730, Do.BACKDATE, seconds=60) is None


@pytest.mark.parametrize(("do", "to"), [(Do.BACK, None), (Do.GOTO, "A"), (Do.SKIP, None)])
def test_every_transition_can_be_backdated(do: Do, to: str | None) -> None:
    call = started()
    call.press(300, Do.NEXT)
    call.press(400, do, to)
    call.press(410, Do.BACKDATE, seconds=60)
    assert call.see(410).entered == 340


def test_a_skip_of_a_pending_section_is_no_transition() -> None:
    call = started()
    call.press(300, Do.NEXT)
    call.press(400, Do.SKIP, "C")
    call.press(410, Do.BACKDATE, seconds=60)
    assert call.see(410).entered == 240


def test_a_start_is_backdated_below_zero() -> None:
    call = started()
    call.press(60, Do.BACKDATE, seconds=120)
    view = call.see(60)
    assert (view.started, view.session_elapsed, view.section_elapsed) == (-120, 180, 180)


def test_a_hard_stop_from_before_does_not_keep_the_start_from_being_backdated() -> None:
    call = started(SOFT, hard_stop=2400)
    call.press(60, Do.BACKDATE, seconds=120)
    view = call.see(60)
    assert (view.started, view.session_elapsed, view.spare) == (-120, 180, 120)


def test_a_next_that_ended_the_session_can_be_backdated() -> None:
    call = started(plan(section("A", 10)))
    call.press(600, Do.NEXT)
    call.press(700, Do.BACKDATE, seconds=120)
    assert call.see(800).session_elapsed == 480


def test_an_end_cannot_be_backdated() -> None:
    call = started()
    call.press(300, Do.NEXT)
    call.press(600, Do.END)
    with pytest.raises(RefusedError, match="end"):
        call.press(700, Do.BACKDATE, seconds=120)


def test_a_trimmed_section_is_allotted_anew_at_the_earlier_moment() -> None:
    call = started(SOFT, hard_stop=2400)
    call.press(780, Do.NEXT)
    assert call.see(780).allotted == pytest.approx(510)
    call.press(790, Do.BACKDATE, seconds=180)
    assert call.see(790).allotted == 600


# ---- end and hard stop


def test_end_ends_whatever_is_pending() -> None:
    call = started()
    call.press(300, Do.END)
    view = call.see(900)
    assert (view.phase, view.current, view.session_elapsed, view.expected_end) == (
        Phase.ENDED,
        None,
        300,
        300,
    )


def test_end_in_a_pause_books_the_pause() -> None:
    call = started()
    call.press(300, Do.PAUSE)
    call.press(400, Do.END)
    view = call.see(900)
    assert (view.paused_total, view.session_elapsed) == (100, 400)


def test_a_hard_stop_is_set_moved_and_cleared() -> None:
    call = started(SOFT)
    call.press(60, Do.HARD_STOP, seconds=2100)
    assert call.see(60).expected_end == pytest.approx(2100)
    call.press(60, Do.HARD_STOP, seconds=2200)
    assert call.see(60).expected_end == pytest.approx(2200)
    call.press(60, Do.HARD_STOP, seconds=None)
    view = call.see(60)
    assert (view.expected_end, view.hard_stop, view.allotted) == (2400, None, 600)


def test_nothing_but_its_own_action_moves_a_hard_stop() -> None:
    call = started(SOFT, hard_stop=2100)
    for at, do in enumerate((Do.PAUSE, Do.NEXT, Do.BACK, Do.SKIP, Do.NEXT, Do.END)):
        call.press(60.0 * at, do)
        assert call.see(60.0 * at).hard_stop == 2100
