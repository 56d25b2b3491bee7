"""What must hold for everybody in a crowd of made-up people, over the whole of their lives."""

from collections.abc import Callable
from typing import Self

from kweek.core.times import Instant
from kweek.stories.crowd_life import Life, Sent, Somebody
from kweek.stories.dates import duration_of, shown
from kweek.stories.telling import told

TOLD = 3  # so many of those for whom it does not hold are named


def any_mail(_mail: Sent) -> bool:
    """Whichever mail it is."""
    return True


class Crowd:
    """Asks of each mail, and of each person, what should never be; made by the fixture `crowd`."""

    def __init__(self, life: Life) -> None:
        self.life, self.sent = life, tuple(life.sent)
        contacts, now = life.virtual.contacts, life.virtual.now()
        self.everybody = tuple(Somebody(life, one, now) for one in contacts if one.address)

    def never(self, what: Callable[[Somebody, Sent], bool]) -> Self:
        """See that no mail went out of which this is true, and of who got it as they were then.

        `crowd().never(lambda person, mail: mail.topic == "offers" and person.stage ==
        "customer")`. Raises AssertionError, with the first of them and all that happened.
        """
        __tracebackhide__ = True
        wrong = [mail for mail in self.sent if what(mail.to, mail)]
        return self._without(wrong, f"{len(wrong)} of {len(self.sent)} mails should never go")

    def at_most(self, most: int, within: str, of: Callable[[Sent], bool] = any_mail) -> Self:
        """See that nobody got more than so many mails (of these) within any such time.

        `crowd().at_most(1, "5d", of=lambda mail: mail.kind == "nurture")`. Raises AssertionError,
        with the first mails that were too many, and all that happened.
        """
        __tracebackhide__ = True
        span, wrong = duration_of(within), []
        earlier: dict[str, list[Sent]] = {}
        for mail in self.sent:
            if of(mail):
                theirs = earlier.setdefault(mail.to.contact.id, [])
                theirs.append(mail)
                if len(theirs) > most and mail.at - theirs[-1 - most].at < span:
                    wrong.append(mail)
        return self._without(wrong, f"{len(wrong)} mails are one more than {most} in {within}")

    def nobody(self, what: Callable[[Somebody], bool]) -> Self:
        """See that this is true of nobody at the end.

        `crowd().nobody(lambda person: person.stage == "customer" and "ebook-drip" in
        person.journeys)`. Raises AssertionError, with all that happened to the first of them.
        """
        __tracebackhide__ = True
        wrong = [one for one in self.everybody if what(one)]
        if wrong:
            names = ", ".join(one.email for one in wrong[:TOLD])
            head = f"{len(wrong)} of {len(self.everybody)} people should not be so: {names}"
            msg = f"{head}\n\n{told(wrong[0])}"
            raise AssertionError(msg)
        return self

    def _without(self, wrong: list[Sent], head: str) -> Self:
        __tracebackhide__ = True
        if wrong:
            named = [
                f"  {mail.name} ({mail.journey}) to {mail.to.email} on {self._day(mail)}"
                for mail in wrong[:TOLD]
            ]
            contact = self.life.virtual.contacts.load(wrong[0].to.contact.id)
            end = Instant(self.life.virtual.clock.ms)
            msg = "\n".join([f"{head}:", *named, "", told(Somebody(self.life, contact, end))])
            raise AssertionError(msg)
        return self

    def _day(self, mail: Sent) -> str:
        return shown(mail.at, self.life.zone)
