"""`mentorkit export`: the notes out, to each reader what is theirs."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from mentorkit import when
from mentorkit.cli.home import home, reading, settings, tell, write_out
from mentorkit.cli.people import find, in_shell
from mentorkit.cli.targets import sessions_meant
from mentorkit.errors import NotFoundError, StoreError, UsageError
from mentorkit.export import FORMATS, export_schema, library_json, render, render_span
from mentorkit.export.calendar import agreed_last, call_is_over
from mentorkit.export.filename import file_name, library_name
from mentorkit.export.team import with_initials
from mentorkit.files import names_folder, private_folder
from mentorkit.plan import Audience
from mentorkit.records import Session, State, Student
from mentorkit.runner import SystemClock, local_zone
from mentorkit.store import Store
from mentorkit.text import one_line


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    target: str | None
    reader: str
    format: str | None
    student: str | None
    since: str | None
    initials: bool
    everything: bool
    schema: bool
    output: str | None
    """A file, or a folder, where the file gets a name; None and "-" are the screen."""
    force: bool
    series: bool = False


@dataclass(frozen=True, slots=True)
class _Made:
    """An export, and what its file is called where nobody said that."""

    text: str
    name: str


def export_sessions(wish: Wish) -> None:
    """Write what the reader may see to stdout, to a file, or to one with a made name in a folder.

    UsageError for words that do not go together, NotFoundError where there is nothing of the kind, StoreError where it
    cannot be written.
    """
    if wish.output == "":
        raise UsageError("-o needs the name of a file or of a folder.", "For example: -o letter.md")
    made = _Made(export_schema(), "export.schema.json") if wish.schema else _made(wish)
    if wish.output is None or wish.output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(made.text.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    path = Path(wish.output)
    if names_folder(wish.output):
        if not path.parent.is_dir():  # a slip in a long path must not make a tree of folders
            raise StoreError(
                f"{one_line(str(path.parent))}: no such folder.", "Make it first, or name another."
            )
        path = private_folder(path, "Name another folder.") / made.name
    write_out(path, made.text, force=wish.force)
    tell(f"Written: {one_line(str(path))}")


def _made(wish: Wish) -> _Made:
    audience, form = _reader_and_form(wish)
    zone = local_zone()
    with reading(home()) as store:
        if wish.everything:
            _check_everything(wish)
            library = store.library()
            today = SystemClock().read().utc.astimezone(zone).date()
            ids = [*(who.id for who in library.students), *(session.id for session in library.sessions)]
            return _Made(library_json(library, zone), library_name(today, ids))
        everybody = store.students()
        sessions, student = _meant(store, wish, zone)
        only = student.id if student else None
        if wish.series:
            from mentorkit.cli.series import series_text

            text = series_text(store, sessions, student, audience, zone)
            return _Made(text, file_name(sessions, audience, form, zone, only))
    if form == "ics" and (student or wish.target is None):
        sessions = _ahead(sessions, zone)
    elif audience is not Audience.MENTOR:
        _tell_of_letter(sessions, audience, student)
    if wish.initials:
        sessions = with_initials(sessions, everybody)
        tell("Names that stand inside of what you wrote stay: look through it before you send it.")
    write = render if wish.since is None else render_span
    text = write(sessions, form, audience, zone, only)
    return _Made(text, file_name(sessions, audience, FORMATS[form].ending, zone, only))


def _tell_of_letter(sessions: Sequence[Session], audience: Audience, student: Student | None) -> None:
    """Say what whoever sends the export on should know of it."""
    if audience is Audience.STUDENT and student is None and len(sessions[0].students) > 1:
        one = f"{sessions[0].id} " if len(sessions) == 1 else ""
        tell(
            f"This holds what is the whole group's. Each student's own: mentorkit export {one}--for student --student NAME"
        )
    if any(session.state is not State.ENDED for session in sessions):
        whole = "a call in it" if len(sessions) > 1 else "this call"
        tell(f"Look before you send it: {whole} has not been ended yet.")


def _ahead(sessions: Sequence[Session], zone: tzinfo) -> list[Session]:
    """Those of the sessions whose next call is not over, or all where none was agreed; NotFoundError where each is over."""
    now = SystemClock().read().utc.astimezone(zone)
    agreed = agreed_last(sessions)
    if not agreed:
        return list(sessions)
    if ahead := [session for session, call in agreed if not call.is_over(now)]:
        return ahead
    raise call_is_over(max((call for _, call in agreed), key=lambda call: call.at), now)


def _reader_and_form(wish: Wish) -> tuple[Audience, str]:
    reader = wish.reader.lower()
    if reader not in set(Audience):
        raise UsageError(f'--for "{one_line(wish.reader)}": who is that?', "Write mentor, student or team.")
    audience = Audience(reader)
    # What is pasted into a chat must not have a backslash before every sign.
    usual = "ics" if wish.series else "txt" if audience is Audience.STUDENT else "md"
    form = (wish.format or _ending(wish.output) or usual).lower()
    if form not in FORMATS:
        raise UsageError(f'--format "{one_line(form)}" is not known.', f"There are: {', '.join(FORMATS)}.")
    if wish.initials:
        _check_initials(audience, form)
    if wish.series:
        _check_series(wish, form)
    return audience, form


def _ending(output: str | None) -> str | None:
    """The format that the file's name says, None where it says none that there is."""
    if output is None or names_folder(output):
        return None
    ending = Path(output).suffix.lower()
    return next((name for name, form in FORMATS.items() if ending == f".{form.ending}"), None)


def _meant(store: Store, wish: Wish, zone: tzinfo) -> tuple[list[Session], Student | None]:
    """Return the sessions, the latest first and at least one, and the student whom the export is about."""
    ids, student = sessions_meant(store, wish.target)
    if not ids:
        raise NotFoundError(f"There is no session with {one_line(wish.target or '')} yet.")
    if wish.since is not None and wish.target is not None and student is None:
        raise UsageError(
            "--since takes all sessions from then on, and not one.",
            "Leave out the session, or name a student.",
        )
    if wish.student is not None:
        student = find(wish.student, store.students())
        ids = _with(store, student, ids if wish.target is not None else None)
    if wish.since is not None:
        ids = _since(store, wish.since, ids if wish.target is not None else None, student, zone)
    return list(store.sessions(ids)), student


def _with(store: Store, student: Student, among: Sequence[str] | None) -> tuple[str, ...]:
    """Return the ids of those sessions that the student was in; of the last one that they were in where none are named."""
    theirs = [line.id for line in store.summaries(student.id)]
    meant = set(theirs[:1] if among is None else among)
    found = tuple(each for each in theirs if each in meant)
    if not found:
        name = one_line(student.name)
        those = "that call" if len(meant) == 1 else "any of those calls"
        raise NotFoundError(
            f"{name} was not in {those}." if meant else f"There is no session with {name} yet.",
            f"Their calls: mentorkit show {in_shell([student])}" if theirs else "",
        )
    return found


def _since(
    store: Store, text: str, among: Sequence[str] | None, student: Student | None, zone: tzinfo
) -> tuple[str, ...]:
    """Return the ids of the sessions, all or a student's, that were begun since then; with `among` only of those."""
    now = SystemClock().read().utc.astimezone(zone)
    begin = when.parse_since(text, now, order=settings(home()).day_order)
    since = [
        line.id
        for line in store.summaries(student.id if student else None)
        if line.created_at >= begin and (among is None or line.id in among)
    ]
    if not since:
        raise NotFoundError(
            f"There is no session{f' with {one_line(student.name)}' if student else ''}"
            f" since {when.say_day(begin.date(), now.date())}.",
            "Go further back, such as --since 8w; mentorkit show lists the sessions.",
        )
    return tuple(since)


def _check_everything(wish: Wish) -> None:
    if wish.target or wish.student or wish.reader.lower() != "mentor":
        raise UsageError("--all is the whole store, for the mentor.", "Leave out the name and --for.")
    if wish.since is not None:
        raise UsageError("--all is the whole store, of whatever day.", "Leave out --since or --all.")
    if wish.format not in ("json", None):
        raise UsageError("--all is JSON.", "mentorkit export --all --format json")


def _check_series(wish: Wish, form: str) -> None:
    if form != "ics" or wish.everything:
        raise UsageError("--series is for a calendar.", "mentorkit export NAME --format ics --series")
    if wish.since is not None:
        raise UsageError("--series begins with the next call.", "Leave out --since.")


def _check_initials(audience: Audience, form: str) -> None:
    if audience is not Audience.TEAM:
        raise UsageError("--initials is for what the team reads.", "Add --for team.")
    if form in ("json", "ics"):  # the ids in them are made of the names
        raise UsageError(f"--initials does not go with {form}.", "Choose md, txt, html or csv.")
