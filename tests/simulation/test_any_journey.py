"""Whatever the grammar allows can be simulated, and in it nobody gets lost either."""

from random import Random

import pytest

from kweek.catalogue.campaigns import read_campaigns
from kweek.catalogue.problems import errors
from kweek.simulation.behaviour_file import read_behaviour
from kweek.simulation.figures import figures
from kweek.simulation.future import Asked
from kweek.simulation.html_report import html
from kweek.simulation.simulating import simulated
from tests.grammar import folder
from tests.grammar.writing import Writing

pytestmark = pytest.mark.slow

FOLDERS = 6  # of three random journeys each


@pytest.mark.parametrize("seed", range(FOLDERS))
def test_random_journeys_are_lived_to_the_end(seed, tmp_path):
    chance = Random(seed)  # noqa: S311 - a story
    journeys = {f"j{number}": Writing(chance).journey() for number in range(3)}
    root = folder.write(tmp_path, journeys)
    campaigns = read_campaigns(root)
    assert errors(campaigns.problems) == []
    behaviour, problems = read_behaviour(root, campaigns)
    assert problems == ()

    asked = Asked(contacts=20, days=40, seed=seed)
    future = simulated(root, campaigns, behaviour, asked, lambda _: None)
    found = figures(future)

    assert not any(world.queues.dead for world in future.worlds)
    assert [line for line in found["oddities"] if "stuck" in line] == []
    for journey in found["journeys"]:
        assert journey["under_way"] == sum(step["still_here"] for step in journey["steps"])
        for step in journey["steps"]:
            out = sum(one["people"] for one in journey["moves"] if one["from"] == step["name"])
            assert step["entered"] == out + step["still_here"], (journey["name"], step["name"])
    assert html(found, future).endswith("</html>")
