"""The cases of `agenda-cases.json`, a byte copy of the one that comes with `agenda.md`."""

import json
from pathlib import Path
from typing import Any

import pytest

from mentorkit.agenda import Do, View
from mentorkit.plan import Plan, Section
from tests.agenda.calls import Call

CASES = json.loads((Path(__file__).parents[1] / "data" / "agenda-cases.json").read_text("utf-8"))["cases"]
ENVIRONMENT = {"wall_step", "suspend", "crash", "reopen"}


def _plan(sections: list[dict[str, Any]]) -> Plan:
    return Plan(
        "case",
        "Case",
        tuple(
            Section(
                id=str(position),
                title=spec["title"],
                planned=spec["minutes"] * 60,
                minimum=spec.get("min", spec["minutes"]) * 60,
                open_ended=spec.get("open_ended", False),
                give=spec.get("give", 1),
            )
            for position, spec in enumerate(sections)
        ),
    )


def _how(name: str, arguments: list[str]) -> dict[str, Any]:
    if name in ("add", "backdate", "hard_stop"):
        return {"seconds": float(arguments[0])}
    return dict(zip(("section", "before"), arguments, strict=False))


def _press(call: Call, at: float, op: str) -> None:
    name, *arguments = op.split(":")
    if name not in ENVIRONMENT:
        call.press(at, Do.UNDONE if name == "undo" else Do(name), **_how(name, arguments))


def _seen(view: View, name: str) -> Any:
    if name == "current":
        return view.current.title if view.current else None
    if name == "budgets":
        return {line.section.title: view.budgets[line.section.id] for line in _pending(view)}
    return getattr(view, name)


def _pending(view: View) -> list[Any]:
    return [line for line in view.sections if line.section.id in view.budgets]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_every_expectation_of_the_case_holds_within_a_second(case: dict[str, Any]) -> None:
    call = Call(_plan(case["plan"]))
    if "hard_stop" in case:
        call.press(0, Do.HARD_STOP, seconds=case["hard_stop"])
    for event in case["events"]:
        _press(call, event["at"], event["do"])
    view = call.see(case["ask_at"])
    for name, expected in case["expect"].items():
        wanted = expected if name == "current" or expected is None else pytest.approx(expected, abs=1)
        assert _seen(view, name) == wanted, f"{name}: {case['comment']}"
