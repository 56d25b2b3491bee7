"""Delete what earlier runs left, while the stack serves; what is not done at the end waits."""

import os
import shutil
import sys
from pathlib import Path

from kweek.cli import children
from kweek.cli.project import Project

PATIENTLY = 19  # the stack's own work goes first


async def sweep(project: Project, trash: Path) -> None:
    """Delete the trash in a process of its own, which can be ended at any moment."""
    await children.run(
        [sys.executable, "-m", "kweek.cli.sweeping", str(trash)],
        what="deleting what earlier runs left",
        log=project.logs / "sweep.log",
        env=os.environ,
        cwd=project.place,
    )


if __name__ == "__main__":
    os.nice(PATIENTLY)
    shutil.rmtree(sys.argv[1])
