import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from mentorkit.export.document import Heading, Item, Items, Label, Paragraph, Table
from mentorkit.export.plaintext import as_text

TURNING = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}


def written(text: str) -> str:
    """Return a document with the text in every place that a text can have."""
    return as_text(
        [
            Heading(1, text),
            Heading(3, text),
            Paragraph(text),
            Label(text),
            Items((Item(text, (text,)), Item("next"))),
            Table((("a", text), (text, text))),
        ]
    )


def obeyed(text: str) -> set[str]:
    """Return the characters that a terminal would obey."""
    return {c for c in text if c in TURNING or (unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t")}


@given(st.text(max_size=60))
def test_no_text_at_all_makes_a_terminal_obey(text: str) -> None:
    assert obeyed(written(text)) == set()


def test_a_table_stands_straight_with_letters_of_any_width() -> None:
    table = Table((("Part", "Took"), ("日本", "5 min"), ("e\u0301te\u0301", "12 min")))
    assert as_text([table]) == "Part    Took\n日本   5 min\ne\u0301te\u0301   12 min\n"


def test_a_list_stands_right_below_what_introduces_it() -> None:
    assert as_text([Label("Goals"), Items((Item("one", ("by then",)),))]) == "Goals:\n- one\n    by then\n"
