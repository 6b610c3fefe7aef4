"""What exists of a student: in the tables, in the journal, in what others were noted, and in the files beside the store."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mentorkit.records import Student
from mentorkit.store import rows
from mentorkit.store.forget.beside import (
    Leftovers,
    desk_names,
    files_on_desks,
    in_desks,
    leftovers,
    written_text,
)
from mentorkit.store.forget.names import Names, names_of
from mentorkit.store.forget.planned import plan_data, texts_in, unnamed
from mentorkit.store.forget.remaining import DESK, PLAN, Key, texts_of
from mentorkit.store.forget.traces import Needles, needles
from mentorkit.store.rows import Row
from mentorkit.store.statements import RECORDS


@dataclass(frozen=True, slots=True)
class Mention:
    """A text about somebody else, or the group, in which the student's name stands."""

    key: Key
    """A table and the id of a row; of a plan "plan" and its id, of a text on a desk "desk" and its path in the data folder."""
    text: str
    about: str
    """The name of whom it is about, "" for a group."""
    session: str | None = None
    sure: bool = True
    """A name of theirs is in it."""
    doubtful: bool = False
    """A word is in it that may be a name of theirs, or somebody else's, or no name at all."""


@dataclass(frozen=True, slots=True)
class Held:
    """What exists of a student."""

    student: Student
    names: Names
    alone: tuple[str, ...]
    """Ids of the calls with nobody else, oldest first."""
    ended: frozenset[str]
    """Which of these have ended."""
    together: tuple[str, ...]
    """Ids of the calls with others too."""
    records: frozenset[str]
    """Ids of all that belongs to them or to a call with them alone, also of what was deleted."""
    counts: Mapping[str, int]
    """How many notes, goals, topics and lines of feedback, by their tables, and how many notes "between" calls."""
    drafts: tuple[tuple[str, str], ...]
    """Half-typed lines of calls with them, which may be about anybody: the session and the text."""
    mentions: tuple[Mention, ...]
    """Those with a name that surely is theirs come first."""
    needles: Needles
    leftovers: Leftovers

    @property
    def sure(self) -> tuple[Mention, ...]:
        """Those with a name that surely is theirs."""
        return tuple(mention for mention in self.mentions if mention.sure)

    @property
    def doubtful(self) -> tuple[Mention, ...]:
        """Those with what may be a name of theirs; some of them have one, too."""
        return tuple(mention for mention in self.mentions if mention.doubtful)


def held(db: sqlite3.Connection, path: Path, student: Student) -> Held:
    """Return what exists of the student. Nothing is changed."""
    look = _Look(db, student)
    drafts, mentions, wanted = look.drafts(), (*look.mentions(), *look.on_desks(path)), look.needles(path)
    return Held(
        student=student,
        names=look.names,
        alone=tuple(look.alone),
        ended=frozenset(call for call, ended in look.alone.items() if ended),
        together=tuple(look.together),
        records=look.records,
        counts=look.counts(),
        drafts=drafts,
        mentions=tuple(sorted(mentions, key=lambda mention: not mention.sure)),
        needles=wanted,
        leftovers=leftovers(db, path, wanted, (*look.alone, *look.together)),
    )


class _Look:
    """One look through the store."""

    def __init__(self, db: sqlite3.Connection, student: Student) -> None:
        self._db, self._student = db, student
        entries = self._all("SELECT data FROM journal WHERE do != 'clock'")
        self._journal: list[Row] = [rows.data_of(entry["data"]) for entry in entries]
        calls, shared = self._all(_CALLS, student.id), self._about_others()
        alone = {row["id"] for row in calls if row["people"] == 1 and row["id"] not in shared}
        self.alone = {row["id"]: bool(row["ended"]) for row in calls if row["id"] in alone}
        self.together = [row["id"] for row in calls if row["id"] not in alone]
        self.names = self._names()
        self.records = self._records()

    def _all(self, query: str, *values: object) -> list[Row]:
        return self._db.execute(query, values).fetchall()

    def _about_others(self) -> set[str]:
        """The calls in which something was noted about somebody else, who may not have been there: a file said so once."""
        return {
            row["home"]
            for table, home in RECORDS.items()
            for row in self._all(f"SELECT {home} AS home FROM {table} WHERE student != ?", self._student.id)
        }

    def _names(self) -> Names:
        student = self._student
        known = [data for data in self._journal if data.get("id") == student.id and "name" in data]
        formerly = [str(data.get(name, "")) for data in known for name in ("name", "full_name")]
        others = self._all("SELECT name || ' ' || full_name AS name FROM student WHERE id != ?", student.id)
        called = (student.name, student.profile.full_name)
        return names_of(called, formerly, [row["name"] for row in others])

    def _records(self) -> frozenset[str]:
        found = set()
        for table, home in RECORDS.items():
            every = self._all(f"SELECT id, student, {home} AS home FROM {table}")
            found |= {row["id"] for row in every if self._is_theirs(row["student"], row["home"])}
        for data in self._journal:
            row = data.get("row")
            if row and self._is_theirs(row.get("student"), row.get(RECORDS[data["table"]])):
                found.add(row["id"])
        return frozenset(found)

    def _is_theirs(self, student_id: object, session_id: object) -> bool:
        return student_id == self._student.id or session_id in self.alone

    def counts(self) -> dict[str, int]:
        """Return how many of each kind are theirs."""
        counts = {
            table: sum(row["id"] in self.records for row in self._all(f"SELECT id FROM {table}"))
            for table in RECORDS
        }
        between = self._all(
            "SELECT count(*) AS n FROM note WHERE session_id IS NULL AND student = ?", self._student.id
        )
        return counts | {"between": between[0]["n"]}

    def drafts(self) -> tuple[tuple[str, str], ...]:
        """Return the half-typed lines of the calls with them."""
        calls = {*self.alone, *self.together}
        drafts = self._all("SELECT * FROM draft ORDER BY session_id")
        return tuple((row["session_id"], row["text"]) for row in drafts if row["session_id"] in calls)

    def mentions(self) -> tuple[Mention, ...]:
        """Return what stands about others with the student's name in it, or with what may be it; then the plans of calls."""
        people = self._people()
        found = []
        for (table, name), row in others(self._db, self._student.id, self.records, self.alone, self.together):
            home = name if table == "draft" else row.get(RECORDS.get(table, ""))
            whose = name if table == "student" else row.get("student") or self._only_one(home)
            about = people.get(whose or "", "")
            found.append(self._mention((table, name), texts_of(table, row), about, home))
        return tuple(mention for mention in (*found, *self._in_plans()) if mention)

    def _people(self) -> dict[str, str]:
        return {row["id"]: row["name"] for row in self._all("SELECT id, name FROM student")}

    def _only_one(self, session_id: str | None) -> str:
        """Id of whom a call was with, "" where it was with several or nobody."""
        here = self._all("SELECT student_id FROM attendance WHERE session_id = ?", session_id)
        return str(here[0]["student_id"]) if len(here) == 1 else ""

    def _mention(self, key: Key, texts: Iterable[str], about: str, home: str | None = None) -> Mention | None:
        names = self.names
        sure = [text for text in texts if names.stand_in(text)]
        doubtful = [text for text in texts if names.may_stand_in(text)]
        text = "\n".join(dict.fromkeys((*sure, *doubtful)))
        return Mention(key, text, about, home, bool(sure), bool(doubtful)) if text else None

    def _in_plans(self) -> Iterator[Mention | None]:
        """The plans, one by one, that calls which stay have copies of."""
        texts: dict[str, list[str]] = {}
        staying = [
            row["plan"] for row in self._all("SELECT id, plan FROM session") if row["id"] not in self.alone
        ]
        for text in dict.fromkeys(staying):
            plan = plan_data(text)
            after = unnamed(plan, self.names)
            ids = [plan["id"], *after.sections, *after.prompts] if after.plan != plan else []
            texts.setdefault(plan["id"], []).extend((*texts_in(plan), *ids))
        for plan_id, said in texts.items():
            yield self._mention((PLAN, plan_id), said, "")

    def on_desks(self, path: Path) -> tuple[Mention, ...]:
        """Return the texts with the name in them that an editor had about others, and that were never saved."""
        going = [f"note-{self._student.id}", *desk_names((*self.alone, *self.together))]
        people, found = self._people(), []
        for file in files_on_desks(path):
            whose, text = file.parent.name, written_text(file)
            if whose not in going and text is not None:
                call = whose.removeprefix("message-")
                student = whose.removeprefix("note-") if whose.startswith("note-") else self._only_one(call)
                where = file.relative_to(path.parent).as_posix()
                found.append(self._mention((DESK, where), [text], people.get(student, "")))
        return tuple(mention for mention in found if mention)

    def needles(self, path: Path) -> Needles:
        """Return what to look for when all of it should be gone."""
        texts = {text for _, text in self.drafts()} | set(in_desks(path, self._student.id, self.alone))
        for table in RECORDS:
            every = self._all(f"SELECT * FROM {table}")
            texts |= {text for row in every if row["id"] in self.records for text in texts_of(table, row)}
        for data in self._journal:
            if data.get("row", {}).get("id") in self.records:
                texts |= set(texts_of(data["table"], data["row"]))
            elif data.get("id") == self._student.id:
                texts |= set(texts_of("student", data))
        return needles(self._student.id, self.names, texts, "\n".join(self._staying()))

    def _staying(self) -> Iterator[str]:
        """What stands in the store without them: what others wrote too, as they wrote it ever, and the plans of calls."""
        for plan in {row["plan"] for row in self._all("SELECT DISTINCT plan FROM session")}:
            yield from (plan, *texts_in(plan_data(plan)))
        for _, row in others(self._db, self._student.id, self.records, self.alone, self.together):
            yield from (value for value in row.values() if isinstance(value, str))
        for data in self._journal:
            row = data.get("row", data)
            if row.get("id") not in self.records and self._student.id not in (
                row.get("id"),
                row.get("student"),
            ):
                yield from texts_of(data.get("table", "student"), row)
        yield from (row["sql"] for row in self._all("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))


def others(
    db: sqlite3.Connection,
    student_id: str,
    records: frozenset[str],
    alone: Iterable[str],
    together: Iterable[str],
) -> Iterator[tuple[Key, Row]]:
    """Yield the rows with texts that stay when the student is forgotten, each with its table and its id."""
    gone = {student_id, *records}
    for table in (*RECORDS, "student"):
        rows = db.execute(f"SELECT * FROM {table}").fetchall()
        yield from (((table, row["id"]), row) for row in rows if row["id"] not in gone)
    dropped = {*alone, *together}
    drafts = db.execute("SELECT * FROM draft").fetchall()
    yield from ((("draft", row["session_id"]), row) for row in drafts if row["session_id"] not in dropped)


_CALLS = """
SELECT id, ended, (SELECT count(*) FROM attendance WHERE session_id = session.id) AS people FROM session
WHERE id IN (SELECT session_id FROM attendance WHERE student_id = ?) ORDER BY created_at, id
"""
