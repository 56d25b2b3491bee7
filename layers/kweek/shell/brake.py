"""A brake on senders who send without end: per worker, so it slows them and counts nothing."""

import math
from collections import Counter
from collections.abc import Iterable

PER_SECOND = 100
AT_ONCE = 1_000  # a flush after an hour offline passes
MOST_SENDERS = 20_000  # remembered; beyond that the brake begins anew


class Brake:
    """Each sender has a balance of events that fills with time, and may go into debt once.

    Because of the debt a large batch passes at the first try; what follows it waits.
    """

    def __init__(self) -> None:
        self._full_at: dict[str, float] = {}  # the second at which a sender's balance is full

    def seconds_to_wait(self, senders: Iterable[str], now: float) -> int:
        """0, and the events are counted; or after how many seconds to come back."""
        counts = Counter(senders)
        longest = AT_ONCE / PER_SECOND
        wait = max(self._full_at.get(sender, 0) - now - longest for sender in counts)
        if wait > 0:
            return math.ceil(wait)
        if len(self._full_at) > MOST_SENDERS:
            self._full_at.clear()
        for sender, count in counts.items():
            since = max(now, self._full_at.get(sender, 0))
            self._full_at[sender] = since + count / PER_SECOND
        return 0
