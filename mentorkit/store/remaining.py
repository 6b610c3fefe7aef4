"""What stays when a student is forgotten, and how it reads then: rows and journal entries in, the same without them out."""

import json
from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Any, Final

from mentorkit.flow import Company, Place, Walk, parted
from mentorkit.plan import Plan
from mentorkit.store.names import Names
from mentorkit.store.rows import Row

TEXTS: Final = {
    "note": ("text",),
    "goal": ("text", "proof", "why", "reason"),
    "topic": ("text",),
    "feedback": ("text", "precise", "evidence", "action"),
    "student": ("channel", "why_course", "why_programming", "challenge"),
    "draft": ("text",),
}
"""The columns of each table that hold what somebody wrote."""

Key = tuple[str, str]
"""A table and the id of a row in it."""


def texts_of(table: str, row: Row) -> list[str]:
    """Return what somebody wrote that is in a row, the steps of a goal's life included."""
    steps = json.loads(row.get("life") or "[]") if table == "goal" else []
    texts = [row.get(name) for name in TEXTS.get(table, ())]
    texts += [step.get(name) for step in steps for name in ("text", "reason")]
    return [text for text in texts if text]


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of each thing that is not deleted."""

    student_id: str
    """Of the student who is forgotten."""
    alone: Set[str]
    """Ids of the calls with them alone."""
    records: Set[str]
    """Ids of the records that go."""
    names: Names
    left: Set[Key] = frozenset()
    """In these rows the names stay."""

    def entry(self, do: str, session_id: str | None, data: Row) -> Row | None:
        """Return what a journal entry says afterwards, None where it goes."""
        about = data.get("row", data).get("id")
        if about in self.records or self.student_id in (about, data.get("student")):
            return None
        if do == "put":
            return data | {"row": self.row(data["table"], data["row"])}
        if do == "student":
            return self.row("student", data)
        if do == "next_call" and session_id in self.alone:
            return None
        return self._begun(session_id, data) if do == "session" else data

    def _begun(self, session_id: str | None, data: Row) -> Row:
        students = [each for each in data["students"] if each != self.student_id]
        stays = session_id not in self.alone
        carried = {each: n for each, n in data["carried"].items() if stays and each not in self.records}
        plan = {} if stays else {"plan": self._unnamed(data.get("plan"))}
        return data | {"students": students, "carried": carried} | plan

    def row(self, table: str, row: Row) -> Row:
        """Return a row that is somebody else's without the names, and without what points to something that goes."""
        after = dict(row)
        if (table, row["session_id"] if table == "draft" else row["id"]) not in self.left:
            after |= {name: self._unnamed(row[name]) for name in TEXTS[table] if name in row}
        if after.get("topic") in self.records:
            after["topic"] = None
        if after.get("closed_in") in self.alone:
            # A topic that is closed nowhere would be open again.
            after["closed_in"] = row.get("opened_in")
        if row.get("life"):
            after["life"] = self._life(row)
        return after

    def _life(self, row: Row) -> str:
        before = json.loads(row["life"])
        unnamed = self._unnamed if ("goal", row["id"]) not in self.left else _as_it_is
        after = [
            step
            | {name: unnamed(step[name]) for name in ("text", "reason") if name in step}
            | {"session": None if step.get("session") in self.alone else step.get("session")}
            for step in before
        ]
        return str(row["life"]) if after == before else json.dumps(after, ensure_ascii=False)

    def walk(self, walk: Walk, plan: Plan, before: Company, after: Company) -> Walk:
        """Return where in the prompts a call is, without the student and what is theirs."""
        places = {
            section: Place(place.prompt) if place.ref in self.records else place
            for section, place in walk.places.items()
        }
        reviewed = tuple(each for each in walk.reviewed if each not in self.records)
        return parted(replace(walk, places=places, reviewed=reviewed), plan, before, after)

    def plan(self, plan: Row) -> Row:
        """Return a plan with what is needed to say how long its sections took, and no more."""
        sections = [
            section
            | {
                "title": self._unnamed(section["title"]),
                "guide": "",
                "links": [],
                "ladder": [],
                "prompts": [],
            }
            for section in plan["sections"]
        ]
        names = {name: self._unnamed(plan[name]) for name in ("id", "title")}
        return plan | names | {"about": "", "before": [], "sections": sections}

    def _unnamed(self, text: Any) -> Any:
        return self.names.removed_from(text) if isinstance(text, str) else text


def _as_it_is(text: Any) -> Any:
    return text
