"""Kweek as others get it: built into a wheel, installed into an environment of its own.

What it needs besides is taken from where these tests run, so that nothing is downloaded again.
"""

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from email import message_from_bytes
from importlib.metadata import distribution, requires
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("campaigns", "functions", "infra", "layers")
FILES = ("pyproject.toml", "setup.py", "README.md", "LICENSE")
NAME = re.compile(r"[A-Za-z0-9._-]+")


def build(folder):
    """The wheel, built from a clean copy of the sources."""
    source = folder / "source"
    made = shutil.ignore_patterns("__pycache__", "*.egg-info", ".mypy_cache")
    for name in SOURCES:
        shutil.copytree(ROOT / name, source / name, ignore=made)
    for name in FILES:
        shutil.copy(ROOT / name, source / name)
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, source)
    [wheel] = folder.glob("*.whl")
    return wheel


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it, and beside it what `beside` holds."""

    home: Path

    @classmethod
    def into(cls, home, wheel, beside):
        venv.create(home, with_pip=False, symlinks=True)
        found = cls(home)
        pip = [sys.executable, "-m", "pip", "--python", str(found.python)]
        run(*pip, "install", "-q", "--no-deps", wheel)
        [packages] = home.glob("lib/python*/site-packages")
        (packages / "beside.pth").write_text(f"{beside}\n")
        return found

    @property
    def python(self):
        return self.home / "bin" / "python"

    def kweek(self, folder, *words):
        """What the command prints in a folder; that it ends well is part of the story."""
        return run(self.home / "bin" / "kweek", *words, cwd=folder)

    def has(self, module):
        """Whether a module can be imported."""
        asked = f"import importlib.util as u; print(u.find_spec({module!r}) is not None)"
        return run(self.python, "-c", asked).strip() == "True"


def everything():
    """Where all that these tests run on lies; the Kweek that is installed there as editable does
    not come along, since only an environment's own folder is asked for such paths."""
    return Path(distribution("pydantic").locate_file(""))


def only_needed(folder, wheel):
    """A folder with what a bare `pip install` of the wheel brings, and nothing more."""
    folder.mkdir()
    names, pending = set(), _asked_by(wheel)
    while pending:
        line = pending.pop()
        name = NAME.match(line)[0].lower()
        if "extra ==" not in line and name not in names and _is_here(name):
            names.add(name)
            pending += requires(name) or ()
    for name in names:
        for top in {Path(str(file)).parts[0] for file in distribution(name).files}:
            place = distribution(name).locate_file(top)
            if not top.startswith(("..", "__")) and Path(place).exists():
                (folder / top).symlink_to(place)
    return folder


def _asked_by(wheel):
    with zipfile.ZipFile(wheel) as packed:
        [place] = [one for one in packed.namelist() if one.endswith(".dist-info/METADATA")]
        return message_from_bytes(packed.read(place)).get_all("Requires-Dist")


def _is_here(name):
    """What another system or an older Python needs is not installed on this one."""
    try:
        distribution(name)
    except ModuleNotFoundError:
        return False
    return True


def run(*words, cwd=None):
    mine = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [str(word) for word in words]
    done = subprocess.run(  # noqa: S603 - our own commands
        command, cwd=cwd, env=mine, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout
