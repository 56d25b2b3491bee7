"""What people do in the virtual world, and what can be seen of it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any

from kweek.core import mail_links
from kweek.core.contact import Contact
from kweek.core.erasing import erasure
from kweek.core.incoming import Consent, Incoming
from kweek.core.rules import Rules
from kweek.core.times import Instant
from kweek.shell.optout import opt_out
from kweek.testing.clock import VirtualClock
from kweek.testing.contacts import MemoryContacts
from kweek.testing.items import MemoryItems
from kweek.testing.mailbox import Mail, Mailbox
from kweek.testing.wiring import Content


class Acting(ABC):
    """The side of the world that people touch."""

    content: Content
    rules: Rules
    clock: VirtualClock
    contacts: MemoryContacts
    items: MemoryItems
    mailbox: Mailbox
    _happened = 0

    @abstractmethod
    def arrives(self, message: Incoming) -> None:
        """Something comes to ingest."""

    def now(self) -> Instant:
        """This instant."""
        return self.clock.now()

    def happens(self, event: str = "Page Viewed", kind: Any = "track", **fields: Any) -> None:
        """Something happens now; `fields` are those of the message."""
        self._happened += 1
        given = {"id": str(self._happened), "at": self.now(), "received_at": self.now(), **fields}
        self.arrives(Incoming(type=kind, event=event, **given))

    def posts_form(
        self, form: str, address: str, topics: Iterable[str] = ("nurture",), **fields: Any
    ) -> None:
        """A form, with its consent boxes ticked."""
        traits = {"email": address, **fields.pop("traits", {})}
        consent = Consent(tuple(topics), "Yes, mail me", form) if topics else None
        self.happens(
            "Form Submitted",
            "form",
            address=address,
            properties={"form": form},
            traits=traits,
            consent=consent,
            **fields,
        )

    def opens(self, mail: Mail, *, proxy: bool = False) -> None:
        """Somebody looks at a mail."""
        self._happened += 1
        about = [mail.contact, mail.send_id]
        once = str(self._happened)
        self.arrives(mail_links.opened(mail.id, about, once, proxy=proxy, now=self.now()))

    def clicks(self, mail: Mail, link: str) -> None:
        """Somebody follows a link of a mail, by its name."""
        self._happened += 1
        links = self.content.mails[mail.name]["links"]
        found = next(one for one, about in links.items() if about["name"] == link)
        about = [mail.contact, mail.send_id, found]
        self.arrives(mail_links.clicked(mail.id, about, str(self._happened), now=self.now()))

    def accepts(self, mail: Mail) -> None:
        """The owner takes the lead."""
        about = {"send": mail.send_id}
        self.happens("Handoff Accepted", "handoff", contact=mail.contact, properties=about)

    def unsubscribes(self, mail: Mail) -> None:
        """One click ends all marketing mail."""
        opt_out(self.contacts, lambda: self.rules, mail.contact, self.now())
        about = [mail.contact, mail.send_id]
        self.arrives(mail_links.unsubscribed(mail.id, about, now=self.now()))

    def bounces(self, mail: Mail, kind: str = "Permanent") -> None:
        """The mailbox is gone, or full."""
        self.mailbox.tell(mail, "Bounce", bounceType=kind)

    def complains(self, mail: Mail) -> None:
        """Somebody calls a mail spam."""
        self.mailbox.tell(mail, "Complaint", complaintFeedbackType="abuse")

    def enrols(self, journey: str, contact: str, **entry: Any) -> None:
        """Somebody is put into a journey by hand."""
        about = {"journey": journey, "entry": entry}
        self.happens("Enrolment Requested", "enrol", contact=contact, properties=about)

    def erases(self, contact: Contact) -> None:
        """Somebody is to be forgotten."""
        self.arrives(erasure(contact.id, self.now()))

    def pauses(self, journey: str = "*") -> None:
        """Somebody holds a journey's mail back, or all."""
        self.contacts.paused.setdefault(journey, self.now())

    def resumes(self) -> None:
        """All mail may go, and everybody is looked at again."""
        self.contacts.paused.clear()
        for contact in [one for one in self.contacts if one.erased is None]:
            self.happens("Look", "look", contact=contact.id, properties={"paused": {}})

    # -- looking

    def contact(self, address: str) -> Contact | None:
        """Who has an address."""
        return self.contacts.owner(address)

    def timeline(self, contact: Contact) -> list[dict[str, Any]]:
        """What happened to a contact, in the order in which it is shown."""
        found = [event for one in contact.ids for event in self.items.under(one, "e#")]
        return sorted(found, key=lambda e: (e["at"], e["received_at"], e["order"], e["id"]))

    def ledger(self, contact: Contact) -> list[dict[str, Any]]:
        """Every row of a contact's ledger."""
        return [row for one in contact.ids for row in self.items.under(one, "s#")]

    def mails(self, address: str | None = None) -> list[Mail]:
        """What was mailed, to one person or to all."""
        return [mail for mail in self.mailbox if address in (None, mail.to)]
