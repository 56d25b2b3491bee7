"""Stories in the virtual world in which workers die, twice; all of them in a second's part."""

from kweek.core.times import DAY, HOUR, MINUTE
from kweek.testing.virtual_world import Conditions, VirtualWorld
from kweek.testing.watching import Crash
from tests.proofs.crashing_ends import virtual_ending

ADA = "ada@example.org"
SIDES = ("before", "after")


class Deaths:
    """Ends workers at these points: `(number of the call, side)`, in the order of the calls.

    `given_up` are the sends whose worker died between the commit that put them in flight and
    SES: nobody can know of them, and they are never sent again.
    """

    def __init__(self, *points, lost=frozenset()):
        self.points, self.lost = set(points), lost
        self.seen, self.given_up, self._in_flight = [], set(), set()

    def __call__(self, call, side):
        if side == "before":
            self.seen.append(str(call))
        self._notes(call, side)
        point = (len(self.seen) - 1, side)
        if point in self.points:
            self.points.remove(point)
            self._dies()
        asked = side == "before" and str(call) == "mails ses.send"
        if asked and call.given[0].tags["send_id"] in self.lost:
            self._dies()

    def _notes(self, call, side):
        if call.worker == "mails" and side == "after":
            if call.operation == "commit":
                before, after = call.given
                now, then = (
                    {key for key, send in one.sends.items() if send.state == "inflight"}
                    for one in (after, before)
                )
                self._in_flight = now - then
            elif call.operation == "send":
                self._in_flight = set()

    def _dies(self):
        self.given_up |= self._in_flight
        self._in_flight = set()
        raise Crash


class Pairs:
    """One story, told as often as there are two calls at which to die."""

    def __init__(self, built, story):
        self.built, self.story = built, story
        self.endings = {}
        alone = Deaths()
        self.endings[frozenset()] = self.told(alone)
        self.calls = alone.seen

    def told(self, deaths):
        """How the story ends when workers die so."""
        world = VirtualWorld(self.built, conditions=Conditions(watch=deaths, forgiving=True))
        world.mailbox.tells = ("Send",)
        for at, act in self.story:
            world.run_until(world.clock.ms + at)
            act(world)
        world.advance(10 * DAY)
        return virtual_ending(world)

    def firsts(self):
        """Every point at which a worker may die first."""
        return [(number, side) for number in range(len(self.calls)) for side in SIDES]

    def seconds(self, first):
        """Every later one, as many as there are when it has died there."""
        deaths = Deaths(first)
        self.told(deaths)
        return [
            (number, side) for number in range(first[0] + 1, len(deaths.seen)) for side in SIDES
        ]

    def unlike(self, *points):
        """What does not end as it should when workers die at these points."""
        deaths = Deaths(*points)
        found = self.told(deaths)
        assert not deaths.points, "it did not come to this call"
        lost = frozenset(deaths.given_up)
        if lost not in self.endings:
            self.endings[lost] = self.told(Deaths(lost=lost))
        expected = self.endings[lost]
        return {key: (found[key], expected[key]) for key in found if found[key] != expected[key]}


# -- events: a visitor's past, a form that joins it, points, an exit


def visits(world):
    world.happens(anonymous_id="v")


def asks(world):
    world.posts_form("ebook", ADA, topics=(), anonymous_id="v")


def begins_and_buys(world):
    world.happens("Trial Started", anonymous_id="v", id="trial")
    world.happens("Order Completed", anonymous_id="v", id="order")


# -- a wait: registered, answered by an event; another one that ends in silence


def begins(world):
    world.happens("Trial Started", user_id="ada", id="trial")


def uses(world):
    world.happens("Feature Used", user_id="ada", id="used")


# -- a send: asked, handed over, told of by SES, opened, judged by the clock


def wants_the_letter(world):
    world.posts_form("letter", ADA, id="letter")


def opens(world):
    for mail in world.mails(ADA):
        world.opens(mail)


STORIES = {
    "events": ((0, visits), (MINUTE, asks), (HOUR, begins_and_buys)),
    "a wait answered": ((0, begins), (HOUR, uses)),
    "a wait in silence": ((0, begins),),
    "a send": ((0, wants_the_letter), (HOUR, opens)),
}
