"""A session in progress: the clock, the engine, the flow and the store put together. The only reader of a clock.

`do` persists first and changes what is shown only then. A front end asks `view` and `ask` whenever it draws, and passes
every input line to `do`.
"""

import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from mentorkit import agenda, flow
from mentorkit.agenda import Do, Event, Phase, Price, View
from mentorkit.changes import Attend, Change, Put, applied
from mentorkit.editor import clear, clear_text, left_in
from mentorkit.errors import SignalledError as SignalledError
from mentorkit.flow import Ask, Reply, Scene, Text, Walk
from mentorkit.plan import Audience, Plan
from mentorkit.records import Earlier, Goal, Record, Session, State, Student, Topic, updated
from mentorkit.settings import Settings
from mentorkit.store import Anchor, Moment, Store
from mentorkit.text import LIMIT, accept, normalise
from mentorkit.when import seconds_until

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")

LONG_GAP = 15 * 60
"""Seconds: after a longer silence a resumed session asks what the gap was (`agenda.md`, "Clocks")."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the clocks say. `boot` names the boot that `seconds` counts from."""

    boot: str
    seconds: float
    utc: datetime


class Clock(Protocol):
    """Something that tells the time."""

    def read(self) -> Reading:
        """Return what the clocks say now."""
        ...


class SystemClock:
    """The machine's clocks. Durations count while the lid is closed and ignore that somebody sets the time of day."""

    def read(self) -> Reading:
        """Return what the clocks say now."""
        return Reading(_boot_id(), _boot_seconds(), datetime.now(UTC))


def _boot_seconds() -> float:
    # CLOCK_BOOTTIME is Linux's; on a Mac CLOCK_MONOTONIC goes on while it sleeps and time.monotonic() does not.
    for name in ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC"):
        if hasattr(time, name):
            return time.clock_gettime(getattr(time, name))
    return time.monotonic()


def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        # The moment of the boot to ten minutes: a clock set by more than that counts as another boot, and then the
        # difference in UTC decides.
        booted = datetime.now(UTC) - timedelta(seconds=_boot_seconds())
        return f"{sys.platform}-{int(booted.timestamp()) // 600}"


class FastClock:
    """A clock that runs `speed` times as fast from now on, for practice."""

    def __init__(self, clock: Clock, speed: float) -> None:
        self._clock, self._speed, self._zero = clock, speed, clock.read()

    def read(self) -> Reading:
        """Return what the fast clock says now."""
        gone = (self._clock.read().seconds - self._zero.seconds) * self._speed
        zero = self._zero
        return Reading(zero.boot, zero.seconds + gone, zero.utc + timedelta(seconds=gone))


class How(StrEnum):
    """How a front end came to its end."""

    ENDED = "ended"
    LEFT = "left"
    UNSAVED = "unsaved"


class Runner:
    """One session, running in this process."""

    def __init__(
        self,
        store: Store,
        session: Session,
        anchor: Anchor,
        walk: Walk,
        clock: Clock,
        zone: tzinfo,
        settings: Settings,
        earlier: Earlier,
    ) -> None:
        self._store = store
        self._anchor = anchor
        self._walk = walk
        self._clock = clock
        self._zone = zone
        self._draft = ""
        self.session = session
        self.settings = settings
        self.earlier = earlier

    # ---- what there is to show

    def moment(self) -> Moment:
        """Return now: on the session's timeline, and in UTC."""
        return _moment(self._anchor, self._clock.read())

    def now(self) -> datetime:
        """Return now on the mentor's wall."""
        return self._clock.read().utc.astimezone(self._zone)

    def wall(self, at: float) -> datetime:
        """Return when the timeline reaches `at` seconds, on the mentor's wall as it goes now, to the whole second."""
        moment = self.moment()
        wall = moment.utc + timedelta(seconds=at - moment.at)
        # Not a matter of taste: 19:10 that comes out as 19:09:59.9999 would be said as 19:09.
        return (wall + timedelta(seconds=0.5)).replace(microsecond=0).astimezone(self._zone)

    def view(self) -> View:
        """Return the agenda as it is now."""
        return agenda.view(self.session.plan, self.session.log, self.moment().at)

    def scene(self) -> Scene:
        """Return all that an input line can depend on, now."""
        moment = self.moment()
        return Scene(
            session=self.session,
            view=agenda.view(self.session.plan, self.session.log, moment.at),
            walk=self._walk,
            at=moment.at,
            now=moment.utc.astimezone(self._zone),
            settings=self.settings,
            earlier=self.earlier,
        )

    def ask(self) -> Ask:
        """Return what is asked now."""
        return flow.ask(self.scene())

    def clocks(self) -> tuple[str, ...]:
        """Return the small clocks that run beside the section's, in words: a student's turn, a silence."""
        return flow.clocks(self.scene())

    def price(self, seconds: float) -> Price:
        """Return what `add` would cost now; RefusedError where no section runs."""
        return agenda.price(self.session.plan, self.session.log, seconds, self.moment().at)

    @property
    def ended(self) -> bool:
        """Whether the session is over."""
        return self.view().phase is Phase.ENDED

    @property
    def draft(self) -> str:
        """The half-typed line as it was last kept."""
        return self._draft

    # ---- what the mentor does

    def do(self, line: str) -> Reply:
        """Save what an input line means, then show it; return what it led to.

        RefusedError where the line cannot be done, NotSavedError where it could not be saved: nothing has changed then.
        """
        return self._keep(flow.answer(self.scene(), line), draft="")

    def press(self, command: str, rest: str = "") -> Reply:
        """The same for a key that stands for a command. The half-typed line stays."""
        return self._keep(flow.press(self.scene(), command, rest), draft=self._draft)

    def write(self, text: str) -> Reply:
        """The same for a text that was written in an editor: it may have several lines, and is never a command."""
        return self._keep(flow.answer_to(self.scene(), Text(accept(text))), draft="")

    @property
    def desk(self) -> Path | None:
        """Where a text stands while the mentor's editor has it: beside the store. None in practice: no file is written."""
        folder = self._store.folder
        return folder / "editing" / self.session.id / "note.md" if folder else None

    def clear_desk(self, *, failed: bool = False) -> None:
        """Remove what an editor had: it is saved. Where the editor failed, what it left beside its file stays."""
        if self.desk:
            (clear_text if failed else clear)(self.desk)

    def take_from_desk(self) -> None:
        """Have a text that stood in an editor when the program was killed as the half-typed line."""
        if self.desk:
            left = normalise(left_in(self.desk))
            if left and all(record.text != left for record in self.session.records):
                self.keep_draft(left)
            clear_text(self.desk)

    def _keep(self, reply: Reply, draft: str) -> Reply:
        if reply.changes or reply.walk != self._walk or draft != self._draft:
            self._save(reply.changes, reply.walk, draft)
        return reply

    def _save(self, changes: Iterable[Change], walk: Walk, draft: str) -> None:
        changes, moment = tuple(changes), self.moment()
        after = applied(self.session, changes)
        ended = agenda.view(after.plan, after.log, moment.at).phase is Phase.ENDED
        self._store.save(self.session.id, changes, moment, flow.as_data(walk), draft, ended=ended)
        self.session = replace(after, seen_at=max(after.seen_at, moment.at))
        self._walk, self._draft = walk, draft

    def keep_draft(self, text: str) -> None:
        """Keep the half-typed line, so that a crash does not lose it; "" drops it."""
        text = _LONE_SURROGATE.sub("\ufffd", text)  # no file takes them
        if text != self._draft:
            self._store.save_draft(self.session.id, text, self.moment())
            self._draft = text

    @property
    def guidance_folded(self) -> bool:
        """Whether the mentor folded the guidance away, in this call or an earlier one."""
        return self._store.remembered("guidance") == "folded"

    def fold_guidance(self, folded: bool) -> None:
        """Remember whether the guidance is folded away; NotSavedError where that fails."""
        self._store.remember("guidance", "folded" if folded else "shown")

    def draft_to_note(self) -> tuple[Record, ...]:
        """Save the half-typed line as notes for the mentor, where nobody will go on with it; return them."""
        notes = self._draft_notes()
        self._save(notes, self._walk, "")
        return tuple(note.record for note in notes)

    def _draft_notes(self) -> list[Put]:
        scene, text = self.scene(), normalise(self._draft)
        parts = [text[at : at + LIMIT] for at in range(0, len(text), LIMIT)]
        return [Put(scene.new_note(part, Audience.MENTOR, after=ahead)) for ahead, part in enumerate(parts)]

    def settle_gap(self, answer: str) -> None:
        """Save what the gap was: "count" (the call went on), "pause", or "end" (it ended where it stopped).

        A session that runs again after /quit needs no answer. What was half-typed is kept, as a note where it ended.
        """
        session, seen, now = self.session, self._anchor.seen.at, self.moment().at
        log, notes = list(session.log), list[Change]()
        running = agenda.view(session.plan, log, seen).phase is Phase.RUNNING

        def act(do: Do, at: float) -> None:
            log.extend(filter(None, [agenda.act(session.plan, log, do, at)]))

        if answer == "end":
            notes = [*self._draft_notes()]
            act(Do.END, seen)
        elif answer == "pause" and running:
            act(Do.PAUSE, seen)
            act(Do.RESUME, now)
        elif _left_on_purpose(session):
            act(Do.RESUME, now)
        changes = [*notes, *log[len(session.log) :]]
        if changes:
            self._save(changes, self._walk, "" if answer == "end" else self._draft)

    def amend(self, records: Iterable[Record]) -> None:
        """Save records that are new or changed once the call is over; NotSavedError where that fails."""
        self._save([Put(record) for record in records], self._walk, self._draft)

    def belongs_to(self, student: Student) -> None:
        """Save whose session it is, where that was left open at its start."""
        self._save([Attend(student)], self._walk, self._draft)


# ---- beginning and going on


def begin(
    store: Store,
    plan: Plan,
    students: tuple[Student, ...],
    *,
    clock: Clock,
    zone: tzinfo,
    settings: Settings,
    until: Callable[[datetime], datetime] | None = None,
) -> Runner:
    """Start a session now and save that; open goals and topics of the students come along.

    `until` is given the present moment and returns when the call must end.
    """
    reading = clock.read()
    local = reading.utc.astimezone(zone)
    log: list[Event] = []
    if until is not None:  # before the start: so /undo does not take away what the command line said
        seconds = seconds_until(until(local), local)
        log += filter(None, [agenda.act(plan, log, Do.HARD_STOP, 0.0, seconds=seconds)])
    log += filter(None, [agenda.act(plan, log, Do.START, 0.0)])
    goals, topics = _carried(store, students)
    session = Session(
        id=f"{local:%Y%m%d-%H%M}-{os.urandom(3).hex()}",
        plan=plan,
        students=students,
        created_at=reading.utc,
        state=State.RUNNING,
        seen_at=0.0,
        goals=goals,
        topics=topics,
    )
    anchor = Anchor(reading.boot, reading.seconds, Moment(0.0, reading.utc))
    earlier = store.earlier([student.id for student in students], reading.utc)
    store.begin(session, anchor, log, flow.as_data(Walk()))
    return Runner(store, applied(session, log), anchor, Walk(), clock, zone, settings, earlier)


def _carried(store: Store, students: tuple[Student, ...]) -> tuple[tuple[Goal, ...], tuple[Topic, ...]]:
    """The open goals and topics of the students, numbered as they are named in this call."""
    ids = [student.id for student in students]
    goals, topics = store.open_goals(ids), store.open_topics(ids)
    return (
        tuple(updated(goal, number=number) for number, goal in enumerate(goals, 1)),
        tuple(updated(topic, number=number) for number, topic in enumerate(topics, len(goals) + 1)),
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """The time between the last sign of life of a session and now."""

    seconds: float
    seen: datetime
    """When the last sign of life was."""
    ask: bool
    """Too long, or past the hard stop: the mentor says what it was."""


@dataclass(frozen=True, slots=True)
class Resumed:
    """A session that goes on, and what has to be told."""

    runner: Runner
    gap: Gap
    records: int
    last: datetime | None
    """When the last record was made."""
    draft: str


def resume(store: Store, session_id: str, *, clock: Clock, zone: tzinfo, settings: Settings) -> Resumed:
    """Go on with a session that was interrupted. Nothing but the claim is saved: `Runner.settle_gap` says what the gap was."""
    session, kept, reading = store.session(session_id), store.anchor(session_id), clock.read()
    anchor = _reanchored(kept, reading)
    store.claim(session_id, anchor)
    walk = flow.from_data(store.walk(session_id))
    earlier = store.earlier([student.id for student in session.students], session.created_at)
    runner = Runner(store, session, anchor, walk, clock, zone, settings, earlier)
    runner._draft = store.draft(session_id)
    runner.take_from_desk()
    now, state = runner.moment(), agenda.view(session.plan, session.log, kept.seen.at)
    seconds = max(0.0, now.at - kept.seen.at)
    late = state.hard_stop is not None and now.at > state.hard_stop
    gap = Gap(
        seconds, kept.seen.utc.astimezone(zone), state.phase is Phase.RUNNING and (seconds > LONG_GAP or late)
    )
    own = [record for record in session.records if record not in session.carried]
    last = max((record.at.astimezone(zone) for record in own), default=None)
    return Resumed(runner, gap, len(own), last, runner.draft)


def _reanchored(kept: Anchor, reading: Reading) -> Anchor:
    """The anchor on this boot's clock; across a reboot the difference in UTC counts, never less than nothing."""
    if kept.boot == reading.boot:
        return kept
    gone = max(0.0, (reading.utc - kept.seen.utc).total_seconds())
    return Anchor(reading.boot, reading.seconds - kept.seen.at - gone, kept.seen)


def _left_on_purpose(session: Session) -> bool:
    counted = agenda.effective(session.plan, session.log)
    turns = [event for event in counted if event.do in (Do.PAUSE, Do.RESUME, Do.NEXT)]
    return bool(turns) and turns[-1].do is Do.PAUSE and turns[-1].by_leaving


def _moment(anchor: Anchor, reading: Reading) -> Moment:
    return Moment(max(0.0, reading.seconds - anchor.zero), reading.utc)


def local_zone() -> tzinfo:
    """Return the mentor's zone, by the machine's settings; UTC where those make no sense."""
    from zoneinfo import ZoneInfo

    name = os.environ.get("TZ", "").lstrip(":") or _system_zone()
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        pass
    try:
        return datetime.now(UTC).astimezone().tzinfo or UTC
    except ValueError:  # TZ=UTC-27: C takes an offset of more than a day, Python does not
        return UTC


def _system_zone() -> str:
    """The name behind /etc/localtime, which keeps the daylight-saving rules that a mere offset loses."""
    try:
        return str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    except OSError:
        return ""
