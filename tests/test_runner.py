"""A session in progress: clocks that jump, processes that die, and what is asked when it goes on."""

from datetime import UTC, timedelta
from pathlib import Path

import pytest

from mentorkit.agenda import Phase
from mentorkit.errors import NotSavedError, RefusedError
from mentorkit.runner import LONG_GAP, FastClock, Resumed, Runner, begin, resume
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import START, FakeClock
from tests.flow.cases import ADA, the_plan


def _begin(path: Path, clock: FakeClock, *lines: str) -> Runner:
    """A session whose process then dies: the store is opened again by `_again`."""
    store = Store.writer(path)
    runner = begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings())
    for line in lines:
        clock.advance(60)
        runner.do(line)
    store.close()
    return runner


def _again(path: Path, clock: FakeClock, answer: str = "count") -> Resumed:
    store = Store.writer(path)
    resumed = resume(store, store.session_ids()[-1], clock=clock, zone=UTC, settings=Settings())
    resumed.runner.settle_gap(answer)
    return resumed


def test_time_runs_on_the_clock_and_not_on_the_wall(runner: Runner, clock: FakeClock) -> None:
    clock.advance(120)
    clock.set_wall(-3600)
    assert runner.view().section_elapsed == 120


def test_a_wall_that_is_set_does_not_move_a_hard_stop(runner: Runner, clock: FakeClock) -> None:
    runner.do("/until 19:00")
    clock.set_wall(+600)
    assert runner.view().hard_stop == 3600


def test_the_end_is_said_on_the_wall_as_it_goes_now(runner: Runner, clock: FakeClock) -> None:
    clock.advance(60)
    clock.set_wall(+600)
    assert runner.wall(120) == START + timedelta(seconds=720)


def test_until_sets_the_hard_stop_from_the_start(store: Store, clock: FakeClock) -> None:
    runner = begin(
        store,
        the_plan(),
        (ADA,),
        clock=clock,
        zone=UTC,
        settings=Settings(),
        until=lambda now: now + timedelta(minutes=60),
    )
    view = runner.view()
    assert view.hard_stop == 3600
    assert sum(view.budgets.values()) + view.section_remaining == pytest.approx(3600)


def test_a_refused_line_saves_nothing(runner: Runner, store: Store) -> None:
    with pytest.raises(RefusedError):
        runner.do("/goto nowhere")
    assert store.session(runner.session.id).records == ()


def test_a_line_that_is_too_long_is_refused_whole(runner: Runner) -> None:
    with pytest.raises(RefusedError, match="20,001"):
        runner.do("x" * 20_001)
    runner.do("x" * 20_000)
    assert len(runner.session.notes[0].text) == 20_000


def test_an_interrupted_session_goes_on_with_everything(path: Path, clock: FakeClock) -> None:
    _begin(path, clock, "one", "/next", "/team", "a line for the team")
    clock.advance(30)
    resumed = _again(path, clock)
    view = resumed.runner.view()
    assert (resumed.records, resumed.last) == (2, START + timedelta(seconds=240))
    assert view.current is not None
    assert view.current.id == "catch-up"
    assert view.session_elapsed == 270  # the gap counts: the call went on
    assert resumed.runner.ask().label == "team> "


def test_the_draft_comes_back_and_the_gap_does_not_cost_it(path: Path, clock: FakeClock) -> None:
    runner = _begin(path, clock)
    with Store.writer(path) as store:
        store.save_draft(runner.session.id, "half a thou", runner.moment())
    clock.advance(3 * LONG_GAP)
    resumed = _again(path, clock, "pause")
    assert resumed.draft == resumed.runner.draft == "half a thou"
    resumed.runner.do("half a thought")
    assert resumed.runner.draft == ""


def test_a_short_gap_is_not_asked_about_and_a_long_one_is(path: Path, clock: FakeClock) -> None:
    _begin(path, clock, "one")
    clock.advance(LONG_GAP)
    store = Store.writer(path)
    resumed = resume(store, store.session_ids()[0], clock=clock, zone=UTC, settings=Settings())
    assert not resumed.gap.ask
    store.close()
    clock.advance(1)
    store = Store.writer(path)
    resumed = resume(store, store.session_ids()[0], clock=clock, zone=UTC, settings=Settings())
    assert resumed.gap.ask
    assert resumed.gap.seconds == LONG_GAP + 1
    store.close()


def test_a_gap_past_the_hard_stop_is_asked_about_however_short(path: Path, clock: FakeClock) -> None:
    _begin(path, clock, "/until 18:02")
    clock.advance(61)
    store = Store.writer(path)
    resumed = resume(store, store.session_ids()[0], clock=clock, zone=UTC, settings=Settings())
    assert resumed.gap.ask
    store.close()


@pytest.mark.parametrize(
    ("answer", "elapsed", "paused", "phase"),
    [
        ("count", 60 + 2000, 0, Phase.RUNNING),
        ("pause", 60, 2000, Phase.RUNNING),
        ("end", 60, 0, Phase.ENDED),
    ],
)
def test_a_gap_is_what_the_mentor_says(
    path: Path, clock: FakeClock, answer: str, elapsed: float, paused: float, phase: Phase
) -> None:
    _begin(path, clock, "one")
    clock.advance(2000)
    view = _again(path, clock, answer).runner.view()
    assert view.phase is phase
    assert view.sections[0].elapsed == elapsed
    assert view.paused_total == paused


def test_leaving_on_purpose_pauses_and_coming_back_goes_on(path: Path, clock: FakeClock) -> None:
    _begin(path, clock, "/quit")
    clock.advance(4000)
    view = _again(path, clock).runner.view()
    assert view.phase is Phase.RUNNING
    assert view.section_elapsed == 60
    assert view.paused_total == 4000


def test_a_pause_that_the_mentor_made_is_still_one_after_a_crash(path: Path, clock: FakeClock) -> None:
    _begin(path, clock, "/pause")
    clock.advance(4000)
    view = _again(path, clock).runner.view()
    assert view.phase is Phase.PAUSED
    assert view.section_elapsed == 60


def test_across_a_reboot_the_wall_says_how_long_it_was(path: Path, clock: FakeClock) -> None:
    _begin(path, clock, "one")
    clock.reboot(300)
    runner = _again(path, clock).runner
    assert runner.view().session_elapsed == 360
    clock.advance(10)
    assert runner.view().session_elapsed == 370


def test_across_a_reboot_with_the_wall_set_back_no_time_is_taken_away(path: Path, clock: FakeClock) -> None:
    _begin(path, clock, "one")
    clock.reboot(-5000)
    assert _again(path, clock).runner.view().session_elapsed == 60


def test_a_second_crash_on_the_new_boot_counts_from_there(path: Path, clock: FakeClock) -> None:
    _begin(path, clock, "one")
    clock.reboot(300)
    first = _again(path, clock)
    first.runner._store.close()
    clock.advance(100)
    assert _again(path, clock).runner.view().session_elapsed == 460


def test_nothing_is_shown_that_was_not_saved(store: Store, runner: Runner, clock: FakeClock) -> None:
    store._db.execute("PRAGMA query_only = ON")
    before = runner.view().current
    with pytest.raises(NotSavedError):
        runner.do("/next")
    assert runner.view().current == before


def test_a_fast_clock_runs_that_much_faster(clock: FakeClock) -> None:
    fast = FastClock(clock, 60)
    clock.advance(2)
    reading = fast.read()
    assert reading.seconds == 1000 + 120
    assert reading.utc == START + timedelta(seconds=120)


def test_the_end_of_a_session_is_on_the_disk(path: Path, clock: FakeClock) -> None:
    _begin(path, clock, "/end")
    with Store.writer(path) as store:
        assert [line.state for line in store.summaries()] == ["ended"]


def test_a_hard_stop_is_right_in_the_night_when_the_clocks_change(store: Store) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    clock = FakeClock(
        utc=datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    )  # 01:00 UTC is 02:00 in London from then on
    london = ZoneInfo("Europe/London")
    runner = begin(store, the_plan(), (ADA,), clock=clock, zone=london, settings=Settings())
    runner.do("/until 2:30")
    assert runner.view().hard_stop == 3600


def test_undo_does_not_take_away_the_end_that_the_command_line_set(store: Store, clock: FakeClock) -> None:
    end = START + timedelta(minutes=60)
    runner = begin(
        store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings(), until=lambda now: end
    )
    with pytest.raises(RefusedError, match="nothing to undo"):
        runner.do("/undo")
    assert runner.view().hard_stop == 3600


def test_a_session_that_ends_where_it_stopped_keeps_the_half_typed_line_as_a_note(
    path: Path, clock: FakeClock
) -> None:
    runner = _begin(path, clock)
    with Store.writer(path) as store:
        store.save_draft(runner.session.id, "half a thou", runner.moment())
    clock.advance(3 * LONG_GAP)
    session = _again(path, clock, "end").runner.session
    assert [(note.text, note.audience) for note in session.notes] == [("half a thou", "mentor")]


def test_a_half_typed_line_that_is_too_long_for_one_note_becomes_two(path: Path, clock: FakeClock) -> None:
    runner = _begin(path, clock)
    with Store.writer(path) as store:
        store.save_draft(runner.session.id, "x" * 20_001, runner.moment())
    resumed = _again(path, clock)
    assert [len(record.text) for record in resumed.runner.draft_to_note()] == [20_000, 1]
    assert [note.number for note in resumed.runner.session.notes] == [1, 2]


def test_an_enter_after_a_crash_does_not_leave_the_section_that_was_being_left(
    path: Path, clock: FakeClock
) -> None:
    _begin(path, clock, "", "")
    resumed = _again(path, clock)
    assert "Next: Catch-up" in resumed.runner.do("").said[0]
    assert resumed.runner.ask().section == resumed.runner.session.plan.sections[0]


def test_a_half_typed_line_of_odd_bytes_is_kept(runner: Runner, store: Store) -> None:
    runner.keep_draft("caf\udce9")
    assert store.draft(runner.session.id) == "caf\ufffd"


def test_the_price_of_less_time_is_what_is_really_taken(runner: Runner, clock: FakeClock) -> None:
    clock.advance(9 * 60)
    price = runner.do("/add -10").price
    assert price is not None
    assert price.added == -60


def test_a_note_may_be_as_long_behind_a_command_as_without_one(runner: Runner) -> None:
    runner.do("/note " + "x" * 20_000)
    assert len(runner.session.notes[0].text) == 20_000


def test_an_impossible_zone_is_read_as_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    from mentorkit.runner import local_zone

    monkeypatch.setenv("TZ", "UTC-27")
    time.tzset()
    assert local_zone() == UTC
    monkeypatch.undo()
    time.tzset()
