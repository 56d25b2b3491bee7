"""What the admin API shows: contacts, journeys, segments, hand-offs, figures. Changes nothing."""

from typing import Any

from kweek.core import listing
from kweek.core.addresses import normal
from kweek.core.contact import Contact
from kweek.core.counting import report
from kweek.core.explaining import explanation
from kweek.core.exporting import export
from kweek.core.profile import profile
from kweek.core.refusals import AskedWrongly, NotKnown
from kweek.shell.admin import desk
from kweek.shell.codec import said

Shown = dict[str, Any]


def by_address(email: str | None) -> Shown:
    """Contacts by address; at most one has it."""
    if not email:
        raise AskedWrongly("email: say whose, as ?email=ada@example.org")
    found = owner(email)
    return {"contacts": [_profile(found)] if found else [], "next": None}


def contact(contact_id: str) -> Shown:
    """One contact, whole."""
    return _profile(known(contact_id))


def explained(contact_id: str) -> Shown:
    """Why one contact is where they are."""
    found, here = known(contact_id), desk()
    history = _under(found, "e#"), _under(found, "s#")
    return explanation(found, *history, here.raw, here.switches.paused(), here.clock.now())


def exported(contact_id: str) -> Shown:
    """All that is kept about one contact."""
    found, here = known(contact_id), desk()
    history = _under(found, "e#"), _under(found, "s#")
    block = here.contacts.claim(found.address).block if found.address else None
    return export(found, said(found), *history, block, here.rules, here.clock.now())


def journeys() -> Shown:
    """Every journey's name and state."""
    return {"journeys": listing.journeys(desk().raw, desk().switches.paused())}


def figures(journey: str) -> Shown:
    """What a journey has done so far."""
    check_journey(journey)
    return {"journey": journey, **report(desk().counters.of_journey(journey))}


def all_figures() -> Shown:
    """The same of every journey."""
    return {"reports": [figures(name) for name in desk().rules.journeys]}


def segments() -> Shown:
    """Every segment, and its rule in words."""
    return {"segments": listing.segments(desk().raw)}


def members(segment: str, after: str | None) -> Shown:
    """Who is in a segment, of one page of everyone."""
    if segment not in desk().rules.segments:
        raise NotKnown(_none_called("segment", segment, desk().rules.segments))
    contacts, more = desk().everyone.contacts(after)
    return {"segment": segment, "contacts": listing.members(segment, contacts), "next": more}


def handoffs(after: str | None) -> Shown:
    """The leads handed over, of one page of everyone."""
    contacts, more = desk().everyone.contacts(after)
    return {"handoffs": listing.handoffs(contacts), "next": more}


def known(contact_id: str) -> Contact:
    """The contact of an id, or NotKnown."""
    found = desk().contacts.known(contact_id)
    if found is None:
        raise NotKnown(nobody(contact_id))
    return found


def nobody(contact_id: str) -> str:
    """That nobody has this id, or nobody has it any more."""
    return f"no contact has the id '{contact_id}'; find one by /api/v1/contacts?email="


def owner(email: str) -> Contact | None:
    """Who has an address."""
    try:
        return desk().contacts.owner(normal(email))
    except ValueError as wrong:
        msg = f"email: {wrong}"
        raise AskedWrongly(msg) from wrong


def check_journey(name: str) -> None:
    """NotKnown when no journey is called so."""
    if name not in desk().rules.journeys:
        raise NotKnown(_none_called("journey", name, desk().rules.journeys))


def _none_called(kind: str, name: str, there_are: Any) -> str:
    return f"no {kind} is called '{name}'; there are: {', '.join(there_are) or 'none'}"


def _profile(found: Contact) -> Shown:
    here = desk()
    history = _under(found, "e#"), _under(found, "s#")
    return profile(found, *history, here.rules, here.clock.now())


def _under(found: Contact, prefix: str) -> list[Shown]:
    """A contact's items of one kind, with the id under which each lies."""
    items = desk().items
    return [{**one, "home": part} for part in found.ids for one in items.under(part, prefix)]
