"""The campaigns folder, compiled for stories: every journey has a door for them."""

from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kweek.catalogue.build import build
from kweek.core.local_time import zone_of

PAGES = Path(__file__).parents[1] / "console" / "pages"


@dataclass(frozen=True, slots=True)
class Playbook:
    """Compiled campaigns (the `Content` of a virtual world) and the forms that people fill in.

    `folder` is where they were read from.
    """

    folder: Path
    rules: dict[str, Any]
    machines: dict[str, dict[str, Any]]
    mails: dict[str, dict[str, Any]]
    forms: dict[str, dict[str, Any]]

    @property
    def zone(self) -> ZoneInfo:
        """The firm's time zone, in which stories name and show their dates."""
        return zone_of(None, self.rules["policy"]["time_zone"])


def compiled(campaigns: Path, out: Path) -> Playbook:
    """Compile a campaigns folder; `out` takes the templates. Needs neither Node nor AWS.

    Whoever tells a story may put anybody into any journey, also into one that is a draft still.
    All its other rules hold: re-entry, season, `only_if`, exits.

    Raises ContentError, with everything that is wrong, when the folder cannot be compiled.
    """
    built = build(campaigns, PAGES, out, stage=None)
    rules = deepcopy(built.rules)
    for journey in rules["journeys"].values():
        journey["enter"].append({"manual": True})
        if journey["status"] == "draft":
            journey["status"] = "live"
    return Playbook(campaigns, rules, built.machines, built.mails, built.forms)
