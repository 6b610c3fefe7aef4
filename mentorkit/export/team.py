"""What the teaching team reads of several calls at once: one page, what is in the way first. Nobody is ranked or compared."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo
from itertools import groupby

from mentorkit import when, words
from mentorkit.export.audience import Readable
from mentorkit.export.document import (
    Block,
    Document,
    Heading,
    Item,
    Items,
    Paragraph,
    day_in_full,
    moment_in_full,
)
from mentorkit.export.message import corrected, each_once, feedback_said, what_was_asked
from mentorkit.records import Feedback, Goal, Note, NoteKind, Record, Session, Student, Topic
from mentorkit.text import fold

TITLE = "Feedback from mentoring calls"
"""Names nobody: it stands on the window, where somebody may look on."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A record, and what its call tells of it."""

    record: Record
    session: Readable
    day: date
    """Of the first of the calls that has it."""
    today: date
    """The last of the calls: a day in its year is said without one."""

    @property
    def named(self) -> bool:
        """Whether it is about one student."""
        return bool(self.session.name_of(self.record.student)) or len(self.session.students) == 1

    @property
    def whose(self) -> str:
        """Whom it is about."""
        everybody = words.join_and([student.name for student in self.session.students])
        return self.session.name_of(self.record.student) or everybody or "A call without a name"

    @property
    def on(self) -> str:
        """The day, short."""
        return when.say_day(self.day, self.today)


def team_report(sessions: Sequence[Readable], zone: tzinfo) -> Document:
    """Return one document about all the calls, whatever the order that they come in.

    What is in the way comes first, student by student, in the order of the alphabet: the lines and notes that
    `reads_as_need` finds, then the names of topics that are not clear yet. Then who is ready for more, what is not clear to
    several students, the other lines, homework, and the rest. Every line is there in full, with its day.
    """
    ordered = sorted(sessions, key=lambda session: session.created_at)
    lines = _lines(ordered, zone)
    parts = [*_parts(lines), *_next_calls(ordered, zone)]
    none = Paragraph("Nothing for the team was written.")
    return [Heading(1, TITLE), *_span(ordered, zone), *(parts or [none])]


def with_initials(sessions: Sequence[Session], everybody: Iterable[Student]) -> list[Session]:
    """Return the sessions with initials for names: "A.O.". Students who share them get a number: "A.O. 1", "A.O. 2".

    The numbers go by the order in which `everybody` in the store was added, whoever is in these sessions: so nobody is
    called by a number that was another's on an earlier page. Names that stand inside of what was written stay.
    """
    known = {student.id: student for student in everybody}
    known |= {student.id: student for session in sessions for student in session.students}
    by_initials: dict[str, list[str]] = {}
    for student in sorted(known.values(), key=lambda student: (student.added_at, student.id)):
        by_initials.setdefault(initials(student.name), []).append(student.id)
    short = {
        student_id: f"{letters} {number}" if len(ids) > 1 else letters
        for letters, ids in by_initials.items()
        for number, student_id in enumerate(ids, 1)
    }
    return [
        replace(session, students=tuple(replace(s, name=short[s.id]) for s in session.students))
        for session in sessions
    ]


def initials(name: str) -> str:
    """Return "A.O." for "Ada Obi": the first letter of each word, "?" where there is none."""
    firsts = (re.search(r"[^\W_]", word) for word in re.split(r"[\s-]+", name))
    return "".join(f"{first[0].upper()}." for first in firsts if first) or "?"


# ---- what a line says, by its words alone

_NEED = re.compile(
    r"\b(?:not|cannot|never|no|nothing|nobody|none|unable|unclear|unsure|needs?|needed|stuck|lost|lacks?"
    r"|yet to|struggl\w*|confus\w*|difficult\w*|forg[eo]t\w*|wrong\w*|mistakes?|instead of|mix\w* up"
    r"|please|would help|still returns|guess\w*|behind (?:by|with))\b|n't\b"
)
_PRAISED = re.compile(
    r"\bno longer (?:needs?|stuck|unsure|confused?|lost|struggl\w*|mix\w* up)\b|\b(?:no|without) (?:a |any )?(?:problems?|trouble"
    r"|difficult(?:y|ies)|mistakes?|hints?|help|doubts?)\b|\bnot (?:a|one) (?:single )?mistake\b|\bnot only\b"
    r"|\bneed(?:s|ed) no\b|\b(?:could|can) ?(?:not|n't) believe how (?:well|good|quickly|fast)\b"
    r"|\bnothing (?:is |was )?(?:unclear|missing|to add|more to say)\b"
)
"""Words that deny a need: they are taken out before one is looked for."""
_NOT_READY = re.compile(r"(?:\b(?:not|never|hardly)|n't)(?: \w+){0,2} ready for\b")


def reads_as_need(text: str) -> bool:
    """Return whether the text has a word that denies or asks for something: "not", "no", "needs", "forgot", "would help", …

    It goes by the words and not by what they mean, but for some that deny a need, such as "needed no hint". It only decides
    what comes first, so a line that it takes wrongly is read a little earlier or later, and is never left out.
    """
    return bool(_NEED.search(_PRAISED.sub("", _plain(text))))


def says_ready(text: str) -> bool:
    """Return whether the text says "ready for", and not "not ready for" or "isn't yet ready for"."""
    return bool(re.search(r"\bready for\b", _NOT_READY.sub("", _plain(text))))


def _plain(text: str) -> str:
    return fold(text).replace("\u2019", "'")


# ---- the parts


def _lines(sessions: Sequence[Readable], zone: tzinfo) -> list[_Line]:
    """Return the records in the order of the calls. One that came along from call to call is there once, as it was last.

    Homework that was answered anew in its call is told as it was answered last.
    """
    days = [session.created_at.astimezone(zone).date() for session in sessions]
    found: dict[str, _Line] = {}
    for session, day in zip(sessions, days, strict=True):
        left_out = corrected(session)
        for record in session.records:
            if record in left_out:
                continue
            first = found[record.id].day if record.id in found else day
            found[record.id] = _Line(record, session, first, days[-1])
    return list(found.values())


def _span(sessions: Sequence[Readable], zone: tzinfo) -> Iterator[Paragraph]:
    if not sessions:
        return
    names = dict.fromkeys(student.name for session in sessions for student in session.students)
    people = words.join_and(sorted(names, key=fold))
    calls = f"{len(sessions)} calls" if len(sessions) > 1 else "1 call"
    first, last = (day_in_full(sessions[n].created_at.astimezone(zone)) for n in (0, -1))
    days = f"on {first}" if first == last else f"from {first} to {last}"
    yield Paragraph(f"{calls}{f' with {people}' if people else ''}, {days}.")


def _parts(lines: Sequence[_Line]) -> Iterator[Block]:
    told = [line for line in lines if _is_told(line.record)]
    needs = [line for line in told if reads_as_need(line.record.text)]
    unclear = [line for line in lines if _is_unclear(line.record)]
    ready = [line for line in told if says_ready(line.record.text)]
    homework = [line for line in lines if _is(line.record, NoteKind.HOMEWORK)]
    rest = [line for line in lines if line not in (*needs, *unclear, *ready, *homework)]
    feedback = [line for line in rest if isinstance(line.record, Feedback)]
    yield from _in_the_way(needs, unclear)
    yield from _part("Ready for more", (_behind_name(line, full=line not in needs) for line in ready))
    yield from _part("Not clear to several students", _shared(unclear))
    yield from _part("Other feedback", map(_behind_name, feedback))
    yield from _part("Homework", map(_behind_name, homework))
    yield from _part("Also for the team", (_behind_name(line) for line in rest if line not in feedback))


def _is_told(record: Record) -> bool:
    """Whether it says in a sentence how somebody gets on: feedback, and notes that were written for the team."""
    return isinstance(record, Feedback) or _is(record, NoteKind.NOTE, NoteKind.ANSWER)


def _is(record: Record, *kinds: NoteKind) -> bool:
    return isinstance(record, Note) and record.kind in kinds


def _is_unclear(record: Record) -> bool:
    return isinstance(record, Topic) or _is(record, NoteKind.HELP)


def _part(title: str, items: Iterable[Item]) -> Iterator[Block]:
    listed = each_once(items)
    if listed:
        yield Heading(2, title)
        yield Items(listed)


def _in_the_way(needs: Sequence[_Line], unclear: Sequence[_Line]) -> Iterator[Block]:
    """Yield what is in the way, student by student; what is about a whole group comes last."""
    if needs or unclear:
        yield Heading(2, "What is in the way")
    ordered = sorted((*needs, *unclear), key=_by_name)
    for _, group in groupby(ordered, key=_by_name):
        of_one = list(group)
        lines = [_behind_day(line) for line in of_one if not _is_unclear(line.record)]
        names = [line for line in of_one if _is_unclear(line.record)]
        yield Heading(3, of_one[0].whose)
        yield Items(each_once((*lines, *_unclear(names))))


def _by_name(line: _Line) -> tuple[bool, str, str]:
    return not line.named, fold(line.whose), line.whose


def _unclear(lines: Sequence[_Line]) -> Iterator[Item]:
    """Yield each topic once, with all the days on which it was told."""
    for group in _by_topic(lines):
        days = words.join_and(list(dict.fromkeys(line.on for line in group)))
        yield _item(group[0], f"{days}: Not clear yet:")


def _shared(unclear: Sequence[_Line]) -> Iterator[Item]:
    """Yield the topics that were told of two students or more, by the same name but for case, accents and a full stop."""
    for group in _by_topic([line for line in unclear if line.named]):
        names = sorted({line.whose for line in group}, key=fold)
        if len(names) > 1:
            yield Item(f"{group[0].record.text}: {words.join_and(names)}")


def _by_topic(lines: Sequence[_Line]) -> Iterable[list[_Line]]:
    found: dict[str, list[_Line]] = {}
    for line in lines:
        found.setdefault(fold(line.record.text).rstrip(" .!?"), []).append(line)
    return found.values()


def _next_calls(sessions: Sequence[Readable], zone: tzinfo) -> Iterator[Block]:
    last = {frozenset(student.id for student in session.students): session for session in sessions}
    for session in last.values():
        if session.next_call:
            names = words.join_and([student.name for student in session.students])
            at = moment_in_full(session.next_call.at.astimezone(zone))
            yield Paragraph(f"Next call{f' with {names}' if names else ''}: {at}.")


# ---- one line


def _behind_day(line: _Line) -> Item:
    return _item(line, f"{line.on}:")


def _behind_name(line: _Line, *, full: bool = True) -> Item:
    return _item(line, f"{line.whose}, {line.on}:", full=full)


def _item(line: _Line, before: str, *, full: bool = True) -> Item:
    asked, said = _asked_and_said(line)
    lead = " ".join(filter(None, (before, asked)))
    return Item(said, _details(line.record) if full else (), lead)


def _asked_and_said(line: _Line) -> tuple[str, str]:
    record = line.record
    match record:
        case Feedback():
            return "", feedback_said(record)[0]
        case Goal():
            return "Goal:", f"{record.text} ({record.status.value})"
        case Note():
            return what_was_asked(line.session, record) or "", record.text
    return "", record.text


def _details(record: Record) -> tuple[str, ...]:
    match record:
        case Feedback():
            return feedback_said(record)[1]
        case Goal():
            parts = [
                ("Due", record.due.isoformat() if record.due else ""),
                ("How we will know", record.proof),
            ]
        case _:
            parts = []
    return tuple(f"{name}: {said}" for name, said in parts if said)
