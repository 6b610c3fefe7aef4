"""A library export read back. Pure: bytes go in, and a library comes out, or all that is wrong with them.

`read_library` checks every value; `merged` says what of it is new to a store, what is there already and what is there
otherwise. Nothing here opens a file or a store.
"""

from mentorkit.importing.entry import NotImportedError
from mentorkit.importing.merge import Conflict, Merge, Namesake, merged
from mentorkit.importing.syntax import LARGEST
from mentorkit.importing.whole import read_library

__all__ = ["LARGEST", "Conflict", "Merge", "Namesake", "NotImportedError", "merged", "read_library"]
