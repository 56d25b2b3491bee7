"""Look at what is due four times a second, as campaign time runs faster than EventBridge can."""

import asyncio
from pathlib import Path

from aiohttp import ClientConnectionError

from kweek.cli.emulated import Emulated
from kweek.cli.progress import Progress

EVERY = 0.25  # seconds; EventBridge's shortest is a minute, which at a day a second is two months
LAST = 1.5  # seconds that the last one gets


async def ticking(emulated: Emulated, function: str, log: Path, progress: Progress) -> None:
    """Invoke the tick function until cancelled; the first failure is said, all are logged."""
    told = False
    with log.open("w", encoding="utf-8") as lines:
        while True:
            pause = asyncio.ensure_future(asyncio.sleep(EVERY))
            failure = await _tick(emulated, function)
            if failure:
                lines.write(failure + "\n")
                lines.flush()
                if not told:
                    progress.say(f"tick failed: {failure[:300]} (more in {log})")
                told = True
            await pause


async def _tick(emulated: Emulated, function: str) -> str | None:
    """One look; what it raised, if it did."""
    looking = asyncio.ensure_future(emulated.invoke(function))
    try:
        return await asyncio.shield(looking)
    except ClientConnectionError as gone:
        return str(gone)
    except asyncio.CancelledError:
        # The emulator does not stop while a request is under way, and saves its state only then.
        await asyncio.wait({looking}, timeout=LAST)
        looking.cancel()
        raise
