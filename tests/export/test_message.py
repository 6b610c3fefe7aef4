from dataclasses import replace
from datetime import UTC, date

from mentorkit.export import render
from mentorkit.plan import Audience, Prompt, PromptType, Question
from mentorkit.records import Evidence, Goal, GoalStatus, Homework, Note, NoteKind, Session
from tests.export.calls import ADA, BEN, EMPTY, GROUP, LONDON, PLAN, SINGLE

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


# ---- nothing that stands against something else in the same letter


def test_a_goal_that_was_set_in_this_call_does_not_come_along_from_last_time() -> None:
    for set_in, said in (("s-3", False), ("s-0", True)):
        words = text(goal(status=GoalStatus.MISSED, set_in=set_in), STUDENT)
        assert ("comes along from last time" in words) is said
        assert "Your goals until next time:\n- Write two functions" in words


def test_a_goal_that_was_closed_while_its_call_was_paused_is_not_ahead() -> None:
    for status, title in ((GoalStatus.DONE, "What you have reached"), (GoalStatus.DROPPED, "What we let go")):
        said = text(goal(status=status, set_in="s-3"), STUDENT)
        assert f"{title}:\n- Write two functions that return a value\n\n" in said
        assert "until next time" not in said
        said = text(goal(status=status, set_in="s-3", owner="mentor"), STUDENT)
        assert "What I promised:\n- Write two functions" in said
        assert "What I will do" not in said


def praised(words: str, call: Session = SINGLE, **more: object) -> Session:
    """Return the call with that praise as all that was noted."""
    note: Note = replace(SINGLE.notes[-1], text=words, **more)  # type: ignore[arg-type]
    return replace(call, notes=(note,))


def test_a_goal_is_not_praised_as_reached_and_still_ahead() -> None:
    words = "You reached your goal: Write two functions that return a value"
    for status in (GoalStatus.PARTLY, GoalStatus.MISSED, GoalStatus.OPEN):
        said = text(praised(words, goal(status=status)), STUDENT)
        assert "You reached" not in said
        assert "What went well" not in said
        assert "Your goals until next time:\n- Write two functions" in said
    assert "You reached" not in text(
        praised(words, goal(status=GoalStatus.DROPPED, closed_in="s-3")), STUDENT
    )
    for kept in (
        praised(words, goal(status=GoalStatus.DONE, closed_in="s-3")),
        praised(words, EMPTY),  # reached between the calls: it is not one of this call's goals
        praised(f"{words}, nearly", goal(status=GoalStatus.PARTLY)),
    ):
        assert "What went well:\n- You reached" in text(kept, STUDENT)


def test_of_two_goals_in_the_same_words_the_one_that_was_reached_is_praised() -> None:
    reached = replace(SINGLE.goals[2], id="other", number=30, status=GoalStatus.DONE, closed_in="s-3")
    call = goal(status=GoalStatus.PARTLY)
    said = text(
        praised(f"You reached your goal: {reached.text}", replace(call, goals=(*call.goals, reached))),
        STUDENT,
    )
    assert "What went well:\n- You reached" in said


def test_a_topic_that_was_closed_in_the_call_is_not_to_be_looked_at_again() -> None:
    topic = replace(SINGLE.topics[0], text="closures")
    ticked = replace(SINGLE.notes[-1], id="t", number=31, kind=NoteKind.HELP, text=topic.text, topic=topic.id)
    for closed_in, again in ((None, True), ("a later call", True), (SINGLE.id, False)):
        evidence = Evidence.EXPLAINED if closed_in else Evidence.NOT_YET
        call = praised("You can explain it now: closures", topic=topic.id)
        now = replace(topic, closed_in=closed_in, evidence=evidence)
        said = text(replace(call, notes=(*call.notes, ticked), topics=(now,)), STUDENT)
        assert ("What we will look at again:\n- closures" in said) is again
        assert ("You can explain it now: closures" in said) is not again
        team = replace(SINGLE, notes=(replace(ticked, audience=TEAM),), topics=(now,))
        assert ("Not clear yet: closures" in text(team, TEAM)) is again


def test_of_homework_that_was_corrected_the_last_answer_counts() -> None:
    def answered(number: int, outcome: Homework | None, words: str) -> Note:
        note = replace(SINGLE.notes[1], id=f"h{number}", number=number, text=words)
        return replace(note, homework=outcome)

    notes = (
        answered(20, None, "The form page."),
        answered(21, Homework.NO, "was ill"),
        answered(22, Homework.YES, "yes"),
    )
    for reader in (STUDENT, TEAM):
        given = tuple(replace(note, audience=reader) for note in notes)
        said = text(replace(EMPTY, notes=given), reader)
        assert "Homework: not done" not in said
        assert "Homework: The form page." in said
        assert said.count("Homework: done") == 1
        others = tuple(replace(note, student=BEN.id) for note in given[2:])
        both = replace(GROUP, goals=(), topics=(), feedback=(), notes=(*given[:2], *others))
        ada = render([both], "txt", reader, LONDON, ADA.id)
        assert "Homework: not done" in ada


def test_homework_is_not_praised_as_done_and_said_not_to_be() -> None:
    for outcome, is_praised in ((Homework.YES, True), (Homework.LATE, True), (Homework.NO, False)):
        call = praised("You did your homework")
        answer = replace(SINGLE.notes[1], audience=STUDENT, homework=outcome)
        said = text(replace(call, notes=(*call.notes, answer)), STUDENT)
        assert ("You did your homework" in said) is is_praised


def test_the_same_words_are_in_a_list_of_a_letter_once() -> None:
    praise, ticked = SINGLE.notes[-1], SINGLE.notes[-2]
    twice = (
        praise,
        replace(praise, id="a", number=40, text=f"{praise.text.upper()}."),
        ticked,
        replace(ticked, id="b", number=41, student=None),
        replace(ticked, id="c", number=42, kind=NoteKind.HELP, text="closures"),
    )
    topic = replace(SINGLE.topics[0], text="Closures", audience=STUDENT)
    call = replace(SINGLE, notes=twice, topics=(topic,))
    said = text(call, STUDENT).casefold()
    for words in (praise.text, ticked.text, "closures"):
        assert said.count(f"- {words.casefold()}") == 1
    assert said.count("what we will look at again:\n- closures\n\n") == 1
    report = text(call, Audience.MENTOR).casefold()
    for words in (praise.text, ticked.text, "closures"):
        assert report.count(words.casefold()) >= 2


def test_the_same_goal_for_two_days_is_two_goals() -> None:
    call = goal()
    again = replace(call.goals[0], id="again", number=50, due=date(2026, 12, 6))
    said = text(replace(call, goals=(*call.goals, again)), STUDENT)
    assert said.count("- Write two functions") == 2


def test_the_same_words_to_the_team_are_told_once_of_each_student() -> None:
    note = replace(SINGLE.notes[-1], audience=TEAM, kind=NoteKind.NOTE, text="asks good questions")
    notes = tuple(
        replace(note, id=f"n{number}", number=number, student=student)
        for number, student in enumerate((ADA.id, BEN.id, ADA.id), 60)
    )
    said = text(replace(GROUP, notes=notes, goals=(), topics=(), feedback=()), TEAM)
    assert said.count("Ada Obi: asks good questions") == 1
    assert said.count("Ben Öz: asks good questions") == 1
