"""The commands as a mentor types them: what they say, where they say it, and how they end."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from mentorkit.store.backup import backups
from mentorkit.store.schema import MIGRATIONS
from tests.programs import PROGRAM, Mentor, environment
from tests.store.older import check_nothing_lost, made_older, rows_of

ROOT = Path(__file__).parent.parent


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path / "home")


@pytest.fixture
def filled(mentor: Mentor) -> Mentor:
    """Somebody with a call behind them."""
    typed = "private words\n/student you did well\n/team could not return a value\n/end\n"
    assert mentor.mentorkit("run", "Ada", "--plain", typed=typed).code == 0
    return mentor


# ---- starting up


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["run", "--help"]])
def test_help_loads_nothing_that_it_does_not_need(words: list[str], tmp_path: Path) -> None:
    heavy = ("textual", "yaml", "sqlite3", "icalendar", "rich.markdown", "mentorkit.store", "filelock")
    code = (
        "import sys, mentorkit.cli\n"
        f"sys.argv = ['mentorkit', *{words!r}]\n"
        "try: mentorkit.cli.main()\n"
        f"finally: sys.stderr.write(' '.join(m for m in {heavy!r} if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment(tmp_path)
    )
    assert "Usage" in done.stdout
    assert done.stderr == ""


def test_without_a_command_it_says_how_to_begin(mentor: Mentor) -> None:
    done = mentor.mentorkit()
    assert done.code == 0
    assert done.out.count("  mentorkit ") == 3
    assert not (mentor.home / ".local").exists()


def test_without_a_command_an_interrupted_session_comes_first(mentor: Mentor) -> None:
    mentor.mentorkit("run", "Ada", "--plain", typed="one\n")
    first = mentor.mentorkit().out.splitlines()[0]
    assert "with Ada" in first
    assert "mentorkit run --resume" in first


def test_the_version_is_said(mentor: Mentor) -> None:
    assert mentor.mentorkit("--version").out == "mentorkit 0.1.0\n"


def test_an_unknown_command_is_wrong_usage(mentor: Mentor) -> None:
    done = mentor.mentorkit("runn")
    assert done.code == 2
    assert "runn" in done.err
    assert "Traceback" not in done.err


# ---- run


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["run", "--resume"], 4, "nothing to resume"),
        (["run", "--resume", "zoe"], 4, ""),
        (["run", "x", "--plan", "nowhere.yaml"], 4, "nowhere.yaml"),
        (["run", "x", "--plan", "no-such-plan"], 4, "no-such-plan"),
        (["run", "x", "--until", "soonish"], 2, "soonish"),
        (["run", "x", "--speed", "60"], 2, "practice"),
        (["run", "x", "--practice"], 2, "Leave out the name"),
        (["run", "--resume", "--fresh"], 2, "--resume"),
        (["run", "  "], 2, "name"),
        (["show"], 4, "no sessions yet"),
        (["export"], 4, "no sessions yet"),
        (["plans", "no-such-plan"], 4, "no-such-plan"),
        (["new-plan", "!!!"], 2, "file name"),
        (["config", "--edit"], 5, "terminal"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line_or_two_with_its_code(
    mentor: Mentor, words: list[str], code: int, said: str
) -> None:
    done = mentor.mentorkit(*words)
    assert done.code == code, done.err
    assert said in done.err
    assert done.out == ""
    assert 1 <= len(done.err.splitlines()) <= 3
    assert "Traceback" not in done.err
    assert not (mentor.home / ".local/share/mentorkit/mentorkit.db").exists()


def _plan_in_the_way(kind: str, place: Path) -> Path:
    path = place / f"{kind}.yaml"
    match kind:
        case "empty":
            path.write_text("")
        case "broken":
            path.write_text("title: [\n")
        case "folder":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "binary":
            path.write_bytes(bytes(range(256)) * 64)
        case "huge":
            path.write_text("# " + "x" * 300_000)
        case "device":
            path = Path("/dev/zero")
    return path


@pytest.mark.parametrize("kind", ["empty", "broken", "folder", "fifo", "binary", "huge", "device", "missing"])
def test_a_plan_that_cannot_be_used_is_said_in_one_line_and_nothing_begins(mentor: Mentor, kind: str) -> None:
    mentor.home.mkdir(parents=True)
    path = _plan_in_the_way(kind, mentor.home)
    done = mentor.mentorkit("run", "ada", "--plan", str(path), typed="a note\n", timeout=10)
    assert done.code == (4 if kind == "missing" else 3), done.err
    assert str(path) in done.err
    assert len(done.err.splitlines()) <= 2
    assert "Traceback" not in done.err
    assert not (mentor.home / ".local").exists()


def test_a_second_session_at_the_same_time_is_told_so(mentor: Mentor) -> None:
    first = mentor.start("run", "Ada", "--plain")
    assert first.stdin is not None
    assert first.stdout is not None
    first.stdin.write(b"hello\n")
    first.stdin.flush()
    while "✓" not in first.stdout.readline().decode():
        pass
    second = mentor.mentorkit("run", "Bo", "--plain", typed="lost?\n")
    assert second.code == 1
    assert "Another mentorkit" in second.err
    reading = mentor.mentorkit("export", "--format", "json")
    assert reading.json["session"]["state"] == "running"
    first.communicate(b"/end\n", timeout=30)
    assert first.returncode == 0


def test_a_fresh_session_says_in_one_line_how_to_go_on_with_the_old_one(mentor: Mentor) -> None:
    mentor.mentorkit("run", "Ada", "--plain", typed="one\n")
    said = mentor.mentorkit("run", "Bo", "--plain", typed="/end\n")
    assert said.err.count("--resume") == 1
    quiet = mentor.mentorkit("run", "Bo", "--plain", "--fresh", typed="/end\n")
    assert "--resume" not in quiet.err


def test_resume_takes_the_session_of_the_student_who_is_named(mentor: Mentor) -> None:
    mentor.mentorkit("run", "Ada", "--plain", typed="about ada\n")
    mentor.mentorkit("run", "Bo", "--plain", "--fresh", typed="about bo\n")
    mentor.mentorkit("run", "ada", "--resume", "--plain", typed="more about ada\n/end\n")
    found = mentor.mentorkit("export", "ada", "--format", "json").json["session"]
    assert [note["text"] for note in found["notes"]] == ["about ada", "more about ada"]


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS)))
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "--resume", "--plain"], "Recovered 2 notes"),
        (["run", "Bo", "--plain"], "was interrupted. To go on: mentorkit run --resume"),
        (["prep", "ada"], "Still open: loops"),
        (["goals"], "read chapter 3"),
        (["export"], "read chapter 3"),
        (["students"], "1 session"),
        (["show"], "interrupted"),
        ([], "was interrupted. To go on: mentorkit run --resume"),
    ],
)
def test_after_an_update_an_interrupted_call_is_there_for_every_command(
    mentor: Mentor, version: int, words: list[str], said: str
) -> None:
    mentor.mentorkit("run", "Ada", "--plain", typed="/goal read chapter 3\n/topic loops\n")
    store = mentor.home / ".local/share/mentorkit/mentorkit.db"
    made_older(store, version)
    before = rows_of(store)
    done = mentor.mentorkit(*words, typed="more\n/end\n")
    assert done.code == 0, done.err
    assert said in done.out + done.err
    (copy,) = backups(store)
    assert rows_of(copy) == before
    if "run" not in words:
        check_nothing_lost(store, before)
        assert mentor.mentorkit("run", "--resume", "--plain", typed="more\n/end\n").code == 0
    check_nothing_lost(store, {})
    session = mentor.mentorkit("export", "ada", "--format", "json").json["session"]
    assert [goal["text"] for goal in session["goals"]] == ["read chapter 3"]
    assert [note["text"] for note in session["notes"]] == ([] if "Bo" in words else ["more"])


def test_a_group_is_one_session_with_all_of_them(mentor: Mentor) -> None:
    mentor.mentorkit("run", "Ada", "Bo", "Chi", "--plain", typed="/who bo\nonly about bo\n/end\n")
    session = mentor.mentorkit("export", "--format", "json").json["session"]
    assert [student["name"] for student in session["students"]] == ["Ada", "Bo", "Chi"]
    bo = session["students"][1]["id"]
    assert session["notes"][0]["student"] == bo


def test_the_beginning_of_a_name_is_enough_when_it_is_the_only_one(filled: Mentor) -> None:
    done = filled.mentorkit("run", "ad", "--plain", typed="/end\n")
    assert "With Ada." in done.err
    assert len(filled.mentorkit("students", "--json").json["items"]) == 1


def test_a_beginning_of_two_names_needs_an_answer(filled: Mentor) -> None:
    filled.mentorkit("students", "add", "Adam")
    done = filled.mentorkit("run", "a", "--plain", typed="/end\n")
    assert done.code == 5
    assert "Ada and Adam" in done.err


def test_a_call_without_a_name_works(mentor: Mentor) -> None:
    mentor.mentorkit("run", "--plain", typed="a note\n/end\n")
    session = mentor.mentorkit("export", "--format", "json").json["session"]
    assert session["students"] == []
    assert session["notes"][0]["student"] is None


def test_practice_writes_nothing_at_all(mentor: Mentor) -> None:
    done = mentor.mentorkit("run", "--practice", "--speed", "60", typed="hello\n/end\n")
    assert done.code == 0
    assert "PRACTICE - NOTHING IS SAVED" in done.out
    assert "✓" not in done.out
    assert (
        "Finish the exercise about arrays" in mentor.mentorkit("run", "--practice", typed="/goto catch\n").out
    )
    assert [p for p in mentor.home.rglob("*") if p.is_file()] == []


def test_one_variable_puts_everything_under_one_folder(mentor: Mentor, tmp_path: Path) -> None:
    place = tmp_path / "elsewhere"
    mentor.mentorkit("run", "Ada", "--plain", typed="x\n", MENTORKIT_HOME=str(place))
    mentor.mentorkit("new-plan", "mine", MENTORKIT_HOME=str(place))
    assert (place / "mentorkit.db").exists()
    assert (place / "plans/mine.yaml").exists()
    assert [p for p in mentor.home.rglob("*") if p.is_file()] == []


def test_a_home_that_does_not_exist_is_no_traceback(mentor: Mentor) -> None:
    done = mentor.mentorkit("run", "Ada", "--plain", typed="x\n", MENTORKIT_HOME="/proc/nowhere")
    assert done.code == 1
    assert "Traceback" not in done.err
    assert "MENTORKIT_HOME" in done.err


@pytest.mark.parametrize("place", ["~nosuch/x", "/tmp/" + "x" * 300, "/dev/null/x"])
@pytest.mark.parametrize("words", [["run", "Ada"], ["show"], ["students"], ["config"], ["plans"], []])
def test_a_home_that_cannot_be_is_said_in_words(mentor: Mentor, place: str, words: list[str]) -> None:
    done = mentor.mentorkit(*words, MENTORKIT_HOME=place)
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) <= 2
    if place != "/dev/null/x":
        assert done.code == 1
        assert place in done.err
    elif words[:1] == ["run"]:
        assert done.code == 1


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_folder_that_was_there_is_lived_in_and_keeps_its_mode(mentor: Mentor, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    mentor.mentorkit("run", "Ada", "--plain", typed="private\n/end\n", MENTORKIT_HOME=str(shared))
    assert stat.S_IMODE(shared.stat().st_mode) == 0o1777
    assert {stat.S_IMODE(file.stat().st_mode) for file in shared.iterdir() if file.is_file()} == {0o600}


@pytest.mark.parametrize("zone", ["Europe/London", "No/Such_Zone", "", "garbage\\"])
def test_an_odd_time_zone_loses_nothing(mentor: Mentor, zone: str) -> None:
    assert mentor.mentorkit("run", "Ada", "--plain", typed="x\n/end\n", TZ=zone).code == 0
    assert mentor.mentorkit("export", TZ=zone).code == 0


def test_a_reader_of_our_output_that_goes_away_is_no_traceback(filled: Mentor) -> None:
    words = " ".join(f"'{word}'" for word in PROGRAM)
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {words} export | head -c 1"],
        capture_output=True,
        text=True,
        check=False,
        env=environment(filled.home),
    )
    assert "Traceback" not in done.stderr


def _in_a_shell(mentor: Mentor, line: str) -> subprocess.CompletedProcess[str]:
    words = " ".join(f"'{word}'" for word in PROGRAM)
    return subprocess.run(
        ["bash", "-c", line.replace("mentorkit", words, 1)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=environment(mentor.home),
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
@pytest.mark.parametrize(
    "words", ["plans", "plans default", "show", "export", "students", "--help", "", "run Ada"]
)
def test_a_full_disk_behind_the_output_is_said_in_words(filled: Mentor, words: str) -> None:
    done = _in_a_shell(filled, f"mentorkit {words} > /dev/full < /dev/null")
    assert done.returncode == 1
    assert "no space left on device" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
def test_where_nothing_can_be_said_at_all_the_exit_code_says_it(filled: Mentor) -> None:
    assert _in_a_shell(filled, "mentorkit plans > /dev/full 2> /dev/full").returncode == 1
    assert _in_a_shell(filled, "mentorkit show nobody 2> /dev/full").returncode == 4


@pytest.mark.parametrize(
    "line",
    ["plans >&-", "plans 2>&-", "run Ada <&-", "run Ada --resume <&- >&- 2>&-", "export >&-", "--help >&-"],
)
def test_a_stream_that_was_closed_before_the_start_is_no_traceback(filled: Mentor, line: str) -> None:
    filled.mentorkit("run", "Ada", "--plain", typed="x\n")
    done = _in_a_shell(filled, f"mentorkit {line}")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "AttributeError" not in done.stderr


def test_what_could_not_be_saved_is_called_so(filled: Mentor) -> None:
    db = sqlite3.connect(filled.home / ".local/share/mentorkit/mentorkit.db", isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    try:
        done = filled.mentorkit("students", "add", "Bo")
    finally:
        db.close()
    assert done.code == 1
    assert done.err == "NOT SAVED: another program keeps it busy.\n"


# ---- looking back, and getting things out


def test_show_lists_the_sessions_and_shows_one(filled: Mentor) -> None:
    listed = filled.mentorkit("show", "--json").json["items"]
    assert [(item["students"], item["state"], item["records"]) for item in listed] == [(["Ada"], "ended", 3)]
    one = filled.mentorkit("show", listed[0]["id"]).out
    assert "private words" in one
    assert "Welcome & chit chat" in one
    assert filled.mentorkit("show", "ada").out.count("Ada") == 1


def test_students_are_listed_and_added_once(filled: Mentor) -> None:
    assert filled.mentorkit("students", "add", "Bo", "李 雷 🌻").code == 0
    names = [item["name"] for item in filled.mentorkit("students", "list", "--json").json["items"]]
    assert names == ["Ada", "Bo", "李 雷 🌻"]
    again = filled.mentorkit("students", "add", "bo")
    assert again.code == 2
    assert "already" in again.err


def test_each_student_of_a_group_gets_a_letter_of_their_own(mentor: Mentor) -> None:
    typed = "/who ada\n/student well done ada\n/who bo\n/student well done bo\n/end\n"
    assert mentor.mentorkit("run", "Ada", "Bo", "--plain", typed=typed).code == 0
    everybody = mentor.mentorkit("export", "--for", "student")
    assert "--student NAME" in everybody.err
    assert "well done" not in everybody.out
    hers = mentor.mentorkit("export", "--for", "student", "--student", "ada")
    assert "well done ada" in hers.out
    assert "bo" not in hers.out.lower().replace("about", "")


def test_lines_of_a_pipe_behind_the_end_are_named(mentor: Mentor) -> None:
    done = mentor.mentorkit("run", "Ada", "--plain", typed="one\n/end\nafterthought\n\n/end\n")
    assert done.code == 0
    assert done.out.count("NOT ENTERED") == 1
    assert "NOT ENTERED, the session is over: afterthought" in done.out


def test_an_outcome_of_an_earlier_goal_counts_as_something_that_was_written(mentor: Mentor) -> None:
    mentor.mentorkit("run", "Ada", "--plain", typed="/goal read\n/end\n")
    done = mentor.mentorkit("run", "Ada", "--plain", typed="/next\nd great\n/end\n")
    assert "Saved: 1 outcome of an earlier goal or topic." in done.out


def test_an_export_goes_to_a_file_of_ones_own_and_over_none(filled: Mentor) -> None:
    target = filled.home / "notes.md"
    assert filled.mentorkit("export", "-o", str(target)).code == 0
    assert "private words" in target.read_text()
    if os.name == "posix":
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
    again = filled.mentorkit("export", "-o", str(target), "--for", "student")
    assert again.code == 2
    assert "private words" in target.read_text()
    forced = filled.mentorkit("export", "-o", str(target), "--for", "student", "--force")
    assert forced.code == 0
    assert "private words" not in target.read_text()
    assert [p.name for p in filled.home.iterdir() if p.suffix in (".md", ".tmp")] == ["notes.md"]


def test_an_export_does_not_follow_a_link_to_somewhere_else(filled: Mentor) -> None:
    victim = filled.home / "victim"
    victim.write_text("mine")
    link = filled.home / "link.md"
    link.symlink_to(victim)
    assert filled.mentorkit("export", "-o", str(link)).code == 2
    assert filled.mentorkit("export", "-o", str(link), "--force").code == 0
    assert victim.read_text() == "mine"
    assert not link.is_symlink()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--for", "everybody"], "everybody"),
        (["--format", "docx"], "docx"),
        (["--all", "--for", "student"], "--all"),
    ],
)
def test_an_export_that_makes_no_sense_is_wrong_usage(filled: Mentor, words: list[str], said: str) -> None:
    done = filled.mentorkit("export", *words)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""


def test_an_export_into_a_folder_that_is_not_there_says_so(filled: Mentor) -> None:
    done = filled.mentorkit("export", "-o", "no/such/folder/x.md")
    assert done.code == 1
    assert "no such file" in done.err


def test_the_whole_store_comes_out_as_json(filled: Mentor) -> None:
    library = filled.mentorkit("export", "--all", "--format", "json").json
    assert library["kind"] == "library"


# ---- plans


def test_the_plans_that_ship_are_listed_and_shown(mentor: Mentor) -> None:
    assert "default" in mentor.mentorkit("plans").out
    shown = mentor.mentorkit("plans", "default").out
    assert "Technical mentoring" in shown
    assert "30+ min" in shown
    assert "default" in [item["id"] for item in mentor.mentorkit("plans", "--json").json["items"]]


def test_a_plan_file_is_checked_with_line_and_column(mentor: Mentor) -> None:
    mentor.home.mkdir(parents=True)
    good, bad = mentor.home / "good.yaml", mentor.home / "bad.yaml"
    good.write_text("title: Quick\nsections:\n  - title: Hello\n    time: 2 min\n")
    bad.write_text("title: Quick\nsections:\n  - title: Hello\n    time: soon\n")
    assert mentor.mentorkit("plans", "--check", str(good)).code == 0
    done = mentor.mentorkit("plans", "--check", str(bad))
    assert done.code == 3
    assert f"{bad}:4:11: time:" in done.err


def test_a_plan_of_ones_own_is_changed_as_asked_keeps_its_comments_and_runs(mentor: Mentor) -> None:
    words = ["--minutes", "recap=15", "--drop", "welcome", "--add", "Code review=20", "--title", "Mine"]
    made = mentor.mentorkit("new-plan", "my plan", *words)
    assert made.code == 0, made.err
    path = mentor.home / ".config/mentorkit/plans/my-plan.yaml"
    assert "#" in path.read_text()
    plan = mentor.mentorkit("plans", "my-plan", "--json").json["plan"]
    assert plan["title"] == "Mine"
    assert [(s["title"], s["planned"] // 60) for s in plan["sections"]] == [
        ("Goal catch-up", 5),
        ("Recap & orientation", 15),
        ("Technical mentoring", 30),
        ("Goal setting", 10),
        ("Wrap up", 5),
        ("Code review", 20),
    ]
    assert mentor.mentorkit("run", "ada", "--plan", "my-plan", "--plain", typed="/end\n").code == 0


def test_a_plan_is_never_written_over_by_accident(mentor: Mentor) -> None:
    assert mentor.mentorkit("new-plan", "mine").code == 0
    again = mentor.mentorkit("new-plan", "mine", "--drop", "recap")
    assert again.code == 2
    assert len(mentor.mentorkit("plans", "mine", "--json").json["plan"]["sections"]) == 6
    assert mentor.mentorkit("new-plan", "mine", "--drop", "recap", "--force").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["--minutes", "recap"],
        ["--minutes", "lunch=5"],
        ["--minutes", "recap=soon"],
        ["--drop", "lunch"],
        ["--move", "recap=x"],
    ],
)
def test_a_change_that_cannot_be_made_writes_nothing(mentor: Mentor, words: list[str]) -> None:
    done = mentor.mentorkit("new-plan", "mine", *words)
    assert done.code in (2, 3)
    assert "Traceback" not in done.err
    assert not (mentor.home / ".config/mentorkit/plans/mine.yaml").exists()


def test_the_schemas_that_ship_are_json(mentor: Mentor) -> None:
    assert mentor.mentorkit("plans", "--schema").json["$schema"].startswith("https://json-schema.org/")
    assert mentor.mentorkit("export", "--schema").json["$schema"].startswith("https://json-schema.org/")


# ---- configuration


def test_the_configuration_is_shown_with_its_paths(mentor: Mentor) -> None:
    found = mentor.mentorkit("config", "--json").json
    assert found["settings"]["plan"] == "default"
    assert found["paths"]["store"].endswith("mentorkit/mentorkit.db")
    assert "day-order" in mentor.mentorkit("config").out


def test_flags_beat_the_environment_and_that_beats_the_file(mentor: Mentor) -> None:
    config = mentor.home / ".config/mentorkit/config.yaml"
    config.parent.mkdir(parents=True)
    config.write_text("plan: from-the-file\nworry: Grace at the office\n")
    assert "from-the-file" in mentor.mentorkit("run", "x").err
    assert "from-the-env" in mentor.mentorkit("run", "x", MENTORKIT_PLAN="from-the-env").err
    typed = "/worry\n/end\n"
    done = mentor.mentorkit(
        "run", "x", "--plan", "default", "--plain", typed=typed, MENTORKIT_PLAN="from-the-env"
    )
    assert done.code == 0
    assert "Grace at the office" in done.out


def test_a_broken_configuration_says_where(mentor: Mentor) -> None:
    config = mentor.home / ".config/mentorkit/config.yaml"
    config.parent.mkdir(parents=True)
    config.write_text("bell: maybe\n")
    done = mentor.mentorkit("run", "x")
    assert done.code == 2
    assert "config.yaml:1:7" in done.err


# ---- completion, and the wheel


def test_the_shell_completes_plans_students_and_sessions(filled: Mentor) -> None:
    def offered(line: str) -> str:
        at = str(len(line.split()))
        return filled.mentorkit(_MENTORKIT_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=at).out

    assert "Ada" in offered("mentorkit run ")
    assert "default" in offered("mentorkit run --plan ")
    assert "Ada" in offered("mentorkit export ")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    clean = out / "source"
    shutil.copytree(
        ROOT, clean, ignore=shutil.ignore_patterns(".git", ".venv", ".*cache*", "__pycache__", ".hypothesis")
    )
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(clean)]
    subprocess.run(build, check=True, capture_output=True)
    (found,) = out.glob("*.whl")
    return found


def test_the_wheel_runs_elsewhere_with_its_plans_and_schemas(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "installed"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(place),
        str(wheel),
    ]
    subprocess.run(pip, check=True, capture_output=True)
    env = environment(tmp_path / "home", PYTHONPATH=str(place))
    code = "import mentorkit; print(mentorkit.__file__)"
    where = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert where.stdout.startswith(str(place))
    run = [sys.executable, "-m", "mentorkit"]
    typed = "hello from the wheel\n/end\n"
    done = subprocess.run(
        [*run, "run", "ada", "--plain"],
        input=typed,
        env=env,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    out = subprocess.run(
        [*run, "export", "--format", "json"], env=env, cwd=tmp_path, capture_output=True, check=True
    )
    assert json.loads(out.stdout)["session"]["notes"][0]["text"] == "hello from the wheel"
    for words in (["plans", "--schema"], ["export", "--schema"], ["plans", "default"]):
        subprocess.run([*run, *words], env=env, cwd=tmp_path, capture_output=True, check=True)


def test_a_first_call_is_offered_the_plan_that_is_made_for_it_and_goes_on_at_once(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path)
    first = mentor.mentorkit("run", "Ada Lo", "--plain", typed="hello\n/end\n")
    assert first.code == 0
    assert "The first call with Ada Lo." in first.out
    assert "mentorkit run 'Ada Lo' --plan first-meeting" in first.out
    second = mentor.mentorkit("run", "Ada Lo", "--plain", typed="hello\n/end\n")
    assert "first call" not in second.out


def test_the_plan_of_the_last_call_with_somebody_is_taken_again(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path)
    mentor.mentorkit("new-plan", "weekly", "--drop", "welcome")
    mentor.mentorkit("run", "Ada", "--plan", "weekly", "--plain", typed="/end\n")
    again = mentor.mentorkit("run", "Ada", "--plain", typed="/end\n")
    assert "By the plan weekly, as last time." in again.out
    assert "Section 1 of 5" in again.out
    other = mentor.mentorkit("run", "Ada", "--plan", "stand-up", "--plain", typed="/end\n")
    assert "Section 1 of 4" in other.out
    bo = mentor.mentorkit("run", "Bo", "--plain", typed="/end\n")
    assert "Section 1 of 6" in bo.out


def test_a_first_meeting_is_one_only_once(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path)
    mentor.mentorkit("run", "Ada", "--plan", "first-meeting", "--plain", typed="/end\n")
    assert "Welcome & chit chat" in mentor.mentorkit("run", "Ada", "--plain", typed="/end\n").out


def test_a_plan_of_last_time_that_is_gone_is_said_and_the_usual_one_is_taken(tmp_path: Path) -> None:
    mentor = Mentor(tmp_path)
    plan = tmp_path / "odd.yaml"
    plan.write_text("title: Odd\nsections:\n  - title: Hello\n    time: 5 min\n", encoding="utf-8")
    mentor.mentorkit("run", "Ada", "--plan", str(plan), "--plain", typed="/end\n")
    done = mentor.mentorkit("run", "Ada", "--plain", typed="/end\n")
    assert "The plan of last time, odd, is not among yours" in done.out
    assert "Welcome & chit chat" in done.out
