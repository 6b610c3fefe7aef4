"""A web page out of documents: one file, which loads nothing and runs nothing. Nothing that people wrote becomes markup.

Text goes into elements only, never into an attribute; so the tags are the same whatever the text.
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import tzinfo
from hashlib import sha256
from html import escape
from itertools import zip_longest

from mentorkit.export import drawing
from mentorkit.export.audience import Readable
from mentorkit.export.document import Block, Document, Heading, Item, Items, Label, Paragraph, Table, lines_of
from mentorkit.export.drawing import HIDDEN
from mentorkit.export.reports import document
from mentorkit.plan import Audience
from mentorkit.text import one_line

# Paper stays white where the screen is dark, so dark is for screens only. SVG is printed without leave; backgrounds are not.
# Close lines on paper: what the team reads of two weeks with three students has to be one page.
_STYLE = """
:root { color-scheme: light; --ink: #1d2327; --quiet: #525b63; --paper: #fdfdfb; --rule: #d5d9dc;
  --planned: #8a949c; --actual: #1f6f8b; }
@media screen and (prefers-color-scheme: dark) {
  :root { color-scheme: dark; --ink: #e4e7e9; --quiet: #a9b2b9; --paper: #16191c; --rule: #3a4249;
    --planned: #7b868f; --actual: #6fbfd8; }
}
@media print {
  :root { color-scheme: light; --ink: #000000; --quiet: #000000; --paper: #ffffff; --rule: #999999;
    --planned: #999999; --actual: #000000; }
}
@page { size: A4; margin: 15mm 16mm; }
html { background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%;
  font: 1.0625rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; }
body { margin: 0 auto; max-width: 70ch; padding: 2.5rem 1.25rem 4rem; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; text-wrap: balance; margin: 0 0 0.5rem; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2.2rem 0 0.6rem; }
h3 { font-size: 1rem; font-weight: 600; color: var(--quiet); margin: 1.3rem 0 0.4rem; }
p { margin: 0 0 1rem; }
ul { margin: 0 0 1rem; padding-left: 1.3rem; }
ul + p { margin-top: 1.8rem; }
li { margin: 0.45rem 0; }
li > bdi { white-space: pre-wrap; }
li ul { margin: 0.2rem 0 0; list-style: none; padding-left: 0.9rem; border-left: 2px solid var(--rule); }
li li { margin: 0.15rem 0; color: var(--quiet); }
article + article { border-top: 1px solid var(--rule); margin-top: 3rem; padding-top: 3rem; }
table { border-collapse: collapse; width: 100%; margin: 1.5rem 0; font-variant-numeric: tabular-nums; }
th, td { padding: 0.4rem 0 0.4rem 1rem; text-align: right; border-bottom: 1px solid var(--rule); font-weight: 400;
  overflow-wrap: normal; }
th:first-child { text-align: left; padding-left: 0; overflow-wrap: anywhere; }
thead th { color: var(--quiet); vertical-align: bottom; white-space: nowrap; }
td:nth-child(2) { white-space: nowrap; }
.sum th, .sum td { font-weight: 600; border-bottom: 0; }
.picture { width: 28%; }
.bars { display: block; width: 100%; height: 0.9rem; }
.sign { width: 0.7rem; height: 0.7rem; margin-right: 0.4rem; }
.planned { fill: var(--planned); }
.actual { fill: var(--actual); }
@media screen and (max-width: 36rem) { .picture, .sign { display: none; } }
@media print {
  html { font-size: 10pt; line-height: 1.35; }
  body { max-width: none; padding: 0; }
  h1 { font-size: 1.4rem; }
  h2 { margin: 1rem 0 0.3rem; }
  h3 { margin: 0.6rem 0 0.15rem; }
  p { margin: 0 0 0.5rem; }
  ul { margin: 0 0 0.4rem; }
  li { margin: 0.15rem 0; }
  ul + p { margin-top: 1rem; }
  li ul, li li { margin: 0; }
  h1, h2, h3 { break-after: avoid; }
  li, tr, table { break-inside: avoid; }
  p { orphans: 3; widows: 3; }
  article + article { break-before: page; border-top: 0; margin-top: 0; padding-top: 0; }
}
"""
_STYLE += drawing.STYLE.lstrip("\n")

_NONE = (Paragraph("There is no session to export."),)


def to_html(
    sessions: Sequence[Readable], audience: Audience, zone: tzinfo, ahead: Sequence[Document] = ()
) -> str:
    """Return the sessions as one page for that reader; they hold only what is theirs. `ahead` stands before them."""
    documents = [document(session, audience, zone) for session in sessions] or [_NONE]
    return as_html([*ahead, *documents], _title(documents, audience))


def as_html(documents: Sequence[Document], title: str) -> str:
    """Return the documents one below the other on a page of that title."""
    articles = "\n".join(_article(blocks) for blocks in documents)
    return f"{_head(title)}\n<body>\n<main>\n{articles}\n</main>\n</body>\n</html>\n"


def _title(documents: Sequence[Document], audience: Audience) -> str:
    """Return what the window is called. Others than the mentor may open it where somebody looks on, so it names nobody."""
    several = "s" * (len(documents) > 1)
    match audience, documents[0][0]:
        case Audience.STUDENT, _:
            return f"About our call{several}"
        case Audience.TEAM, _:
            return f"Feedback from mentoring call{several}" if several else "Feedback from a mentoring call"
        case _, Heading(text=text) if not several:
            return text
    return "Mentoring sessions"


def _head(title: str) -> str:
    digest = b64encode(sha256(_STYLE.encode()).digest()).decode()
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{digest}'\">",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            # Phones make links of figures and dates, and one slip of a finger then calls somebody.
            '<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">',
            f"<title>{escape(one_line(title)) or '(empty)'}</title>",
            f"<style>{_STYLE}</style>",
            "</head>",
        )
    )


def _article(blocks: Document) -> str:
    return "\n".join(("<article>", *(_block(block) for block in blocks), "</article>"))


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level}>{_flat(block.text)}</h{block.level}>"
        case Label():
            return f"<h2>{_flat(block.text)}</h2>"
        case Paragraph():
            return f"<p>{_flat(block.text)}</p>"
        case Table():
            return _table(block)
        case Items():
            return _items(block)


def _items(block: Items) -> str:
    drawn = any(item.picture for item in block.items)
    head = '<ul class="drawn">' if drawn else "<ul>"
    return "\n".join((*_key(block), head, *(_item(item) for item in block.items), "</ul>"))


def _key(block: Items) -> tuple[str, ...]:
    """What the signs mean: for those who see them alone."""
    signs = " ".join(
        f"<span>{drawing.sign(sign) if sign else ''}{_flat(said)}</span>" for sign, said in block.key
    )
    return (f'<p class="key" aria-hidden="true">{signs}</p>',) if signs else ()


def _item(item: Item) -> str:
    below = "\n".join(f"<li>{_lines(detail)}</li>" for detail in item.details)
    lead = f'<bdi dir="ltr">{escape(one_line(item.lead))}</bdi> ' if item.lead else ""
    said = f"{lead}{_lines(item.text)}" + (f"\n<ul>\n{below}\n</ul>" if below else "")
    if item.picture is None:
        return f"<li>{said}</li>"
    return f'<li><div class="words">{said}</div>{drawing.drawn(item.picture)}</li>'


def _flat(text: str) -> str:
    return f"<bdi>{escape(one_line(text)) or '(empty)'}</bdi>"


def _lines(text: str) -> str:
    """Return text of several lines, each in a direction of its own."""
    lines = [escape(line) for line in lines_of(text)]
    return "<br>".join(f"<bdi>{line}</bdi>" for line in lines) if any(lines) else "<bdi>(empty)</bdi>"


# ---- a table, and a picture of its figures. The words beside it say the same, so who listens to the page is spared it.


def _table(table: Table) -> str:
    head, *body = table.rows
    rows = (
        _row(row, _bars(span, table) if table.spans else "", total=bool(table.spans) and not span)
        for row, span in zip_longest(body, table.spans)
    )
    return "\n".join(
        ("<table>", f"<thead>{_head_row(head, table)}</thead>", "<tbody>", *rows, "</tbody>", "</table>")
    )


def _head_row(head: Sequence[str], table: Table) -> str:
    signs = ("", _sign("planned"), _sign("actual")) if table.spans else ("",) * len(head)
    cells = (f'<th scope="col">{sign}{_flat(cell)}</th>' for sign, cell in zip(signs, head, strict=True))
    return f"<tr>{''.join(cells)}{_EMPTY if table.spans else ''}</tr>"


def _row(row: Sequence[str], picture: str, *, total: bool) -> str:
    first, *figures = row
    cells = "".join(f"<td>{_flat(cell)}</td>" for cell in figures)
    return f'<tr{_SUM if total else ""}><th scope="row">{_flat(first)}</th>{cells}{picture}</tr>'


_SUM = ' class="sum"'
_EMPTY = '<td class="picture"></td>'


def _bars(span: tuple[float, float] | None, table: Table) -> str:
    """Return planned above actual, as parts of the longest of the table."""
    if span is None:
        return _EMPTY
    longest = max(max(each) for each in table.spans) or 1.0
    planned, actual = (f"{100 * seconds / longest:.1f}" for seconds in span)
    return (
        f'<td class="picture"><svg class="bars" viewBox="0 0 100 10" preserveAspectRatio="none" {HIDDEN}>'
        f'<rect class="planned" y="0" width="{planned}" height="4"></rect>'
        f'<rect class="actual" y="5" width="{actual}" height="5"></rect></svg></td>'
    )


def _sign(name: str) -> str:
    """Return the square that says which bar is which."""
    return f'<svg class="sign" viewBox="0 0 10 10" {HIDDEN}><rect class="{name}" width="10" height="10"></rect></svg>'
