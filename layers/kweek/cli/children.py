"""Child processes that never outlive us: each leads a process group, and the group is ended."""

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from kweek.cli.trouble import WentWrong

GRACE = 2.5  # seconds between asking a child to stop and ending its group; all have 5
TAIL = 40


async def start(
    command: Sequence[str], *, log: Path, env: Mapping[str, str], cwd: Path, tethered: bool = False
) -> asyncio.subprocess.Process:
    """Start a command as the leader of a group of its own; what it says goes to its log.

    A terminal's Ctrl-C does not reach it: we stop it, in our order. A tethered child gets a
    pipe as its input, which closes when we are gone however we go.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        return await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE if tethered else asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=asyncio.subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
        )


async def stop(child: asyncio.subprocess.Process) -> None:
    """End a child and all that it started; returns when its whole group is gone."""
    if child.returncode is None:
        # Only the leader is asked: it needs its own children for what it has under way.
        child.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(child.wait(), GRACE)
    # The leader may be gone while its own children still run. Where nobody reaps orphans
    # they stay as zombies, which hold nothing: those are not waited for.
    with suppress(TimeoutError):
        async with asyncio.timeout(0.5):
            while _signal(child.pid, signal.SIGKILL):  # noqa: ASYNC110 - nobody tells us
                await asyncio.sleep(0.02)
    await child.wait()


def _signal(group: int, what: signal.Signals) -> bool:
    """Was there anybody left to tell?"""
    try:
        os.killpg(group, what)
    except ProcessLookupError:
        return False
    return True


async def run(
    command: Sequence[str], *, what: str, log: Path, env: Mapping[str, str], cwd: Path
) -> None:
    """Run a command to its end; raises WentWrong with the end of its log when it fails."""
    child = await start(command, log=log, env=env, cwd=cwd)
    try:
        code = await child.wait()
    finally:
        await stop(child)
    if code:
        msg = f"{what} failed (exit {code}):\n{tail(log)}\nall of it: {log}"
        raise WentWrong(msg)


def tail(log: Path) -> str:
    """The last lines of a log, indented."""
    lines = log.read_text("utf-8", errors="replace").splitlines()[-TAIL:]
    return "\n".join(f"    {line}" for line in lines)
