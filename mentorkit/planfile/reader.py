"""From the nodes of a plan file to a `Plan`: which keys a plan and a section have, and how each is read."""

from mentorkit.plan import Duration, Plan, Prompt, Section, default_minimum, format_duration
from mentorkit.planfile.faults import Faults, quoted
from mentorkit.planfile.fields import Fields, Shape, items_of, links, listed, scalar
from mentorkit.planfile.names import Names
from mentorkit.planfile.nodes import Node, Scalar, read_nodes
from mentorkit.planfile.prompts import read_prompt
from mentorkit.planfile.scalars import duration, identifier, line, minimum, prose, rhythm, version, whole
from mentorkit.text import slug

_EXAMPLE = '"title:" and "sections:"'
PLAN = Shape("a plan", ("mentorkit", "title", "about", "every", "before", "sections"), _EXAMPLE)
SECTION = Shape(
    "a section",
    ("id", "title", "time", "min", "give", "guide", "links", "ladder", "ask"),
    '"title:" and "time:" of the section',
)


def read_plan(faults: Faults, plan_id: str) -> Plan:
    """Return the plan that the text of `faults` is; PlanError with all that is wrong with it."""
    root = read_nodes(faults)
    if root is None or (isinstance(root, Scalar) and root.is_nothing):
        faults.stop(0, f"there is nothing in this file; a plan needs {_EXAMPLE}")
    plan = _plan(root, plan_id, faults)
    faults.check()
    return plan


def _plan(root: Node, plan_id: str, faults: Faults) -> Plan:
    fields = Fields(root, PLAN, faults)
    fields.get("mentorkit", scalar(version))
    title = fields.need("title", scalar(line), 'give the plan a name, such as "title: Quick check-in"')
    fields.require("sections", 'write "sections:" and below it "- title:" and "time:" of each')
    return Plan(
        id=plan_id,
        title=title or "",
        about=fields.get("about", scalar(prose)) or "",
        every=fields.get("every", scalar(rhythm)),
        before=fields.get("before", listed(scalar(line))) or (),
        sections=fields.get("sections", _sections) or (),
    )


def _sections(node: Node, key: str, faults: Faults) -> tuple[Section, ...] | None:
    entries = items_of(node, key, faults)
    if entries is None:
        return None
    if not entries:
        faults.add(node.start, f'{key}: a plan needs one or more; write "- title:" and "time:" of each')
    names = Names(node, faults)
    ids: dict[str, int] = {}
    read = [
        _section(Fields(entry, SECTION, faults), number, number == len(entries), ids, names, faults)
        for number, entry in enumerate(entries, start=1)
    ]
    return tuple(section for section in read if section is not None)


def _section(
    fields: Fields, number: int, last: bool, ids: dict[str, int], names: Names, faults: Faults
) -> Section | None:
    title = fields.need("title", scalar(line), 'give the section a name, such as "title: Welcome"')
    time = fields.need("time", scalar(duration), 'write how long it takes, such as "time: 10 min"')
    section_id = fields.get("id", scalar(identifier)) or made_id(title or "", number)
    _claim(section_id, fields, ids, faults)
    section = Section(
        id=section_id,
        title=title or "",
        planned=time.seconds if time else 0,
        minimum=_minimum(fields, time, last, faults),
        open_ended=time.open_ended if time else False,
        give=fields.get("give", scalar(whole(1, 9))) or 1,
        guide=fields.get("guide", scalar(prose)) or "",
        links=fields.get("links", links) or (),
        ladder=fields.get("ladder", listed(scalar(line))) or (),
        prompts=_prompts(fields, section_id, names, faults),
    )
    return section if title and time else None


def made_id(title: str, number: int) -> str:
    """Return the id of the section `number` (from 1) that gives none: its title's letters and digits, if any."""
    return slug(title) or f"section-{number}"


def _claim(section_id: str, fields: Fields, ids: dict[str, int], faults: Faults) -> None:
    """Tell it where two sections have one id; `ids` says where each was first."""
    key = "id" if "id" in fields else "title"
    if key not in fields:
        return
    first = ids.setdefault(section_id.casefold(), fields.at(key))
    if first != fields.at(key):
        words = f"the section on line {faults.line_of(first)} has the id {quoted(section_id)} too"
        faults.add(
            fields.at(key), f'{key}: {words}; give this one its own, such as "id: {section_id[:40]}-2"'
        )


def _minimum(fields: Fields, time: Duration | None, last: bool, faults: Faults) -> int:
    given = fields.get("min", scalar(minimum))
    if time is None:
        return 0
    if given is None:
        return default_minimum(time.seconds, time.open_ended, last)
    if given > time.seconds:
        longer, most = format_duration(given), format_duration(time.seconds)
        faults.add(fields.at("min"), f'min: {longer} is more than the time; write "{most}" or less')
    return given


def _prompts(fields: Fields, section_id: str, names: Names, faults: Faults) -> tuple[Prompt, ...]:
    entries = fields.get("ask", items_of) or ()
    read = [read_prompt(entry, section_id, number, names, faults) for number, entry in enumerate(entries, 1)]
    return tuple(prompt for prompt in read if prompt is not None)
