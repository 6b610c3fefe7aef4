"""`mentorkit students forget`: everything about a student is removed for good, and what is left is searched for and said."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mentorkit.cli.exits import INTERRUPT, complain, leave
from mentorkit.cli.home import Home, changing, home, question, say, somebody_there, tell
from mentorkit.cli.people import matching
from mentorkit.errors import MentorkitError, NeedsAnswerError, NotFoundError, StoreError
from mentorkit.files import write_whole
from mentorkit.records import Library, Session, Student
from mentorkit.runner import SystemClock, local_zone
from mentorkit.store import Store
from mentorkit.store.forgetting import Forgetting
from mentorkit.store.holdings import Held
from mentorkit.store.names import REMOVED
from mentorkit.store.remaining import Key
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

    NotFoundError where nobody is called exactly that, NeedsAnswerError where nobody can be asked; nothing is changed then.
    """
    where, asks = home(), somebody_there()
    with changing(where) as store:
        work = store.forgetting()
        finished = _finish(work)
        student = _called(wish.name, store.students(), finished=finished)
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
        left = _agreed(store, held, wish)
        work.forget(held, left, anonymous=wish.anonymous)
        _clean(work, held, left, where)


def _finish(work: Forgetting) -> bool:
    """Do what an earlier run was kept from doing; return whether there was anything."""
    if not work.is_unfinished:
        return False
    work.clean(SystemClock().read().utc)
    say(
        "✓ An earlier forgetting was cut short, and is finished now: the store, its backups and unsaved texts are clean."
    )
    return True


def _called(name: str, students: Sequence[Student], *, finished: bool) -> Student | None:
    """The student of exactly that name; None where it is the one whose forgetting was just finished."""
    for student in students:
        if fold(student.name) == fold(accept(name)):
            return student
    begun = matching(name, students)
    if finished and not begun:
        tell(f"Nobody is called {one_line(name)} any more.")
        return None
    if begun:
        names = ", ".join(one_line(student.name) for student in begun)
        raise NotFoundError(f'Nobody is called exactly "{one_line(name)}".', f"Write the whole name: {names}")
    known = ", ".join(one_line(student.name) for student in students) or "nobody yet"
    raise NotFoundError(f'"{one_line(name)}" is not among your students.', f"Known: {known}")


# ---- before


def _show(held: Held, wish: Wish) -> None:
    say(f"What there is of {one_line(held.student.name)}:")
    for line in _lines(held, anonymous=wish.anonymous):
        say(f"  {line}")
    if held.mentions:
        n = len(held.mentions)
        say(f"The name stands in {plural(n, 'text')} about others{_what_happens(wish)}:")
        for number, mention in enumerate(held.mentions, 1):
            about = f"about {one_line(mention.about)}" if mention.about else "of a group"
            say(f"  {number}  {about}: {one_line(mention.text, 100)}")
    if held.names.shared:
        shared = join_and([f'"{one_line(name)}"' for name in held.names.shared])
        say(f"{shared}: somebody else is called so too, so that it stays wherever it stands by itself.")
    for name in held.names.ordinary:
        say(
            f'"{one_line(name)}" is an ordinary word too: in small letters it is not taken for the name, and stays.'
        )


def _what_happens(wish: Wish) -> str:
    return ", and stays there" if wish.leave_mentions else f', and is replaced by "{REMOVED}"'


def _lines(held: Held, *, anonymous: bool) -> Iterable[str]:
    counts = held.counts
    if held.alone:
        goes = "only the planned and actual times stay" if anonymous else "all of it goes"
        yield f"{plural(len(held.alone), 'call')} with nobody else: {goes}"
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


def _agreed(store: Store, held: Held, wish: Wish) -> frozenset[Key]:
    """Have the mentor agree; return the texts in which the name stays. MentorkitError where another name was typed."""
    everywhere = frozenset(mention.key for mention in held.mentions)
    if wish.output is not None:
        _export(store, held.student, wish.output)
    if wish.yes:
        return everywhere if wish.leave_mentions else frozenset()
    name = one_line(held.student.name)
    try:
        if wish.output is None:
            _offer_export(store, held.student)
        left = everywhere if wish.leave_mentions else _left(held)
        typed = question(f"This cannot be undone. To forget {name}, type the name: ")
    except KeyboardInterrupt:
        tell(f"\nNothing was changed about {name}.")
        leave(128 + INTERRUPT)
    if fold(typed) != fold(held.student.name):
        raise MentorkitError(f"That is not the name. Nothing was changed about {name}.")
    return left


def _offer_export(store: Store, student: Student) -> None:
    while answer := question("Write all of it to a file first, as JSON? A file name (Enter: no) "):
        try:
            _export(store, student, Path(answer).expanduser())
            return
        except (MentorkitError, RuntimeError) as error:
            tell(one_line(getattr(error, "message", str(error))))


def _left(held: Held) -> frozenset[Key]:
    """The texts that the mentor says are not about the student."""
    keys = [mention.key for mention in held.mentions]
    while keys:
        answer = question("Numbers of those that are not about them, and stay (Enter: none, all) ").casefold()
        words = re.findall(r"[^\s,]+", answer)
        if words == ["all"]:
            return frozenset(keys)
        if all(word in [str(n) for n in range(1, len(keys) + 1)] for word in words):
            return frozenset(keys[int(word) - 1] for word in words)
        tell(f"Numbers from 1 to {len(keys)}, with blanks between them, or all.")
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


def _clean(work: Forgetting, held: Held, left: frozenset[Key], where: Home) -> None:
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
            f"To finish it: mentorkit students forget {name}"
        )
        leave(1 if isinstance(stop, StoreError) else 128 + INTERRUPT)
    say(f"✓ {name} is forgotten.")
    if fresh:
        say(f"A fresh backup: {one_line(str(fresh))}")
    searched = work.search(held.needles, (where.plans, where.config))
    for line in result(searched, name, len(left)):
        say(line)
    say("What you exported, copied or sent elsewhere is not known to mentorkit: that is for you to remove.")
    if any(hits.is_named or hits.pieces or not left for _, hits in searched.found):
        leave(1)


def result(searched: Searched, name: str, left: int) -> Iterable[str]:
    """Yield what a search came to, in words; `left`: in how many texts the mentor left the name."""
    files = plural(searched.files, "file")
    if searched.found:
        yield f"Not everything of {name} is gone, {files} searched:"
        for path, hits in searched.found:
            yield f"  {one_line(str(path))}: {join_and(_what(hits))}"
        if left:
            yield f"You left the name in {plural(left, 'text')} about others."
        yield "Your own files (plans, the configuration, exports, unsaved texts) are not changed: look there yourself."
    else:
        yield f"Nothing of {name} is left: the names, the id and the texts are in none of {files} that were searched."
    if searched.inside:
        words = ", ".join(f'"{one_line(word)}"' for word in searched.inside[:3])
        yield f"Letters of the name stand inside of other words, such as {words}: those are as they were."
    for path in searched.unread:
        yield f"Not searched, since it cannot be read or is too large: {one_line(str(path))}"


def _what(hits: Hits) -> list[str]:
    found = [f'the name "{one_line(name)}"' for name in hits.names]
    if hits.is_named:
        found.append("the id")
    if hits.pieces:
        found.append(f"pieces of their texts ({len(hits.pieces)})")
    return found
