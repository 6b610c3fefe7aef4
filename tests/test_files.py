"""Folders and files for one person: made private, never at the cost of what was there already."""

import os
import stat
from pathlib import Path

import pytest

from mentorkit.errors import StoreError, UsageError
from mentorkit.files import is_there, names_folder, private_folder, write_whole

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and devices are POSIX's")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ---- folders


def test_a_folder_that_was_there_already_keeps_its_mode(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    assert private_folder(shared) == shared
    assert _mode(shared) == 0o1777


def test_every_folder_that_has_to_be_made_is_private(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    before = os.umask(0o022)
    try:
        private_folder(tmp_path / "a" / "b" / "c")
    finally:
        os.umask(before)
    assert [_mode(tmp_path / part) for part in ("a", "a/b", "a/b/c")] == [0o700] * 3
    assert _mode(tmp_path) == 0o755


def test_a_link_to_a_folder_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    private_folder(tmp_path / "link" / "data")
    assert _mode(tmp_path / "real" / "data") == 0o700


@pytest.mark.parametrize("name", ["x" * 300, "file", "file/below", "dangling"])
def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "dangling").symlink_to("nowhere")
    with pytest.raises(StoreError, match=r"exists|not a directory|too long"):
        private_folder(tmp_path / name)


def test_a_folder_is_named_by_one_that_is_there_or_by_a_separator_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "file").write_text("")
    named = ("real", "link", "real/", "none/", "file/")
    assert all(names_folder(f"{tmp_path}/{name}") for name in named)
    assert not any(names_folder(f"{tmp_path}/{name}") for name in ("none", "file", "x" * 300, "file/below"))
    assert not names_folder("")


def test_whether_something_is_there_is_yes_no_or_an_error_in_words(tmp_path: Path) -> None:
    assert is_there(tmp_path)
    assert not is_there(tmp_path / "none")
    assert not is_there(Path("/dev/null/none"))
    with pytest.raises(StoreError, match="too long"):
        is_there(tmp_path / ("x" * 300))


# ---- files


def test_a_name_as_long_as_a_name_can_be_is_written(tmp_path: Path) -> None:
    target = tmp_path / ("🌻" * 62 + ".m")
    write_whole(target, "hello")
    assert target.read_text() == "hello"
    assert list(tmp_path.iterdir()) == [target]


def test_a_name_that_is_too_long_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="too long"):
        write_whole(tmp_path / ("🌻" * 64), "hello")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("force", [False, True])
def test_a_pipe_is_never_replaced_by_a_file(tmp_path: Path, force: bool) -> None:
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to("pipe")
    for path in (pipe, link):
        with pytest.raises(UsageError, match="not replaced"):
            write_whole(path, "hello", force=force)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert link.is_symlink()


def test_a_device_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    link = tmp_path / "link"  # not the device itself: for root a failing test would replace it
    link.symlink_to("/dev/null")
    with pytest.raises(UsageError, match="not replaced"):
        write_whole(link, "hello", force=True)
    assert link.is_symlink()


@pytest.mark.parametrize("broken", [False, True])
def test_a_link_to_a_file_is_replaced_by_force_and_not_followed(tmp_path: Path, broken: bool) -> None:
    victim, link = tmp_path / "victim", tmp_path / "link"
    if not broken:
        victim.write_text("mine")
    link.symlink_to(victim)
    with pytest.raises(UsageError, match="already"):
        write_whole(link, "hello")
    write_whole(link, "hello", force=True)
    assert not link.is_symlink()
    assert link.read_text() == "hello"
    assert victim.exists() is not broken
