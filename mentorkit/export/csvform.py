"""Sessions as CSV (RFC 4180) for a spreadsheet: a row a record, and the same columns whatever the reader and the text."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from mentorkit.export.audience import Readable
from mentorkit.export.message import what_was_asked
from mentorkit.plan import Audience
from mentorkit.records import Feedback, Goal, NextCall, Note, Record, Topic, as_left
from mentorkit.text import for_terminal

COLUMNS = (
    "session",
    "begun",
    "day",
    "student",
    "kind",
    "audience",
    "section",
    "asked",
    "number",
    "text",
    "owner",
    "due",
    "status",
    "proof",
    "reason",
    "hours",
    "why",
    "precise",
    "evidence",
    "action",
    "homework",
    "id",
)
"""The names in the first row. What a kind of record does not have, or its reader may not see, is an empty cell."""

_Cells = dict[str, str]


def to_csv(sessions: Sequence[Readable], audience: Audience, zone: tzinfo) -> str:
    """Return the sessions as CSV for that reader; they hold only what is theirs. Moments are ISO 8601, in `zone`.

    There is no byte order mark: to a program that reads UTF-8 it would be part of the first column's name.
    """
    written = io.StringIO(newline="")
    rows = csv.DictWriter(written, COLUMNS, restval="")
    rows.writeheader()
    for session in sessions:
        for cells in _rows(session, audience, zone):
            rows.writerow({column: as_cell(text) for column, text in cells.items()})
    return written.getvalue()


def _rows(session: Readable, audience: Audience, zone: tzinfo) -> Iterator[_Cells]:
    begun = session.created_at.astimezone(zone)
    # A spreadsheet takes the bare day for a date to sort by, and a moment with its offset for text.
    call = {"session": session.id, "begun": _iso(begun, zone), "day": begun.date().isoformat()}
    titles = {section.id: section.title for section in session.plan.sections}
    carried = session.carried
    for record in session.records:
        # A row is about its call: what later ones made of a goal is in theirs.
        then = as_left(session, record)
        section = record.section or ""
        yield call | {
            "student": session.name_of(record.student),
            "audience": record.audience.value,
            # What came along from an earlier call was written down in a section of that one.
            "section": "" if record in carried else titles.get(section) or section,
            "asked": (what_was_asked(session, record) or "") if isinstance(record, Note) else "",
            "number": str(record.number),
            "id": record.id,
            "text": then.text,
            **_of_its_kind(then, audience),
        }
    if session.next_call:
        yield call | _next_call(session.next_call, zone)


def _of_its_kind(record: Record, audience: Audience) -> _Cells:
    match record:
        case Note():
            return {"kind": record.kind.value, "homework": record.homework.value if record.homework else ""}
        case Goal():
            return _goal(record)
        case Topic():  # to another reader its evidence is its default, which says nothing
            shown = record.evidence.value if audience is Audience.MENTOR else ""
            return {"kind": "topic", "evidence": shown}
        case Feedback():
            parts = {"precise": record.precise, "evidence": record.evidence, "action": record.action}
            return {"kind": "feedback", **parts}


def _goal(goal: Goal) -> _Cells:
    return {
        "kind": "goal",
        "owner": goal.owner,
        "due": goal.due.isoformat() if goal.due else "",
        "status": goal.status.value,
        "proof": goal.proof,
        "reason": goal.reason,
        "hours": "" if goal.hours is None else f"{goal.hours:g}",
        "why": goal.why,
    }


def _next_call(call: NextCall, zone: tzinfo) -> _Cells:
    text = f"{_iso(call.at, zone)}, {call.minutes} minutes"
    return {"kind": "next call", "audience": call.audience.value, "text": text}


def _iso(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")


# ---- one cell

_FORMULA = re.compile(
    r"""
    [\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]*
    [=+\-@\t\r＝＋－＠]
    """,
    re.VERBOSE,
)
"""What a spreadsheet may take for the beginning of a formula, behind blanks and what has no width (`reliability.md`)."""


def as_cell(text: str) -> str:
    """Return the text as a spreadsheet may have it: harmless, its line ends as LF, and never a formula.

    A text that would begin one gets a ' before it; a spreadsheet takes that for "this is text".
    """
    harmless = re.sub("[\u2028\u2029]", "\n", for_terminal(text))
    return f"'{harmless}" if _FORMULA.match(text) or _FORMULA.match(harmless) else harmless
