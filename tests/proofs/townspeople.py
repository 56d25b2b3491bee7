"""People of the shipped campaigns, by chance: more of everything than anybody does in a year.

They visit by several browsers, ask, sign in, buy, complain, opt out and are forgotten; their
events come late now and then, or are told twice.
"""

import random
from dataclasses import replace
from functools import partial

from kweek.core import mail_links
from kweek.core.ids import digest
from kweek.core.incoming import Consent, Incoming
from kweek.core.times import DAY, HOUR, MINUTE

TOPICS = ("nurture", "sales", "events", "offers", "shop")
FORMS = ("ebook", "whitepaper", "news", "shop-account", "survey")
PATHS = ("/", "/cases/mill", "/pricing", "/video/leaks", "/about")
OFTEN = 9 * DAY  # between two acts of one person, about
#: Event, properties ({n} is the person's number), and its share.
ACTS = (
    ("Page Viewed", {"path": "{path}"}, 12),
    ("Product Viewed", {"product": "sensor"}, 2),
    ("Product Added", {"cart_id": "cart-{n}-{few}"}, 2),
    ("Checkout Started", {"cart_id": "cart-{n}-{few}"}, 1),
    ("Order Completed", {"order_id": "order-{n}-{few}", "delivery_date": "{day}"}, 1),
    ("Order Updated", {"order_id": "order-{n}-{few}", "delivery_date": "{day}"}, 1),
    ("Order Cancelled", {"order_id": "order-{n}-{few}"}, 1),
    ("Webinar Registered", {"webinar": "pipework-2027"}, 1),
    ("Quote Requested", {}, 1),
    ("Video Playback Completed", {}, 1),
    ("Call Made", {}, 1),
)


class Townspeople:
    """`people` who live in a world for `days`; what they do with a mail is planned as it comes."""

    def __init__(self, world, people, days, seed=0):
        self.world, self.seed = world, seed
        self.start, self.end = world.now(), world.now() + days * DAY
        for number in range(people):
            self._plan(number, self._luck("person", number))
        world.mailbox.readers.append(self.reads)

    def reads(self, mail):
        """Somebody gets a mail."""
        luck = self._luck("mail", mail.send_id)
        at = self.world.now() + luck.randrange(MINUTE, 30 * HOUR)
        if mail.to_owner:
            if luck.random() < 0.5:
                self.world.at(at, partial(self.world.accepts, mail))
            return
        about, fate = (mail.contact, mail.send_id), luck.random()
        if fate < 0.4:
            proxy = luck.random() < 0.2
            self._says(at, mail_links.opened(mail.id, about, "1", proxy=proxy, now=at))
        links = sorted(self.world.content.mails[mail.name]["links"])
        if fate < 0.25 and links:
            at += luck.randrange(MINUTE, 2 * DAY)
            link = luck.choice(links)
            self._says(at, mail_links.clicked(mail.id, (*about, link), "1", now=at))
        elif fate > 0.99:
            self.world.at(at, partial(self.world.unsubscribes, mail))
        elif fate > 0.985:
            self.world.at(at, partial(self.world.complains, mail))
        elif fate > 0.97:
            kind = luck.choice(("Permanent", "Transient"))
            self.world.at(at, partial(self.world.bounces, mail, kind))

    def _luck(self, *about):
        return random.Random(f"{self.seed} {about}")  # noqa: S311 - a story

    def _plan(self, n, luck):
        visitors = [f"visitor-{self.seed}-{n}-{one}" for one in range(luck.randint(1, 3))]
        user = f"user-{self.seed}-{n}" if luck.random() < 0.4 else None
        at = self.start + luck.randrange(40 * DAY)
        self._asks(n, at, luck.choice(visitors), luck)
        while (at := at + int(luck.expovariate(1 / OFTEN)) + MINUTE) < self.end:
            self._acts(n, at, luck.choice(visitors), user, luck)
        if luck.random() < 0.05:
            self._is_forgotten(n, luck.randrange(at - self.start))

    def _acts(self, n, at, visitor, user, luck):
        kind = luck.random()
        if kind < 0.06:
            self._asks(n, at, visitor, luck)
        elif kind < 0.12 and user:
            traits = {"timezone": luck.choice(("Asia/Tokyo", "Europe/Amsterdam")), "n": at}
            self._tells(at, "Identified", luck, "identify", visitor, user, traits=traits)
        elif kind < 0.13 and user:
            previous = {"previous_id": visitor}
            self._tells(at, "Aliased", luck, "alias", None, user, **previous)
        elif kind < 0.14:
            traits = {"complaint": luck.choice(("open", "closed")), "role": "engineer"}
            self._tells(at, "Identified", luck, "identify", visitor, user, traits=traits)
        else:
            [(event, said, _)] = luck.choices(ACTS, [share for *_, share in ACTS])
            words = {"n": n, "few": luck.randrange(4), "path": luck.choice(PATHS)}
            words["day"] = f"2027-{luck.randint(1, 12):02}-{luck.randint(1, 28):02}"
            told = {name: value.format(**words) for name, value in said.items()}
            by = (visitor, None) if luck.random() < 0.7 or not user else (None, user)
            self._tells(at, event, luck, "track", *by, properties=told)

    def _asks(self, n, at, visitor, luck):
        form, address = luck.choice(FORMS), self._address(n)
        topics = tuple(luck.sample(TOPICS, luck.randint(0, 5)))
        traits = {"email": address, "country": luck.choice(("NL", "NL", "DE", "BE"))}
        consent = Consent(topics, "Yes, mail me", form) if topics else None
        more = {"address": address, "properties": {"form": form}, "traits": traits}
        self._tells(at, "Form Submitted", luck, "form", visitor, None, consent=consent, **more)

    def _tells(self, at, event, luck, kind, visitor, user, **more):
        """It happens; what is told of it may come days later, and twice."""
        came = at + luck.randrange(3 * DAY) if luck.random() < 0.03 else at
        message = Incoming(
            id=digest(str(self.seed), str(visitor), str(user), event, str(at)),
            type=kind,
            event=event,
            at=at,
            received_at=came,
            anonymous_id=visitor,
            user_id=user,
            **more,
        )
        self._says(came, message)
        if luck.random() < 0.02:
            again = came + luck.randrange(3 * DAY)
            self._says(again, replace(message, received_at=again))

    def _says(self, at, message):
        self.world.at(at, partial(self.world.arrives, message))

    def _is_forgotten(self, n, after):
        def forget():
            contact = self.world.contact(self._address(n))
            if contact is not None:
                self.world.erases(contact)

        self.world.at(self.start + after, forget)

    def _address(self, n):
        return f"person-{self.seed}-{n}@example.org"
