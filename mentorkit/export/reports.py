"""Which document each reader gets."""

from datetime import tzinfo

from mentorkit.export.audience import Readable
from mentorkit.export.document import Document
from mentorkit.export.mentor import mentor_report
from mentorkit.export.message import student_message, team_message
from mentorkit.plan import Audience


def document(session: Readable, audience: Audience, zone: tzinfo) -> Document:
    """Return the session as that reader is told about it."""
    match audience:
        case Audience.MENTOR:
            return mentor_report(session, zone)
        case Audience.STUDENT:
            return student_message(session, zone)
        case Audience.TEAM:
            return team_message(session, zone)
