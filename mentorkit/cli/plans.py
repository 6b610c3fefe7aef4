"""`mentorkit plans` and `mentorkit new-plan`: the plans there are, and one of one's own."""

import json
import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mentorkit import plan as plans
from mentorkit import views
from mentorkit.cli.editor import open_editor
from mentorkit.cli.home import Home, home, question, say, settings, somebody_there, tell, write_out
from mentorkit.cli.screen import table
from mentorkit.errors import MentorkitError, NeedsAnswerError, PlanError, UsageError
from mentorkit.files import is_there, private_folder
from mentorkit.planfile import (
    Changes,
    Draft,
    available,
    edit_plan,
    load_plan,
    parse_plan,
    plan_schema,
    read_text,
    resolve,
    schema_path,
    shipped_plans,
    with_question,
)
from mentorkit.text import for_terminal, one_line, slug
from mentorkit.words import plural

if TYPE_CHECKING:
    from mentorkit.live.planner import Source


def show_plans(name: str | None, check: Path | None, *, schema: bool, actual: bool, as_json: bool) -> None:
    """List the plans, show one or how it really went, check a file, or give the schema."""
    if actual:
        from mentorkit.cli.actual import show_actual

        where = home()
        wanted = settings(where).plan if name is None else name
        show_actual(load_plan(resolve(wanted, where.plans)), where, as_json=as_json)
    elif schema:
        say(plan_schema().rstrip("\n"))
    elif check is not None:
        found = load_plan(check)
        say(
            for_terminal(
                f"{check}: fine. {found.title}, {views.total(found)}, {plural(len(found.sections), 'section')}."
            )
        )
    elif name is not None:
        _show(load_plan(resolve(name, home().plans)), as_json=as_json)
    else:
        _list(as_json=as_json)


def _show(found: plans.Plan, *, as_json: bool) -> None:
    if as_json:
        say(
            json.dumps(
                {"mentorkit": 1, "kind": "plan", "plan": plans.as_data(found)}, ensure_ascii=False, indent=2
            )
        )
        return
    for line in views.plan_lines(found):
        say(line)


def _list(*, as_json: bool) -> None:
    items: list[dict[str, str | float | bool]] = []
    for name, path in available(home().plans):
        own = path.parent != shipped_plans()
        try:
            found = load_plan(path)
        except PlanError as error:
            items.append({"id": name, "file": str(path), "own": own, "error": error.message})
            continue
        items.append(
            {
                "id": name,
                "file": str(path),
                "own": own,
                "title": found.title,
                "minutes": found.planned / 60,
                "open_ended": any(section.open_ended for section in found.sections),
                "about": found.about,
            }
        )
    if as_json:
        say(json.dumps({"mentorkit": 1, "kind": "plans", "items": items}, ensure_ascii=False, indent=2))
        return
    table(("Plan", "Minutes", "What for"), [_row(item) for item in items], right=("Minutes",))
    tell("One of them: mentorkit plans NAME. One of your own: mentorkit new-plan")


def _row(item: dict[str, str | float | bool]) -> tuple[str, str, str]:
    name = f"{item['id']}{' (yours)' if item['own'] else ''}"
    if "error" in item:
        return name, "", f"cannot be used: {one_line(str(item['error']), 100)}"
    plus = "+" if item["open_ended"] else ""
    return name, f"{item['minutes']:g}{plus} min", one_line(str(item["about"] or item["title"]))


@dataclass(frozen=True, slots=True)
class Edits:
    """The changes as they were typed: SECTION=SOMETHING each, but for `drop`."""

    title: str | None
    minutes: tuple[str, ...]
    drop: tuple[str, ...]
    add: tuple[str, ...]
    rename: tuple[str, ...]
    move: tuple[str, ...]
    ask: tuple[str, ...] = ()

    def parsed(self) -> Changes:
        """Return them as the plan file takes them; UsageError where one cannot be read."""
        return Changes(
            title=self.title,
            minutes=tuple(_pair(text, "--minutes recap=15") for text in self.minutes),
            drop=self.drop,
            add=tuple(_pair(text, '--add "Code review=10"') for text in self.add),
            rename=tuple(_pair(text, '--rename "recap=Looking back"') for text in self.rename),
            move=tuple(_position(text) for text in self.move),
        )


NO_EDITS = Edits(None, (), (), (), (), ())


def _pair(text: str, example: str) -> tuple[str, str]:
    left, equals, right = text.rpartition("=")
    if not equals or not left.strip() or not right.strip():
        raise UsageError(
            f'"{one_line(text)}" needs an = with something on both sides.', f"For example: {example}"
        )
    return left.strip(), right.strip()


def _position(text: str) -> tuple[str, int]:
    section, position = _pair(text, "--move goals=2")
    if not position.isdecimal() or len(position) > 4:
        raise UsageError(f'"{one_line(text)}": the position is a number.', "For example: --move goals=2")
    return section, int(position)


def make_plan(
    name: str | None,
    source: str,
    edits: Edits,
    output: Path | None,
    *,
    edit: bool,
    force: bool,
    no_input: bool,
) -> None:
    """Write a plan of one's own, changed as asked; it is checked before anything is written.

    Without a name it is made on a page, where somebody is there; NeedsAnswerError elsewhere.
    """
    if name is None:
        _on_a_page(source, edits, output, force=force, no_input=no_input)
        return
    where = home()
    target = output or where.plans / f"{_file_name(name)}.yaml"
    changes = edits.parsed()
    text, schema = read_text(resolve(source, where.plans)), schema_path().absolute().as_uri()
    if changes.title is None:
        changes = Changes(name, changes.minutes, changes.drop, changes.add, changes.rename, changes.move)
    made = edit_plan(text, str(target), changes, schema)
    for section, asked in (_pair(text, '--ask "recap=What surprised you?"') for text in edits.ask):
        made = with_question(made, str(target), section, asked)
    _save(made, target, own=output is None, force=force)
    if edit:
        _edit(target, no_input=no_input)
    _tell_of(target, own=output is None)


def _on_a_page(source: str, edits: Edits, output: Path | None, *, force: bool, no_input: bool) -> None:
    terminal = all(stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr))
    if not somebody_there(no_input) or not terminal or os.environ.get("TERM", "") in ("", "dumb"):
        raise NeedsAnswerError("What is the new plan called?", "Say it: mentorkit new-plan NAME")
    if edits != NO_EDITS:
        raise UsageError(
            "The plan that is changed so needs a name.", "mentorkit new-plan NAME --minutes recap=15"
        )
    from mentorkit.live.planner import PlannerApp

    where = home()
    schema = schema_path().absolute().as_uri()

    def target(name: str) -> Path:
        return output or where.plans / f"{_file_name(name)}.yaml"

    def begin(name: str, wanted: str) -> Draft:
        return Draft.begin(read_text(resolve(wanted, where.plans)), str(target(name)), schema, name)

    planner = PlannerApp(
        _sources(where, source),
        begin,
        lambda name: not force and is_there(target(name)),
        settings(where).theme,
    )
    draft = planner.run()
    if draft is None:
        tell("No plan was made.")
        return
    made = target(draft.plan.title)
    _save(draft.text, made, own=output is None, force=True)  # a plan that was there was asked about
    _tell_of(made, own=output is None)


def _sources(where: Home, first: str) -> list["Source"]:
    """The plans that can be used, to start from; the one that was asked for first."""
    from mentorkit.live.planner import Source

    found = []
    for name, path in available(where.plans):
        with suppress(MentorkitError):
            plan = load_plan(path)
            found.append(Source(name, plan.title, plan.about, views.total(plan)))
    return sorted(found, key=lambda source: source.name != first)


def _save(text: str, target: Path, *, own: bool, force: bool) -> None:
    if own:
        private_folder(target.parent)
    write_out(target, text, force=force)


def _tell_of(target: Path, *, own: bool) -> None:
    found = load_plan(target)
    shown = one_line(str(target))
    say(f"{shown}: {one_line(found.title)}, {views.total(found)}, {plural(len(found.sections), 'section')}.")
    if own and any(path.stem == target.stem for path in shipped_plans().glob("*.yaml")):
        tell(f"From now on it stands in for the plan {target.stem} that came with mentorkit.")
    tell(f"To run it: mentorkit run --plan {target.stem if own else shown}")


_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def _file_name(name: str) -> str:
    made = slug(name)[:60]
    if made in _RESERVED:
        raise UsageError(
            f'"{one_line(name)}" is a name that Windows keeps for itself.', "Choose another name."
        )
    if not made:
        raise UsageError(
            f'"{one_line(name)}" makes no file name.', "Use letters or digits: mentorkit new-plan weekly"
        )
    return made


def _edit(target: Path, *, no_input: bool) -> None:
    """Open the plan, and again at its first fault as long as it has one and the mentor wants to mend it."""
    line = 0
    while True:
        open_editor(target, line)
        try:
            parse_plan(read_text(target), str(target), target.stem)
        except PlanError as error:
            tell(for_terminal(error.message))
            place = re.search(r":(\d+):\d+: ", error.message)
            line = int(place[1]) if place else 0
            again = f"Open it again{f' at line {line}' if line else ''}? [Y/n] "
            if somebody_there(no_input) and question(again).lower() in ("", "y", "yes"):
                continue
            raise PlanError(f"{target} is saved as you left it, and cannot be used yet.") from error
        return
