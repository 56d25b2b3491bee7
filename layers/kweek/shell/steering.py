"""What the admin API does: enrol by hand, pause and resume, have everyone looked at again."""

import secrets
from typing import Any

from kweek.core.contact import Contact
from kweek.core.holds import EVERY
from kweek.core.incoming import Incoming
from kweek.core.listing import switch
from kweek.core.refusals import AskedWrongly, NotKnown
from kweek.core.times import iso
from kweek.shell import browsing, intake
from kweek.shell.admin import desk

Done = dict[str, Any]


def enrol(body: bytes) -> Done:
    """Queue an enrolment for each contact that was named; all of them, or none."""
    # Only here: what merely reads must not wait for pydantic.
    from kweek.core import admin_asks as asks  # noqa: PLC0415

    asked = asks.enrolment(body)
    asks.check_journey(asked.journey, desk().rules)
    found = [_by_address(asked.email)] if asked.email else [_named(one) for one in asked.names]
    request_id = asked.id or secrets.token_urlsafe(12)
    contacts = {one.id: one.address for one in found}
    intake.send(asks.messages(asked, contacts, request_id, desk().clock.now()))
    queued = [{"contact": one, "email": address} for one, address in contacts.items()]
    return {"id": request_id, "journey": asked.journey, "queued": queued}


def erase(contact_id: str) -> Done:
    """Have somebody erased, with every id of theirs; asked again, it says when that was."""
    from kweek.core.erasing import erasure  # noqa: PLC0415 - the rules' whole machinery

    found = desk().contacts.load(contact_id)
    if not found.version:
        raise NotKnown(browsing.nobody(contact_id))
    done = found.erased if not found.outbox else None
    if done is None:
        intake.send([erasure(found.id, desk().clock.now())])
    return {"contact": found.id, "erased": iso(done.at) if done else None}


def pause(journey: str) -> Done:
    """Hold a journey's mail from the next send on."""
    browsing.check_journey(journey)
    return switch(desk().switches.pause(journey, desk().clock.now()))


def resume(journey: str) -> Done:
    """Let a journey's mail go; one that was removed meanwhile may be named too."""
    if journey not in desk().switches.paused():
        browsing.check_journey(journey)
    return switch(desk().switches.resume(journey))


def pause_every() -> Done:
    """Hold all mail."""
    return switch(desk().switches.pause(EVERY, desk().clock.now()))


def resume_every() -> Done:
    """Let all mail go."""
    return switch(desk().switches.resume_every())


def look(body: bytes) -> Done:
    """Have one page of everyone looked at again: after a resume, or by new rules."""
    from kweek.core import admin_asks as asks  # noqa: PLC0415 - as above

    ids, more = desk().everyone.ids(asks.look(body))
    now, paused = desk().clock.now(), dict(desk().switches.paused())
    intake.send(
        Incoming(
            id=f"look-{now}",
            type="look",
            event="Look",
            contact=one,
            at=now,
            received_at=now,
            properties={"paused": paused},
        )
        for one in ids
    )
    return {"looked": len(ids), "next": more}


def _by_address(email: str) -> Contact:
    found = browsing.owner(email)
    if found is None:
        msg = f"email: nobody has the address {email}; a form or an identify call makes them known"
        raise AskedWrongly(msg)
    return found


def _named(contact_id: str) -> Contact:
    try:
        return browsing.known(contact_id)
    except NotKnown as nobody:
        msg = f"contact: {nobody}"
        raise AskedWrongly(msg) from nobody
