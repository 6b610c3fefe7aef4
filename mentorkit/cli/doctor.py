"""`mentorkit doctor`: where things are, whether all is well with them, backups, and putting one back."""

import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mentorkit import __version__
from mentorkit.cli.doctor_lines import age, lines
from mentorkit.cli.exits import leave
from mentorkit.cli.home import Home, home, question, say, settings, somebody_there, tell
from mentorkit.cli.reminding import remind, unfinished
from mentorkit.errors import MentorkitError, NeedsAnswerError, UsageError
from mentorkit.runner import SystemClock, local_zone
from mentorkit.store.care.checkup import SQLITE, Checkup, Finding, check_up
from mentorkit.store.copies import Copy, folder_of
from mentorkit.text import for_terminal
from mentorkit.words import plural


@dataclass(frozen=True, slots=True)
class Asked:
    """What the command line asks for."""

    backup: Path | None
    restore: str | None
    force: bool
    yes: bool
    no_input: bool
    as_json: bool


def doctor(asked: Asked) -> None:
    """Say how things stand, or make a backup, or put one back; ends with 1 where something is not well."""
    if asked.restore == "":
        raise UsageError(
            "--restore: which backup?", "mentorkit doctor lists them; latest is the newest sound one."
        )
    if asked.backup and asked.restore:
        raise UsageError("--backup and --restore are two things.", "Do the one, then the other.")
    if asked.as_json and (asked.backup or asked.restore):
        raise UsageError("--json is for the report alone.", "mentorkit doctor --json")
    if (asked.yes and not asked.restore) or (asked.force and not asked.backup):
        raise UsageError("--yes goes with --restore, and --force with --backup.")
    if asked.backup:
        _back_up(home(), asked.backup, force=asked.force)
    elif asked.restore:
        _restore(home(), asked.restore, asked)
    else:
        _report(home(), as_json=asked.as_json)


def _report(where: Home, *, as_json: bool) -> None:
    checkup = check_up(where.store)
    findings = (*checkup.findings, *_of_settings(where), *unfinished(where, checkup))
    if as_json:
        from mentorkit.export import to_json

        say(to_json(_data(where, checkup, findings)).rstrip("\n"))
    else:
        now = SystemClock().read().utc.astimezone(local_zone())
        for line in lines(_paths(where), _versions(checkup), checkup, findings, now):
            say(for_terminal(line))
        remind(where, checkup, now.date())
    if findings:
        leave(1)


def _of_settings(where: Home) -> list[Finding]:
    try:
        settings(where)
    except MentorkitError as error:
        return [Finding(error.message, error.hint or "mentorkit config --edit")]
    return []


def _paths(where: Home) -> dict[str, Path]:
    store = where.store
    return {
        "store": store,
        "backups": folder_of(store),
        "lock": store.with_name(store.name + ".lock"),
        "plans": where.plans,
        "config": where.config,
    }


def _versions(checkup: Checkup) -> dict[str, str | None]:
    tables = str(checkup.version) if checkup.version else None
    return {"mentorkit": __version__, "tables": tables, "python": platform.python_version(), "sqlite": SQLITE}


def _data(where: Home, checkup: Checkup, findings: tuple[Finding, ...]) -> dict[str, Any]:
    return {
        "mentorkit": 1,
        "kind": "doctor",
        "well": not findings,
        "paths": {name: str(path) for name, path in _paths(where).items()},
        "versions": _versions(checkup),
        "store": {
            "there": checkup.there,
            "in_use": checkup.in_use,
            "bytes": checkup.size,
            **checkup.counts,
        },
        "backups": None if checkup.backups is None else [_backup_data(copy) for copy in checkup.backups],
        "set_aside": [str(path) for path in checkup.aside],
        "findings": [{"what": finding.what, "cure": finding.cure} for finding in findings],
    }


def _backup_data(copy: Copy) -> dict[str, Any]:
    return {
        "name": copy.path.name,
        "at": copy.moment.isoformat() if copy.moment else None,
        "sound": copy.sound,
        "fault": copy.fault,
        "tables": copy.version or None,
        "sessions": None if copy.fault else copy.sessions,
    }


# ---- a backup, and putting one back


def _back_up(where: Home, target: Path, *, force: bool) -> None:
    from mentorkit.store.care.restore import back_up_to

    copy = back_up_to(where.store, target, force=force)
    say(for_terminal(f"Backed up and checked: {target} ({plural(copy.sessions, 'session')})"))


def _restore(where: Home, name: str, asked: Asked) -> None:
    from mentorkit.store.care.restore import chosen, restore

    copy = chosen(where.store, name)
    now = SystemClock().read().utc
    made = f" of {age(copy.moment, now.astimezone(local_zone()))}" if copy.moment else ""
    said = f"The backup {copy.path}{made} holds {plural(copy.sessions, 'session')}."
    if not asked.yes:
        if not somebody_there(asked.no_input):
            raise NeedsAnswerError(f"{said} Is it to take the place of your store?", "Add --yes.")
        tell(for_terminal(said))
        answer = question("Is it to take the place of your store, which is set aside? [y/N] ")
        if answer.casefold() not in ("y", "yes"):
            tell("Nothing was changed.")
            leave(1)
    led_to = where.store.resolve() if where.store.is_symlink() else None
    done = restore(where.store, copy, now)
    say(
        for_terminal(
            f"Restored: {where.store} ({plural(done.copy.sessions, 'session')}, from {copy.path.name})"
        )
    )
    if done.aside:
        say(for_terminal(f"What was there before is set aside: {done.aside}"))
    if led_to:
        said = f"The store was a link, and is a file of its own now. What it led to is untouched: {led_to}"
        say(for_terminal(said))
