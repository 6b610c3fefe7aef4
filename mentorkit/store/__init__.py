"""The store: one SQLite file with a journal of what the mentor did and tables for reading it quickly.

The only importer of sqlite3. Every write is one transaction, and what it saved is on the disk when the call returns.
"""

from mentorkit.store.reading import Anchor, Moment, Summary
from mentorkit.store.store import Store

__all__ = ["Anchor", "Moment", "Store", "Summary"]
