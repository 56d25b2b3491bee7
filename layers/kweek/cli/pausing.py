"""`kweek pause|resume JOURNEY|--all`: hold mail from the next send on, and let it go again."""

import argparse
import json
from collections.abc import Callable
from typing import Any

from kweek.cli import admin_api
from kweek.cli.admin_api import AdminApi, Facts
from kweek.cli.looking import look_at_everyone
from kweek.cli.telling import product

PAUSE = """\
Holds a journey's mail from the next send on, without a deploy. Waits, branches and exits go on;
only mail stands still, and goes out in its order after `kweek resume`.
"""
RESUME = """\
Lets a journey's mail go again, and has everybody looked at, so that what was held goes out now
and not hours later. --all ends every pause, also those of single journeys.
"""


def add(subparsers: Any) -> None:
    """Add both commands to the parser."""
    for name, told, run in (("pause", PAUSE, pause), ("resume", RESUME, resume)):
        parser = subparsers.add_parser(
            name,
            help=f"{name} a journey's mail",
            description=told,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("journey", metavar="JOURNEY", nargs="?")
        which.add_argument("--all", action="store_true", help="every journey's mail")
        parser.add_argument("--stack", help="a stack in AWS (default: the one that runs here)")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.set_defaults(run=_reached(run))


Command = Callable[[AdminApi, argparse.Namespace], int]


def _reached(command: Command) -> Callable[[argparse.Namespace], int]:
    return lambda asked: command(admin_api.reach(asked.stack), asked)


def pause(api: AdminApi, asked: argparse.Namespace) -> int:
    """Turn the switch on; what is held now."""
    if asked.journey:
        api.check_journey(asked.journey)
    switch = api.post("journeys", asked.journey, "pause") if asked.journey else api.post("pause")
    product(json.dumps(switch) if asked.json else _held(switch))
    return 0


def resume(api: AdminApi, asked: argparse.Namespace) -> int:
    """Turn the switch off, and wake what it held; what is still held."""
    # One that was removed may still be paused, so whether there is such a journey is not asked.
    switch = api.post("journeys", asked.journey, "resume") if asked.journey else api.post("resume")
    looked = look_at_everyone(api)
    product(json.dumps({**switch, "looked": looked}) if asked.json else _held(switch))
    return 0


def _held(switch: Facts) -> str:
    """Every pause there is, one a line."""
    lines = [f"all mail is held since {switch['all']}"] if switch["all"] else []
    lines += [f"mail of {name} is held since {at}" for name, at in switch["journeys"].items()]
    return "\n".join(lines) or "no mail is held"
