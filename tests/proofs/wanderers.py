"""People in random journeys of the whole grammar, who begin one after another for as long as asked.

What each does, and does with each mail, is drawn as for the random journeys of `tests/grammar`.
"""

import random
from functools import partial

from kweek.core import mail_links
from kweek.core.incoming import Consent, Incoming
from kweek.core.times import DAY
from kweek.core.webhook_call import Reply
from tests.grammar import folder
from tests.grammar.people import People
from tests.grammar.writing import Writing

JOURNEYS = 24
LIFE = 33 * DAY  # from one beginning of a person to the next


def journeys():
    """Random journeys, each with a beginning of its own."""
    return {
        f"j{n}": Writing(random.Random(f"journey {n}"), f"Begun {n}").journey()  # noqa: S311
        for n in range(JOURNEYS)
    }


def write(root):
    """The campaigns folder with all of them."""
    return folder.write(root, journeys())


def answers(asked):
    """Other systems: one takes what it gets, the others do not."""
    taken = "//yes" in str(asked.url)
    return Reply(200, b'{"found":{"id":"x7"}}') if taken else Reply(410)


class Wanderers:
    """`people` who come along, and again every month, for `days`."""

    def __init__(self, world, people, days, seed=0):
        self.world, self.seed, self.drawn = world, seed, {}
        self.mails, self.told = {}, 0
        world.elsewhere.reply = answers
        end = world.now() + days * DAY
        for number in range(people):
            at = world.now() + random.Random(f"{seed} {number}").randrange(LIFE)  # noqa: S311
            while at < end:
                world.at(at, partial(self._begins, number, at))
                at += LIFE
        world.mailbox.readers.append(self.reads)

    def reads(self, mail):
        """Somebody gets a mail; the next of theirs, they do something else with."""
        person = self.drawn.get(self._number(mail))
        if person is None:
            return
        read = self.mails[mail.contact] = self.mails.get(mail.contact, 0) + 1
        if mail.name == "lead-handoff":
            after = person.acceptance(read)
            if after is not None:
                self.world.at(mail.at + after, partial(self.world.accepts, mail))
        elif not mail.to_owner:
            for act in person.answers(read):
                self.world.at(mail.at + act.after, partial(self._acts, act, mail))

    def _begins(self, number, at):
        luck = random.Random(f"{self.seed} {number} {at}")  # noqa: S311 - a story
        person = People(luck, at, f"Begun {luck.randrange(JOURNEYS)}").person()
        self.drawn[number] = person
        for act in person.acts:
            self.world.at(at + act.after, partial(self._acts, act, None, number))

    def _acts(self, act, mail, number=None):
        self.told += 1
        now, once = self.world.now(), str(self.told)
        if act.kind == "unsubscribe":
            self.world.unsubscribes(mail)
        elif act.kind == "open":
            about = (mail.contact, mail.send_id)
            opened = mail_links.opened(mail.id, about, once, proxy=False, now=now)
            self.world.arrives(opened)
        elif act.kind == "click":
            links = self.world.content.mails[mail.name]["links"]
            link = next((one for one, about in links.items() if about["name"] == act.link), None)
            if link is not None:
                about = (mail.contact, mail.send_id, link)
                self.world.arrives(mail_links.clicked(mail.id, about, once, now=now))
        else:
            self._tells(act, self._number(mail) if number is None else number, once)

    def _tells(self, act, number, once):
        now, address = self.world.now(), f"wanderer-{self.seed}-{number}@example.org"
        person = self.drawn[number]
        message = Incoming(
            id=f"{self.seed}-{once}",
            type=act.kind,
            event=act.event or "Identified",
            at=now,
            received_at=now,
            user_id=f"wanderer-{self.seed}-{number}",
            address=address,
            properties=act.properties,
            traits={"email": address, **act.traits},
            consent=Consent(("club",), "Yes", "f") if person.consents else None,
        )
        self.world.arrives(message)

    def _number(self, mail):
        contact = self.world.contacts.load(mail.contact)
        return int(contact.user_id.rpartition("-")[2]) if contact.user_id else None
