"""One embedded stack for all tests that drive it: started once, reused, stopped at the end."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEED = os.environ.get("KWEEK_E2E_SPEED", "6h/s")
PORT = os.environ.get("KWEEK_E2E_PORT", "4680")
PATIENCE = 240


@pytest.fixture(scope="session")
def local():
    """What `.kweek/local.json` says of a fresh stack."""
    addresses = ROOT / ".kweek" / "local.json"
    command = [sys.executable, "-m", "kweek.cli.main", "local", "--fresh"]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--speed", SPEED, "--port", PORT],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "layers"), *sys.path])},
    )
    try:
        yield _told(process, addresses)
    finally:
        process.send_signal(signal.SIGINT)
        stopped = process.wait(10)
    assert stopped == 0


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
