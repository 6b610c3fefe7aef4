import pytest

from mentorkit import agenda
from mentorkit.agenda import LEGAL, Do, Phase
from mentorkit.errors import RefusedError
from tests.agenda.calls import ABC, Call, event, started


def _call_in(phase: Phase) -> Call:
    call = Call(ABC)
    for do in {
        Phase.READY: (),
        Phase.RUNNING: (Do.START, Do.NEXT),
        Phase.PAUSED: (Do.START, Do.NEXT, Do.PAUSE),
        # Ended by next and not by end, which could not be backdated.
        Phase.ENDED: (Do.START, Do.NEXT, Do.NEXT, Do.NEXT),
    }[phase]:
        call.press(60.0 * len(call.log), do)
    assert call.see(1000).phase is phase
    return call


ARGUMENTS: dict[Do, dict[str, str | float]] = {
    Do.GOTO: {"section": "C"},
    Do.SKIP: {"section": "C"},
    Do.MOVE: {"section": "C"},
    Do.ADD: {"seconds": 60},
    Do.BACKDATE: {"seconds": 30},
    Do.HARD_STOP: {"seconds": 5000},
}


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("do", Do)
def test_an_action_is_possible_exactly_in_the_phases_of_the_table(do: Do, phase: Phase) -> None:
    call = _call_in(phase)
    if phase in LEGAL[do]:
        call.press(1000, do, **ARGUMENTS.get(do, {}))  # type: ignore[arg-type]
    else:
        with pytest.raises(RefusedError):
            call.press(1000, do, **ARGUMENTS.get(do, {}))  # type: ignore[arg-type]


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("do", sorted(set(Do) - {Do.UNDONE}))
def test_an_illegal_event_in_a_journal_changes_nothing(do: Do, phase: Phase) -> None:
    call = _call_in(phase)
    if phase in LEGAL[do]:
        return
    stray = event(99, 1000, do, **ARGUMENTS.get(do, {}))
    assert agenda.view(ABC, [*call.log, stray], 1200) == call.see(1200)
    assert agenda.effective(ABC, [*call.log, stray]) == agenda.effective(ABC, call.log)


def test_the_table_has_a_row_for_every_action() -> None:
    assert set(LEGAL) == set(Do)


@pytest.mark.parametrize(
    ("phase", "do", "how"),
    [
        (Phase.RUNNING, Do.START, {}),
        (Phase.PAUSED, Do.START, {}),
        (Phase.ENDED, Do.START, {}),
        (Phase.RUNNING, Do.RESUME, {}),
        (Phase.PAUSED, Do.PAUSE, {}),
        (Phase.ENDED, Do.END, {}),
        (Phase.RUNNING, Do.GOTO, {"section": "B"}),
        (Phase.RUNNING, Do.MOVE, {"section": "C"}),
        (Phase.RUNNING, Do.MOVE, {"section": "C", "before": "C"}),
        (Phase.RUNNING, Do.ADD, {"seconds": 0}),
        (Phase.RUNNING, Do.HARD_STOP, {"seconds": None}),
        (Phase.RUNNING, Do.BACKDATE, {"seconds": 0}),
        (Phase.RUNNING, Do.BACKDATE, {"seconds": -60}),
    ],
)
def test_what_changes_nothing_is_not_logged(phase: Phase, do: Do, how: dict[str, str | float | None]) -> None:
    call = _call_in(phase)
    assert call.press(1000, do, **how) is None  # type: ignore[arg-type]


def test_the_same_hard_stop_again_is_not_logged() -> None:
    call = started(hard_stop=1800)
    assert call.press(60, Do.HARD_STOP, seconds=1800) is None


def test_skipping_what_is_skipped_is_not_logged() -> None:
    call = started()
    call.press(60, Do.SKIP, "C")
    assert call.press(61, Do.SKIP, "C") is None


@pytest.mark.parametrize("do", [Do.GOTO, Do.SKIP, Do.MOVE])
def test_a_section_that_is_not_in_the_plan_is_refused(do: Do) -> None:
    with pytest.raises(RefusedError, match="no section"):
        started().press(60, do, "X")


def test_a_refused_action_leaves_the_log_as_it_was() -> None:
    call = started()
    log = list(call.log)
    with pytest.raises(RefusedError):
        call.press(60, Do.BACK)
    assert call.log == log


def test_ids_go_on_from_the_highest_and_times_never_run_backwards() -> None:
    call = started()
    call.log = [event(7, 0, Do.START), event(3, 100, Do.PAUSE)]
    made = call.press(50, Do.RESUME)
    assert made is not None
    assert (made.id, made.at) == (8, 100)


def test_a_journal_whose_times_run_backwards_is_read_as_if_they_stood_still() -> None:
    log = [event(1, 0, Do.START), event(2, 300, Do.NEXT), event(3, 200, Do.PAUSE), event(4, 100, Do.END)]
    view = agenda.view(ABC, log, 50)
    assert (view.session_elapsed, view.paused_total) == (300, 0)
    assert sum(line.elapsed for line in view.sections) == 300
