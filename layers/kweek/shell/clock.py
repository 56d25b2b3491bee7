"""The campaign's clock: machine time at speed 1, faster on a stack that was deployed so."""

import math
import time
from dataclasses import dataclass

from kweek.core.times import Instant, MachineInstant


@dataclass(frozen=True, slots=True)
class Clock:
    """Maps machine time (ms) to campaign time and back (DESIGN 4.6)."""

    speed: float = 1
    real_epoch: int = 0
    virtual_epoch: int = 0

    def now(self) -> Instant:
        """This instant, in campaign time."""
        return self.campaign(self.machine_now())

    def machine_now(self) -> MachineInstant:
        """This instant, in machine time."""
        return machine_now()

    def campaign(self, real_ms: MachineInstant) -> Instant:
        """The campaign instant at a machine instant."""
        return Instant(self.virtual_epoch + math.floor((real_ms - self.real_epoch) * self.speed))

    def real(self, instant: Instant) -> MachineInstant:
        """The first machine millisecond at which the campaign has reached an instant."""
        since = math.ceil((instant - self.virtual_epoch) / self.speed)
        return MachineInstant(self.real_epoch + since)


def machine_now() -> MachineInstant:
    """This machine's milliseconds since 1970 UTC: settlement, leases and ages use it, unscaled."""
    return MachineInstant(time.time_ns() // 1_000_000)
