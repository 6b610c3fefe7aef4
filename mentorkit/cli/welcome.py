"""Bare `mentorkit`: what waits, and how to begin."""

from mentorkit.cli.home import home, say
from mentorkit.cli.run import interrupted_line
from mentorkit.store import Store

_TEXT = """\
mentorkit walks you through a call with somebody you mentor, and keeps the notes.

  mentorkit run ada               a call with Ada, by the default plan
  mentorkit run --practice        try it out: an invented student, nothing is saved
  mentorkit export --for student  what Ada is sent after the call

mentorkit --help lists everything."""


def welcome() -> None:
    """Say what waits, and how to begin."""
    store = Store.reader(home().store)
    if store is not None:
        with store:
            line = interrupted_line(store)
        if line:
            say(line)
            say()
    say(_TEXT)
