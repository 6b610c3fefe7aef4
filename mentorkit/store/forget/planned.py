"""A plan as calls have their own copy of it, without the name of a student who is forgotten: its texts and its ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from mentorkit.store import rows
from mentorkit.store.forget.names import Names
from mentorkit.store.rows import Row
from mentorkit.text import slug

_SPEAKING: Final = frozenset({"remember", "praise", "homework"})
"""Ids that give an answer a meaning of its own: they are nobody's name."""


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A plan without a name, and what its parts were called before."""

    plan: Row
    sections: Mapping[str, str] = field(default_factory=dict)
    """Ids of sections that are other ones now, by the old ones."""
    prompts: Mapping[str, str] = field(default_factory=dict)
    """The same of prompts and questions."""


def plan_data(text: str) -> Row:
    """Return a plan as it is kept, checked; StoreError where it is none."""
    rows.plan_of(text)
    return rows.data_of(text)


def texts_in(plan: Row) -> list[str]:
    """Return what somebody wrote that is in a plan."""
    texts = [plan["title"], plan["about"], *plan["before"]]
    for section in plan["sections"]:
        texts += [section["title"], section["guide"], *section["ladder"]]
        texts += [words for link in section["links"] for words in link]
        for prompt in section["prompts"]:
            texts += [prompt["text"], *prompt["options"], *prompt["items"]]
            texts += [words for _, words in prompt["questions"]]
    return texts


def unnamed(plan: Row, names: Names, *, doubtful: bool = False) -> Unnamed:
    """Return the plan without the names, with `doubtful` also without what may be one.

    An id that has one in it becomes another, unlike those beside it.
    """
    in_ids = _in_ids(names, texts_in(plan))
    sections = _ids((section["id"] for section in plan["sections"]), in_ids)
    prompts = _ids((each for section in plan["sections"] for each in _asked(section)), in_ids)

    def text(words: Any) -> Any:
        return names.removed_from(words, doubtful=doubtful) if isinstance(words, str) else words

    def prompt(data: Row) -> Row:
        return data | {
            "id": prompts.get(data["id"], data["id"]),
            "text": text(data["text"]),
            "source": prompts.get(data["source"], data["source"]),
            "fits": prompts.get(data["fits"], data["fits"]),
            "questions": [[prompts.get(each, each), text(words)] for each, words in data["questions"]],
            "options": [text(words) for words in data["options"]],
            "items": [text(words) for words in data["items"]],
        }

    def section(data: Row) -> Row:
        return data | {
            "id": sections.get(data["id"], data["id"]),
            "title": text(data["title"]),
            "guide": text(data["guide"]),
            "links": [[text(words), at] for words, at in data["links"] if not names.stand_in(at)],
            "ladder": [text(words) for words in data["ladder"]],
            "prompts": list(map(prompt, data["prompts"])),
        }

    after = plan | {
        "id": _id(plan["id"], in_ids),
        "title": text(plan["title"]),
        "about": text(plan["about"]),
        "before": [text(words) for words in plan["before"]],
        "sections": list(map(section, plan["sections"])),
    }
    return Unnamed(after, sections, prompts)


def bare(plan: Row) -> Row:
    """Return what of a plan is needed to say how long its sections took, and no more."""
    nothing = {"guide": "", "links": [], "ladder": [], "prompts": []}
    return plan | {
        "about": "",
        "before": [],
        "sections": [section | nothing for section in plan["sections"]],
    }


def _asked(section: Row) -> list[str]:
    return [
        each
        for prompt in section["prompts"]
        for each in (prompt["id"], *(each for each, _ in prompt["questions"]))
    ]


def _in_ids(names: Names, texts: Iterable[str]) -> Names:
    """What counts as a name in an id, which is in small letters: also those words that the texts have as names."""
    said = [name for name in names.parts if any(Names((), (name,)).stand_in(text) for text in texts)]
    return Names((*names.whole, *said))


def _id(name: str, names: Names) -> str:
    after = names.removed_from(name)
    return name if after == name else slug(after)


def _ids(ids: Iterable[str], names: Names) -> dict[str, str]:
    known = list(dict.fromkeys(ids))
    taken, found = set(known), {}
    for name in known:
        after = name if name in _SPEAKING else _id(name, names)
        if after != name:
            number, base = 1, after
            while after in taken:
                number += 1
                after = f"{base}-{number}"
            taken.add(after)
            found[name] = after
    return found
