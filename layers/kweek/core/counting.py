"""The report's figures: which units a change in the table is worth, and what they add up to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

#: What a ledger row in a state counts as; a row that moves on takes its old units back.
UNITS: Mapping[str, frozenset[str]] = {
    "sent": frozenset({"sent"}),
    "delivered": frozenset({"sent", "delivered"}),
    "complained": frozenset({"sent", "delivered", "complained"}),
    "bounced": frozenset({"sent", "bounced"}),
    "held": frozenset({"held"}),
    "failed": frozenset({"failed mails"}),
    "unknown": frozenset({"unknown"}),
}

Units = Counter[tuple[str, str, str]]  # (journey, step or "", counter)


def of_row(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> Units:
    """The units of a ledger row's change; mails to owners are notices, not sends."""
    key = (str(after["journey"]), str(after["step"]))
    if after.get("to_owner"):
        fresh = {(*key, "notices"): 1, (*key, "entered"): 1}
        return Counter() if before else Counter(fresh)
    was = UNITS.get(before["state"], frozenset()) if before else frozenset()
    now = UNITS.get(after["state"], frozenset())
    found: Units = Counter({(*key, unit): 1 for unit in now - was})
    if before is None:  # a mail is a step that somebody has come to
        found[(*key, "entered")] += 1
    found.update({(*key, unit): -1 for unit in was - now})
    if after["state"] == "held" and "held" not in was:
        found[(*key, f"held {after['hold']}")] += 1
    return found


def of_counts(counts: Iterable[Iterable[str]]) -> Units:
    """The units that an event or a step's mark carries."""
    return Counter(tuple(count) for count in counts)  # type: ignore[misc]


def report(units: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """A journey's report from its units by `(step, counter)`.

    Opens and clicks are unique per send, `total_` ones are not; click-through is unique
    clicks by delivered mails.
    """
    steps: dict[str, Counter[str]] = {}
    for (step, counter), n in units.items():
        steps.setdefault(step, Counter())[counter] += n
    journey = steps.pop("", Counter())
    everything: Counter[str] = sum(steps.values(), Counter())
    return {
        "started": journey["started"],
        "finished": journey["finished"],
        "exited": journey["exited"],
        "unreachable": journey["unreachable"],
        "failed": journey["failed"] - journey["mended"],  # what broke may have been recovered
        "goals": journey["goals"],
        "mails": _mails(everything),
        "steps": {name: _step(counted) for name, counted in sorted(steps.items())},
    }


def _mails(counted: Counter[str]) -> dict[str, Any]:
    delivered, clicked = counted["delivered"], counted["clicked"]
    return {
        "sent": counted["sent"],
        "delivered": delivered,
        "bounced": counted["bounced"],
        "complained": counted["complained"],
        "opened": counted["opened"],
        "clicked": clicked,
        "total_opens": counted["opens"],
        "total_clicks": counted["clicks"],
        "click_through": round(clicked / delivered, 4) if delivered else None,
        "unsubscribed": counted["unsubscribed"],
        "held": _named("held ", counted),
        "failed": counted["failed mails"],
        "unknown": counted["unknown"],
        "notices": counted["notices"],
    }


def _step(counted: Counter[str]) -> dict[str, Any]:
    return {
        "entered": counted["entered"],
        "outcomes": _named("outcome ", counted),
        "won": _named("won ", counted),  # of a split: how many each of its parts has won
        **_mails(counted),
    }


def _named(kind: str, counted: Counter[str]) -> dict[str, int]:
    found = {k.removeprefix(kind): n for k, n in counted.items() if k.startswith(kind)}
    return {name: n for name, n in found.items() if n}
