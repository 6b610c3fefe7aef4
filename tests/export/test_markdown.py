import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from mentorkit.export.document import Heading, Item, Items, Label, Paragraph, Table, lines_of
from mentorkit.export.markdown import as_markdown
from mentorkit.text import one_line

# GitHub's dialect besides CommonMark: tables, strikethroughs, and addresses as links.
PARSERS = {name: MarkdownIt(name) for name in ("commonmark", "gfm-like")}

SIGNS = st.text(alphabet="#*_-+=`~[]()<>|:!&;\\/.@1a \n\t\u2028&wé", max_size=40)


def shape(tokens: list[Token]) -> list[tuple[str, str, int]]:
    """Return what there is but the words: the blocks, and within a line what is no text."""
    found: list[tuple[str, str, int]] = []
    for token in tokens:
        found.append((token.type, token.tag, token.level))
        found += [(c.type, c.tag, c.level) for c in token.children or [] if c.type != "text"]
    return found


def said(tokens: list[Token]) -> list[str]:
    """Return the words of each block, a line break as a line feed."""
    return [
        "".join("\n" if child.type == "hardbreak" else child.content for child in token.children or [])
        for token in tokens
        if token.type == "inline"
    ]


def document(text: str) -> str:
    """Return a document with the text in every place that a text can have."""
    return as_markdown(
        [
            Heading(1, text),
            Paragraph(text),
            Table((("a", text), (text, text))),
            Heading(3, text),
            Items((Item(text, (text, text)), Item("next", (text,)))),
            Label(text),
            Items((Item(f"#3 {text.strip()}"), Item("last"))),
        ]
    )


def plain_like(text: str) -> str:
    """Return harmless text of as many lines."""
    return "\n".join("word" for _ in lines_of(text))


@pytest.mark.parametrize("dialect", PARSERS)
@given(text=SIGNS)
def test_no_row_of_signs_changes_the_shape_of_the_document(dialect: str, text: str) -> None:
    parse = PARSERS[dialect].parse
    assert shape(parse(document(text))) == shape(parse(document(plain_like(text))))


@given(text=SIGNS)
def test_a_reader_of_the_rendered_document_sees_what_was_typed(text: str) -> None:
    shown = said(PARSERS["gfm-like"].parse(as_markdown([Paragraph(text), Items((Item(text),))])))
    lines = "\n".join(lines_of(text))
    blanks = re.compile("[ \t\u00a0]+")
    assert [blanks.sub(" ", block) for block in shown] == [
        one_line(text) or "(empty)",
        blanks.sub(" ", lines) or "(empty)",
    ]


def test_what_means_nothing_is_left_readable() -> None:
    text = "It's 3.5 hours: use snake_case, a => b and f(x) - 1 & more #2!"
    assert as_markdown([Items((Item(text),))]) == f"- {text}\n"


def test_several_lines_stay_in_their_item_and_keep_their_indentation() -> None:
    written = as_markdown([Items((Item("def f():\n  return 1\n\nworks"), Item("next")))])
    assert written == "- def f():\\\n  \u00a0\u00a0return 1\\\n  \\\n  works\n- next\n"
