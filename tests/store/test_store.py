"""What is saved is there again, whatever happens in between."""

import os
import sqlite3
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorkit import flow
from mentorkit.changes import Put
from mentorkit.errors import NotFoundError, NotSavedError, StoreError
from mentorkit.plan import Audience
from mentorkit.records import Note, State, Student
from mentorkit.runner import Runner, begin
from mentorkit.settings import Settings
from mentorkit.store import Moment, Store
from mentorkit.store.lock import is_held
from mentorkit.store.schema import APPLICATION_ID, MIGRATIONS
from mentorkit.text import normalise
from tests.clocks import START, FakeClock
from tests.flow.cases import ADA, BO, the_plan, with_history
from tests.store.older import made_older


def _saved(store: Store, runner: Runner) -> None:
    """Assert that the disk says what the screen says."""
    on_disk = store.session(runner.session.id)
    assert on_disk == replace(runner.session, state=on_disk.state, seen_at=on_disk.seen_at)


def test_a_session_read_back_is_the_session_that_was_shown(store: Store, runner: Runner) -> None:
    for line in (
        "hello",
        "/goal read",
        "/topic loops",
        "/team precise",
        "/remedy pairing",
        "/add 5",
        "/next",
    ):
        runner.do(line)
    _saved(store, runner)


def test_what_was_saved_is_there_for_another_process_at_once(
    path: Path, store: Store, runner: Runner
) -> None:
    runner.do("a note that must not be lost")
    reader = Store.reader(path)
    assert reader is not None
    with reader:
        assert reader.session(runner.session.id).notes[0].text == "a note that must not be lost"


@given(text=st.text(max_size=300))
def test_any_text_is_stored_as_normalise_says(text: str) -> None:
    with Store.practice() as store:
        runner = begin(store, the_plan(), (ADA,), clock=FakeClock(), zone=UTC, settings=Settings())
        runner.do("/note x" + text)
        assert store.session(runner.session.id).notes[0].text == normalise("x" + text)


def test_the_settings_that_keep_a_note_through_a_power_cut_are_on(path: Path, store: Store) -> None:
    db = store._db
    found = {name: next(iter(db.execute(f"PRAGMA {name}").fetchone().values())) for name in _PRAGMAS}
    assert found == _PRAGMAS


_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
    "application_id": APPLICATION_ID,
    "user_version": len(MIGRATIONS),
}


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_nobody_else_can_read_any_of_the_files(path: Path, store: Store, runner: Runner) -> None:
    runner.do("private")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes) >= {"mentorkit.db", "mentorkit.db-wal", "mentorkit.db-shm", "mentorkit.db.lock"}
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_second_writer_is_told_so(path: Path, store: Store) -> None:
    with pytest.raises(StoreError, match="Another mentorkit"):
        Store.writer(path)


def test_the_lock_falls_with_the_process_that_held_it(path: Path) -> None:
    code = (
        "import os, signal, sys; from pathlib import Path; from mentorkit.store import Store;"
        "store = Store.writer(Path(sys.argv[1])); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    with Store.writer(path) as store:
        assert store.students() == ()


def test_a_reader_cannot_change_anything(path: Path, store: Store, runner: Runner) -> None:
    reader = Store.reader(path)
    assert reader is not None
    with reader, pytest.raises(NotSavedError, match="read-only"):
        reader.save_draft(runner.session.id, "x", Moment(0, START))


def test_where_nothing_was_ever_stored_a_reader_says_so_and_makes_nothing(path: Path) -> None:
    assert Store.reader(path) is None
    assert not path.parent.exists()


def test_a_failed_save_changes_nothing_and_the_next_one_works(store: Store, runner: Runner) -> None:
    runner.do("kept")
    before = runner.session
    store._db.execute("PRAGMA query_only = ON")
    with pytest.raises(NotSavedError):
        runner.do("not kept")
    assert runner.session == before
    store._db.execute("PRAGMA query_only = OFF")
    runner.do("kept too")
    assert [note.text for note in store.session(runner.session.id).notes] == ["kept", "kept too"]


def test_a_save_is_whole_or_not_at_all(store: Store, runner: Runner) -> None:
    good = Put(Note("n.1", 1, START, "first", student=ADA.id))
    bad = Put(Note("n.2", 2, START, "second", student="nobody"))  # no such student: the foreign key refuses
    with pytest.raises(NotSavedError):
        store.save(runner.session.id, [good, bad], runner.moment(), {}, "", ended=False)
    assert store.session(runner.session.id).notes == ()


@pytest.mark.parametrize("left", [b"", None], ids=["emptied", "removed"])
def test_a_store_that_vanished_is_an_error_and_not_a_new_start(path: Path, left: bytes | None) -> None:
    Store.writer(path).close()
    if left is None:
        path.unlink()
    else:
        path.write_bytes(left)
    for opened in (Store.writer, Store.reader):
        with pytest.raises(StoreError, match="missing or empty"):
            opened(path)


@pytest.mark.parametrize("found", [b"just some text\n" * 100, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_no_store_is_refused_and_not_touched(path: Path, found: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(found)
    for opened in (Store.writer, Store.reader):
        with pytest.raises(StoreError, match="Nothing was touched"):
            opened(path)
    assert path.read_bytes() == found


def test_a_file_without_a_table_in_it_is_no_store_yet_for_a_reader(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    assert path.stat().st_size
    assert Store.reader(path) is None
    path.with_name(".mentorkit-store").touch()
    with pytest.raises(StoreError, match="missing or empty"):
        Store.reader(path)


def _foreign(path: Path, pragma: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE IF NOT EXISTS t (x)")
    db.execute(pragma)
    db.commit()
    db.close()


def test_a_database_of_another_program_is_refused(path: Path) -> None:
    _foreign(path, "PRAGMA application_id = 7")
    with pytest.raises(StoreError, match="another program"):
        Store.writer(path)


def test_a_store_of_a_newer_version_is_refused(path: Path) -> None:
    Store.writer(path).close()
    _foreign(path, "PRAGMA user_version = 99")
    for opened in (Store.writer, Store.reader):
        with pytest.raises(StoreError, match="newer mentorkit"):
            opened(path)


def test_a_folder_in_the_place_of_the_store_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreError):
        Store.writer(path)


def test_a_session_that_is_not_there_is_not_found(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.session("none")


def test_a_session_keeps_its_own_copy_of_the_plan(store: Store, runner: Runner) -> None:
    assert store.session(runner.session.id).plan == the_plan()


def test_open_goals_and_topics_come_along_and_closed_ones_do_not(store: Store, clock: FakeClock) -> None:
    with_history(store, the_plan())
    second = begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings())
    assert [(r.number, r.text) for r in second.session.carried] == [
        (1, "finish the arrays exercise"),
        (2, "send the link"),
        (3, "return values"),
    ]
    for line in ("/done 1", "/done 3", "/end"):
        second.do(line)
    third = begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings())
    assert [record.text for record in third.session.carried] == ["send the link"]


def test_nothing_of_another_student_comes_along(store: Store, clock: FakeClock) -> None:
    with_history(store, the_plan())
    other = begin(store, the_plan(), (BO,), clock=clock, zone=UTC, settings=Settings())
    assert other.session.carried == ()


def test_a_carried_goal_keeps_its_place_in_the_session_that_set_it(store: Store, clock: FakeClock) -> None:
    with_history(store, the_plan())
    second = begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings())
    second.do("/done 1")
    earlier = store.session("earlier")
    assert [(goal.number, goal.status) for goal in earlier.goals] == [(2, "done"), (3, "open")]
    _saved(store, second)


def test_the_half_typed_line_is_kept_and_becomes_the_note(store: Store, runner: Runner) -> None:
    runner.keep_draft("half a thou")
    assert store.draft(runner.session.id) == "half a thou"
    runner.do("half a thought")
    assert store.draft(runner.session.id) == ""


def test_a_key_leaves_the_half_typed_line_alone(store: Store, runner: Runner) -> None:
    runner.keep_draft("half a thou")
    runner.press("next")
    assert store.draft(runner.session.id) == "half a thou"


def test_a_session_named_at_its_end_belongs_to_the_student_with_all_its_records(
    store: Store, clock: FakeClock
) -> None:
    nameless = begin(store, the_plan(), (), clock=clock, zone=UTC, settings=Settings())
    for line in ("a note", "/goal read", "/topic loops", "/team feedback", "/end"):
        nameless.do(line)
    nameless.belongs_to(Student("chi", "Chi", START))
    _saved(store, nameless)
    assert {record.student for record in nameless.session.records} == {"chi"}
    assert [goal.text for goal in store.open_goals(["chi"])] == ["read"]


def test_the_journal_alone_gives_the_records_again(path: Path, store: Store, runner: Runner) -> None:
    for line in ("one", "two", "/edit 1 uno", "/delete 2", "/goal read", "/audience 1 team"):
        runner.do(line)
    found: dict[str, str] = {}
    for row in store._db.execute("SELECT do, data FROM journal ORDER BY id").fetchall():
        import json

        data = json.loads(row["data"])
        if row["do"] == "put":
            found[data["row"]["id"]] = data["row"]["text"]
        elif row["do"] == "remove":
            del found[data["id"]]
    assert found == {record.id: record.text for record in runner.session.records}


def test_a_running_session_is_running_and_one_that_nobody_runs_is_interrupted(
    path: Path, clock: FakeClock
) -> None:
    store = Store.writer(path)
    session_id = begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings()).session.id
    reader = Store.reader(path)
    assert reader is not None
    assert reader.session(session_id).state is State.RUNNING
    store.close()
    assert reader.session(session_id).state is State.INTERRUPTED
    reader.close()


def test_another_writer_does_not_make_an_interrupted_session_run(path: Path, clock: FakeClock) -> None:
    with Store.writer(path) as store:
        session_id = begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings()).session.id
    with Store.writer(path) as store:
        assert store.session(session_id).state is State.INTERRUPTED


def test_summaries_tell_the_latest_first(store: Store, clock: FakeClock) -> None:
    with_history(store, the_plan())
    later = begin(store, the_plan(), (ADA, BO), clock=clock, zone=UTC, settings=Settings())
    later.do("a note")
    lines = store.summaries()
    assert [(line.students, line.state, line.records) for line in lines] == [
        (("Ada", "Bo"), State.RUNNING, 1),
        (("Ada",), State.ENDED, 4),
    ]
    assert [line.id for line in store.summaries(BO.id)] == [later.session.id]


def test_practice_writes_no_file(tmp_path: Path, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with Store.practice() as store:
        runner = begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings())
        runner.do("hello")
        assert store.session(runner.session.id).notes
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def old_wal(path: Path) -> Path:
    """A store whose last note is in the -wal file alone, as after a SIGKILL."""
    code = (
        "import os, signal, sys; from pathlib import Path; from datetime import UTC;"
        "from mentorkit.store import Store; from mentorkit.runner import begin; from mentorkit.settings import Settings;"
        "from tests.flow.cases import ADA, the_plan; from tests.clocks import FakeClock;"
        "store = Store.writer(Path(sys.argv[1]));"
        "runner = begin(store, the_plan(), (ADA,), clock=FakeClock(), zone=UTC, settings=Settings());"
        "runner.do('the last note'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=False, cwd=Path(__file__).parents[2])
    return path


def test_a_note_in_the_write_ahead_log_survives_the_kill(old_wal: Path) -> None:
    assert old_wal.with_name("mentorkit.db-wal").stat().st_size > 0
    with Store.writer(old_wal) as store:
        (session_id,) = store.session_ids()
        assert [note.text for note in store.session(session_id).notes] == ["the last note"]


def test_everybody_and_everything_is_in_the_library(store: Store, clock: FakeClock) -> None:
    with_history(store, the_plan())
    library = store.library()
    assert [student.name for student in library.students] == ["Ada"]
    assert [session.id for session in library.sessions] == ["earlier"]
    assert len(library.goals) == 2
    assert len(library.topics) == 1


def test_an_audience_is_one_of_three_in_the_file_too(store: Store, runner: Runner) -> None:
    runner.do("hello")
    with pytest.raises(sqlite3.IntegrityError):
        store._db.execute("UPDATE note SET audience = 'everybody'")
    assert runner.session.notes[0].audience is Audience.MENTOR


def test_the_walk_is_kept_with_the_records(store: Store, runner: Runner) -> None:
    runner.do("/student")
    kept = flow.from_data(store.walk(runner.session.id))
    assert kept.override is not None
    assert kept.override.audience is Audience.STUDENT
    assert kept == flow.from_data(flow.as_data(kept))


def test_students_come_in_the_order_in_which_they_were_added(store: Store) -> None:
    for days, name in ((1, "Zoe"), (2, "Ada")):
        store.add_student(Student(name.lower(), name, START + timedelta(days=days)), START)
    assert [student.name for student in store.students()] == ["Zoe", "Ada"]


# ---- a reader beside the writer


@pytest.mark.parametrize("what", ["library", "session", "summaries"])
def test_a_reader_sees_one_state_although_the_writer_goes_on(
    path: Path, store: Store, runner: Runner, what: str
) -> None:
    runner.do("before")
    reader = Store.reader(path)
    assert reader is not None
    selects: list[str] = []

    def read() -> object:
        match what:
            case "library":
                return reader.library()
            case "session":
                return reader.session(runner.session.id)
        return reader.summaries()

    def meddle(statement: str) -> None:
        if statement.lstrip().startswith("SELECT"):
            selects.append(statement)
            if len(selects) == 2:
                runner.do("/goal in between")
                runner.belongs_to(BO)

    with reader:
        before = read()
        reader._db.set_trace_callback(meddle)
        assert read() == before
        reader._db.set_trace_callback(None)
        assert len(selects) > 2
        assert read() != before


def test_a_session_that_could_not_be_begun_is_not_running(store: Store, clock: FakeClock) -> None:
    store._db.execute(
        "CREATE TEMP TRIGGER full BEFORE INSERT ON journal WHEN new.do = 'clock' BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    )
    with pytest.raises(NotSavedError):
        begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings())
    assert store.running() is None


def test_a_session_that_could_not_be_claimed_is_not_running(path: Path, clock: FakeClock) -> None:
    with Store.writer(path) as store:
        session_id = begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings()).session.id
    with Store.writer(path) as store:
        anchor = store.anchor(session_id)
        store._db.execute(
            "CREATE TEMP TRIGGER full BEFORE UPDATE ON session BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        )
        with pytest.raises(NotSavedError):
            store.claim(session_id, anchor)
        assert store.session(session_id).state is State.INTERRUPTED


def test_a_line_about_a_session_says_the_same_state_as_the_session(
    path: Path, store: Store, runner: Runner
) -> None:
    reader = Store.reader(path)
    assert reader is not None
    with reader:
        for line, state in (("hi", State.RUNNING), ("/pause", State.PAUSED), ("/resume", State.RUNNING)):
            runner.do(line)
            assert reader.session(runner.session.id).state is state
            assert [summary.state for summary in reader.summaries()] == [state]


# ---- where we may not do all that we would like


@contextmanager
def _as_somebody_else() -> Iterator[None]:
    """Root may do everything: as nobody it may not. Anybody else is somebody else enough."""
    if sys.platform == "win32":
        pytest.skip("users are POSIX's")
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that everybody can get to, which `tmp_path` is not."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        yield place
        place.chmod(0o755)


def _for_all_to_read(place: Path) -> None:
    for file in place.iterdir():
        file.chmod(0o444)
    place.chmod(0o555)


def test_a_lock_that_we_may_not_open_is_held_by_nobody_we_can_see(open_place: Path) -> None:
    path = open_place / "mentorkit.db"
    Store.writer(path).close()
    path.with_name("mentorkit.db.lock").touch()
    _for_all_to_read(open_place)
    with _as_somebody_else():
        assert not is_held(path)


def test_on_a_disk_that_is_read_only_what_is_in_the_file_is_read(open_place: Path, clock: FakeClock) -> None:
    path = open_place / "mentorkit.db"
    with Store.writer(path) as store:
        with_history(store, the_plan())
    _for_all_to_read(open_place)
    with _as_somebody_else():
        reader = Store.reader(path)
        assert reader is not None
        with reader:
            assert len(reader.session("earlier").notes) == 1
            assert [line.state for line in reader.summaries()] == [State.ENDED]


def test_on_a_disk_that_is_read_only_notes_that_cannot_be_read_are_not_passed_over(
    open_place: Path, old_wal: Path
) -> None:
    for name in ("mentorkit.db", "mentorkit.db-wal"):
        (open_place / name).write_bytes(old_wal.with_name(name).read_bytes())
    _for_all_to_read(open_place)
    with _as_somebody_else(), pytest.raises(StoreError, match=r"newest notes are in .*-wal"):
        Store.reader(open_place / "mentorkit.db")


def test_on_a_disk_that_is_read_only_an_older_file_is_said_to_need_a_copy(open_place: Path) -> None:
    path = open_place / "mentorkit.db"
    Store.writer(path).close()
    made_older(path, 1)
    _for_all_to_read(open_place)
    with (
        _as_somebody_else(),
        pytest.raises(StoreError, match=r"older mentorkit.*permission denied") as refused,
    ):
        Store.reader(path)
    assert "set MENTORKIT_HOME to the copy" in refused.value.hint


def test_a_folder_that_may_not_be_looked_into_is_said_in_words(open_place: Path) -> None:
    (open_place / "closed").mkdir()
    (open_place / "closed").chmod(0)
    for opened in (Store.writer, Store.reader):
        with _as_somebody_else(), pytest.raises(StoreError, match="permission denied"):
            opened(open_place / "closed" / "mentorkit.db")


def test_a_path_that_is_too_long_is_said_in_words(tmp_path: Path) -> None:
    for opened in (Store.writer, Store.reader):
        with pytest.raises(StoreError, match="too long"):
            opened(tmp_path / ("x" * 300) / "mentorkit.db")


# ---- what is open


def _group(store: Store, clock: FakeClock, *students: Student) -> Runner:
    return begin(store, the_plan(), students, clock=clock, zone=UTC, settings=Settings())


CHI = Student("chi", "Chi", START)


def test_what_a_group_set_itself_comes_along_once_and_the_oldest_first(
    store: Store, clock: FakeClock
) -> None:
    first = _group(store, clock, ADA, BO)
    for number, line in enumerate(
        ("/goal read", "/topic loops", "/who bo", "/goal write", "/who all", "/goal talk")
    ):
        first.do(line)
        clock.advance(number + 1)
    first.do("/end")
    both, alone = [ADA.id, BO.id], [ADA.id]
    assert [goal.text for goal in store.open_goals(both)] == ["read", "write", "talk"]
    assert [topic.text for topic in store.open_topics([BO.id, *both])] == ["loops"]
    assert [goal.text for goal in store.open_goals(alone)] == ["read", "talk"]
    second = _group(store, clock, ADA, BO)
    assert [record.text for record in second.session.carried] == ["read", "write", "talk", "loops"]
    second.do("/done 1")
    assert [goal.text for goal in store.open_goals(alone)] == ["talk"]


def test_what_a_group_set_itself_is_not_told_to_somebody_who_was_not_in_it(
    store: Store, clock: FakeClock
) -> None:
    first = _group(store, clock, ADA, BO)
    for line in ("/goal read", "/topic loops", "/end"):
        first.do(line)
    assert store.open_goals([CHI.id]) == ()
    assert store.open_goals([ADA.id, CHI.id]) == ()
    assert store.open_topics([ADA.id, CHI.id]) == ()
    assert store.open_goals([]) == ()


def test_what_is_open_and_nobodys_is_in_the_library(store: Store, clock: FakeClock) -> None:
    nameless = _group(store, clock)
    for line in ("/goal read", "/topic loops", "/end"):
        nameless.do(line)
    library = store.library()
    assert [goal.text for goal in library.goals] == ["read"]
    assert [topic.text for topic in library.topics] == ["loops"]
