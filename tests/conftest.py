"""What many tests need: a clock that stands still, a store, a session in it."""

import os
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import settings

from mentorkit.runner import Runner, begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.clocks import FakeClock
from tests.flow.cases import ADA, the_plan

settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("here", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "mentorkit.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.writer(path) as opened:
        yield opened


@pytest.fixture
def runner(store: Store, clock: FakeClock) -> Runner:
    return begin(store, the_plan(), (ADA,), clock=clock, zone=UTC, settings=Settings())
