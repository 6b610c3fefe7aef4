"""The agenda engine: a pure function from a plan, a log of what the mentor did and a moment to all there is to show.

It holds no counter and reads no clock. Every time is in seconds on the session's own timeline, whose zero is the start. The
rules and their words are those of `agenda.md`: P is planned, A allotted, e elapsed in the section.

A log is never refused: an event that is not possible where it stands (`act` would not have made it) changes nothing. So a
journal can always be read back, whatever wrote it.
"""

from mentorkit.agenda.events import Do, Event, Phase, Status
from mentorkit.agenda.machine import LEGAL, act, effective
from mentorkit.agenda.price import Price, price
from mentorkit.agenda.view import Level, SectionView, View, view

__all__ = [
    "LEGAL",
    "Do",
    "Event",
    "Level",
    "Phase",
    "Price",
    "SectionView",
    "Status",
    "View",
    "act",
    "effective",
    "price",
    "view",
]
