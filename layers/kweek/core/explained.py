"""The sentences of an explanation: what sales and marketing read."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from kweek.core.contact import Contact
from kweek.core.holds import NOT_ALLOWED, PAUSED
from kweek.core.rule_words import counted, either
from kweek.core.times import as_datetime, parse_iso

Fact = Mapping[str, Any]
DETAILS = ("form", "title", "path", "file", "name", "segment", "to", "mail")
CAUSES = {
    "time": "because time passed",
    "step": "by a step of a journey",
}
STATES = {
    "sent": "was sent",
    "delivered": "was delivered",
    "bounced": "bounced",
    "complained": "was marked as spam",
    "inflight": "is on its way",
    "unknown": "was given to SES, which never said what became of it; it is not sent again",
    "failed": "failed",
    "later": "is held back",
    "held": "was held back for good",
}


def sentences(contact: Contact, why: Fact, zone: ZoneInfo) -> list[str]:
    """All that `why` says, in sentences with local times."""
    say = Sentences(zone)
    return [
        *say.stage(contact, why["stage"]),
        *(line for name, score in why["scores"].items() for line in say.score(name, score)),
        *(say.segment(name, one) for name, one in why["segments"].items()),
        *(say.journey(one) for one in why["journeys"]),
        *(say.refused(one) for one in why["refused"]),
        *(say.mail(one) for one in why["mails"]),
        *(say.hold(one) for one in why["holds"] if one["mail"] is None),
    ]


class Sentences:
    """One method for each kind of fact; times are told in one zone."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone

    def at(self, text: str) -> str:
        """`on 20 Nov 2026 at 09:14`."""
        return f"on {self.on(text)}"

    def on(self, text: str) -> str:
        """`20 Nov 2026 at 09:14`."""
        return as_datetime(parse_iso(text)).astimezone(self.zone).strftime("%d %b %Y at %H:%M")

    def cause(self, cause: Fact | None) -> str:
        """What something followed from."""
        if cause is None:
            return "when their past was joined"
        if cause["kind"] == "event":
            return f"because of {_event(cause['event'], cause['properties'])}"
        if cause["kind"] == "mail":
            return f"because of the mail {cause['mail']}"
        return CAUSES[cause["kind"]]

    def stage(self, contact: Contact, stages: list[Fact]) -> Iterator[str]:
        """How the contact came to the stage they are at."""
        who = contact.address or f"Contact {contact.id}"
        if not stages:
            yield f"{who} is at stage {contact.stage}: no rule for another has held so far."
            return
        yield f"{who} is at stage {contact.stage}."
        for one in stages:
            rule = f" Its rule: {one['rule']}." if one["rule"] else ""
            yield (
                f"They went from {one['before']} to {one['stage']} {self.at(one['at'])}, "
                f"{self.cause(one['because'])}.{rule}"
            )

    def score(self, name: str, score: Fact) -> Iterator[str]:
        """What a score is made of."""
        yield f"Score {name} is {score['now']:g}.{_lasts(score)}"
        by_label = sorted(score["points"], key=lambda one: str(one["label"]))
        for label, group in groupby(by_label, key=lambda one: one["label"]):
            yield self._points(str(label), list(group))

    def _points(self, label: str, given: list[Fact]) -> str:
        total, left = (round(sum(one[key] for one in given), 1) for key in ("points", "left"))
        rest = "all of them count" if left == total else f"{left:g} of them are left"
        if not left:
            rest = "none of them is left"
        when = self.at(given[0]["at"])
        if len(given) > 1:
            when = f"{len(given)} times, the last time {self.at(given[-1]['at'])}"
        return f"{label} ({given[-1]['event']}) gave {_points(total)} {when}; {rest}."

    def segment(self, name: str, one: Fact) -> str:
        """Since when, and why, the contact is in a segment, or is no more."""
        said = f"In segment {name} since" if one["inside"] else f"Left segment {name}"
        when = self.on(one["since"]) if one["inside"] else self.at(one["since"])
        rule = f" Its rule: {one['rule']}." if one["rule"] else ""
        return f"{said} {when}, {self.cause(one['because'])}.{rule}"

    def journey(self, run: Fact) -> str:
        """How a run began, where it is, and how it ended."""
        began = f"Entered journey {run['journey']} {self.at(run['since'])}"
        goal = f" Its goal was reached {self.at(run['goal'])}." if run["goal"] else ""
        return f"{began}, {self.cause(run['because'])}. {self._stands(run)}{goal}"

    def _stands(self, run: Fact) -> str:
        if run["ended"]:
            reason = f": {run['reason']}" if run["reason"] else ""
            word = {"finished": "Finished", "exited": "Left"}.get(run["status"], "Failed")
            return f"{word} {self.at(run['ended'])}{reason}."
        step = f"Stands at step {run['step']}" if run["step"] else "Has come to no step yet"
        if run["waits"] is None:
            return f"{step}."
        until = self.on(run["waits"]["until"])
        if not run["waits"]["for"]:
            return f"{step} and pauses until {until}."
        return f"{step} and waits for {either(run['waits']['for'])} until {until}."

    def refused(self, one: Fact) -> str:
        """Which entry was kept out, and why."""
        return (
            f"{one['event']} {self.at(one['at'])} did not enter {one['journey']}: {one['reason']}."
        )

    def mail(self, one: Fact) -> str:
        """Which step asked for a mail, and what became of it."""
        reason = f" ({one['hold']})" if one["hold"] else ""
        when = f"until {self.on(one['until'])}" if one["until"] else self.at(one["at"])
        came = f"; they entered {self.cause(one['because'])}" if one["because"] else ""
        whose = f"step {one['step']} of journey {one['journey']}"
        return f"Mail {one['mail']}, {whose}, {STATES[one['state']]}{reason} {when}{came}."

    def hold(self, one: Fact) -> str:
        """What keeps mail from the contact, whichever it is."""
        since = f" since {self.on(one['since'])}" if one["since"] else ""
        about = f"All mail of journey {one['journey']}" if one["journey"] else "All mail"
        if one["topic"]:
            return f"No mail on topic {one['topic']} goes to them: they have not said yes to it."
        if one["reason"] == PAUSED:
            return f"{about} is paused{since}."
        if one["reason"] == NOT_ALLOWED:
            return "No mail goes to them from this stack: `only_to` does not name their address."
        return f"No marketing mail goes to them: {one['reason']}{since}."


def _event(name: str, properties: Fact) -> str:
    detail = next((str(properties[key]) for key in DETAILS if properties.get(key)), "")
    return f"{name} ({detail})" if detail else name


def _lasts(score: Fact) -> str:
    if score["half_life_days"]:
        return f" Its points halve every {score['half_life_days']:g} days."
    if score["expires_days"]:
        return f" Its points expire after {score['expires_days']:g} days."
    return ""


def _points(points: float) -> str:
    return counted(int(points), "point") if points == int(points) else f"{points:g} points"
