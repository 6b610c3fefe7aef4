"""The files that a store is made of, and what else beside it is nobody's to write over."""

import os
from pathlib import Path
from typing import Final

from mentorkit.store.marker import marker

COMPANIONS: Final = ("-wal", "-shm", "-journal")
"""How the names of the files end that SQLite has beside a database: the newest notes, their index, a change half done."""


def companion(store: Path, end: str) -> Path:
    """Return where SQLite keeps a file beside the store: beside the file itself, where the store is a link to one."""
    real = Path(os.path.realpath(store))  # Path.resolve raises an error of its own where links go in a circle
    return real.with_name(real.name + end)


def pieces(store: Path) -> tuple[Path, ...]:
    """Return the store and the files that SQLite has beside it, as far as they are there."""
    return tuple(path for path in (store, *(companion(store, end) for end in COMPANIONS)) if _is_there(path))


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a folder that we may not look into
        return False


def spared(store: Path) -> tuple[Path, ...]:
    """Return the files that nothing is ever written over at somebody's wish, whether they are there or not."""
    beside = [
        path for end in COMPANIONS for path in (companion(store, end), store.with_name(store.name + end))
    ]
    return (store, *dict.fromkeys(beside), store.with_name(store.name + ".lock"), marker(store))
