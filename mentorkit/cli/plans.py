"""`mentorkit plans` and `mentorkit new-plan`: the plans there are, and one of one's own."""

import json
from dataclasses import dataclass
from pathlib import Path

from mentorkit import plan as plans
from mentorkit import views
from mentorkit.cli.editor import open_editor
from mentorkit.cli.home import home, question, say, somebody_there, tell
from mentorkit.cli.screen import table
from mentorkit.errors import PlanError, UsageError
from mentorkit.files import private_folder, write_whole
from mentorkit.planfile import (
    Changes,
    available,
    edit_plan,
    load_plan,
    parse_plan,
    plan_schema,
    read_text,
    resolve,
    schema_path,
    shipped_plans,
)
from mentorkit.text import for_terminal, one_line, slug


def show_plans(name: str | None, check: Path | None, *, schema: bool, as_json: bool) -> None:
    """List the plans, show one, check a file, or give the schema."""
    if schema:
        say(plan_schema().rstrip("\n"))
    elif check is not None:
        found = load_plan(check)
        say(
            for_terminal(
                f"{check}: fine. {found.title}, {views.total(found)}, {len(found.sections)} sections."
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
    items: list[dict[str, str | float]] = []
    for name, path in available(home().plans):
        try:
            found = load_plan(path)
        except PlanError as error:
            items.append({"id": name, "file": str(path), "error": error.message})
            continue
        items.append(
            {
                "id": name,
                "file": str(path),
                "title": found.title,
                "minutes": found.planned / 60,
                "about": found.about,
            }
        )
    if as_json:
        say(json.dumps({"mentorkit": 1, "kind": "plans", "items": items}, ensure_ascii=False, indent=2))
        return
    table(("Plan", "Minutes", "Title"), [_row(item) for item in items], right=("Minutes",))
    tell("One of them: mentorkit plans NAME. One of your own: mentorkit new-plan NAME")


def _row(item: dict[str, str | float]) -> tuple[str, str, str]:
    if "error" in item:
        return str(item["id"]), "", f"cannot be used: {one_line(str(item['error']), 100)}"
    return str(item["id"]), f"{item['minutes']:g} min", one_line(str(item["title"]))


@dataclass(frozen=True, slots=True)
class Edits:
    """The changes as they were typed: SECTION=SOMETHING each, but for `drop`."""

    title: str | None
    minutes: tuple[str, ...]
    drop: tuple[str, ...]
    add: tuple[str, ...]
    rename: tuple[str, ...]
    move: tuple[str, ...]

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
    name: str, source: str, edits: Edits, output: Path | None, *, edit: bool, force: bool, no_input: bool
) -> None:
    """Write a plan of one's own, changed as asked; it is checked before anything is written."""
    where = home()
    target = output or where.plans / f"{_file_name(name)}.yaml"
    changes = edits.parsed()
    text, schema = read_text(resolve(source, where.plans)), schema_path().absolute().as_uri()
    if changes.title is None:
        changes = Changes(name, changes.minutes, changes.drop, changes.add, changes.rename, changes.move)
    made = edit_plan(text, str(target), changes, schema)
    if output is None:
        private_folder(where.plans)
    write_whole(target, made, force=force)
    if edit:
        _edit(target, no_input=no_input)
    found = load_plan(target)
    shown = one_line(str(target))
    say(f"{shown}: {one_line(found.title)}, {views.total(found)}, {len(found.sections)} sections.")
    if output is None and any(path.stem == target.stem for path in shipped_plans().glob("*.yaml")):
        tell(f"From now on it stands in for the plan {target.stem} that came with mentorkit.")
    tell(f"To run it: mentorkit run --plan {shown if output else target.stem}")


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
    """Open the plan, and again as long as it has faults and the mentor wants to mend them."""
    while True:
        open_editor(target)
        try:
            parse_plan(read_text(target), str(target), target.stem)
        except PlanError as error:
            tell(for_terminal(error.message))
            if somebody_there(no_input) and question("Open it again? [Y/n] ").lower() in ("", "y", "yes"):
                continue
            raise PlanError(f"{target} is saved as you left it, and cannot be used yet.") from error
        return
