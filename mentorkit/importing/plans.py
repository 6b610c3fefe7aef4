"""A session's own copy of its plan, read back: `plan.as_data` the other way round, with every value checked."""

import re
from collections import Counter
from typing import Any

from mentorkit.importing import values
from mentorkit.importing.entry import Entry
from mentorkit.importing.values import WrongValueError, shown
from mentorkit.plan import DAY, Audience, Plan, Prompt, PromptType, Question, Section

_MANY = 1_000
_ANYWHERE = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)


def read_plan(entry: Entry) -> Plan:
    """Return the plan of an entry; what is wrong with it is noted."""
    sections = tuple(map(_section, entry.entries("sections")))
    _check_unlike(entry, "sections", [section.id for section in sections])
    _check_unlike(entry, "sections", [prompt.id for section in sections for prompt in section.prompts])
    return Plan(
        id=entry.take("id", _file_name, "?"),
        title=entry.text("title"),
        sections=sections,
        about=entry.text("about", ""),
        every=entry.whole_or_none("every", 1, _MANY, None),
        before=entry.each("before", values.text, []),
    )


def _check_unlike(entry: Entry, key: str, ids: list[str]) -> None:
    for name, times in Counter(ids).items():
        if times > 1 and name != "?":
            entry.wrong(key, f"{shown(name)} is the id of {times} of them")


def _file_name(value: Any) -> str:
    """A plan's id is its file's name, and `run` looks for it: it must not lead anywhere else."""
    found = values.verbatim(value)
    if "/" in found or len(found) > 255:
        raise WrongValueError(f"{shown(found)} is not the name of a plan")
    return found


def _section(entry: Entry) -> Section:
    planned = entry.whole("planned", 0, DAY)
    return Section(
        id=entry.short_name("id"),
        title=entry.text("title"),
        planned=planned,
        minimum=entry.whole("minimum", 0, DAY),
        open_ended=entry.flag("open_ended"),
        give=entry.whole("give", 0, _MANY),
        guide=entry.text("guide", ""),
        links=entry.each("links", _link, []),
        ladder=entry.each("ladder", values.text, []),
        prompts=tuple(map(_prompt, entry.entries("prompts"))),
    )


def _link(value: Any) -> tuple[str, str]:
    name, address = _pair(value)
    if not _ANYWHERE.fullmatch(address):
        raise WrongValueError(f"{shown(address)} is no address of the web or for a letter")
    return values.text(name), values.text(address)


def _pair(value: Any) -> tuple[str, str]:
    found = values.listed(value)
    if len(found) != 2:
        raise WrongValueError(f"two texts belong here, and there are {len(found)}")
    return values.string(found[0]), values.string(found[1])


def _prompt(entry: Entry) -> Prompt:
    kind = entry.word("type", PromptType)
    questions = entry.each("questions", _question, [])
    if not questions and (kind is PromptType.QUESTIONS or entry.has("each")):
        entry.wrong("questions", "there is none")
    return Prompt(
        id=entry.short_name("id"),
        type=kind,
        text=entry.text("text"),
        audience=entry.word("audience", Audience),
        questions=questions,
        each=entry.whole_or_none("each", 1, DAY, None),
        options=entry.each("options", values.text, []),
        items=entry.each("items", values.text, []),
        source=entry.short_name_or_none("source", None),
        fits=entry.short_name_or_none("fits", None),
        max=entry.whole_or_none("max", 1, _MANY, None),
        mentor=entry.flag("mentor", False),
        length=entry.whole_or_none("length", 1, DAY, None),
    )


def _question(value: Any) -> Question:
    name, words = _pair(value)
    return Question(values.short_name(name), values.text(words))
