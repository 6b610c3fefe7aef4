"""What stands in the bytes of a SQLite file: the texts in its rows, each by itself, and what is left over in its pages.

In the bytes one value follows the next, and letters of two of them make words that nobody wrote. So the pages are read as
https://sqlite.org/fileformat2.html describes them, without SQLite: it does not show what it left over.
"""

from collections.abc import Iterator

BEGINNING = b"SQLite format 3\0"
"""How a file of SQLite begins."""

_INDEX, _TABLE, _INDEX_LEAF, _TABLE_LEAF = 2, 5, 10, 13
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)
"""Bytes of a value by its serial type, of those that are no text."""


def taken_apart(data: bytes) -> tuple[list[bytes], list[bytes]]:
    """Return the texts and blobs that the rows and indexes of a file hold, and what is in no row.

    A page that cannot be read as one is left over as a whole.
    """
    return _Pages(data).taken_apart()


class _Pages:
    def __init__(self, data: bytes) -> None:
        self._data = data
        size = int.from_bytes(data[16:18], "big")
        self._size = 65536 if size == 1 else size
        self._usable = self._size - data[20] if len(data) > 20 else 0
        self._followed: dict[int, int] = {}
        """Pages that a long row goes on in, and how many of their bytes it takes."""

    def taken_apart(self) -> tuple[list[bytes], list[bytes]]:
        if self._size < 512 or self._usable < 480:
            return [], [self._data]
        values: list[bytes] = []
        rest: list[bytes] = []
        others = []
        for start in range(0, len(self._data), self._size):
            try:
                cells = list(self._cells(start))
                found = [value for _, _, row in cells for value in _values(row)]
            except (IndexError, ValueError):
                others.append(start)
                continue
            values += found
            rest += self._between(start, [(begin, end) for begin, end, _ in cells])
        for start in others:
            rest.append(self._data[start + self._followed.get(start, 0) : start + self._size])
        return values, rest

    def _cells(self, start: int) -> Iterator[tuple[int, int, bytes]]:
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

    def _cell(self, kind: int, begin: int) -> tuple[int, int, bytes]:
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
            self._followed[start] = 4 + taken
            length -= taken
            page = int.from_bytes(self._data[start : start + 4], "big")
        return b"".join(parts)

    def _between(self, start: int, taken: list[tuple[int, int]]) -> Iterator[bytes]:
        """What of a page is in none of its cells."""
        at = start
        for begin, end in sorted(taken):
            if begin > at:
                yield self._data[at:begin]
            at = max(at, end)
        if at < start + self._size:
            yield self._data[at : start + self._size]


def _values(row: bytes) -> Iterator[bytes]:
    """The texts and blobs in a row."""
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
            yield row[value : value + size]
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
