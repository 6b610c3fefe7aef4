"""The walk through a session: what is asked next, and what an input line means. Pure, and the same for every front end.

`ask` says what is on the table; `answer` says what a line does to it. Nothing here reads a clock or writes a file.
"""

from dataclasses import dataclass, replace

from mentorkit import agenda, words
from mentorkit.agenda import Do, Event, Phase
from mentorkit.changes import Change, Put, applied
from mentorkit.errors import RefusedError
from mentorkit.flow import commands
from mentorkit.flow.grammar import COMMANDS, Command, Text, parse
from mentorkit.flow.parting import Company, parted, with_sections_called
from mentorkit.flow.prompts import HANDLERS, about_topic
from mentorkit.flow.recall import recalled
from mentorkit.flow.scene import Reply, Scene, round_of
from mentorkit.flow.walk import Place, Walk, as_data, from_data
from mentorkit.plan import Audience, Prompt, PromptType, Section
from mentorkit.records import Goal
from mentorkit.text import one_line

__all__ = [
    "COMMANDS", "Ask", "Company", "Place", "Reply", "Scene", "Text", "Walk", "answer", "answer_to", "as_data", "ask", "clocks",
    "from_data", "parted", "press", "round_of", "with_sections_called",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked now."""

    section: Section | None
    """None once the session has ended."""
    prompt: Prompt | None
    """None behind the section's last prompt: a line is a note then."""
    place: Place
    lines: tuple[str, ...]
    """The question, with what there is to choose from."""
    hints: tuple[str, ...]
    """How it is answered: under the question, and less than it."""
    audience: Audience
    """The widest reader of what is typed now."""
    private: tuple[str, ...] = ()
    """What helps here and is for the mentor's eyes alone, whoever reads what is typed: to be hidden with the rest."""
    saved: bool = False
    """Something was answered here already: an empty line goes on."""
    whose: str = ""
    """In a group, the name of the student whom a record would belong to."""

    @property
    def label(self) -> str:
        """What stands before the input line: "mentor> ", in a group "Bo: mentor> "."""
        whose = f"{one_line(self.whose, 16)}: " if self.whose else ""
        return f"{whose}{self.audience.value}> "


def _settled(scene: Scene) -> Place:
    """The mentor's place, past the prompts that have nothing to ask."""
    place, prompts = scene.place, scene.section.prompts
    while place.prompt < len(prompts):
        prompt = prompts[place.prompt]
        found = HANDLERS[prompt.type].settled(scene, prompt, place)
        if found is not None:
            return found
        place = Place(prompt=place.prompt + 1)
    return place


def _here(scene: Scene) -> Scene:
    """The scene with the mentor where something is asked."""
    return replace(scene, walk=scene.walk.at(scene.section.id, _settled(scene)))


def ask(scene: Scene) -> Ask:
    """Return what is asked now."""
    if scene.view.phase in (Phase.ENDED, Phase.READY):
        return Ask(None, None, Place(), (), (), Audience.MENTOR)
    scene = _here(scene)
    section, place = scene.section, scene.place
    if place.prompt >= len(section.prompts):
        audience = scene.audience(Audience.MENTOR)
        return Ask(
            section, None, place, (_anything_else(scene),), (), audience, recalled(scene), whose=_whose(scene)
        )
    prompt = section.prompts[place.prompt]
    handler = HANDLERS[prompt.type]
    lines, hints = handler.lines(scene, prompt, place), handler.hints(scene, prompt, place)
    audience = handler.audience(scene, prompt, place)
    private = (*recalled(scene), *handler.private(scene, prompt, place))
    saved = handler.saved(scene, prompt, place)
    return Ask(section, prompt, place, lines, hints, audience, private, saved, _whose(scene))


def _whose(scene: Scene) -> str:
    if len(scene.session.students) < 2:
        return ""
    prompt = scene.prompt
    owner = HANDLERS[prompt.type].owner(scene, prompt, scene.place) if prompt else scene.owner
    return scene.session.name_of(owner)


def _anything_else(scene: Scene) -> str:
    """What stands behind the last prompt. A review that had nothing to ask is said: silence would look like a fault."""
    reviews = any(prompt.type is PromptType.GOAL_REVIEW for prompt in scene.section.prompts)
    none = reviews and not any(isinstance(record, Goal) for record in scene.session.carried)
    return f"{'No goals are open from earlier calls. ' if none else ''}Anything else? (empty: go on)"


def answer(scene: Scene, line: str) -> Reply:
    """Return what an input line does; RefusedError, with nothing changed, where it cannot be done."""
    return answer_to(scene, parse(line))


def answer_to(scene: Scene, line: Text | Command | None) -> Reply:
    """Return what a parsed line does."""
    scene = _here(scene) if scene.view.current else scene
    if isinstance(line, Command):
        takes, _ = COMMANDS[line.name]
        if line.rest and not takes:
            raise RefusedError(
                f"/{line.name} takes nothing behind it. Nothing has changed.", "For a note: /note …"
            )
        return _tidied(scene, commands.RUN[line.name](scene, line.rest))
    return _tidied(scene, _empty(scene) if line is None else _text(scene, line.text))


def _tidied(scene: Scene, reply: Reply) -> Reply:
    """Forget what was good for one moment only: a chosen reader at the next prompt, a named section once the clock moved."""
    walk, current = reply.walk, scene.view.current
    moved = any(isinstance(change, Event) for change in reply.changes)
    if moved:
        walk = replace(walk, places={s: replace(place, named=False) for s, place in walk.places.items()})
    chosen = walk.override
    if (
        chosen
        and current
        and (moved or walk.place(current.id).prompt != chosen.prompt or current.id != chosen.section)
    ):
        walk = replace(walk, override=None)
    return replace(reply, walk=_timed(scene, reply.changes, walk))


def _timed(scene: Scene, changes: tuple[Change, ...], walk: Walk) -> Walk:
    """Note when a turn in a round of questions begins."""
    if len(scene.session.students) < 2:
        return walk
    session = applied(scene.session, changes)
    after = replace(scene, session=session, view=agenda.view(session.plan, session.log, scene.at), walk=walk)
    turn = _here(after).turn if after.view.current else None
    if turn is None or (walk.turn and walk.turn[0] == turn.key):
        return walk
    over = walk.turn is not None  # a reader that was chosen for one turn is not that of the next
    return replace(
        walk, turn=(turn.key, after.view.section_elapsed), override=None if over else walk.override
    )


def clocks(scene: Scene) -> tuple[str, ...]:
    """Return the small clocks beside the section's: "Bo's turn: 1:20 left", "thinking: 0:42"."""
    said = []
    turn = _here(scene).turn if scene.view.current else None
    if turn:
        left = f"{words.countdown(turn.left)} left" if turn.left > 0 else f"{words.clock(-turn.left)} over"
        said.append(f"{one_line(turn.student.name, 16)}'s turn: {left}")
    if scene.walk.thinking is not None:
        said.append(f"thinking: {words.clock(scene.at - scene.walk.thinking)}")
    return tuple(said)


def press(scene: Scene, command: str, rest: str = "") -> Reply:
    """Return what a key does that stands for a command."""
    return answer_to(scene, Command(command, rest))


def _text(scene: Scene, text: str) -> Reply:
    section, place = scene.section, replace(scene.place, named=False)
    scene = replace(scene, walk=scene.walk.at(section.id, place))
    if place.prompt < len(section.prompts):
        prompt = section.prompts[place.prompt]
        return HANDLERS[prompt.type].answer(scene, prompt, place, text)
    audience = scene.audience(Audience.MENTOR)
    topic, words = about_topic(scene, text, audience)
    return Reply(scene.walk, (Put(scene.new_note(words, audience, about=topic)),))


def _empty(scene: Scene) -> Reply:
    section, place = scene.section, scene.place
    if place.named:
        event = commands.clock(scene, Do.NEXT)
        return Reply(scene.walk.at(section.id, replace(place, named=False)), (event,) if event else ())
    after = place
    if place.prompt < len(section.prompts):
        prompt = section.prompts[place.prompt]
        after = HANDLERS[prompt.type].empty(scene, prompt, place)
    moved = replace(scene, walk=scene.walk.at(section.id, after))
    settled = _settled(moved)
    if settled.prompt < len(section.prompts):
        return Reply(moved.walk.at(section.id, settled))
    title = commands.upcoming(scene)
    said = (
        f"Next: {title}. Enter once more to go there."
        if title
        else "That was all. Enter once more ends the session."
    )
    return Reply(moved.walk.at(section.id, replace(settled, named=True)), (), (said,))
