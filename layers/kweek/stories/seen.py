"""What can be seen of somebody in one journey, at one moment of a story."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kweek.core.contact import Contact
from kweek.core.enrolment import Enrolment
from kweek.stories.telling import step_of

if TYPE_CHECKING:
    from kweek.stories.person import Person


@dataclass(frozen=True, slots=True)
class Seen:
    """Mails by name in the order in which they went; the run is the latest one, if any."""

    contact: Contact
    mails: tuple[str, ...]
    notices: tuple[str, ...]
    held: Mapping[str, str]  # mail: why it is held back, for now or for good
    entered: int
    run: Enrolment | None
    step: str

    @classmethod
    def of(cls, who: "Person", journey: str) -> "Seen":
        """What can be seen now."""
        contact = who.contact
        runs = [(key, run) for key, run in contact.enrolments.items() if run.journey == journey]
        latest = max(runs, key=lambda one: one[1].since, default=None)
        passed = contact.passed.get(journey)
        return cls(
            contact,
            tuple(mail.name for mail in who.mails if mail.letter.tags["journey"] == journey),
            tuple(mail.name for mail in who.notices if mail.letter.tags["journey"] == journey),
            _held(who, contact, journey),
            passed.times if passed else 0,
            latest[1] if latest else None,
            step_of(who, *latest) if latest else "",
        )

    @property
    def status(self) -> str:
        """`active`, `finished`, `exited` or `failed`; nothing while they have not entered."""
        return self.run.shown if self.run else ""

    def trait(self, name: str) -> Any:
        """A trait's value, or None."""
        return self.contact.trait(name)


def _held(who: "Person", contact: Contact, journey: str) -> dict[str, str]:
    rows = who.world.virtual.ledger(contact)
    found = {
        row["mail"]: str(row["hold"])
        for row in rows
        if row["state"] == "held" and row["journey"] == journey
    }
    for send in contact.sends.values():
        if send.journey == journey and send.state == "later":
            found[send.mail] = str(send.hold)
    return found
