"""The nudges: what seems to be missing from a line of feedback. Text in, hints out; plain rules, no model, no network.

PEA: precise (which part exactly), evidence-based (how do you know), actionable (what could be done). A nudge is a question
and never a verdict: a rule reads words, not meaning, and a mentor may leave a line as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mentorkit.coaching import vocabulary


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
    line = " ".join(text.replace("’", "'").split())
    clauses = [clause.strip() for clause in vocabulary.BREAKS.split(line) if clause.strip()]
    evidence = any(_observed(clause) for clause in clauses)
    return Parts(
        precise=_names_a_part(line) or (evidence and _names_two_things(line)),
        evidence=evidence,
        action=any(vocabulary.ACTION.search(clause) for clause in clauses),
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


def _names_a_part(line: str) -> bool:
    line = vocabulary.BROAD.sub(" ", line)
    if vocabulary.CODE.search(line) or vocabulary.PHRASE.search(line):
        return True
    return any(
        not vocabulary.NARROW.isdisjoint(_stems(word)) for word in vocabulary.WORD.findall(line.lower())
    )


def _names_two_things(line: str) -> bool:
    """Return whether two different things that make up a program are named: too little alone, enough where one was used."""
    things = (vocabulary.THINGS.intersection(_stems(word)) for word in vocabulary.WORD.findall(line.lower()))
    return len(frozenset[str]().union(*things)) > 1


def _observed(clause: str) -> bool:
    claim = vocabulary.CLAIM.search(clause)
    if vocabulary.GUESSED.search(clause) or (
        claim and (claim[0].startswith("nod") or vocabulary.CLAIMED.search(clause, claim.end()))
    ):
        return False
    told = vocabulary.PRAISED.sub(" ", clause)
    return _student_did(vocabulary.WORD.findall(told)) or bool(
        vocabulary.RESULT.search(told) and not vocabulary.MINE.match(told)
    )


def _student_did(words: list[str]) -> bool:
    """Return whether somebody other than the mentor did something; who did is the nearest subject before the verb."""
    theirs, named, before = True, False, ""
    for word, after in zip(words, [*words[1:], ""], strict=False):
        lower = word.lower()
        if lower in vocabulary.NOT_THEIRS:
            theirs = False
        elif lower in vocabulary.THEIRS or named:
            theirs = True
        if theirs and _is_deed(before, lower, after.lower()):
            return True
        named, before = word[0].isupper() and lower not in vocabulary.NOT_THEIRS, lower
    return False


def _is_deed(before: str, word: str, after: str) -> bool:
    """Return whether the word is a verb for something seen: in the past, not managed, or a habit ("puts", "forgets")."""
    if after == "our" or (before in vocabulary.NO_VERB_AFTER and word != "not"):
        return False
    if word in vocabulary.PAST or word in vocabulary.UNABLE or (word == "not" and before in vocabulary.ABLE):
        return True
    if word == "used":
        return after != "to"
    if word.endswith("ed"):
        return len(word) > 4 and word not in vocabulary.NO_DEED
    return (
        word.endswith("s")
        and after not in vocabulary.NO_OBJECT
        and not vocabulary.HABITS.isdisjoint(_stems(word))
    )


def _stems(word: str) -> Iterator[str]:
    """Return the word and what it may be a form of: "joins", "joined" and "joining" give "join"."""
    yield word
    for ending in ("s", "es", "ed", "ing"):
        stem = word.removesuffix(ending)
        if stem != word:
            yield stem
            if ending in ("ed", "ing"):
                yield stem + "e"
                yield stem[:-1]
