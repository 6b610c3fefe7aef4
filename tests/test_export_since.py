"""`mentorkit export --since`, `--initials` and `-o FOLDER`, as a mentor types them."""

import os
import re
import stat
from pathlib import Path

import pytest

from mentorkit.runner import SystemClock
from tests.programs import Mentor


@pytest.fixture(scope="module")
def mentor(tmp_path_factory: pytest.TempPathFactory) -> Mentor:
    """Somebody with two calls today, one with Ada and one with Bo."""
    someone = Mentor(tmp_path_factory.mktemp("since") / "home")
    for name in ("Ada", "Bo"):
        typed = f"private {name}\n/student well done {name}\n/team {name} could not return a value\n/end\n"
        assert someone.mentorkit("run", name, "--plain", typed=typed).code == 0
    return someone


def test_without_a_name_it_is_every_session_since_then(mentor: Mentor) -> None:
    out = mentor.mentorkit("export", "--since", "2w").out
    assert "private Ada" in out
    assert "private Bo" in out


@pytest.mark.parametrize("words", [["ada"], ["--student", "ada"]])
def test_with_a_student_it_is_theirs(mentor: Mentor, words: list[str]) -> None:
    done = mentor.mentorkit("export", *words, "--since", "2w")
    assert "private Ada" in done.out
    assert "Bo" not in done.out
    assert mentor.mentorkit("export", *words, "--since", "2w", "--for", "student").out.count("well done") == 1


def test_of_two_students_it_is_the_sessions_that_both_were_in(mentor: Mentor) -> None:
    done = mentor.mentorkit("export", "bo", "--student", "ada", "--since", "2w")
    assert (done.code, done.out) == (4, "")


def test_as_json_it_is_several_sessions_also_where_it_is_one(mentor: Mentor) -> None:
    assert len(mentor.mentorkit("export", "--since", "today", "--format", "json").json["items"]) == 2
    hers = mentor.mentorkit("export", "ada", "--since", "today", "--format", "json").json
    assert (hers["kind"], len(hers["items"])) == ("sessions", 1)
    theirs = mentor.mentorkit("export", "--since", "today", "--format", "json", "--for", "team")
    assert "private" not in theirs.out


@pytest.mark.parametrize("form", ["txt", "json", "csv"])
def test_one_letter_to_several_students_is_refused(mentor: Mentor, form: str) -> None:
    done = mentor.mentorkit("export", "--since", "2w", "--for", "student", "--format", form)
    assert (done.code, done.out) == (2, "")
    assert "Name the student" in done.err


@pytest.mark.parametrize("words", [[], ["ada"]])
def test_nothing_since_then_is_said_with_what_to_do(mentor: Mentor, words: list[str]) -> None:
    done = mentor.mentorkit("export", *words, "--since", SystemClock().read().utc.isoformat())
    assert (done.code, done.out) == (4, "")
    assert "no session" in done.err
    assert "--since 8w" in done.err


def test_it_goes_with_no_single_session_and_not_with_everything(mentor: Mentor) -> None:
    session = mentor.mentorkit("export", "--format", "json").json["session"]["id"]
    for words in ([session], ["--all"]):
        done = mentor.mentorkit("export", *words, "--since", "2w")
        assert (done.code, done.out) == (2, "")
        assert "--since" in done.err


@pytest.mark.parametrize("text", ["", "soon", "tomorrow", "1 January 9999"])
def test_a_time_that_is_none_is_wrong_usage(mentor: Mentor, text: str) -> None:
    done = mentor.mentorkit("export", "--since", text)
    assert (done.code, done.out) == (2, "")


def test_where_there_is_nothing_at_all_that_is_said(tmp_path: Path) -> None:
    done = Mentor(tmp_path / "new").mentorkit("export", "--since", "2w")
    assert done.code == 4


@pytest.mark.parametrize(
    ("form", "title"),
    [
        ("md", "# Feedback from mentoring calls\n"),
        ("txt", "Feedback from mentoring calls\n"),
        ("html", "<h1><bdi>Feedback from mentoring calls</bdi></h1>"),
    ],
)
def test_the_team_gets_one_report_over_all_of_it(mentor: Mentor, form: str, title: str) -> None:
    out = mentor.mentorkit("export", "--since", "2w", "--for", "team", "--format", form).out
    assert out.startswith("<!doctype html>" if form == "html" else title)
    assert out.count(title) == 1
    assert out.count("<article>") == (form == "html")
    assert out.index("Ada could not") < out.index("Bo could not")
    assert "private" not in out
    assert "well done" not in out


@pytest.mark.parametrize("form", ["md", "txt", "html", "csv"])
def test_initials_stand_for_names_and_what_was_written_stays(mentor: Mentor, form: str) -> None:
    done = mentor.mentorkit("export", "--since", "2w", "--for", "team", "--initials", "--format", form)
    assert done.code == 0
    assert done.out.count("Ada") == 1
    assert "A." in done.out
    assert "look through it" in done.err


def test_whoever_is_called_by_a_number_is_called_so_on_every_page(tmp_path: Path) -> None:
    someone = Mentor(tmp_path / "home")

    def page(*words: str) -> str:
        return someone.mentorkit("export", *words, "--for", "team", "--initials").out

    for name in ("Ada", "Abe"):
        someone.mentorkit("students", "add", name)
    for name in ("Abe", "Ada"):
        typed = f"/team {name} is stuck\n/end\n"
        someone.mentorkit("run", name, "--plain", "--plan", "default", typed=typed)
    assert ("A. 2" in page("Abe"), "A. 1" in page("Ada")) == (True, True)
    both = page("--since", "1d")
    assert (
        both.index("### A. 1")
        < both.index("Ada is stuck")
        < both.index("### A. 2")
        < both.index("Abe is stuck")
    )
    someone.mentorkit("students", "add", "Aki")
    assert ("A. 2" in page("Abe"), "A. 1" in page("Ada")) == (True, True)


@pytest.mark.parametrize("words", [[], ["--for", "student"], ["--for", "team", "--format", "json"]])
def test_initials_are_for_the_team_and_not_where_ids_tell_the_name(mentor: Mentor, words: list[str]) -> None:
    done = mentor.mentorkit("export", "ada", "--initials", *words)
    assert (done.code, done.out) == (2, "")
    assert "--initials" in done.err


# ---- into a folder


def _files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_into_a_folder_it_is_a_file_that_says_whose_when_and_for_whom(mentor: Mentor, tmp_path: Path) -> None:
    for words in (
        ["ada", "--for", "student"],
        ["bo"],
        ["--since", "2w", "--for", "team", "--format", "html"],
    ):
        done = mentor.mentorkit("export", *words, "-o", str(tmp_path))
        assert (done.code, done.out) == (0, "")
        assert f"Written: {tmp_path}/" in done.err
    shapes = (r"ada-.*-student-\w{6}\.txt", r"bo-.*-mentor-\w{6}\.md", r"calls-.*-team-\w{6}\.html")
    found = _files(tmp_path)
    assert all(re.fullmatch(shape, name) for shape, name in zip(shapes, found, strict=True))
    assert "well done Ada" in (tmp_path / found[0]).read_text()
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / found[0]).stat().st_mode) == 0o600


def test_a_second_export_is_told_that_there_is_one_and_what_to_do(mentor: Mentor, tmp_path: Path) -> None:
    words = ("export", "ada", "--for", "student", "-o", str(tmp_path))
    assert mentor.mentorkit(*words).code == 0
    (name,) = _files(tmp_path)
    (tmp_path / name).write_text("mended by hand")
    again = mentor.mentorkit(*words)
    assert again.code == 2
    assert "is there already" in again.err
    assert "--force" in again.err
    assert (tmp_path / name).read_text() == "mended by hand"
    assert mentor.mentorkit(*words, "--force").code == 0
    assert _files(tmp_path) == [name]
    assert "well done Ada" in (tmp_path / name).read_text()


def test_a_folder_that_is_not_there_yet_is_made_and_is_private(mentor: Mentor, tmp_path: Path) -> None:
    assert mentor.mentorkit("export", "ada", "-o", f"{tmp_path}/new/").code == 0
    assert len(_files(tmp_path / "new")) == 1
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_what_is_refused_makes_no_folder(mentor: Mentor, tmp_path: Path) -> None:
    done = mentor.mentorkit("export", "--since", "in 2 weeks", "-o", f"{tmp_path}/new/")
    assert done.code == 2
    assert "still to come" in done.err
    assert _files(tmp_path) == []


def test_a_file_in_the_way_of_a_folder_is_said(mentor: Mentor, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = mentor.mentorkit("export", "ada", "-o", f"{tmp_path}/file/")
    assert done.code == 1
    assert "Name another folder." in done.err
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize("words", [["ada"], ["--since", "2w"]])
def test_with_initials_the_file_name_has_none_of_the_names_either(
    mentor: Mentor, tmp_path: Path, words: list[str]
) -> None:
    assert mentor.mentorkit("export", *words, "--for", "team", "--initials", "-o", str(tmp_path)).code == 0
    (name,) = _files(tmp_path)
    words_in_it = name.rpartition("-")[0].split("-")  # the hash may spell anything
    assert not {"ada", "bo"} & set(words_in_it)


@pytest.mark.parametrize(
    ("words", "shape"),
    [(["--all"], r"everything-\d{4}-\d\d-\d\d-\w{6}\.json"), (["--schema"], r"export\.schema\.json")],
)
def test_the_whole_store_and_the_schema_have_names_too(
    mentor: Mentor, tmp_path: Path, words: list[str], shape: str
) -> None:
    assert mentor.mentorkit("export", *words, "-o", str(tmp_path)).code == 0
    (name,) = _files(tmp_path)
    assert re.fullmatch(shape, name)
