"""Which units a record of the table's stream is worth."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from kweek.core.counting import Units, of_counts, of_row


def units(record: Mapping[str, Any]) -> Units:
    """The units of one stream record (`{eventName, dynamodb: {NewImage, OldImage}}`)."""
    images = record["dynamodb"]
    new, old = images.get("NewImage"), images.get("OldImage")
    kind = new.get("kind", {}).get("S") if new else None
    if kind == "send":
        return of_row(_row(old) if old else None, _row(new))
    if kind in ("event", "mark") and old is None and "body" in new:
        return of_counts(json.loads(new["body"]["S"])["counts"])
    return Counter()


def _row(image: Mapping[str, Any]) -> dict[str, Any]:
    return {**json.loads(image["body"]["S"]), "state": image["state"]["S"]}
