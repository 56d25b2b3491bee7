"""`kweek check`: tells everything that is wrong or risky in the campaigns folder."""

import argparse
import json
from pathlib import Path
from typing import Any

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.checking import read_checked
from kweek.catalogue.lints.codes import CODES
from kweek.catalogue.problems import errors, warnings
from kweek.cli.telling import aside, product

FINE, WRONG, CALLED_WRONGLY = 0, 1, 2
EPILOG = """\
Each warning ends with a word in brackets. One that is as it should be is accepted where it
stands, with the reason: in a journey, a step, a mail.yaml, a form, a segment, a stage, a score
or policy.yaml (which also accepts for mail/_parts):

  accept: { hangs-on-opens: both ways end in a mail worth reading }

The words:
"""


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    words = "\n".join(f"  {code:<18}{what}" for code, what in CODES.items())
    parser = subparsers.add_parser(
        "check",
        help="tell what is wrong or risky in the campaigns",
        epilog=EPILOG + words,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--campaigns", type=Path, default=Path("campaigns"), metavar="DIR")
    parser.add_argument("--json", action="store_true", help="print all of it as JSON")
    parser.add_argument("--strict", action="store_true", help="a warning is as bad as an error")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Problems go to stderr, one line of summary to stdout; 1 when something must be mended."""
    if not args.campaigns.is_dir():
        aside(f"there is no folder {args.campaigns}; say --campaigns DIR")
        return CALLED_WRONGLY
    campaigns = read_checked(args.campaigns)
    wrong, risky = errors(campaigns.problems), warnings(campaigns.problems)
    accepted = len(campaigns.problems) - len(wrong) - len(risky)
    if args.json:
        told = {
            "problems": [problem.as_json() for problem in campaigns.problems],
            "errors": len(wrong),
            "warnings": len(risky),
            "accepted": accepted,
        }
        product(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        for problem in sorted((*wrong, *risky)):
            aside(str(problem))
        product(f"{_contents(campaigns)}: {_verdict(len(wrong), len(risky), accepted)}")
    return WRONG if wrong or (args.strict and risky) else FINE


def _contents(campaigns: Campaigns) -> str:
    counts = {
        "journey": campaigns.journeys,
        "mail": campaigns.mails,
        "form": campaigns.forms,
        "segment": campaigns.segments,
    }
    return ", ".join(_counted(len(many), noun) for noun, many in counts.items())


def _verdict(wrong: int, warnings: int, accepted: int) -> str:
    said = [_counted(wrong, "problem")] if wrong else []
    said += [_counted(warnings, "warning")] if warnings else []
    verdict = ", ".join(said) or "no problems"
    return f"{verdict} ({_counted(accepted, 'warning')} accepted)" if accepted else verdict


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
