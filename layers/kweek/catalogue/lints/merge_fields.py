"""Merge fields that may be empty, or that are told by nobody."""

from collections.abc import Iterator
from pathlib import Path

from kweek.catalogue.journey import MAILS
from kweek.catalogue.lints.fallbacks import Field, bare_fields, fields
from kweek.catalogue.lints.known import Known
from kweek.catalogue.lints.sources import Source, sources
from kweek.catalogue.lints.unheard import meant_or_told
from kweek.catalogue.problems import Problem

#: What a mail can always say of its reader; Kweek mails nobody without an address.
_SURE = ("email",)
#: Of what an owner is told about a lead, these may be empty.
_MAY_BE_EMPTY = {("first_name",), ("lead", "name"), ("lead", "company"), ("task", "due")}


def merge_fields(root: Path, known: Known) -> Iterator[Problem]:
    """What somebody of whom little is known would read as a gap."""
    campaigns = known.campaigns
    for source in sources(root, campaigns.mails, campaigns.folder.mails):
        sure, may = _entry_of(known, source.mail)
        told: set[tuple[Field, int]] = set()
        for path, line in bare_fields(source.text):
            if _may_be_empty(path, sure) and (path, line) not in told:
                told.add((path, line))
                yield _without_fallback(source, path, line)
        for path, line in dict.fromkeys(fields(source.text)):
            yield from _untold(known, source, path, line, may)


def _may_be_empty(path: Field, sure: frozenset[str]) -> bool:
    if path[0] == "contact" and len(path) > 1:
        return path[1] not in _SURE
    if path[0] == "entry" and len(path) > 1:
        return path[1] not in sure
    return path in _MAY_BE_EMPTY


def _without_fallback(source: Source, path: Field, line: int) -> Problem:
    name = ".".join(path)
    text = f"'{name}' may be empty, and then there is a gap"
    remedy = f"write {{{{ {name} or '…' }}}}, or put it between {{% if {name} %}} and {{% endif %}}"
    return source.warning("no-fallback", text, remedy, line)


def _untold(
    known: Known, source: Source, path: Field, line: int, may: frozenset[str] | None
) -> Iterator[Problem]:
    if len(path) == 1:
        return
    name = path[1]
    if path[0] == "contact" and name not in known.traits:
        text = f"nobody is known to tell the trait '{name}'"
        remedy = meant_or_told(name, known.traits, "traits")
        yield source.warning("unknown-trait", text, remedy, line)
    if path[0] == "entry" and may is not None and name not in may:
        text = f"nothing that starts the journey is known to bring '{name}'"
        remedy = meant_or_told(name, may, "events")
        yield source.warning("unknown-property", text, remedy, line)


def _entry_of(known: Known, mail: str) -> tuple[frozenset[str], frozenset[str] | None]:
    """What is sure to have come, and what may have, whichever journey sends the mail."""
    sent_by = [
        known.entry(journey)
        for journey in known.campaigns.journeys.values()
        if any(step.do in MAILS and step.settings["mail"] == mail for step in journey.steps)
    ]
    if not sent_by:  # a part, which many share; or a mail that nobody sends, which is told
        return frozenset(), None
    may = [entry.may for entry in sent_by]
    sure = frozenset.intersection(*(entry.sure for entry in sent_by))
    if None in may:
        return sure, None
    return sure, frozenset.intersection(*(each for each in may if each is not None))
