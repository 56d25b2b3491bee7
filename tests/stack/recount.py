"""The report counted anew, from the timelines and ledger rows as they lie in the table."""

import json
from collections import Counter

from kweek.core.counting import of_counts, of_row


def recount(items):
    """`{(journey, step, counter): n}` of everything in the table."""
    units = Counter()
    for item in items:
        kind = item.get("kind", {}).get("S")
        if kind == "send":
            row = {**json.loads(item["body"]["S"]), "state": item["state"]["S"]}
            units.update(of_row(None, row))
        elif kind in ("event", "mark") and "body" in item:
            units.update(of_counts(json.loads(item["body"]["S"])["counts"]))
    return units
