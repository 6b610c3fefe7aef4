"""The configuration file is read as strictly as a plan."""

from pathlib import Path

import pytest

from mentorkit.errors import NotFoundError, UsageError
from mentorkit.planfile import COMMENTED_CONFIG, load_settings
from mentorkit.settings import Settings
from mentorkit.when import DayOrder


def settings_of(folder: Path, text: str) -> Settings:
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def test_the_commented_file_and_an_empty_one_change_nothing(tmp_path: Path) -> None:
    assert settings_of(tmp_path, COMMENTED_CONFIG) == settings_of(tmp_path, "") == Settings()


def test_every_setting_that_the_commented_file_shows_can_be_set(tmp_path: Path) -> None:
    lines = [line.removeprefix("# ") for line in COMMENTED_CONFIG.splitlines()]
    shown = [
        line
        for line in lines
        if line.split(":")[0] in {"day-order", "bell", "theme", "channel", "worry", "plan"}
    ]
    assert len(shown) == 6
    found = settings_of(tmp_path, "\n".join(shown))
    assert (found.channel, found.plan, found.bell) == ("#class-help", "default", False)
    assert settings_of(tmp_path, "day-order: month-day\nbell: yes\n") == Settings(
        DayOrder.MONTH_FIRST, bell=True
    )


def test_faults_are_told_with_their_places(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        settings_of(tmp_path, "bel: yes\nchannel: #general\nday-order: year\ntheme: pink\n")
    path = tmp_path / "config.yaml"
    unknown, remark, order, theme = caught.value.message.split("\n")
    assert unknown.startswith(f'{path}:1:1: "bel" is not a key of the configuration; did you mean "bell"?')
    assert remark.startswith(f'{path}:2:10: channel: what follows "#" is a comment')
    assert theme == f'{path}:4:8: theme: "pink" is no theme; write auto, dark or light'
    assert order.startswith(f'{path}:3:12: day-order: "year" is no order')


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        load_settings(tmp_path / "none.yaml")
