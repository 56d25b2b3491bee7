"""`kweek backfill`: have every contact looked at by the rules as they are now."""

import argparse
import json
from typing import Any

from kweek.cli import admin_api
from kweek.cli.looking import look_at_everyone
from kweek.cli.telling import product

HELP = """\
After a deploy with new rules: each contact's past is tallied for what the rules have not asked
before, segments and stages are brought up to date, and journeys that take in all members of a
segment do. A contact to whom something happens is brought up to date by itself; this is for all
the others. Safe to run at any time, and again.
"""


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "backfill",
        help="have everybody looked at by the rules as they are now",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", help="a stack in AWS (default: the one that runs here)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Queue a look at everybody; how many there were."""
    looked = look_at_everyone(admin_api.reach(asked.stack))
    if asked.json:
        product(json.dumps({"looked": looked}))
    else:
        product(f"queued a look at {looked} contact{'' if looked == 1 else 's'}")
    return 0
