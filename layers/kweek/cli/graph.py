"""`kweek graph JOURNEY`: draws a journey as Mermaid, also while it is still being written."""

import argparse
from pathlib import Path
from typing import Any

from kweek.catalogue.campaigns import read_campaigns
from kweek.catalogue.mermaid import mermaid
from kweek.catalogue.problems import did_you_mean, errors
from kweek.cli.telling import aside, product

FINE, WRONG, CALLED_WRONGLY = 0, 1, 2


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("graph", help="draw a journey as Mermaid")
    parser.add_argument("journey", metavar="JOURNEY")
    parser.add_argument("--campaigns", type=Path, default=Path("campaigns"), metavar="DIR")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """The drawing goes to stdout; a journey with errors is not drawn, they are told."""
    path = args.campaigns / "journeys" / f"{args.journey}.yaml"
    if not path.is_file():
        names = [file.stem for file in (args.campaigns / "journeys").glob("*.yaml")]
        said = f"no journey is called '{args.journey}'"
        near = did_you_mean(args.journey, names)
        aside("; ".join(filter(None, (said, near))))
        return CALLED_WRONGLY
    campaigns = read_campaigns(args.campaigns)
    own = [one for one in errors(campaigns.problems) if one.file == f"journeys/{path.name}"]
    for problem in own:
        aside(str(problem))
    if own:
        return WRONG
    journey, asked = campaigns.journeys[args.journey], campaigns.predicates
    product(mermaid(journey, {**asked.found, **asked.sequences, **journey.predicates}))
    return FINE
