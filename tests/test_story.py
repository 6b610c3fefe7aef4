"""A story of six calls: what is agreed, not understood, promised and noted in one is there in the next, and nobody types it twice."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mentorkit.export import render
from mentorkit.plan import Audience
from mentorkit.records import Evidence, Goal, Homework, NoteKind, Record, Session, Student, Topic, as_of
from mentorkit.text import normalise
from tests.clocks import START
from tests.story import (
    AMAL,
    ARRAYS,
    AWAIT,
    BILAL,
    CALLS,
    CHAPTER,
    CHI,
    DEBUGGER,
    EXAMPLE,
    FIRST,
    FOGGY,
    FOURTH,
    GROUP_ONE,
    GROUP_TWO,
    LINK,
    MAP,
    NOTED,
    QUIZ,
    SECOND,
    SMALL_QUIZ,
    TABLE,
    THIRD,
    THREE,
    Call,
    Story,
    by_lines,
)

GROUPS = (GROUP_ONE, GROUP_TWO)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    told = by_lines(tmp_path_factory.mktemp("story") / "mentorkit.db")
    with told.store:
        yield told


def _said(story: Story, call: Call, beginning: str) -> list[str]:
    """What was said in the call in lines that begin like that."""
    return [line for line in story.said[call.name] if line.startswith(beginning)]


def _prep(story: Story, name: str, heading: str) -> tuple[str, ...]:
    return next((block.items for block in story.preps[name] if block.heading == heading), ())


def _goal(story: Story, text: str) -> Goal:
    """The goal that is, or was first, called so, as it is now."""
    goals = [goal for session in story.sessions.values() for goal in session.goals]
    return next(goal for goal in goals if text in (goal.text, goal.life[0].text))


def _topic(story: Story, call: Call, text: str) -> Topic:
    return next(topic for topic in story.sessions[call.name].topics if topic.text == text)


def _called(story: Story, session_id: str | None) -> str:
    names = {session.id: name for name, session in story.sessions.items()}
    return names[session_id] if session_id else "between"


# ---- goals


def test_the_goals_of_a_call_come_up_in_the_next_oldest_first_and_the_mentors_own_too(story: Story) -> None:
    assert _said(story, SECOND, "Goal 1 of") + _said(story, SECOND, "Goal 5 of") == [
        f"Goal 1 of 5 (Amal, due Mon 30 November): {DEBUGGER}",
        f"Goal 5 of 5 (your own, due Mon 30 November): {LINK}",
    ]
    asked = [line.partition("): ")[2] for n in range(1, 6) for line in _said(story, SECOND, f"Goal {n} of 5")]
    assert asked == [DEBUGGER, ARRAYS, CHAPTER, QUIZ, LINK]


def test_what_was_missed_and_kept_comes_up_once_more_with_its_new_day(story: Story) -> None:
    assert _said(story, THIRD, "Goal 1 of") == [f"Goal 1 of 2 (Amal, due Mon 7 December): {CHAPTER}"]
    assert _prep(story, THIRD.name, "Goals")[0] == (
        f"{CHAPTER} (by Mon 7 December; so far missed; was ill for three days)"
    )
    assert not any(CHAPTER in line for line in story.said[FOURTH.name])


def test_what_was_done_or_dropped_does_not_come_up_again(story: Story) -> None:
    later = [line for call in CALLS[2:] for line in _said(story, call, "Goal ")]
    assert not any(text in line for line in later for text in (DEBUGGER, ARRAYS, QUIZ, SMALL_QUIZ, LINK))


LIVES = {
    DEBUGGER: [
        ("set", "first", ""),
        ("missed", "second", "the exercise was taken out of the course"),
        ("dropped", "second", "the exercise was taken out of the course"),
    ],
    ARRAYS: [("set", "first", ""), ("done", "second", "it took two evenings")],
    CHAPTER: [
        ("set", "first", ""),
        ("missed", "second", "was ill for three days"),
        ("kept", "second", "was ill for three days"),
        ("moved", "second", "was ill for three days"),
        ("done", "third", "read on the train"),
    ],
    LINK: [("set", "first", ""), ("done", "second", "")],
    THREE: [
        ("set", "second", ""),
        ("partly", "third", "two of the three work"),
        ("kept", "third", "two of the three work"),
        ("moved", "third", "two of the three work"),
        ("done", "fourth", ""),
    ],
    TABLE: [
        ("set", "third", ""),
        ("missed", "fourth", "the week was full"),
        ("kept", "fourth", "the week was full"),
        ("moved", "fourth", "the week was full"),
    ],
}


@pytest.mark.parametrize("text", LIVES)
def test_the_life_of_a_goal_tells_what_happened_where_and_why(story: Story, text: str) -> None:
    life = _goal(story, text).life
    assert [(step.what.value, _called(story, step.session), step.reason) for step in life] == LIVES[text]


def test_the_life_of_a_goal_that_was_shrunk_tells_both_wordings_and_that_it_was_reached_between_calls(
    story: Story,
) -> None:
    life = _goal(story, QUIZ).life
    assert [(step.what.value, _called(story, step.session), step.text) for step in life] == [
        ("set", "first", QUIZ),
        ("partly", "second", QUIZ),
        ("shrunk", "second", SMALL_QUIZ),
        ("moved", "second", SMALL_QUIZ),
        ("done", "between", SMALL_QUIZ),
    ]
    assert {step.reason for step in life[1:4]} == {"the drawing is there, and no code yet"}


def test_a_goal_is_due_at_the_next_call_where_nobody_said_otherwise(story: Story) -> None:
    reviewed = [
        _goal(story, text).life[1] for text in (DEBUGGER, ARRAYS, CHAPTER, QUIZ, LINK, THREE, EXAMPLE, TABLE)
    ]
    at_the_second, at_the_third, at_the_fourth = date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 14)
    friday = date(2026, 12, 11)
    assert [step.due for step in reviewed] == [*[at_the_second] * 5, at_the_third, at_the_fourth, friday]
    moved = next(step for step in _goal(story, CHAPTER).life if step.what.value == "moved")
    assert moved.due == at_the_third


def test_the_next_call_is_proposed_in_the_usual_rhythm_at_the_agreed_time_of_day(story: Story) -> None:
    calls = {name: session.next_call for name, session in story.sessions.items()}
    assert {name: (call.at, call.minutes) for name, call in calls.items() if call} == {
        "first": (START + timedelta(days=7), 70),
        "second": (START + timedelta(days=14), 70),
        "third": (START + timedelta(days=21), 70),
        "first of the group": (datetime(2026, 12, 24, 17, 0, tzinfo=UTC), 70),
        "fourth": (START + timedelta(days=28), 70),
        "second of the group": (datetime(2027, 1, 7, 17, 0, tzinfo=UTC), 70),
    }


# ---- topics


def test_what_was_not_understood_is_offered_until_it_was_explained(story: Story) -> None:
    tried = "tried: thinks that print hands the value back · pair with Sara on Thursdays"
    offered = {
        call.name: _said(story, call, f"#{n} {FOGGY}")
        for call, n in zip(CALLS, (6, 6, 3, 4, 4, 5), strict=True)
    }
    assert offered["first"][0] == f"#6 {FOGGY}"
    assert offered["second"][0] == f"#6 {FOGGY} (since Mon 23 November, not yet; {tried})"
    assert offered["third"][0] == f"#3 {FOGGY} (since Mon 23 November, with a hint; {tried})"
    for call in (GROUP_ONE, FOURTH, GROUP_TWO):
        assert not any(FOGGY in line for line in story.said[call.name])
    topic = _topic(story, FIRST, FOGGY)
    assert topic.evidence is Evidence.EXPLAINED
    assert (_called(story, topic.opened_in), _called(story, topic.closed_in)) == ("first", "third")


def test_what_was_tried_against_a_topic_is_kept_with_it(story: Story) -> None:
    topic, notes = _topic(story, FIRST, FOGGY), story.sessions["first"].notes
    assert [(n.kind, n.audience, n.text) for n in notes if n.topic == topic.id] == [
        (NoteKind.NOTE, Audience.MENTOR, "thinks that print hands the value back"),
        (NoteKind.REMEDY, Audience.STUDENT, "pair with Sara on Thursdays"),
    ]
    assert _prep(story, SECOND.name, "Still open") == (
        f"{FOGGY} (since Mon 23 November; not yet); tried: thinks that print hands the value back (Mon 23 November);"
        " pair with Sara on Thursdays (Mon 23 November)",
    )


def test_a_topic_may_come_up_in_a_group_and_is_still_there_afterwards(story: Story) -> None:
    assert _said(story, GROUP_ONE, f"#4 {MAP} (Amal, since Mon 7 December, not yet; tried: ")
    assert _said(story, FOURTH, f"#4 {MAP} (since Mon 7 December, not yet; tried: ")
    assert _topic(story, FOURTH, MAP).evidence is Evidence.EXPLAINED


def test_a_topic_that_is_ticked_at_the_end_is_named_to_the_student_and_stays_the_mentors(
    story: Story,
) -> None:
    offer = f"Not reached; a tick tells the student its name: #6 [ ] {FOGGY}"
    assert offer in story.said["first"]
    assert offer in story.said["second"]
    message = {name: _export(story, name, "txt", Audience.STUDENT, AMAL) for name in ("first", "second")}
    assert FOGGY not in message["first"]  # it was not ticked then
    assert f"What we will look at again:\n- {FOGGY}\n" in message["second"]
    assert _topic(story, SECOND, FOGGY).audience is Audience.MENTOR


# ---- what was remembered, and what came between


REMEMBERED = {
    "second": "Ask how the driving test on Friday went (Mon 23 November)",
    "third": "Ask how the weekend at the lake was (Mon 30 November)",
    "fourth": "Ask whether her parents liked the photos (Mon 7 December)",
    "second of the group": "Ask how the evening at the museum was (the group, Thu 10 December)",
}


def test_what_was_worth_asking_about_opens_the_next_welcome_and_only_that(story: Story) -> None:
    opening = "Last time you wanted to ask about: "
    said = {call.name: _said(story, call, opening) for call in CALLS}
    assert said == {
        "first": [],
        "first of the group": [],  # what Amal told alone is not for a welcome with the others
        **{name: [opening + text] for name, text in REMEMBERED.items()},
    }


def test_what_was_worth_asking_about_is_in_the_preparation_of_the_next_call_and_only_that(
    story: Story,
) -> None:
    asked = {call.name: _prep(story, call.name, "Ask about")[:1] for call in CALLS[1:5]}
    assert asked == {
        "second": ("Ask how the driving test on Friday went",),
        "third": ("Ask how the weekend at the lake was",),
        "first of the group": (),
        "fourth": ("Ask whether her parents liked the photos",),
    }


def test_a_note_between_two_calls_is_in_the_next_preparation_and_catch_up_and_in_no_other(
    story: Story,
) -> None:
    assert f"{NOTED} (noted Thu 3 December)" in _prep(story, THIRD.name, "Ask about")
    assert _said(story, THIRD, "Noted") == [f"Noted since the last call: {NOTED} (Thu 3 December)"]
    for call in CALLS:
        told = [*story.said[call.name], *_prep(story, call.name, "Ask about")]
        assert (call is THIRD) == any(NOTED in line for line in told)


def test_a_goal_that_was_reached_between_two_calls_is_in_the_next_preparation_and_in_no_other(
    story: Story,
) -> None:
    assert any(
        f"{SMALL_QUIZ} (done between calls, Sat 5 December" in line
        for line in _prep(story, THIRD.name, "Goals")
    )
    assert not any(SMALL_QUIZ in line for line in _prep(story, GROUP_ONE.name, "Goals"))
    assert not any(SMALL_QUIZ in line for line in _prep(story, FOURTH.name, "Goals"))


def test_a_goal_that_was_reached_between_two_calls_is_in_the_next_catch_up_and_in_no_other(
    story: Story,
) -> None:
    assert _said(story, THIRD, "Reached") == [f"Reached since the last call: {SMALL_QUIZ} (Sat 5 December)"]
    assert not _said(story, GROUP_ONE, "Reached")
    assert not _said(story, FOURTH, "Reached")


def test_the_preparation_of_her_own_call_names_that_call_whatever_the_group_agreed_on_since(
    story: Story,
) -> None:
    assert _prep(story, FOURTH.name, "Next call")[0].startswith("Monday 14 December 2026, 18:00 (UTC), today")


def test_the_preparation_after_the_last_call_tells_praise_remedies_and_what_is_open(story: Story) -> None:
    assert _prep(story, "afterwards", "Last praise") == (
        "You waited for each other, and nobody was left behind (Thu 24 December)",
    )
    assert _prep(story, "afterwards", "Remedies tried") == (
        "daily stand-up (Mon 7 December)",
        "pair with Sara on Thursdays (Mon 23 November)",
    )
    assert _prep(story, "afterwards", "Goals") == (
        f"{TABLE} (was due Mon 21 December; so far missed; the week was full)",
        "write the game of eleven sticks (was due Mon 21 December)",
    )


# ---- homework and praise


def test_homework_that_was_late_is_kept_with_its_reason(story: Story) -> None:
    notes = story.sessions["second"].notes
    assert [(n.homework, n.text, n.audience) for n in notes if n.kind is NoteKind.HOMEWORK] == [
        (Homework.LATE, "the test cases were not clear", Audience.MENTOR)
    ]


def test_praise_by_its_number_is_the_sentence_about_what_really_happened(story: Story) -> None:
    praise = {
        name: [(n.text, n.student) for n in session.notes if n.kind is NoteKind.PRAISE]
        for name, session in story.sessions.items()
    }
    assert praise["second"] == [(f"You reached your goal: {ARRAYS}", "amal")]
    assert praise["third"] == [(f"You can explain it now: {FOGGY}", "amal")]
    assert praise["first of the group"] == [("You did your homework", "chi")]
    offered = _said(story, THIRD, "What really happened")
    assert offered == [
        f"What really happened (a number takes it): 1 You reached your goal: {CHAPTER} · "
        f"2 You reached your goal: {SMALL_QUIZ} · 3 You can explain it now: {FOGGY} · 4 You did your homework"
    ]


# ---- the group


def test_everybody_has_a_turn_and_another_one_begins_in_the_next_call(story: Story) -> None:
    turns = {
        call.name: list(dict.fromkeys(line for line in story.said[call.name] if ", turn " in line))
        for call in GROUPS
    }
    assert turns == {
        "first of the group": ["Amal, turn 1 of 3, 3 min", "Chí, turn 2 of 3, 3 min", "بلال, turn 3 of 3, 3 min"],
        "second of the group": ["Chí, turn 1 of 3, 3 min", "بلال, turn 2 of 3, 3 min", "Amal, turn 3 of 3, 3 min"],
    }  # fmt: skip


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_each_record_belongs_to_its_student(story: Story, call: Call) -> None:
    session = story.sessions[call.name]
    stored = {(record.text, record.student) for record in _made(session)}
    for line in call.lines:
        text, owner = normalise(line.kept.format(line.text)), call.owner(line)
        whose = {student for known, student in stored if known == text}
        assert whose <= {owner.id if owner else None}, text


def _made(session: Session) -> list[Record]:
    """The records that are new in the session."""
    return [record for record in session.records if record not in session.carried]


# ---- what is given away


def _export(story: Story, name: str, form: str, audience: Audience, student: Student | None) -> str:
    session = story.sessions[name]
    return render([session], form, audience, UTC, student.id if student else None)


def _flat(text: str) -> str:
    """The text as it is read, whatever was escaped or wrapped in it."""
    return " ".join(text.replace("\\", "").split())


def _records(session: Session, audience: Audience | None, student: Student | None) -> list[Record]:
    """The records of that audience, and of that student and the group where one is named."""
    over = session.created_at + timedelta(seconds=session.seen_at)
    then = [as_of(r, session.id, over) if isinstance(r, Goal) else r for r in session.records]
    return [
        record
        for record in (then if audience else session.records)
        if audience in (None, record.audience) and (student is None or record.student in (None, student.id))
    ]


def _texts(records: list[Record]) -> set[str]:
    return {_flat(record.text) for record in records}


EVERYTHING = {_flat(normalise(line.text)) for call in CALLS for line in call.lines if line.text}
READERS = [(Audience.STUDENT, student) for student in (AMAL, BILAL, CHI)] + [(Audience.TEAM, None)]


@pytest.mark.parametrize("form", ["md", "txt", "json"])
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_nobody_reads_a_word_that_was_not_for_them(story: Story, call: Call, form: str) -> None:
    session = story.sessions[call.name]
    for audience, student in READERS:
        if student is not None and student not in call.students:
            continue
        theirs = _records(session, audience, student)
        proofs = {record.proof for record in theirs if isinstance(record, Goal)}
        exported = _flat(_export(story, call.name, form, audience, student))
        assert all(text in exported for text in _texts(theirs))
        for text in EVERYTHING:
            may_be_read = any(text in own for own in _texts(theirs) | proofs)
            assert may_be_read or text not in exported, (audience, student, text)


@pytest.mark.parametrize("form", ["md", "txt", "json"])
@pytest.mark.parametrize("call", GROUPS, ids=lambda call: call.name)
def test_what_is_exported_of_one_student_holds_nothing_of_another(
    story: Story, call: Call, form: str
) -> None:
    session = story.sessions[call.name]
    for student in call.students:
        exported = _flat(_export(story, call.name, form, Audience.MENTOR, student))
        own = _texts(_records(session, None, student))
        every = _texts(_records(session, None, None)) - {"yes"}  # which is in "yes: in one evening" too
        assert all(text in exported for text in own)
        assert not [text for text in every - own if text in exported]


def test_the_group_reads_of_no_student_what_is_theirs_alone(story: Story) -> None:
    message = _export(story, "first of the group", "txt", Audience.STUDENT, BILAL)
    assert "اقرأ الفصل الثاني" in message
    assert "Work on it together with somebody from the course" in message  # the whole group's
    for text in (TABLE, THREE, EXAMPLE, AWAIT, "Chí"):
        assert text not in message


# ---- typed once


def test_nothing_had_to_be_typed_twice() -> None:
    typed = Counter(normalise(line.text) for call in CALLS for line in call.lines if line.text)
    assert [text for text, times in typed.items() if times > 1] == []


CHOSEN = {
    "first": ["Post the open question in your Slack channel"],
    "second": ["Read or watch something about it online", FOGGY, f"You reached your goal: {ARRAYS}"],
    "third": ["daily stand-up", "Take it to the study group", f"You can explain it now: {FOGGY}"],
    "first of the group": ["Work on it together with somebody from the course", "You did your homework"],
    "fourth": ["yes"],
    "second of the group": ["yes", "Take it to the study group"],
}
"""What was taken by a number or a letter."""


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_what_was_typed_is_exported_once_as_it_was_typed_in_the_call_in_which_it_was(
    story: Story, call: Call
) -> None:
    session = json.loads(_export(story, call.name, "json", Audience.MENTOR, None))["session"]
    typed = [normalise(line.kept.format(line.text)) for line in call.lines if line.text]
    assert Counter(_written(session)) == Counter([*typed, *CHOSEN[call.name]])


def _written(session: dict[str, Any]) -> Iterator[str]:
    """All that was written in a session. What the recap found foggy is a topic too, in the same words."""
    yield from (record["text"] for record in (*session["notes"], *session["feedback"]))
    answers = [note["text"] for note in session["notes"] if note["kind"] == "answer"]
    opened = [topic["text"] for topic in session["topics"] if topic["opened_in"] == session["id"]]
    yield from (text for text in opened if text not in answers)
    for goal in session["goals"]:
        steps = [step for step in goal["life"] if step["session"] == session["id"]]
        yield from (step["text"] for step in steps if step["what"] in ("set", "shrunk"))
        yield from (
            step["reason"]
            for step in steps
            if step["what"] in ("done", "partly", "missed") and step["reason"]
        )
        if goal["set_in"] == session["id"]:
            yield from filter(None, (goal["proof"], goal["why"]))
