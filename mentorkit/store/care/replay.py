"""What the journal and the tables say differently, for those who tend the store: see `mentorkit/store/replay.py`."""

from mentorkit.store.replay import Difference as Difference
from mentorkit.store.replay import differences as differences
