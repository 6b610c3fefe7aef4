"""A store that is damaged, in ten ways: one clear message, no traceback, and a backup that puts it right."""

import shutil
from pathlib import Path

import pytest

from tests.bench.damage import WAYS, Way, filled, tried, why_not
from tests.programs import Mentor


@pytest.fixture(scope="module")
def a_filled_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("damage") / "filled"
    filled(home)
    return home


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_a_damaged_store_is_said_in_one_message_and_a_backup_puts_it_right(
    way: Way, a_filled_home: Path, tmp_path: Path
) -> None:
    if reason := why_not(way):
        pytest.skip(reason)
    home = tmp_path / "home"
    shutil.copytree(a_filled_home, home)
    assert tried(way, Mentor(home)).wrong(way) == []
