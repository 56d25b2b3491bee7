"""A stack of their own for the shipped journeys: it runs faster, and through a November.

Nothing in their files is changed but what no test can wait for: the day of the webinar, and the
months that make somebody quiet.
"""

import os
import shutil
from concurrent.futures import wait
from dataclasses import replace
from pathlib import Path

import pytest

from kweek.cli.keeping import Kept
from kweek.cli.project import Project
from kweek.core.times import parse_iso
from kweek.shell.clock import Clock, machine_now
from tests.e2e.journeys.calendar import BEGINS, FACTOR, QUIET, SPEED, WEBINAR
from tests.e2e.local import Own
from tests.e2e.story import begin, wake, wanted

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PORT = int(os.environ.get("KWEEK_E2E_PORT", "4680")) + 10  # beside the other stacks of the tests
LONGEST = 330  # seconds until something is seen: a welcome takes nearly four weeks


@pytest.fixture(scope="package")
def campaigns(tmp_path_factory):
    """The shipped campaigns, with another day for the webinar and days for months."""
    folder = tmp_path_factory.mktemp("shipped") / "campaigns"
    shutil.copytree(ROOT / "campaigns", folder)
    _replace(folder / "journeys" / "webinar.yaml", "2027-02-11 15:00", WEBINAR)
    _replace(folder / "segments.yaml", "in_last: 90d", f"in_last: {QUIET}")
    return folder


@pytest.fixture(scope="package")
def stack(clone, campaigns):
    """A stack whose campaign begins on a day of ours: as if it had been stopped on that day."""
    kept = Kept.of(Project(clone, PORT), "stack")
    kept.home.mkdir(parents=True)
    kept.end(Clock(FACTOR, machine_now(), parse_iso(BEGINS)))
    local = Own(clone, PORT, "--speed", SPEED, "--campaigns", str(campaigns))
    try:
        yield replace(local.start(), patience=LONGEST)
    finally:
        local.stop()


@pytest.fixture(scope="package")
def telling(stack, request):
    """The stories of these journeys, begun; what each returns, as a future."""
    wake(stack)
    futures = begin(stack, wanted(request.session.items, HERE))
    yield futures
    wait(futures.values())


@pytest.fixture(scope="package")
def everybody(stack, telling):
    """All people of all stories, once all are told; one that failed fails its own tests."""
    wait(telling.values())
    return stack.people


def _replace(file, old, new):
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
