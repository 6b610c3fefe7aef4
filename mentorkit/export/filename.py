"""What an export is called in a folder: whose, when, for whom. `reliability.md` says what must hold of it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, tzinfo
from hashlib import sha256

from mentorkit.plan import Audience
from mentorkit.records import Session

LONGEST = 120
"""Bytes of UTF-8 in a name. Some file systems hold 143, and what copies files may add to it."""


def file_name(
    sessions: Sequence[Session], audience: Audience, ending: str, zone: tzinfo, student: str | None = None
) -> str:
    """Return a name such as "ada-obi-2026-11-25-student-3f2a91.txt" for an export of these sessions, at least one.

    It names the one student that the export is about, `student` being their id, and nobody where there are several:
    those are a "group" in one call and "calls" in more. The days are those of the first and the last call, in `zone`.
    The same export has the same name again, so that a second one is noticed and does not pile up beside the first.
    """
    days = sorted(session.created_at.astimezone(zone).date().isoformat() for session in sessions)
    span = days[0] if days[0] == days[-1] else f"{days[0]}-to-{days[-1]}"
    digest = _digest([audience.value, student or "", *(session.id for session in sessions)])
    rest = f"-{span}-{audience.value}-{digest}.{ending}"
    return _within(_whose(sessions, student), LONGEST - len(rest.encode())) + rest


def library_name(day: date, ids: Iterable[str]) -> str:
    """Return a name such as "everything-2026-11-25-3f2a91.json" for the whole store as it is on that day."""
    return f"everything-{day.isoformat()}-{_digest(ids)}.json"


def _whose(sessions: Sequence[Session], student: str | None) -> str:
    names = {s.id: s.name for session in sessions for s in session.students}
    if student is not None:
        return _letters(names.get(student, "")) or "student"
    if len(names) == 1:
        return _letters(*names.values()) or "student"
    return "calls" if len(sessions) > 1 else "group" if names else "call"


_UNSEEN = "\u115f\u1160"
"""Fillers: letters that have no form."""


def _letters(name: str) -> str:
    """Return the letters and digits of the name, of any script, in lower case, its words joined by hyphens.

    Accents and vowel signs that are no part of a letter are left out, and what looks like a letter in another form
    (full width, bold) becomes that letter.
    """
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    kinds = ((sign, unicodedata.category(sign)) for sign in plain)
    kept = ("" if kind[0] == "M" or kind == "Cf" else _letter(sign, kind) for sign, kind in kinds)
    return re.sub("-+", "-", "".join(kept)).strip("-")


def _letter(sign: str, kind: str) -> str:
    return sign if (kind[0] == "L" or kind == "Nd") and sign not in _UNSEEN else "-"


def _within(word: str, size: int) -> str:
    """Return as much of the word as is in so many bytes, whole characters."""
    return word.encode()[:size].decode(errors="ignore").rstrip("-")


def _digest(ids: Iterable[str]) -> str:
    return sha256("\n".join(ids).encode(errors="replace")).hexdigest()[:6]
