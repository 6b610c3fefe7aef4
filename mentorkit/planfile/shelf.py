"""Where plans are: the mentor's own folder first, then the ones that come with the program."""

import os
from pathlib import Path

from mentorkit.errors import NotFoundError
from mentorkit.planfile.faults import nearest, quoted

ENDINGS = (".yaml", ".yml")


def shipped_plans() -> Path:
    """Return the folder of the shipped plans: beside the code in a wheel, else the repository's."""
    package = Path(__file__).parent.parent
    inside = package / "shipped_plans"
    return inside if inside.is_dir() else package.parent / "plans"


def schema_path() -> Path:
    """Return the file of the JSON Schema of the format, which the first line of a plan can name."""
    return Path(__file__).parent.parent / "schemas" / "plan.schema.json"


def plan_schema() -> str:
    """Return the JSON Schema of the format, as text."""
    return schema_path().read_text(encoding="utf-8")


def available(own: Path) -> list[tuple[str, Path]]:
    """Return name and file of every plan in order of name; one in the folder `own` hides a shipped one."""
    found: dict[str, Path] = {}
    for folder in (shipped_plans(), own):
        for ending in reversed(ENDINGS):
            found |= {path.stem: path for path in folder.glob(f"[!.]*{ending}") if path.is_file()}
    return sorted(found.items())


def resolve(name_or_path: str, own: Path) -> Path:
    """Return the file that is meant: a path as it is, else a plan by name; NotFoundError names those there are."""
    if {"/", os.sep} & set(name_or_path) or name_or_path.endswith(ENDINGS):
        return Path(name_or_path)
    plans = dict(available(own))
    if name_or_path in plans:
        return plans[name_or_path]
    close = nearest(name_or_path, list(plans))
    meant = f'Did you mean "{close}"? ' if close else ""
    there = ", ".join(plans) or "none"
    raise NotFoundError(f"There is no plan {quoted(name_or_path)}.", f"{meant}There are: {there}.")
