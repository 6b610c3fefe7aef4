"""Bytes to JSON data. What is no JSON, or JSON that nobody can mean, is refused in words."""

import json
import math
from typing import Any

from mentorkit.importing.entry import NotImportedError
from mentorkit.text import one_line

LARGEST = 512 * 1024 * 1024
"""Bytes: some ten thousand calls."""

_DIGITS = 18
"""Of a whole number: what a store can hold. Python refuses to read 5,000 of them at all."""


def read_json(content: bytes, name: str) -> Any:
    """Return the data that `content` is; NotImportedError, beginning with `name` and the place, where it is none."""
    if len(content) > LARGEST:
        raise _refused(name, f"this is larger than {LARGEST // 1024**2} MB", "Is it the right file?")
    if not content.strip():
        raise _refused(name, "this is empty", "An export to import: mentorkit export --all -o FILE")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refused(f"{name}: line {line}", "this is not UTF-8 text") from error
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_int=_whole, parse_constant=_constant, parse_float=float
        )
    except json.JSONDecodeError as error:
        where = f"{name}: line {error.lineno}, column {error.colno}"
        raise _refused(where, f"this is no JSON ({error.msg})") from error
    except RecursionError as error:
        raise _refused(name, "brackets stand within brackets, deeper than in any export") from error
    except _MeaninglessError as error:
        raise _refused(name, str(error)) from error


class _MeaninglessError(Exception):
    """Something that JSON readers differ about."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        twice = next(key for key in names if names.count(key) > 1)
        whose = found.get("id")
        where = f' of "{one_line(whose, 40)}"' if isinstance(whose, str) else ""
        raise _MeaninglessError(f'the key "{one_line(twice, 40)}"{where} stands twice in one object')
    return found


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _DIGITS else math.inf  # which no reader of a number takes


def _constant(name: str) -> Any:
    raise _MeaninglessError(f"{name} is no number in JSON")


def _refused(where: str, words: str, hint: str = "") -> NotImportedError:
    return NotImportedError(f"{where}: {words}.", hint or "Nothing was imported.")
