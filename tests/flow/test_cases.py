"""Every row of flow-cases.yaml through the runner, the store and the disk."""

from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorkit.errors import RefusedError
from mentorkit.plan import Audience
from mentorkit.runner import begin
from mentorkit.settings import Settings
from mentorkit.store import Store
from tests.flow.cases import ADA, Case, cases, check_stored, clock, the_plan, with_history


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_line_means_the_same_everywhere(case: Case, tmp_path: Path) -> None:
    with Store.writer(tmp_path / "mentorkit.db") as store:
        if case.history:
            with_history(store, the_plan())
        runner = begin(store, the_plan(), case.students, clock=clock(), zone=UTC, settings=Settings())
        untouched = runner.session.records
        said, refused = "", ""
        for line in case.lines:
            try:
                said = "\n".join(runner.do(line).said)
            except RefusedError as error:
                refused = f"{error.message} {error.hint}"
        asked = runner.ask()
        check_stored(case, runner.session, untouched)
        on_disk = store.session(runner.session.id)
        assert on_disk.records == runner.session.records
        assert on_disk.log == runner.session.log
    assert case.refused in refused
    assert bool(case.refused) == bool(refused), refused
    assert case.said in said
    if case.section != "anywhere":
        assert (asked.section.id if asked.section else None) == case.section
    if case.asks != "anything":
        assert (asked.prompt.id if asked.prompt else None) == case.asks
    if case.label:
        assert asked.label == case.label
    assert case.shows in "\n".join((*asked.lines, *asked.hints))


_TYPED = st.sampled_from(
    [
        "",
        "text",
        "4",
        "1 2",
        "d",
        "m",
        "keep",
        "shrink it",
        ".",
        "tue 6pm",
        "/student",
        "/team",
        "/note",
        "/again",
        "/next",
        "/back",
    ]
)


@settings(max_examples=150)
@given(lines=st.lists(_TYPED, max_size=25))
def test_nothing_typed_is_stored_for_a_wider_reader_than_the_label_said(lines: list[str]) -> None:
    with Store.practice() as store:
        with_history(store, the_plan())
        runner = begin(store, the_plan(), (ADA,), clock=clock(), zone=UTC, settings=Settings())
        for line in lines:
            said = runner.ask().audience
            try:
                reply = runner.do(line)
            except RefusedError:
                continue
            for record in () if line.startswith("/") else reply.saved:
                assert record.audience in (said, Audience.MENTOR), (line, said, record)
            if runner.ended:
                break
