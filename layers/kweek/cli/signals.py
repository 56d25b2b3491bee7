"""SIGINT and SIGTERM end the work in hand in an orderly way."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

STOPPING = (signal.SIGINT, signal.SIGTERM)


class Stopped(Exception):
    """Somebody asked us to stop."""

    def __init__(self, signal_name: str) -> None:
        super().__init__(signal_name)
        self.signal = signal_name


@asynccontextmanager
async def until_stopped() -> AsyncIterator[None]:
    """The block is cancelled by the first of the signals, and ends with Stopped.

    Later signals change nothing: stopping is under way and takes seconds at most.
    """
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    heard: list[str] = []

    def hear(what: signal.Signals) -> None:
        heard.append(what.name)
        if task and len(heard) == 1:
            task.cancel()

    for what in STOPPING:
        loop.add_signal_handler(what, hear, what)
    try:
        yield
    except asyncio.CancelledError:
        if not heard:
            raise
        if task:
            task.uncancel()
        raise Stopped(heard[0]) from None
