"""Why a contact is where they are: their stage, scores, segments, journeys, mails and holds.

Nothing is decided anew. All of it is read from what decisions have recorded, and from the
rules as they are now.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from kweek.core import explaining_rules, explaining_runs
from kweek.core.contact import Contact
from kweek.core.explained import sentences
from kweek.core.history import History, Item
from kweek.core.local_time import zone_of
from kweek.core.times import Instant


def explanation(
    contact: Contact,
    events: Iterable[Item],
    rows: Iterable[Item],
    raw: Mapping[str, Any],
    paused: Mapping[str, Instant],
    now: Instant,
) -> dict[str, Any]:
    """The answer of `GET /api/v1/contacts/{id}/explanation`; `raw` is rules.json.

    `events` and `rows` are the items under each of the contact's ids, with that id as `home`.
    """
    ledger = list(rows)
    history = History.of(contact, events, ledger)
    mails = explaining_runs.mails(contact, history, ledger)
    why = {
        "stage": explaining_rules.stages(history, raw),
        "scores": explaining_rules.scores(contact, history, raw, now),
        "segments": explaining_rules.segments(contact, history, raw),
        "journeys": explaining_runs.journeys(contact, history, raw),
        "refused": explaining_runs.refused(history),
        "mails": mails,
        "holds": explaining_runs.holds(contact, mails, paused, raw),
    }
    zone = zone_of(None, raw["policy"]["time_zone"])  # the reader's, as policy.yaml has it
    return {"contact": contact.id, "why": why, "sentences": sentences(contact, why, zone)}
