"""What `mentorkit doctor` says, line by line."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from mentorkit import when
from mentorkit.store.care.checkup import Checkup, Finding
from mentorkit.store.copies import Copy
from mentorkit.words import plural

_WIDTH = 11


def lines(
    paths: Mapping[str, Path],
    versions: Mapping[str, str | None],
    checkup: Checkup,
    findings: tuple[Finding, ...],
    now: datetime,
) -> Iterator[str]:
    """Yield the report; `now` is on the mentor's wall."""
    for name, path in paths.items():
        yield f"{name:<{_WIDTH}}{path}"
    known = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    yield f"{'versions':<{_WIDTH}}{known}"
    yield ""
    yield from _holds(checkup)
    yield from _backups(checkup, now)
    for path in checkup.aside:
        yield f"Set aside when a backup was put back: {path}"
    yield ""
    if not findings:
        yield "All is well."
        return
    yield f"{plural(len(findings), 'finding')}:"
    for finding in findings:
        yield f"✗ {finding.what}"
        yield f"  → {finding.cure}"


def _holds(checkup: Checkup) -> Iterator[str]:
    held = checkup.counts
    if checkup.there and held["sessions"] is not None:
        yield (
            f"The store holds {plural(held['sessions'], 'session')}, {plural(held['students'] or 0, 'student')}"
            f" and {plural(held['records'] or 0, 'record')} in {size(checkup.size or 0)}."
        )
        if checkup.version and checkup.version < checkup.newest_version:
            yield "It is from an older mentorkit. The next command brings it up to date, and keeps a backup first."
    elif not checkup.there and not checkup.lost:
        yield "No store yet: nothing was ever saved. The first session: mentorkit run"
    if checkup.in_use:
        yield "Another mentorkit is running a session or changing it now."


def _backups(checkup: Checkup, now: datetime) -> Iterator[str]:
    if not checkup.backups:
        if checkup.there and checkup.backups is not None:
            yield "No backups yet: one is made at the start of each session."
        return
    yield f"{plural(len(checkup.backups), 'backup')}, to put one back: mentorkit doctor --restore NAME"
    for copy in checkup.backups:
        yield f"  {copy.path.name}  {_about(copy, now)}"


def _about(copy: Copy, now: datetime) -> str:
    made = age(copy.moment, now) if copy.moment else "of unknown age"
    if copy.sound is None:
        return f"{made}, of no use now: {copy.fault}"
    if not copy.sound:
        return f"{made}, NOT SOUND: {copy.fault}"
    return f"{made}, sound, {plural(copy.sessions, 'session')}, tables {copy.version}"


def age(moment: datetime, now: datetime) -> str:
    """Return when that was, on the wall that `now` is on: "Tue 24 November 18:02"."""
    there = moment.astimezone(now.tzinfo)
    day = "today" if there.date() == now.date() else when.say_day(there.date(), now.date())
    return f"{day} {when.say_time(there)}"


def size(count: int) -> str:
    """Return a number of bytes as a person would say it."""
    if count < 10_000:
        return f"{count:,} bytes"
    return f"{count / 1000:,.0f} kB" if count < 10_000_000 else f"{count / 1_000_000:,.0f} MB"
