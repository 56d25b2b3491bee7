"""`rules.json`: all that deciding about a contact needs to know, as plain JSON."""

import json
from collections.abc import Mapping
from typing import Any

from kweek.catalogue.asl import lead_in
from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.journey import Journey
from kweek.catalogue.only_to import at_stage
from kweek.core.ids import digest

SCHEMA = 1
PRODUCTION = "prod"  # the stage of whoever names none


def rules(
    campaigns: Campaigns,
    machines: Mapping[str, dict[str, Any]],
    links: Mapping[str, Mapping[str, Mapping[str, Any]]],
    speed: int = 1,
    stage: str | None = PRODUCTION,
) -> dict[str, Any]:
    """The rules; `links` are the tracked links of each mail, `stage` is whose `only_to` holds."""
    found = {
        "schema": SCHEMA,
        "predicates": dict(sorted(campaigns.predicates.found.items())),
        "sequences": dict(sorted(campaigns.predicates.sequences.items())),
        "scores": campaigns.scoring.scores,
        "interests": campaigns.scoring.interests,
        "stages": [list(stage) for stage in campaigns.stages.items()],
        "segments": dict(campaigns.segments),
        "journeys": {
            name: _journey(journey, machines[name], speed)
            for name, journey in campaigns.journeys.items()
        },
        "links": {
            link: {"mail": mail, **{key: one[key] for key in ("name", "file") if key in one}}
            for mail, many in links.items()
            for link, one in many.items()
        },
        "mails": {
            name: {"kind": mail.kind, "topic": mail.topic} for name, mail in campaigns.mails.items()
        },
        "policy": at_stage(campaigns.policy, stage),
    }
    return {"version": version_of(found), **found}


def version_of(content: Any) -> str:
    """A hash that changes exactly when the content does."""
    return digest(json.dumps(content, sort_keys=True, ensure_ascii=False))


def _journey(journey: Journey, machine: Mapping[str, Any], speed: int) -> dict[str, Any]:
    said = {
        "title": journey.title,
        "status": journey.status,
        "topic": journey.topic,
        "enter": list(journey.enter),
        "only_if": journey.only_if,
        "enter_until": journey.enter_until,
        "season": [list(day) for day in journey.season] if journey.season else None,
        "ends": journey.ends,
        "re_entry": journey.re_entry,
        "goal": journey.goal,
        "exit_when": journey.exit_when,
        "target": journey.target,
        "predicates": dict(sorted(journey.predicates.items())),
        "lead_in": lead_in(machine, speed),
    }
    return {**said, "version": version_of([said, machine])}
