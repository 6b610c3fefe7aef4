"""`mentorkit export`: the notes out, to each reader what is theirs."""

import sys
from dataclasses import dataclass
from pathlib import Path

from mentorkit.cli.home import home, reading, tell
from mentorkit.cli.people import find
from mentorkit.cli.targets import sessions_meant
from mentorkit.errors import NotFoundError, UsageError
from mentorkit.export import FORMATS, export_schema, library_json, render
from mentorkit.files import write_whole
from mentorkit.plan import Audience
from mentorkit.runner import local_zone
from mentorkit.text import one_line


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    target: str | None
    reader: str
    format: str | None
    student: str | None
    everything: bool
    schema: bool
    output: Path | None
    force: bool


def export_sessions(wish: Wish) -> None:
    """Write what the reader may see to stdout or to a file."""
    text = export_schema() if wish.schema else _text(wish)
    if wish.output is None or str(wish.output) == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8"))
        sys.stdout.buffer.flush()
        return
    write_whole(wish.output, text, force=wish.force)
    tell(f"Written: {one_line(str(wish.output))}")


def _text(wish: Wish) -> str:
    if wish.reader not in set(Audience):
        raise UsageError(f'--for "{one_line(wish.reader)}": who is that?', "Write mentor, student or team.")
    audience, zone = Audience(wish.reader), local_zone()
    # What is pasted into a chat must not have a backslash before every sign.
    form = wish.format or ("txt" if audience is Audience.STUDENT else "md")
    if form not in FORMATS:
        raise UsageError(f'--format "{one_line(form)}" is not known.', f"There are: {', '.join(FORMATS)}.")
    with reading(home()) as store:
        if wish.everything:
            _check_everything(wish)
            return library_json(store.library(), zone)
        ids, student = sessions_meant(store, wish.target)
        if not ids:
            raise NotFoundError(f"There is no session with {one_line(wish.target or '')} yet.")
        if wish.student:
            student = find(wish.student, store.students())
        sessions = [store.session(session_id) for session_id in ids]
    if audience is Audience.STUDENT and student is None and len(sessions[0].students) > 1:
        tell(
            "This holds what is the whole group's. Each student's own: mentorkit export --for student --student NAME"
        )
    return render(sessions, form, audience, zone, student.id if student else None)


def _check_everything(wish: Wish) -> None:
    if wish.target or wish.student or wish.reader != "mentor":
        raise UsageError("--all is the whole store, for the mentor.", "Leave out the name and --for.")
    if wish.format not in ("json", None):
        raise UsageError("--all is JSON.", "mentorkit export --all --format json")
