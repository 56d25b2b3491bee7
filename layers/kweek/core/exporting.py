"""All that is kept about one person, for that person to read (GDPR, article 15).

What the admin API shows of them comes first, in plain words and dates. Below it stands the
record as it lies in the table, so that nothing is left out because nobody thought of showing it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from kweek.core.contact import Contact
from kweek.core.history import in_order
from kweek.core.profile import profile
from kweek.core.rules import Rules
from kweek.core.times import Instant, iso

Item = Mapping[str, Any]


def export(
    contact: Contact,
    record: Mapping[str, Any],
    events: Iterable[Item],
    rows: Iterable[Item],
    block: str | None,
    rules: Rules,
    now: Instant,
) -> dict[str, Any]:
    """The answer of `GET /api/v1/contacts/{id}/export`; `record` is the contact as it is kept."""
    told, written = in_order(events), sorted(rows, key=lambda row: (row["at"], row["id"]))
    return {
        "exported_at": iso(now),
        "ids": list(contact.ids),
        "since": iso(contact.created_at),
        "profile": profile(contact, told, written, rules, now),
        "address_blocked": block,
        "events": [_dated(one, "at", "received_at") for one in told],
        "ledger": [_dated(one, "at") for one in written],
        "record": dict(record),
    }


def _dated(item: Item, *instants: str) -> dict[str, Any]:
    return {**item, **{name: iso(item[name]) for name in instants}}
