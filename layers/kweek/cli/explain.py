"""`kweek explain CONTACT`: why a contact has their stage, scores, segments, mails and holds."""

import argparse
import json
from typing import Any

from kweek.cli import admin_api
from kweek.cli.telling import product

HELP = """\
Tells in plain sentences how a contact came to be where they are: which events gave which points
and what is left of them, which rule made their stage and segments, why each mail was sent or
held, where each journey stands. All of it is read from what the stack has recorded.
"""


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "explain",
        help="tell why a contact is where they are",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("contact", metavar="CONTACT", help="an e-mail address, or a contact's id")
    parser.add_argument("--stack", help="a stack in AWS (default: the one that runs here)")
    parser.add_argument("--json", action="store_true", help="print the facts as JSON")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """The sentences, one a line."""
    api = admin_api.reach(asked.stack)
    told = api.get("contacts", api.contact_id(asked.contact), "explanation")
    if asked.json:
        product(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        product("\n".join(told["sentences"]))
    return 0
