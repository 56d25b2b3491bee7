"""A `kweek local` that a test starts and stops by itself, beside the stack of the others."""

import json
import os
import signal
import subprocess
import sys
import time

from tests.e2e.stack import Stack

PATIENCE = 240  # seconds until it is ready


class Own:
    """A stack on a port of its own, in a project folder that others may use as well."""

    def __init__(self, folder, port, *options, python=sys.executable):
        self.folder, self.port, self.options, self.python = folder, port, options, python
        self.process = None

    def start(self, *more):
        """Start it; the running stack, once it is ready."""
        command = [self.python, "-m", "kweek.cli.main", "local", "--port", str(self.port)]
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, *self.options, *more],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(self.folder / "layers")},
            stderr=subprocess.PIPE,
            text=True,
        )
        return Stack(self._told())

    def stop(self):
        """Stop it as Ctrl-C does; what it said on standard error."""
        self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=30)
        assert self.process.returncode == 0, said
        return said

    def end(self):
        """End it if it still runs: the test has failed."""
        if self.process and self.process.poll() is None:
            self.stop()

    def _told(self):
        """The addresses that this process wrote: `local.json`, or by its port."""
        until = time.monotonic() + PATIENCE
        files = [self.folder / ".kweek" / n for n in ("local.json", f"local-{self.port}.json")]
        while time.monotonic() < until:
            assert self.process.poll() is None, self.process.stderr.read()
            for file in files:
                if file.exists():
                    told = json.loads(file.read_text())
                    if told["pid"] == self.process.pid:
                        return told
            time.sleep(0.2)
        msg = f"kweek local on port {self.port} was not ready in {PATIENCE} s"
        raise AssertionError(msg)
