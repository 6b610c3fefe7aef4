"""The names of files that are made for exports: safe wherever they are copied to, and of nobody else."""

import re
import unicodedata
from dataclasses import replace
from datetime import UTC, date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mentorkit.export import FORMATS
from mentorkit.export.filename import LONGEST, file_name, library_name
from mentorkit.export.team import with_initials
from mentorkit.plan import Audience
from mentorkit.records import Session, Student
from tests.export.calls import ADA, BEGUN, BEN, GROUP, LONDON, SINGLE
from tests.export.hostile import HOSTILE

MENTOR, STUDENT, TEAM = Audience.MENTOR, Audience.STUDENT, Audience.TEAM

# Windows, whatever stands behind the first dot, and with the superscripts that it takes for digits.
RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)


def called(name: str) -> Session:
    """Return Ada's call, as if she was called that."""
    return replace(SINGLE, students=(replace(ADA, name=name),))


def test_it_says_whose_it_is_when_it_was_and_who_reads_it() -> None:
    name = file_name([SINGLE], STUDENT, "txt", LONDON)
    assert re.fullmatch(r"ada-obi-2026-11-24-student-[0-9a-f]{6}\.txt", name)


def test_of_several_calls_it_says_the_first_day_and_the_last() -> None:
    name = file_name([GROUP, SINGLE], MENTOR, "md", LONDON, ADA.id)
    assert re.fullmatch(r"ada-obi-2026-11-24-to-2026-12-08-mentor-[0-9a-f]{6}\.md", name)


def test_the_day_is_the_one_in_the_mentors_zone() -> None:
    late = replace(SINGLE, created_at=BEGUN.replace(month=7, hour=23, minute=30))
    assert "-2026-07-25-" in file_name([late], MENTOR, "md", LONDON)


@pytest.mark.parametrize(
    ("sessions", "word"),
    [([GROUP], "group"), ([GROUP, SINGLE], "calls"), ([replace(SINGLE, students=())], "call")],
)
@pytest.mark.parametrize("audience", Audience)
def test_where_it_is_about_several_it_names_nobody(
    audience: Audience, sessions: list[Session], word: str
) -> None:
    name = file_name(sessions, audience, "md", LONDON)
    assert re.fullmatch(rf"{word}-[-0-9to]+-{audience}-[0-9a-f]{{6}}\.md", name)


@pytest.mark.parametrize("whose", [ADA, BEN])
def test_a_groups_call_for_one_student_names_that_one(whose: Student) -> None:
    name = file_name([GROUP], STUDENT, "txt", LONDON, whose.id)
    assert name.startswith({"ada-1": "ada-obi-", "ben-2": "ben-öz-"}[whose.id])


def test_for_somebody_who_was_not_there_it_names_nobody() -> None:
    assert file_name([SINGLE], STUDENT, "txt", LONDON, BEN.id).startswith("student-2026")


def test_with_initials_no_name_is_in_it() -> None:
    assert file_name(with_initials([SINGLE], [ADA, BEN]), TEAM, "md", LONDON).startswith(
        "a-o-2026-11-24-team-"
    )
    assert file_name(with_initials([SINGLE, GROUP], [ADA, BEN]), TEAM, "md", LONDON, BEN.id).startswith(
        "b-ö-2026"
    )
    several = [Student("a-0", "Abe Ort", BEGUN - timedelta(days=90)), ADA, BEN]
    assert file_name(with_initials([SINGLE], several), TEAM, "md", LONDON).startswith(
        "a-o-2-2026-11-24-team-"
    )


def test_the_same_export_has_the_same_name_and_another_one_has_another() -> None:
    names = [
        file_name(sessions, audience, ending, LONDON, student)
        for sessions in ([SINGLE], [replace(SINGLE, id="s-9")], [GROUP], [GROUP, SINGLE])
        for audience in Audience
        for ending in FORMATS
        for student in (None, ADA.id)
    ]
    assert len(set(names)) == len(names)
    assert file_name([SINGLE], STUDENT, "txt", LONDON) == file_name([SINGLE], STUDENT, "txt", LONDON)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("Ada", "ada-"),
        ("Chí", "chí-"),
        ("Chi\u0301", "chí-"),
        ("بلال", "بلال-"),
        ("محمد\u200cرضا", "محمدرضا-"),
        ("李 雷", "李-雷-"),
        ("Straße", "strasse-"),
        ("ＣＯＮ", "con-"),
        ("nul.txt", "nul-txt-"),
        ("../../etc/passwd", "etc-passwd-"),
        ("C:\\Users\\x", "c-users-x-"),
        ("Ada...", "ada-"),
        ("  .hidden", "hidden-"),
        ("-rf *", "rf-"),
        ("\u202egnp.exe", "gnp-exe-"),
        ("a\x00b\x1b[2J\n", "a-b-2j-"),
        ("\ud83d half", "half-"),
        ("🌻 👨\u200d👩\u200d👧", "student-"),
        ("\u3164", "student-"),
        ("..", "student-"),
        ("/", "student-"),
        ("", "student-"),
    ],
)
def test_of_a_name_its_letters_and_digits_are_left(name: str, begins: str) -> None:
    made = file_name([called(name)], MENTOR, "md", UTC)
    assert re.fullmatch(rf"{re.escape(begins)}2026-11-24-mentor-[0-9a-f]{{6}}\.md", made)


def check(name: str) -> None:
    stem, _, ending = name.partition(".")
    assert ending in FORMATS
    assert all(c in "-" or unicodedata.category(c)[0] == "L" or c.isdecimal() for c in stem), name
    assert len(name.encode()) <= LONGEST
    assert not RESERVED.fullmatch(name)
    assert stem[0] != "-"
    assert stem[-1] != "-"
    assert unicodedata.is_normalized("NFC", name)
    assert name == name.casefold()  # so that two never differ by case alone
    assert re.fullmatch(r"[^/\\:*?\"<>|\x00-\x1f]+", name)


@given(st.text() | st.text(alphabet="./\\-conul:* \u202e\u200dí\u0301ßÅﬁ漢ب🌻", max_size=30), st.booleans())
@example("CON", False)
@example("nul.txt", True)
@example("COM¹", False)
@example("x" * 10_000, True)
@example("漢" * 10_000, False)
@example("a🌻" * 5_000, True)
def test_no_name_makes_a_file_name_that_is_unsafe(name: str, spans: bool) -> None:
    session = called(name)
    later = replace(session, id="s-2", created_at=BEGUN + timedelta(days=9))
    for audience in Audience:
        for ending in FORMATS:
            check(file_name([session, later] if spans else [session], audience, ending, UTC))


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_no_hostile_name_does_either(name: str) -> None:
    check(file_name([called(name)], STUDENT, "txt", UTC))


@given(st.text(alphabet="abcdefgh ", min_size=3, max_size=12), st.sampled_from(Audience))
def test_it_never_names_another_student(other: str, audience: Audience) -> None:
    word = other.strip().replace(" ", "-") or "x"
    session = replace(GROUP, students=(ADA, replace(BEN, name=f"{other}zz")))
    assert f"{word}zz" not in file_name([session], audience, "md", UTC, ADA.id)
    assert f"{word}zz" not in file_name([session, SINGLE], audience, "md", UTC, ADA.id)
    assert f"{word}zz" not in file_name([session], audience, "md", UTC)


def test_the_whole_store_has_a_name_of_its_day() -> None:
    name = library_name(date(2026, 11, 25), ["s-1", "s-2"])
    assert re.fullmatch(r"everything-2026-11-25-[0-9a-f]{6}\.json", name)
    assert name != library_name(date(2026, 11, 25), ["s-1"])
