"""What AWS would refuse at the deploy, or once the first person comes there: all are errors."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kweek.catalogue.asl import machine
from kweek.catalogue.asl_steps import Pace
from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.journey import END, Journey
from kweek.catalogue.problems import Problem

#: Step Functions takes a definition of 1 MiB, CloudFormation a template of 1 MB in which all
#: definitions stand; the rest of ours takes less than a quarter of that.
MOST_TOGETHER = 750_000
#: What Step Functions passes on in one message is 256 KiB; token and ids need some of it.
MOST_OF_STEP = 250_000


def sizes(campaigns: Campaigns) -> Iterator[Problem]:
    """Steps that are too large for a message, and journeys too large for a template."""
    found: dict[str, int] = {}
    for name, journey in campaigns.journeys.items():
        made = machine(journey, campaigns.predicates, Pace())
        found[name] = len(_as_in_template(made))
        yield from _steps(journey, made["States"])
    together = sum(found.values())
    if together > MOST_TOGETHER:
        largest = campaigns.journeys[max(found, key=lambda name: found[name])].piece
        text = (
            f"all journeys take {_kilobytes(together)}, and AWS takes {_kilobytes(MOST_TOGETHER)}"
        )
        remedy = "this one is the largest: shorten it, or take out a journey that is over"
        yield largest.problem(text, remedy)


def _steps(journey: Journey, states: Mapping[str, Any]) -> Iterator[Problem]:
    for step in journey.steps:
        said = states.get(step.name, {}).get("Parameters") if step.do != END else None
        size = len(json.dumps(said).encode()) if said else 0
        if size > MOST_OF_STEP:
            text = f"takes {_kilobytes(size)}, and AWS takes {_kilobytes(MOST_OF_STEP)} for a step"
            yield step.piece.problem(text, "make a segment or a list of what it compares with")


def _as_in_template(made: Mapping[str, Any]) -> bytes:
    """A definition is a text in a text, so each quotation mark in it takes two characters."""
    text = json.dumps(made, separators=(",", ":"), ensure_ascii=False)
    return json.dumps(text, ensure_ascii=False).encode()


def _kilobytes(size: int) -> str:
    return f"{size / 1000:.0f} KB"
