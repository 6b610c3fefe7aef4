"""What `students forget` says: what there is of somebody before, and what a search came to afterwards."""

import shlex
from collections.abc import Iterable
from pathlib import Path

from mentorkit.cli.home import say
from mentorkit.store.forget.beside import Leftovers
from mentorkit.store.forget.holdings import Held, Mention
from mentorkit.store.forget.names import REMOVED
from mentorkit.store.forget.remaining import DESK, PLAN
from mentorkit.store.forget.traces import Hits, Searched
from mentorkit.text import one_line
from mentorkit.words import join_and, plural

_LISTED = 30
"""Texts that only may be about the student, and are shown."""


def show(held: Held, *, anonymous: bool, leave_mentions: bool) -> None:
    """Say what there is of a student, and what of it goes or stays: with `anonymous` the times of calls, too."""
    say(f"What there is of {one_line(held.student.name)}:")
    for line in _lines(held, anonymous=anonymous):
        say(f"  {line}")
    sure, doubtful = held.sure, held.doubtful
    if sure:
        say(f"The name stands in {plural(len(sure), 'text')} about others{_what_happens(leave_mentions)}:")
        _list(held, sure)
    for name in held.names.ordinary:
        say(f'"{one_line(name)}" is an ordinary word too: in small letters it is not taken for the name.')
    if doubtful:
        words = _quoted((*held.names.shared, *held.names.parts))
        stay = "stays as it is" if len(doubtful) == 1 else "stay as they are"
        say(
            f"{plural(len(doubtful), 'text')} may mean them by {words}, or somebody or something else, and {stay}:"
        )
        _list(held, doubtful[:_LISTED])
        if len(doubtful) > _LISTED:
            say(f"  … and {len(doubtful) - _LISTED:,} more")


def _list(held: Held, mentions: Iterable[Mention]) -> None:
    for mention in mentions:
        say(f"  {held.mentions.index(mention) + 1}  {_about(mention)}: {one_line(mention.text, 100)}")


def _about(mention: Mention) -> str:
    if mention.key[0] == PLAN:
        return f"in the plan {one_line(mention.key[1], 60)} of calls that stay"
    about = f"about {one_line(mention.about)}" if mention.about else "of a group"
    return f"{about}, never saved" if mention.key[0] == DESK else about


def _quoted(names: Iterable[str]) -> str:
    return join_and([f'"{one_line(name)}"' for name in names])


def _what_happens(leave_mentions: bool) -> str:
    return ", and stays there" if leave_mentions else f', and is replaced by "{REMOVED}"'


def _lines(held: Held, *, anonymous: bool) -> Iterable[str]:
    counts = held.counts
    kept = len(held.ended) if anonymous else 0
    if kept:
        yield f"{plural(kept, 'call')} with nobody else: only the planned and actual times stay"
    if len(held.alone) > kept:
        what = f"{plural(len(held.alone) - kept, 'call')} with nobody else"
        yield f"{what}{' that did not end' if anonymous else ''}: all of it goes"
    if held.together:
        yield f"{plural(len(held.together), 'call')} with others: what is theirs goes, the rest stays for the others"
    between = f" ({counts['between']} of them between calls)" if counts["between"] else ""
    yield (
        f"{plural(counts['note'], 'note')}{between}, {plural(counts['goal'], 'goal')}, "
        f"{plural(counts['topic'], 'topic')}, {plural(counts['feedback'], 'line')} of feedback"
    )
    for _, text in held.drafts:
        yield f"half-typed in a call with them, and so it goes: {one_line(text, 80)}"
    beside = held.leftovers
    if beside.desks:
        yield f"{plural(len(beside.desks), 'text')} that an editor had and that {'was' if len(beside.desks) == 1 else 'were'} never saved"
    if beside.files:
        backups = len(beside.files) - len(beside.others)
        more = f" and {plural(len(beside.others), 'other file')}" if beside.others else ""
        yield f"{plural(backups, 'backup')}{more} with their data, removed once there is a fresh backup without it"
    for path in beside.others:
        yield f"removed with them: {one_line(path.name)}"
    for path in beside.kept:
        yield f"holds {_MORE}, and so it stays: {one_line(_called(path))}"
    for path in beside.damaged:
        yield f"{_DAMAGED}, and so it stays: {one_line(_called(path))}"


_MORE = "what others were noted and the store has not"
_DAMAGED = "cannot be read whole, so that nobody knows what else is in it"


def _called(copy: Path) -> str:
    """How a copy of the store is called in the data folder."""
    return f"backups/{copy.name}" if copy.parent.name == "backups" else copy.name


# ---- afterwards

_NOTHING = Leftovers()


def result(
    searched: Searched, name: str, left: int = 0, beside: Leftovers = _NOTHING, *, known: bool = True
) -> Iterable[str]:
    """Yield what a search came to, in words; `left`: in how many texts the mentor left the name; `beside`: what was there.

    Nothing is claimed of what was not searched, or of words of which nobody knows whom they mean. Not `known`: the id and the
    texts, as of somebody who was forgotten before.
    """
    files = plural(searched.files, "file")
    if searched.found:
        yield f"Not everything of {name} is gone, {files} searched:"
        for path, hits in searched.found:
            yield f"  {_where(path)}: {join_and(_what(hits))}"
        if left:
            yield f"You left the name in {plural(left, 'text')} about others."
        yield "Your own files (plans, the configuration, exports, unsaved texts) are not changed: look there yourself."
        yield from _stays(beside, name)
    else:
        yield _claim(searched, name, files, known=known)
    for path, names in searched.doubtful:
        yield f"  {one_line(str(path))}: {_quoted(names)}, by which {name} may be meant, or somebody or something else"
    if words := [word for word in searched.inside if len(word) > 1][:3]:
        listed = ", ".join(f'"{one_line(word)}"' for word in words)
        yield f"Letters of the name stand inside of other words, such as {listed}: those are as they were."
    if not known:
        yield "Of their texts and their id nothing is known any more: these were not looked for."
    for path in searched.unread:
        yield f"Not searched, since it cannot be read, is packed, or is too large: {one_line(str(path))}"


def _where(path: Path) -> str:
    """Where a file is, and where the link leads that it may be."""
    try:
        return one_line(f"{path}, a link to {path.readlink()}" if path.is_symlink() else str(path))
    except OSError:
        return one_line(str(path))


def _stays(beside: Leftovers, name: str) -> Iterable[str]:
    """Yield what to do about the copies that were not removed."""
    for path in beside.kept:
        file = one_line(shlex.quote(str(path)))
        yield f"This was not removed, since it holds {_MORE}: {one_line(str(path))}"
        yield f"  To have that back: mentorkit doctor --restore {file}"
        yield f"  and forget {name} again. If nobody needs it: rm {file}"
    for path in beside.damaged:
        yield f"This was not removed, since it {_DAMAGED}: {one_line(str(path))}"
        yield f"  If nobody needs it: rm {one_line(shlex.quote(str(path)))}"


def _claim(searched: Searched, name: str, files: str, *, known: bool) -> str:
    """What can be said where nothing was found that surely is theirs."""
    if searched.unread:
        return f"In {files} that were searched nothing of {name} was found, and not every file could be searched."
    if searched.doubtful:
        gone = "no id, no text, and no name but these" if known else "no name but these"
        return f"In {files} that were searched nothing is left that is surely {name}'s: {gone}."
    if not known:
        return f'The name "{name}" is in none of {files} that were searched.'
    return f"Nothing of {name} is left: the names, the id and the texts are in none of {files} that were searched."


def _what(hits: Hits) -> list[str]:
    found = [f'the name "{one_line(name)}"' for name in hits.names]
    if hits.is_named:
        found.append("the id")
    if hits.pieces:
        found.append(f"pieces of their texts ({len(hits.pieces)})")
    return found
