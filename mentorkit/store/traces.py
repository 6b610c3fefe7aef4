"""Is anything left of somebody who was forgotten? The bytes of files are searched, whatever the files are.

What is looked for was gathered before: names, the id, and the texts in pieces, since a long text in a database is cut up.
"""

import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path

from mentorkit.store.names import Names, as_written, flattened, letters, pattern, words_with

PIECE = 16
"""Bytes of a piece of a text. Every whole one of a text is looked for."""
SHORTEST = 6
"""Bytes: a shorter text ("yes") says nothing, whoever said it."""
LARGEST = 256 * 1024 * 1024
"""Bytes of a file that is searched; a larger one is none of ours, and it is said."""

_FEW = 50
"""Pieces that are sooner found one by one."""

_ESCAPED = re.compile(
    r'["\\\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]+'
)
"""What JSON writes in another way: a text is cut there."""


@dataclass(frozen=True, slots=True)
class Needles:
    """What is looked for."""

    student_id: str
    names: Names
    pieces: frozenset[bytes] = frozenset()
    short: frozenset[bytes] = frozenset()
    """Texts shorter than a piece: looked for in files of ours alone, for a word is in many a file."""


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found in some bytes."""

    is_named: bool = False
    """The id is in it."""
    names: tuple[str, ...] = ()
    """Names that are in it as whole words."""
    inside: tuple[str, ...] = ()
    """Words in which the letters of a name are."""
    pieces: frozenset[bytes] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.is_named or self.names or self.pieces)


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search of folders led to."""

    files: int = 0
    found: tuple[tuple[Path, Hits], ...] = ()
    """Files in which something stands, and what."""
    inside: tuple[str, ...] = ()
    """Other words in which the letters of a name stand, in any of the files."""
    unread: tuple[Path, ...] = field(default=())
    """Files that could not be read, or are too large."""


def needles(student_id: str, names: Names, texts: Iterable[str], ordinary: str) -> Needles:
    """Return what to look for; what also is in `ordinary` (the plans: their own questions) is nobody's text."""
    pieces, short = _cut(texts)
    known = ordinary.encode("utf-8", "replace")
    usual = pieces_in(known, pieces)
    return Needles(student_id, names, pieces - usual, frozenset(text for text in short if text not in known))


def _cut(texts: Iterable[str]) -> tuple[frozenset[bytes], frozenset[bytes]]:
    pieces: set[bytes] = set()
    short: set[bytes] = set()
    for run in {run for text in texts for run in _ESCAPED.split(text)}:
        for form in {run.encode("utf-8", "replace"), json.dumps(run)[1:-1].encode()}:
            if len(form) >= PIECE:
                ends = [*range(PIECE, len(form), PIECE), len(form)]
                pieces.update(form[end - PIECE : end] for end in ends)
            elif len(form.strip()) >= SHORTEST:
                short.add(form.strip())
    return frozenset(pieces), frozenset(short)


def pieces_in(data: bytes, pieces: Set[bytes]) -> frozenset[bytes]:
    """Return which of the pieces are in the data: one pass, however many there are."""
    if len(pieces) < _FEW:
        return frozenset(piece for piece in pieces if piece in data)
    return frozenset(pieces).intersection(data[at : at + PIECE] for at in range(len(data) - PIECE + 1))


def hits(data: bytes, wanted: Needles, *, ours: bool) -> Hits:
    """Return what of `wanted` is in the data.

    In files of `ours` the letters of a name are enough, since in a database one text ends where the next begins, and short
    texts count.
    """
    text = _UNICODE.sub(lambda match: chr(int(match[1], 16)), data.decode("utf-8", "replace"))
    flat, names = flattened(text), wanted.names
    there = [name for name in names.whole if letters(name).search(flat)]
    found = [name for name in there if ours or pattern(name).search(flat)]
    found += [name for name in names.parts if _as_a_name(name, text, flat)]
    inside = {word for name in there for word in words_with(name, flat)} if not ours else set()
    pieces = pieces_in(data, wanted.pieces)
    if ours:
        pieces |= {text for text in wanted.short if text in data}
    return Hits(wanted.student_id.encode() in data, tuple(found), tuple(sorted(inside)), pieces)


_UNICODE = re.compile(r"\\u([0-9a-fA-F]{4})")


def _as_a_name(part: str, text: str, flat: str) -> bool:
    """Whether a word of a name is in the text other than in small letters."""
    return bool(letters(part).search(flat)) and any(
        not match[0][0].islower() for match in as_written(part).finditer(text)
    )


# ---- files


def files_in(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and those below it, in order; no link is followed."""
    for where, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(where) / name for name in sorted(names))


def read(path: Path) -> bytes | None:
    """Return what is in a file, None where it cannot be read or is no file to be read."""
    try:
        about = path.lstat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
            return None
        return path.read_bytes()
    except OSError:
        return None


def in_file(path: Path, folder: Path, wanted: Needles, *, ours: bool) -> Hits | None:
    """Return what of `wanted` is in a file, or in its name below `folder`; None where it cannot be read."""
    data = read(path)
    if data is None:
        return None
    return hits(str(path.relative_to(folder)).encode("utf-8", "replace") + b"\n" + data, wanted, ours=ours)
