"""Look at what is due four times a second, as campaign time runs faster than EventBridge can."""

import asyncio
from pathlib import Path

from aiohttp import ClientConnectionError

from kweek.cli.emulated import Emulated
from kweek.cli.progress import Progress

EVERY = 0.25  # seconds; EventBridge's shortest is a minute, which at a day a second is two months


async def ticking(emulated: Emulated, function: str, log: Path, progress: Progress) -> None:
    """Invoke the tick function until cancelled; the first failure is said, all are logged."""
    told = False
    with log.open("w", encoding="utf-8") as lines:
        while True:
            begun = asyncio.get_running_loop().time()
            try:
                failure = await emulated.invoke(function)
            except ClientConnectionError as gone:
                failure = str(gone)
            if failure:
                lines.write(failure + "\n")
                lines.flush()
                if not told:
                    progress.say(f"tick failed: {failure[:300]} (more in {log})")
                told = True
            spent = asyncio.get_running_loop().time() - begun
            await asyncio.sleep(max(EVERY - spent, 0))
