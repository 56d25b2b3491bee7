"""Real processes: what is started is gone afterwards, whoever ends it and however."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import time
from importlib.resources import files
from pathlib import Path

import pytest

from kweek.cli import emulator
from kweek.cli.trouble import WentWrong

#: Answers the health question, and has a child of its own, as the emulator has its workers.
FAKE = """
    import http.server, os, pathlib, signal, subprocess, sys
    port, pids, stubborn = int(sys.argv[1]), pathlib.Path(sys.argv[2]), len(sys.argv) > 3
    if stubborn:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    class Health(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
    server = http.server.HTTPServer(("127.0.0.1", port), Health)
    pids.write_text(f"{os.getpid()} {worker.pid}")
    print("fake emulator: listening", flush=True)
    server.serve_forever()
"""
#: `kweek local` as far as its children go.
HOLDER = """
    import asyncio, pathlib, sys
    from kweek.cli import emulator
    from kweek.cli.signals import Stopped, until_stopped
    port, folder, *command = sys.argv[1:]
    folder = pathlib.Path(folder)
    async def hold():
        log, url = folder / "log", f"http://127.0.0.1:{port}"
        try:
            async with until_stopped():
                async with emulator.running(command, url=url, env={}, log=log, cwd=folder) as held:
                    print("ready", flush=True)
                    await held.died()
        except Stopped as stopped:
            print(stopped.signal, flush=True)
    asyncio.run(hold())
"""


def program(folder, name, text):
    path = folder / name
    path.write_text(textwrap.dedent(text))
    return path


def alive(pid):
    """A zombie that nobody reaps holds nothing, so it counts as gone."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def gone_within(seconds, pids):
    until = time.monotonic() + seconds
    while any(map(alive, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(alive, pids))


class Fake:
    """The command of a fake emulator, and its two processes once it runs."""

    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        self.url = f"http://127.0.0.1:{port}"
        script = program(folder, "fake.py", FAKE)
        self.command = (sys.executable, str(script), str(port), str(folder / "pids"))

    def running(self, *more):
        what, log = (*self.command, *more), self.folder / "log"
        return emulator.running(what, url=self.url, env={}, log=log, cwd=self.folder)

    def pids(self):
        return [int(pid) for pid in (self.folder / "pids").read_text().split()]


@pytest.fixture
def fake(tmp_path, unused_port):
    return Fake(tmp_path, unused_port)


@pytest.mark.parametrize(
    "stubborn", [(), pytest.param(("ignore SIGTERM",), marks=pytest.mark.slow)]
)
def test_when_the_block_is_left_the_emulator_and_its_workers_are_gone(fake, stubborn):
    async def story():
        async with fake.running(*stubborn):
            assert all(map(alive, fake.pids()))
        begun = time.monotonic()

        assert gone_within(0.5, fake.pids())
        assert time.monotonic() - begun < 5

    asyncio.run(story())


def test_a_killed_emulator_is_told_with_the_end_of_its_log_and_its_workers_go_too(fake):
    async def story():
        async with fake.running() as held:
            os.kill(held.process.pid, signal.SIGKILL)
            with pytest.raises(WentWrong, match="killed by signal 9") as told:
                await held.died()

        assert "fake emulator: listening" in str(told.value)
        assert gone_within(1, fake.pids())

    asyncio.run(story())


def test_an_emulator_that_ends_before_it_answers_is_told_at_once(tmp_path, unused_port):
    async def story():
        command = (sys.executable, "-c", "raise SystemExit('no room')")
        url, log = f"http://127.0.0.1:{unused_port}", tmp_path / "log"
        started = emulator.running(command, url=url, env={}, log=log, cwd=tmp_path)
        with pytest.raises(WentWrong, match="ended with exit 1") as told:
            await started.__aenter__()

        assert "no room" in str(told.value)

    asyncio.run(story())


def held(tmp_path, fake):
    holder = program(tmp_path, "holder.py", HOLDER)
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, str(holder), str(fake.port), str(tmp_path), *fake.command],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


@pytest.mark.parametrize(
    "what", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
def test_a_signal_ends_everything_within_five_seconds(tmp_path, fake, what):
    with held(tmp_path, fake) as process:
        assert process.stdout.readline() == "ready\n"
        begun = time.monotonic()
        process.send_signal(what)

        assert process.stdout.read() == f"{what.name}\n"
        assert process.wait(5) == 0
        assert time.monotonic() - begun < 5
        assert gone_within(0.5, fake.pids())


def test_the_emulator_stops_itself_when_its_holder_is_killed(tmp_path):
    for package in ("ministack", "hypercorn"):
        (tmp_path / package).mkdir()
        program(tmp_path / package, "__init__.py", "")
    program(tmp_path / "hypercorn", "config.py", "class Config: graceful_timeout = 3.0")
    up = "import time; print('up', flush=True); time.sleep(60)"
    program(tmp_path / "ministack", "__main__.py", up)
    tether = str(files("kweek.cli") / "tether.py")
    env = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = [sys.executable, tether]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, env=env, **pipes) as process:  # noqa: S603 - our own program
        assert process.stdout.readline() == b"up\n"

        process.stdin.close()  # as the kernel does for a holder that is gone

        assert process.wait(5) == -signal.SIGTERM
