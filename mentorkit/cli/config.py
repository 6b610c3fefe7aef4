"""`mentorkit config`: where things are and how they are set."""

import json
from dataclasses import asdict

from mentorkit.cli.editor import open_editor
from mentorkit.cli.home import home, say, settings
from mentorkit.files import is_there, private_folder, write_whole
from mentorkit.text import for_terminal


def show_config(*, as_json: bool) -> None:
    """Say where things are and how they are set."""
    where = home()
    found = {name.replace("_", "-"): value for name, value in asdict(settings(where)).items()}
    paths = {"store": str(where.store), "plans": str(where.plans), "config": str(where.config)}
    if as_json:
        data = {"mentorkit": 1, "kind": "config", "paths": paths, "settings": found}
        say(json.dumps(data, ensure_ascii=False, indent=2))
        return
    for name, path in paths.items():
        say(for_terminal(f"{name:<10} {path}"))
    say()
    for name, value in found.items():
        shown = {True: "yes", False: "no", "": "(not set)"}.get(value, value)
        say(for_terminal(f"{name:<10} {shown}"))
    say()
    say("To change it: mentorkit config --edit")


def edit_config() -> None:
    """Open the configuration file, made with a comment on every line where it is missing, and check it."""
    from mentorkit.planfile import COMMENTED_CONFIG

    where = home()
    if not is_there(where.config):
        private_folder(where.config.parent)
        write_whole(where.config, COMMENTED_CONFIG)
    open_editor(where.config)
    settings(where)
    say(for_terminal(f"Saved: {where.config}"))
