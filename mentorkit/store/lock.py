"""One writer: a lock file beside the store. It falls with the process that holds it, whatever ended that.

Two writing connections meet a rare corruption in SQLite 3.7.0 to 3.51.2 (`reliability.md`), so a second one is not let in.
"""

import errno
from pathlib import Path

from filelock import FileLock, Timeout

from mentorkit.errors import StoreError
from mentorkit.files import is_there, private_folder, reason

_CLOSED_TO_US = (errno.EACCES, errno.EPERM, errno.EROFS)

_WAIT = 0.5
"""Seconds: longer than a reader needs to see whether anybody holds the lock."""


class LockedError(StoreError):
    """Another process has the right to write."""


class WriterLock:
    """The right to write to the store in a folder, held until `release` or the end of the process."""

    def __init__(self, store: Path) -> None:
        private_folder(store.parent)
        self._lock = FileLock(_lock_file(store), mode=0o600)
        try:
            self._lock.acquire(timeout=_WAIT)
        except Timeout:
            raise LockedError(
                "Another mentorkit is running a session or changing the store.",
                "Finish or close that one first. Reading (`show`, `export`, `students`) works meanwhile.",
            ) from None
        except OSError as error:
            raise StoreError(f"{store.parent} cannot be written to: {reason(error)}.") from error

    def release(self) -> None:
        """Let the next one in."""
        self._lock.release()


def is_held(store: Path) -> bool:
    """Return whether any process that can be seen from here is writing to the store right now."""
    file = _lock_file(store)
    if not is_there(file):
        return False
    lock = FileLock(file, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    except OSError as error:
        # Where we may not even open the lock, on a backup or on somebody else's disk, we see nobody hold it.
        return error.errno not in _CLOSED_TO_US
    lock.release()
    return False


def _lock_file(store: Path) -> Path:
    return store.with_name(store.name + ".lock")
