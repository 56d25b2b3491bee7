"""Keeps a worker at its share of the rate that SES allows."""

import time
from dataclasses import dataclass, field

WORKERS = 2  # the mails source's MaximumConcurrency, which AWS does not let be less


@dataclass
class Pace:
    """Waits before each mail, so that all workers together stay at `rate` a second."""

    rate: float
    last: float = field(default=0.0)

    def keep(self) -> None:
        """Sleep until this worker's next mail may go."""
        pause = self.last + WORKERS / self.rate - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        self.last = time.monotonic()
