"""What stands in the bytes of a SQLite file: the texts in its rows, each by itself, and what is left over in its pages.

In the bytes one value follows the next, and letters of two of them make words that nobody wrote. So the pages are read as
https://sqlite.org/fileformat2.html describes them, without SQLite: it does not show what it left over.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

BEGINNING = b"SQLite format 3\0"
"""How a file of SQLite begins."""

_INDEX, _TABLE, _INDEX_LEAF, _TABLE_LEAF = 2, 5, 10, 13
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
"""Bytes of a value by its serial type, of those that are no text."""

_TWO_BYTES = {2: "utf-16-le", 3: "utf-16-be"}
"""How texts are encoded that are not in UTF-8, by what the header says."""


Cell = tuple[int, int, bytes]
"""Where something begins and ends in the file, and the row that is in it."""


def taken_apart(data: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return the texts and blobs that the rows and indexes of a file hold, and what is in no row; the texts in UTF-8.

    A page that cannot be read as one is left over as a whole.
    """
    return _Pages(data).taken_apart()


class _Pages:
    def __init__(self, data: bytes) -> None:
        self._data = data
        size = int.from_bytes(data[16:18], "big")
        self._size = 65536 if size == 1 else size
        self._usable = self._size - data[20] if len(data) > 20 else 0
        self._encoding = _TWO_BYTES.get(int.from_bytes(data[56:60], "big"))
        self._followed: dict[int, int] = {}
        """Pages that long rows go on in, and how many of their bytes are in the values."""
        self._reached: dict[int, int] = {}
        """The same of the page that is being read: they count once all of it was read."""

    def taken_apart(self) -> tuple[list[bytes], list[bytes]]:
        if self._size < 512 or self._size & (self._size - 1) or self._usable < 480:
            return [], [self._data]
        values: list[bytes] = []
        rest: list[bytes] = []
        others = []
        for start in range(0, len(self._data), self._size):
            self._reached = {}
            try:
                cells = _apart(self._cells(start))
                found = [value for _, _, row in cells for value in self._values(row)]
            except (IndexError, ValueError):
                others.append(start)
                continue
            values += found
            rest += self._between(start, cells)
            for page, taken in self._reached.items():
                self._followed[page] = max(taken, self._followed.get(page, 0))
        rest += self._left_over(others)
        return values, rest if self._encoding is None else [
            form for left in rest for form in self._forms(left)
        ]

    def _values(self, row: bytes) -> Iterator[bytes]:
        for is_text, value in _values(row):
            yield self._as_utf8(value) if is_text and self._encoding else value

    def _forms(self, left: bytes) -> Iterator[bytes]:
        """What is in no row, as it is, and as the text of two bytes a letter that may begin at any byte."""
        yield left
        yield self._as_utf8(left)
        yield self._as_utf8(left[1:])

    def _as_utf8(self, text: bytes) -> bytes:
        return text.decode(self._encoding or "utf-8", "replace").encode("utf-8", "replace")

    def _left_over(self, pages: list[int]) -> Iterator[bytes]:
        """What no row holds of pages that are none of rows; those that are beside each other are one."""
        begin = end = 0
        for start in pages:
            if start != end or start in self._followed:
                yield self._data[begin:end]
                begin = start + self._followed.get(start, 0)
            end = start + self._size
        yield self._data[begin:end]

    def _cells(self, start: int) -> Iterator[Cell]:
        """Where each cell of a page begins and ends, and the row that is in it; first of all the page's own lists."""
        data, head = self._data, start + (100 if start == 0 else 0)
        kind = data[head]
        if kind not in (_INDEX, _TABLE, _INDEX_LEAF, _TABLE_LEAF):
            raise ValueError(kind)
        pointers = head + (12 if kind in (_INDEX, _TABLE) else 8)
        count = int.from_bytes(data[head + 3 : head + 5], "big")
        yield start, pointers + 2 * count, b""
        for at in range(pointers, pointers + 2 * count, 2):
            begin = start + int.from_bytes(data[at : at + 2], "big")
            if not pointers + 2 * count <= begin < start + self._usable:
                raise ValueError(begin)
            yield self._cell(kind, begin)

    def _cell(self, kind: int, begin: int) -> Cell:
        at = begin + (4 if kind in (_INDEX, _TABLE) else 0)
        if kind == _TABLE:
            return begin, _varint(self._data, at)[1], b""
        length, at = _varint(self._data, at)
        if kind == _TABLE_LEAF:
            at = _varint(self._data, at)[1]
        here = self._local(kind, length)
        row, end = self._data[at : at + here], at + here
        if here < length:
            row += self._overflow(int.from_bytes(self._data[end : end + 4], "big"), length - here)
            end += 4
        return begin, max(end, begin + 4), row

    def _local(self, kind: int, length: int) -> int:
        """How many bytes of a row are in its own page."""
        most = self._usable - 35 if kind == _TABLE_LEAF else (self._usable - 12) * 64 // 255 - 23
        if length <= most:
            return length
        least = (self._usable - 12) * 32 // 255 - 23
        fitting = least + (length - least) % (self._usable - 4)
        return fitting if fitting <= most else least

    def _overflow(self, page: int, length: int) -> bytes:
        """The end of a row, which other pages hold."""
        parts, known = [], set()
        while length > 0:
            start = (page - 1) * self._size
            if page in known or not 0 < start < len(self._data):
                raise ValueError(page)
            known.add(page)
            taken = min(length, self._usable - 4)
            parts.append(self._data[start + 4 : start + 4 + taken])
            self._reached[start] = max(4 + taken, self._reached.get(start, 0))
            length -= taken
            page = int.from_bytes(self._data[start : start + 4], "big")
        return b"".join(parts)

    def _between(self, start: int, cells: list[Cell]) -> Iterator[bytes]:
        """What of a page is in none of its cells."""
        at = start
        for begin, end, _ in cells:
            if begin > at:
                yield self._data[at:begin]
            at = end
        if at < start + self._size:
            yield self._data[at : start + self._size]


def _apart(cells: Iterable[Cell]) -> list[Cell]:
    """The cells in the order in which they stand; ValueError where one reaches into the next, since then one is none."""
    ordered = sorted(cells)
    for (_, end, _), (begin, _, _) in pairwise(ordered):
        if begin < end:
            raise ValueError(begin)
    return ordered


def _values(row: bytes) -> Iterator[tuple[bool, bytes]]:
    """The texts and blobs in a row, and whether each is a text."""
    if not row:
        return
    end, at = _varint(row, 0)
    value = end
    while at < end:
        kind, at = _varint(row, at)
        if kind in (10, 11):
            raise ValueError(kind)
        size = (kind - 12) // 2 if kind >= 12 else _SIZES[kind]
        if kind >= 12:
            yield kind % 2 == 1, row[value : value + size]
        value += size
    if value != len(row):
        raise ValueError(value)


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where the next begins."""
    value = 0
    for place in range(at, at + 8):
        value = value << 7 | data[place] & 0x7F
        if data[place] < 0x80:
            return value, place + 1
    return value << 8 | data[at + 8], at + 9
