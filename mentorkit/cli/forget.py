"""`mentorkit students forget`: everything about a student is removed for good, and what is left is searched for and said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mentorkit.cli.exits import INTERRUPT, complain, leave
from mentorkit.cli.home import Home, changing, home, question, say, somebody_there, tell
from mentorkit.cli.people import in_shell, matching
from mentorkit.errors import MentorkitError, NeedsAnswerError, NotFoundError, StoreError, UsageError
from mentorkit.files import write_whole
from mentorkit.records import Library, Session, Student
from mentorkit.runner import SystemClock, local_zone
from mentorkit.store import Store
from mentorkit.store.forgetting import Forgetting
from mentorkit.store.holdings import Held, Mention
from mentorkit.store.names import REMOVED
from mentorkit.store.remaining import DESK, PLAN, Key
from mentorkit.store.traces import Hits, Searched
from mentorkit.text import accept, fold, one_line
from mentorkit.words import join_and, plural


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
        _show(held, wish)
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
    for line in result(found, name, 0, known=False):
        say(line)
    if not found.is_clean:
        leave(1)


def _called(name: str, students: Sequence[Student], *, unfinished: bool) -> Student | None:
    """The student of exactly that name; None where it may be the one whose forgetting is not finished."""
    wanted = accept(name)
    found = [student for student in students if student.name == wanted]
    found = found or [student for student in students if fold(student.name) == fold(wanted)]
    if len(found) > 1:
        names = join_and(
            [f"{one_line(student.name)} (added {student.added_at:%Y-%m-%d})" for student in found]
        )
        raise UsageError(
            f'"{one_line(name)}" is what several are called: {names}.',
            f"Write it exactly, or call one otherwise: mentorkit students edit {in_shell(found[:1])} --name NAME",
        )
    if found:
        return found[0]
    begun = matching(name, students)
    if begun:
        names = ", ".join(one_line(student.name) for student in begun)
        raise NotFoundError(f'Nobody is called exactly "{one_line(name)}".', f"Write the whole name: {names}")
    if unfinished:
        return None
    known = ", ".join(one_line(student.name) for student in students) or "nobody yet"
    raise NotFoundError(f'"{one_line(name)}" is not among your students.', f"Known: {known}")


# ---- before


_LISTED = 30
"""Texts that only may be about the student, and are shown."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the mentor says about texts about others."""

    left: frozenset[Key] = frozenset()
    """The name stays in them."""
    taken: frozenset[Key] = frozenset()
    """What may be the name goes from them too."""


def _show(held: Held, wish: Wish) -> None:
    say(f"What there is of {one_line(held.student.name)}:")
    for line in _lines(held, anonymous=wish.anonymous):
        say(f"  {line}")
    sure, doubtful = _sure(held), _doubtful(held)
    if sure:
        say(f"The name stands in {plural(len(sure), 'text')} about others{_what_happens(wish)}:")
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


def _sure(held: Held) -> list[Mention]:
    return [mention for mention in held.mentions if mention.sure]


def _doubtful(held: Held) -> list[Mention]:
    return [mention for mention in held.mentions if mention.doubtful]


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


def _what_happens(wish: Wish) -> str:
    return ", and stays there" if wish.leave_mentions else f', and is replaced by "{REMOVED}"'


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
        rest = len(beside.files) - beside.backups
        more = f" and {plural(rest, 'other file')}" if rest else ""
        yield f"{plural(beside.backups, 'backup')}{more} with their data, removed once there is a fresh backup without it"


def _agreed(store: Store, held: Held, wish: Wish) -> Chosen:
    """Have the mentor agree; return what they say about the texts. MentorkitError where another name was typed."""
    everywhere = frozenset(mention.key for mention in _sure(held))
    if wish.output is not None:
        _export(store, held.student, wish.output)
    if wish.yes:
        return Chosen(everywhere if wish.leave_mentions else frozenset())
    name = one_line(held.student.name)
    try:
        if wish.output is None:
            _offer_export(store, held.student)
        asked = "Numbers of those that are not about them, and stay (Enter: none, all) "
        left = everywhere if wish.leave_mentions else _numbers(held, _sure(held), asked)
        asked = "Numbers of those that do name them, and lose the name (Enter: none, all) "
        chosen = Chosen(left, _numbers(held, _doubtful(held), asked) - left)
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

    write_whole(target, library_json(theirs(store.library(), student), local_zone()))
    tell(f"Written: {one_line(str(target))}")


def theirs(library: Library, student: Student) -> Library:
    """Return what of everything is the student's, or that of a group they are in: nothing that is another's."""
    mine = (student.id, None)

    def own(session: Session) -> Session:
        return replace(
            session,
            students=(student,),
            notes=tuple(note for note in session.notes if note.student in mine),
            goals=tuple(goal for goal in session.goals if goal.student in mine),
            topics=tuple(topic for topic in session.topics if topic.student in mine),
            feedback=tuple(line for line in session.feedback if line.student in mine),
        )

    sessions = [session for session in library.sessions if student in session.students]
    alone = {session.id for session in sessions if len(session.students) == 1}
    return replace(
        library,
        students=(student,),
        sessions=tuple(map(own, sessions)),
        goals=tuple(goal for goal in library.goals if goal.student == student.id),
        topics=tuple(topic for topic in library.topics if topic.student == student.id),
        notes=tuple(note for note in library.notes if note.student == student.id),
        left={session_id: left for session_id, left in library.left.items() if session_id in alone},
        described={who: times for who, times in library.described.items() if who == student.id},
    )


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
    for line in result(searched, name, len(chosen.left)):
        say(line)
    say("What you exported, copied or sent elsewhere is not known to mentorkit: that is for you to remove.")
    if searched.unread or any(hits.is_named or hits.pieces or not chosen.left for _, hits in searched.found):
        leave(1)


def result(searched: Searched, name: str, left: int, *, known: bool = True) -> Iterable[str]:
    """Yield what a search came to, in words; `left`: in how many texts the mentor left the name.

    Nothing is claimed of what was not searched, or of words of which nobody knows whom they mean. Not `known`: the id and the
    texts, as of somebody who was forgotten before.
    """
    files = plural(searched.files, "file")
    if searched.found:
        yield f"Not everything of {name} is gone, {files} searched:"
        for path, hits in searched.found:
            yield f"  {one_line(str(path))}: {join_and(_what(hits))}"
        if left:
            yield f"You left the name in {plural(left, 'text')} about others."
        yield "Your own files (plans, the configuration, exports, unsaved texts) are not changed: look there yourself."
    elif searched.unread:
        yield f"In {files} that were searched nothing of {name} was found, and not every file could be searched."
    elif not known:
        yield f'The name "{name}" is in none of {files} that were searched. Of texts and the id nothing is known any more.'
    elif searched.doubtful:
        yield f"In {files} that were searched nothing is left that is surely {name}'s: no id, no text, and no name but these."
    else:
        yield f"Nothing of {name} is left: the names, the id and the texts are in none of {files} that were searched."
    for path, names in searched.doubtful:
        yield f"  {one_line(str(path))}: {_quoted(names)}, by which {name} may be meant, or somebody or something else"
    if words := [word for word in searched.inside if len(word) > 1][:3]:
        listed = ", ".join(f'"{one_line(word)}"' for word in words)
        yield f"Letters of the name stand inside of other words, such as {listed}: those are as they were."
    for path in searched.unread:
        yield f"Not searched, since it cannot be read, is packed, or is too large: {one_line(str(path))}"


def _what(hits: Hits) -> list[str]:
    found = [f'the name "{one_line(name)}"' for name in hits.names]
    if hits.is_named:
        found.append("the id")
    if hits.pieces:
        found.append(f"pieces of their texts ({len(hits.pieces)})")
    return found
