"""Opening a file in the mentor's own editor, where there is a terminal for it."""

from pathlib import Path

from mentorkit.cli.home import somebody_there
from mentorkit.editor import edit_file
from mentorkit.errors import NeedsAnswerError


def open_editor(path: Path, line: int = 0) -> None:
    """Open the file in the mentor's editor, at that line where it is not 0, and wait; NeedsAnswerError without a terminal."""
    if not somebody_there():
        raise NeedsAnswerError("An editor needs a terminal.", f"Change the file itself: {path}")
    edit_file(path, line)
