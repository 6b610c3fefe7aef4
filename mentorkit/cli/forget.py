"""`mentorkit students forget`: everything about a student is removed for good, and what is left is searched for and said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mentorkit.cli.exits import INTERRUPT, complain, leave
from mentorkit.cli.forget_lines import result, show
from mentorkit.cli.home import Home, changing, home, question, say, somebody_there, tell, write_out
from mentorkit.cli.people import in_shell, matching, told_apart
from mentorkit.cli.theirs import theirs
from mentorkit.errors import MentorkitError, NeedsAnswerError, NotFoundError, StoreError, UsageError
from mentorkit.records import Student
from mentorkit.runner import SystemClock, local_zone
from mentorkit.store import Store
from mentorkit.store.forget.forgetting import Forgetting
from mentorkit.store.forget.holdings import Held, Mention
from mentorkit.store.forget.remaining import Key
from mentorkit.text import accept, fold, one_line


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks for."""

    name: str
    yes: bool = False
    dry_run: bool = False
    anonymous: bool = False
    """The calls stay with their planned and actual times."""
    leave_mentions: bool = False
    """The name stays where others were noted something with it."""
    output: Path | None = None
    """Where an export goes first."""


def forget_student(wish: Wish) -> None:
    """Forget the student of that name, once the mentor has seen what there is and typed the name, or with `yes`.

    NotFoundError where nobody is called exactly that, NeedsAnswerError where nobody can be asked, UsageError where two are
    called so; nothing is changed then.
    """
    where, asks = home(), somebody_there()
    with changing(where) as store:
        work = store.forgetting()
        student = _called(wish.name, store.students(), unfinished=work.is_unfinished)
        if work.is_unfinished:
            _finish(work, wish, where, searched=student is None)
        if student is None:
            return
        if not (asks or wish.yes or wish.dry_run):
            raise NeedsAnswerError(
                f"To forget {one_line(student.name)} for good somebody has to confirm it.",
                "Run it on a terminal, or with --yes. With --dry-run it only says what there is.",
            )
        held = work.held(student)
        show(held, anonymous=wish.anonymous, leave_mentions=wish.leave_mentions)
        if wish.dry_run:
            say("Nothing was changed.")
            return
        chosen = _agreed(store, held, wish)
        work.forget(held, chosen.left, chosen.taken, anonymous=wish.anonymous)
        _clean(work, held, chosen, where)


def _finish(work: Forgetting, wish: Wish, where: Home, *, searched: bool) -> None:
    """Do what an earlier run was kept from doing, and search for the name given where it may be that of whom it was about."""
    if wish.dry_run:
        say(
            "An earlier forgetting was cut short: old copies are left. Without --dry-run this would finish it first."
        )
        if searched:
            say("Nothing was changed.")
        return
    work.clean(SystemClock().read().utc)
    say("✓ An earlier forgetting was cut short, and is finished now: its old copies are removed.")
    if not searched:
        say("Whether anything else is left of whom it was about was not searched.")
        return
    name = one_line(wish.name)
    tell(f"Nobody is called {name} any more. Searching every file for the name.")
    found = work.search_name(accept(wish.name), (where.plans, where.config))
    for line in result(found, name, known=False):
        say(line)
    if not found.is_clean:
        leave(1)


def _called(name: str, students: Sequence[Student], *, unfinished: bool) -> Student | None:
    """The student of exactly that name or id; None where it may be the one whose forgetting is not finished."""
    wanted = accept(name)
    found = [student for student in students if wanted in (student.name, student.id)]
    found = found or [student for student in students if fold(student.name) == fold(wanted)]
    if len(found) > 1:
        who, how = told_apart(found)
        raise UsageError(f'"{one_line(name)}" is what several are called: {who}.', how)
    if found:
        return found[0]
    if unfinished:
        return None
    begun = matching(name, students)
    if begun:
        names = ", ".join(one_line(student.name) for student in begun)
        raise NotFoundError(f'Nobody is called exactly "{one_line(name)}".', f"Write the whole name: {names}")
    known = ", ".join(one_line(student.name) for student in students) or "nobody yet"
    raise NotFoundError(f'"{one_line(name)}" is not among your students.', f"Known: {known}")


# ---- before


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the mentor says about texts about others."""

    left: frozenset[Key] = frozenset()
    """The name stays in them."""
    taken: frozenset[Key] = frozenset()
    """What may be the name goes from them too."""


def _agreed(store: Store, held: Held, wish: Wish) -> Chosen:
    """Have the mentor agree; return what they say about the texts. MentorkitError where another name was typed."""
    everywhere = frozenset(mention.key for mention in held.sure)
    if wish.output is not None:
        _export(store, held.student, wish.output)
    if wish.yes:
        return Chosen(everywhere if wish.leave_mentions else frozenset())
    name = one_line(held.student.name)
    try:
        if wish.output is None:
            _offer_export(store, held.student)
        asked = 'Numbers of those that are not about them, and stay, or "all" (Enter: none) '
        left = everywhere if wish.leave_mentions else _numbers(held, held.sure, asked)
        asked = 'Numbers of those that do name them, and lose the name, or "all" (Enter: none) '
        chosen = Chosen(left, _numbers(held, held.doubtful, asked) - left)
        typed = question(f"This cannot be undone. To forget {name}, type the name: ")
    except KeyboardInterrupt:
        tell(f"\nNothing was changed about {name}.")
        leave(128 + INTERRUPT)
    if fold(typed) != fold(held.student.name):
        raise MentorkitError(f"That is not the name. Nothing was changed about {name}.")
    return chosen


def _offer_export(store: Store, student: Student) -> None:
    while answer := question("Write all of it to a file first, as JSON? A file name (Enter: no) "):
        try:
            _export(store, student, Path(answer).expanduser())
            return
        except (MentorkitError, RuntimeError) as error:
            tell(one_line(getattr(error, "message", str(error))))


def _numbers(held: Held, mentions: Sequence[Mention], asked: str) -> frozenset[Key]:
    """The texts that the mentor chooses by the numbers that stand before them."""
    keys = {str(held.mentions.index(mention) + 1): mention.key for mention in mentions}
    while keys:
        words = re.findall(r"[^\s,]+", question(asked).casefold())
        if words == ["all"]:
            return frozenset(keys.values())
        if all(word in keys for word in words):
            return frozenset(keys[word] for word in words)
        tell(
            f"Numbers from {next(iter(keys))} to {list(keys)[-1]} that stand there, with blanks between them, or all."
        )
    return frozenset()


def _export(store: Store, student: Student, target: Path) -> None:
    from mentorkit.export import library_json

    text = library_json(theirs(store.library(), student), local_zone())
    try:
        write_out(target, text)
    except UsageError as error:  # what is there is never replaced
        raise UsageError(error.message, "Choose another name.") from error
    tell(f"Written: {one_line(str(target))}")


# ---- afterwards


def _clean(work: Forgetting, held: Held, chosen: Chosen, where: Home) -> None:
    """Do the rest, and say what came of it. Whatever keeps us from that: the next `forget` does it."""
    name = one_line(held.student.name)
    tell("Cleaning up, and searching every file for what may be left.")
    try:
        fresh = work.clean(SystemClock().read().utc)
    except (KeyboardInterrupt, StoreError) as stop:
        if isinstance(stop, StoreError):
            complain(stop)
        tell(
            f"{name} is forgotten, but the cleaning up is not finished, and old copies are left. "
            f"To finish it: mentorkit students forget {in_shell([held.student])}"
        )
        leave(1 if isinstance(stop, StoreError) else 128 + INTERRUPT)
    say(f"✓ {name} is forgotten.")
    if fresh:
        say(f"A fresh backup: {one_line(str(fresh))}")
    searched = work.search(held.needles, (where.plans, where.config))
    for line in result(searched, name, len(chosen.left), held.leftovers):
        say(line)
    say("What you exported, copied or sent elsewhere is not known to mentorkit: that is for you to remove.")
    is_theirs = any(hits.is_named or hits.pieces or not chosen.left for _, hits in searched.found)
    if searched.unread or is_theirs or held.leftovers.kept or held.leftovers.damaged:
        leave(1)
