"""After the call, in the same run: feedback without evidence, what the team may know, and the message to the student.

Nothing of it has to be done: the call is over and saved, Enter passes on, and all of it can be had later with `export`.
"""

import base64
import re
import sys
from pathlib import Path

from mentorkit.cli.exits import complain, leave
from mentorkit.cli.home import question, say, tell, until_saved, write_out
from mentorkit.cli.typed import answered_now, typed_now
from mentorkit.editor import clear, edit_text
from mentorkit.errors import MentorkitError, RefusedError
from mentorkit.flow import aftercare
from mentorkit.flow.aftercare import Offer
from mentorkit.plan import Audience
from mentorkit.records import Feedback, Record, Session, Student
from mentorkit.runner import Runner, local_zone
from mentorkit.text import accept, for_terminal, one_line

LATER = "For later: mentorkit export --for student · mentorkit export --for team"


def look_after(runner: Runner) -> None:
    """Go through what is left to do after a call, with somebody who can be asked. Ctrl-C leaves it.

    Where what was typed could not be saved, it is named and the program ends with 1.
    """
    try:
        for line, field, asking in aftercare.weak_lines(runner.session):
            _complete(runner, line, field, asking)
        _tell_team(runner)
        for student in _readers(runner.session):
            _send(runner, student)
    except KeyboardInterrupt:
        tell(f"\nThe call is saved. {LATER}")
    except MentorkitError as error:
        complain(error)
        tell(LATER)


# ---- what is missing from the feedback


def _complete(runner: Runner, line: Feedback, field: str, asking: str) -> None:
    whose = runner.session.name_of(line.student) if len(runner.session.students) > 1 else ""
    tell(for_terminal(f"\nFor the team{whose and f', about {whose}'}: {line.text}"))
    text = _typed(f"{asking} (Enter: leave it as it is) ")
    if text:
        _amend(runner, (aftercare.completed(_as_it_is_now(runner, line), field, text),), text)
        tell(f"✓ #{line.number} is complete.")


def _as_it_is_now(runner: Runner, line: Feedback) -> Feedback:
    """The line with what was added to it meanwhile."""
    return next(now for now in runner.session.feedback if now.id == line.id)


def _typed(asking: str) -> str:
    text = ""
    while True:
        text = typed_now(asking, text)
        try:
            return accept(text)
        except RefusedError as error:  # the text stays in the line, to be shortened
            tell(" ".join((error.message, error.hint)))


def _amend(runner: Runner, records: tuple[Record, ...], text: str) -> None:
    """Save the records; where the mentor leaves before that was possible, `text` is what is lost."""
    try:
        until_saved(lambda: runner.amend(records))
    except KeyboardInterrupt:
        tell(for_terminal(f"\nNOT SAVED: {text}"))
        tell(f"The rest of the call is saved. {LATER}")
        leave(1)


# ---- what the team may know


def _tell_team(runner: Runner) -> None:
    session = runner.session
    offered = aftercare.offers(session, runner.earlier.told)
    if not offered:
        return
    tell("\nWhat may the team know? Nobody is told what you do not choose.")
    for number, offer in enumerate(offered, 1):
        tell(f"  {number}  {_said(session, offer)}")
    chosen = _chosen(offered)
    if chosen:
        said = ", ".join(_said(session, offer) for offer in chosen)
        _amend(runner, aftercare.told(session, chosen, runner.moment().utc), f"for the team: {said}")
        tell(f"✓ For the team: {said}.")


def _said(session: Session, offer: Offer) -> str:
    """What the team is told, in full: nobody can agree to what they do not see."""
    whose = session.name_of(offer.student) if len(session.students) > 1 else ""
    what = "not clear yet" if offer.topic else "homework"
    return for_terminal(f"{whose and f'{whose}, '}{what}: {offer.text}").replace("\n", "\n     ")


def _chosen(offered: tuple[Offer, ...]) -> tuple[Offer, ...]:
    while True:
        numbers = re.findall(r"[^\s,]+", answered_now("Numbers (Enter: nothing) "))
        if all(number in [str(n) for n in range(1, len(offered) + 1)] for number in numbers):
            return tuple(offered[int(number) - 1] for number in dict.fromkeys(numbers))
        tell(f"Numbers from 1 to {len(offered)}, with blanks between them.")


# ---- what the student is sent


def _readers(session: Session) -> tuple[Student | None, ...]:
    return session.students or (None,)


def _send(runner: Runner, student: Student | None) -> None:
    text = _message(runner.session, student)
    if text is None:
        return
    whose = f" to {one_line(student.name)}" if student else ""
    tell(f"\nThe message{whose}:\n")
    say(text.rstrip("\n"))
    while True:
        answer = answered_now("\nc copy it, e edit it, w write it to a file, Enter: done ").lower()
        if not answer:
            return
        if answer in ("c", "copy"):
            _copy(text)
        elif answer in ("e", "edit"):
            text = _edited(runner, text)
            say(for_terminal(text.rstrip("\n")))
        elif answer in ("w", "write"):
            _write(text)
        else:
            tell("Write c, e or w, or press Enter.")


def _message(session: Session, student: Student | None) -> str | None:
    """What the student is sent, None where nothing is for them."""
    from mentorkit.export import for_audience, render

    student_id = student.id if student else None
    theirs = for_audience(session, Audience.STUDENT, student_id)
    if not theirs.records and theirs.next_call is None:
        return None
    return render([session], "txt", Audience.STUDENT, local_zone(), student_id)


def _copy(text: str) -> None:
    """Hand the text to the terminal for its clipboard (OSC 52): no program is started, and it works over ssh too."""
    sys.stdout.write(f"\x1b]52;c;{base64.b64encode(text.encode()).decode()}\x07")
    sys.stdout.flush()
    tell("Handed to the terminal's clipboard. Where that is not allowed: mark it above, or w.")


def _edited(runner: Runner, text: str) -> str:
    desk = _message_desk(runner)
    if desk is None:
        return text
    try:
        changed, trouble = edit_text(desk, text)
    except MentorkitError as error:
        complain(error)
        return text
    finally:
        clear(desk)
    if trouble:
        tell(trouble)
    tell("This wording is not kept by mentorkit: copy it, or write it to a file.\n")
    return f"{changed}\n" if changed else text


def _message_desk(runner: Runner) -> Path | None:
    """Where the message stands while the editor has it: not where the call's own notes do."""
    editing = runner.desk and runner.desk.parent.parent
    return editing and editing / f"message-{runner.session.id}" / "message.md"


def _write(text: str) -> None:
    name = question("File name (Enter: leave it) ")
    if not name:
        return
    try:
        write_out(Path(name).expanduser(), text)
    except (MentorkitError, RuntimeError) as error:
        tell(for_terminal(getattr(error, "message", str(error))))
    else:
        tell(f"Written: {one_line(name)}")
