"""Is anything left of somebody who was forgotten? The bytes of files are searched, whatever the files are.

What is looked for was gathered before: names, the id, and the texts in pieces, since a long text in a database is cut up.
"""

import codecs
import html
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

from mentorkit.store.forget.names import Names, flat_and_cased, flattened, letters, pattern, words_with
from mentorkit.store.forget.pages import BEGINNING, taken_apart

PIECE = 16
"""Bytes of a piece of a text. Every whole one of a text is looked for."""
SHORTEST = 6
"""Bytes: a shorter text ("yes") says nothing, whoever said it."""
LARGEST = 256 * 1024 * 1024
"""Bytes of a file that is searched; a larger one is none of ours, and it is said."""

SHORTEST_ID = 8
"""Characters: an id that is shorter is not looked for, since "a" and "text" are in every file. The program makes none such."""

_AT_A_TIME = 1024 * 1024
"""Bytes of a database's texts that are looked at together."""

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
    """"" where nobody knows it any more."""
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
    doubtful: tuple[str, ...] = ()
    """Words that may be names of theirs, or somebody else's, or no names."""

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
    """Files that could not be read, are too large, or are packed, so that nobody sees what is in them."""
    doubtful: tuple[tuple[Path, tuple[str, ...]], ...] = ()
    """Files in which words stand that may be names of theirs, and those."""

    @property
    def is_clean(self) -> bool:
        """Whether everything was searched and nothing was found that is surely the student's."""
        return not self.found and not self.unread


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

    The texts in a database are looked at one by one. In what else there is in files of `ours` the letters of a name are
    enough, since nobody knows where a text ended, and short texts count; in other files words round the letters are found.
    """
    if not data.startswith(BEGINNING):
        return _in_text(data, wanted, ours=ours)
    values, rest = taken_apart(data)
    found = Hits()
    for part in _parts(values):
        found = both(found, _in_written(part, as_text(part, is_utf8=True), wanted, ours=ours))
    for part in _parts(rest):
        found = both(found, _in_left_over(part, as_text(part, is_utf8=True), wanted, ours=ours))
    return found


def _parts(texts: list[bytes]) -> Iterator[bytes]:
    """The texts with a NUL between them, some of them at a time: each as text is many times as large."""
    some: list[bytes] = []
    size = 0
    for text in texts:
        some.append(text)
        size += len(text)
        if size > _AT_A_TIME:
            yield b"\0".join(some)
            some, size = [], 0
    yield b"\0".join(some)


def _in_text(data: bytes, wanted: Needles, *, ours: bool) -> Hits:
    """What is in a file that is no database."""
    text = as_text(data)
    found = _in_left_over(data, text, wanted, ours=ours)
    if ours:
        return found
    pieces = found.pieces
    if (b"&" in data or b"\0" in data) and (other := text.encode("utf-8", "replace")) != data:
        pieces |= pieces_in(other, wanted.pieces)
    return replace(found, pieces=pieces, doubtful=wanted.names.doubtful_in(*flat_and_cased(text)))


def _in_left_over(data: bytes, text: str, wanted: Needles, *, ours: bool) -> Hits:
    """What is in data of which nobody knows where a text of it ended."""
    found, flat = _in_written(data, text, wanted, ours=ours), flattened(text)
    there = [name for name in wanted.names.whole if letters(name).search(flat)]
    if ours:
        return replace(found, names=tuple(dict.fromkeys((*there, *found.names))))
    inside = {word for name in there for word in words_with(name, flat)}
    return replace(found, inside=tuple(sorted(inside)))


def _in_written(data: bytes, text: str, wanted: Needles, *, ours: bool) -> Hits:
    """What is in data that is texts with a NUL between them."""
    flat, cased = flat_and_cased(text)
    whole = [name for name in wanted.names.whole if pattern(name).search(flat)]
    pieces = pieces_in(data, wanted.pieces)
    if ours:
        pieces |= {short for short in wanted.short if short in data}
    return Hits(
        is_named=len(wanted.student_id) >= SHORTEST_ID
        and (wanted.student_id.encode() in data or wanted.student_id in text),
        names=(*whole, *wanted.names.parts_in(flat, cased)),
        pieces=pieces,
    )


_WRITTEN_OTHERWISE = re.compile(
    r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});"
)
"""A character as JSON (one beyond the first 65,536 in two halves) or HTML writes it."""


def _sign(found: re.Match[str]) -> str:
    if found[1]:
        return bytes.fromhex(found[1] + found[2]).decode("utf-16-be")
    return chr(int(found[3], 16)) if found[3] else html.unescape(found[0])


def as_text(data: bytes, *, is_utf8: bool = False) -> str:
    """Return the text that the data is, once for each way in which it may be written; JSON's and HTML's references are signs.

    Unless it is known to be UTF-8, what is none is read as the letters of western Europe too, or as the UTF-16 that it looks like.
    """
    found = data.decode("utf-8", "replace")
    if not is_utf8:
        if encoding := _two_bytes(data[:1024]):
            found += "\n" + data.decode(encoding, "replace")
        elif "\ufffd" in found and b"\0" not in data:
            found += "\n" + data.decode("latin-1")
    return _WRITTEN_OTHERWISE.sub(_sign, found)


def _two_bytes(data: bytes) -> str:
    """In which UTF-16 the data is that does not say so, "" where in none: of most letters one byte is 0 then."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    half = len(data) // 2
    for zeros, encoding in ((data[1::2], "utf-16-le"), (data[::2], "utf-16-be")):
        if half >= 2 and zeros.count(0) > half * 0.7 and data.count(0) < half * 1.3:
            return encoding
    return ""


# ---- files


def files_in(folder: Path, through: Set[Path] = frozenset()) -> Iterator[Path]:
    """Yield the files in a folder and those below it, in order.

    A link to a folder is followed where it is one of `through`; any other is yielded itself, and cannot be read. So is a
    folder that cannot be looked into.
    """
    closed: list[Path] = []
    for where, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders.sort()
        yield from (Path(where) / name for name in sorted(names))
        for link in (Path(where) / name for name in folders):
            if link.is_symlink():
                yield from files_in(link, through) if link in through else (link,)
    yield from closed


def read(path: Path) -> bytes | None:
    """Return what is in a file, None where it cannot be read or is no file to be read. A link to nothing is its own text."""
    try:
        about = path.stat()
    except FileNotFoundError:
        return _link(path)
    except OSError:
        return None
    try:
        if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
            return None
        return path.read_bytes()
    except OSError:
        return None


def _link(path: Path) -> bytes | None:
    try:
        return os.fsencode(path.readlink())
    except OSError:
        return None


_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd", b"%PDF-")
"""How gzip, zip (and what office programs write), bzip2, xz, 7-Zip, zstd and PDF begin."""


def in_file(path: Path, folder: Path, wanted: Needles, *, ours: bool) -> Hits | None:
    """Return what of `wanted` is in a file, or in its name below `folder`; None where it cannot be read."""
    data = read(path)
    if data is None or data.startswith(_PACKED):
        return None
    called = hits(str(path.relative_to(folder)).encode("utf-8", "replace"), wanted, ours=False)
    return both(called, hits(data, wanted, ours=ours))


def both(one: Hits, other: Hits) -> Hits:
    """Return what was found in two looks at a file."""
    return Hits(
        one.is_named or other.is_named,
        tuple(dict.fromkeys((*one.names, *other.names))),
        tuple(sorted({*one.inside, *other.inside})),
        one.pieces | other.pieces,
        tuple(dict.fromkeys((*one.doubtful, *other.doubtful))),
    )
