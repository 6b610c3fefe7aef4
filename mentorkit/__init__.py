"""mentorkit: a session runner for people who mentor others in programming."""

__version__ = "0.1.0"
