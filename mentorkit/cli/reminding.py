"""What the mentor is reminded of: students whose course has long been over, once, and a forgetting that was cut short.

Nothing is ever deleted by itself.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import date
from typing import TYPE_CHECKING

from mentorkit.cli.home import Home, say, tell
from mentorkit.errors import StoreError
from mentorkit.records import Student
from mentorkit.retention import Overdue, overdue, reminder, unsaid
from mentorkit.store import Store

if TYPE_CHECKING:
    from mentorkit.store.care.checkup import Checkup, Finding


def late_ones(store: Store, students: Iterable[Student], today: date) -> tuple[Overdue, ...]:
    """Return those of the students whom the mentor is to be reminded of, and was not yet."""
    return unsaid(overdue(students, today), store.remembered)


def remember(where: Home, late: Sequence[Overdue]) -> None:
    """Have the mentor not be reminded of them again. Where that cannot be written down, as during a call, they are."""
    if late:
        with suppress(StoreError), Store.writer(where.store) as store:
            for each in late:
                store.remember(each.key, each.value)


# ---- for `doctor`


def remind(where: Home, checkup: "Checkup", today: date) -> None:
    """Say of whom the mentor was not reminded yet, and have that be the only time."""
    late: tuple[Overdue, ...] = ()
    with suppress(StoreError), _sound(where, checkup) as store:
        late = late_ones(store, store.students(), today) if store else ()
    for each in late:
        say(reminder(each))
    remember(where, late)


def unfinished(where: Home, checkup: "Checkup") -> "list[Finding]":
    """Return that a forgetting was cut short, [] where none was."""
    from mentorkit.store.care.checkup import Finding

    with suppress(StoreError), _sound(where, checkup) as store:
        if store and _is_unfinished(store):
            return [Finding(*_UNFINISHED)]
    return []


_UNFINISHED = (
    "Somebody was forgotten, and the cleaning up was cut short: old copies of their data are left.",
    "To finish it: mentorkit students forget NAME, with the name that they had.",
)


def _is_unfinished(store: Store) -> bool:
    from mentorkit.store.forget.cleaning import MARK

    return bool(store.remembered(MARK))


def tell_unfinished(store: Store) -> None:
    """Say on stderr that a forgetting was cut short, where one was."""
    if _is_unfinished(store):
        for line in _UNFINISHED:
            tell(line)


def _sound(where: Home, checkup: "Checkup") -> AbstractContextManager[Store | None]:
    """The store, where there is one that can be read as it is: nobody wants one changed that is not well."""
    if checkup.there and checkup.version == checkup.newest_version:
        return Store.reader(where.store) or nullcontext(None)
    return nullcontext(None)
