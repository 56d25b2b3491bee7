"""Why a mail is not sent now: a value, never an exception."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kweek.core.allowing import allowed
from kweek.core.contact import Contact
from kweek.core.local_time import clock_time, quiet_until, zone_of
from kweek.core.times import DAY, MINUTE, Instant


@dataclass(frozen=True, slots=True)
class Hold:
    """The reason, and until when it lasts; without an end the mail can never go."""

    reason: str
    until: Instant | None = None


PAUSED = "paused"
NOT_ALLOWED = "not allowed here"  # by `only_to`
EVERY = "*"  # stands for all journeys
FENCE = "(fence)"  # as well, while what a restored table has forgotten is looked for
SOONEST, LATEST = 15 * MINUTE, DAY  # until a paused mail asks again: as long as the pause is old


@dataclass(frozen=True, slots=True)
class Standing:
    """What must be known of the very moment of sending, read strongly.

    `block` is why the address takes no mail (unsubscribed, bounced, complained), `paused` since
    when each journey's mail is held back, `*` for all, `(fence)` behind the fence.
    """

    block: str | None = None
    paused: Mapping[str, Instant] = field(default_factory=dict)


def pause_hold(journey: str, paused: Mapping[str, Instant], now: Instant) -> Hold | None:
    """Somebody holds this journey's mail: it asks again the later, the longer that lasts."""
    since = [paused[name] for name in (journey, EVERY, FENCE) if name in paused]
    if not since:
        return None
    return Hold(PAUSED, Instant(now + min(max(now - min(since), SOONEST), LATEST)))


def hold(
    contact: Contact,
    kind: str,
    topic: str,
    address_block: str | None,
    policy: Mapping[str, Any],
    now: Instant,
) -> Hold | None:
    """Why this mail must not go to this contact now, or None when it may.

    What is for good outranks what passes: a contact who opted out is held for that reason
    even in the quiet hours. Service mail passes consent and quiet hours, never a suppression.
    """
    return (
        _for_good(contact, kind, topic, address_block, policy)
        or outside(contact.address, policy)
        or _quiet(contact, kind, policy, now)
    )


def outside(address: str | None, policy: Mapping[str, Any]) -> Hold | None:
    """This stack may mail only some, and this address is not among them."""
    fits = address is None or allowed(address, policy.get("only_to"))
    return None if fits else Hold(NOT_ALLOWED)


def _for_good(
    contact: Contact, kind: str, topic: str, block: str | None, policy: Mapping[str, Any]
) -> Hold | None:
    if contact.address is None:
        return Hold("no address")
    if contact.suppressed or block in ("bounced", "complained"):
        return Hold("suppressed")
    if kind == "service":
        return None
    if contact.opted_out is not None or block == "unsubscribed":
        return Hold("unsubscribed")
    rule = policy["topics"].get(topic, {}).get("consent", "required")
    if rule == "required" and topic not in contact.consent:
        return Hold("no consent")
    return None


def _quiet(contact: Contact, kind: str, policy: Mapping[str, Any], now: Instant) -> Hold | None:
    hours = policy.get("quiet_hours")
    if not hours or kind == "service":
        return None
    zone = zone_of(contact.trait("timezone"), policy["time_zone"])
    until = quiet_until(now, clock_time(hours["from"]), clock_time(hours["to"]), zone)
    return Hold("quiet hours", until) if until is not None else None
