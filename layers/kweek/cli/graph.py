"""`kweek graph JOURNEY`: draws a journey, or tells it in sentences, while it is being written."""

import argparse
from pathlib import Path
from typing import Any

from kweek.catalogue.campaigns import Campaigns, read_campaigns
from kweek.catalogue.drawing_svg import svg
from kweek.catalogue.mermaid import mermaid
from kweek.catalogue.problems import did_you_mean, errors
from kweek.catalogue.words import LANGUAGES, words
from kweek.cli.telling import aside, product

FINE, WRONG, CALLED_WRONGLY = 0, 1, 2


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("graph", help="draw a journey")
    parser.add_argument("journey", metavar="JOURNEY")
    parser.add_argument("--campaigns", type=Path, default=Path("campaigns"), metavar="DIR")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--svg", action="store_true", help="as a picture; without it, as Mermaid")
    how.add_argument("--words", action="store_true", help="as numbered sentences, to sign off")
    parser.add_argument("--language", choices=sorted(LANGUAGES), default="en", help="of --words")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it there")
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
    drawn = _drawn(campaigns, args)
    if args.out:
        args.out.write_text(f"{drawn.rstrip()}\n", encoding="utf-8")
    else:
        product(drawn.rstrip())
    return FINE


def _drawn(campaigns: Campaigns, args: argparse.Namespace) -> str:
    if args.words:
        return str(words(campaigns, args.journey, LANGUAGES[args.language]))
    journey, asked = campaigns.journeys[args.journey], campaigns.predicates
    named = {**asked.found, **asked.sequences, **journey.predicates}
    return svg(journey, named, campaigns.mails) if args.svg else mermaid(journey, named)
