"""Compiled campaigns, once per session; and the places where the same contract must hold."""

import asyncio
import os
import subprocess
import time
import urllib.request
from functools import partial

import botocore.session
import pytest
from moto import mock_aws

from kweek.catalogue.build import build
from kweek.cli.emulator import HEALTH, REGION, command, environment
from kweek.cli.progress import Progress
from kweek.cli.project import Project
from kweek.cli.toolbox import emulator_python
from kweek.shell.clock import Clock
from tests.stack import campaign
from tests.stack.kweek_stack import PAGES, ROOT
from tests.testing.places import Aws, Virtual

PORT = int(os.environ.get("KWEEK_E2E_PORT", "4680")) + 20  # beside the stacks of the other tests
EXECUTING = {"stepfunctions": {"execute_state_machine": True}}
KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


@pytest.fixture(scope="session")
def shipped(tmp_path_factory):
    return build(ROOT / "campaigns", PAGES, tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    folder = campaign.write(tmp_path_factory.mktemp("campaigns"))
    return build(folder, PAGES, tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def emulator(tmp_path_factory):
    """The embedded stack's emulator, with nothing deployed in it; its address."""
    home = tmp_path_factory.mktemp("emulator")
    python = asyncio.run(emulator_python(Project(ROOT), Progress()))
    env = environment(PORT, "http://127.0.0.1:1", home, Clock())
    (home / "tmp").mkdir()
    url = f"http://127.0.0.1:{PORT}"
    with subprocess.Popen(  # noqa: S603 - our own command
        command(python), env=env, cwd=home, stdin=subprocess.PIPE
    ) as process:
        _wait_for(url + HEALTH)
        yield url
        process.terminate()


@pytest.fixture(
    params=[
        "virtual",
        pytest.param("moto", marks=pytest.mark.slow),
        pytest.param("embedded", marks=pytest.mark.e2e),
    ],
)
def place(request):
    if request.param == "virtual":
        yield Virtual()
    elif request.param == "moto":
        with mock_aws(config=EXECUTING):
            yield Aws("moto", partial(_client, None))
    else:
        yield Aws("embedded", partial(_client, request.getfixturevalue("emulator")))


def _client(url, service):
    session = botocore.session.get_session()
    return session.create_client(service, region_name=REGION, endpoint_url=url, **KEYS)


def _wait_for(url):
    give_up = time.monotonic() + 30
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - always http
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"nobody answers at {url}")
