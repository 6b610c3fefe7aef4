"""The nudges: what seems to be missing from a line of feedback. Text in, hints out; plain rules, no model, no network.

PEA: precise (which part exactly), evidence-based (how do you know), actionable (what could be done). A nudge is a question
and never a verdict: a rule reads words, not meaning, and a mentor may leave a line as it is.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parts:
    """Which of the three parts a line of feedback seems to have."""

    precise: bool
    evidence: bool
    action: bool

    @property
    def strong(self) -> bool:
        """Precise and evidenced. A missing action makes nothing weak: it is asked for by a softer hint of its own."""
        return self.precise and self.evidence


def parts(text: str) -> Parts:
    """Return which parts of PEA the line seems to have."""
    clauses = [clause for clause in _BREAKS.split(_plain(text)) if clause.strip()]
    return Parts(
        precise=bool(_CODE.search(_BROAD.sub("", text)) or _SPECIFIC.search(_plain(text))),
        evidence=any(_observed(clause) for clause in clauses),
        action=bool(_ACTION.search(_plain(text))),
    )


def nudge(text: str) -> str:
    """Return a short question about what seems to be missing, the weightiest first; "" where nothing does."""
    found = parts(text)
    if not found.precise and not found.evidence:
        return "Which part exactly, and how do you know: what did they do or say?"
    if not found.precise:
        return "Which part exactly?"
    if not found.evidence:
        return "How do you know: what did they do or say?"
    return "" if found.action else "Good and clear. Could somebody do something about it?"


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")


_BREAKS = re.compile(r"[.;:?!()]\s|,\s| - |\b(?:but|because|so)\b")

_CODE = re.compile(
    r"\w+\(|=>|={2,3}|<{3,}|[a-z]+[A-Z]\w+|\w\.\w+\(|\w+\[[^\]]*\]|`[^`]+`|\b[a-z]+-(?:items|content|width|end|self|index)\b"
    r"|\b\d+px\b|'[a-z ]{10,}'|\s=\s"
)
"""What is written as code: a call, an operator, camelCase, an index, a property of CSS, a message in quotes."""

_BROAD = re.compile(
    r"(?i)\b(?:javascript|typescript|github|gitlab|codepen|vs ?code|youtube|mysql|node\.?js)\b"
)
"""Names with a capital in them that are no code."""

_SPECIFIC = re.compile(
    r"""\b(?:
    callbacks?|closures?|hoisting|recursion|parameters?|arguments?|return(?:s|ed|ing)?(?:\s+(?:a\s+)?values?)?|scope|
    promises?|async|await|fetch|then\b(?=\s+callback)|event\s+(?:loop|listener|handler|bubbling)s?|click\s+handlers?|
    reduce|accumulator|filter|map|foreach|slice|splice|sort|spread|destructuring|template\s+(?:strings?|literals?)|
    (?:for|while|nested)\s+loops?|nested\s+(?:arrays?|objects?|ifs?)|off\s+by\s+one|index(?:es)?|conditionals?|ternar(?:y|ies)|booleans?|
    truthy|falsy|undefined|null|nan|props|lifting\s+state|state|hooks?|dependency\s+array|re-?render(?:s|ing)?|
    media\s+quer(?:y|ies)|flexbox|grid|specificity|selectors?|box\s+model|margins?|padding|position(?:ing)?|breakpoints?|
    labels?|alt\s+texts?|headings?|semantic|forms?\s+validation|aria|
    merge\s+conflicts?|rebase|staging|commits?|branch(?:es|ing)?|pull\s+requests?|stash|
    primary\s+keys?|foreign\s+keys?|joins?|sql\s+injection|status\s+codes?|middleware|routes?|endpoints?|
    unit\s+tests?|mocks?|stack\s+traces?|error\s+messages?|breakpoints?|debugger|type\s+(?:errors?|coercion)|json|dom|
    variables?\s+names?|global\s+variables?|copy[\s-]past(?:e|ed|ing)
    )\b""",
    re.VERBOSE,
)
"""Names of things small enough to work on. "JavaScript", "arrays" or "the homework" are not."""

_CLAIMED = re.compile(
    r"\b(?:nodd(?:ed|ing)|(?:says?|said|told\s+me|tells\s+me|claims?|reckons?)\b.*\b(?:underst\w+|clear|fine|gets?\b|got\s+it|no\s+questions|easy|ok(?:ay)?\b))"
)
"""A yes is no evidence."""

_GUESSED = re.compile(
    r"\b(?:i\s+(?:think|guess|feel|hope|suppose|believe)|probably|seems?|maybe|might|i'm\s+sure|apparently|from\s+what\s+i\s+hear|doesn't\s+really|not\s+(?:really\s+)?clear)\b"
)

_MINE = re.compile(
    r"^\s*(?:and\s+)?(?:we\b|i\b|i'(?:ll|m|d|ve)\b|spent\b|can\s+(?:we|the|someone)|could\s+(?:someone|somebody|we)|please\b|told\s+(?:him|her|them)\s+to|someone\b|somebody\b)"
)
"""What the mentor did or wants, not what the student did."""

_OBSERVED = re.compile(
    r"""\b(?:
    could(?:\s+not|n'?t)|can(?:not|'?t)|did(?:\s+not|n'?t)|didnt|couldnt|
    wrote|writes|typed|types|put|puts|putting|keeps?\s+\w+ing|mix(?:es|ed)\s+up|added|adds|changed|changes|deleted|removed|left|lost\s+(?:her|his|their|the|count)|
    explained|walked|talked\s+me|read|fixed|found|guessed|predicted|answered|asked\s+(?:where|why|what|how|me)|named|drew|showed|shows|
    said\s+(?:it|that|the|\d|\w+\s+to)|called|used|uses|using|renamed|turned|split|solved|built|finished|refactored|forgot|forgets|
    returns?|returned|got\s+(?:undefined|nan|null|an?\s+error|lost|stuck|\d+)|stuck|redid|debugged|copied|copies|without\s+(?:for|me|notes|help)|
    worked\s+first|did\s+\d|(?:two|three|\d+)\s+of\s+(?:my|the|his|her)|all\s+\w+\s+inputs|every\s+(?:function|time|file|line)|had\s+written|went\s+straight|surprised
    )\b""",
    re.VERBOSE,
)

_ACTION = re.compile(
    r"""\b(?:
    i'll|i\s+will|we'll|will\s+(?:pair|carry|send|redo|work|look|go|practi[cs]e|try)|should|please|could\s+(?:someone|somebody|we|you|the\s+team)|
    can\s+(?:we|the|you|someone|somebody)|maybe\s+(?:worth|a|we|somebody)|(?:might|may)\s+be\s+worth|worth\s+(?:a|one|going)|pairing\s+with|redoing|
    told\s+(?:him|her|them)\s+to|suggest(?:ed)?|recommend(?:ed)?|next\s+(?:call|time|step|week)|study\s+group|extra\s+(?:session|saturday|lesson|exercise)|
    by\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day|give\s+(?:them|him|her)|agreed\s+to|plan\s+(?:is|to)|ready\s+for|let's|needs?\s+(?:a|an)\s+\w+\s+(?:session|example|exercise)
    )\b""",
    re.VERBOSE,
)


def _observed(clause: str) -> bool:
    if _CLAIMED.search(clause) or _GUESSED.search(clause) or _MINE.search(clause):
        return False
    return bool(_OBSERVED.search(clause))
