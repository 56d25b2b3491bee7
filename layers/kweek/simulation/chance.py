"""Chance that is the same in every telling: a number follows from what it is asked for."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chance:
    """Draws by seed and subject, so that nothing hangs on the order in which is asked."""

    seed: int

    def unit(self, *about: object) -> float:
        """A number from 0 up to 1."""
        drawn = blake2b(f"{self.seed} {about}".encode(), digest_size=8).digest()
        return (int.from_bytes(drawn) >> 11) / 2**53  # as many bits as a float has

    def name(self, *about: object) -> str:
        """Ten characters that name one thing and no other."""
        return blake2b(f"{self.seed} {about}".encode(), digest_size=5).hexdigest()

    def happens(self, chance: float, *about: object) -> bool:
        """Whether something of this likelihood happens."""
        return self.unit(*about) < chance

    def wait(self, mean: int, *about: object) -> int:
        """Milliseconds until something that comes at no particular time; `mean` on average."""
        return round(-math.log(1 - self.unit(*about)) * mean) if mean else 0

    def one_of(self, weights: Mapping[T, float], *about: object) -> T:
        """One of these, each as often as its weight says; there must be one."""
        room = self.unit(*about) * sum(weights.values())
        for one, weight in weights.items():
            room -= weight
            if room < 0:
                return one
        return list(weights)[-1]
