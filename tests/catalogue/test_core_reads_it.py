"""The core understands every word that the catalogue writes."""

from pathlib import Path

import pytest

from kweek.catalogue.build import build
from kweek.core.conditions import compiled
from kweek.core.rules import Rules

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "layers" / "kweek" / "console" / "pages"


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    return build(ROOT / "campaigns", PAGES, tmp_path_factory.mktemp("content"))


def test_the_core_reads_the_shipped_rules(shipped):
    rules = Rules.from_json(shipped.rules)

    assert list(rules.journeys) == list(shipped.machines)
    assert list(rules.segments) == list(shipped.rules["segments"])


def test_the_core_compiles_every_condition_that_travels_in_a_step(shipped):
    steps = [
        state["Parameters"]["MessageBody"]["step"]
        for machine in shipped.machines.values()
        for state in machine["States"].values()
        if "Parameters" in state
    ]
    asked = [
        condition
        for step in steps
        for outcomes in (
            step.get("wait", {}).get("immediate", []),
            step.get("wait", {}).get("judged", []),
        )
        for _, condition in outcomes
    ]

    assert asked
    assert all(compiled(condition) for condition in asked)
