"""Random plans, and how they are written down in full."""

from typing import Any

import yaml
from hypothesis import strategies as st

from mentorkit.plan import Audience, Plan, Prompt, PromptType, Question, Section, format_duration
from mentorkit.text import normalise

_WORDS = st.text(min_size=1, max_size=30).map(lambda text: " ".join(normalise(text).split())).filter(bool)
_PROSE = st.lists(_WORDS, min_size=1, max_size=3).map("\n".join)
_SECONDS = st.integers(1, 24 * 3600)
_TEXTS = st.lists(_WORDS, max_size=3).map(tuple)
_LINK = st.tuples(_WORDS, st.from_regex(r"https://[a-z]{1,9}\.org/[a-z?=#&%*!'{}]{0,9}", fullmatch=True))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Return plans of up to four sections, with every type of prompt and with references."""
    count = draw(st.integers(1, 4))
    known: list[str] = []
    return Plan(
        id="random",
        title=draw(_WORDS),
        about=draw(st.just("") | _PROSE),
        every=draw(st.none() | st.integers(1, 366)),
        before=draw(_TEXTS),
        sections=tuple(_section(draw, f"s{number}", known) for number in range(count)),
    )


def _section(draw: st.DrawFn, section_id: str, known: list[str]) -> Section:
    planned = draw(_SECONDS)
    return Section(
        id=section_id,
        title=draw(_WORDS),
        planned=planned,
        minimum=draw(st.integers(0, planned)),
        open_ended=draw(st.booleans()),
        give=draw(st.integers(1, 9)),
        guide=draw(st.just("") | _PROSE),
        links=tuple(draw(st.lists(_LINK, max_size=2, unique_by=lambda link: link[0]))),
        ladder=draw(_TEXTS),
        prompts=tuple(_prompt(draw, f"{section_id}-p{n}", known) for n in range(draw(st.integers(0, 3)))),
    )


def _prompt(draw: st.DrawFn, prompt_id: str, known: list[str]) -> Prompt:
    kind = draw(st.sampled_from(PromptType))
    reference = draw(st.none() | st.sampled_from(known)) if known else None
    several = draw(st.lists(_WORDS, min_size=2, max_size=4, unique_by=str.casefold).map(tuple))
    own: dict[PromptType, dict[str, Any]] = {
        PromptType.QUESTIONS: {
            "questions": tuple(Question(f"{prompt_id}-q{n}", text) for n, text in enumerate(several)),
            "each": draw(st.none() | _SECONDS),
        },
        PromptType.CHOICE: {"options": several},
        PromptType.CHECKLIST: {"items": several},
        PromptType.TOPICS: {"source": reference},
        PromptType.FEEDBACK: {"source": reference},
        PromptType.GOALS: {
            "fits": reference,
            "max": draw(st.none() | st.integers(1, 20)),
            "mentor": draw(st.booleans()),
        },
        PromptType.SCHEDULE: {"length": draw(st.none() | _SECONDS)},
    }
    audience = draw(st.sampled_from(Audience))
    prompt = Prompt(id=prompt_id, type=kind, text=draw(_WORDS), audience=audience, **own.get(kind, {}))
    known += [prompt.id, *(question.id for question in prompt.questions)]
    return prompt


def written(plan: Plan) -> str:
    """Return the plan file that says all of `plan`."""
    data = _filled(
        title=plan.title,
        about=plan.about,
        every=plan.every and f"{plan.every} days",
        before=list(plan.before),
        sections=[_section_data(section) for section in plan.sections],
    )
    return str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True))


def _section_data(section: Section) -> dict[str, Any]:
    return _filled(
        id=section.id,
        title=section.title,
        time=format_duration(section.planned, section.open_ended),
        min=format_duration(section.minimum),
        give=section.give,
        guide=section.guide,
        links=dict(section.links),
        ladder=list(section.ladder),
        ask=[_prompt_data(prompt) for prompt in section.prompts],
    )


def _prompt_data(prompt: Prompt) -> dict[str, Any]:
    data = _filled(
        id=prompt.id,
        type=prompt.type.value,
        prompt=prompt.text,
        audience=prompt.audience.value,
        questions=[{"id": question.id, "prompt": question.text} for question in prompt.questions],
        each=prompt.each and format_duration(prompt.each),
        options=list(prompt.options),
        items=list(prompt.items),
        fits=prompt.fits,
        max=prompt.max,
        mentor=prompt.mentor,
        length=prompt.length and format_duration(prompt.length),
    )
    return data | _filled(**{"from": prompt.source})


def _filled(**keys: Any) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if value not in (None, "", [], {}, False)}
