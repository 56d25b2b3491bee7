"""Rules that depend on opens alone: programs open mails unasked, and people unseen."""

from collections.abc import Iterator, Mapping
from typing import Any

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.journey import Journey, Step
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problem
from kweek.catalogue.scope import Condition

_OPENS = ["Email Opened"]


def opens_of_journey(campaigns: Campaigns, journey: Journey) -> Iterator[Problem]:
    """The ways in, out and through a journey that hang on opens."""
    asked = _Asked(campaigns, journey.predicates)
    piece = journey.piece
    if any("event" in way and asked.only_opens(way) for way in journey.enter):
        yield _told(piece["enter"], "this way in")
    rules = {"only_if": journey.only_if, "goal": journey.goal, "exit_when": journey.exit_when}
    for key, rule in rules.items():
        if rule is not None and asked.only_opens(rule):
            yield _told(piece[key], "this rule")
    for step in journey.steps:
        yield from _of_step(asked, journey, step)


def opens_of_sets(campaigns: Campaigns) -> Iterator[Problem]:
    """The segments and stages that hang on opens."""
    asked, folder = _Asked(campaigns, {}), campaigns.folder
    for sets, piece in ((campaigns.segments, folder.segments), (campaigns.stages, folder.stages)):
        for name, rule in sets.items():
            if asked.only_opens(rule):
                yield _told(piece[name], "this rule")


def _of_step(asked: "_Asked", journey: Journey, step: Step) -> Iterator[Problem]:
    outcomes = dict((*step.wait.immediate, *step.wait.judged)) if step.wait else {}
    rest = journey.after(step)
    for name, target in step.then.items():
        elsewhere = journey.resolved(target.data) != rest
        if elsewhere and name in outcomes and asked.only_opens(outcomes[name]):
            yield _told(target, "this path")
    for rule, to in step.branches:
        if asked.only_opens(rule):
            yield _told(to, "this path")
    for key, asks in (("only_if", step.only_if), ("judged_by", step.judged_by)):
        if asks is not None and asked.only_opens(asks):
            yield _told(step.piece[key], "this rule")


def _told(piece: Piece, what: str) -> Problem:
    text = f"{what} hangs on an open alone, and many opens are never seen"
    return piece.warning("hangs-on-opens", text, "ask for a click where it matters")


class _Asked:
    """What the predicates stand for that conditions name."""

    def __init__(self, campaigns: Campaigns, own: Mapping[str, Any]) -> None:
        predicates = campaigns.predicates
        self.named = {**predicates.found, **predicates.sequences, **own}

    def only_opens(self, condition: Condition) -> bool:
        """Whether nothing but opens, or that there were none, decides about it."""
        if not isinstance(condition, dict):
            return condition == "opened"
        for many in ("all", "any", "none"):
            if many in condition:
                return bool(condition[many]) and all(map(self.only_opens, condition[many]))
        if "event" in condition:
            return self._is_of_opens(condition["event"])
        return condition.get("was") == "opened"

    def _is_of_opens(self, pid: str) -> bool:
        said = self.named[pid]
        if "events" in said:
            return bool(said["events"] == _OPENS)
        return self._is_of_opens(said["first"]) and self._is_of_opens(said["then"])
