"""Markdown (CommonMark, with the one table of GitHub's) out of a document. Nothing that people wrote becomes markup."""

import re
from datetime import tzinfo

from mentorkit.export.audience import Readable
from mentorkit.export.document import Block, Document, Heading, Item, Items, Label, Paragraph, Table, lines_of
from mentorkit.export.reports import document
from mentorkit.plan import Audience
from mentorkit.text import one_line


def to_markdown(session: Readable, audience: Audience, zone: tzinfo) -> str:
    """Return the session as Markdown for that reader; `session` holds only what is theirs."""
    return as_markdown(document(session, audience, zone))


def as_markdown(blocks: Document) -> str:
    """Return the document as Markdown."""
    return "\n\n".join(_block(block) for block in blocks) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * block.level} {_flat(block.text)}"
        case Label():
            return f"**{_flat(block.text)}**"
        case Paragraph():
            return _flat(block.text)
        case Table():
            return _table(block)
        case Items():
            return "\n".join(line for item in block.items for line in _item(item))


def _table(table: Table) -> str:
    head, *body = table.rows
    rule = ["---", *("---:" for _ in head[1:])]
    rows = [[_flat(cell) for cell in row] for row in (head, *body)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], rule, *rows[1:]])


def _item(item: Item) -> list[str]:
    details = (f"  - {_lines(detail, '    ')}" for detail in item.details)
    return [f"- {_lines(item.line, '  ')}", *details]


def _flat(text: str) -> str:
    return _defused(one_line(text)) or "(empty)"


def _lines(text: str, indent: str) -> str:
    """Return text of several lines as one paragraph: a hard break at each line end, an empty line too."""
    lines = [_defused(_indented(line)) for line in lines_of(text)]
    return f"\\\n{indent}".join(lines) or "(empty)"


def _indented(line: str) -> str:
    """Return the line with the blanks it begins with as no-break spaces, which show and mean nothing in Markdown."""
    rest = line.lstrip(" \t")
    return line[: len(line) - len(rest)].replace("\t", "    ").replace(" ", "\u00a0") + rest


# Characters that mean something wherever they stand. An underscore within a word does not, nor does a "&" that begins no
# entity: those stay readable. Addresses are not links in CommonMark, but many programs make them so.
_ANYWHERE = re.compile(
    r"""
    [\\`*\[\]<|~]
    | (?<![0-9A-Za-z])_ | _(?![0-9A-Za-z])
    | &(?=\#?[0-9A-Za-z]+;)
    | (?<=/)/(?=\S)                                  # https://…
    | (?<=\S)(?<!\d)\.(?=\w) | (?<=\d)\.(?=[^\W\d])   # www.…, example.org, but not 3.5
    | (?<=\S)@(?=\w)                                 # a mail address
    """,
    re.VERBOSE,
)
# Characters that mean something where a line begins, behind blanks or what cannot be seen; or, in a heading, at its end.
_AT_START = re.compile(r"(?a:^([\s\u00a0\u200b-\u200f\u2060\ufeff]*)(#+(?=\s|$)|[-+>=:]|\d+(?=[.)])))")
_AT_END = re.compile(r"(#+\s*)$")


def _defused(line: str) -> str:
    """Return one line with a backslash before whatever Markdown would obey."""
    escaped = _AT_END.sub(r"\\\1", _ANYWHERE.sub(r"\\\g<0>", line))
    begun = _AT_START.match(escaped)
    if not begun:
        return escaped
    sign = begun.end() if begun[2][0].isdigit() else begun.start(2)
    return f"{escaped[:sign]}\\{escaped[sign:]}"
