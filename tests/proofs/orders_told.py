"""Stories of one person each, and all that must come out of them in whatever order they come."""

import random
from functools import partial

from kweek.core.ids import digest
from kweek.core.incoming import Consent, Incoming
from kweek.core.scores import points_at
from kweek.core.times import DAY, HOUR, MINUTE, iso
from kweek.core.tracking import Arrival, take
from tests.stack import campaign

SCORING = """\
scores:
  engagement:
    half_life: 30d
    points:
      - { event: Prices Seen, points: 5, per_day: 12, label: Prices }
      - { event: Page Viewed, points: 2, label: A page }
      - { event: Feature Used, points: 7, label: Used it }
  shopping:
    expires: 60d
    points:
      - { event: Page Viewed, points: 3, per_day: 7, label: Looked }
      - { event: Prices Seen, points: -2, label: Frightened }
interests:
  Prices: { event: Prices Seen }
"""
SEGMENTS = """\
price-readers: { event: Prices Seen, count: 2, in_last: 14d }
keen: { event: Page Viewed, then: { event: Feature Used }, within: 2d, count: 2, in_last: 60d }
dutch: { trait: country, is: NL }
"""
EVENTS = ("Prices Seen", "Page Viewed", "Page Viewed", "Feature Used", "Trial Started")
COUNTRIES = ("NL", "DE", "BE")
TRAITS = ("country", "language", "visits", "email")  # the others are set by journeys, in their time


def write(root):
    """The small campaigns folder, with points and segments that orders could change."""
    campaign.write(root)
    campaign.put(root / "scoring.yaml", SCORING)
    campaign.put(root / "segments.yaml", SEGMENTS)
    return root


def essence(world, contact_id, at):
    """What must be the same of somebody in every order: tallies, traits, scores."""
    contact = world.contacts.load(contact_id)
    scores = {
        name: round(points_at(contact, name, lasting, at), 6)
        for name, lasting in world.rules.scores.items()
    }
    known = contact.traits.items()
    traits = {name: (one.value, one.at) for name, one in known if name in TRAITS}
    return dict(contact.tallies), traits, scores


class Story:
    """One person with some browsers, who says who they are; told in sessions of calls.

    In a session everything is sent at once, but has happened before: just now, days ago, or,
    by a clock that is wrong, tomorrow.
    """

    def __init__(self, number, start):
        luck = random.Random(f"story {number}")  # noqa: S311 - a story
        self.number, self.luck, self.start = number, luck, start
        self.visitors = [f"v-{number}-{one}" for one in range(luck.randint(1, 3))]
        self.user = f"u-{number}" if luck.random() < 0.7 else None
        self.address = f"story-{number}@example.org"
        self.sessions = [self._session() for _ in range(luck.randint(1, 4))]

    def ids(self):
        """Everybody whom the story speaks of, as they are without it."""
        mine = [digest("anonymous", one) for one in self.visitors]
        return mine + ([digest("user", self.user)] if self.user else [])

    def tell(self, world, batched=None):
        """Put the story into a world; `batched` by chance, or each call by itself."""
        for at, calls, forms in self.sessions:
            for message in forms:
                world.at(at, partial(world.arrives, message))
            for part in _parts(calls, batched):
                sent = iso(at)
                arrival = Arrival(received_at=at, machine=at, speed=1)
                for message in take("batch", {"batch": part, "sentAt": sent}, arrival):
                    world.at(at, partial(world.arrives, message))

    def _session(self):
        at = self.start + self.luck.randrange(40 * DAY)
        calls = [self._call(at) for _ in range(self.luck.randint(1, 5))]
        forms = [self._form(at)] if self.luck.random() < 0.4 else []
        return at, calls, forms

    def _call(self, at):
        kind = self.luck.random()
        ago = self.luck.choice([self.luck.randrange(HOUR), self.luck.randrange(5 * DAY)])
        if kind < 0.1:
            ago = -self.luck.randrange(MINUTE, DAY)  # tomorrow, that is
        about = {
            "messageId": f"{self.number}-{self.luck.randrange(2**40)}",
            "originalTimestamp": iso(at - ago),
            **self._who(),
        }
        if kind < 0.1 or kind > 0.4:
            event = self.luck.choice(EVENTS)
            return {"type": "track", "event": event, **about}
        if kind < 0.15 and self.user:
            alias = {"previousId": self.luck.choice(self.visitors), "userId": self.user}
            return {**about, "type": "alias", **alias}
        user = {"userId": self.user} if self.user else {}
        traits = {"country": self.luck.choice(COUNTRIES), "visits": self.luck.randrange(9)}
        return {"type": "identify", "traits": traits, **about, **user}

    def _who(self):
        visitor = {"anonymousId": self.luck.choice(self.visitors)}
        return {"userId": self.user} if self.user and self.luck.random() < 0.2 else visitor

    def _form(self, at):
        """A form; whoever has a user id is signed in when they fill it in."""
        who = {"user_id": self.user} if self.user else {"anonymous_id": self.visitors[0]}
        return Incoming(
            id=f"{self.number}-form-{at}",
            type="form",
            event="Form Submitted",
            at=at,
            received_at=at,
            address=self.address,
            properties={"form": self.luck.choice(("ebook", "letter"))},
            traits={"email": self.address},
            consent=Consent(("nurture",), "Yes, mail me", "ebook"),
            **who,
        )


def _parts(calls, batched):
    """Calls in batches of one, or by chance of several."""
    left = list(calls)
    while left:
        size = batched.randint(1, len(left)) if batched else 1
        yield left[:size]
        left = left[size:]
