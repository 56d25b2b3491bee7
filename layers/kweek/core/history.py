"""A contact's past, in the order in which it happened, and what each thing followed from.

What follows from a decision is recorded under a digest of its cause, so that a cause can be
found again without having been kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from kweek.core.contact import Contact
from kweek.core.ids import digest
from kweek.core.times import iso

Item = Mapping[str, Any]


def in_order(events: Iterable[Item]) -> list[Item]:
    """Events as they happened."""
    return sorted(events, key=lambda one: (one["at"], one["received_at"], one["order"], one["id"]))


@dataclass(frozen=True)
class History:
    """The events, oldest first, and by the digest of each cause what it was."""

    events: list[Item]
    causes: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, contact: Contact, events: Iterable[Item], rows: Iterable[Item]) -> Self:
        """The history in a contact's items; each has its partition's id as `home`."""
        known = list(events)
        causes = {
            digest(f"c#{contact.id}|m#due-{version}"): {"kind": "time"}
            for version in range(contact.version + 1)
        }
        for row in rows:
            cause = digest(f"c#{contact.id}|s#{row['id']}")
            causes[cause] = {"kind": "mail", "mail": row["mail"], "journey": row["journey"]}
        for event in known:
            causes[digest(f"c#{event['home']}|e#{event['id']}")] = {
                "kind": "event",
                "event": event["event"],
                "id": event["id"],
                "properties": event["properties"],
            }
        return cls(in_order(known), causes)

    def cause_of(self, record: Item) -> dict[str, Any]:
        """What a record followed from: an event, a mail, time passing, or a journey's step."""
        cause = self.causes.get(str(record["id"]).partition("~")[0], {"kind": "step"})
        return {**cause, "at": iso(record["at"])}

    def followed(self, *names: str) -> list[Item]:
        """The records of these names that followed from something, oldest first."""
        return [one for one in self.events if one["event"] in names and "~" in str(one["id"])]

    def changes(self, what: str) -> list[tuple[Item, Mapping[str, Any]]]:
        """Every change of a kind with the event whose record notes it, oldest first."""
        return [
            (event, change)
            for event in self.events
            for change in event["changed"]
            if change["what"] == what
        ]
