"""A student's names in what was written about others: found as whole words, whatever the case, the accents or the signs.

A short name stands inside of many words ("Al" in "also"): there it is no name, and it is never touched. Where nobody can tell
whether a word is the name or means the student ("green", or a name that two have), it may be one, and a person has to say it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from mentorkit.store.forget.ordinary import EVERYWHERE, WORDS
from mentorkit.text import STROKES

REMOVED = "[name removed]"
"""What stands in the place of a name."""

_LETTER = r"(?:[^\W_]|[\u0900-\u0dff])"
"""Part of a word; the vowel signs of India are no letters to Python."""

_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
)
"""Scripts that write no blank behind a name: Thai, Lao, Burmese, Khmer, Korean (taken apart), Japanese, Chinese."""

Place = tuple[int, int]
"""Where a name begins and ends in a text."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a student is called, flattened as it is compared."""

    whole: tuple[str, ...]
    """What they are and were called, and their full name: found in any case."""
    parts: tuple[str, ...] = ()
    """Names that are ordinary words, and words of longer names: found only where they are not in small letters."""
    shared: tuple[str, ...] = ()
    """Others are called so too, or it is in every other sentence: found nowhere, since nobody can tell what is meant."""
    ordinary: tuple[str, ...] = ()
    """Which of `parts` are ordinary words ("may"): in small letters they are no names."""

    def stand_in(self, text: str) -> bool:
        """Return whether any of the names is in the text as a whole word."""
        return next(self._places(text), None) is not None

    def may_stand_in(self, text: str) -> bool:
        """Return whether a word is in the text that may be a name of theirs, or somebody else's, or no name at all."""
        return next(self._doubtful(text), None) is not None

    def removed_from(self, text: str, *, doubtful: bool = False) -> str:
        """Return the text with REMOVED in the place of each name, with `doubtful` also of those that may be one."""
        places = [*self._places(text), *(self._doubtful(text) if doubtful else ())]
        after, end = "", 0
        for begin, until in sorted(places, key=lambda place: (place[0], -place[1])):
            if begin >= end:
                after += text[end:begin] + REMOVED
                end = until
        return after + text[end:] if end else text

    def _places(self, text: str) -> Iterator[Place]:
        """Where the names begin and end in the text; they may overlap."""
        for name, begin, end in _found((*self.whole, *self.parts), text):
            if name in self.whole or not text[begin].islower():
                yield begin, end

    def _doubtful(self, text: str) -> Iterator[Place]:
        sure = list(self._places(text))
        for name, begin, end in _found((*self.shared, *self.parts), text):
            may_be = name in self.shared or text[begin].islower()
            if may_be and not any(one <= begin and end <= other for one, other in sure):
                yield begin, end

    def parts_in(self, flat: str, cased: str) -> tuple[str, ...]:
        """Return those of `parts` that are in a text as names; the text is what `flat_and_cased` gave."""
        return tuple(name for name in self.parts if False in _is_small(name, flat, cased))

    def doubtful_in(self, flat: str, cased: str) -> tuple[str, ...]:
        """Return the names that may be in such a text."""
        shared = tuple(name for name in self.shared if pattern(name).search(flat))
        return (*shared, *(name for name in self.parts if True in _is_small(name, flat, cased)))


def _is_small(name: str, flat: str, cased: str) -> Iterator[bool]:
    """For each place of the name in a text whether it is in small letters there."""
    same = len(cased) == len(flat)  # else nobody knows which letter is which
    for match in pattern(name).finditer(flat):
        yield same and cased[match.start()].islower()


def _found(names: Iterable[str], text: str) -> Iterator[tuple[str, int, int]]:
    """Each of the names that is in the text as a whole word, and where it begins and ends in it."""
    flat = flattened(text)
    there = [name for name in names if letters(name).search(flat)]
    if not there:
        return
    flat, where = _with_places(text)
    for name in there:
        for match in pattern(name).finditer(flat):
            yield name, where[match.start()], _behind_marks(text, where[match.end() - 1] + 1)


def names_of(called: Iterable[str], formerly: Iterable[str], others: Iterable[str]) -> Names:
    """Return what to look for: of somebody `called` and `formerly` called that, beside `others` of those names.

    The first word of each is what somebody is called by; the others may be words of any kind.
    """
    every = [name for name in (*called, *formerly) if name]
    taken = [key(other) for other in others]

    def is_shared(name: str) -> bool:
        return _is_letter(name) or name in EVERYWHERE or any(_is_in(name, other) for other in taken)

    words = [[word for word in _words(name) if _tells(word)] for name in every]
    first = [told[0] for name, told in zip(every, words, strict=True) if told[:1] == _words(name)[:1] != []]
    whole = {key(name) for name in (*every, *first)}
    flat = dict.fromkeys(key(name) for name in (*every, *first, *(word for told in words for word in told)))
    alone = [name for name in flat if name and not is_shared(name)]
    return Names(
        whole=tuple(name for name in alone if name in whole and name not in WORDS),
        parts=tuple(name for name in alone if name not in whole or name in WORDS),
        shared=tuple(name for name in flat if name and is_shared(name)),
        ordinary=tuple(name for name in alone if name in WORDS),
    )


def key(name: str) -> str:
    """Return a name as it is compared: flattened, with one blank between its words."""
    return " ".join(flattened(name).split())


def _is_in(name: str, other: str) -> bool:
    """Whether a name would be found in another one, or is some words of it; both as `key` gives them."""
    return bool(pattern(name).search(other)) or set(name.split()) <= set(other.split())


def _is_letter(name: str) -> bool:
    """Whether a name is a single letter of a script that writes blanks between words."""
    return len(name) == 1 and not _UNSPACED.match(name) and name.isalnum()


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\s.,()\-‐-―−]+", name) if word]


def _tells(word: str) -> bool:
    """Whether a word of a name says by itself who is meant: not "de", not an initial."""
    least = 2 if _UNSPACED.match(flattened(word)) else 3
    return len(word) >= least and not word[0].islower()


# ---- in a flattened text


@cache
def letters(name: str) -> re.Pattern[str]:
    """Return what finds the letters of a name in a flattened text, whatever stands round them.

    Where the name has a blank or a hyphen any of these will do; an apostrophe may be missing.
    """
    words = [word for word in re.split(r"[\s\-]+", flattened(name)) if word] or [flattened(name)]
    signs = (re.escape(word) if set(word) == {"'"} else re.escape(word).replace("'", "'?") for word in words)
    return re.compile(r"[\s\-_]+".join(signs))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return what finds a name as a whole word in a flattened text."""
    flat = flattened(name)
    free = len(key(name)) > 1
    before = "" if free and _UNSPACED.match(flat[0]) else f"(?<!{_LETTER})"
    behind = "" if free and _UNSPACED.match(flat[-1]) else f"(?!{_LETTER})"
    return re.compile(before + letters(name).pattern + behind)


def words_with(name: str, flat: str, most: int = 100) -> frozenset[str]:
    """Return words of a flattened text in which the letters of a name stand, and which are not the name."""
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


# ---- flattening

_SPELT = {
    **dict.fromkeys("\u02b9\u02bb\u02bc\u02bd\u2018\u2019\u201b\u2032", "'"),
    **dict.fromkeys("\u058a\u05be\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys(
        "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff", ""
    ),
    **dict.fromkeys("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufe0e\ufe0f", ""),
    **STROKES,
    **{sign.upper(): plain.upper() for sign, plain in STROKES.items() if not sign.upper().isascii()},
    "ß": "ss",
    "ẞ": "SS",
}
"""Letters that have no plain one in Unicode's tables, the signs in names, and what is not seen (it goes)."""

_ODD = re.compile(f"[{''.join(map(re.escape, _SPELT))}]")
_HIGH = re.compile("[\u00ad-\U0010ffff]+")
"""Where there may be a mark or an odd letter: in most of a file there is none, and one range is looked for faster than many."""


def flattened(text: str) -> str:
    """Return the text without case and accents, and with plain signs; its blanks are as they are."""
    return text.casefold() if text.isascii() else _cased(text).casefold()


def flat_and_cased(text: str) -> tuple[str, str]:
    """Return the text flattened, and the same with its capital letters."""
    cased = text if text.isascii() else _cased(text)
    return cased.casefold(), cased


def _cased(text: str) -> str:
    return _HIGH.sub(_plain, unicodedata.normalize("NFKD", text.replace("\u00b4", "'")))


def _plain(found: re.Match[str]) -> str:
    return _ODD.sub(lambda sign: _SPELT[sign[0]], _marks().sub("", found[0]))


@cache
def _marks() -> re.Pattern[str]:
    marks = (chr(code) for code in range(0x300, 0x20000) if unicodedata.combining(chr(code)))
    return re.compile("[" + "".join(marks) + "]+")


def _with_places(text: str) -> tuple[str, list[int]]:
    """The text flattened, and for each character of that the one which it comes from."""
    flat, where = [], []
    for place, char in enumerate(text):
        for part in flattened(char):
            flat.append(part)
            where.append(place)
    return "".join(flat), where


def _behind_marks(text: str, place: int) -> int:
    while place < len(text) and unicodedata.combining(text[place]):
        place += 1
    return place
