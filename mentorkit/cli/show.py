"""`mentorkit show`: looking back."""

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from mentorkit import agenda, views, when
from mentorkit.cli import progress
from mentorkit.cli.home import home, reading, say, wrapped
from mentorkit.cli.people import in_shell
from mentorkit.cli.progress_data import progress_data
from mentorkit.cli.screen import WIDE, table
from mentorkit.cli.targets import sessions_meant
from mentorkit.progress import Progress, took_place
from mentorkit.progress import progress as of_calls
from mentorkit.records import Session, Student, as_left
from mentorkit.runner import SystemClock, local_zone
from mentorkit.store import Store, Summary
from mentorkit.text import one_line
from mentorkit.words import join_and, plural

LISTED = 12
"""Sessions of one student that a screen lists, the latest: what stands above them is not to scroll away."""
NARROWEST = 30
"""Columns: nothing is drawn for less."""


def show_sessions(target: str | None, *, as_json: bool) -> None:
    """Say which sessions there were, or what was in the one meant."""
    with reading(home()) as store:
        if target is None:
            _list(store.summaries(), as_json=as_json)
            return
        ids, student = sessions_meant(store, target)
        if student is not None:
            _student(store, student, as_json=as_json)
        elif as_json:
            _one_as_json(store, ids[0])
        else:
            _one(store.session(ids[0]))


def _student(store: Store, student: Student, *, as_json: bool) -> None:
    """What the student's calls come to over time, then the list of them: on a screen of the latest alone."""
    with store.at_one_moment():
        lines = store.summaries(student.id)
        facts = _progress(store, student, lines if as_json else lines[: progress.LATEST], len(lines))
    if as_json:
        _list(lines, as_json=True, more={"progress": progress_data(facts, local_zone())})
        return
    whole = f"mentorkit show {in_shell((student,))} | more"
    _draw(facts, whole)
    screen = sys.stdout.isatty()
    shown = lines[:LISTED] if screen else lines
    _list(shown, as_json=False)
    if len(shown) < len(lines):
        say(f"and {len(lines) - len(shown)} earlier: {whole}")


def _progress(store: Store, student: Student, lines: Sequence[Summary], in_all: int) -> Progress:
    sessions = store.sessions(line.id for line in lines)
    calls = [session for session in sessions if took_place(session)]
    return of_calls(
        calls,
        student.id,
        goals=store.open_goals([student.id]),
        topics=store.open_topics([student.id]),
        earlier=in_all - len(lines),
    )


def _draw(facts: Progress, whole: str) -> None:
    from rich.console import Console

    screen = sys.stdout.isatty()
    console = Console(highlight=False, width=None if screen else WIDE)
    now = SystemClock().read().utc.astimezone(local_zone())
    look = progress.look_for(sys.stdout.encoding)
    width = max(NARROWEST, console.width) if screen else None
    for line in progress.drawn(facts, now, look, width, whole):
        console.print(line, soft_wrap=True)


def _list(lines: Sequence[Summary], *, as_json: bool, more: dict[str, Any] | None = None) -> None:
    zone = local_zone()
    if as_json:
        items = [
            {
                "id": line.id,
                "plan": line.plan_title,
                "students": list(line.students),
                "created_at": line.created_at.astimezone(zone).isoformat(timespec="seconds"),
                "state": line.state.value,
                "records": line.records,
            }
            for line in lines
        ]
        data = {"mentorkit": 1, "kind": "summaries", "items": items} | (more or {})
        say(json.dumps(data, ensure_ascii=False, indent=2))
        return
    rows = [
        (
            line.id,
            f"{line.created_at.astimezone(zone):%Y-%m-%d %H:%M}",
            join_and(line.students) or "nobody named",
            line.plan_title,
            line.state.value,
            plural(line.records, "record"),
        )
        for line in lines
    ]
    table(("Session", "Begun", "With", "Plan", "State", "Saved"), rows, whole=("Session",))
    if not lines:
        say("No sessions yet. The first one: mentorkit run")


def _one(session: Session) -> None:
    zone = local_zone()
    view = agenda.view(session.plan, session.log, session.seen_at)

    def wall(at: float) -> datetime:
        return session.wall(at).astimezone(zone)

    names = join_and([one_line(student.name) for student in session.students]) or "nobody named"
    write = wrapped if sys.stdout.isatty() else say
    write(f"{one_line(session.plan.title)} with {names}, {session.state.value}")
    write(
        f"{when.say_day(session.created_at.astimezone(zone).date(), wall(view.session_elapsed).date())} ({session.id})"
    )
    for line in views.summary_lines(session, view, wall):
        write(line)
    for record in session.records:
        write(views.record_line(as_left(session, record), session))


def _one_as_json(store: Store, session_id: str) -> None:
    from mentorkit.export import render
    from mentorkit.plan import Audience

    say(render([store.session(session_id)], "json", Audience.MENTOR, local_zone()).rstrip("\n"))
