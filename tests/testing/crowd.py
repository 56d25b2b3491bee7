"""People with habits, by chance that is the same in every telling: they visit, ask, read, buy.

What they do is planned when they are made; what they do about a mail, when they get it. They
know only `place.at(instant, act)` and `place.arrives(message)`, so they live in the virtual
world as well as on a stack.
"""

import random

from kweek.core import mail_links
from kweek.core.incoming import Consent, Incoming
from kweek.core.times import DAY, HOUR, MINUTE

FORMS = {
    "ebook": (("nurture", "sales"), 11),
    "whitepaper": (("nurture", "sales"), 4),
    "news": (("nurture", "events", "offers"), 3),
    "shop-account": (("shop", "events"), 2),
}
PAGES = ("/", "/cases/mill", "/pricing", "/video/leaks", "/about")


class Crowd:
    """`people` who come along within `days`; `links` says which links each mail has."""

    def __init__(self, place, built, people, days, seed=1):
        self.place, self.built, self.seed, self.days = place, built, seed, days
        self.start = place.now()
        for number in range(people):
            self._plan(number)

    def reads(self, mail):
        """Somebody gets a mail."""
        about = (mail.contact, mail.send_id)
        chance = random.Random(f"{self.seed} {mail.send_id}")  # noqa: S311 - a story
        at = self.place.now() + chance.randrange(10 * MINUTE, 30 * HOUR)
        if mail.to_owner:
            return
        if chance.random() < 0.35:
            self._sends(at, mail_links.opened(mail.id, about, "1", proxy=False, now=at))
            links = list(self.built.mails[mail.name]["links"])
            if links and chance.random() < 0.3:
                at += chance.randrange(MINUTE, HOUR)
                link = chance.choice(links)
                clicked = mail_links.clicked(mail.id, (*about, link), "1", now=at)
                self._sends(at, clicked)
                self._does(at + MINUTE, mail.contact, "File Downloaded", file="ebook.pdf")
            if chance.random() < 0.01:
                at += MINUTE
                self._sends(at, mail_links.unsubscribed(mail.id, about, now=at))
        if mail.name == "webinar-invite" and chance.random() < 0.3:
            self._does(at, mail.contact, "Webinar Registered", webinar="pipework-2027")

    def _plan(self, number):
        chance = random.Random(f"{self.seed} person {number}")  # noqa: S311 - a story
        visitor = f"visitor-{self.seed}-{number}"
        first = self.start + chance.randrange(int(self.days * DAY * 0.8))
        self._asks(number, visitor, first, chance)
        end = self.start + self.days * DAY
        at = first
        while (at := at + int(chance.expovariate(1 / (15 * DAY))) + MINUTE) < end:
            page = chance.choice(PAGES)
            self._visits(at, visitor, "Page Viewed", "page", path=page)
        if chance.random() < 0.1:
            at = first + chance.randrange(90 * DAY)
            self._visits(at, visitor, "Product Added", cart_id=f"cart-{number}")
        if chance.random() < 0.08:
            at = first + chance.randrange(120 * DAY)
            order = {"order_id": f"order-{number}", "delivery_date": "2027-06-01"}
            self._visits(at, visitor, "Order Completed", **order)

    def _asks(self, number, visitor, at, chance):
        names, weights = zip(*((name, w) for name, (_, w) in FORMS.items()), strict=True)
        [form] = chance.choices(names, weights)
        address = f"person-{self.seed}-{number}@example.org"
        message = Incoming(
            id=f"form-{visitor}",
            type="form",
            event="Form Submitted",
            at=at,
            received_at=at,
            anonymous_id=visitor,
            address=address,
            properties={"form": form},
            traits={
                "email": address,
                "first_name": f"Person{number}",
                "country": chance.choice(["NL", "NL", "DE", "BE"]),
            },
            consent=Consent(FORMS[form][0], "Yes, mail me", form),
        )
        self._sends(at, message)

    def _visits(self, at, visitor, event, kind="track", **properties):
        about = {"anonymous_id": visitor, "properties": properties}
        message = Incoming(
            id=f"{event} {at}", type=kind, event=event, at=at, received_at=at, **about
        )
        self._sends(at, message)

    def _does(self, at, contact, event, **properties):
        about = {"contact": contact, "properties": properties}
        message = Incoming(
            id=f"{event} {at}", type="track", event=event, at=at, received_at=at, **about
        )
        self._sends(at, message)

    def _sends(self, at, message):
        self.place.at(at, lambda: self.place.arrives(message))
