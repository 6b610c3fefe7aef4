"""A student's calls over time as JSON data, for other programs. Keys may be added to it, never renamed or removed."""

from dataclasses import asdict
from datetime import datetime, tzinfo
from typing import Any

from mentorkit.progress import Call, GoalLine, Progress, SectionLine, TopicLine

Data = dict[str, Any]


def progress_data(facts: Progress, zone: tzinfo) -> Data:
    """Return the facts as JSON data, times in `zone`, lengths in seconds. The lists of a section go call by call."""
    return {
        "calls": [_call(call, zone) for call in facts.calls],
        "goals": [_goal(line, facts, zone) for line in (*facts.goals, *facts.promises)],
        "topics": [_topic(line, facts, zone) for line in facts.topics],
        "sections": [_section(line) for line in facts.sections],
    }


def _iso(moment: datetime | None, zone: tzinfo) -> str | None:
    return None if moment is None else moment.astimezone(zone).isoformat(timespec="seconds")


def _call(call: Call, zone: tzinfo) -> Data:
    return {
        "id": call.id,
        "begun": _iso(call.begun, zone),
        "group": call.group,
        "planned_seconds": call.planned,
        "actual_seconds": call.actual,
        "goals": asdict(call.goals),
        "topics": asdict(call.topics),
    }


def _goal(line: GoalLine, facts: Progress, zone: tzinfo) -> Data:
    return {
        "id": line.goal.id,
        "text": line.goal.text,
        "owner": line.goal.owner,
        "status": line.goal.status.value,
        "open": line.ended is None,
        "set_at": _iso(line.goal.at, zone),
        "closed_at": _iso(line.closed_at, zone),
        "in_calls": facts.age(line),
        "steps": [{"what": step.what.value, "at": _iso(step.at, zone)} for step in line.passed],
    }


def _topic(line: TopicLine, facts: Progress, zone: tzinfo) -> Data:
    return {
        "id": line.topic.id,
        "text": line.topic.text,
        "evidence": line.topic.evidence.value,
        "open": line.ended is None,
        "opened_at": _iso(line.topic.at, zone),
        "closed_at": _iso(line.closed_at, zone),
        "in_calls": facts.age(line),
    }


def _section(line: SectionLine) -> Data:
    return {
        "id": line.section.id,
        "title": line.section.title,
        "planned_seconds": [None if took is None else took.planned for took in line.took],
        "actual_seconds": [None if took is None else took.actual for took in line.took],
    }
