"""A student's names in what was written about others: found as whole words, whatever the case or the accents.

A short name stands inside of many words ("Al" in "also"): there it is no name, and it is never touched.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from mentorkit.text import fold

REMOVED = "[name removed]"
"""What stands in the place of a name."""

_LETTER = r"(?:[^\W_]|[\u0900-\u0dff])"
"""Part of a word; the vowel signs of India are no letters to Python."""

_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
)
"""Scripts that write no blank behind a name: Thai, Lao, Burmese, Khmer, Korean (taken apart), Japanese, Chinese."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a student is called, folded as it is compared."""

    whole: tuple[str, ...]
    """What they are called, and their full name: found in any case."""
    parts: tuple[str, ...] = ()
    """Words of these and earlier names: found only where they are not in small letters, since "green" is a word too."""
    shared: tuple[str, ...] = ()
    """Others are called so too: found nowhere, since nobody can tell who is meant."""
    ordinary: tuple[str, ...] = ()
    """Which of `parts` are what they are called, and an ordinary word too ("may")."""

    def stand_in(self, text: str) -> bool:
        """Return whether any of the names is in the text as a whole word."""
        return next(self._places(text), None) is not None

    def removed_from(self, text: str) -> str:
        """Return the text with REMOVED in the place of each name; the same text where there is none."""
        after, end = "", 0
        for begin, until in sorted(self._places(text), key=lambda place: (place[0], -place[1])):
            if begin >= end:
                after += text[end:begin] + REMOVED
                end = until
        return after + text[end:] if end else text

    def _places(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the names begin and end in the text; they may overlap."""
        flat = flattened(text)
        if not any(letters(name).search(flat) for name in (*self.whole, *self.parts)):
            return
        flat, where = _with_places(text)
        for name in (*self.whole, *self.parts):
            for match in pattern(name).finditer(flat):
                begin, last = where[match.start()], where[match.end() - 1]
                if name in self.whole or not text[begin].islower():
                    yield begin, _behind_marks(text, last + 1)


def names_of(called: Iterable[str], formerly: Iterable[str], others: Iterable[str], prose: str = "") -> Names:
    """Return what to look for: of somebody `called` and `formerly` called that, beside `others` of those names.

    A name that `prose` has in small letters is an ordinary word, and counts only where it is not in small letters.
    """
    now, before = [*filter(None, called)], [*filter(None, formerly)]
    words = [word for name in (*now, *before) for word in _words(name) if _tells(word)]
    taken = [set(fold(other).split()) for other in others]

    def is_shared(name: str) -> bool:
        return any(set(name.split()) <= other for other in taken)

    small = {fold(word) for word in re.findall(r"[^\W\d_]+", prose) if word.islower()}
    folded = dict.fromkeys(map(fold, now))
    ordinary = tuple(name for name in folded if name in small and not is_shared(name))
    whole = [name for name in folded if name not in ordinary]
    parts = dict.fromkeys(
        name for name in (*ordinary, *map(fold, before), *map(fold, words)) if name not in whole
    )
    return Names(
        whole=tuple(name for name in whole if name and not is_shared(name)),
        parts=tuple(name for name in parts if name and not is_shared(name)),
        shared=tuple(name for name in (*whole, *parts) if is_shared(name)),
        ordinary=ordinary,
    )


def _words(name: str) -> list[str]:
    return re.split(r"[\s.,()\-‐–]+", name)


def _tells(word: str) -> bool:
    """Whether a word of a name says by itself who is meant: not "de", not an initial."""
    least = 2 if _UNSPACED.match(flattened(word)) else 3
    return len(word) >= least and not word[0].islower()


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return what finds a folded name as a whole word in a flattened text."""
    body = r"\s+".join(map(re.escape, flattened(name).split()))
    flat = flattened(name)
    free = len(fold(name)) > 1
    before = "" if free and _UNSPACED.match(flat[0]) else f"(?<!{_LETTER})"
    behind = "" if free and _UNSPACED.match(flat[-1]) else f"(?!{_LETTER})"
    return re.compile(before + body + behind)


@cache
def as_written(name: str) -> re.Pattern[str]:
    """Return what finds a folded name as a whole word in a text that is not flattened: quick, for whole files."""
    signs = _signs()
    body = "".join(
        r"\s+" if char == " " else f"[{re.escape(signs.get(char, char))}][\u0300-\u036f]*" for char in name
    )
    return re.compile(f"(?<!{_LETTER}){body}(?!{_LETTER})")


@cache
def _signs() -> dict[str, str]:
    """By each letter that is flattened: all that become it."""
    signs: dict[str, str] = {}
    for code in range(0x2000):
        flat = flattened(chr(code))
        if len(flat) == 1:
            signs[flat] = signs.get(flat, "") + chr(code)
    return signs


@cache
def letters(name: str) -> re.Pattern[str]:
    """Return what finds the letters of a folded name in a flattened text, whatever stands round them."""
    return re.compile(r"\s+".join(map(re.escape, flattened(name).split())))


def words_with(name: str, flat: str, most: int = 100) -> frozenset[str]:
    """Return words of a flattened text in which the letters of a folded name stand, and which are not the name."""
    found = set()
    for match in letters(name).finditer(flat):
        begin, end = match.span()
        around = flat[max(0, begin - 20) : end + 20]
        word = _round(around, min(begin, 20), min(begin, 20) + end - begin)
        if not pattern(name).search(word):
            found.add(word)
            if len(found) == most:
                break
    return frozenset(found)


def _round(text: str, begin: int, end: int) -> str:
    """The word that a part of the text is in."""
    before = re.search(rf"{_LETTER}*\Z", text[:begin])
    behind = re.match(rf"{_LETTER}*", text[end:])
    return (before[0] if before else "") + text[begin:end] + (behind[0] if behind else "")


def flattened(text: str) -> str:
    """Return the text without case and accents, as `fold` does, with its blanks as they are."""
    if text.isascii():
        return text.casefold()
    marks = _marks()
    return _HIGH.sub(lambda found: marks.sub("", found[0]), unicodedata.normalize("NFKD", text.casefold()))


_HIGH = re.compile("[\u0300-\U0010ffff]+")
"""Where a mark may be: in most of a file there is none, and a few ranges are looked for faster than many."""


@cache
def _marks() -> re.Pattern[str]:
    marks = (chr(code) for code in range(0x300, 0x20000) if unicodedata.combining(chr(code)))
    return re.compile("[" + "".join(marks) + "]+")


def _with_places(text: str) -> tuple[str, list[int]]:
    """The text flattened, and for each character of that the one which it comes from."""
    flat, where = [], []
    for place, char in enumerate(text):
        for part in unicodedata.normalize("NFKD", char.casefold()):
            if not unicodedata.combining(part):
                flat.append(part)
                where.append(place)
    return "".join(flat), where


def _behind_marks(text: str, place: int) -> int:
    while place < len(text) and unicodedata.combining(text[place]):
        place += 1
    return place
