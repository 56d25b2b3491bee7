"""`kweek check`: tells everything that is wrong in the campaigns folder."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kweek.catalogue.campaigns import Campaigns, read_campaigns
from kweek.catalogue.problems import errors
from kweek.cli.telling import aside, product

FINE, WRONG, CALLED_WRONGLY = 0, 1, 2


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser("check", help="tell what is wrong in the campaigns")
    parser.add_argument("--campaigns", type=Path, default=Path("campaigns"), metavar="DIR")
    parser.add_argument("--json", action="store_true", help="print the problems as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Problems go to stderr, one line of summary to stdout; 1 when something must be mended."""
    if not args.campaigns.is_dir():
        aside(f"there is no folder {args.campaigns}; say --campaigns DIR")
        return CALLED_WRONGLY
    campaigns = read_campaigns(args.campaigns)
    wrong = len(errors(campaigns.problems))
    if args.json:
        problems = [asdict(problem) for problem in campaigns.problems]
        product(json.dumps({"problems": problems, "errors": wrong}, ensure_ascii=False, indent=2))
    else:
        for problem in campaigns.problems:
            aside(str(problem))
        product(f"{_contents(campaigns)}: {_verdict(wrong, len(campaigns.problems) - wrong)}")
    return WRONG if wrong else FINE


def _contents(campaigns: Campaigns) -> str:
    counts = {
        "journey": campaigns.journeys,
        "mail": campaigns.mails,
        "form": campaigns.forms,
        "segment": campaigns.segments,
    }
    return ", ".join(_counted(len(many), noun) for noun, many in counts.items())


def _verdict(wrong: int, warnings: int) -> str:
    said = [_counted(wrong, "problem")] if wrong else []
    said += [_counted(warnings, "warning")] if warnings else []
    return ", ".join(said) or "no problems"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
