"""Run the emulator only as long as the process that started it: run by the emulator's Python.

Its input is a pipe that `kweek local` holds. When that process is gone, even by SIGKILL,
the pipe closes and the emulator stops itself, so no orphan keeps the port.
"""

import asyncio
import importlib
import os
import runpy
import signal
import threading
from typing import Any

LAST_REQUESTS = 0.5  # seconds


def _stop_when_let_go() -> None:
    # Not sys.stdin: a thread that holds its lock makes Python abort on the way out.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


async def _wait_for_nobody(_loop: Any, _timeout: float | None = None) -> None:
    """Every waiting execution holds a thread, which Python would wait for, days maybe."""


if __name__ == "__main__":
    threading.Thread(target=_stop_when_let_go, daemon=True).start()
    # A request under way, such as a tick, must not hold up the stop.
    importlib.import_module("hypercorn.config").Config.graceful_timeout = LAST_REQUESTS
    asyncio.BaseEventLoop.shutdown_default_executor = _wait_for_nobody  # type: ignore[assignment, method-assign]
    runpy.run_module("ministack", run_name="__main__", alter_sys=True)
    # Its state is saved by now, and the threads that still wait are nobody's.
    os._exit(0)
