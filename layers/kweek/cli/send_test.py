"""`kweek send-test MAIL --to ADDRESS`: one real mail, to see it where mails are read."""

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kweek.catalogue.campaigns import Campaigns, read_campaigns
from kweek.catalogue.only_to import at_stage
from kweek.catalogue.problems import errors
from kweek.catalogue.rules import PRODUCTION
from kweek.cli.preview import check_names, facts, tell_problems
from kweek.cli.previewing import KNOWN, Shown, Unwell, Whom, desk, sample_entry
from kweek.cli.telling import product
from kweek.cli.trouble import CalledWrongly
from kweek.core.addresses import normal
from kweek.core.allowing import allowed
from kweek.core.times import Instant

if TYPE_CHECKING:
    from kweek.cli.admin_api import AdminApi

FINE, WRONG = 0, 1
HELP = """\
Sends the mail from the files as they are now, by SES itself, marked [test]. No contact is changed
and nothing is counted: links lead straight to where they lead in the end, and the way out shows
that this was a test. It goes only to whom `only_to` lets this stack mail, and to nobody who wants
no mail.
"""


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "send-test",
        help="send a mail to yourself, marked as a test",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("mail", metavar="MAIL")
    parser.add_argument("--to", required=True, metavar="ADDRESS")
    what = "as this contact of the stack (address or id), or NAME=VALUE, or a file of traits"
    parser.add_argument("--contact", action="append", default=[], metavar="CONTACT", help=what)
    what = "what the event said that began the run (default: what the journey asks of it)"
    parser.add_argument("--entry", action="append", metavar="NAME=VALUE", help=what)
    what = "as this journey sends it, with its values (default: the first that does)"
    parser.add_argument("--journey", default="", metavar="JOURNEY", help=what)
    parser.add_argument("--stack", help="a stack in AWS (default: the one that runs here)")
    parser.add_argument("--campaigns", type=Path, default=Path("campaigns"), metavar="DIR")
    parser.add_argument("--json", action="store_true", help="print what was sent as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """What was sent goes to stdout, what is odd about it to stderr; 1 when it cannot be sent."""
    # Only here: `kweek check` must run where no AWS library is installed.
    from kweek.cli import admin_api, deployed, trying  # noqa: PLC0415

    to = _address(args.to)
    if not args.campaigns.is_dir():
        msg = f"there is no folder {args.campaigns}; say --campaigns DIR"
        raise CalledWrongly(msg)
    campaigns = read_campaigns(args.campaigns)
    check_names(args, campaigns)
    stack = deployed.find(args.stack)
    _check_allowed(to, campaigns, stack.stack.removeprefix(deployed.STACK).removeprefix("-"))
    api = admin_api.reach(args.stack)
    _check_wanted(to, api)
    try:
        shown = _shown(args, campaigns, _traits(args.contact, api))
    except Unwell as unwell:
        tell_problems(unwell.problems)
        return WRONG
    tell_problems(shown.problems)
    if errors(shown.problems):
        return WRONG
    file, policy = campaigns.mails[args.mail], campaigns.policy
    letter = trying.letter_of(shown, file, policy, to, stack.outputs["PublicUrl"])
    message_id = trying.send(stack, letter)
    sent = {"to": to, "subject": letter.subject, "id": message_id}
    product(json.dumps(sent) if args.json else f"sent to {to}: {letter.subject}")
    return FINE


def _address(text: str) -> str:
    try:
        return normal(text)
    except ValueError as wrong:
        msg = f"--to {text}: {wrong}"
        raise CalledWrongly(msg) from wrong


def _check_allowed(to: str, campaigns: Campaigns, stage: str) -> None:
    stage = stage or PRODUCTION
    patterns = at_stage(campaigns.policy, stage)["only_to"]
    if not allowed(to, patterns):
        msg = (
            f"stage {stage} may not mail {to}: `only_to` in policy.yaml names "
            f"{', '.join(patterns)}; write to one of these, or add the address there"
        )
        raise CalledWrongly(msg)


def _check_wanted(to: str, api: "AdminApi") -> None:
    """Who has opted out, or whose mailbox refused us, gets no test either."""
    for contact in api.get("contacts", email=to)["contacts"]:
        opted_out = "unsubscribed" if contact["consent"]["opted_out"] else None
        if reason := contact["suppressed"] or opted_out:
            msg = f"{to} gets no mail any more ({reason}); write to another address"
            raise CalledWrongly(msg)


def _traits(asked: list[str], api: "AdminApi") -> dict[str, Any]:
    """Of a contact of the stack, or as they are said; without a word, of an Anna."""
    found: dict[str, Any] = {}
    for one in asked:
        if "=" in one or Path(one).is_file():
            found |= facts("--contact", [one])
        else:
            contact = api.get("contacts", api.contact_id(one))
            found |= {"email": contact["email"], **contact["traits"]}
    return found if asked else dict(KNOWN)


def _shown(args: argparse.Namespace, campaigns: Campaigns, traits: dict[str, Any]) -> Shown:
    sample = sample_entry(args.mail, args.journey, campaigns)
    entry = facts("--entry", args.entry) if args.entry else sample
    with desk(args.campaigns, campaigns, Instant(int(time.time() * 1000))) as at:
        return at.show(args.mail, Whom(traits, entry), args.journey)
