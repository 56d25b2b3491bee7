"""Mails that no journey sends, segments that nothing asks for, forms that bring nothing about."""

from collections.abc import Iterator, Mapping
from typing import Any

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.journey import MAILS
from kweek.catalogue.problems import Problem
from kweek.core.tallies import matches

FORM = "Form Submitted"


def unused(campaigns: Campaigns) -> Iterator[Problem]:
    """What could be taken out and nobody would notice; without journeys, all is yet to be used."""
    if not campaigns.journeys:
        return
    yield from _mails(campaigns)
    yield from _segments(campaigns)
    yield from _forms(campaigns)


def _mails(campaigns: Campaigns) -> Iterator[Problem]:
    sent = {
        step.settings["mail"]
        for journey in campaigns.journeys.values()
        for step in journey.steps
        if step.do in MAILS
    }
    for name, piece in campaigns.folder.mails.items():
        if name not in sent:
            text = "no journey sends this mail"
            remedy = f"write `send: {name}` in one, or remove the folder"
            yield piece.warning("unused-mail", text, remedy)


def _segments(campaigns: Campaigns) -> Iterator[Problem]:
    asked = {mention.name for mention in campaigns.mentions.of("segment")}
    for name, piece in campaigns.folder.segments.items():
        if name not in asked:
            text = "no journey, stage or other segment asks for it"
            remedy = "use it, or take it out; if people look at it, accept this and say so"
            yield piece.warning("unused-segment", text, remedy)


def _forms(campaigns: Campaigns) -> Iterator[Problem]:
    for name, form in campaigns.forms.items():
        if not (_starts(campaigns, name) or _is_asked_for(campaigns, name)) and not (
            _topics(form) & _mailed(campaigns)
        ):
            text = "starts no journey, is asked for by no rule, and brings no consent"
            remedy = f"enter by {{ event: {FORM}, where: {{ form: {name} }} }}, or remove it"
            yield campaigns.folder.forms[name].warning("unused-form", text, remedy)


def _starts(campaigns: Campaigns, form: str) -> bool:
    pids = {
        way["event"] for one in campaigns.journeys.values() for way in one.enter if "event" in way
    }
    return any(_fits(campaigns.predicates.found[pid], form) for pid in pids)


def _is_asked_for(campaigns: Campaigns, form: str) -> bool:
    """Whether some rule names the form; one that asks for any form does not mean this one."""
    found = campaigns.predicates.found.values()
    return any("form" in one["where"] and _fits(one, form) for one in found)


def _fits(predicate: Mapping[str, Any], form: str) -> bool:
    """Whether a post of this form may be what the predicate asks for."""
    about_form = {name: ops for name, ops in predicate["where"].items() if name == "form"}
    return matches({**predicate, "where": about_form}, FORM, {"form": form})


def _topics(form: Mapping[str, Any]) -> set[str]:
    return set((form.get("consent") or {}).get("topics", ()))


def _mailed(campaigns: Campaigns) -> set[str]:
    """The topics that journeys mail about, and their mails."""
    sends = (
        (journey, step)
        for journey in campaigns.journeys.values()
        for step in journey.steps
        if step.do == "send"
    )
    return {step.settings["topic"] for _, step in sends}
