"""Run the emulator only as long as the process that started it: run by the emulator's Python.

Its input is a pipe that `kweek local` holds. When that process is gone, even by SIGKILL,
the pipe closes and the emulator stops itself, so no orphan keeps the port.
"""

import os
import runpy
import signal
import threading


def _stop_when_let_go() -> None:
    # Not sys.stdin: a thread that holds its lock makes Python abort on the way out.
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_stop_when_let_go, daemon=True).start()
    runpy.run_module("ministack", run_name="__main__", alter_sys=True)
