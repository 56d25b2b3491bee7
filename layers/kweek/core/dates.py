"""The moments a journey names, as they are for one contact."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self
from zoneinfo import ZoneInfo

from kweek.core.contact import Contact
from kweek.core.local_time import zone_of
from kweek.core.moments import moment_of
from kweek.core.references import resolver
from kweek.core.times import Instant

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Dates:
    """A contact, the zone they live in, and the firm's."""

    contact: Contact
    theirs: ZoneInfo
    firms: ZoneInfo

    @classmethod
    def of(cls, contact: Contact, policy: Mapping[str, Any]) -> Self:
        """The dates of a contact of the firm with this policy."""
        firms = policy["time_zone"]
        return cls(contact, zone_of(contact.trait("timezone"), firms), zone_of(None, firms))

    def text(self, moment: Mapping[str, Any], entry: Mapping[str, Any]) -> Any:
        """What a moment's file, entry or trait says, as it stands there."""
        ref = {"ref": moment["ref"]} if "ref" in moment else moment["text"]
        return resolver(self.contact, entry)(ref)

    def instant(
        self, moment: Mapping[str, Any], entry: Mapping[str, Any] = NOTHING
    ) -> Instant | None:
        """The instant of a compiled moment; None when it names no date that can be read."""
        return moment_of(moment, resolver(self.contact, entry), self.theirs, self.firms)
