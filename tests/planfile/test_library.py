"""The plans that ship beside the default one: what each is for, how long it takes, and a whole call by each."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from functools import cache
from textwrap import wrap

import pytest

from mentorkit.flow import Ask
from mentorkit.plan import Audience, Plan, Prompt, PromptType, Question
from mentorkit.planfile import available, load_plan, shipped_plans
from mentorkit.records import Evidence, Feedback, Goal, GoalStatus, Homework, Note, Record, Student, Topic
from mentorkit.runner import Runner, begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import START, FakeClock
from tests.flow.cases import ADA, BO, with_history

MINUTES = {
    "first-meeting": 60,
    "stand-up": 20,
    "group-session": 70,
    "code-review": 45,
    "mock-interview": 60,
    "module-retrospective": 45,
    "last-call": 50,
}
CY = Student("cy", "Cy", START - timedelta(days=30))
CALLS = [(name, (ADA,)) for name in MINUTES] + [("group-session", (ADA, BO, CY))]

MENTOR, STUDENT, TEAM = Audience

ALLOWED = {
    PromptType.TEXT: {MENTOR, STUDENT},
    PromptType.CHOICE: {MENTOR, STUDENT},
    PromptType.QUESTIONS: {MENTOR},
    PromptType.NUMBER: {MENTOR},
    PromptType.TOPICS: {MENTOR},
    PromptType.CHECKLIST: {MENTOR, STUDENT},
    PromptType.GOALS: {STUDENT},
    PromptType.GOAL_REVIEW: {STUDENT},
    PromptType.SCHEDULE: {STUDENT},
    PromptType.FEEDBACK: {STUDENT, TEAM},
}
"""`records.md`, "Who sees what": answers in rounds, hours and topics stay with the mentor, agreements are the student's,
and the team gets feedback and nothing else."""

every_plan = pytest.mark.parametrize("name", MINUTES)
every_call = pytest.mark.parametrize(
    ("name", "students"), CALLS, ids=[f"{name}-{len(students)}" for name, students in CALLS]
)


@cache
def shipped(name: str) -> Plan:
    return load_plan(shipped_plans() / f"{name}.yaml")


def prompts(plan: Plan) -> list[Prompt]:
    return [prompt for section in plan.sections for prompt in section.prompts]


def questions(plan: Plan) -> list[Question]:
    return [question for prompt in prompts(plan) for question in prompt.questions]


def said(plan: Plan) -> Iterator[str]:
    """All that a mentor reads of a plan."""
    yield from (plan.title, plan.about, *plan.before)
    for section in plan.sections:
        yield from (section.title, section.guide, *section.ladder)
    for prompt in prompts(plan):
        yield from (prompt.text, *prompt.options, *prompt.items)
    yield from (question.text for question in questions(plan))


# ---- the library as a whole


def test_these_plans_ship_and_are_named_by_their_files() -> None:
    names = [name for name, _ in available(shipped_plans())]
    assert names == sorted(["default", *MINUTES])
    assert [load_plan(path).id for _, path in available(shipped_plans())] == names


def test_no_two_plans_have_one_title() -> None:
    titles = Counter(load_plan(path).title.casefold() for _, path in available(shipped_plans()))
    assert set(titles.values()) == {1}


def test_together_they_ask_in_every_way_there_is() -> None:
    assert {prompt.type for name in MINUTES for prompt in prompts(shipped(name))} == set(PromptType)


# ---- each plan


@every_plan
def test_a_plan_takes_the_minutes_it_promises(name: str) -> None:
    assert shipped(name).planned == MINUTES[name] * 60


@every_plan
def test_what_it_is_about_fits_into_a_line_of_the_list(name: str) -> None:
    about = shipped(name).about
    assert 30 <= len(about) <= 70
    assert "\n" not in about


@every_plan
def test_it_says_what_to_do_before_and_at_its_top_what_it_is_for(name: str) -> None:
    text = (shipped_plans() / f"{name}.yaml").read_text(encoding="utf-8")
    remarks = re.match(r"(?:#.*\n)*", text)
    assert remarks is not None
    assert remarks[0].count("\n") in (2, 3)
    assert text[remarks.end() :].startswith("\nmentorkit: 1\n")
    assert 2 <= len(shipped(name).before) <= 5


@every_plan
def test_every_guide_is_one_bold_sentence_and_a_few_short_points(name: str) -> None:
    for section in shipped(name).sections:
        first, empty, *points = section.guide.split("\n")
        assert re.match(r"\*\*[^*]+\*\*", first), section.id
        assert empty == ""
        assert 2 <= len(points) <= 4, section.id
        assert all(re.match(r"- \S", point) for point in points)
        # What the screen has room for: 6 rows at 100x30, and 9 of fewer columns at 80x24 (`live.tcss`).
        for width, most in ((69, 6), (49, 9)):
            lines = section.guide.replace("**", "").split("\n")
            assert sum(max(1, len(wrap(line, width))) for line in lines) <= most, section.id


@every_plan
def test_its_open_end_is_where_the_work_is_and_the_end_of_the_call_is_kept_whole(name: str) -> None:
    sections = shipped(name).sections
    assert any(section.open_ended for section in sections)
    assert all(section.minimum == section.planned for section in sections if section.open_ended)
    last = sections[-1]
    assert not last.open_ended
    assert last.minimum >= 5 * 60
    assert last.give == max(section.give for section in sections) > min(s.give for s in sections)
    assert any(section.minimum < section.planned for section in sections)


@every_plan
def test_it_ends_with_when_to_speak_again_and_something_good(name: str) -> None:
    plan = shipped(name)
    assert PromptType.SCHEDULE in [prompt.type for prompt in plan.sections[-1].prompts]
    assert all(prompt.length for prompt in prompts(plan) if prompt.type is PromptType.SCHEDULE)
    praise = plan.prompt("praise")
    assert praise is not None
    assert (praise.type, praise.audience) == (PromptType.TEXT, STUDENT)


@every_plan
def test_what_is_to_be_remembered_is_asked_wherever_there_is_a_next_time(name: str) -> None:
    # Only the last call's is recalled: a plan without it would lose what the call before wanted to ask about.
    asked = shipped(name).prompt("remember")
    assert (asked is None) == (name == "last-call")
    assert asked is None or asked.audience is MENTOR


@every_plan
def test_every_prompt_is_read_by_somebody_who_may_read_it(name: str) -> None:
    plan = shipped(name)
    for prompt in prompts(plan):
        assert prompt.audience in ALLOWED[prompt.type], prompt.id
        assert prompt.id != "homework"
        if prompt.type is PromptType.TEXT and prompt.id != "praise":
            # It is sent with the answer behind it, so it is worded to them.
            assert prompt.text.endswith(":") == (prompt.audience is STUDENT), prompt.text


@every_plan
def test_topics_feedback_and_goals_name_the_prompt_that_the_flow_looks_at(name: str) -> None:
    plan = shipped(name)
    spoken = {prompt.id: prompt for prompt in prompts(plan)}
    goals = [prompt for prompt in prompts(plan) if prompt.type is PromptType.GOALS]
    assert all(prompt.fits == ("hours" if "hours" in spoken else None) for prompt in goals)
    for prompt in prompts(plan):
        if prompt.fits:
            # A question's id loads as well, and would be looked up in vain.
            assert spoken[prompt.fits].type in (PromptType.NUMBER, PromptType.QUESTIONS)
            assert len(spoken[prompt.fits].questions) <= 1
        if prompt.source and prompt.type is PromptType.FEEDBACK:
            assert spoken[prompt.source].type is PromptType.TOPICS
        if prompt.source and prompt.type is PromptType.TOPICS:
            assert prompt.source in {question.id for question in questions(plan)} | {"topics"}


PRIVATE = (
    r"legal|visa|residen\w*|asylum|refugee\w*|passport\w*|papers|citizen\w*|permit\w*|health\w*|ill(?:ness)?|sick\w*|"
    r"doctor\w*|famil\w*|child\w*|kids|married|husband|wife|parents?|religion|police|offen\w*|crim\w*|prison"
)
UNKIND = (
    r"just|eas(?:y|ily|ier)|simpl[ey]|obvious\w*|trivial\w*|scor\w*|rank\w*|grad(?:e|es|ed|ing)|compar\w*|"
    r"rat(?:e|es|ing)|lazy|fail(?:ed|ure)"
)


@every_plan
def test_nothing_is_asked_that_is_nobody_s_business_and_nothing_is_belittled(name: str) -> None:
    for text in said(shipped(name)):
        assert not re.search(rf"\b(?:{PRIVATE}|{UNKIND})\b", text, re.IGNORECASE), text


@every_plan
def test_no_text_of_it_is_there_twice_or_taken_from_the_default_plan(name: str) -> None:
    def guides_and_hints(plan: Plan) -> list[str]:
        lines = [line for section in plan.sections for line in section.guide.split("\n") if line]
        return lines + [hint for section in plan.sections for hint in section.ladder]

    others = {
        line for other in ("default", *MINUTES) if other != name for line in guides_and_hints(shipped(other))
    }
    own = Counter(guides_and_hints(shipped(name)))
    assert set(own.values()) == {1}
    assert others.isdisjoint(own)


# ---- what each is for


def test_the_first_meeting_asks_for_reasons_hours_and_two_goals() -> None:
    plan = shipped("first-meeting")
    path, hours = plan.prompt("path"), plan.prompt("hours")
    assert path is not None
    assert hours is not None
    assert (len(path.questions), path.audience, hours.type) == (3, MENTOR, PromptType.NUMBER)
    picture, step = plan.section("goals").prompts
    assert (picture.audience, step.type, step.max, step.fits) == (STUDENT, PromptType.GOALS, 1, "hours")


def test_a_stand_up_takes_one_goal_and_proposes_tomorrow() -> None:
    plan = shipped("stand-up")
    assert [p.max for p in prompts(plan) if p.type is PromptType.GOALS] == [1]
    assert [p.length for p in prompts(plan) if p.type is PromptType.SCHEDULE] == [plan.planned]
    assert plan.every == 1


def test_in_a_group_session_everybody_has_turns() -> None:
    turns = {prompt.id: prompt.each for prompt in prompts(shipped("group-session")) if prompt.each}
    assert turns == {"recap": 240, "explained": 180, "hours": 60}
    for section in shipped("group-session").sections:
        assert sum(prompt.each or 0 for prompt in section.prompts) * 3 <= section.planned


def test_in_a_mock_interview_the_feedback_is_for_them() -> None:
    feedback = shipped("mock-interview").prompt("feedback")
    assert feedback is not None
    assert (feedback.type, feedback.audience) == (PromptType.FEEDBACK, STUDENT)


def test_the_last_call_sets_no_goal_and_proposes_no_date() -> None:
    plan = shipped("last-call")
    assert PromptType.GOALS not in [prompt.type for prompt in prompts(plan)]
    assert plan.every is None
    assert "empty line" in plan.sections[-1].guide


# ---- a whole call


@dataclass
class Call:
    """A call by a plan, with an earlier one behind it: two goals and a topic are open."""

    runner: Runner
    clock: FakeClock
    asked: list[str] = field(default_factory=list)

    def go(self, answer: Callable[[Ask], list[str]]) -> None:
        """Answer each thing that is asked once, and go on by empty lines to the end."""
        answered = set()
        for _ in range(500):
            asked = self.runner.ask()
            if asked.prompt is None:
                if self.runner.ended:
                    return
                self._type("")
                continue
            if asked.prompt.id not in self.asked:
                self.asked.append(asked.prompt.id)
            here = (asked.prompt.id, asked.place.item, asked.place.step)
            for line in answer(asked) if here not in answered else [""]:
                self._type(line)
            answered.add(here)
        pytest.fail("the call does not come to an end")

    def _type(self, line: str) -> None:
        self.clock.advance(7)
        self.runner.do(line)

    @property
    def new(self) -> list[Record]:
        """What came about in this call."""
        return [r for r in self.runner.session.records if r not in self.runner.session.carried]


@pytest.fixture
def call(name: str, students: tuple[Student, ...]) -> Iterator[Call]:
    clock, plan = FakeClock(), shipped(name)
    with Store.practice() as store:
        with_history(store, plan)
        yield Call(begin(store, plan, students, clock=clock, zone=UTC, settings=Settings()), clock)


@dataclass
class Mentor:
    """Answers by the type of what is asked, and knows what has to be there afterwards."""

    group: bool
    expected: Counter[tuple[str, str, Audience, str]] = field(default_factory=Counter)

    def __call__(self, asked: Ask) -> list[str]:
        prompt = asked.prompt
        assert prompt is not None
        return ANSWERS[prompt.type](self, asked, prompt)

    def text(self, asked: Ask, prompt: Prompt) -> list[str]:
        text = f"Words on {prompt.id}"
        self._expect(prompt, text, {"remember": "remember", "praise": "praise"}.get(prompt.id, "answer"))
        return [text]

    def questions(self, asked: Ask, prompt: Prompt) -> list[str]:
        question = prompt.questions[asked.place.item % len(prompt.questions)]
        text = (
            f"Words {asked.place.item} on {question.id}"
            if prompt.id != "hours"
            else f"{asked.place.item + 3} hours"
        )
        if question.id == "unclear":
            self._expect(prompt, text, "topic")
        if question.id == "homework":
            self._expect(prompt, text, "homework")
            return [f"l {text}"]
        self._expect(prompt, text, "answer")
        return [text]

    def choice(self, asked: Ask, prompt: Prompt) -> list[str]:
        self._expect(prompt, prompt.options[1], "answer")
        return [prompt.options[1][:9].lower() if len({o[:9] for o in prompt.options}) > 3 else "2"]

    def number(self, asked: Ask, prompt: Prompt) -> list[str]:
        self._expect(prompt, "about 4 hours", "answer")
        return ["about 4 hours"]

    def checklist(self, asked: Ask, prompt: Prompt) -> list[str]:
        for item in (prompt.items[0], prompt.items[2]):
            self._expect(prompt, item, "checklist")
        return ["1 3"]

    def review(self, asked: Ask, prompt: Prompt) -> list[str]:
        if asked.place.step == "decide":
            return ["keep"]
        return ["d took two evenings"] if asked.place.item == 0 else ["m forgot the address"]

    def topics(self, asked: Ask, prompt: Prompt) -> list[str]:
        text = f"A topic of {prompt.id}"
        self._expect(prompt, text, "topic")
        return [text, "#3 h"]  # the one of the earlier call: with a hint

    def feedback(self, asked: Ask, prompt: Prompt) -> list[str]:
        text = f"the loop of {prompt.id} | wrote it without help | show it to the others"
        self._expect(prompt, text, "feedback")
        return [text]

    def goals(self, asked: Ask, prompt: Prompt) -> list[str]:
        detail = {"proof": "it runs", "hours": "2", "why": "it is fun", "due": "in 3 days"}
        if asked.place.step in detail:
            return [detail[asked.place.step]]
        text = "A goal of my own" if asked.place.step else f"A goal of {prompt.id}"
        self._expect(prompt, text, "goal")
        whose = ["/who all" if asked.place.step else "/who bo"] if self.group else []
        return [*whose, text]

    def schedule(self, asked: Ask, prompt: Prompt) -> list[str]:
        return ["next tuesday 18:30"]

    def _expect(self, prompt: Prompt, text: str, kind: str) -> None:
        self.expected[kind, text, prompt.audience, prompt.id] += 1


ANSWERS: dict[PromptType, Callable[[Mentor, Ask, Prompt], list[str]]] = {
    PromptType.TEXT: Mentor.text,
    PromptType.QUESTIONS: Mentor.questions,
    PromptType.CHOICE: Mentor.choice,
    PromptType.NUMBER: Mentor.number,
    PromptType.CHECKLIST: Mentor.checklist,
    PromptType.GOAL_REVIEW: Mentor.review,
    PromptType.TOPICS: Mentor.topics,
    PromptType.FEEDBACK: Mentor.feedback,
    PromptType.GOALS: Mentor.goals,
    PromptType.SCHEDULE: Mentor.schedule,
}


def kind(record: Record) -> str:
    return record.kind.value if isinstance(record, Note) else type(record).__name__.lower()


@every_call
def test_a_whole_call_asks_everything_in_order_and_keeps_each_answer_once(
    name: str, students: tuple[Student, ...], call: Call
) -> None:
    mentor, plan = Mentor(group=len(students) > 1), shipped(name)
    call.go(mentor)
    assert call.asked == [prompt.id for prompt in prompts(plan)]
    assert call.runner.ended
    assert all(line.elapsed > 0 for line in call.runner.view().sections)
    kept = Counter((kind(r), r.text, r.audience, r.prompt or "") for r in call.new)
    assert kept == mentor.expected
    assert set(kept.values()) == {1}
    next_call = call.runner.session.next_call
    assert next_call is not None
    assert (next_call.at.isoformat(), next_call.audience) == ("2026-12-01T18:30:00+00:00", STUDENT)
    assert next_call.minutes * 60 == plan.sections[-1].prompts[_last_schedule(plan)].length


def _last_schedule(plan: Plan) -> int:
    return [prompt.type for prompt in plan.sections[-1].prompts].index(PromptType.SCHEDULE)


@every_call
def test_what_was_open_before_the_call_is_taken_up_in_it(
    name: str, students: tuple[Student, ...], call: Call
) -> None:
    call.go(Mentor(group=len(students) > 1))
    plan, session = shipped(name), call.runner.session
    types = {prompt.type for prompt in prompts(plan)}
    first, second, topic = session.carried
    assert isinstance(first, Goal)
    assert isinstance(second, Goal)
    assert isinstance(topic, Topic)
    if PromptType.GOAL_REVIEW in types:
        assert (first.status, first.reason) == (GoalStatus.DONE, "took two evenings")
        assert (second.status, second.reason) == (GoalStatus.MISSED, "forgot the address")
    assert (topic.evidence is Evidence.WITH_HINT) == (PromptType.TOPICS in types)
    assert (PromptType.GOAL_REVIEW in types) == (name != "first-meeting")


@every_call
def test_what_is_written_in_parts_is_kept_in_parts(
    name: str, students: tuple[Student, ...], call: Call
) -> None:
    call.go(Mentor(group=len(students) > 1))
    for record in call.new:
        if isinstance(record, Feedback):
            assert (record.evidence, record.action) == ("wrote it without help", "show it to the others")
        if isinstance(record, Goal) and record.owner == "student":
            assert (record.proof, record.hours, record.why) == ("it runs", 2.0, "it is fun")
        if isinstance(record, Note):
            assert record.homework is (Homework.LATE if record.kind.value == "homework" else None)


@pytest.mark.parametrize(("name", "students"), [("group-session", (ADA, BO, CY))])
def test_in_a_group_what_is_said_in_a_turn_is_that_student_s(call: Call) -> None:
    call.go(Mentor(group=True))
    whose = {(r.prompt, r.text): call.runner.session.name_of(r.student) for r in call.new}
    assert [whose["recap", f"Words {item} on unclear"] for item in (2, 5, 8)] == ["Ada", "Bo", "Cy"]
    assert [whose["hours", f"{hours} hours"] for hours in (3, 4, 5)] == ["Ada", "Bo", "Cy"]
    assert whose["goals-2", "A goal of goals-2"] == "Bo"
    assert {whose[prompt, text] for prompt, text in whose if prompt in ("help", "praise")} == {""}


@every_call
def test_a_call_passed_by_empty_lines_ends_too_and_leaves_nothing(call: Call) -> None:
    before = call.runner.session.records
    call.go(lambda asked: [""])
    assert call.asked == [prompt.id for prompt in prompts(call.runner.session.plan)]
    assert call.runner.ended
    assert call.runner.session.records == before
    assert call.runner.session.next_call is None
