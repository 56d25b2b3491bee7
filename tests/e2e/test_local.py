"""`kweek local` in a copy of the project, as on a fresh clone: its demo, and how it stops."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e

BUDGET = 240  # seconds for the demo with warm caches, the emulator's installation included
PORT = int(os.environ.get("KWEEK_E2E_PORT", "4680")) + 100  # beside the stack of the other tests


class Local:
    """A `kweek local` that was started in the clone."""

    def __init__(self, clone, *options):
        self.clone = clone
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "kweek.cli.main", "local", "--port", str(PORT), *options],
            cwd=clone,
            env={**os.environ, "PYTHONPATH": str(clone / "layers")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ready(self):
        """Wait for the addresses."""
        until = time.monotonic() + BUDGET
        addresses = self.clone / ".kweek" / "local.json"
        while not addresses.exists():
            assert self.process.poll() is None, self.process.stderr.read()
            assert time.monotonic() < until
            time.sleep(0.1)
        return json.loads(addresses.read_text())

    def emulator(self):
        """The emulator's process id."""
        return next(pid for pid, args in self.children() if "tether.py" in args)

    def children(self):
        """Every process that works in the clone, but the command itself."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal() and int(entry.name) != self.process.pid:
                try:
                    inside = (entry / "cwd").readlink().is_relative_to(self.clone)
                    args = (entry / "cmdline").read_text().replace("\0", " ")
                except OSError:
                    continue
                if inside:
                    found.append((int(entry.name), args))
        return found

    def ends(self, within):
        """The exit code and what was said, once everything is gone."""
        out, err = self.process.communicate(timeout=within)
        assert self.children() == []
        assert not (self.clone / ".kweek" / "local.json").exists()
        for port in (PORT, PORT + 1):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", port))
        return self.process.returncode, out, err


def test_the_demo_plays_on_a_fresh_clone_within_its_budget_and_every_line_is_seen(clone):
    code, out, err = Local(clone, "--demo", "--exit").ends(within=BUDGET)

    assert code == 0, err
    assert "every line was seen" in err
    assert "equal to a recount from its contacts" in out


@pytest.mark.parametrize("what", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_a_running_stack_within_five_seconds(clone, what):
    local = Local(clone, "--fresh")
    local.ready()
    local.process.send_signal(what)

    code, _, err = local.ends(within=5)

    assert code == 0
    assert err.endswith(f"{what.name}: stopped\n")


def test_a_signal_during_the_start_stops_it_within_five_seconds(clone):
    local = Local(clone, "--fresh")
    while not any("tether.py" in args for _, args in local.children()):
        assert local.process.poll() is None, local.process.stderr.read()
        time.sleep(0.05)
    local.process.send_signal(signal.SIGTERM)

    code, out, err = local.ends(within=5)

    assert (code, out) == (1, "")
    assert err.endswith("SIGTERM: stopped before it was ready\n")


def test_when_the_emulator_is_killed_the_rest_ends_with_a_clear_message(clone):
    local = Local(clone, "--fresh")
    local.ready()
    os.kill(local.emulator(), signal.SIGKILL)

    code, _, err = local.ends(within=5)

    assert code == 1
    assert "kweek: the emulator was killed by signal 9; everything is stopped" in err


def test_what_happened_is_still_there_in_the_next_run_and_campaign_time_stood_still(clone):
    local = Local(clone, "--fresh", "--speed", "1d/s")
    first = local.ready()["clock"]
    local.process.send_signal(signal.SIGINT)
    local.ends(within=5)
    stopped = time.time() * 1000
    time.sleep(2)

    local = Local(clone, "--speed", "1d/s")
    second = local.ready()["clock"]
    local.process.send_signal(signal.SIGINT)
    local.ends(within=5)

    ran = (second["virtual_epoch"] - first["virtual_epoch"]) / 86_400
    assert 0 < ran <= stopped - first["real_epoch"]
    assert second["real_epoch"] > stopped + 2_000
