"""The shipped programmes over a year: nobody gets lost, and each telling is the same."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kweek.catalogue.build import build
from kweek.catalogue.campaigns import read_campaigns
from kweek.simulation.behaviour_file import read_behaviour
from kweek.simulation.figures import figures
from kweek.simulation.future import Asked
from kweek.simulation.simulating import lived
from tests.stack.kweek_stack import PAGES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
#: All that the bare install brings; whatever else is installed here is hidden.
BARE = {
    *("annotated_types", "graphlay", "jinja2", "kweek", "markupsafe", "mjml", "pydantic"),
    *("pydantic_core", "ruamel", "typing_extensions", "typing_inspection", "tzdata"),
}
HIDING = """
import importlib.abc, sys
from importlib.metadata import packages_distributions
hidden = set(packages_distributions()) - set({bare!r})
class Hidden(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"the bare install has no {{name}}")
sys.meta_path.insert(0, Hidden())
from kweek.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def kweek(*arguments, hashes="0"):
    """Call the command in a process of its own that has the bare install and nothing more."""
    code = HIDING.format(bare=sorted(BARE))
    ran = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": hashes, "PYTHONPATH": "layers"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def year():
    return json.loads(kweek("simulate", "--contacts", "200", "--json"))


@pytest.mark.parametrize(
    "command",
    [("check",), ("graph", "webinar", "--svg"), ("graph", "webinar"), ("preview", "ebook")],
    ids=" ".join,
)
def test_the_bare_install_is_enough(command):
    assert kweek(*command) != ""


def test_one_seed_gives_the_same_bytes_in_every_process(tmp_path):
    asked = ("simulate", "--contacts", "100", "--seed", "7")
    told = [kweek(*asked, "--json", hashes=hashes) for hashes in ("1", "2")]
    for hashes in ("1", "2"):
        kweek(*asked, "--html", str(tmp_path / f"{hashes}.html"), hashes=hashes)

    assert told[0] == told[1]
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()


def test_whoever_else_lives_at_the_same_time_changes_nobody_s_story(tmp_path):
    campaigns = read_campaigns(ROOT / "campaigns")
    behaviour, _ = read_behaviour(ROOT / "campaigns", campaigns)
    built = build(ROOT / "campaigns", PAGES, tmp_path)

    told = []
    for together in (1, 7, 60):
        asked = Asked(contacts=60, days=365, seed=3, together=together)
        told.append(figures(lived(campaigns, built, behaviour, asked, lambda _: None)))

    assert told[0] == told[1] == told[2]
    assert told[0]["totals"]["mails"] > 100


def test_every_shipped_journey_is_entered(year):
    assert [one["name"] for one in year["journeys"] if not one["started"]] == []


def test_whoever_enters_a_journey_ends_leaves_or_is_still_in_it(year):
    for one in year["journeys"]:
        left = sum(one["left_early"].values())
        assert one["started"] == one["finished"] + left + one["failed"] + one["under_way"]
        assert one["under_way"] == sum(step["still_here"] for step in one["steps"])
        assert one["failed"] == 0


def test_whoever_comes_to_a_step_goes_on_leaves_or_is_still_there(year):
    for journey in year["journeys"]:
        out = {step["name"]: 0 for step in journey["steps"]}
        for move in journey["moves"]:
            if move["from"]:
                out[move["from"]] += move["people"]
        for step in journey["steps"]:
            assert step["entered"] == out[step["name"]] + step["still_here"]


def test_nobody_is_stuck_and_nothing_is_lost(year):
    told = [line for line in year["oddities"] if "stuck" in line or "dead-letter" in line]

    assert told == []
