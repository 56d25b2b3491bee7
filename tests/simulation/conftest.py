"""Futures of the small workspace."""

from types import SimpleNamespace

import pytest
from small import workspace

from kweek.catalogue.campaigns import read_campaigns
from kweek.catalogue.problems import errors
from kweek.simulation.behaviour_file import read_behaviour
from kweek.simulation.figures import figures
from kweek.simulation.future import Asked
from kweek.simulation.simulating import simulated


def live(root, contacts=10, days=100, seed=1, follow=None, **files):
    workspace(root, **files)
    campaigns = read_campaigns(root)
    assert errors(campaigns.problems) == []
    behaviour, problems = read_behaviour(root, campaigns)
    assert problems == ()
    asked = Asked(contacts=contacts, days=days, seed=seed)
    future = simulated(root, campaigns, behaviour, asked, lambda _: None, follow)
    return SimpleNamespace(future=future, figures=figures(future))


@pytest.fixture
def small(tmp_path):
    """Simulates the small workspace, with some of its files changed."""
    return lambda **how: live(tmp_path, **how)


@pytest.fixture(scope="session")
def plain(tmp_path_factory):
    """The small workspace as it stands: ten people, a hundred days."""
    return live(tmp_path_factory.mktemp("plain"), follow=2)
