"""What PyYAML says about a file that is no YAML, in words for somebody who has never heard of a scanner."""

import re

import yaml

from mentorkit.planfile.faults import quoted

_QUOTES = "put quotes round the whole text"

# What PyYAML says (context, problem) → whether its context mark is the better place, and what to say instead.
# The first that matches counts.
_WORDS: tuple[tuple[str, bool, str], ...] = (
    (r"found '\t'|'\\t'", False, "a tab stands here; YAML wants spaces"),
    (r"end of stream", True, "the quotes that open here are never closed; close them at the end of the text"),
    (
        r"document separator",
        True,
        "the quotes that open here are not closed before a line of three dashes or dots; close them",
    ),
    (
        r"double-quoted scalar",
        False,
        "in double quotes a backslash begins an escape, and this is none; use single quotes instead",
    ),
    (r"block scalar", False, f'after "|" or ">" the text begins on the next line; or {_QUOTES}'),
    (
        r"could not find expected ':'",
        True,
        'a "key:" belongs here; if this continues the text above, indent it further',
    ),
    (r"sequence entries", False, f"a list begins on a line of its own; or {_QUOTES} if it is one text"),
    (r"mapping keys are not allowed", False, f'text that begins with "?" needs quotes; {_QUOTES}'),
    (r"scanning an (alias|anchor)", True, f'text that begins with "*" or "&" needs quotes; {_QUOTES}'),
    (
        r"directive|document start>|incompatible YAML",
        False,
        "this does not belong to what is above it; check how far it is indented",
    ),
    (r"a tag|tag handle", True, f'text that begins with "!" needs quotes; {_QUOTES}'),
    (r"flow (sequence|node)", True, f'a "[" opens here and what follows makes no list; {_QUOTES}'),
    (r"flow mapping", True, 'a "{" opens here and what follows makes no keys and values; ' + _QUOTES),
    (r"node content", False, f"no text can begin with this; {_QUOTES}"),
    (
        r"found '<block \w+ start>'",
        False,
        "this line is indented further than the ones it belongs to; line them up",
    ),
    (r"found '<scalar>'", False, f"text goes on after a closing quote or bracket; {_QUOTES}"),
    (
        r"found '-'|found '\?'",
        False,
        "this list item does not line up with what is above it; check how far it is indented",
    ),
    (r"block (mapping|collection)", False, f"this does not fit what is before it; {_QUOTES}"),
)


def syntax_fault(error: yaml.MarkedYAMLError, text: str) -> tuple[int, str]:
    """Return the offset in `text` and the words for what the parser could not read."""
    problem = _index(error.problem_mark, _index(error.context_mark, 0))
    line_start = text.rfind("\n", 0, problem) + 1
    if tab := re.match(r" *\t", text[line_start:]):
        return line_start + tab.end() - 1, "a tab stands in the indentation; YAML wants spaces, two a step"
    said = f"{error.context or ''} {error.problem or ''}"
    if "mapping values" in said:
        return problem, _second_colon(text[line_start:problem])
    if "cannot start any token" in said:
        return problem, _bad_start(text[problem : problem + 1])
    for pattern, at_context, words in _WORDS:
        if re.search(pattern, said):
            return (_index(error.context_mark, problem) if at_context else problem), words
    return problem, f"this cannot be read as YAML; check how far it is indented, or {_QUOTES}"


def _index(mark: object, otherwise: int) -> int:
    index = getattr(mark, "index", None)
    return index if isinstance(index, int) else otherwise


def _second_colon(before: str) -> str:
    if re.fullmatch(r"\s*(- +)*[\w-]+", before):
        key = quoted(before.strip(" -"))
        return f"{key} is indented further than the line it belongs to; line them up"
    return 'a second ": " on one line looks like another key; put quotes round the whole text after the first'


def _bad_start(character: str) -> str:
    if character == "\t":
        return "a tab stands here; YAML wants spaces"
    return f"no text can begin with {quoted(character)}; {_QUOTES}"
