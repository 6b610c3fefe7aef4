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
from mentorkit.export.html import to_html
from mentorkit.export.jsonform import library_data, library_json, session_data, sessions_data, to_json
from mentorkit.export.markdown import to_markdown
from mentorkit.export.plaintext import to_text
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


def _json(sessions: Sequence[Readable], audience: Audience, zone: tzinfo) -> str:
    one = len(sessions) == 1
    return to_json(session_data(sessions[0], zone=zone) if one else sessions_data(sessions, zone=zone))


def _markdown(sessions: Sequence[Readable], audience: Audience, zone: tzinfo) -> str:
    if not sessions:
        return _NONE
    return "\n---\n\n".join(to_markdown(session, audience, zone) for session in sessions)


def _text(sessions: Sequence[Readable], audience: Audience, zone: tzinfo) -> str:
    if not sessions:
        return _NONE
    return f"\n{'-' * 72}\n\n".join(to_text(session, audience, zone) for session in sessions)


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

    `student` is the id of the one student that it is about; a session that they were not in has nothing in it then. Raises
    UsageError for a format that is not there, and for sessions with different students where none is named.
    """
    if fmt not in FORMATS:
        raise UsageError(f'There is no format "{fmt}".', f"Formats: {', '.join(FORMATS)}.")
    readable = all_for_audience(sessions, audience, student)
    if (
        audience is not Audience.MENTOR and fmt in LETTERS
    ):  # one about many calls says nothing of those that hold nothing
        readable = [each for each in readable if each.records or each.next_call] or readable[:1]
    return FORMATS[fmt].write(readable, audience, zone)


def export_schema() -> str:
    """Return the JSON Schema (2020-12) under which every JSON export is valid."""
    return resources.files("mentorkit").joinpath("schemas/export.schema.json").read_text(encoding="utf-8")
