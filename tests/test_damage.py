"""A store that is damaged, in ten ways and by one wrong byte: one clear message, no traceback, and a backup that puts it right."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from mentorkit.errors import StoreError
from mentorkit.store import Store
from mentorkit.store.care.checkup import check_up
from mentorkit.store.care.restore import chosen, restore
from tests.bench.damage import WAYS, Way, filled, run, spoil, store_of, tried, why_not
from tests.programs import Done, Mentor


@pytest.fixture(scope="module")
def a_filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("damage") / "filled"
    filled(home)
    return home


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_damaged_store_is_said_in_one_message_and_a_backup_puts_it_right(
    way: Way, a_filled_home: Path, tmp_path: Path
) -> None:
    if reason := why_not(way):
        pytest.skip(reason)
    home = tmp_path / "home"
    shutil.copytree(a_filled_home, home)
    assert tried(way, Mentor(home)).wrong(way) == []


# ---- one wrong byte


@pytest.fixture(scope="module")
def a_small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three calls, a note since, and backups of the first two calls and of all three, from days before."""
    mentor = Mentor(tmp_path_factory.mktemp("byte") / "small")
    for day, number in enumerate(("one", "two", "three")):
        assert run(mentor, "run", "Ada", "--plain", typed=f"the QUARTZ of call {number}\n/end\n").code == 0
        for made in backups_of(mentor)[-1:]:
            made.rename(made.with_name(f"2026010{day}T000000000000Z.db"))
        assert run(mentor, "note", "Ada", typed="since then\n").code == 0
    assert len(backups_of(mentor)) == 2
    return mentor.home


@pytest.fixture
def small(a_small_home: Path, tmp_path: Path) -> Mentor:
    shutil.copytree(a_small_home, tmp_path / "home")
    return Mentor(tmp_path / "home")


def backups_of(mentor: Mentor) -> list[Path]:
    return sorted(store_of(mentor).parent.glob("backups/*.db"))


def notes_of(mentor: Mentor) -> list[str]:
    sessions = run(mentor, "export", "--all", "--format", "json").json["sessions"]
    return [note["text"] for session in sessions for note in session["notes"]]


def advised(done: Done) -> str:
    return "\n".join(line for line in done.out.splitlines() if line.startswith("  →"))


CALL = ("run", "Ada", "--plain")

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

VERSION = 60
"""Where a database says, in four bytes, of which version it is."""


def _versioned(version: int) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        data = bytearray(file.read_bytes())
        data[VERSION : VERSION + 4] = version.to_bytes(4, "big", signed=True)
        file.write_bytes(data)

    return damage


def _spoilt(text: bytes, at: int, byte: int, *, last: bool = False) -> Callable[[Path], None]:
    return lambda file: spoil(file, text, at, byte, last=last)


BYTES = {
    "version 1": _versioned(1),
    "version 2": _versioned(2),
    "version 0": _versioned(0),
    "version 50331651": _versioned(0x03000003),
    "version -1795162109": _versioned(-1795162109),
    "a byte that is no text in the tables": _spoilt(b"CREATE TABLE journal", 3, 0xA7),
    "a byte that is no text in a check": _spoilt(b"CHECK (audience", 7, 0xA7),
    "another name of a column": _spoilt(b"audience TEXT", 0, ord("b")),
    "another name of a table": _spoilt(b"CREATE TABLE next_call", 13, ord("m")),
    "another type of a column": _spoilt(b"ended INTEGER", 6, ord("J")),
    "a NUL in the tables": _spoilt(b"CREATE TABLE goal", 7, 0),
}


@pytest.mark.parametrize("damage", BYTES.values(), ids=BYTES)
def test_tables_that_are_not_those_of_the_version_are_damage_and_no_backup_goes(
    damage: Callable[[Path], None], small: Mentor
) -> None:
    store, kept = store_of(small), {path: path.read_bytes() for path in backups_of(small)}
    newest = max(kept)
    damage(store)
    whole = store.read_bytes()
    for opening in (Store.writer, Store.reader):
        with pytest.raises(StoreError, match="is damaged") as refused:
            opening(store)
        assert f"--restore {newest.name}" in refused.value.hint
    (finding,) = check_up(store).findings
    assert f"--restore {newest.name}" in finding.cure
    assert {path: path.read_bytes() for path in backups_of(small)} == kept
    done = restore(store, chosen(store, "latest"), NOW)
    assert done.aside is not None
    assert done.aside.read_bytes() == whole
    assert check_up(store).findings == ()
    assert notes_of(small) == ["the QUARTZ of call one", "the QUARTZ of call two", "the QUARTZ of call three"]


@pytest.mark.parametrize("damage", BYTES.values(), ids=BYTES)
def test_such_a_backup_is_not_sound_and_never_the_latest(
    damage: Callable[[Path], None], small: Mentor
) -> None:
    older, newest = backups_of(small)
    damage(newest)
    report = check_up(store_of(small))
    assert [finding.cure for finding in report.findings] == [f"rm {newest}"]
    assert {copy.path: copy.sound for copy in report.backups or ()} == {older: True, newest: False}
    with pytest.raises(StoreError, match="damaged"):
        chosen(store_of(small), newest.name)
    assert chosen(store_of(small), "latest").path == older


SAID = ("version 1", "a byte that is no text in the tables", "another name of a column")


@pytest.mark.parametrize("damage", [BYTES[name] for name in SAID], ids=SAID)
def test_such_a_store_is_said_to_be_damaged_by_every_command(
    damage: Callable[[Path], None], small: Mentor
) -> None:
    damage(store_of(small))
    for words in (CALL, ("show",), ("doctor", "--backup", "mine.db")):
        done = run(small, *words, typed="more\n")
        assert (done.code, done.out) == (1, ""), (words, done)
        assert "damaged" in done.err, (words, done)
        assert len(done.err.splitlines()) == 2, (words, done)
    doctor = run(small, "doctor", "--json")
    assert (doctor.code, doctor.json["well"]) == (1, False)
    assert run(small, "doctor", "--restore", "latest", "--yes").code == 0
    assert run(small, "doctor").code == 0


def test_a_byte_in_a_comment_of_the_tables_is_no_reason_to_refuse_a_call(small: Mentor) -> None:
    spoil(store_of(small), b"-- seconds on the session", 4, 0xA7)
    assert run(small, *CALL, typed="once more\n/end\n").code == 0
    assert run(small, "doctor").code == 0
    assert len(notes_of(small)) == 4


def test_what_stands_in_no_version_of_the_tables_is_the_mentors_own(small: Mentor) -> None:
    with closing(sqlite3.connect(store_of(small))) as db:
        db.execute("CREATE INDEX my_own ON note (at)")
        db.execute("ANALYZE")
    assert run(small, "note", "Ada", typed="once more\n").code == 0
    assert run(small, "doctor").code == 0


# ---- what the journal and the tables say differently


NOTE = b"the QUARTZ of call one"
"""Of a note, it stands in the journal and in a table: it is written to both."""


def _in_a_table(file: Path, byte: int = 0xFF) -> None:
    """Spoil the note where it is not followed by a quote, as it is in the journal."""
    data = file.read_bytes()
    where = data.find(NOTE)
    while data[where + len(NOTE)] == ord('"'):
        where = data.find(NOTE, where + 1)
    spoil(file, data[where : where + len(NOTE) + 1], 6, byte)


@pytest.mark.parametrize("byte", [0xFF, ord("!")], ids=["no text", "another sign"])
def test_the_backup_that_doctor_names_for_a_difference_is_free_of_it(small: Mentor, byte: int) -> None:
    kept = backups_of(small)
    _in_a_table(store_of(small), byte)
    assert run(small, *CALL, typed="call four\n/end\n").code == 0
    (bad,) = set(backups_of(small)) - set(kept)
    doctor = run(small, "doctor")
    assert doctor.code == 1
    assert f"doctor --restore {kept[-1].name}" in advised(doctor)
    assert bad.name not in advised(doctor)
    assert "What was saved since is not in it" in advised(doctor)
    assert kept[-1].name in run(small, "doctor", "--restore", "latest", "--yes").out
    assert run(small, "doctor").code == 0
    assert notes_of(small) == ["the QUARTZ of call one", "the QUARTZ of call two", "the QUARTZ of call three"]


def test_where_no_backup_is_free_of_a_difference_that_is_said_with_what_is_left(small: Mentor) -> None:
    for file in (store_of(small), *backups_of(small)):
        _in_a_table(file)
    doctor = run(small, "doctor")
    assert doctor.code == 1
    assert "--restore" not in advised(doctor)
    assert "No backup is free of" in advised(doctor)
    assert "mentorkit doctor --backup" in advised(doctor)
    assert run(small, "doctor", "--backup", str(small.home / "mine.db")).code == 0
    store_of(small).unlink()
    assert run(small, "doctor", "--restore", "latest", "--yes").code == 0  # better than none


def test_a_note_that_cannot_be_read_names_a_way_back_that_helps(small: Mentor) -> None:
    _in_a_table(store_of(small))
    run(small, *CALL, typed="call four\n/end\n")
    done = run(small, "export", "--all")
    assert (done.code, done.out) == (1, "")
    name = done.err.split("--restore ")[1].strip()
    assert run(small, "doctor", "--restore", name, "--yes").code == 0
    assert run(small, "export", "--all").code == 0


def _session(column: str, value: str) -> Callable[[Path], None]:
    def damage(file: Path) -> None:
        with closing(sqlite3.connect(file, isolation_level=None)) as db:
            db.execute(
                f"UPDATE session SET {column} = CAST({value} AS TEXT) WHERE rowid = (SELECT min(rowid) FROM session)"
            )

    return damage


SESSIONS = {
    "a plan that is no text": _session("plan", "x'7bff'"),
    "a plan that is none": _session("plan", "'{}'"),
    "a time that is none": _session("created_at", "'2026-13-45'"),
    "a place that is none": _session("walk", "'{'"),
}


@pytest.mark.parametrize("damage", SESSIONS.values(), ids=SESSIONS)
def test_a_session_that_cannot_be_read_is_found_though_the_journal_does_not_hold_it(
    damage: Callable[[Path], None], small: Mentor
) -> None:
    damage(store_of(small))
    doctor = run(small, "doctor")
    assert doctor.code == 1
    assert "The session " in doctor.out
    assert f"--restore {backups_of(small)[-1].name}" in advised(doctor)


@pytest.mark.parametrize("table", ["draft", "liking"])
def test_what_is_no_text_is_found_where_the_journal_does_not_hold_it(small: Mentor, table: str) -> None:
    column = {"draft": "text", "liking": "value"}[table]
    with closing(sqlite3.connect(store_of(small), isolation_level=None)) as db:
        key = "(SELECT min(id) FROM session)" if table == "draft" else "'theme'"
        db.execute(f"INSERT OR REPLACE INTO {table} VALUES ({key}, CAST(x'72ff6d' AS TEXT))")
        assert db.execute(f"SELECT count(*) FROM {table} WHERE hex({column}) = '72FF6D'").fetchone() == (1,)
    (finding,) = check_up(store_of(small)).findings
    assert table in finding.what
    assert f"--restore {backups_of(small)[-1].name}" in finding.cure


def test_where_the_length_of_the_journal_is_no_number_a_backup_is_named(small: Mentor) -> None:
    with closing(sqlite3.connect(store_of(small), isolation_level=None)) as db:
        db.execute("UPDATE sqlite_sequence SET seq = 'many' WHERE name = 'journal'")
    for opening in (Store.writer, Store.reader):
        with pytest.raises(StoreError, match="Nothing was touched"):
            opening(store_of(small))
    restore(store_of(small), chosen(store_of(small), "latest"), NOW)
    assert check_up(store_of(small)).findings == ()


def test_a_format_that_nobody_can_write_is_damage_and_not_a_disk_that_is_read_only(small: Mentor) -> None:
    with store_of(small).open("r+b") as file:
        file.seek(18)
        file.write(b"\xee")
    with pytest.raises(StoreError, match="is damaged") as refused:
        Store.writer(store_of(small))
    (finding,) = check_up(store_of(small)).findings
    for said in (refused.value.hint, finding.cure):
        assert f"--restore {backups_of(small)[-1].name}" in said
    restore(store_of(small), chosen(store_of(small), "latest"), NOW)
    assert check_up(store_of(small)).findings == ()
    Store.writer(store_of(small)).close()


def _places(data: bytes, chance: Random) -> int:
    """Where a byte is to be wrong: in the header, in the text of a table, in a row, or anywhere."""
    tables = [found.start() for found in re.finditer(rb"CREATE (TABLE|INDEX)", data)]
    rows = [found.start() for found in re.finditer(rb"QUARTZ|since then|mentor|2026|Ada", data)]
    kinds = (
        chance.randrange(100),
        chance.choice(tables) + chance.randrange(400),
        chance.choice(rows) + chance.randrange(-12, 40),
        chance.randrange(len(data)),
    )
    return chance.choice(kinds)


@pytest.mark.parametrize("seed", range(30))
def test_one_wrong_byte_anywhere_is_found_where_it_does_harm_and_a_backup_helps(
    seed: int, small: Mentor
) -> None:
    store, chance = store_of(small), Random(seed)
    data = bytearray(store.read_bytes())
    data[_places(bytes(data), chance)] ^= chance.randrange(1, 256)
    store.write_bytes(data)
    findings = check_up(store).findings
    try:
        with Store.reader(store) or pytest.fail("no store") as reader:
            reader.library()
    except StoreError:
        assert findings
    restore(store, chosen(store, "latest"), NOW)
    assert check_up(store).findings == ()
    with Store.reader(store) or pytest.fail("no store") as reader:
        assert len(reader.session_ids()) == 3


def test_a_version_to_come_may_be_a_wrong_byte_too_and_that_is_said(small: Mentor) -> None:
    _versioned(7)(store_of(small))
    with pytest.raises(StoreError, match="newer mentorkit") as refused:
        Store.reader(store_of(small))
    (finding,) = check_up(store_of(small)).findings
    for said in (refused.value.hint, finding.cure):
        assert "Install the newer version" in said
        assert "Was there never one?" in said


def _fill(place: Path) -> None:
    with (place / "filling").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


def test_a_full_disk_is_said_with_what_helps(small: Mentor, full_disk: Path) -> None:
    shutil.copytree(store_of(small).parent, full_disk / "kept")
    _fill(full_disk)
    home = Mentor(full_disk)
    doctor = run(home, "doctor")
    assert doctor.code == 1
    assert "disk full" in doctor.out
    assert "Free space" in advised(doctor)
    assert "a little later" not in advised(doctor)
    restored = run(home, "doctor", "--restore", "latest", "--yes")
    assert restored.code == 1
    assert "Free space" in restored.err


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own, where we may have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", str(place)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("words", [("show",), ("doctor",)], ids=str)
def test_no_hint_ends_with_two_full_stops(small: Mentor, words: tuple[str, ...]) -> None:
    for backup in backups_of(small):
        backup.write_bytes(b"nothing of the kind")
    store_of(small).unlink()
    done = run(small, *words)
    assert done.code == 1
    assert "safe first. To begin anew" in done.err + done.out
    assert ".." not in done.err + done.out
