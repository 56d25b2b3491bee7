"""The `kweek` command, as somebody types it in the project whose stack runs."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Kweek:
    """The command, in a project whose stack is the one that runs."""

    project: Path

    @classmethod
    def of(cls, stack):
        project = Path(tempfile.mkdtemp(prefix="kweek-project-"))
        (project / "cdk.json").write_text("{}")
        (project / ".kweek").mkdir()
        (project / ".kweek" / "local.json").write_text(json.dumps(stack.told))
        return cls(project)

    def __call__(self, *words):
        """What it prints; that it ends well is part of the story."""
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "kweek.cli.main", *words],
            cwd=self.project,
            env=dict(os.environ),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout
