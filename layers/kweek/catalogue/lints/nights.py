"""Mails that would be given up because of one night of quiet hours."""

from collections.abc import Iterator
from datetime import datetime

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.durations import in_words
from kweek.catalogue.journey import Journey
from kweek.catalogue.problems import Problem
from kweek.core.times import DAY, Duration


def nights(campaigns: Campaigns, journey: Journey) -> Iterator[Problem]:
    """Mails that may wait for less time than a night lasts; service mail goes at night as well."""
    hours = campaigns.policy.get("quiet_hours")
    night = _length(hours["from"], hours["to"]) if hours else 0
    for step in journey.steps:
        said = step.piece.get("hold_up_to")
        if said is None or campaigns.mails[step.settings["mail"]].kind == "service":
            continue
        if step.settings["hold_up_to"] < night:
            lasts = in_words(Duration(night))
            text = f"a mail of the evening is given up before morning: quiet hours last {lasts}"
            yield said.warning("hold-too-short", text, "let it wait for a night at least")


def _length(begins: str, ends: str) -> int:
    """From one time of the day to the next such time, in ms."""
    first, last = (datetime.strptime(at, "%H:%M") for at in (begins, ends))  # noqa: DTZ007
    return round((last - first).total_seconds() * 1000) % DAY
