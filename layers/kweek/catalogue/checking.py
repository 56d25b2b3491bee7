"""All that is wrong or risky in the campaigns folder, in one pass."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from kweek.catalogue.campaigns import Campaigns, read_campaigns
from kweek.catalogue.lints.accepting import accept, acceptances, unknown_codes
from kweek.catalogue.lints.codes import STALE
from kweek.catalogue.lints.endings import endings
from kweek.catalogue.lints.known import Known
from kweek.catalogue.lints.links import links
from kweek.catalogue.lints.merge_fields import merge_fields
from kweek.catalogue.lints.nights import nights
from kweek.catalogue.lints.openings import openings
from kweek.catalogue.lints.opens import opens_of_journey, opens_of_sets
from kweek.catalogue.lints.pacing import pacing
from kweek.catalogue.lints.seasons import seasons
from kweek.catalogue.lints.shadows import shadows
from kweek.catalogue.lints.sizes import sizes
from kweek.catalogue.lints.unheard import unheard
from kweek.catalogue.lints.unused import unused
from kweek.catalogue.problems import Problem, errors


def read_checked(root: Path) -> Campaigns:
    """The campaigns, with everything that is wrong, risky or accepted among their problems."""
    campaigns = read_campaigns(root)
    found = acceptances(campaigns.folder)
    problems = [*campaigns.problems, *unknown_codes(found), *_risks(root, campaigns)]
    told = accept(problems, found)
    if errors(told):  # what an error hides may only seem to be gone
        told = [one for one in told if one.code != STALE]
    return replace(campaigns, problems=tuple(sorted(set(told))))


def _risks(root: Path, campaigns: Campaigns) -> Iterator[Problem]:
    """What is risky; where a file is wrong, nothing is said that would only follow from it."""
    broken = {one.file for one in errors(campaigns.problems)}
    yield from links(root, campaigns)
    whole = not any(file.endswith(".yaml") for file in broken)
    if whole:
        known = Known(campaigns)
        yield from unheard(known)
        yield from merge_fields(root, known)
        yield from unused(campaigns)
        yield from opens_of_sets(campaigns)
        yield from sizes(campaigns)
    mails_whole = not any(file.startswith("mail/") and file.endswith(".yaml") for file in broken)
    for journey in campaigns.journeys.values():
        if journey.piece.file in broken:
            continue
        yield from shadows(journey)
        yield from seasons(journey)
        yield from endings(campaigns, journey)
        yield from opens_of_journey(campaigns, journey)
        yield from openings(campaigns, journey)
        if mails_whole and "policy.yaml" not in broken:
            yield from pacing(campaigns, journey)
            yield from nights(campaigns, journey)
