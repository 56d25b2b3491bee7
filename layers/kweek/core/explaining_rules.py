"""Why a contact has this stage, these scores and these segments: from what was recorded."""

from collections.abc import Mapping
from typing import Any

from kweek.core.buckets import start_of_day
from kweek.core.contact import Contact, Score
from kweek.core.history import History
from kweek.core.listing import predicates
from kweek.core.rule_words import in_words
from kweek.core.scores import Lasting, points_at
from kweek.core.times import DAY, Instant, iso

Raw = Mapping[str, Any]


def stages(history: History, raw: Raw) -> list[dict[str, Any]]:
    """Each stage the contact came to, by which rule and from what."""
    rules, known = dict(raw["stages"]), predicates(raw)
    found = []
    for record in history.followed("Stage Changed"):
        to = record["properties"]["to"]
        found.append(
            {
                "stage": to,
                "before": record["properties"]["before"],
                "at": iso(record["at"]),
                "rule": in_words(rules[to], known) if to in rules else None,
                "because": history.cause_of(record),
            }
        )
    return found


def segments(contact: Contact, history: History, raw: Raw) -> dict[str, Any]:
    """Each segment the contact is in, or was: since when, by which rule and from what."""
    rules, known = raw["segments"], predicates(raw)
    last: dict[str, dict[str, Any]] = {}
    for record in history.followed("Segment Entered", "Segment Exited"):
        last[record["properties"]["segment"]] = {
            "inside": record["event"] == "Segment Entered",
            "since": iso(record["at"]),
            "because": history.cause_of(record),
        }
    for name, at in contact.segments.items():
        last.setdefault(name, {"inside": True, "since": iso(at), "because": None})
    return {
        name: {**one, "rule": in_words(rules[name], known) if name in rules else None}
        for name, one in sorted(last.items())
    }


def scores(contact: Contact, history: History, raw: Raw, now: Instant) -> dict[str, Any]:
    """Each score with the points that make it: which event gave them, and what is left of them."""
    return {
        name: {
            "now": round(points_at(contact, name, lasting(score), now), 1),
            "half_life_days": _days(score.get("half_life")),
            "expires_days": _days(score.get("expires")),
            "points": _points(name, score, history, now),
        }
        for name, score in raw["scores"].items()
    }


def lasting(score: Raw) -> Lasting:
    """How long a score's points last."""
    return Lasting(score.get("half_life"), score.get("expires"))


def _points(name: str, score: Raw, history: History, now: Instant) -> list[dict[str, Any]]:
    capped = {line["label"] for line in score["points"] if line.get("per_day")}
    found = []
    for event, change in history.changes("score"):
        if change["name"] == name:
            # What a day's cap counts is given at the start of that day.
            at = start_of_day(event["at"]) if change["by"] in capped else event["at"]
            left = _left(name, change["points"], lasting(score), at, now)
            found.append(
                {
                    "label": change["by"],
                    "points": change["points"],
                    "left": round(left, 1),
                    "event": event["event"],
                    "id": event["id"],
                    "at": iso(event["at"]),
                }
            )
    return found


def _left(name: str, points: float, kept: Lasting, at: Instant, now: Instant) -> float:
    """What these points alone would make of a score by now."""
    alone = Contact("", scores={name: Score(points, at)}, buckets={name: {str(at // DAY): points}})
    return points_at(alone, name, kept, now)


def _days(ms: int | None) -> float | None:
    return ms / DAY if ms is not None else None
