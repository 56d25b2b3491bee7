"""`kweek export CONTACT`: everything that is kept about one person, as JSON."""

import argparse
import json
from typing import Any

from kweek.cli import admin_api
from kweek.cli.telling import product

HELP = """\
Prints everything that is kept about one person: the profile with consent and timeline, every
event and every mail as they lie in the table, and the record itself. It is what somebody may ask
for who wants to know what you know of them (GDPR, article 15).
"""


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "export",
        help="print all that is kept about a contact",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("contact", metavar="CONTACT", help="an e-mail address, or a contact's id")
    parser.add_argument("--stack", help="a stack in AWS (default: the one that runs here)")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """The facts, as JSON."""
    api = admin_api.reach(asked.stack)
    told = api.get("contacts", api.contact_id(asked.contact), "export")
    product(json.dumps(told, ensure_ascii=False, indent=2))
    return 0
