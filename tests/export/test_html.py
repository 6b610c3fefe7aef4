import re
import shutil
import subprocess
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorkit.export import FORMATS, render
from mentorkit.export.document import Block, Heading, Item, Items, Label, Paragraph, Table, lines_of
from mentorkit.export.html import as_html
from mentorkit.export.markdown import as_markdown
from mentorkit.plan import Audience
from mentorkit.records import Session
from mentorkit.text import one_line
from tests.export.calls import ADA, EMPTY, GROUP, LONDON, SINGLE
from tests.export.hostile import HOSTILE
from tests.export.marked import Marked, marked_sessions
from tests.export.test_render import everywhere

MENTOR, STUDENT, TEAM = Audience.MENTOR, Audience.STUDENT, Audience.TEAM
SIGNS = st.text(alphabet="<>&;\"'=/!-#x3 \n\t\u2028\u202e\x00\x1bab-[]?`é\ud83d", max_size=40)
EMPTY_TAGS = {"meta", "br"}
STORED = {name: text for name, text in HOSTILE.items() if text.strip()}
"""No record is without a text, and where one of its fields is, the exports leave that out."""


class Page(HTMLParser):
    """What a browser makes of a page: the tags in order, and the words between them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.words: list[str] = []
        """Of each bdi element."""
        self.title = ""
        self.style = ""
        self.loose: list[str] = []
        """Text outside bdi, title and style."""
        self.others: list[str] = []
        """Comments, declarations and the like."""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))
        if tag == "bdi":
            self.words.append("")
        if tag not in EMPTY_TAGS:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        self.tags.append((f"/{tag}", ()))

    def handle_data(self, data: str) -> None:
        match self._open[-1:]:
            case ["bdi"]:
                self.words[-1] += data
            case ["title"]:
                self.title += data
            case ["style"]:
                self.style += data
            case _:
                self.loose += [data] if data.strip() else []

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    @property
    def names(self) -> set[str]:
        """Return the tags that there are."""
        return {tag for tag, _ in self.tags if not tag.startswith("/")}

    @property
    def attributes(self) -> set[str]:
        """Return the attributes that there are."""
        return {name for _, attributes in self.tags for name, _ in attributes}


def page_of(session: Session, audience: Audience, student: str | None = None) -> Page:
    """Return the page of one session for that reader."""
    return Page(render([session], "html", audience, LONDON, student))


def page_with(text: str) -> Page:
    """Return a page with the text in every place that a text can have."""
    blocks: list[Block] = [
        Heading(1, text),
        Paragraph(text),
        Table((("a", text, "c"), (text, text, text), ("sum", text, text)), ((60.0, 90.0),)),
        Table((("a", text), (text, text))),
        Heading(3, text),
        Items((Item(text, (text, text)), Item("next", (text,)))),
        Label(text),
    ]
    return Page(as_html([blocks, blocks[:2]], text))


def plain_like(text: str) -> str:
    """Return harmless text of as many lines."""
    return "\n".join("word" for _ in lines_of(text))


# ---- what people wrote stays text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_changes_a_tag_or_an_attribute(text: str) -> None:
    page = page_with(text)
    assert page.tags == page_with(plain_like(text)).tags
    assert (page.others, page.loose) == (["doctype html"], [])


@given(SIGNS)
def test_no_row_of_signs_changes_a_tag_or_an_attribute(text: str) -> None:
    page = page_with(text)
    assert page.tags == page_with(plain_like(text)).tags
    assert (page.others, page.loose) == (["doctype html"], [])


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("text", STORED.values(), ids=STORED)
def test_no_text_changes_the_tags_of_a_whole_session(text: str, audience: Audience) -> None:
    for session in (SINGLE, GROUP):
        hostile, harmless = (page_of(everywhere(session, t), audience).tags for t in (text, plain_like(text)))
        assert hostile == harmless


@given(SIGNS)
def test_a_reader_of_the_page_sees_what_was_typed(text: str) -> None:
    page = Page(as_html([[Paragraph(text), Items((Item(text),))]], text))
    lines = lines_of(text)
    assert page.title == page.words[0] == (one_line(text) or "(empty)")
    assert page.words[1:] == (lines if any(lines) else ["(empty)"])


@given(SIGNS)
def test_nothing_that_turns_the_text_round_or_that_no_eye_sees_is_on_the_page(text: str) -> None:
    written = as_html([[Paragraph(text), Items((Item(text, (text,)),))]], text)
    assert not set(written) & {"\x00", "\x1b", "\u202e", "\u2028", "\ud83d", "\r"}


def test_the_indentation_of_code_is_kept() -> None:
    page = Page(as_html([[Items((Item("def f():\n    return 1 < 2"),))]], "code"))
    assert page.words == ["def f():", "    return 1 < 2"]
    assert re.search(r"li > bdi \{ white-space: pre-wrap; \}", page.style)


@given(marked_sessions(), st.sampled_from(Audience))
def test_the_page_says_what_the_plain_text_says(marked: Marked, audience: Audience) -> None:
    text = render([marked.session], "txt", audience, LONDON)
    said = " ".join(page_of(marked.session, audience).words)
    assert set(re.findall(r"x\d{4}x", text)) == set(re.findall(r"x\d{4}x", said))


@pytest.mark.parametrize("audience", Audience)
def test_every_word_of_the_plain_text_is_on_the_page_and_no_other(audience: Audience) -> None:
    for session in (SINGLE, GROUP, EMPTY):
        text = render([session], "txt", audience, LONDON)
        said = " ".join(page_of(session, audience).words)
        assert re.findall(r"\w+", said) == re.findall(r"\w+", text)


# ---- nothing is loaded, nothing runs


@pytest.mark.parametrize("audience", Audience)
def test_the_page_has_no_address_no_script_and_no_handler(audience: Audience) -> None:
    page = page_of(everywhere(SINGLE, HOSTILE["bare addresses"]), audience)
    assert page.names <= {
        *("html", "head", "meta", "title", "style", "body", "main", "article", "h1", "h2", "h3", "p"),
        *("ul", "li", "bdi", "br", "table", "thead", "tbody", "tr", "th", "td", "svg", "rect"),
    }
    assert page.attributes <= {
        *("lang", "charset", "http-equiv", "name", "content", "class", "scope", "dir"),
        *("viewbox", "preserveaspectratio", "aria-hidden", "focusable", "y", "width", "height"),
    }
    assert not re.search("url|@import|expression", page.style)


def test_the_page_allows_its_own_style_and_nothing_else() -> None:
    page = page_of(SINGLE, MENTOR)
    digest = b64encode(sha256(page.style.encode()).digest()).decode()
    (policy,) = (dict(a)["content"] for _, a in page.tags if dict(a).get("http-equiv"))
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'"


def test_the_charset_comes_first_and_the_policy_before_everything_that_it_rules() -> None:
    written = render([SINGLE], "html", MENTOR, LONDON)
    start = '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy"'
    assert written.startswith(start)


# ---- who sees which title


def test_the_title_names_the_call_for_the_mentor_and_nobody_for_others() -> None:
    assert page_of(SINGLE, MENTOR).title == "Mentoring call with Ada Obi"
    assert page_of(SINGLE, STUDENT).title == "About our call"
    assert page_of(GROUP, STUDENT, ADA.id).title == "About our call"
    assert page_of(GROUP, TEAM).title == "Feedback from a mentoring call"


def test_the_title_of_several_calls_names_nobody() -> None:
    titles = [Page(render([SINGLE, SINGLE], "html", each, LONDON)).title for each in Audience]
    assert titles == ["Mentoring sessions", "About our calls", "Feedback from mentoring calls"]


def test_several_sessions_stand_one_below_the_other_on_one_page() -> None:
    both = Page(render([SINGLE, GROUP], "html", TEAM, LONDON))
    assert both.words == page_of(SINGLE, TEAM).words + page_of(GROUP, TEAM).words
    assert [tag for tag, _ in both.tags].count("article") == 2


@pytest.mark.parametrize("audience", Audience)
def test_no_session_at_all_is_said_on_the_page(audience: Audience) -> None:
    assert Page(render([], "html", audience, LONDON)).words == ["There is no session to export."]


# ---- the table and its picture


def widths(page: Page, name: str) -> list[float]:
    """Return how long the bars of that name are."""
    bars = [dict(a) for tag, a in page.tags if tag == "rect" and dict(a)["class"] == name]
    return [float(bar["width"] or "") for bar in bars if "y" in bar]


def test_each_section_has_a_bar_for_what_was_planned_and_one_for_what_it_took() -> None:
    page = page_of(SINGLE, MENTOR)
    assert widths(page, "planned") == [30.3, 15.2, 30.3, 90.9, 30.3, 15.2]
    assert widths(page, "actual") == [27.3, 18.2, 33.3, 100.0, 24.2, 15.2]


def test_every_picture_is_hidden_from_those_who_hear_the_words_beside_it() -> None:
    pictures = [dict(a) for tag, a in page_of(SINGLE, MENTOR).tags if tag == "svg"]
    assert {picture["aria-hidden"] for picture in pictures} == {"true"}


def test_every_head_of_the_table_says_what_it_is_the_head_of() -> None:
    scopes = [dict(a)["scope"] for tag, a in page_of(SINGLE, MENTOR).tags if tag == "th"]
    assert scopes == ["col"] * 3 + ["row"] * 7


def test_a_table_without_spans_has_no_picture() -> None:
    page = Page(as_html([[Table((("a", "b"), ("c", "d")))]], "x"))
    assert not page.names & {"svg", "rect"}
    assert page.words == ["a", "b", "c", "d"]


def test_a_call_in_which_no_time_passed_has_bars_of_no_length() -> None:
    page = Page(as_html([[Table((("a", "b", "c"), ("d", "e", "f")), ((0.0, 0.0),))]], "x"))
    assert widths(page, "actual") == [0.0]


def test_the_spans_of_a_table_are_for_pictures_only() -> None:
    table = Table((("a", "b", "c"), ("d", "e", "f")), ((1.0, 2.0),))
    assert as_markdown([table]) == as_markdown([replace(table, spans=())])


# ---- colours


def schemes(style: str) -> list[dict[str, str]]:
    """Return the colours by name: in the light, in the dark, on paper."""
    blocks = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    return [dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", block)) for block in blocks]


def contrast(one: str, two: str) -> float:
    """Return the contrast of two colours by WCAG 2.2, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance by WCAG 2.2, from 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_all_text_is_readable_in_the_light_in_the_dark_and_on_paper() -> None:
    style = page_of(SINGLE, MENTOR).style
    texts = set(re.findall(r"(?<![-\w])color: ([^;]+);", style))
    assert texts == {"var(--ink)", "var(--quiet)"}
    assert set(re.findall(r"background[-\w]*: ([^;]+);", style)) == {"var(--paper)"}
    light, dark, paper = schemes(style)
    for scheme in (light, dark, paper):
        assert min(contrast(scheme[name], scheme["paper"]) for name in ("ink", "quiet")) >= 4.5


def test_the_bars_stand_out_and_are_told_apart_on_paper() -> None:
    light, dark, paper = schemes(page_of(SINGLE, MENTOR).style)
    for scheme in (light, dark):
        assert min(contrast(scheme[name], scheme["paper"]) for name in ("planned", "actual")) >= 3
    assert contrast(paper["planned"], paper["actual"]) >= 3


def test_paper_is_black_on_white_where_the_screen_is_dark() -> None:
    style = page_of(SINGLE, MENTOR).style
    assert "@media screen and (prefers-color-scheme: dark)" in style
    paper = schemes(style)[2]
    assert (paper["ink"], paper["paper"]) == ("#000000", "#ffffff")


def test_the_colours_of_the_contrast_rule_are_computed_as_it_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


# ---- in a browser

CHROMIUM = shutil.which("chromium")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--enable-logging=stderr", "--v=0"),
)
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on the PATH")


def browse(tmp_path: Path, page: str, *flags: str) -> tuple[str, list[str]]:
    """Return what the browser printed, and what it complained of in the page."""
    file = tmp_path / "page.html"
    file.write_text(page, encoding="utf-8")
    command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", *flags, file.as_uri()]
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    errors = done.stderr.decode("utf-8", "replace").splitlines()
    return done.stdout.decode("utf-8"), [line for line in errors if "CONSOLE" in line]


@in_a_browser
@pytest.mark.parametrize("audience", Audience)
def test_a_browser_draws_the_page_and_complains_of_nothing(tmp_path: Path, audience: Audience) -> None:
    page = render([SINGLE, everywhere(GROUP, HOSTILE["HTML"])], "html", audience, LONDON, ADA.id)
    picture = tmp_path / "page.png"
    _, complaints = browse(tmp_path, page, f"--screenshot={picture}", "--window-size=900,1400")
    assert complaints == []
    assert picture.read_bytes().startswith(b"\x89PNG")


@in_a_browser
def test_a_browser_reads_the_same_tags_and_title_as_we_do(tmp_path: Path) -> None:
    page = render([everywhere(SINGLE, HOSTILE["HTML"])], "html", MENTOR, LONDON)
    shown, complaints = browse(tmp_path, page, "--dump-dom")
    assert complaints == []
    assert Page(shown).title == Page(page).title
    assert Page(shown).words == Page(page).words
    assert [tag for tag, _ in Page(shown).tags] == [tag for tag, _ in Page(page).tags]


@in_a_browser
def test_a_browser_would_refuse_a_script_a_style_or_a_picture_that_got_in(tmp_path: Path) -> None:
    for foreign in ("<script>document.title = 'x'</script>", "<p style='color: red'>", "<img src='a.png'>"):
        page = render([SINGLE], "html", MENTOR, LONDON).replace("<main>", f"<main>{foreign}")
        shown, complaints = browse(tmp_path, page, "--dump-dom")
        assert complaints, foreign
        assert "<title>Mentoring call with Ada Obi</title>" in shown


def test_the_format_is_called_html() -> None:
    assert (FORMATS["html"].ending, FORMATS["html"].name) == ("html", "a web page")
