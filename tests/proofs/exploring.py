"""Tries every order in which the calls of several workers can come, or many orders by chance."""

from dataclasses import dataclass, field

from tests.proofs.exploring_laws import Unlawful, of_end


class Found(AssertionError):
    """An order in which something goes wrong, call by call."""

    def __init__(self, wrong, trail):
        super().__init__("\n".join([*wrong, "in this order:", *trail]))
        self.wrong = wrong


@dataclass
class Explored:
    """How much was seen: states that differ, ways through them, and the ways in which it ended."""

    states: int = 0
    orders: int = 0
    ends: set = field(default_factory=set)

    def __add__(self, other):
        return Explored(
            self.states + other.states, self.orders + other.orders, self.ends | other.ends
        )


class Explorer:
    """All orders of one scene's calls, each state but once; `law` says what is wrong at an end.

    `law(scene)` may let the scene go on; it returns what is wrong and a name for how it ended.
    """

    def __init__(self, law, most=2_000_000):
        self.law, self.most = law, most
        self.seen, self.ends, self.trail = {}, set(), []

    def explore(self, scene):
        """Every order there is."""
        orders = self._orders(scene)
        return Explored(len(self.seen), orders, self.ends)

    def _orders(self, scene):
        key = scene.key()
        if key in self.seen:
            return self.seen[key]
        if len(self.seen) >= self.most:
            raise Found([f"more than {self.most} states"], self.trail)
        choices = scene.choices()
        if not choices:
            self._end(scene)
        saved, orders = scene.saved(), 0 if choices else 1
        for choice in choices:
            after = saved.restored()
            made = self._make(after, choice)
            if made:
                orders += self._orders(after)
                self.trail.pop()
        self.seen[key] = orders
        return orders

    def wander(self, scene, chance, times):
        """So many orders by chance."""
        saved, steps = scene.saved(), 0
        for _ in range(times):
            self.trail = []
            one = saved.restored()
            while choices := one.choices():
                steps += bool(self._make(one, chance.choice(choices)))
            self._end(one)
        return Explored(steps, times, self.ends)

    def _make(self, scene, choice):
        try:
            made = scene.make(choice)
        except Unlawful as unlawful:
            raise Found([str(unlawful)], [*self.trail, str(choice)]) from unlawful
        if made:
            self.trail.append(made)
        return made

    def _end(self, scene):
        try:
            wrong, end = self.law(scene)
            wrong = [*wrong, *of_end(scene)]
        except Unlawful as unlawful:
            wrong, end = [str(unlawful)], ""
        if wrong:
            raise Found(wrong, self.trail)
        self.ends.add(end)
