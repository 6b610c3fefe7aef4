"""Plan files: YAML to `Plan`, with every fault told by line and column. Nothing else in the program imports yaml."""

from mentorkit.planfile.asking import with_question
from mentorkit.planfile.config import COMMENTED_CONFIG, load_settings
from mentorkit.planfile.draft import Draft
from mentorkit.planfile.edit import Changes, edit_plan
from mentorkit.planfile.load import load_plan, parse_plan, read_text
from mentorkit.planfile.shelf import available, plan_schema, resolve, schema_path, shipped_plans

__all__ = [
    "COMMENTED_CONFIG",
    "Changes",
    "Draft",
    "available",
    "edit_plan",
    "load_plan",
    "load_settings",
    "parse_plan",
    "plan_schema",
    "read_text",
    "resolve",
    "schema_path",
    "shipped_plans",
    "with_question",
]
