"""Where the sections of a plan file stand in its text, with the remarks that belong to each.

An edit moves and cuts whole pieces of text, so that what the mentor wrote round a section stays with it. All
offsets count in the text of the nodes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mentorkit.planfile.nodes import Mapping, Node, Scalar, Sequence


@dataclass(frozen=True, slots=True)
class Layout:
    """A plan in block style, cut into what precedes the sections, one piece for each, and what follows."""

    root: Mapping
    sections: tuple[Mapping, ...]
    pieces: tuple[tuple[int, int], ...]
    """Start and end of each section's lines."""
    dash: str
    """What stands before the dash of a section: its indentation."""


@dataclass(frozen=True, slots=True)
class Splice:
    """One replacement in a text."""

    start: int
    end: int
    text: str


def lay_out(text: str, root: Node | None) -> Layout | None:
    """Return where the sections of `text` stand; None where they are written with brackets."""
    sections = value(root, "sections")
    if not isinstance(root, Mapping) or not isinstance(sections, Sequence) or sections.flow:
        return None
    items = tuple(item for item in sections.items if isinstance(item, Mapping))
    return Layout(root, items, pieces(text, sections), indentation(text, sections))


def pieces(text: str, listed: Sequence) -> tuple[tuple[int, int], ...]:
    """Return start and end of the lines of each entry of a list in block style, with the remarks that belong to it."""
    column = len(indentation(text, listed))
    starts, end = [_line_start(text, listed.start)], listed.start
    for item in listed.items:
        if end > listed.start:
            starts.append(_piece_start(text, end, column))
        end = _line_after(text, max(_ends(item), default=item.start))
    ends = [*starts[1:], _last_end(text, end, listed.end, column)]
    return tuple(zip(starts, ends, strict=True))


def indentation(text: str, node: Node) -> str:
    """Return the blanks before a node that begins its line, or that a dash alone stands before."""
    return " " * (node.start - _line_start(text, node.start))


def with_last_key(text: str, node: Mapping, block: str, flow: str) -> Splice:
    """Return the splice that puts a key behind the others of `node`: as `block`, lines below them, or as `flow` in brackets."""
    if node.flow:
        return Splice(node.end - 1, node.end - 1, f", {flow}")
    at = _line_after(text, max(_ends(node)))
    before = "" if at == 0 or text[at - 1] == "\n" else "\n"
    lines = "".join(f"{indentation(text, node)}{line}\n" for line in block.split("\n"))
    return Splice(at, at, before + lines)


def value(node: Node | None, key: str) -> Node | None:
    """Return the value of `key` in a mapping, None where there is none."""
    pairs = node.pairs if isinstance(node, Mapping) else ()
    return next((found for name, found in pairs if isinstance(name, Scalar) and name.text == key), None)


def entries(node: Node | None, key: str) -> tuple[Node, ...]:
    """Return the entries of the list under `key`."""
    found = value(node, key)
    return found.items if isinstance(found, Sequence) else ()


def spliced(text: str, start: int, end: int, splices: list[Splice]) -> str:
    """Return the piece of `text` from `start` to `end` with the splices that lie in it carried out."""
    inside = [each for each in splices if start <= each.start and each.end <= end]
    # From the back, so that offsets hold; what is put in at one place comes before what is replaced there.
    for each in sorted(inside, key=lambda each: (each.start, each.end), reverse=True):
        text = text[: each.start] + each.text + text[each.end :]
        end += len(each.text) - (each.end - each.start)
    return text[start:end]


def without_key(text: str, node: Mapping, key: str) -> Splice:
    """Return the splice that takes `key` and its value out of `node`, which has other keys too."""
    index = next(i for i, (name, _) in enumerate(node.pairs) if isinstance(name, Scalar) and name.text == key)
    name, found = node.pairs[index]
    following = node.pairs[index + 1][0].start if index + 1 < len(node.pairs) else None
    start = _line_start(text, name.start)
    if not node.flow and not text[start : name.start].strip():
        return Splice(start, _line_after(text, max(_ends(found))), "")
    if following is not None:  # after a dash, or in brackets
        return Splice(name.start, following, "")
    return Splice(max(_ends(node.pairs[index - 1][1])), max(_ends(found)), "")


def with_first_key(text: str, node: Mapping, written: str) -> Splice:
    """Return the splice that puts `written`, a key and its value, before the other keys of `node`."""
    if node.flow:
        inside = node.start + 1
        return Splice(inside, inside, f"{written}, ")
    column = node.start - _line_start(text, node.start)
    return Splice(node.start, node.start, f"{written}\n{' ' * column}")


def with_value(text: str, node: Scalar, written: str) -> Splice:
    """Return the splice that writes another value in the place of `node`."""
    line_end = "\n" if text[node.start : node.end].endswith("\n") else ""  # a block scalar has its line's end
    return Splice(node.start, node.end, written + line_end)


def _piece_start(text: str, at: int, column: int) -> int:
    """Return where the piece begins whose dash is the first after `at`: with the remarks right above it."""
    start = at
    while not text.startswith("-", at + column) or text[at : at + column].strip():
        line, following = text[at : _line_after(text, at + 1)], _line_after(text, at + 1)
        remark = line.lstrip(" ").startswith("#") and _indent(line) <= column
        at = following
        start = start if remark else at
    return start


def _last_end(text: str, at: int, limit: int, column: int) -> int:
    """Return where the last piece ends: after the remarks that are indented as its own lines are."""
    end = at
    while at < limit:
        line = text[at : _line_after(text, at + 1)]
        if line.strip() and (not line.lstrip(" ").startswith("#") or _indent(line) <= column):
            break
        at += len(line)
        end = at if line.strip() else end
    return end


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_after(text: str, at: int) -> int:
    """Return where the next line begins, or `at` itself where a line begins there."""
    if at == 0 or text[at - 1] == "\n":
        return at
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _ends(node: Node) -> Iterator[int]:
    """Yield where the texts and brackets of a node end; a block's own mark is at the next thing after it."""
    if isinstance(node, Mapping) and not node.flow:
        for pair in node.pairs:
            yield from (end for part in pair for end in _ends(part))
    elif isinstance(node, Sequence) and not node.flow:
        yield from (end for item in node.items for end in _ends(item))
    else:
        yield node.end
