"""`kweek enrol JOURNEY --contact WHO | --segment NAME`: put people into a journey by hand."""

import argparse
import json
import secrets
from collections.abc import Iterator
from typing import Any

from kweek.cli import admin_api
from kweek.cli.admin_api import AdminApi
from kweek.cli.telling import aside, product
from kweek.cli.trouble import CalledWrongly

AT_ONCE = 100  # contacts that one request may name
HELP = """\
Queues contacts for a journey that says `enter: manual`. Its own rules still decide: who may not
enter (only_if, re_entry, season) is refused, and their timeline says why.

Each contact enters once for an --id: give the same one again to finish what was broken off.
"""


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "enrol",
        help="put contacts into a journey by hand",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("journey", metavar="JOURNEY")
    who = parser.add_mutually_exclusive_group(required=True)
    who.add_argument("--contact", metavar="WHO", help="an e-mail address, or a contact's id")
    who.add_argument("--segment", metavar="NAME", help="everybody who is in this segment now")
    parser.add_argument(
        "--entry",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="what the journey knows as $entry.NAME; may be said again",
    )
    parser.add_argument("--id", help="a name for this enrolment (default: a new one)")
    parser.add_argument("--stack", help="a stack in AWS (default: the one that runs here)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Queue everybody who was named; how many there were."""
    entry = dict(_field(one) for one in asked.entry)
    api = admin_api.reach(asked.stack)
    api.check_journey(asked.journey)
    name, queued = asked.id or secrets.token_urlsafe(9), 0
    for ids in _named(api, asked):
        body = {"journey": asked.journey, "contacts": ids, "entry": entry, "id": name}
        queued += len(api.post("enrolments", **body)["queued"])
        if asked.segment:
            aside(f"queued {queued} of segment {asked.segment} so far")
    if asked.json:
        product(json.dumps({"journey": asked.journey, "id": name, "queued": queued}))
    else:
        people = "contact" if queued == 1 else "contacts"
        product(f"queued {queued} {people} for {asked.journey} (--id {name})")
    return 0


def _named(api: AdminApi, asked: argparse.Namespace) -> Iterator[list[str]]:
    """The ids of all who are meant, as many at once as a request takes."""
    if asked.contact:
        yield [api.contact_id(asked.contact)]
        return
    for page in api.pages("segments", asked.segment, "contacts"):
        ids = [one["id"] for one in page["contacts"]]
        for start in range(0, len(ids), AT_ONCE):
            yield ids[start : start + AT_ONCE]


def _field(said: str) -> tuple[str, Any]:
    """`seats=3` is a number, `plan=gold` a text: what is JSON counts as it."""
    name, is_said, value = said.partition("=")
    if not name or not is_said:
        msg = f"--entry: {said!r} says nothing; write NAME=VALUE"
        raise CalledWrongly(msg)
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
