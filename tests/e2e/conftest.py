"""One embedded stack for all tests that drive it: started once, stopped at the end."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import wait
from pathlib import Path

import pytest

from tests.e2e.stack import Stack
from tests.e2e.story import begin, wake, wanted

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
PARTS = ("campaigns", "functions", "infra", "layers")
CAMPAIGNS = HERE / "campaigns"
SPEED = "5m/s"  # an hour of the campaign in twelve seconds
PORT = os.environ.get("KWEEK_E2E_PORT", "4680")
PATIENCE = 240


def pytest_collection_modifyitems(items):
    """Stacks come one after the other, since two at once are slow."""
    items.sort(key=_turn)


def _turn(item):
    """The stack of the shipped journeys is first, then those that tests start for themselves."""
    if item.path.parent == HERE / "journeys":
        return 0
    return 2 if "stack" in getattr(item, "fixturenames", ()) else 1


@pytest.fixture(scope="session")
def clone(tmp_path_factory):
    """The project without anything that was made in it: nobody else's synth writes there."""
    folder = tmp_path_factory.mktemp("clone")
    for part in PARTS:
        made = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(ROOT / part, folder / part, ignore=made)
    for file in ("cdk.json", "pyproject.toml"):
        shutil.copy(ROOT / file, folder / file)
    return folder


@pytest.fixture(scope="session")
def campaigns(tmp_path_factory):
    """The shipped campaigns, and beside them the journeys of these tests."""
    folder = tmp_path_factory.mktemp("campaigns")
    for source in (ROOT / "campaigns", CAMPAIGNS):
        shutil.copytree(source, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def stack(clone, campaigns):
    """A fresh stack that runs."""
    addresses = clone / ".kweek" / "local.json"
    command = [sys.executable, "-m", "kweek.cli.main", "local", "--fresh"]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--speed", SPEED, "--port", PORT, "--campaigns", str(campaigns)],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(clone / "layers")},
    )
    try:
        yield Stack(_told(process, addresses))
    finally:
        process.send_signal(signal.SIGINT)
        stopped = process.wait(10)
    assert stopped == 0


@pytest.fixture(scope="session")
def telling(stack, request):
    """Every story that a test of this session asks for, begun; what each returns, as a future."""
    wake(stack)
    futures = begin(stack, wanted(request.session.items, HERE))
    yield futures
    wait(futures.values())


@pytest.fixture(scope="session")
def everybody(stack, telling):
    """All people of all stories, once all are told; one that failed fails its own tests."""
    wait(telling.values())
    return stack.people


def _told(process, addresses):
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.fail(f"kweek local ended with exit {process.returncode} before it was ready")
        if addresses.exists():
            told = json.loads(addresses.read_text())
            if told["pid"] == process.pid:
                return told
        time.sleep(0.2)
    pytest.fail(f"kweek local was not ready within {PATIENCE} s")
