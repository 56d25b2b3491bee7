"""The virtual world's time: it moves when the world says so, and costs nothing."""

from dataclasses import dataclass

from kweek.core.times import Instant, MachineInstant


@dataclass
class VirtualClock:
    """Machine time and campaign time are one here: no need to run faster than at will."""

    ms: int
    speed: float = 1

    def now(self) -> Instant:
        """This instant."""
        return Instant(self.ms)

    def machine_now(self) -> MachineInstant:
        """This instant, to the machines."""
        return MachineInstant(self.ms)

    def campaign(self, real_ms: MachineInstant) -> Instant:
        """The same instant."""
        return Instant(real_ms)

    def real(self, instant: Instant) -> MachineInstant:
        """The same instant."""
        return MachineInstant(instant)

    def seconds(self) -> float:
        """A stop-watch."""
        return self.ms / 1000
