"""What can go wrong, in words.

An error carries what happened and what to do about it, and knows neither screen nor exit code: the command line
maps each kind to one (`mentorkit/cli/exits.py`).
"""


class MentorkitError(Exception):
    """Something the mentor has to be told: `message` says what and where, `hint` says what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(MentorkitError):
    """The words of the command do not fit together."""


class PlanError(MentorkitError):
    """A plan that cannot be used. `message` may have several lines, one a fault."""


class NotFoundError(MentorkitError):
    """A plan, a student or a session that is not there."""


class NeedsAnswerError(MentorkitError):
    """A question has to be answered and there is nobody to ask."""


class StoreError(MentorkitError):
    """The store could not be read or written. Nothing that was shown as saved is lost."""


class RefusedError(MentorkitError):
    """What was typed cannot be done or understood. Nothing has changed."""


class NotSavedError(StoreError):
    """What was typed is not on the disk. Nothing has changed, and the text is still at hand. `message` says why."""


class SignalledError(Exception):
    """A signal asks the program to end. All that was entered is saved, and there may be no terminal left to say more."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number
