"""A contact as the admin API shows it: everything known, and why."""

from collections.abc import Iterable, Mapping
from typing import Any

from kweek.core.contact import Contact
from kweek.core.rules import Rules
from kweek.core.scores import points_at
from kweek.core.times import Instant, iso


def profile(
    contact: Contact,
    events: Iterable[Mapping[str, Any]],
    rows: Iterable[Mapping[str, Any]],
    rules: Rules,
    now: Instant,
) -> dict[str, Any]:
    """The answer of `GET /api/v1/contacts/{id}`; instants as ISO 8601 text."""
    return {
        "id": contact.id,
        "email": contact.address,
        "user_id": contact.user_id,
        "traits": {name: trait.value for name, trait in contact.traits.items()},
        "stage": contact.stage,
        "scores": {
            name: round(points_at(contact, name, lasting, now), 1)
            for name, lasting in rules.scores.items()
        },
        "grade": None,
        "segments": sorted(contact.segments),
        "lists": list(contact.lists),
        "consent": {
            "opted_out": iso(contact.opted_out) if contact.opted_out else None,
            "topics": {
                topic: {"at": iso(given.at), "wording": given.wording, "form": given.form}
                for topic, given in contact.consent.items()
            },
        },
        "suppressed": contact.suppressed,
        "enrolments": _enrolments(contact),
        "sends": _sends(contact, rows),
        "timeline": _timeline(events),
    }


def _enrolments(contact: Contact) -> list[dict[str, Any]]:
    runs = sorted(contact.enrolments.items(), key=lambda one: one[1].since)
    return [
        {
            "journey": run.journey,
            "run": run_id,
            "step": run.step,
            "since": iso(run.since),
            "status": run.shown,
            "exit": run.exit or run.broken or None,
            "goal": iso(run.goal_at) if run.goal_at else None,
        }
        for run_id, run in runs
    ]


def _sends(contact: Contact, rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Ledger rows, and what is still open on the contact; notices to owners are not sends."""
    written = [row for row in rows if not row["to_owner"]]
    known = {row["id"] for row in written}
    waiting = [
        {
            "id": send_id,
            "mail": s.mail,
            "journey": s.journey,
            "step": s.step,
            "at": s.at,
            "state": s.state,
            "hold": s.hold,
        }
        for send_id, s in contact.sends.items()
        if send_id not in known and not s.to_owner
    ]
    shown = sorted([*written, *waiting], key=lambda one: one["at"])
    return [
        {
            "id": one["id"],
            "mail": one["mail"],
            "journey": one["journey"],
            "step": one["step"],
            "at": iso(one["at"]),
            "state": one["state"],
            "hold": one["hold"],
        }
        for one in shown
    ]


def _timeline(events: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    told = sorted(events, key=lambda one: (one["at"], one["received_at"], one["order"], one["id"]))
    return [
        {
            "id": one["id"],
            "event": one["event"],
            "at": iso(one["at"]),
            "properties": one["properties"],
            "changed": one["changed"],
        }
        for one in told
    ]
