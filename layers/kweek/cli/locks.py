"""Who may use what in `.kweek/`: a stack its own place, one start at a time the tools."""

import asyncio
import fcntl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO

from kweek.cli.project import Project
from kweek.cli.trouble import CalledWrongly

EVERY = 0.2  # seconds between two looks at a lock that another start holds


@contextmanager
def alone(project: Project) -> Iterator[None]:
    """Two stacks in one place would write over each other."""
    with (project.place / "lock").open("w", encoding="utf-8") as lock:
        if not _taken(lock):
            msg = f"kweek local is already running on port {project.port}; stop that one first"
            raise CalledWrongly(msg)
        yield


@contextmanager
def addressed(project: Project) -> Iterator[Path]:
    """The file that tells the addresses: `local.json`, or by its port when that is another's."""
    with (project.workshop / "lock").open("w", encoding="utf-8") as lock:
        first = _taken(lock)
        yield project.addresses if first else project.workshop / f"local-{project.port}.json"


@asynccontextmanager
async def starting(project: Project) -> AsyncIterator[None]:
    """Tools are installed, and content is compiled, by one start at a time."""
    with (project.workshop / "starting.lock").open("w", encoding="utf-8") as lock:
        while not _taken(lock):  # noqa: ASYNC110 - another process holds it
            await asyncio.sleep(EVERY)
        yield


def _taken(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
