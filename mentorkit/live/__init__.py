"""The full-screen front end: a session on one page, with a clock that never disturbs typing. The only importer of textual."""

from mentorkit.live.app import run_live

__all__ = ["run_live"]
