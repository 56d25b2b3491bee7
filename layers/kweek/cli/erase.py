"""`kweek erase CONTACT`: forget one person for good."""

import argparse
import json
import time
from typing import Any

from kweek.cli import admin_api
from kweek.cli.admin_api import AdminApi, Facts
from kweek.cli.telling import product
from kweek.cli.trouble import WentWrong

PATIENCE, PAUSE = 120, 0.5  # seconds to see it done, and between two looks
HELP = """\
Erases one person for good: profile, timeline, mails, runs and every id of theirs. Runs are
stopped, and what is still on its way for them is dropped. It cannot be undone.

What stays: that their ids were erased, so that nothing brings them back; under a keyed hash,
that their address takes no mail, if it takes none; and the reports' figures, which name nobody.
Thirty days later what may have landed meanwhile is swept out once more. Backups (35 days), the
table's stream (1 day), dead letters (14 days) and Step Functions' history (90 days) forget by
themselves. Whoever comes back by an act of their own begins as somebody new.
"""


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "erase",
        help="forget a contact for good",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("contact", metavar="CONTACT", help="an e-mail address, or a contact's id")
    parser.add_argument("--stack", help="a stack in AWS (default: the one that runs here)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Have it done, and see it done."""
    api = admin_api.reach(asked.stack)
    done = _erased(api, api.contact_id(asked.contact))
    product(json.dumps(done) if asked.json else f"erased {done['contact']} at {done['erased']}")
    return 0


def _erased(api: AdminApi, contact: str) -> Facts:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        done = api.delete("contacts", contact)
        if done["erased"]:
            return done
        time.sleep(PAUSE)
    msg = f"contact {contact} is not erased yet; it is queued, and saying this again shows it done"
    raise WentWrong(msg)
