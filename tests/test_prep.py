"""The two minutes before a call: everything that matters, once, in order, and on one screen."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from mentorkit import agenda, flow
from mentorkit.agenda import Do
from mentorkit.changes import Change, Put, SetNextCall
from mentorkit.cli.fit import Block, fitted, whole, wrapped
from mentorkit.cli.prep import gathered
from mentorkit.cli.prep_data import data
from mentorkit.cli.prep_lines import blocks
from mentorkit.records import (
    Evidence,
    Goal,
    GoalEvent,
    GoalStatus,
    Homework,
    NextCall,
    Note,
    NoteKind,
    Profile,
    Record,
    Session,
    State,
    Student,
    Topic,
    stepped,
)
from mentorkit.runner import begin
from mentorkit.settings import Settings
from mentorkit.store import Anchor, Moment, Store
from tests.clocks import START, FakeClock
from tests.flow.cases import ADA, BO, the_plan
from tests.programs import Mentor, terminal

CHI = Student("chi", "Chi", START - timedelta(days=30))
CALL = datetime(2024, 11, 25, 18, 0, tzinfo=UTC)
"""A Monday, over for the clocks of this machine too."""
NOW = CALL + timedelta(days=7)
PLAN = replace(the_plan(), before=("Look at the goals", "Open their repository"))


def held(
    store: Store,
    *records: Record,
    students: tuple[Student, ...] = (ADA,),
    at: datetime = CALL,
    next_call: NextCall | None = None,
    ended: bool = True,
) -> Session:
    """Put a call of 72 minutes into the store, with what was written down in it."""
    start = agenda.act(PLAN, (), Do.START, 0.0)
    assert start is not None
    end = agenda.act(PLAN, [start], Do.END, 4320.0)
    assert end is not None
    call = Session(f"{at:%m%d}-{students[0].id}", PLAN, students, at, State.ENDED, 0.0)
    store.begin(call, Anchor("old", 0.0, Moment(0.0, at)), [start], walk := flow.as_data(flow.Walk()))
    changes: list[Change] = [*map(Put, records), *([SetNextCall(next_call)] if next_call else [])]
    if ended:
        changes.append(end)
    store.save(call.id, changes, Moment(4320.0, at), walk, "", ended=ended)
    return call


def note(
    text: str,
    kind: NoteKind = NoteKind.NOTE,
    *,
    at: datetime = CALL,
    student: str | None = "ada",
    **more: Any,
) -> Note:
    return Note(f"{text}-{kind}@{at:%m%d}", 1, at, text, kind=kind, student=student, **more)


def goal(text: str, *, student: str | None = "ada", at: datetime = CALL, **more: Any) -> Goal:
    return Goal(text, 1, at, text, student=student, set_in=f"{at:%m%d}-ada", **more)


def topic(text: str, *, student: str | None = "ada", at: datetime = CALL, **more: Any) -> Topic:
    return Topic(text, 1, at, text, student=student, opened_in=f"{at:%m%d}-ada", **more)


def lines(store: Store, *students: Student, now: datetime = NOW) -> list[str]:
    return whole(blocks(gathered(store, students or (ADA,), now), now))


def as_data(store: Store, *students: Student) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(data(gathered(store, students or (ADA,), NOW), NOW)))
    return found


# ---- what is said, heading by heading


def test_everything_is_said_once_and_in_the_order_in_which_it_is_needed(store: Store) -> None:
    everything(store)
    assert lines(store, PROFILED) == [
        "Ada · she/her · #class-7 · Ada Lovelace",
        "Next call: Monday 9 December 2024, 18:00 (UTC), in 7 days, 1 h 10 min",
        "Last call: Monday 25 November 2024, 7 days ago, Everything once, 1 h 12 min",
        "Ask about:",
        "  the driving test",
        "  has a new job (noted Wed 27 November)",
        "Goals:",
        "  finish the arrays exercise (by Fri 6 December; so far partly; no time)",
        "  send the link (your own; was due Sat 30 November)",
        "  wrote to the group (done between calls, Thu 28 November)",
        "Still open: return values (since Mon 25 November; with a hint); tried: boxes on paper (Mon 25 November)",
        "Last praise: explained closures (Mon 25 November)",
        "Remedies tried: pairing (Mon 25 November)",
        "Hours: 6.5 a week, last time they said 4",
        "Why: a new trade; likes puzzles; biggest challenge: giving up early",
        "Before the call:",
        "  Look at the goals",
        "  Open their repository",
    ]


PROFILED = replace(
    ADA,
    profile=Profile(
        full_name="Ada Lovelace",
        pronouns="she/her",
        channel="#class-7",
        hours=6.5,
        why_course="a new trade",
        why_programming="likes puzzles",
        challenge="giving up early",
    ),
)


def everything(store: Store) -> None:
    """A student about whom all is known, and one usual call."""
    partly = goal(
        "finish the arrays exercise", due=date(2024, 12, 6), status=GoalStatus.PARTLY, reason="no time"
    )
    held(
        store,
        topic("return values", evidence=Evidence.WITH_HINT),
        note("the driving test", NoteKind.REMEMBER),
        note("boxes on paper", topic="return values"),
        partly,
        goal("send the link", owner="mentor", due=date(2024, 11, 30), at=CALL + timedelta(seconds=1)),
        goal("wrote to the group"),
        note("explained closures", NoteKind.PRAISE),
        note("pairing", NoteKind.REMEDY),
        note("4", NoteKind.ANSWER, prompt="hours"),
        students=(PROFILED,),
        next_call=NextCall(datetime(2024, 12, 9, 18, 0, tzinfo=UTC), 70),
    )
    between(store, note("has a new job", at=CALL + timedelta(days=2)))
    day = CALL + timedelta(days=3)
    between(store, stepped(goal("wrote to the group"), day, None, status=GoalStatus.DONE))


def between(store: Store, *records: Record) -> None:
    store.save_between(records, NOW)


def test_a_student_without_a_call_has_a_profile_and_no_more(store: Store) -> None:
    store.add_student(PROFILED, START)
    assert lines(store, PROFILED) == [
        "Ada · she/her · #class-7 · Ada Lovelace",
        "Nothing from a call with Ada yet.",
        "Hours: 6.5 a week",
        "Why: a new trade; likes puzzles; biggest challenge: giving up early",
    ]


def test_a_call_in_which_nothing_was_written_down_is_not_the_last_one(store: Store) -> None:
    held(store)
    assert lines(store) == ["Ada", "Nothing from a call with Ada yet."]
    held(store, note("hello"), at=CALL - timedelta(days=14))
    assert lines(store)[1].startswith("Last call: Monday 11 November 2024, 21 days ago")


def test_a_call_that_was_agreed_is_said_only_while_it_is_ahead(store: Store) -> None:
    held(store, note("hello"), next_call=NextCall(NOW, 70))
    assert "Next call" in " ".join(lines(store, now=NOW - timedelta(minutes=1)))
    assert "Next call" not in " ".join(lines(store, now=NOW))
    assert as_data(store)["next_call"] is None


def test_days_are_those_of_the_mentors_own_zone(store: Store) -> None:
    held(store, note("hello"), next_call=NextCall(NOW + timedelta(hours=1), 70))
    tokyo = NOW.astimezone(ZoneInfo("Asia/Tokyo"))
    said = lines(store, now=tokyo)
    assert said[1] == "Next call: Tuesday 3 December 2024, 04:00 (JST), today, 1 h 10 min"
    assert said[2].startswith("Last call: Tuesday 26 November 2024, 7 days ago")


@pytest.mark.parametrize(("days", "said"), [(0, "today"), (1, "yesterday"), (2, "2 days ago")])
def test_how_long_ago_the_last_call_was_is_said_in_days(store: Store, days: int, said: str) -> None:
    held(store, note("hello"))
    assert f" 2024, {said}, " in lines(store, now=CALL + timedelta(days=days, hours=2))[1]


def test_a_call_that_broke_off_says_so(store: Store, path: Path) -> None:
    held(store, note("hello"), ended=False)
    store.close()
    with Store.reader(path) or pytest.fail("no store") as reader:
        assert lines(reader)[1].endswith(", interrupted")


def test_three_remedies_are_the_most_and_the_newest_comes_first(store: Store) -> None:
    days = [CALL - timedelta(days=days) for days in (40, 30, 20, 10)]
    for number, at in enumerate(days):
        held(store, note(f"remedy {number}", NoteKind.REMEDY, at=at), at=at)
    assert [line.split(" (")[0] for line in lines(store) if "remedy" in line] == [
        "  remedy 3",
        "  remedy 2",
        "  remedy 1",
    ]


def test_the_oldest_goal_comes_first(store: Store) -> None:
    early = CALL - timedelta(days=14)
    held(store, goal("older", at=early), at=early)
    held(store, goal("newer"))
    said = lines(store)
    assert said.index("  older") < said.index("  newer")


def test_a_goal_that_was_dropped_between_calls_says_so(store: Store) -> None:
    held(store, goal("learn it all"))
    between(store, stepped(goal("learn it all"), NOW, None, GoalEvent.DROPPED, status=GoalStatus.DROPPED))
    assert "dropped between calls" in " ".join(lines(store, now=NOW + timedelta(minutes=1)))


# ---- groups


def test_in_a_group_a_line_says_whose_it_is_where_it_is_one_students(store: Store) -> None:
    held(
        store,
        goal("read"),
        goal("write", student="bo"),
        goal("talk", student=None),
        note("moving house", NoteKind.REMEMBER, student="bo"),
        note("3", NoteKind.ANSWER, prompt="hours"),
        note("2", NoteKind.ANSWER, prompt="hours", student="bo"),
        note("asked good questions", NoteKind.PRAISE, student=None),
        students=(ADA, BO),
    )
    said = lines(store, ADA, BO)
    assert said[:2] == ["Ada", "Bo"]
    assert {"  Ada: read", "  Bo: write", "  talk", "Ask about: Bo: moving house"} <= set(said)
    assert "Last praise: asked good questions (Mon 25 November)" in said
    assert said[-5:-3] == ["  Ada: last time they said 3", "  Bo: last time they said 2"]
    assert as_data(store, ADA, BO)["hours"] == {
        "a_week": None,
        "said": None,
        "each": [
            {"student": "ada", "a_week": None, "said": "3"},
            {"student": "bo", "a_week": None, "said": "2"},
        ],
    }


def test_of_a_group_call_one_student_hears_what_is_theirs_or_everybodys_and_with_whom_it_was(
    store: Store,
) -> None:
    held(
        store,
        note("Bo's", NoteKind.PRAISE, student="bo"),
        note("everybody's", NoteKind.PRAISE, student=None),
        note("5", NoteKind.ANSWER, prompt="hours", student=None),
        students=(ADA, BO),
    )
    said = lines(store, ADA)
    assert said[1].endswith(", with Bo")
    assert said[2:4] == ["Last praise: everybody's (Mon 25 November)", "Hours: last time they said 5"]
    assert "Bo's" not in " ".join(said)


def test_what_is_the_whole_groups_is_called_so_before_a_call_with_one_of_them(store: Store) -> None:
    held(store, goal("talk", student=None), topic("recursion", student=None), goal("read"), topic("loops"),
         goal("bring a book", student=None, owner="mentor"), students=(ADA, BO))  # fmt: skip
    assert lines(store, ADA)[2:-3] == [
        "Goals:",
        "  bring a book (your own)",
        "  read",
        "  talk (the whole group's)",
        "Still open:",
        "  loops (since Mon 25 November)",
        "  recursion (the whole group's; since Mon 25 November)",
    ]


def test_the_homework_of_a_group_call_is_told_of_those_alone_who_are_asked_about(store: Store) -> None:
    held(
        store,
        note("yes", NoteKind.HOMEWORK, homework=Homework.YES),
        note("my brother was arrested", NoteKind.HOMEWORK, student="bo", homework=Homework.NO),
        note("overslept", NoteKind.HOMEWORK, student="chi", homework=Homework.LATE),
        students=(ADA, BO, CHI),
    )
    assert "Homework last time: done" in lines(store, ADA)
    assert "brother" not in " ".join(lines(store, ADA))
    said = lines(store, ADA, BO)
    assert {"  Ada: done", "  Bo: not done (my brother was arrested)"} <= set(said)
    assert "overslept" not in " ".join(said)


def test_what_the_whole_group_said_of_its_homework_is_told_of_each_of_them(store: Store) -> None:
    held(store, note("yes", NoteKind.HOMEWORK, student=None, homework=Homework.YES), students=(ADA, BO))
    assert "Homework last time: done" in lines(store, ADA)


def test_every_list_of_a_group_call_holds_what_is_the_students_own_and_the_groups_and_no_more(
    store: Store,
) -> None:
    """Whatever is noted of each of three, and of all of them: in words and for other programs."""

    def of(student: str | None) -> list[Record]:
        name = student or "all"
        return [
            *(note(f"{kind}-{name}", kind, student=student) for kind in NoteKind if kind is not NoteKind.HOMEWORK),
            note(f"homework-{name}", NoteKind.HOMEWORK, student=student, homework=Homework.NO),
            note(f"hours-{name}", NoteKind.ANSWER, prompt="hours", student=student),
            goal(f"goal-{name}", student=student, status=GoalStatus.MISSED, reason=f"reason-{name}"),
            topic(f"topic-{name}", student=student),
            note(f"tried-{name}", NoteKind.REMEDY, student=student, topic=f"topic-{name}"),
        ]  # fmt: skip

    held(store, *of("ada"), *of("bo"), *of("chi"), *of(None), students=(ADA, BO, CHI))
    for asked in ((ADA,), (BO,), (ADA, BO)):
        others = {"ada", "bo", "chi"} - {student.id for student in asked}
        told = " ".join(lines(store, *asked)) + json.dumps(as_data(store, *asked))
        assert [word for name in others for word in re.findall(rf"[a-z]+-{name}\b", told)] == []
        own = [f"{kind}-{student.id}" for kind in ("homework", "goal", "topic", "tried") for student in asked]
        assert [word for word in own if word not in told] == []


def test_what_a_pair_tried_with_a_topic_of_three_is_not_told_of_the_third(store: Store) -> None:
    held(store, topic("recursion", student=None), students=(ADA, BO, CHI))
    later = CALL + timedelta(days=1)
    held(store, note("Ada wept", student=None, topic="recursion", at=later), students=(ADA, BO), at=later)
    assert "tried: Ada wept" in " ".join(lines(store, ADA))
    assert "Ada wept" not in " ".join(lines(store, CHI))
    assert "Ada wept" not in json.dumps(as_data(store, CHI))


def test_what_one_of_several_tried_with_a_topic_of_the_group_has_their_name(store: Store) -> None:
    held(store, topic("recursion", student=None), students=(ADA, BO))
    later = CALL + timedelta(days=1)
    held(store, note("drew boxes", topic="recursion", at=later), at=later)
    assert "tried: Ada: drew boxes (Tue 26 November)" in " ".join(lines(store, ADA, BO))
    assert "tried: drew boxes (Tue 26 November)" in " ".join(lines(store, ADA))


def test_why_a_goal_of_the_group_was_not_met_is_told_of_those_who_were_in_that_call(store: Store) -> None:
    first = held(store, goal("talk", student=None), students=(ADA, BO))
    with_both = replace(goal("talk", student=None), id="sing", text="sing", number=2)
    later = CALL + timedelta(days=1)
    hers = stepped(
        goal("talk", student=None),
        later,
        f"{later:%m%d}-ada",
        status=GoalStatus.PARTLY,
        reason="only Ada did it",
    )
    theirs = stepped(with_both, CALL, first.id, status=GoalStatus.MISSED, reason="no room was free")
    moved = stepped(
        hers, later + timedelta(days=1), f"{later + timedelta(days=1):%m%d}-bo", due=date(2024, 12, 5)
    )
    held(store, hers, theirs, at=later)
    held(store, stepped(moved, later, f"{later + timedelta(days=1):%m%d}-bo", due=date(2024, 12, 6)),
         students=(BO,), at=later + timedelta(days=1))  # fmt: skip
    for asked, told in (((ADA,), True), ((BO,), False), ((ADA, BO), False)):
        said = " ".join(lines(store, *asked))
        assert "so far partly" in said
        assert ("only Ada did it" in said) is told
        assert ("only Ada did it" in json.dumps(as_data(store, *asked))) is told
        assert "no room was free" in said


def test_a_call_with_one_person_more_does_not_hear_of_what_the_others_did_together(store: Store) -> None:
    held(
        store,
        goal("talk", student=None),
        note("well done", NoteKind.PRAISE, student=None),
        note("pairing", NoteKind.REMEDY, student=None),
        students=(ADA, BO),
    )
    assert lines(store, ADA, CHI) == ["Ada", "Chi", "Nothing from a call with Ada and Chi yet."]


# ---- while another call goes on


def test_the_call_that_is_running_is_not_the_last_one(store: Store) -> None:
    held(store, note("the driving test", NoteKind.REMEMBER))
    clock = FakeClock(utc=NOW - timedelta(minutes=10))
    runner = begin(store, PLAN, (ADA,), clock=clock, zone=UTC, settings=Settings())
    runner.do("/note hello")
    said = lines(store)
    assert said[1].startswith("Last call: Monday 25 November 2024")
    assert said[2] == "Ask about: the driving test"


def test_a_call_that_runs_with_somebody_else_changes_nothing(store: Store) -> None:
    held(store, note("the driving test", NoteKind.REMEMBER))
    before = lines(store)
    runner = begin(store, PLAN, (BO,), clock=FakeClock(utc=CALL), zone=UTC, settings=Settings())
    runner.do("/note hello")
    assert lines(store) == before


def test_what_is_written_meanwhile_does_not_mix_in(store: Store, path: Path) -> None:
    held(store, note("the driving test", NoteKind.REMEMBER))
    with Store.reader(path) or pytest.fail("no store") as reader:
        with reader.at_one_moment():
            before = lines(reader)
            between(store, note("has a new job", at=CALL + timedelta(days=2)))
            assert lines(reader) == before
        assert lines(reader) != before


# ---- how it is found


def test_no_question_to_the_store_reads_a_table_from_end_to_end(store: Store) -> None:
    everything(store)
    asked: list[str] = []
    store._db.set_trace_callback(asked.append)
    gathered(store, (ADA, BO), NOW)
    begin(store, PLAN, (ADA,), clock=FakeClock(utc=NOW), zone=UTC, settings=Settings())
    store._db.set_trace_callback(None)
    queries = [query for query in asked if query.lstrip().startswith("SELECT")]
    steps = {
        row["detail"]
        for query in queries
        for row in store._db.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
    }
    few = ("SCAN student", "SCAN json_each", "SCAN running", "SCAN CONSTANT")
    assert len(queries) > 15
    assert {step for step in steps if step.startswith("SCAN") and not step.startswith(few)} == set()


# ---- text that people wrote

HOSTILE = "a\x1b[31m\u202eb\nc\t[/]"


def test_nothing_that_a_terminal_would_obey_is_left_and_a_line_stays_one_line(store: Store) -> None:
    somebody = replace(
        ADA,
        name=f"Ada {HOSTILE}",
        profile=Profile(
            HOSTILE, HOSTILE, HOSTILE, why_course=HOSTILE, why_programming=HOSTILE, challenge=HOSTILE
        ),
    )
    held(
        store,
        topic(HOSTILE),
        note(HOSTILE, NoteKind.REMEMBER, topic=HOSTILE),
        note(HOSTILE, NoteKind.PRAISE, at=CALL + timedelta(minutes=1)),
        note(HOSTILE, NoteKind.REMEDY, at=CALL + timedelta(days=1)),
        note(HOSTILE, NoteKind.ANSWER, at=CALL + timedelta(days=2), prompt="hours"),
        goal(HOSTILE, status=GoalStatus.MISSED, reason=HOSTILE),
        students=(somebody,),
    )
    said = lines(store, somebody)
    assert len(said) == 12
    rows = fitted(blocks(gathered(store, (somebody,), NOW), NOW), 80, 23)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e]", "".join(said + rows))
    assert as_data(store, somebody)["praise"]["text"] == HOSTILE


# ---- one screen


def some(heading: str, count: int, words: str = "something to do") -> Block:
    return Block(heading, tuple(f"{words} {number}" for number in range(count)), "mentorkit show Ada")


def test_the_usual_case_is_shown_whole_at_80_by_24(store: Store) -> None:
    everything(store)
    between(
        store, *(goal(f"solve exercise {n} of the third chapter", due=date(2024, 12, 6)) for n in range(2))
    )
    said = blocks(gathered(store, (PROFILED,), NOW), NOW)
    rows = fitted(said, 80, 23)
    assert len(rows) <= 23
    assert not [row for row in rows if "…" in row or row.lstrip().startswith("and ")]
    assert " ".join(" ".join(rows).split()) == " ".join(" ".join(whole(said)).split())


def test_the_longest_lists_are_cut_and_say_how_much_is_left_out_and_where_it_is() -> None:
    rows = fitted([some("Ask about", 2), some("Goals", 12), some("Still open", 3)], 80, 12)
    assert len(rows) == 12
    assert rows[:4] == ["Ask about:", "  something to do 0", "  something to do 1", "Goals:"]
    assert rows[7] == "  and 9 more: mentorkit show Ada"
    assert rows[8:] == ["Still open:", *(f"  something to do {n}" for n in range(3))]


def test_what_is_cut_is_shown_by_the_command_that_is_named_with_it(store: Store) -> None:
    held(
        store,
        *(note(f"ask {number}", NoteKind.REMEMBER) for number in range(9)),
        goal("read"),
        topic("loops"),
    )
    rests = {block.heading: block.rest for block in blocks(gathered(store, (ADA,), NOW), NOW)}
    assert rests.pop("Goals") == "mentorkit goals Ada"
    assert rests.pop("Last call") == rests.pop("") == ""
    assert set(rests) == {"Ask about", "Still open", "Before the call"}
    assert set(rests.values()) == {"mentorkit prep Ada | more"}
    held(
        store,
        goal("talk", student=None),
        note("moving", NoteKind.REMEMBER),
        students=(ADA, BO),
        at=NOW - timedelta(1),
    )
    together = {block.heading: block.rest for block in blocks(gathered(store, (ADA, BO), NOW), NOW)}
    assert (together["Ask about"], together["Goals"]) == ("mentorkit prep Ada Bo | more", "mentorkit goals")


def test_on_the_smallest_screen_each_list_keeps_a_line() -> None:
    rows = fitted([Block("", ("Ada",)), some("Goals", 12), some("Still open", 3)], 80, 3)
    assert rows == [
        "Ada",
        "Goals:",
        "  something to do 0",
        "  and 11 more: mentorkit show Ada",
        "Still open:",
        "  something to do 0",
        "  and 2 more: mentorkit show Ada",
    ]


def test_long_texts_are_wrapped_where_there_is_room_and_shortened_where_there_is_none() -> None:
    long = [Block("Last praise", ("word " * 40,), "mentorkit show Ada"), some("Goals", 3, "word " * 20)]
    assert len(fitted(long, 80, 23)) == 3 + 1 + 3 * 2
    tight = fitted(long, 80, 6)
    assert len(tight) == 6
    assert [row for row in tight if row.endswith("…")] == [tight[1], *tight[3:]]


def test_when_the_next_call_is_is_said_in_full_on_the_smallest_screen_too(store: Store) -> None:
    everything(store)
    rows = fitted(blocks(gathered(store, (PROFILED,), NOW), NOW), 40, 3)
    assert rows[1:3] == ["Next call: Monday 9 December 2024, 18:00", "  (UTC), in 7 days, 1 h 10 min"]


def test_what_is_brief_takes_one_row() -> None:
    assert len(fitted([Block("Why", ("word " * 40,), brief=True)], 80, 23)) == 1


@given(
    lists=st.lists(st.lists(st.text(max_size=60), min_size=1, max_size=30), max_size=8),
    width=st.integers(20, 200),
    height=st.integers(24, 60),
)
def test_no_row_is_wider_than_the_screen_and_no_screen_is_too_low(
    lists: list[list[str]], width: int, height: int
) -> None:
    given_blocks = [Block("List", tuple(" ".join(text.split()) for text in items), "rest") for items in lists]
    rows = fitted(given_blocks, width, height)
    assert max(map(cell_len, rows), default=0) <= width
    assert len(rows) <= max(height, 3 * len(given_blocks))  # a heading, an item, and how many more


@given(text=st.text(max_size=200), width=st.integers(20, 80))
def test_wrapping_loses_nothing(text: str, width: int) -> None:
    rows = wrapped(text, width, 1000)
    assert "".join("".join(rows).split()) == "".join(text.split())


# ---- the command


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path / "home")


@pytest.fixture
def filled(mentor: Mentor) -> Mentor:
    """Somebody with one student and one call in which a lot was written down."""
    with Store.writer(_file(mentor)) as store:
        everything(store)
        between(store, *(goal(f"goal {number}", at=CALL + timedelta(hours=1)) for number in range(30)))
    return mentor


def _file(mentor: Mentor) -> Path:
    return mentor.home / ".local/share/mentorkit/mentorkit.db"


def test_where_nothing_was_ever_stored_it_says_what_to_do(mentor: Mentor) -> None:
    done = mentor.mentorkit("prep", "ada")
    assert done.code == 4
    assert "mentorkit run" in done.err
    assert not _file(mentor).exists()


@pytest.mark.parametrize("names", [["zoe"], ["ada", "zoe"]])
def test_somebody_unknown_is_not_found(filled: Mentor, names: list[str]) -> None:
    done = filled.mentorkit("prep", *names)
    assert done.code == 4
    assert done.out == ""
    assert '"zoe"' in done.err


def test_in_a_pipe_everything_is_written(filled: Mentor) -> None:
    done = filled.mentorkit("prep", "ad", "ADA")
    assert done.code == 0, done.err
    assert done.out.count("  goal ") == 30
    assert done.out.splitlines()[0] == "Ada · she/her · #class-7 · Ada Lovelace"
    assert "…" not in done.out
    assert done.err == ""


@pytest.mark.parametrize("rows", [24, 40])
def test_on_a_terminal_it_stays_within_its_height(filled: Mentor, rows: int) -> None:
    import pexpect

    with terminal(filled, "prep", "Ada", LINES=str(rows)) as child:
        child.expect(pexpect.EOF)
        said = child.before.splitlines()
    assert len(said) == rows - 1
    assert re.search(r"and \d+ more: mentorkit goals Ada", "\n".join(said))
    assert said[-1].strip() == "Open their repository"


def test_it_changes_nothing(filled: Mentor) -> None:
    before = _file(filled).read_bytes()
    filled.mentorkit("prep", "Ada")
    assert _file(filled).read_bytes() == before


def test_it_is_there_while_a_call_runs_in_another_process(filled: Mentor) -> None:
    process = filled.start("run", "Ada", "--plain")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"/note hello\n")
    process.stdin.flush()
    for line in process.stdout:
        if line.startswith("✓".encode()):
            break
    done = filled.mentorkit("prep", "Ada", "--json")
    process.communicate(b"/end\n")
    assert done.code == 0, done.err
    assert done.json["last_call"]["id"] == "1125-ada"
    after = filled.mentorkit("prep", "Ada", "--json").json
    assert after["last_call"]["id"] != "1125-ada"


def test_a_first_call_is_prepared_by_the_plan_that_is_set(mentor: Mentor) -> None:
    mentor.mentorkit("students", "add", "Ada")
    assert "Before the call:" in mentor.mentorkit("prep", "Ada").out
    mentor.home.joinpath("mine.yaml").write_text(
        "title: T\nbefore: [breathe]\nsections:\n- {title: A, time: 5}\n"
    )
    done = mentor.mentorkit("prep", "Ada", MENTORKIT_PLAN="./mine.yaml")
    assert done.out == "Ada\nNothing from a call with Ada yet.\nBefore the call: breathe\n"
    assert mentor.mentorkit("prep", "Ada", MENTORKIT_PLAN="./none.yaml").code == 4


def test_as_json_it_is_the_same_for_other_programs(filled: Mentor) -> None:
    said = filled.mentorkit("prep", "Ada", "--json", TZ="Europe/Berlin").json
    assert (said["mentorkit"], said["kind"]) == (1, "prep")
    assert [student["name"] for student in said["students"]] == ["Ada"]
    assert said["last_call"] == {
        "id": "1125-ada",
        "at": "2024-11-25T19:00:00+01:00",
        "plan": "Everything once",
        "minutes": 72,
        "students": ["Ada"],
    }
    assert [goal["text"] for goal in said["goals"]][:2] == ["finish the arrays exercise", "send the link"]
    assert said["topics"] == [
        {
            "id": "return values",
            "text": "return values",
            "student": "ada",
            "evidence": "with a hint",
            "since": "2024-11-25T19:00:00+01:00",
            "tried": [{"text": "boxes on paper", "at": "2024-11-25T19:00:00+01:00", "kind": "note"}],
        }
    ]
    assert said["praise"] == {
        "text": "explained closures",
        "at": "2024-11-25T19:00:00+01:00",
        "student": "ada",
    }
    assert said["before"] == ["Look at the goals", "Open their repository"]


def test_what_was_asked_and_noted_is_told_apart_in_json(store: Store) -> None:
    everything(store)
    said = as_data(store, PROFILED)
    assert [(ask["text"], ask["between"]) for ask in said["ask_about"]] == [
        ("the driving test", False),
        ("has a new job", True),
    ]
    assert [goal["text"] for goal in said["reached"]] == ["wrote to the group"]
    assert said["next_call"] == {"at": "2024-12-09T18:00:00+00:00", "minutes": 70}
    assert [remedy["text"] for remedy in said["remedies"]] == ["pairing"]
    assert said["hours"] == {
        "a_week": 6.5,
        "said": "4",
        "each": [{"student": "ada", "a_week": 6.5, "said": "4"}],
    }
