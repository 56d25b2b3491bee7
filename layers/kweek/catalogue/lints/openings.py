"""Ways in that nobody can come by, and starts of journeys that take nobody in."""

from collections.abc import Iterator

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.journey import Journey
from kweek.catalogue.problems import Problem


def openings(campaigns: Campaigns, journey: Journey) -> Iterator[Problem]:
    """What depends on a journey that is a draft, is closing, or never ends so."""
    if journey.status == "draft":
        return
    yield from _ways_in(campaigns, journey)
    for step in journey.steps:
        other = campaigns.journeys.get(step.settings.get("start", ""))
        if other is not None and other.status != "live":
            text = f"starts nothing: '{other.name}' is {_said(other)}, and nobody enters it"
            remedy = f"write `status: live` in journeys/{other.name}.yaml, or take the step out"
            yield step.piece["start"].warning("starts-nothing", text, remedy)


def _ways_in(campaigns: Campaigns, journey: Journey) -> Iterator[Problem]:
    for mention in campaigns.mentions.of("journey"):
        piece, other = mention.piece, campaigns.journeys.get(mention.name)
        if piece.file != journey.piece.file or piece.path[:1] != ("enter",) or other is None:
            continue
        if other.status == "draft":
            text = f"nobody comes from '{other.name}', which is {_said(other)}"
            remedy = f"write `status: live` in journeys/{other.name}.yaml"
            yield piece.warning("nobody-enters", text, remedy)
        elif "goal" in _kinds(journey, other) and other.goal is None:
            text = f"nobody comes from '{other.name}', which has no goal to reach"
            yield piece.warning("nobody-enters", text, "say `goal:` there, or `was: finished`")
        elif _kinds(journey, other) == {"exited"} and not (other.exit_when or other.ends):
            text = f"nobody comes from '{other.name}', which nobody leaves early"
            yield piece.warning("nobody-enters", text, "say `exit_when:` there, or `was: finished`")


def _kinds(journey: Journey, other: Journey) -> set[str]:
    """How runs of the other must have gone for this one to begin."""
    return {way["was"] for way in journey.enter if other.name in way.get("journey", ())}


def _said(journey: Journey) -> str:
    return "a draft" if journey.status == "draft" else "closing"
