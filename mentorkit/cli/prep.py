"""`mentorkit prep`: the two minutes before a call, on one screen. It only reads, but for having reminded once."""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mentorkit.cli.fit import fitted, whole
from mentorkit.cli.heard import as_heard
from mentorkit.cli.home import Home, home, reading, say, settings
from mentorkit.cli.people import find
from mentorkit.cli.prep_lines import Preparation, blocks
from mentorkit.cli.reminding import late_ones, remember
from mentorkit.records import Note, NoteKind, State, Student
from mentorkit.runner import SystemClock, local_zone
from mentorkit.store import Store

REMEDIES = 3
"""How many of those that were tried are shown."""


def prepare(names: Sequence[str], *, as_json: bool) -> None:
    """Say what is worth knowing before a call with these students; NotFoundError for somebody unknown."""
    where = home()
    now = SystemClock().read().utc.astimezone(local_zone())
    with reading(where) as store, store.at_one_moment():
        known = store.students()
        prep = gathered(store, tuple(dict.fromkeys(find(name, known) for name in names)), now)
        late = late_ones(store, prep.students, now.date())
    if prep.last is None:
        prep = replace(prep, before=_default_list(where))
    if as_json:
        from mentorkit.cli.prep_data import data
        from mentorkit.export import to_json

        say(to_json(data(prep, now)).rstrip("\n"))
    else:
        _show(replace(prep, late=late), now)
        remember(where, late)


def _show(prep: Preparation, now: datetime) -> None:
    said = blocks(prep, now)
    lines = whole(said)
    if sys.stdout.isatty():
        size = shutil.get_terminal_size()
        lines = fitted(said, size.columns, size.lines - 1)  # the last row is the shell's
    say("\n".join(lines))


def gathered(store: Store, students: tuple[Student, ...], now: datetime) -> Preparation:
    """Return what the store knows before a call with exactly these students."""
    ids = [student.id for student in students]
    begun = _begun(store, ids, now)
    last = store.last_call_with(ids, begun)
    earlier = store.earlier(ids, begun)
    return Preparation(
        students=students,
        earlier=replace(earlier, reached=as_heard(store, earlier.reached, students)),
        last=last,
        goals=as_heard(store, store.open_goals(ids), students),
        topics=store.open_topics(ids),
        praise=_latest(store, ids, NoteKind.PRAISE, 1)[: 1 if len(ids) == 1 else None],
        remedies=_latest(store, ids, NoteKind.REMEDY, REMEDIES)[:REMEDIES],
        before=last.plan.before if last else (),
        with_others=store.ahead_with_others(ids, now),
    )


def _begun(store: Store, ids: Sequence[str], now: datetime) -> datetime:
    """When the call begins: one with any of them that is running in another process is the call, and not the last one."""
    running = store.running()
    if running is None:
        return now
    session = store.session(running)
    with_them = {student.id for student in session.students} & set(ids)
    return session.created_at if with_them and session.state is not State.ENDED else now


def _latest(store: Store, ids: Sequence[str], kind: NoteKind, most: int) -> tuple[Note, ...]:
    """Each one's latest notes of a kind and their latest together, the newest first."""
    found = [note for student_id in ids for note in store.latest_notes(student_id, kind, most)]
    found += store.latest_of_group(ids, kind, most)
    return tuple(sorted(found, key=lambda note: (note.at, note.number), reverse=True))


def _default_list(where: Home) -> tuple[str, ...]:
    """What the plan of a first call has the mentor do before it."""
    from mentorkit.planfile import load_plan, resolve

    return load_plan(resolve(settings(where).plan, where.plans)).before
