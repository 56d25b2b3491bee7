"""What is being done, with how long it took: a line a fact, on standard error."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from kweek.cli.telling import aside


class Progress:
    """A clock that starts when the work starts."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def say(self, what: str) -> None:
        """One line, stamped."""
        aside(f"{self.elapsed:6.1f} s  {what}")

    @contextmanager
    def doing(self, what: str) -> Iterator[None]:
        """Say it when it begins, and again with its own time when it is done."""
        begun = time.monotonic()
        self.say(f"{what} ...")
        yield
        self.say(f"{what}: done in {time.monotonic() - begun:.1f} s")
