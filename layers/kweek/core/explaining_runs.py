"""Why a contact is in a journey, got a mail or did not: from what was recorded."""

from collections.abc import Iterable, Mapping
from typing import Any

from kweek.core.contact import Contact, Send
from kweek.core.enrolment import Enrolment
from kweek.core.history import History, Item
from kweek.core.holds import outside
from kweek.core.listing import ALL, predicates
from kweek.core.rule_words import in_words
from kweek.core.times import Instant, iso

Raw = Mapping[str, Any]
ENDS = {
    "Journey Finished": "finished",
    "Journey Exited": "exited",
    "Journey Failed": "failed",
}
RECOVERED = "Journey Recovered"  # one whose machine had broken, and which had been shown failed


def journeys(contact: Contact, history: History, raw: Raw) -> list[dict[str, Any]]:
    """Each run: from what it began, where it stands, what it waits for, why it ended."""
    ended = {one["properties"]["run"]: one for one in history.followed(*ENDS, RECOVERED)}
    ended = {run: one for run, one in ended.items() if one["event"] != RECOVERED}
    return [
        _run(record, ended.get(record["properties"]["run"]), contact, history, raw)
        for record in history.followed("Journey Started")
    ]


def _run(
    started: Item, ended: Item | None, contact: Contact, history: History, raw: Raw
) -> dict[str, Any]:
    run_id = started["properties"]["run"]
    run = contact.enrolments.get(run_id)  # None: so long over that only the timeline knows it
    return {
        "journey": started["properties"]["journey"],
        "run": run_id,
        "status": ENDS[ended["event"]] if ended else "active",
        "since": iso(started["at"]),
        "because": history.cause_of(started),
        "step": run.step or None if run else None,
        "waits": _waits(run, raw) if run else None,
        "goal": iso(run.goal_at) if run and run.goal_at else None,
        "ended": iso(ended["at"]) if ended else None,
        "reason": ended["properties"].get("reason") if ended else None,
    }


def _waits(run: Enrolment, raw: Raw) -> dict[str, Any] | None:
    """What a run under way waits for; None while the machine's own clock has it."""
    if run.status != "active":
        return None
    if run.wait is not None and run.wait.claimed is None:
        known = {**predicates(raw), **run.predicates, **run.wait.predicates}
        said = [
            name if isinstance(rule, str) else f"{name} ({in_words(rule, known)})"
            for name, rule in run.wait.immediate
        ]
        return {"for": said, "until": iso(run.wait.deadline)}
    if run.pause is not None:
        return {"for": [], "until": iso(run.pause.until)}
    return None


def refused(history: History) -> list[dict[str, Any]]:
    """Each entry that a journey's rules kept out, and which of them did."""
    return [
        {
            "journey": change["name"],
            "reason": change["reason"],
            "at": iso(event["at"]),
            "event": event["event"],
        }
        for event, change in history.changes("journey")
        if change["to"] == "refused"
    ]


def mails(contact: Contact, history: History, rows: Iterable[Item]) -> list[dict[str, Any]]:
    """Each mail: whose step asked for it, what began that run, and what became of it."""
    began = {
        record["properties"]["run"]: history.cause_of(record)
        for record in history.followed("Journey Started")
    }
    written = {row["id"]: row for row in rows if not row["to_owner"]}
    waiting = {
        send_id: _as_row(send_id, send)
        for send_id, send in contact.sends.items()
        if send_id not in written and not send.to_owner
    }
    return [
        {
            "id": one["id"],
            "mail": one["mail"],
            "journey": one["journey"],
            "run": one["run"],
            "step": one["step"],
            "at": iso(one["at"]),
            "state": one["state"],
            "hold": one["hold"],
            "until": iso(one["until"]) if one.get("until") else None,
            "because": began.get(one["run"]),
        }
        for one in sorted([*written.values(), *waiting.values()], key=lambda one: one["at"])
    ]


def _as_row(send_id: str, send: Send) -> dict[str, Any]:
    return {
        "id": send_id,
        "mail": send.mail,
        "journey": send.journey,
        "run": send.run,
        "step": send.step,
        "at": send.at,
        "state": send.state,
        "hold": send.hold,
        "until": send.until,
    }


def holds(
    contact: Contact, sent: Iterable[Mapping[str, Any]], paused: Mapping[str, Instant], raw: Raw
) -> list[dict[str, Any]]:
    """Everything that keeps mail from this contact: for good, for now, or that one mail."""
    found = []
    if contact.address is None:
        found.append(_hold("no address"))
    if contact.suppressed:
        found.append(_hold(f"suppressed: {contact.suppressed}"))
    if contact.opted_out is not None:
        found.append(_hold("unsubscribed", since=iso(contact.opted_out)))
    for topic, about in raw["policy"]["topics"].items():
        if about.get("consent", "required") == "required" and topic not in contact.consent:
            found.append(_hold("no consent", topic=topic))
    if held := outside(contact.address, raw["policy"]):
        found.append(_hold(held.reason))
    for journey, since in paused.items():
        own = any(
            r.journey == journey and r.status == "active" for r in contact.enrolments.values()
        )
        if own or journey in ALL:
            name = None if journey in ALL else journey
            found.append(_hold("paused", journey=name, since=iso(since)))
    kept = [one for one in sent if one["state"] in ("later", "held")]
    return found + [
        _hold(
            one["hold"],
            journey=one["journey"],
            mail=one["mail"],
            since=one["at"],
            until=one["until"],
        )
        for one in kept
    ]


def _hold(reason: str, **about: str | None) -> dict[str, Any]:
    nothing = dict.fromkeys(("topic", "journey", "mail", "since", "until"))
    return {"reason": reason, **nothing, **about}
