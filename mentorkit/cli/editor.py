"""Opening a file in the mentor's own editor."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from mentorkit.cli.home import somebody_there
from mentorkit.errors import MentorkitError, NeedsAnswerError, UsageError


def open_editor(path: Path) -> None:
    """Open the file in $VISUAL or $EDITOR and wait; the words are split and never given to a shell."""
    if not somebody_there():
        raise NeedsAnswerError("An editor needs a terminal.", f"Change the file itself: {path}")
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _usual()
    try:
        words = shlex.split(chosen)
    except ValueError as error:
        raise UsageError(f"$EDITOR cannot be read: {error}.") from error
    if not words:
        raise UsageError("No editor is set.", "Set EDITOR, for example: export EDITOR=nano")
    try:
        done = subprocess.run([*words, str(path)], check=False)
    except OSError as error:
        raise UsageError(
            f"{words[0]} cannot be started: {error.strerror}.", "Set EDITOR to your editor."
        ) from error
    if done.returncode:
        raise MentorkitError(f"{words[0]} ended with an error ({done.returncode}).", f"The file is {path}")


def _usual() -> str:
    names = ("notepad",) if os.name == "nt" else ("sensible-editor", "nano", "vi")
    return next((name for name in names if shutil.which(name)), "")
