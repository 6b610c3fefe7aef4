"""`mentorkit run`: the call itself, from the question who it is with to the summary at its end."""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from mentorkit import views, when
from mentorkit.cli.exits import INTERRUPT, complain, leave
from mentorkit.cli.home import (
    Home,
    anything_stored,
    home,
    question,
    say,
    settings,
    somebody_there,
    tell,
    wrapped,
)
from mentorkit.cli.late import End, chosen
from mentorkit.cli.people import find, find_or_add, in_shell, named
from mentorkit.cli.typed import answered_now
from mentorkit.errors import (
    MentorkitError,
    NeedsAnswerError,
    NotFoundError,
    RefusedError,
    SignalledError,
    UsageError,
)
from mentorkit.plain import PipedLines, Plain, Signals, TypedLines
from mentorkit.plan import Plan
from mentorkit.records import State, Student
from mentorkit.runner import (
    FastClock,
    How,
    Resumed,
    Runner,
    SystemClock,
    begin,
    local_zone,
    resume,
)
from mentorkit.settings import Settings
from mentorkit.store import Store, Summary
from mentorkit.text import fold, for_terminal, one_line
from mentorkit.words import about, join_and, plural

GAPS = ("count", "pause", "end")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line asks for."""

    students: tuple[str, ...]
    plan: str | None
    until: str | None
    resume: bool
    fresh: bool
    practice: bool
    speed: float
    plain: bool
    gap: str | None
    no_input: bool


def run_session(wanted: Wanted) -> None:
    """Run a session to its end, or until the mentor leaves it; ends the process with another code than 0 where due."""
    _check(wanted)
    where = home()
    if wanted.resume:
        _resume(wanted, where)
        return
    prefer = settings(where)
    plan = _plan(prefer.plan if wanted.plan is None else wanted.plan, where)
    _check_until(wanted.until)
    names = wanted.students
    for name in names:
        named(name, SystemClock())  # before anything is begun or made
    if not names and not wanted.practice and _asks(wanted):
        answer = question("Who is it with? (Enter: name them later, p: practice) ")
        if answer.lower() == "p":
            _practise(wanted, plan, prefer)
            return
        names = (answer,) if answer else ()
    if wanted.practice:
        _practise(wanted, plan, prefer)
    else:
        _fresh(wanted, where, plan, prefer, names)


def _check(wanted: Wanted) -> None:
    if wanted.speed != 1.0 and not wanted.practice:
        raise UsageError("--speed is for practice only.", "mentorkit run --practice --speed 60")
    if not 0 < wanted.speed <= 1000:
        raise UsageError("--speed is between 0 and 1000.")
    if wanted.gap is not None and wanted.gap not in GAPS:
        raise UsageError(f'--gap "{one_line(wanted.gap)}" is none of count, pause, end.')
    if wanted.resume and (wanted.fresh or wanted.practice or wanted.plan):
        raise UsageError(
            "--resume goes on as the session was begun.", "Leave out --fresh, --practice and --plan."
        )
    if wanted.practice and wanted.students:
        raise UsageError("--practice has a student of its own.", "Leave out the name.")


def _asks(wanted: Wanted) -> bool:
    return somebody_there(wanted.no_input)


def _plan(name: str, where: Home) -> Plan:
    from mentorkit.planfile import load_plan, resolve

    return load_plan(resolve(name, where.plans))


def _check_until(text: str | None) -> None:
    if text is not None:
        clock = SystemClock()
        when.parse_time_today(text, clock.read().utc.astimezone(local_zone()))


# ---- the three ways in


def _practise(wanted: Wanted, plan: Plan, prefer: Settings) -> None:
    from mentorkit.cli.practice import invented

    clock = FastClock(SystemClock(), wanted.speed) if wanted.speed != 1.0 else SystemClock()
    with Store.practice() as store:
        sam = invented(store, plan, clock)
        runner = begin(
            store, plan, (sam,), clock=clock, zone=local_zone(), settings=prefer, until=_until(wanted.until)
        )
        _leave_by(_front(wanted, runner, practice=True))
        say("PRACTICE - NOTHING WAS SAVED. The real thing: mentorkit run")


def _until(text: str | None) -> End | None:
    return None if text is None else lambda now: when.parse_time_today(text, now)


def _fresh(wanted: Wanted, where: Home, plan: Plan, prefer: Settings, names: tuple[str, ...]) -> None:
    clock, zone = SystemClock(), local_zone()
    with Store.writer(where.store) as store:
        interrupted = "" if wanted.fresh else interrupted_line(store)
        if interrupted:
            tell(interrupted)
        known = store.students()
        people = dict.fromkeys(find_or_add(name, known, clock, no_input=wanted.no_input) for name in names)
        students = _without_namesakes(tuple(people), known)
        plan, welcome = _plan_for(students, wanted, where, plan, store)
        if interrupted and _full_screen(wanted):
            welcome = interrupted  # what was told before the page covers it is not seen
        until = _until(wanted.until)
        if _asks(wanted):
            now = clock.read().utc.astimezone(zone)
            until = chosen(plan, now, until, store.agreed_call([student.id for student in students]))
        store.back_up(clock.read().utc)
        runner = begin(store, plan, students, clock=clock, zone=zone, settings=prefer, until=until)
        _through(wanted, runner, store, welcome)


FIRST_MEETING = "first-meeting"


def _plan_for(
    students: tuple[Student, ...], wanted: Wanted, where: Home, plan: Plan, store: Store
) -> tuple[Plan, str]:
    """Return the plan to go by, where none was named the one of the last call with them, and what is worth saying of it."""
    if wanted.plan is not None or not students:
        return plan, ""
    last = store.last_plan([student.id for student in students])
    names = join_and([one_line(student.name) for student in students])
    if last is None:
        made_for_it = f"A plan made for that: mentorkit run {in_shell(students)} --plan {FIRST_MEETING}"
        return plan, f"The first call with {names}. {made_for_it}" if plan.id == "default" else ""
    if last in (plan.id, FIRST_MEETING):  # a first meeting is one only once
        return plan, ""
    try:
        return _plan(last, where), f"By the plan {one_line(last)}, as last time. Another: --plan NAME"
    except MentorkitError:  # it was a file by its path, or is not there any more
        return (
            plan,
            f"The plan of last time, {one_line(last)}, is not among yours: by {one_line(plan.title)}.",
        )


def _without_namesakes(students: tuple[Student, ...], known: tuple[Student, ...]) -> tuple[Student, ...]:
    """Two new names that are the same but for case and accents are one person, called as it was written first."""
    ids = {student.id for student in known}
    kept: dict[str, Student] = {}
    for student in students:
        kept.setdefault(student.id if student.id in ids else f"new {fold(student.name)}", student)
    return tuple(kept.values())


def _resume(wanted: Wanted, where: Home) -> None:
    prefer = settings(where)
    if not anything_stored(where):
        raise NotFoundError("There is nothing to resume.", "A new session: mentorkit run")
    with Store.writer(where.store) as store:
        summary = _to_resume(store, wanted)
        resumed = resume(store, summary.id, clock=SystemClock(), zone=local_zone(), settings=prefer)
        resumed.runner.settle_gap(_gap(wanted, resumed))
        if wanted.until and not resumed.runner.ended:
            resumed.runner.press("until", wanted.until)
        now = SystemClock().read().utc
        store.back_up(now, oldest=now - timedelta(days=1))  # a call that crashes ten times is backed up once
        _through(wanted, resumed.runner, store, _welcome_back(resumed))


def _to_resume(store: Store, wanted: Wanted) -> Summary:
    """The latest session that was interrupted, of the student named where one is."""
    student = find(wanted.students[0], store.students()) if wanted.students else None
    waiting = _interrupted(store, student.id if student else None)
    if not waiting:
        raise NotFoundError("There is nothing to resume.", "A new session: mentorkit run")
    return waiting[0]


def _interrupted(store: Store, student_id: str | None = None) -> list[Summary]:
    """The sessions that wait to be gone on with: those that hold something first, the latest of them first."""
    waiting = [line for line in store.summaries(student_id) if line.state is State.INTERRUPTED]
    return sorted(waiting, key=lambda line: line.records == 0)


def _gap(wanted: Wanted, resumed: Resumed) -> str:
    gap = resumed.gap
    if wanted.gap or not gap.ask:
        return wanted.gap or "count"
    said = f"The session stopped at {when.say_time(gap.seen)}, {about(gap.seconds)} ago."
    if not _asks(wanted):
        raise NeedsAnswerError(
            f"{said} What was that time?",
            "Add --gap count (the call went on), --gap pause or --gap end (it was over).",
        )
    tell(said)
    while True:
        answer = question(
            "Count it (the call went on), treat it as a pause, or end where it stopped? [c/p/e] "
        )
        found = [gap for gap in GAPS if answer and gap.startswith(answer.lower())]
        if found:
            return found[0]


def _welcome_back(resumed: Resumed) -> str:
    """What a resumed session says first."""
    last = f", last {when.say_time(resumed.last)}" if resumed.last else ""
    draft = " Draft restored." if resumed.runner.draft else ""
    return f"Recovered {plural(resumed.records, 'note')}{last}.{draft}"


def interrupted_line(store: Store) -> str:
    """Return one line about the latest session that was interrupted, "" where there is none."""
    waiting = _interrupted(store)
    if not waiting:
        return ""
    latest, zone = waiting[0], local_zone()
    whose = f" with {join_and([one_line(name) for name in latest.students])}" if latest.students else ""
    begun = latest.created_at.astimezone(zone)
    now = SystemClock().read().utc.astimezone(zone)
    day = "" if begun.date() == now.date() else f" of {when.say_day(begun.date(), now.date())}"
    return f"The session{whose}{day} from {when.say_time(begun)} was interrupted. To go on: mentorkit run --resume"


# ---- through it, and out


def _through(wanted: Wanted, runner: Runner, store: Store, welcome: str = "") -> None:
    """Have the front end run the session, and say at its end what there is now."""
    how = _front(wanted, runner, practice=False, welcome=welcome)
    if trouble := store.backup_trouble():
        tell(for_terminal(f"{trouble} What you wrote down is saved all the same."))
    if how is How.ENDED and not runner.session.students and _asks(wanted):
        _name_later(runner, store)
    _farewell(runner, how)
    if how is How.ENDED and _asks(wanted):
        from mentorkit.cli.aftercare import look_after

        look_after(runner)
    _leave_by(how)


def _full_screen(wanted: Wanted) -> bool:
    """Whether there is a terminal that can be drawn on, and the mentor wants that."""
    terminal = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)) and os.environ.get(
        "TERM", ""
    ) not in ("", "dumb")
    return terminal and not wanted.plain


def _front(wanted: Wanted, runner: Runner, *, practice: bool, welcome: str = "") -> How:
    if _full_screen(wanted):
        return _on_the_screen(runner, practice, welcome)
    return _by_lines(runner, practice, welcome)


def _by_lines(runner: Runner, practice: bool, welcome: str) -> How:
    if welcome:
        say(welcome)
    reader = TypedLines() if sys.stdin.isatty() else PipedLines()
    if runner.draft and (not reader.edits or "\n" in runner.draft):  # nobody can go on with it on one line
        for record in runner.draft_to_note():
            say(f"✓ {views.record_line(record, runner.session)} (was half-typed)")
    with Signals() as signals:
        return Plain(runner, reader, wrapped if sys.stdout.isatty() else say, signals, practice).run()


def _on_the_screen(runner: Runner, practice: bool, welcome: str) -> How:
    from mentorkit.live import run_live

    try:
        return run_live(runner, practice=practice, welcome=welcome)
    except SignalledError as stop:
        if stop.number == INTERRUPT:
            _quietly(runner)
        go_on = "Everything is saved. To go on: mentorkit run --resume"
        with suppress(OSError):  # the terminal may be gone
            say("Nothing was saved: this was practice." if practice else go_on)
        raise


def _quietly(runner: Runner) -> None:
    """Ctrl-C twice is leaving on purpose: the clock is paused, as /quit does."""
    try:
        runner.press("quit")
    except MentorkitError as error:
        tell(error.message)


def _name_later(runner: Runner, store: Store) -> None:
    """Ask whose session it was. It is over and saved, whatever becomes of this question."""
    try:
        while answer := answered_now("Who was it with? (Enter: leave it without a name) "):
            try:
                student = find_or_add(answer, store.students(), SystemClock(), no_input=False)
            except (UsageError, RefusedError) as error:  # no name, or one that is too long
                tell(error.message)
                continue
            runner.belongs_to(student)
            return
    except MentorkitError as error:
        complain(error)
        tell("The session stays without a name.")
    except KeyboardInterrupt:
        tell("\nThe session stays without a name.")


def _farewell(runner: Runner, how: How) -> None:
    session, view = runner.session, runner.view()
    say()
    if how is How.UNSAVED:
        say("NOT everything is saved: see above. To go on with what is: mentorkit run --resume")
        return
    if how is How.LEFT:
        say(views.saved_words(session))
        say("Paused. To go on: mentorkit run --resume")
        return
    for line in views.summary_lines(session, view, runner.wall):
        say(line)
    say("Next: mentorkit export · mentorkit export --for student · mentorkit export --for team")


def _leave_by(how: How) -> None:
    if how is How.UNSAVED:
        leave(1)
