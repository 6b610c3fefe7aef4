"""Recorded sessions as text to give away. Pure functions: a session goes in, a string comes out, and the caller writes it.

`render` is the door: it takes out what is not the reader's before any format sees the session.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from importlib import resources

from mentorkit.errors import UsageError
from mentorkit.export.audience import Readable, all_for_audience, for_audience
from mentorkit.export.calendar import to_calendar
from mentorkit.export.csvform import to_csv
from mentorkit.export.document import Document
from mentorkit.export.html import as_html, to_html
from mentorkit.export.jsonform import library_data, library_json, session_data, sessions_data, to_json
from mentorkit.export.markdown import as_markdown, to_markdown
from mentorkit.export.plaintext import as_text, to_text
from mentorkit.export.progress import progress_report
from mentorkit.export.team import TITLE, team_report
from mentorkit.plan import Audience
from mentorkit.records import Session

__all__ = [
    "FORMATS",
    "Format",
    "Readable",
    "export_schema",
    "for_audience",
    "library_data",
    "library_json",
    "render",
    "render_span",
    "session_data",
    "sessions_data",
    "to_json",
    "to_markdown",
    "to_text",
]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write sessions down. `write` gets only what its reader may see."""

    name: str
    ending: str
    """Of the file's name, without the dot."""
    write: Callable[[Sequence[Readable], Audience, tzinfo], str]


_NONE = "There is no session to export.\n"
_RULE_MD = "\n---\n\n"
_RULE_TXT = f"\n{'-' * 72}\n\n"


def _json(sessions: Sequence[Readable], audience: Audience, zone: tzinfo) -> str:
    if len(sessions) == 1:
        return to_json(session_data(sessions[0], zone=zone, reader=audience))
    return to_json(sessions_data(sessions, zone=zone, reader=audience))


def _markdown(sessions: Sequence[Readable], audience: Audience, zone: tzinfo) -> str:
    if not sessions:
        return _NONE
    return _RULE_MD.join(to_markdown(session, audience, zone) for session in sessions)


def _text(sessions: Sequence[Readable], audience: Audience, zone: tzinfo) -> str:
    if not sessions:
        return _NONE
    return _RULE_TXT.join(to_text(session, audience, zone) for session in sessions)


FORMATS: dict[str, Format] = {
    "md": Format("Markdown", "md", _markdown),
    "txt": Format("plain text", "txt", _text),
    "html": Format("a web page", "html", to_html),
    "json": Format("JSON", "json", _json),
    "csv": Format("a table", "csv", to_csv),
    "ics": Format("a calendar", "ics", to_calendar),
}
"""By the word after `--format`. A further format is a function and a row."""


LETTERS = frozenset({"md", "txt", "html"})
"""Formats that a person reads."""


def render(
    sessions: Sequence[Session], fmt: str, audience: Audience, zone: tzinfo, student: str | None = None
) -> str:
    """Return the sessions as `audience` may read them, written in the format `fmt`, with times in `zone`.

    `student` is the id of the one student that it is about; sessions that they were not in are left out then. Raises
    UsageError for a format that is not there, and for sessions with different students where none is named.
    """
    if fmt not in FORMATS:
        raise UsageError(f'There is no format "{fmt}".', f"Formats: {', '.join(FORMATS)}.")
    if fmt == "ics" and audience is Audience.MENTOR:
        return to_calendar(_whole(sessions, student), audience, zone)
    readable = all_for_audience(sessions, audience, student)
    if (
        audience is not Audience.MENTOR and fmt in LETTERS
    ):  # one about many calls says nothing of those that hold nothing
        readable = [each for each in readable if each.records or each.next_call] or readable[:1]
    if fmt in LETTERS and (ahead := progress_report(sessions, audience, zone, student)):
        return _with_progress(readable, fmt, audience, zone, ahead)
    return FORMATS[fmt].write(readable, audience, zone)


def _whole(sessions: Sequence[Session], student: str | None) -> list[Readable]:
    """The sessions that the student was in, with everybody: a call has one title in the mentor's calendar, whoever's it is."""
    theirs = [session for session in sessions if student in (None, *(each.id for each in session.students))]
    return all_for_audience(theirs, Audience.MENTOR)


def _with_progress(
    readable: Sequence[Readable], fmt: str, audience: Audience, zone: tzinfo, ahead: Document
) -> str:
    """Return the sessions behind what they come to over time."""
    if fmt == "html":
        return to_html(readable, audience, zone, [ahead])
    first, rule = (as_markdown(ahead), _RULE_MD) if fmt == "md" else (as_text(ahead), _RULE_TXT)
    return first + rule + FORMATS[fmt].write(readable, audience, zone)


def render_span(
    sessions: Sequence[Session], fmt: str, audience: Audience, zone: tzinfo, student: str | None = None
) -> str:
    """Return what `render` does, but for what is of the whole span: the team's one report, and JSON of several sessions.

    Raises what `render` raises.
    """
    if fmt == "json":
        readable = all_for_audience(sessions, audience, student)
        return to_json(sessions_data(readable, zone=zone, reader=audience))
    if audience is not Audience.TEAM or fmt not in LETTERS:
        return render(sessions, fmt, audience, zone, student)
    report = team_report(all_for_audience(sessions, audience, student), zone)
    if fmt == "html":
        return as_html([report], TITLE)
    return as_markdown(report) if fmt == "md" else as_text(report)


def export_schema() -> str:
    """Return the JSON Schema (2020-12) under which every JSON export is valid."""
    return resources.files("mentorkit").joinpath("schemas/export.schema.json").read_text(encoding="utf-8")
