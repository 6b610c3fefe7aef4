"""What stays when a student is forgotten, and how it reads then: rows and journal entries in, the same without them out."""

import json
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any, Final

from mentorkit.flow import Company, Place, Walk, parted, with_sections_called
from mentorkit.plan import Plan
from mentorkit.store.forget.names import Names
from mentorkit.store.forget.planned import Unnamed
from mentorkit.store.rows import Row
from mentorkit.store.statements import RECORDS

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

PLAN: Final = "plan"
"""Instead of a table: the copies of a plan that calls have, by its id."""
DESK: Final = "desk"
"""Instead of a table: a text that an editor had, by its path in the data folder."""


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
    taken: Set[Key] = frozenset()
    """In these rows what may be a name goes too."""
    plans: Mapping[str, Unnamed] = field(default_factory=dict)
    """By the ids of calls their plans without the names, where these are others."""

    def entry(self, do: str, session_id: str | None, data: Row) -> Row | None:
        """Return what a journal entry says afterwards, None where it goes."""
        if do == "clock":
            return self._event(session_id, data)
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

    def _event(self, session_id: str | None, data: Row) -> Row:
        called = self.plans.get(session_id or "", _NO_PLAN).sections
        return data | {
            name: called.get(data[name], data[name]) for name in ("section", "before") if name in data
        }

    def _begun(self, session_id: str | None, data: Row) -> Row:
        students = [each for each in data["students"] if each != self.student_id]
        stays = session_id not in self.alone
        carried = {each: n for each, n in data["carried"].items() if stays and each not in self.records}
        plan = self.plans.get(session_id or "", _NO_PLAN).plan
        called = {"plan": plan["id"]} if plan else {}
        return data | {"students": students, "carried": carried} | called

    def row(self, table: str, row: Row) -> Row:
        """Return a row that is somebody else's without the names, and without what points to something that goes."""
        after = dict(row)
        unnamed = self._for((table, row["session_id"] if table == "draft" else row["id"]))
        after |= {name: unnamed(row[name]) for name in TEXTS[table] if name in row}
        after |= self._asked(table, row, unnamed)
        if after.get("topic") in self.records:
            after["topic"] = None
        if after.get("closed_in") in self.alone:
            # A topic that is closed nowhere would be open again.
            after["closed_in"] = row.get("opened_in")
        if row.get("life"):
            after["life"] = self._life(row)
        return after

    def unnamed(self, key: Key, text: str) -> str:
        """Return what becomes of a text."""
        return str(self._for(key)(text))

    def _for(self, key: Key) -> Callable[[Any], Any]:
        """What becomes of the texts in a row."""

        def unnamed(text: Any) -> Any:
            return (
                self.names.removed_from(text, doubtful=key in self.taken) if isinstance(text, str) else text
            )

        return _as_it_is if key in self.left else unnamed

    def _asked(self, table: str, row: Row, unnamed: Callable[[Any], Any]) -> Row:
        """Where in its plan a record was written down. A question is the id of one, or an item of a list in words."""
        plan = self.plans.get(row.get(RECORDS.get(table, "")) or "", _NO_PLAN)
        after = {
            "section": plan.sections.get(row.get("section") or ""),
            "prompt": plan.prompts.get(row.get("prompt") or ""),
        }
        question = row.get("question")
        if table == "note" and question is not None:
            after["question"] = plan.prompts.get(question) or (
                unnamed(question) if plan is not _NO_PLAN else question
            )
        return {name: value for name, value in after.items() if value is not None}

    def _life(self, row: Row) -> str:
        before = json.loads(row["life"])
        unnamed = self._for(("goal", row["id"]))
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

    def called(self, walk: Walk, session_id: str) -> Walk:
        """Return the walk with the sections as they are called afterwards."""
        return (
            with_sections_called(walk, self.plans[session_id].sections) if session_id in self.plans else walk
        )


_NO_PLAN: Final = Unnamed({})


def _as_it_is(text: Any) -> Any:
    return text
