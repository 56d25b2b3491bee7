"""`kweek simulate`: a year of all journeys over made-up people, before a mail goes to anybody."""

import argparse
import gc
import json
import re
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from kweek.catalogue.campaigns import Campaigns, read_campaigns
from kweek.catalogue.problems import Problem, errors
from kweek.cli.telling import aside, product
from kweek.core.times import parse_iso
from kweek.simulation.behaviour import Behaviour
from kweek.simulation.behaviour_file import read_behaviour
from kweek.simulation.figures import figures
from kweek.simulation.following import Followed
from kweek.simulation.future import Asked, Future
from kweek.simulation.html_report import html
from kweek.simulation.simulating import simulated
from kweek.simulation.text_report import text

FINE, WRONG, CALLED_WRONGLY = 0, 1, 2
HELP = """\
Lets made-up people come in by your forms and events, get your mails and react to them, on the
very state machines that are deployed, and counts what comes of it. How they behave is said in
campaigns/behaviour.yaml; whatever is not said there is assumed, and printed as such. The same
seed gives the same future, to the byte.
"""
_ADDRESS = re.compile(r"(?:person-)?(\d+)(?:@example\.org)?")
_WIDE = 30  # of the progress bar


def add(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = subparsers.add_parser(
        "simulate",
        help="see what your journeys will do, with made-up people",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--campaigns", type=Path, default=Path("campaigns"), metavar="DIR")
    parser.add_argument(
        "--contacts", type=_count, default=1_000, metavar="N", help="how many (1000)"
    )
    parser.add_argument("--days", type=_count, default=365, metavar="N", help="for how long (365)")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="of chance (1)")
    parser.add_argument("--from", dest="starts", type=_day, metavar="DATE", help="the first day")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--json", action="store_true", help="print the figures as JSON")
    what.add_argument("--html", type=Path, metavar="FILE", help="write a report to show around")
    parser.add_argument(
        "--contact",
        type=_number,
        metavar="N|ADDRESS",
        help="tell the story of one of them: 3, or person-3@example.org",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """The report goes to stdout, progress to stderr; campaigns with errors are not simulated."""
    if not args.campaigns.is_dir():
        aside(f"there is no folder {args.campaigns}; say --campaigns DIR")
        return CALLED_WRONGLY
    if args.contact is not None and (args.html or not 0 < args.contact <= args.contacts):
        wrong = "goes without --html" if args.html else f"is a number from 1 to {args.contacts}"
        aside(f"--contact {wrong}")
        return CALLED_WRONGLY
    campaigns = read_campaigns(args.campaigns)
    if _told(campaigns.problems):
        return WRONG
    behaviour, problems = read_behaviour(args.campaigns, campaigns)
    if _told(problems):
        return WRONG
    return _tell(args, _lived(args, campaigns, behaviour))


def _told(problems: Iterable[Problem]) -> bool:
    """Tell what keeps the content from being simulated; whether there is anything."""
    found = errors(problems)
    for problem in found:
        aside(str(problem))
    return bool(found)


def _lived(args: argparse.Namespace, campaigns: Campaigns, behaviour: Behaviour) -> Future:
    if args.starts is not None:
        behaviour = replace(behaviour, starts=args.starts)
    asked = Asked(contacts=args.contacts, days=args.days, seed=args.seed)
    progress = _progress(args.contacts) if sys.stderr.isatty() else _silence
    # People stay to the end and hold few cycles: to look for some all the time takes a tenth.
    gc.set_threshold(50_000, 20, 50)
    begun = time.monotonic()
    future = simulated(args.campaigns, campaigns, behaviour, asked, progress, args.contact)
    aside(f"{args.contacts:,} people, {args.days:,} days: {time.monotonic() - begun:.1f} s")
    return future


def _tell(args: argparse.Namespace, future: Future) -> int:
    if future.followed is not None:
        return _story(future.followed, as_json=args.json)
    found = figures(future)
    if args.json:
        product(json.dumps(found, ensure_ascii=False, indent=2))
    elif args.html:
        args.html.write_text(html(found, future), encoding="utf-8")
        aside(f"the report is in {args.html}")
    else:
        product(text(found))
    return FINE


def _story(followed: Followed, *, as_json: bool) -> int:
    if followed.contact is None:
        aside(f"person {followed.number} did not come within these days")
        return WRONG
    if as_json:
        told = {"timeline": followed.timeline(), "at_the_end": followed.summary()}
        product(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        product("\n".join(followed.told()))
    return FINE


def _progress(people: int) -> Callable[[int], None]:
    """A bar on standard error, drawn anew when it has changed."""
    shown = -1

    def tell(lived: int) -> None:
        nonlocal shown
        share = lived * 100 // people
        if share != shown:
            shown = share
            full = share * _WIDE // 100
            bar = f"{'█' * full}{'·' * (_WIDE - full)}"
            end = "\n" if lived == people else ""
            sys.stderr.write(f"\r{bar} {share:3} %  {lived:,} of {people:,} people{end}")
            sys.stderr.flush()

    return tell


def _silence(_day: int) -> None:
    """Nobody watches."""


def _count(written: str) -> int:
    """A whole number above nought; 10k is ten thousand."""
    found = re.fullmatch(r"(\d[\d_,]*)(k?)", written)
    number = int(re.sub(r"[_,]", "", found[1])) * (1_000 if found[2] else 1) if found else 0
    if number < 1:
        msg = f"'{written}' is no number above nought"
        raise argparse.ArgumentTypeError(msg)
    return number


def _number(written: str) -> int:
    found = _ADDRESS.fullmatch(written)
    if not found:
        msg = f"'{written}' is nobody here; write 3 or person-3@example.org"
        raise argparse.ArgumentTypeError(msg)
    return int(found[1])


def _day(written: str) -> int:
    try:
        return parse_iso(date.fromisoformat(written).isoformat())
    except ValueError:
        msg = f"'{written}' is no day; write 2027-01-04"
        raise argparse.ArgumentTypeError(msg) from None
