"""`mentorkit show`: looking back."""

import json
from datetime import datetime, timedelta

from mentorkit import agenda, views, when
from mentorkit.cli.home import home, reading, say
from mentorkit.cli.screen import table
from mentorkit.cli.targets import sessions_meant
from mentorkit.records import Session
from mentorkit.runner import local_zone
from mentorkit.store import Store, Summary
from mentorkit.text import one_line
from mentorkit.words import join_and, plural


def show_sessions(target: str | None, *, as_json: bool) -> None:
    """Say which sessions there were, or what was in the one meant."""
    with reading(home()) as store:
        if target is None:
            _list(store.summaries(), as_json=as_json)
            return
        ids, student = sessions_meant(store, target)
        if student is not None:
            _list(store.summaries(student.id), as_json=as_json)
        elif as_json:
            _one_as_json(store, ids[0])
        else:
            _one(store.session(ids[0]))


def _list(lines: tuple[Summary, ...], *, as_json: bool) -> None:
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
        say(json.dumps({"mentorkit": 1, "kind": "summaries", "items": items}, ensure_ascii=False, indent=2))
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
    table(("Session", "Begun", "With", "Plan", "State", "Saved"), rows)
    if not lines:
        say("No sessions yet. The first one: mentorkit run")


def _one(session: Session) -> None:
    zone = local_zone()
    view = agenda.view(session.plan, session.log, session.seen_at)

    def wall(at: float) -> datetime:
        return (session.created_at + timedelta(seconds=at)).astimezone(zone)

    names = join_and([one_line(student.name) for student in session.students]) or "nobody named"
    say(f"{one_line(session.plan.title)} with {names}, {session.state.value}")
    say(
        f"{when.say_day(session.created_at.astimezone(zone).date(), wall(view.session_elapsed).date())} ({session.id})"
    )
    for line in views.summary_lines(session, view, wall):
        say(line)
    for record in session.records:
        say(views.record_line(record, session))


def _one_as_json(store: Store, session_id: str) -> None:
    from mentorkit.export import render
    from mentorkit.plan import Audience

    say(render([store.session(session_id)], "json", Audience.MENTOR, local_zone()).rstrip("\n"))
