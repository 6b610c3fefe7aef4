from dataclasses import replace
from datetime import UTC, date

from mentorkit.export import render
from mentorkit.plan import Audience, Prompt, PromptType, Question
from mentorkit.records import Goal, GoalStatus, NoteKind, Session
from tests.export.calls import BEN, EMPTY, GROUP, LONDON, PLAN, SINGLE

STUDENT, TEAM = Audience.STUDENT, Audience.TEAM


def text(session: Session, audience: Audience) -> str:
    """Return the message as plain text."""
    return render([session], "txt", audience, LONDON)


def goal(**changes: object) -> Session:
    """Return a call with one goal of Ada's, changed."""
    changed: Goal = replace(SINGLE.goals[2], **changes)  # type: ignore[arg-type]
    return replace(EMPTY, goals=(changed,))


def test_what_was_given_to_the_team_reaches_the_team() -> None:
    given = replace(
        SINGLE,
        goals=(replace(SINGLE.goals[2], audience=TEAM),),
        topics=(replace(SINGLE.topics[0], audience=TEAM),),
        next_call=SINGLE.next_call and replace(SINGLE.next_call, audience=TEAM),
    )
    said = text(given, TEAM)
    assert "- Goal: Write two functions that return a value (open)\n    By Fri 4 December\n" in said
    assert "- Not clear yet: How a value comes back from a function\n" in said
    assert "Next call: Tuesday 8 December 2026, 18:00 (GMT).\n" in said


def test_the_team_reads_whom_of_a_group_a_goal_is_about() -> None:
    given = replace(GROUP, goals=(replace(GROUP.goals[2], audience=TEAM),))
    assert "- Ben Öz: Goal: Sort the list of prices (open)\n" in text(given, TEAM)


def test_a_goal_that_was_dropped_is_let_go_and_no_longer_a_goal() -> None:
    said = text(goal(status=GoalStatus.DROPPED, closed_in="s-3"), STUDENT)
    assert "What we let go:\n- Write two functions" in said
    assert "Your goals" not in said


def test_the_mentors_promise_is_kept_or_let_go_in_words() -> None:
    for status, words in ((GoalStatus.DONE, "Done."), (GoalStatus.DROPPED, "We let this go.")):
        said = text(goal(owner="mentor", status=status, closed_in="s-3"), STUDENT)
        assert f"What I promised last time:\n- Write two functions that return a value\n    {words}\n" in said


def test_no_outcome_is_said_to_a_student_as_a_failure() -> None:
    for status in GoalStatus:
        assert "missed" not in text(goal(status=status), STUDENT).casefold()


def test_a_note_without_what_was_asked_says_what_it_is_about() -> None:
    note = replace(SINGLE.notes[1], audience=STUDENT, text="yes")
    assert "Also for you:\n- Homework: yes\n" in text(replace(EMPTY, notes=(note,)), STUDENT)


def test_an_answer_to_what_the_plan_asks_for_the_student_stands_behind_the_question() -> None:
    question = Question("proud", "What are you proud of?")
    prompt = Prompt("end", PromptType.QUESTIONS, "At the end", STUDENT, (question,))
    section = replace(PLAN.sections[0], prompts=(prompt,))
    note = replace(
        SINGLE.notes[0],
        kind=NoteKind.ANSWER,
        audience=STUDENT,
        prompt="end",
        question="proud",
        text="The form",
    )
    asked = replace(EMPTY, plan=replace(PLAN, sections=(section,)), notes=(note,))
    assert "- What are you proud of? The form\n" in text(asked, STUDENT)


def test_only_what_belongs_to_nobody_is_in_a_message_to_all_of_a_group() -> None:
    assert text(GROUP, STUDENT).startswith("Hi,\n")
    assert BEN.name not in text(GROUP, STUDENT)


def test_a_goal_that_a_later_call_closed_was_still_ahead_in_the_letter_of_the_call_that_set_it() -> None:
    goal = replace(SINGLE.goals[0], status=GoalStatus.DONE, set_in=SINGLE.id, closed_in="a later call")
    text = render([replace(SINGLE, goals=(goal,))], "txt", Audience.STUDENT, UTC)
    assert goal.text in text.split("Your goals until next time")[1]
    assert "What you have reached" not in text


def test_a_day_that_was_over_at_the_call_is_not_one_to_work_towards() -> None:
    for due, words in (
        (date(2026, 11, 20), "It was planned for Fri 20 November. This one comes along from last time."),
        (date(2026, 11, 24), "It was planned for Tue 24 November. This one comes along from last time."),
        (date(2026, 11, 25), "By Wed 25 November. This one comes along from last time."),
    ):
        said = text(goal(due=due, status=GoalStatus.MISSED, set_in="s-0"), STUDENT)
        assert f"- Write two functions that return a value\n    {words}\n" in said
    assert "By Tue 24 November" in text(goal(due=date(2026, 11, 24), set_in="s-3"), STUDENT)  # tonight


def test_a_goal_that_the_praise_names_is_not_said_a_second_time() -> None:
    reached = goal(status=GoalStatus.DONE, closed_in="s-3")
    praise = replace(SINGLE.notes[-1], text=f"You reached your goal: {reached.goals[0].text}")
    said = text(replace(reached, notes=(praise,)), STUDENT)
    assert said.count("Write two functions") == 1
    assert "What you have reached" not in said
    other = replace(praise, text="You explained it")
    assert "What you have reached:\n- Write two" in text(replace(reached, notes=(other,)), STUDENT)


def test_the_message_ends_with_the_next_call_in_words_and_its_zone() -> None:
    said = text(SINGLE, STUDENT)
    assert said.endswith(
        "\n\nOur next call: Tuesday 8 December 2026, 18:00 (GMT), about 70 minutes. See you then!\n"
    )
