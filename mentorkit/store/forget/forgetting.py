"""Forgetting a student: one transaction after which nothing of them is in the tables or the journal.

Of a call with them alone everything goes. Of a call with others what is theirs goes, and the others' stays; there, and
wherever else something was noted about others, their names are taken out of the texts, and out of the copies of plans that
calls have (`planned.py`). Afterwards the journal still says
what the tables say (`replay.py`). What else holds the data is cleaned up next (`cleaning.py`).
"""

import sqlite3
from collections.abc import Callable, Set
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from mentorkit import flow
from mentorkit.errors import StoreError
from mentorkit.files import write_whole
from mentorkit.flow import Company, round_of
from mentorkit.records import Student
from mentorkit.store import rows
from mentorkit.store.forget.beside import written_text
from mentorkit.store.forget.cleaning import MARK, Cleaning, Rest, digest
from mentorkit.store.forget.holdings import Held, held, others
from mentorkit.store.forget.planned import Unnamed, bare, plan_data, unnamed
from mentorkit.store.forget.remaining import DESK, PLAN, Change, Key
from mentorkit.store.reading import LAST_NUMBER
from mentorkit.store.recall import calls_before
from mentorkit.store.rows import Row
from mentorkit.store.statements import RECORDS

Transaction = Callable[[], AbstractContextManager[None]]


class Forgetting(Cleaning):
    """How a store is made to know nothing about somebody. It is open for writing, and nobody else writes."""

    def __init__(self, db: sqlite3.Connection, path: Path, transaction: Transaction) -> None:
        super().__init__(db, path)
        self._transaction = transaction

    def held(self, student: Student) -> Held:
        """Return what exists of the student, in the store and in the files beside it. Nothing is changed."""
        return held(self._db, self._path, student)

    def forget(
        self,
        held: Held,
        left: Set[Key] = frozenset(),
        taken: Set[Key] = frozenset(),
        *,
        anonymous: bool = False,
    ) -> None:
        """Forget the student in one transaction; NotSavedError where that fails, and then nothing has changed.

        In the texts of `left` the name stays; in those of `taken` what may be a name goes too. `anonymous`: the calls alone
        that have ended stay with their times, and nothing else. Then `clean` has work to do, and `is_unfinished` until that
        is done.
        """
        change = Change(
            held.student.id,
            frozenset(held.alone),
            held.records,
            held.names,
            frozenset(left),
            frozenset(taken),
            self._plans(held, left, taken),
        )
        kept = held.ended if anonymous else frozenset()
        files = tuple(path.relative_to(self._path.parent).as_posix() for path in held.leftovers.files)
        with self._transaction():
            numbers = {session_id: self._last_number(session_id) for session_id in held.together}
            companies = {session_id: self._company(session_id) for session_id in self._walked(held, change)}
            self._rewrite_journal(change)
            for session_id, number in numbers.items():
                self._keep_number(session_id, number)
            self._rewrite_rows(change, held)
            for session_id in held.together:
                self._rewrite_call(change, session_id)
            for session_id, plan in change.plans.items():
                self._db.execute(
                    "UPDATE session SET plan = ? WHERE id = ?", (rows.json_text(plan.plan), session_id)
                )
            for session_id in held.alone:
                if session_id in kept:
                    self._empty_call(session_id)
                else:
                    self._db.execute("DELETE FROM session WHERE id = ?", (session_id,))
            self._delete(held)
            for session_id, company in companies.items():
                self._rewrite_walk(change, session_id, company)
            desks = (digest(f"note-{held.student.id}"),)
            rest = Rest(files, (*held.alone, *held.together), desks).as_text()
            self._db.execute("INSERT OR REPLACE INTO liking VALUES (?, ?)", (MARK, rest))
        self._rewrite_desks(change, held)

    def _plans(self, held: Held, left: Set[Key], taken: Set[Key]) -> dict[str, Unnamed]:
        """By the ids of calls their plans without the names, where these are others."""
        known: dict[str, tuple[Row, Unnamed]] = {}
        found = {}
        for row in self._all("SELECT id, plan FROM session"):
            if row["plan"] not in known:
                plan = plan_data(row["plan"])
                known[row["plan"]] = plan, unnamed(plan, held.names, doubtful=(PLAN, plan["id"]) in taken)
            plan, after = known[row["plan"]]
            stays = (PLAN, plan["id"]) in left and row["id"] not in held.alone
            if after.plan != plan and not stays:
                found[row["id"]] = after
        return found

    def _rewrite_desks(self, change: Change, held: Held) -> None:
        """Take the name out of texts about others that were never saved. What cannot be written the search finds."""
        for kind, where in (mention.key for mention in held.mentions):
            file = self._path.parent / where
            if kind == DESK and (before := written_text(file)) is not None:
                after = change.unnamed((kind, where), before)
                if after != before:
                    with suppress(StoreError):
                        write_whole(file, after, force=True)

    def _rewrite_journal(self, change: Change) -> None:
        query = "SELECT id, session_id, do, data FROM journal ORDER BY id"
        for entry in self._db.execute(query).fetchall():
            if entry["do"] == "clock" and entry["session_id"] not in change.plans:
                continue
            before = rows.data_of(entry["data"])
            after = change.entry(entry["do"], entry["session_id"], before)
            if after is None:
                self._db.execute("DELETE FROM journal WHERE id = ?", (entry["id"],))
                continue
            if after != before:
                self._db.execute(
                    "UPDATE journal SET data = ? WHERE id = ?", (rows.json_text(after), entry["id"])
                )
            if entry["do"] in ("put", "remove") and entry["session_id"] in change.alone:
                # What a group left open was settled in a call that nobody knows of any more: between two calls, then.
                self._db.execute(
                    "UPDATE journal SET session_id = NULL, at = NULL WHERE id = ?", (entry["id"],)
                )

    def _last_number(self, session_id: str) -> int:
        found = self._db.execute(LAST_NUMBER, (session_id,)).fetchone()["n"]
        return int(found or 0)

    def _keep_number(self, session_id: str, number: int) -> None:
        """Have a call's beginning say which numbers were given in it: none is given twice, also of what is gone."""
        if self._last_number(session_id) < number:
            self._db.execute(
                "UPDATE journal SET data = json_set(data, '$.last_number', ?) WHERE session_id = ? AND do = 'session'",
                (number, session_id),
            )

    def _rewrite_rows(self, change: Change, held: Held) -> None:
        for (table, _), row in list(
            others(self._db, held.student.id, held.records, held.alone, held.together)
        ):
            key, after = ("session_id" if table == "draft" else "id"), change.row(table, row)
            for name in (name for name in row if row[name] != after[name]):
                self._db.execute(f"UPDATE {table} SET {name} = ? WHERE {key} = ?", (after[name], row[key]))

    def _rewrite_call(self, change: Change, session_id: str) -> None:
        """Have a call with others be one with them alone."""
        self._db.execute("DELETE FROM draft WHERE session_id = ?", (session_id,))
        query = "SELECT student_id FROM attendance WHERE session_id = ? ORDER BY position"
        here = [row["student_id"] for row in self._db.execute(query, (session_id,)).fetchall()]
        for position, student_id in enumerate(each for each in here if each != change.student_id):
            self._db.execute(
                "UPDATE attendance SET position = ? WHERE session_id = ? AND student_id = ?",
                (position, session_id, student_id),
            )

    def _walked(self, held: Held, change: Change) -> list[str]:
        """The calls that stay of which it is to be said anew where in the prompts they are."""
        unended = [row["id"] for row in self._db.execute("SELECT id FROM session WHERE NOT ended").fetchall()]
        return [
            each
            for each in dict.fromkeys((*held.together, *unended, *change.plans))
            if each not in held.alone
        ]

    def _company(self, session_id: str) -> Company:
        """Whom and what the places of a call are counted by, as the tables are now."""
        begun = rows.instant(self._one("created_at", session_id))
        query = (
            "SELECT student.* FROM student JOIN attendance ON student_id = student.id WHERE session_id = ?"
        )
        here = [rows.student(row) for row in self._all(query, session_id)]
        calls = calls_before(self._all, [student.id for student in here], begun)
        goals = self._all(
            "SELECT id FROM goal JOIN carried ON record_id = goal.id WHERE session_id = ? ORDER BY carried.number",
            session_id,
        )
        order = tuple(student.id for student in round_of(here, calls))
        return Company(order, tuple(row["id"] for row in goals))

    def _rewrite_walk(self, change: Change, session_id: str, before: Company) -> None:
        walk = flow.from_data(self._column("walk", session_id))
        plan = rows.plan_of(self._one("plan", session_id))
        moved = change.walk(change.called(walk, session_id), plan, before, self._company(session_id))
        after = flow.as_data(moved)
        self._db.execute("UPDATE session SET walk = ? WHERE id = ?", (rows.json_text(after), session_id))

    def _empty_call(self, session_id: str) -> None:
        """Have a call be with nobody named, and hold its planned and actual times and no more."""
        plan = rows.json_text(bare(self._column("plan", session_id)))
        self._db.execute("UPDATE session SET plan = ?, walk = '{}' WHERE id = ?", (plan, session_id))
        for table in ("draft", "carried", "next_call"):
            self._db.execute(f"DELETE FROM {table} WHERE session_id = ?", (session_id,))

    def _column(self, name: str, session_id: str) -> Row:
        return rows.data_of(self._one(name, session_id))

    def _one(self, name: str, session_id: str) -> str:
        return str(self._all(f"SELECT {name} FROM session WHERE id = ?", session_id)[0][name])

    def _all(self, query: str, *values: object) -> list[Row]:
        return self._db.execute(query, values).fetchall()

    def _delete(self, held: Held) -> None:
        for record_id in held.records:
            self._db.execute("DELETE FROM carried WHERE record_id = ?", (record_id,))
            for table in RECORDS:
                self._db.execute(f"DELETE FROM {table} WHERE id = ?", (record_id,))
        self._db.execute("DELETE FROM student WHERE id = ?", (held.student.id,))
        # What the program remembers about somebody is kept under a name that ends in their id.
        self._db.execute("DELETE FROM liking WHERE substr(name, -length(?1)) = ?1", (f":{held.student.id}",))
