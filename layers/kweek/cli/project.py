"""Where the project is, and where `kweek local` keeps what it makes: `.kweek/` beside cdk.json.

A stack goes by its port: what it keeps lies in `.kweek/port-N`. The tools are everybody's.
"""

import json
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kweek.cli.trouble import CalledWrongly

#: No person can name the one of a virtual environment that is not active.
PYTHONS = ("python", "python3")


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with a cdk.json."""

    root: Path
    port: int | None = None  # of the stack that is meant

    @property
    def workshop(self) -> Path:
        """Everything that may be thrown away."""
        return self.root / ".kweek"

    @property
    def place(self) -> Path:
        """What one stack makes and keeps; without a port it is one in AWS."""
        return self.workshop / (f"port-{self.port}" if self.port else "aws")

    @property
    def logs(self) -> Path:
        """What the tools and the emulator said."""
        return self.place / "logs"

    @property
    def assembly(self) -> Path:
        """The synthesised app."""
        return self.place / "cdk.out"

    @property
    def addresses(self) -> Path:
        """Where the running stack answers; there only while it runs.

        A second one beside it has a file by its port.
        """
        return self.workshop / "local.json"

    def context(self) -> dict[str, Any]:
        """The context of cdk.json, which the app gets from the CDK CLI and so from us."""
        return dict(self._cdk.get("context", {}))

    @property
    def app(self) -> list[str]:
        """The command of the CDK app; a plain Python in it is the one that runs Kweek."""
        words = shlex.split(self._cdk["app"])
        return [sys.executable if words[0] in PYTHONS else words[0], *words[1:]]

    @property
    def _cdk(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads((self.root / "cdk.json").read_text("utf-8"))
        return said


def find_project(start: Path, port: int | None = None) -> Project:
    """The nearest folder at or above `start` that has a cdk.json, and the stack that is meant."""
    for folder in (start, *start.parents):
        if (folder / "cdk.json").is_file():
            return Project(folder, port)
    msg = f"no cdk.json in {start} or above; run this in your Kweek project, or `kweek init` one"
    raise CalledWrongly(msg)
