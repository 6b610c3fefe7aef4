"""Opening plan files: what is no file, what is too much, and that no content does harm."""

import os
import resource
import socket
import time
from pathlib import Path

import pytest

from mentorkit.errors import NotFoundError, PlanError
from mentorkit.planfile import load_plan, parse_plan
from tests.planfile.bad_plans import ASK, HEAD, ONE


def test_a_plan_is_called_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "weekly call.yaml").write_text(ONE, encoding="utf-8-sig")
    assert load_plan(tmp_path / "weekly call.yaml").id == "weekly call"


@pytest.mark.parametrize("name", ["none.yaml", "none/none.yaml", "file/none.yaml", "x" * 300, "nul\0"])
def test_a_missing_file_is_not_found(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotFoundError):
        load_plan(tmp_path / name)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="this is a folder"):
        load_plan(tmp_path)


def test_a_pipe_a_socket_and_a_device_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
    for path in (tmp_path / "pipe", tmp_path / "socket", Path("/dev/zero"), Path("/dev/null")):
        with pytest.raises(PlanError, match="a pipe or a device"):
            load_plan(path)


def test_a_link_that_leads_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(PlanError, match="cannot be read"):
        load_plan(tmp_path / "loop")


def test_a_file_over_256_kb_is_refused_unread(tmp_path: Path) -> None:
    with (tmp_path / "large.yaml").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(PlanError, match="larger than 256 kB"):
        load_plan(tmp_path / "large.yaml")
    (tmp_path / "limit.yaml").write_text(f"{ONE}#{'x' * (256 * 1024 - len(ONE) - 1)}")
    assert load_plan(tmp_path / "limit.yaml").title == "T"


def test_a_file_that_is_not_utf_8_is_refused_at_its_first_bad_byte(tmp_path: Path) -> None:
    for content, place in ((b"title: T\r\nabout: caf\xe9\n", "2:11"), ("title: T".encode("utf-16"), "1:1")):
        path = tmp_path / "p.yaml"
        path.write_bytes(content)
        with pytest.raises(PlanError) as caught:
            load_plan(path)
        assert caught.value.message == f"{path}:{place}: this is not UTF-8 text; save the file as UTF-8"


def test_a_lone_surrogate_is_refused() -> None:
    for text in ("title: \ud800\n", 'title: "\\ud800"\n'):
        with pytest.raises(PlanError):
            parse_plan(text, "p.yaml", "p")


HOSTILE = {
    "brackets": "[" * 250_000,
    "entries": "[" + "a," * 127_000 + "]",
    "dashes": "- a\n" * 65_000,
    "nested dashes": "- " * 500,
    "question marks": "? " * 3_000,
    "remarks": "#\n" * 130_000,
    "words": "title: " + "b c " * 63_000,
    "escapes": 'title: "' + "\\x41" * 63_000 + '"',
    "lines": "about:\n" + "  b\n" * 63_000,
    "quoted lines": 'about: "' + "\n b" * 80_000 + '"',
    "blank lines": "about:" + "\n" * 250_000 + " b",
    "one long key": "a" * 250_000 + ": b",
    "long keys": "".join("a" * 1000 + f"{n}: b\n" for n in range(250)),
    "many keys": "".join(f"k{n}: b\n" for n in range(5_000)),
    "one key": "k: b\n" * 5_000,
    "keys in braces": "{" + "a: b, " * 40_000 + "}",
    "an anchor": "&" + "a" * 250_000,
    "anchors": "".join(f"k{n}: &a b\n" for n in range(3_000)),
    "a tag": "!<" + "%41" * 83_000,
    "tags": "".join(f"%TAG !a{n}! x\n" for n in range(15_000)) + "--- a",
    "per cent": "%" * 250_000,
    "faulty sections": HEAD + "- a\n" * 5_000,
    "faulty prompts": ASK
    + "".join("      - {" + ",".join(f"typ{n}: b" for n in range(19)) + "}\n" for _ in range(100)),
    "a long rhythm": "every: " + "1 " * 100_000,
    "a long address": f"{ONE}    links: {{a: {'a:' * 100_000}}}",
    "a long time": f"{HEAD}- title: A\n  time: {'1 ' * 100_000}",
    "carriage returns": "\r" * 250_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_plan_takes_long_or_much_or_says_much(name: str) -> None:
    begun = time.process_time()
    with pytest.raises(PlanError) as caught:
        parse_plan(HOSTILE[name], "p.yaml", "p")
    assert time.process_time() - begun < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 400_000  # kB, with the whole test run in it
    assert len(caught.value.message) < 8_000
