"""What earlier calls left for one: found by index, so that it takes the same with two calls behind it as with two hundred."""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from mentorkit.records import Earlier, Goal, NextCall, Note, NoteKind
from mentorkit.store import rows
from mentorkit.store.rows import Row

Query = Callable[..., list[Row]]
"""Runs a query with its values and returns the rows."""

OURS = """
student IN (SELECT value FROM json_each(?1)) OR student IS NULL AND {session} IN (
    SELECT session_id FROM attendance WHERE student_id IN (SELECT value FROM json_each(?1))
    GROUP BY session_id HAVING count(*) = json_array_length(?1))
"""
"""What belongs to the group is for those who were in it: a call with one more person does not hear of it."""

_TOGETHER = """
SELECT session_id FROM attendance WHERE student_id IN (SELECT value FROM json_each(?1))
GROUP BY session_id HAVING count(*) = json_array_length(?1)
"""

_WRITTEN = """
(EXISTS (SELECT 1 FROM note WHERE note.session_id = session.id)
OR EXISTS (SELECT 1 FROM goal WHERE set_in = session.id)
OR EXISTS (SELECT 1 FROM topic WHERE opened_in = session.id)
OR EXISTS (SELECT 1 FROM feedback WHERE feedback.session_id = session.id))
"""
"""Something was written down: a call that was broken off at once has not asked about anything."""

_ALONE = "(SELECT count(*) FROM attendance WHERE session_id = session.id) = json_array_length(?1)"
"""Nobody else was in it."""

_LAST = f"""
SELECT id, created_at FROM session WHERE id IN ({_TOGETHER}) AND created_at < ?2 AND {_WRITTEN}
ORDER BY created_at DESC LIMIT 1
"""

_LAST_ALONE = f"""
SELECT id, created_at FROM session WHERE id IN ({_TOGETHER}) AND created_at < ?2 AND {_ALONE} AND {_WRITTEN}
ORDER BY created_at DESC LIMIT 1
"""

_LAST_PLAN = f"""
SELECT json_extract(plan, '$.id') AS plan FROM session WHERE id IN ({_TOGETHER}) AND {_ALONE}
ORDER BY created_at DESC LIMIT 1
"""

_CALLS = f"""
SELECT count(*) AS n FROM session WHERE created_at < ?2 AND id IN ({_TOGETHER}) AND {_ALONE} AND {_WRITTEN}
"""

_LAST_TOGETHER = f"""
SELECT session.id FROM session WHERE id IN ({_TOGETHER}) AND {_ALONE} ORDER BY created_at DESC LIMIT 1
"""

_NEXT_CALL = """
SELECT next_call.*, created_at, seen_at,
    (SELECT count(*) FROM journal WHERE journal.session_id = session.id AND do = 'next_call') AS agreements,
    (SELECT json_group_array(student_id) FROM attendance WHERE attendance.session_id = session.id) AS together
FROM next_call JOIN session ON session.id = next_call.session_id WHERE session.id = ?
"""

_AGREED = f"""
SELECT session.id FROM next_call JOIN session ON session.id = next_call.session_id
WHERE session.id IN ({_TOGETHER}) AND created_at < ?2 ORDER BY {_ALONE} DESC, session.created_at DESC LIMIT 1
"""
"""What a group agreed on since does not hide what was agreed with one of them alone."""

_AHEAD_WITH_OTHERS = f"""
SELECT session.id FROM next_call JOIN session ON session.id = next_call.session_id
WHERE session.id IN ({_TOGETHER}) AND NOT {_ALONE} AND next_call.at > ?2 ORDER BY next_call.at
"""

_AGREEMENTS = f"""
SELECT session.id, created_at FROM next_call JOIN session ON session.id = next_call.session_id
WHERE session.id IN ({_TOGETHER}) AND {_ALONE} ORDER BY created_at
"""

_REVISIONS = f"""
SELECT (SELECT count(*) FROM journal WHERE do = 'next_call' AND session_id IN (
        SELECT id FROM session WHERE id IN ({_TOGETHER}) AND created_at <= ?2 AND {_ALONE}))
    + (SELECT count(*) FROM journal WHERE session_id IS NULL AND do = 'student'
        AND json_extract(data, '$.id') IN (SELECT value FROM json_each(?1))) AS n
"""

_GROUP = f"""
SELECT * FROM note WHERE student IS NULL AND kind = ?2 AND session_id IN ({_TOGETHER})
ORDER BY at DESC, number DESC LIMIT ?3
"""

_TRIED = f"""
SELECT * FROM note WHERE at < ?2 AND kind IN ('note', 'remedy') AND topic IN (SELECT id FROM topic WHERE closed_in IS NULL AND ({OURS}))
AND (student IS NULL AND session_id IN ({_TOGETHER}) OR student IN (SELECT value FROM json_each(?1))) ORDER BY at, number
""".format(session="opened_in")
"""What was noted with nobody named is theirs who were all in that call: a pair's words on a topic of three are not the third's."""

_TOLD = f"""
SELECT DISTINCT topic FROM note WHERE at < ?2 AND kind = 'help' AND audience = 'team'
AND topic IN (SELECT id FROM topic WHERE closed_in IS NULL AND ({OURS}))
""".format(session="opened_in")


def ids_text(student_ids: Iterable[str]) -> str:
    """Return the ids as the queries take them."""
    return json.dumps(sorted(set(student_ids)))


def agreed(query: Query, student_ids: Iterable[str], before: datetime) -> NextCall | None:
    """Return the call that was agreed on last with all of those students, None where none was."""
    found = query(_AGREED, ids_text(student_ids), rows.utc_text(before))
    return next_call(query, found[0]["id"], {}) if found else None


def ahead_with_others(query: Query, student_ids: Iterable[str], now: datetime) -> list[str]:
    """Return the ids of the calls with those students and others in which one was agreed on that is ahead, by its time."""
    return [row["id"] for row in query(_AHEAD_WITH_OTHERS, ids_text(student_ids), rows.utc_text(now))]


def agreed_in(query: Query, student_ids: Iterable[str]) -> str | None:
    """Return the id of the last call with exactly those students in which one was agreed on, None where there is none."""
    found = query(_AGREEMENTS, ids_text(student_ids))
    return found[-1]["id"] if found else None


def last_together(query: Query, student_ids: Iterable[str]) -> str | None:
    """Return the id of the last call with exactly those students, None where there is none."""
    found = query(_LAST_TOGETHER, ids_text(student_ids))
    return found[0]["id"] if found else None


Agreements = dict[str, list[Row]]
"""By the ids of students: the calls with exactly them in which one was agreed on, oldest first, as far as they were read."""


def next_call(query: Query, session_id: str, known: Agreements) -> NextCall | None:
    """Return the call that was agreed on in a session, None where none was.

    It is the one that the same students agreed on before, moved, where that still lay ahead when this session was over.
    What has to be read for that is kept in `known`: with many sessions of the same moment it is read once.
    """
    found = query(_NEXT_CALL, session_id)
    if not found:
        return None
    chain = found
    while earlier := _moved(query, chain[-1], known):
        chain += earlier
    return replace(
        rows.next_call(chain[0]),
        moves=sum(max(row["agreements"], 1) for row in chain) - 1,
        first_agreed_in=chain[-1]["session_id"] if len(chain) > 1 else None,
    )


def _moved(query: Query, row: Row, known: Agreements) -> list[Row]:
    """The call before that one in whose place it was agreed on, as the only row, if any."""
    together = ids_text(json.loads(row["together"]))
    if together not in known:
        known[together] = query(_AGREEMENTS, together)
    before = bisect_left(known[together], row["created_at"], key=lambda call: call["created_at"])
    found = query(_NEXT_CALL, known[together][before - 1]["id"]) if before else []
    over = rows.instant(row["created_at"]) + timedelta(seconds=row["seen_at"])
    return [earlier for earlier in found if rows.instant(earlier["at"]) > over]


def revisions(query: Query, student_ids: Iterable[str], until: datetime) -> int:
    """Return how often a next call with exactly those students was settled in calls begun by then, and their profiles changed."""
    found = query(_REVISIONS, ids_text(student_ids), rows.utc_text(until))
    return int(found[0]["n"])


def last_plan(query: Query, student_ids: Iterable[str]) -> str | None:
    """Return the id of the plan of the last call with exactly those students, None where there was none."""
    found = query(_LAST_PLAN, ids_text(student_ids))
    return found[0]["plan"] if found else None


def last_call(query: Query, student_ids: Iterable[str], before: datetime) -> str | None:
    """Return the id of the last call with all of them in which something was written down, None where there is none."""
    found = query(_LAST, ids_text(student_ids), rows.utc_text(before))
    return found[0]["id"] if found else None


def latest(query: Query, student_id: str, kind: NoteKind, most: int) -> tuple[Note, ...]:
    """Return the student's latest notes of a kind, the newest first."""
    found = query(
        "SELECT * FROM note WHERE student = ? AND kind = ? ORDER BY at DESC LIMIT ?",
        student_id,
        kind.value,
        most,
    )
    return tuple(map(rows.note, found))


def latest_of_group(query: Query, student_ids: Iterable[str], kind: NoteKind, most: int) -> tuple[Note, ...]:
    """Return the latest notes of a kind that are the whole group's, of calls with all of them, the newest first."""
    return tuple(map(rows.note, query(_GROUP, ids_text(student_ids), kind.value, most)))


def earlier(query: Query, student_ids: Iterable[str], before: datetime) -> Earlier:
    """Return what the calls before that moment left for a call with those students."""
    ids = tuple(dict.fromkeys(student_ids))
    if not ids:
        return Earlier()
    everybody, until = ids_text(ids), rows.utc_text(before)
    alone = query(_LAST_ALONE, everybody, until)
    since = {
        student_id: _since(query, student_id, until, alone if len(ids) == 1 else []) for student_id in ids
    }
    return Earlier(
        calls=calls_before(query, ids, before),
        remembered=_remembered(query, alone, since, until),
        noted=_noted(query, since, until),
        reached=_reached(query, everybody, since, until),
        tried=tuple(map(rows.note, query(_TRIED, everybody, until))),
        told=frozenset(row["topic"] for row in query(_TOLD, everybody, until)),
        agreed=agreed(query, ids, before),
    )


def calls_before(query: Query, student_ids: Iterable[str], before: datetime) -> int:
    """Return in how many calls before that moment exactly those students were, and something was written down."""
    return int(query(_CALLS, ids_text(student_ids), rows.utc_text(before))[0]["n"])


def _since(query: Query, student_id: str, until: str, alone: list[Row]) -> str:
    """When the student's last call began: of somebody who is called alone that one, whatever a group did since."""
    last = alone or query(_LAST, ids_text([student_id]), until)
    return last[0]["created_at"] if last else ""


def _remembered(query: Query, alone: list[Row], since: dict[str, str], until: str) -> tuple[Note, ...]:
    """What the last call with exactly them wanted to ask about, and of one student what a group's call did since then.

    What was told by one of them alone is not for a welcome with others.
    """
    found = [row for call in alone for row in query(_REMEMBERED, call["id"])]
    if len(since) == 1:
        (student_id, begun), known = next(iter(since.items())), {row["id"] for row in found}
        found += [row for row in query(_REMEMBERED_OF, student_id, begun, until) if row["id"] not in known]
    return tuple(sorted(map(rows.note, found), key=lambda note: (note.at, note.number)))


_REMEMBERED = "SELECT * FROM note WHERE session_id = ? AND kind = 'remember'"
_REMEMBERED_OF = "SELECT * FROM note WHERE student = ? AND kind = 'remember' AND at >= ? AND at < ?"


def _noted(query: Query, since: dict[str, str], until: str) -> tuple[Note, ...]:
    found = [
        note
        for student_id, begun in since.items()
        for note in query(
            "SELECT * FROM note WHERE session_id IS NULL AND student = ? AND at >= ? AND at < ?",
            student_id, begun, until,
        )
    ]  # fmt: skip
    return tuple(sorted(map(rows.note, found), key=lambda note: (note.at, note.number)))


def _reached(query: Query, everybody: str, since: dict[str, str], until: str) -> tuple[Goal, ...]:
    """Goals that were closed in no call: their last step says when. The group's count since the last call with any of them."""

    def is_new(goal: Goal) -> bool:
        begun = since.get(goal.student or "", max(since.values()))
        return bool(goal.life) and begun <= rows.utc_text(goal.life[-1].at) < until

    goals = map(rows.goal, query(_CLOSED_BETWEEN, everybody))
    return tuple(sorted(filter(is_new, goals), key=lambda goal: goal.life[-1].at))


# The plus keeps SQLite from the index by status, under which stands every goal that was ever done.
_CLOSED_BETWEEN = f"""
SELECT * FROM goal WHERE closed_in IS NULL AND +status IN ('done', 'dropped') AND ({OURS})
""".format(session="set_in")
