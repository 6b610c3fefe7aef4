"""Plans of one's own: made on a page, by options, in an editor; and how they really went."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from mentorkit import agenda, flow
from mentorkit.agenda import Do, Event
from mentorkit.plan import Plan
from mentorkit.planfile import load_plan, shipped_plans
from mentorkit.records import Session, State
from mentorkit.store import Anchor, Moment, Store
from tests.clocks import START
from tests.flow.cases import ADA
from tests.live.terminal import terminal
from tests.programs import Mentor
from tests.programs import terminal as by_lines


@pytest.fixture
def mentor(tmp_path: Path) -> Mentor:
    return Mentor(tmp_path)


def test_from_nothing_to_a_running_session_without_opening_the_file(mentor: Mentor) -> None:
    with terminal(mentor.home, "new-plan") as run:
        run.expect("What is it called")
        run.send("my call\r")
        run.expect("Start from which plan")
        run.send("\r")
        run.expect("Welcome & chit chat")
        run.send("\x1b[B")
        run.send("d")
        run.expect("Left out: Goal catch-up")
        run.send("t")
        run.expect("time> 10 min")
        run.send("\x1520\r")
        run.expect("Recap & orientation +20 min")
        run.send("a")
        run.expect("What is the new section called")
        run.send("Code review\r")
        run.expect("how long")
        run.send("15\r")
        run.expect("3  Code review +15 min")
        for question in ("What surprised you?", "What would you change?"):
            run.send("q")
            run.expect("question> ")
            run.send(f"{question}\r")
            run.expect(rf"\? {question[:-1]}")
        run.send("s")
        assert run.wait() == 0
        assert run.left_on() == set()
    found = mentor.mentorkit("plans", "my-call", "--json").json["plan"]
    assert [(s["title"], s["planned"] // 60) for s in found["sections"]] == [
        ("Welcome & chit chat", 10), ("Recap & orientation", 20), ("Code review", 15), ("Technical mentoring", 30),
        ("Goal setting", 10), ("Wrap up", 5),
    ]  # fmt: skip
    typed = "/goto code\nnothing\n\nthe names\n/end\n"
    done = mentor.mentorkit("run", "Ada", "--plan", "my-call", "--plain", typed=typed)
    assert "What surprised you?" in done.out
    assert "What would you change?" in done.out
    assert done.code == 0


def test_leaving_the_page_makes_no_plan(mentor: Mentor) -> None:
    with terminal(mentor.home, "new-plan") as run:
        run.expect("What is it called")
        run.send("\x03")
        assert run.wait() == 0
        assert run.left_on() == set()
    assert "yours" not in mentor.mentorkit("plans").out


def test_without_a_terminal_a_name_is_needed(mentor: Mentor) -> None:
    done = mentor.mentorkit("new-plan")
    assert done.code == 5
    assert "mentorkit new-plan NAME" in done.err


def test_options_do_the_same_without_a_question(mentor: Mentor) -> None:
    done = mentor.mentorkit(
        "new-plan", "short", "--drop", "welcome", "--add", "Code review=15", "--ask", "code=What surprised you?",
        "--ask", "recap=Anything else?", "--minutes", "recap=20",
    )  # fmt: skip
    assert done.code == 0, done.err
    sections = mentor.mentorkit("plans", "short", "--json").json["plan"]["sections"]
    assert [prompt["text"] for prompt in sections[-1]["prompts"]] == ["What surprised you?"]
    assert sections[1]["prompts"][-1]["text"] == "Anything else?"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--ask", "nosuch=Why?"), "No section begins"),
        (("--ask", "recap"), "needs an ="),
        (("--ask", "recap= "), "="),
    ],
)
def test_a_question_that_cannot_be_asked_makes_no_plan(
    mentor: Mentor, words: tuple[str, ...], told: str
) -> None:
    done = mentor.mentorkit("new-plan", "short", *words)
    assert done.code == 2
    assert told in done.err
    assert mentor.mentorkit("plans", "short").code == 4


def test_an_editor_is_opened_again_at_the_first_fault_and_nothing_is_lost(mentor: Mentor) -> None:
    opened = mentor.home / "opened"
    editor = mentor.home / "nano"
    editor.write_text(
        f'#!/bin/sh\necho "$@" >> {opened}\n'
        f'if [ "$(wc -l < {opened})" = 1 ]; then sed -i "s/^title: .*/title: Mine\\ncolour: red/" "$1"\n'
        'else for last; do :; done; sed -i "/^colour/d" "$last"; fi\n',
        encoding="utf-8",
    )
    editor.chmod(0o700)
    with by_lines(mentor, "new-plan", "mine", "--edit", EDITOR=str(editor)) as child:
        child.expect('"colour"')
        child.expect(r"Open it again at line (\d+)\?")
        line = int(child.match[1])
        child.sendline("")
        child.expect("To run it")
        child.wait()
    assert child.exitstatus == 0
    assert opened.read_text(encoding="utf-8").splitlines()[1].startswith(f"+{line} ")
    assert mentor.mentorkit("plans", "mine", "--json").json["plan"]["title"] == "Mine"


def test_the_list_says_what_each_is_for_and_which_are_ones_own(mentor: Mentor) -> None:
    mentor.mentorkit("new-plan", "mine")
    listed = mentor.mentorkit("plans")
    for name in ("first-meeting", "stand-up", "group-session", "code-review", "mock-interview", "last-call"):
        assert name in listed.out
    assert "mine (yours)" in listed.out
    assert "70+ min" in listed.out
    items = mentor.mentorkit("plans", "--json").json["items"]
    assert {item["id"]: item["own"] for item in items}["mine"] is True


# ---- how they really went


def _past(store: Store, plan: Plan, number: int, minutes: dict[str, float]) -> None:
    """Put a call into the store in which the sections took those minutes; one without is left out."""
    begun = START - timedelta(days=7 * (number + 1))
    log: list[Event] = []

    def act(do: Do, at: float) -> None:
        log.extend(filter(None, [agenda.act(plan, log, do, at)]))

    at = 0.0
    act(Do.START, at)
    for section in plan.sections:
        if section.id in minutes:
            at += minutes[section.id] * 60
            act(Do.NEXT, at)
        else:
            act(Do.SKIP, at)
    call = Session(f"past-{number}", plan, (ADA,), begun, State.ENDED, at)
    walk = flow.as_data(flow.Walk())
    store.begin(call, Anchor("old", 0.0, Moment(0.0, begun)), log[:1], walk)
    store.save(call.id, log[1:], Moment(at, begun + timedelta(seconds=at)), walk, "", ended=True)


def test_what_sections_really_took_is_beside_what_was_planned_and_a_change_is_proposed(
    mentor: Mentor,
) -> None:
    plan = load_plan(shipped_plans() / "default.yaml")
    folder = mentor.home / ".local/share/mentorkit"
    with Store.writer(folder / "mentorkit.db") as store:
        for number, welcome in enumerate((14, 16, 25)):
            times = {s.id: s.planned / 60 for s in plan.sections if s.id != "catch-up"}
            _past(store, plan, number, times | {"welcome": welcome, "technical": 45, "goals": 7})
    before = (folder / "mentorkit.db").read_bytes()
    done = mentor.mentorkit("plans", "default", "--actual")
    assert done.code == 0, done.err
    rows = {line.split("  ")[0]: " ".join(line.split()) for line in done.out.splitlines()}
    assert rows["Welcome & chit chat"] == "Welcome & chit chat 10 min 16 min 14 to 25 min 3"
    assert rows["Goal catch-up"] == "Goal catch-up 5 min - 0"
    assert "new-plan default-as-it-goes --from default --minutes welcome=16 --minutes goals=7+" in done.out
    assert (folder / "mentorkit.db").read_bytes() == before
    assert mentor.mentorkit("plans", "default-as-it-goes").code == 4  # it changes nothing by itself
    data = json.loads(mentor.mentorkit("plans", "default", "--actual", "--json").out)
    assert data["calls"] == 3
    assert data["sections"][0]["proposed_minutes"] == 16
    assert data["sections"][3]["proposed_minutes"] is None  # it may go on: 45 is no surprise to "30+"
    words = done.out.partition("really take: mentorkit ")[2].strip().split()
    assert mentor.mentorkit(*words).code == 0
    assert (
        mentor.mentorkit("plans", "default-as-it-goes", "--json").json["plan"]["sections"][0]["planned"]
        == 960
    )


def test_without_a_call_there_is_nothing_to_compare(mentor: Mentor) -> None:
    done = mentor.mentorkit("plans", "default", "--actual")
    assert done.code == 0
    assert "No call has ended by the plan default yet." in done.out
