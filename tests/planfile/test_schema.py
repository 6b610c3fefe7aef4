"""The JSON Schema for editors says the same about a plan's shape as the loader does."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from jsonschema import Draft202012Validator

from mentorkit.errors import PlanError
from mentorkit.plan import Audience, Plan, PromptType
from mentorkit.planfile import available, parse_plan, plan_schema, schema_path, shipped_plans
from mentorkit.planfile.prompts import KINDS
from mentorkit.planfile.reader import PLAN, SECTION
from tests.planfile.bad_plans import PROMPT, TIME, WHOLE, Bad
from tests.planfile.bad_plans import SECTION as BAD_SECTIONS
from tests.planfile.written import plans, written

SCHEMA: dict[str, Any] = json.loads(plan_schema())
VALID = Draft202012Validator(SCHEMA)

# What a schema cannot say: that names agree, that one number is less than another, what a plain YAML reader has
# already read otherwise ("1:10" is 70 to it, a remark is gone), and how much a day has.
BEYOND = (
    "two ",
    "from ",
    "fits ",
    "an id twice",
    "a bad id twice",
    "a minimum over",
    "more than a day",
    "nothing at all",
    "a colon",
    "ten colon",
    "a length of a clock",
    "ends in a remark",
    "a key twice",
    "one twice",
    "a rhythm of no weeks",
    "a rhythm of years",
    "a date",
    "a key of brackets",
)


def kinds() -> dict[str, dict[str, Any]]:
    return {kind["title"]: kind for kind in SCHEMA["$defs"]["prompt"]["anyOf"] if "title" in kind}


def test_it_is_a_schema_and_can_be_named_by_its_file() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert schema_path().read_text(encoding="utf-8") == plan_schema()


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.BaseLoader])
@pytest.mark.parametrize("name", [name for name, _ in available(shipped_plans())])
def test_every_shipped_plan_is_valid_under_it(name: str, loader: type[yaml.SafeLoader]) -> None:
    text = (shipped_plans() / f"{name}.yaml").read_text(encoding="utf-8")
    assert list(VALID.iter_errors(yaml.load(text, loader))) == []


@given(plans())
def test_every_plan_is_valid_under_it(plan: Plan) -> None:
    assert list(VALID.iter_errors(yaml.load(written(plan), yaml.BaseLoader))) == []


def test_plan_section_and_prompts_have_the_same_keys_as_the_loader() -> None:
    assert set(SCHEMA["properties"]) == set(PLAN.keys)
    assert set(SCHEMA["$defs"]["section"]["properties"]) == set(SECTION.keys)
    assert list(kinds()) == [kind.value for kind in PromptType]
    for kind, about in KINDS.items():
        schema = kinds()[kind.value]
        assert set(schema["properties"]) == {"type", "prompt", "id", "audience", *about.keys}
        needed = {*about.needs, *(() if about.words else ("prompt",))}
        assert set(schema["required"]) - {"type"} == needed
        assert schema["properties"]["audience"]["enum"] == [audience.value for audience in Audience]


def test_every_key_is_described() -> None:
    shapes = [SCHEMA, SCHEMA["$defs"]["section"], *kinds().values()]
    assert all("description" in key for shape in shapes for key in shape["properties"].values())


def structural() -> list[Bad]:
    every = (*WHOLE, *BAD_SECTIONS, *TIME, *PROMPT)
    return [bad for bad in every if not any(words in bad.name for words in BEYOND)]


@pytest.mark.parametrize("bad", structural(), ids=lambda bad: bad.name)
def test_what_the_loader_refuses_for_its_shape_is_invalid_under_it(bad: Bad) -> None:
    text = bad.marked.replace("¦", "")
    with pytest.raises(PlanError):
        parse_plan(text, "p.yaml", "p")
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return
    assert not VALID.is_valid(data)


@pytest.mark.parametrize(
    "time",
    ["10", "10 min", "30+", "30+ min", "30 min+", "1h", "1h 10min", "1 hour 5+ minutes", "90 s", "2 HRS", "1h10",
     "10 min 1h", "1+ h 5 min", "5+ min+", "ten", "", "h", "10 mins or so", "1h 2 min 3 sec.", "10m.", "10 ms"],
)  # fmt: skip
def test_a_duration_is_valid_where_the_loader_can_read_it(time: str) -> None:
    data = {"title": "T", "sections": [{"title": "A", "time": time}]}
    try:
        parse_plan(json.dumps(data), "p.yaml", "p")
        loads = True
    except PlanError:
        loads = False
    assert VALID.is_valid(data) == loads
