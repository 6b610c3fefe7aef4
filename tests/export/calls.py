"""Two calls built by hand: one with Ada alone, one with Ada and Ben, after a call in which some of it was left open."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from mentorkit.agenda import Do, Event
from mentorkit.export import FORMATS
from mentorkit.plan import Audience, Plan, Prompt, PromptType, Question, Section
from mentorkit.records import (
    Evidence,
    Feedback,
    Goal,
    GoalStatus,
    NextCall,
    Note,
    NoteKind,
    Session,
    State,
    Student,
    Topic,
)

LONDON = ZoneInfo("Europe/London")
BEGUN = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
ADA = Student("ada-1", "Ada Obi", BEGUN - timedelta(days=60))
BEN = Student("ben-2", "Ben Öz", BEGUN - timedelta(days=60))
MENTOR, STUDENT, TEAM = Audience.MENTOR, Audience.STUDENT, Audience.TEAM
WHOLE = tuple(fmt for fmt in FORMATS if fmt != "ics")
"""The formats that hold all that a reader may see. A calendar holds the next call alone: `test_calendar.py`."""


def _prompt(
    prompt_id: str, kind: PromptType, text: str, audience: Audience = MENTOR, *questions: Question
) -> Prompt:
    return Prompt(id=prompt_id, type=kind, text=text, audience=audience, questions=questions)


PLAN = Plan(
    id="default",
    title="Mentoring call",
    sections=(
        Section(
            id="welcome",
            title="Welcome & chit chat",
            planned=600,
            minimum=300,
            prompts=(_prompt("remember", PromptType.TEXT, "What is worth asking about next time?"),),
        ),
        Section(
            id="catch-up",
            title="Goal catch-up",
            planned=300,
            minimum=180,
            prompts=(_prompt("review", PromptType.GOAL_REVIEW, "What became of each goal?", STUDENT),),
        ),
        Section(
            id="recap",
            title="Recap & orientation",
            planned=600,
            minimum=360,
            prompts=(
                _prompt(
                    "recap",
                    PromptType.QUESTIONS,
                    "Where do they stand?",
                    MENTOR,
                    Question("homework", "What was the homework, and how far did they get?"),
                    Question("unclear", "What did they not understand?"),
                ),
            ),
        ),
        Section(
            id="technical",
            title="Technical mentoring",
            planned=1800,
            minimum=1800,
            open_ended=True,
            prompts=(
                _prompt("topics", PromptType.TOPICS, "What exactly was not grasped?"),
                _prompt(
                    "feedback", PromptType.FEEDBACK, "For the team: what, how you know, who helps?", TEAM
                ),
            ),
        ),
        Section(
            id="goals",
            title="Goal setting",
            planned=600,
            minimum=480,
            open_ended=True,
            prompts=(_prompt("goals", PromptType.GOALS, "What will they have done by then?", STUDENT),),
        ),
        Section(
            id="wrap-up",
            title="Wrap up",
            planned=300,
            minimum=300,
            prompts=(
                _prompt("help", PromptType.CHECKLIST, "Where is help for the rest?", STUDENT),
                _prompt("praise", PromptType.TEXT, "What went well since last time?", STUDENT),
                _prompt("next", PromptType.SCHEDULE, "When is the next call?", STUDENT),
            ),
        ),
    ),
)


def at(minutes: float) -> datetime:
    """Return the moment that many minutes into the call."""
    return BEGUN + timedelta(minutes=minutes)


def _note(number: int, minutes: float, text: str, **more: object) -> Note:
    fields: dict[str, object] = {"id": f"s-1.{number}", "number": number, "at": at(minutes), "text": text}
    return Note(**(fields | more))  # type: ignore[arg-type]


def log(*minutes: float) -> tuple[Event, ...]:
    """Return the journal of a call that went on to the next section at those minutes and so ended at the last."""
    return (
        Event(1, 0.0, Do.START),
        *(Event(n, 60 * minute, Do.NEXT) for n, minute in enumerate(minutes, 2)),
    )


CARRIED_GOAL = Goal(
    id="s-0.4",
    number=1,
    at=BEGUN - timedelta(days=14),
    text="Finish the form page",
    section="goals",
    prompt="goals",
    student=ADA.id,
    proof="It checks the mail address",
    due=date(2026, 11, 20),
    status=GoalStatus.DONE,
    set_in="s-0",
    closed_in="s-1",
)
MISSED_GOAL = Goal(
    id="s-0.5",
    number=2,
    at=BEGUN - timedelta(days=14),
    text="Read the chapter on closures",
    section="goals",
    prompt="goals",
    student=ADA.id,
    status=GoalStatus.MISSED,
    set_in="s-0",
    reason="Two shifts more than planned",
)
SINGLE = Session(
    id="s-1",
    plan=PLAN,
    students=(ADA,),
    created_at=BEGUN,
    state=State.ENDED,
    seen_at=72 * 60,
    log=log(9, 15, 26, 59, 67, 72),
    goals=(
        CARRIED_GOAL,
        MISSED_GOAL,
        Goal(
            id="s-1.9",
            number=9,
            at=at(61),
            text="Write two functions that return a value",
            section="goals",
            prompt="goals",
            student=ADA.id,
            proof="Both are called, and the page shows the results",
            why="Wants to build the shop by herself",
            due=date(2026, 12, 4),
            hours=3.5,
            set_in="s-1",
        ),
        Goal(
            id="s-1.10",
            number=10,
            at=at(65),
            text="Send the link to the exercise",
            section="goals",
            prompt="goals",
            student=ADA.id,
            owner="mentor",
            due=date(2026, 11, 25),
            set_in="s-1",
        ),
    ),
    notes=(
        _note(3, 4, "Her exam on Thursday", section="welcome", prompt="remember", kind=NoteKind.REMEMBER),
        _note(
            4,
            17,
            "The form page.\nDone but for the last check.",
            section="recap",
            prompt="recap",
            question="homework",
            kind=NoteKind.HOMEWORK,
            student=ADA.id,
        ),
        _note(
            5,
            21,
            "How a value comes back from a function",
            section="recap",
            prompt="recap",
            question="unclear",
            kind=NoteKind.ANSWER,
            student=ADA.id,
        ),
        _note(8, 40, "Slower than usual today, did not say why", section="technical", student=ADA.id),
        _note(
            11,
            68,
            "Post the question in the class channel",
            section="wrap-up",
            prompt="help",
            question="1",
            kind=NoteKind.CHECKLIST,
            audience=STUDENT,
            student=ADA.id,
        ),
        _note(
            12,
            70,
            "You found the missing bracket without any hint",
            section="wrap-up",
            prompt="praise",
            kind=NoteKind.PRAISE,
            audience=STUDENT,
            student=ADA.id,
        ),
    ),
    topics=(
        Topic(
            id="s-1.6",
            number=6,
            at=at(21),
            text="How a value comes back from a function",
            section="recap",
            prompt="recap",
            student=ADA.id,
            evidence=Evidence.WITH_HINT,
            opened_in="s-1",
        ),
    ),
    feedback=(
        Feedback(
            id="s-1.7",
            number=7,
            at=at(50),
            text="The homework stopped at functions: could not say how a value is returned",
            section="technical",
            prompt="feedback",
            student=ADA.id,
            evidence="Wrote console.log where a return was needed, three times",
            action="A short exercise on return before the next lesson",
        ),
    ),
    next_call=NextCall(at=datetime(2026, 12, 8, 18, 0, tzinfo=UTC), minutes=70),
)

GROUP = Session(
    id="s-2",
    plan=PLAN,
    students=(ADA, BEN),
    created_at=BEGUN + timedelta(days=14),
    state=State.INTERRUPTED,
    seen_at=47 * 60,
    log=(
        Event(1, 0.0, Do.START),
        Event(2, 0.0, Do.HARD_STOP, seconds=4200.0),
        Event(3, 700.0, Do.NEXT),
        Event(4, 720.0, Do.SKIP),
        Event(5, 1300.0, Do.NEXT),
        Event(6, 2000.0, Do.PAUSE),
        Event(7, 2300.0, Do.RESUME),
    ),
    goals=(
        Goal(
            id="s-1.9",
            number=1,
            at=at(61),
            text="Write two functions that return a value",
            student=ADA.id,
            status=GoalStatus.PARTLY,
            set_in="s-1",
            due=date(2026, 12, 4),
            reason="One of them",
        ),
        Goal(
            id="s-2.9",
            number=9,
            at=at(14 * 24 * 60 + 40),
            text="Pair on the shop's basket for an hour",
            section="technical",
            set_in="s-2",
        ),
        Goal(
            id="s-2.10",
            number=10,
            at=at(14 * 24 * 60 + 41),
            text="Sort the list of prices",
            section="technical",
            student=BEN.id,
            due=date(2027, 1, 5),
            set_in="s-2",
        ),
    ),
    notes=(
        Note(
            id="s-2.3",
            number=3,
            at=BEGUN + timedelta(days=14, minutes=2),
            text="Ben's sister is visiting",
            section="welcome",
            prompt="remember",
            kind=NoteKind.REMEMBER,
            student=BEN.id,
        ),
        Note(
            id="s-2.4",
            number=4,
            at=BEGUN + timedelta(days=14, minutes=20),
            text="late",
            audience=TEAM,
            section="recap",
            prompt="recap",
            question="homework",
            kind=NoteKind.HOMEWORK,
            student=BEN.id,
        ),
        Note(
            id="s-2.7",
            number=7,
            at=BEGUN + timedelta(days=14, minutes=35),
            text="You explained loops to Ada",
            audience=STUDENT,
            section="technical",
            kind=NoteKind.PRAISE,
            student=BEN.id,
        ),
        Note(
            id="s-2.8",
            number=8,
            at=BEGUN + timedelta(days=14, minutes=36),
            text="The study group meets on Saturdays",
            audience=STUDENT,
            section="technical",
            kind=NoteKind.REMEDY,
        ),
        Note(
            id="s-2.11",
            number=11,
            at=BEGUN + timedelta(days=15),
            text="Both wrote to thank for the call",
        ),
    ),
    topics=(
        Topic(
            id="s-1.6",
            number=2,
            at=at(21),
            text="How a value comes back from a function",
            section="recap",
            prompt="recap",
            student=ADA.id,
            evidence=Evidence.EXPLAINED,
            opened_in="s-1",
            closed_in="s-2",
        ),
        Topic(
            id="s-2.5",
            number=5,
            at=BEGUN + timedelta(days=14, minutes=24),
            text="When sort() compares as text",
            audience=STUDENT,
            section="recap",
            prompt="recap",
            student=BEN.id,
            opened_in="s-2",
        ),
    ),
    feedback=(
        Feedback(
            id="s-2.6",
            number=6,
            at=BEGUN + timedelta(days=14, minutes=30),
            text="Sorting numbers is not clear",
            section="technical",
            prompt="feedback",
            student=BEN.id,
            precise="That sort() compares as text unless told otherwise",
        ),
        Feedback(
            id="s-2.12",
            number=12,
            at=BEGUN + timedelta(days=14, minutes=46),
            text="The exercise on baskets has no example to start from",
            section="technical",
        ),
    ),
)

EMPTY = Session(
    id="s-3",
    plan=PLAN,
    students=(ADA,),
    created_at=BEGUN,
    state=State.INTERRUPTED,
    seen_at=0,
)
