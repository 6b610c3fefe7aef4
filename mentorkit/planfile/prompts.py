"""The prompts of a section: a table of the types, and the reading of one entry under `ask:`."""

from dataclasses import dataclass

from mentorkit.plan import Prompt, PromptType, Question, default_audience
from mentorkit.planfile.faults import Faults, nearest, quoted
from mentorkit.planfile.fields import Fields, Shape, colon_words, listed, scalar
from mentorkit.planfile.names import Names
from mentorkit.planfile.nodes import Mapping, Node, Scalar
from mentorkit.planfile.scalars import audience, fixed, identifier, line, prompt_type, whole, yes_no


@dataclass(frozen=True, slots=True)
class Kind:
    """What one type of prompt has besides `type`, `prompt`, `id` and `audience`."""

    keys: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    words: str = ""
    """What it asks where the plan does not say; none: the plan has to."""


KINDS = {
    PromptType.TEXT: Kind(),
    PromptType.QUESTIONS: Kind(("questions", "each"), ("questions",), "One question at a time"),
    PromptType.CHOICE: Kind(("options",), ("options",)),
    PromptType.NUMBER: Kind(),
    PromptType.CHECKLIST: Kind(("items",), ("items",), "Tick what fits"),
    PromptType.GOAL_REVIEW: Kind(words="What became of the goals from last time?"),
    PromptType.TOPICS: Kind(("from",), words="What exactly is not clear yet, and what showed it?"),
    PromptType.FEEDBACK: Kind(("from",), words="For the team: what exactly, how you know, what would help"),
    PromptType.GOALS: Kind(("max", "fits", "mentor"), words="Goals for next time"),
    PromptType.SCHEDULE: Kind(("length",), words="When is the next call?"),
}

_CURES = {
    "questions": "list what to ask, one line each",
    "options": "list two or more answers to choose from",
    "items": "list what can be ticked, one line each",
}
_COMMON = ("type", "prompt", "id", "audience")
_KEYS = (*_COMMON, *sorted({key for kind in KINDS.values() for key in kind.keys}))
_PROMPT = Shape("a prompt", _KEYS, 'what to ask, or "type:" and "prompt:"')
_QUESTION = Shape("a question", ("id", "prompt"), 'what to ask, or "id:" and "prompt:"')


def read_prompt(node: Node, section_id: str, number: int, names: Names, faults: Faults) -> Prompt | None:
    """Return the entry `number` (from 1) under the `ask` of a section, None where it cannot be one."""
    if isinstance(node, Scalar):
        text = scalar(line)(node, "ask", faults)
        return None if text is None else _text_prompt(text, names.made(section_id, number))
    if isinstance(node, Mapping) and _is_a_text_with_a_colon(node, _KEYS):
        faults.add(node.start, f"ask: {colon_words(node)}")
        return None
    fields = Fields(node, _PROMPT, faults)
    return _prompt(fields, section_id, number, names, faults) if fields.usable else None


def _text_prompt(text: str, prompt_id: str) -> Prompt:
    return Prompt(prompt_id, PromptType.TEXT, text, default_audience(PromptType.TEXT))


def _prompt(fields: Fields, section_id: str, number: int, names: Names, faults: Faults) -> Prompt | None:
    kind = fields.get("type", scalar(prompt_type)) if "type" in fields else PromptType.TEXT
    if kind is not None:
        _check_keys(fields, kind)
    text = _wording(fields, kind)
    prompt_id = fields.get("id", scalar(identifier)) or names.made(section_id, number)
    # References first: a question of this very prompt is no earlier one.
    source, fits = _reference(fields, "from", prompt_id, names), _reference(fields, "fits", prompt_id, names)
    prompt = Prompt(
        id=prompt_id,
        type=kind or PromptType.TEXT,
        text=text or "",
        audience=fields.get("audience", scalar(audience)) or default_audience(kind or PromptType.TEXT),
        questions=_questions(fields, prompt_id, names, faults),
        each=fields.get("each", scalar(fixed)),
        options=fields.get("options", _options) or (),
        items=fields.get("items", listed(scalar(line), least=1)) or (),
        source=source,
        fits=fits,
        max=fields.get("max", scalar(whole(1, 20))),
        mentor=fields.get("mentor", scalar(yes_no)) or False,
        length=fields.get("length", scalar(fixed)),
    )
    return prompt if kind is not None and text else None


def _check_keys(fields: Fields, kind: PromptType) -> None:
    for key in _KEYS:
        if key in _COMMON or key in KINDS[kind].keys or key not in fields:
            continue
        owners = " or ".join(owner.value for owner, other in KINDS.items() if key in other.keys)
        if "type" in fields:
            fields.drop(
                key, f'this goes with the type {owners}, and this prompt is "{kind.value}"; remove it'
            )
        else:
            fields.drop(key, f'this goes with the type {owners}; add the line "type: {owners.split()[0]}"')
    for key in KINDS[kind].needs:
        fields.require(key, _CURES[key])


def _wording(fields: Fields, kind: PromptType | None) -> str | None:
    if kind is None or ("prompt" not in fields and KINDS[kind].words):
        return KINDS[kind].words if kind else fields.get("prompt", scalar(line))
    return fields.need("prompt", scalar(line), "write what to ask")


def _options(node: Node, key: str, faults: Faults) -> tuple[str, ...] | None:
    """Read the answers of a choice, which have to differ."""
    options = listed(scalar(line), least=2)(node, key, faults)
    if options and len({option.casefold() for option in options}) < len(options):
        twice = next(o for i, o in enumerate(options) if o.casefold() in {e.casefold() for e in options[:i]})
        faults.add(node.start, f"{key}: {quoted(twice)} stands here twice; remove one")
    return options


def _reference(fields: Fields, key: str, own_id: str, names: Names) -> str | None:
    found = fields.get(key, scalar(identifier))
    return None if found is None else names.earlier(found, key, fields.at(key), own_id)


def _questions(fields: Fields, prompt_id: str, names: Names, faults: Faults) -> tuple[Question, ...]:
    count = 0

    def read(node: Node, key: str, faults: Faults) -> Question | None:
        nonlocal count
        count += 1
        return _question(node, key, prompt_id, count, names, faults)

    return fields.get("questions", listed(read, least=1)) or ()


def _question(
    node: Node, key: str, prompt_id: str, number: int, names: Names, faults: Faults
) -> Question | None:
    if isinstance(node, Scalar):
        text = scalar(line)(node, key, faults)
        return None if text is None else Question(names.made(prompt_id, number), text)
    if isinstance(node, Mapping) and _is_a_text_with_a_colon(node, _QUESTION.keys):
        faults.add(node.start, f"{key}: {colon_words(node)}")
        return None
    fields = Fields(node, _QUESTION, faults)
    text = fields.need("prompt", scalar(line), "write what to ask")
    question_id = fields.get("id", scalar(identifier)) or names.made(prompt_id, number)
    return Question(question_id, text) if text else None


def _is_a_text_with_a_colon(node: Mapping, known: tuple[str, ...]) -> bool:
    """Whether no key of it is anything like a key: "- What next: a goal?"."""
    keys = [key.text if isinstance(key, Scalar) else quoted("") for key, _ in node.pairs]
    return not any(key in known or nearest(key, list(known)) for key in keys[:20])
