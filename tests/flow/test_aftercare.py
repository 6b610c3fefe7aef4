"""What is offered once a call is over, and what becomes of it."""

from dataclasses import replace
from datetime import UTC

import pytest

from mentorkit.flow import aftercare
from mentorkit.plan import Audience
from mentorkit.records import NoteKind
from mentorkit.runner import Runner, begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import FakeClock
from tests.flow.cases import ADA, BO, the_plan

STRONG = "could not say what return gives back, wrote print(add(1, 2)) three times"


def _said(runner: Runner, *lines: str) -> Runner:
    for line in lines:
        runner.do(line)
    return runner


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("is generally lost with the homework", ["How do you know?"]),
        ("I think closures are not clear", ["How do you know?"]),
        ("could not do the homework", ["Which part exactly?"]),
        (STRONG, []),
    ],
)
def test_a_weak_line_is_asked_about_once_and_a_strong_one_is_not(
    runner: Runner, line: str, asked: list[str]
) -> None:
    _said(runner, "/goto technical", "", line, "/end")
    assert [question for *_, question in aftercare.weak_lines(runner.session)] == asked


def test_what_was_missing_is_kept_in_its_own_field_and_is_not_asked_again(
    runner: Runner, store: Store
) -> None:
    _said(
        runner, "/goto technical", "", "I think closures are not clear", "could not do the homework", "/end"
    )
    answers = ("could not say what one keeps", "the loop over an array")
    weak = zip(aftercare.weak_lines(runner.session), answers, strict=True)
    runner.amend([aftercare.completed(line, field, text) for (line, field, _), text in weak])
    first, second = store.session(runner.session.id).feedback
    assert (first.text, first.evidence) == ("I think closures are not clear", answers[0])
    assert (second.text, second.precise) == ("could not do the homework", answers[1])
    assert aftercare.weak_lines(runner.session) == ()


def test_homework_without_its_reason_and_open_topics_by_name_are_offered_to_the_team(runner: Runner) -> None:
    _said(
        runner, "/topic closures", "/topic loops", "/done 2", "/goto recap", "", "l was in hospital", "/end"
    )
    offers = aftercare.offers(runner.session)
    assert [(offer.kind, offer.text) for offer in offers] == [
        (NoteKind.HOMEWORK, "late"),
        (NoteKind.HELP, "closures"),
    ]


def test_what_was_chosen_is_told_to_the_team_and_not_offered_again(runner: Runner, store: Store) -> None:
    _said(runner, "/topic closures", "/goto recap", "", "l was in hospital", "/end")
    offered = aftercare.offers(runner.session)
    runner.amend(aftercare.told(runner.session, offered[:1], runner.moment().utc))
    kept = store.session(runner.session.id)
    assert [(note.text, note.kind) for note in kept.notes if note.audience is Audience.TEAM] == [
        ("late", NoteKind.HOMEWORK)
    ]
    assert aftercare.offers(runner.session) == offered[1:]
    assert len({record.number for record in kept.records}) == len(kept.records)


def test_in_a_group_what_is_told_is_told_of_the_student_it_is_about(store: Store, clock: FakeClock) -> None:
    runner = begin(store, the_plan(), (ADA, BO), clock=clock, zone=UTC, settings=Settings())
    _said(runner, "/goto recap", "", "y", "", "", "", "n forgot", "/end")
    told = aftercare.told(runner.session, aftercare.offers(runner.session), runner.moment().utc)
    assert [(note.student, note.text) for note in told] == [(ADA.id, "done"), (BO.id, "not done")]


def test_a_topic_that_the_student_reads_of_anyway_is_no_secret_to_offer(runner: Runner) -> None:
    _said(runner, "/topic closures", "/audience 1 student", "/end")
    assert aftercare.offers(runner.session) == ()
    private = replace(runner.session.topics[0], audience=Audience.MENTOR)
    assert len(aftercare.offers(replace(runner.session, topics=(private,)))) == 1


def test_the_part_that_was_said_is_not_written_over(runner: Runner) -> None:
    _said(runner, "/goto technical", "", "the loop over an array | not sure | pair her", "/end")
    ((line, field, _),) = aftercare.weak_lines(runner.session) or ((None, "", ""),)
    assert line is None or field != "precise"


def test_only_the_last_word_on_the_homework_is_offered(runner: Runner) -> None:
    _said(runner, "/goto recap", "", "n forgot", "y, found it after all", "/end")
    assert [offer.text for offer in aftercare.offers(runner.session)] == ["done"]


def test_a_topic_that_the_team_was_told_of_in_an_earlier_call_is_not_offered_again(
    store: Store, clock: FakeClock
) -> None:
    first = begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings())
    _said(first, "/topic closures", "/topic loops", "/end")
    offered = aftercare.offers(first.session)
    first.amend(aftercare.told(first.session, offered[:1], first.moment().utc))
    clock.advance(7 * 24 * 3600)
    second = begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings())
    known = second.earlier.told
    assert [offer.text for offer in aftercare.offers(second.session, known)] == ["loops"]
