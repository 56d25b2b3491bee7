"""Segment's own SDK for Node, unmodified: installed once under .kweek/, and made to call."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

from kweek.cli.toolbox import find_node

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent / "node"
FILES = ("package.json", "package-lock.json", "send.mjs")


def installed():
    """The folder in which the SDK lies, by the hash of what it was made from."""
    made_from = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in FILES))
    place = ROOT / ".kweek" / "segment-node" / made_from.hexdigest()[:16]
    place.parent.mkdir(parents=True, exist_ok=True)
    with (place.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests in several processes may ask first
        if not (place / "made").exists():
            _install(place)
    return place


def _install(place):
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for name in FILES:
        shutil.copy(HERE / name, place)
    _run([*find_node().npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"], place)
    (place / "made").touch()


def send(host, key, calls, **settings):
    """Make the calls `[(method, call), ...]`; what the SDK had trouble with."""
    said = {"settings": {"writeKey": key, "host": host, **settings}, "calls": calls}
    node = str(find_node().binary)
    return json.loads(_run([node, "send.mjs"], installed(), json.dumps(said)))


def _run(command, place, told=""):
    path = find_node().path()
    done = subprocess.run(  # noqa: S603 - our own commands
        command,
        cwd=place,
        input=told,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
