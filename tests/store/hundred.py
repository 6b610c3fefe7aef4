"""A hundred calls with five students, alone and together, typed line by line, with a secret of Ada's in each of hers."""

import random
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

from mentorkit.files import write_whole
from mentorkit.records import Evidence, Note, Profile, Student, Topic, updated
from mentorkit.runner import Runner, begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from mentorkit.store.backup import back_up
from tests.clocks import START, FakeClock
from tests.flow.cases import the_plan

ADA = Student(
    "ada-obi-3f2a91",
    "Ada Obi",
    START,
    Profile(
        full_name="Adaeze Obi-Öztürk",
        channel="#zebra-channel-with-her",
        why_course="zebra: wants to leave the call centre for good",
        challenge="zebra: a kitchen with three brothers in it",
    ),
)
BEN = Student("ben-111111", "Ben", START, Profile(challenge="shares a laptop with Ada Obi"))
CHI = Student("chi-222222", "Chí", START)
DALIA = Student("dalia-333333", "داليا", START)
ADAM = Student("adam-444444", "Adam", START)
EVERYBODY = (ADA, BEN, CHI, DALIA, ADAM)

NAMES = ("ada obi", "adaeze", "öztürk", "ozturk", "addie", "obi")
"""What must not be found in any file, whatever the case."""
SECRET = "zebra"
"""In each text of Ada's, and in no other."""


class Book:
    """The store, and the clock by which it is written."""

    def __init__(self, path: Path) -> None:
        self.path, self.clock, self.store = path, FakeClock(), Store.writer(path)
        self._chance = random.Random(7)

    def write(self, calls: int) -> None:
        """Write so many calls, and what is noted between them."""
        self.store._db.execute("PRAGMA synchronous = OFF")  # it is not the power that is cut here
        for student in EVERYBODY:
            self.store.add_student(student, START)
        self.store.change_student(replace(ADA, name="Addie"), START)  # she was called otherwise for a time
        self.store.change_student(ADA, START)
        for number in range(calls):
            if number == calls // 2:
                back_up(self.store._db, self.path, self.clock.utc)
            self._call(number)
            if number % 10 == 0:
                self._between(number)
        back_up(self.store._db, self.path, self.clock.utc)
        self._unsaved()
        self.store.close()

    def _call(self, number: int) -> None:
        self.clock.advance(timedelta(days=2).total_seconds())
        runner = begin(
            self.store, the_plan(), self._who(number), clock=self.clock, zone=UTC, settings=Settings()
        )
        for student in runner.session.students:
            if len(runner.session.students) > 1:
                self._do(runner, f"/who {student.name}")
            self._lines(runner, student, number)
        if len(runner.session.students) > 1:
            self._do(runner, "/who all")
            self._do(
                runner, f"/note All of them waited for Ada Obi in call {number}", "/topic what a promise is"
            )
            self._do(runner, "/goal build the clock together with ADA OBI")
        self._close_what_was_open(runner, number)
        if number % 11 == 5:  # broken off, with a line that is half typed
            runner.keep_draft(f"{SECRET if ADA in runner.session.students else 'lion'} half typed {number}")
        else:
            self._do(runner, "/end")

    def _who(self, number: int) -> tuple[Student, ...]:
        if number % 4 != 3:
            return (EVERYBODY[number % 5],)
        others = self._chance.sample(EVERYBODY[1:], 3)
        return (others[0], ADA, *others[1:]) if number % 8 == 3 else tuple(others)

    def _lines(self, runner: Runner, student: Student, number: int) -> None:
        word = SECRET if student is ADA else f"lion of {student.name}"
        long = " ".join(f"{word} {number} part {part}" for part in range(400 if number % 9 == 0 else 3))
        self._do(
            runner,
            f"/note {word} said in call {number} that the loop ends too early",
            f"/note {long}",
            f"/goal {word} finish exercise {number}",
            f"/topic {word} closures, as of call {number}",
            f"/team {word} precise {number} | {word} evidence | {word} action",
            f"/student {word} well done in call {number}",
            f"/remedy {word} pairing {number}",
            f"/note {word} this one is deleted again {number}",
        )
        self._do(runner, f"/delete {runner.session.records[-1].number}")
        if student is not ADA:
            self._do(runner, f"/note {word} pairs with ada obi on Friday, says Obi")
            self._do(runner, f"/note {word} went to Adana, to see the Adas and Hobivision")

    def _close_what_was_open(self, runner: Runner, number: int) -> None:
        """What was left open by earlier calls: some of it is a group's, and settled in a call with Ada alone."""
        for record in runner.session.carried[: 4 + number % 3]:
            if isinstance(record, Topic):
                runner.amend([updated(record, evidence=Evidence.EXPLAINED, closed_in=runner.session.id)])
            else:
                self._do(runner, f"/done {record.number}")

    def _do(self, runner: Runner, *lines: str) -> None:
        for line in lines:
            self.clock.advance(20)
            runner.do(line)

    def _between(self, number: int) -> None:
        for student in (ADA, BEN):
            word = SECRET if student is ADA else "lion of Ben, who met Ada Obi"
            note = Note(
                f"between-{number}-{student is ADA}",
                self.store.next_number_between(),
                self.clock.utc,
                f"{word} wrote in the channel {number}",
                student=student.id,
            )
            self.store.save_between([note], self.clock.utc)

    def _unsaved(self) -> None:
        """Texts on desks, and what killed programs left."""
        folder, ids = self.path.parent, self.store.session_ids()
        with_ada = [call for call in ids if ADA in self.store.session(call).students]
        for desk in (f"note-{ADA.id}", with_ada[0], f"message-{with_ada[1]}", with_ada[-1]):
            (folder / "editing" / desk).mkdir(parents=True)
            write_whole(folder / "editing" / desk / "note.md", f"{SECRET} that was never saved")
            (folder / "editing" / desk / ".note.md.swp").write_bytes(b"\0vim zebra\0")
        (folder / "editing" / f"note-{BEN.id}").mkdir()
        write_whole(folder / "editing" / f"note-{BEN.id}" / "note.md", "lion of Ben, not saved yet")
        (folder / ".mentorkit-0123456789ab.tmp").write_text("Ada Obi, half of an export")
        (folder / "set-aside-20260101T000000Z.db").write_bytes((folder / "mentorkit.db").read_bytes())
