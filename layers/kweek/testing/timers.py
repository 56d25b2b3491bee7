"""One heap of timers: what is to happen when; those for the same instant in order of setting."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass

FEW = 1_000  # cancelled timers that may lie about


@dataclass(slots=True)
class Timer:
    """Something to happen at an instant, unless it is cancelled."""

    at: int
    act: Callable[[], None] | None


class Timers:
    """All timers of a world."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, Timer]] = []
        self._set = 0
        self._cancelled = 0

    def at(self, at: int, act: Callable[[], None]) -> Timer:
        """Let something happen at an instant; one that is past comes next."""
        timer = Timer(at, act)
        self._set += 1
        heapq.heappush(self._heap, (at, self._set, timer))
        return timer

    def cancel(self, timer: Timer) -> None:
        """Let it not happen."""
        if timer.act is None:
            return
        timer.act = None
        self._cancelled += 1
        if self._cancelled > FEW and 2 * self._cancelled > len(self._heap):
            # Most waits are answered long before their timers: those must not pile up.
            self._heap = [one for one in self._heap if one[2].act is not None]
            heapq.heapify(self._heap)
            self._cancelled = 0

    def next_at(self) -> int | None:
        """When the next thing happens."""
        while self._heap and self._heap[0][2].act is None:
            heapq.heappop(self._heap)
            self._cancelled -= 1
        return self._heap[0][0] if self._heap else None

    def fire(self) -> None:
        """Let the next thing happen; there must be one."""
        timer = heapq.heappop(self._heap)[2]
        act, timer.act = timer.act, None
        if act is not None:
            act()
