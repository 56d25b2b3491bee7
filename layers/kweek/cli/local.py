"""`kweek local`: the real template on an emulator, on one's own machine."""

import argparse
import importlib.util
from pathlib import Path

from kweek.cli import carried
from kweek.cli.project import find_project
from kweek.cli.speed import parse_speed
from kweek.cli.trouble import CalledWrongly, WentWrong

PORT = 4580
#: In a workspace as well as in the repository.
INSTALL = "pip install 'kweek[local]', or in Kweek's own repository pip install -e '.[local]'"
REAL_TIME, DEMO_SPEED = "1", "6h/s"
HELP = """\
Start the AWS emulator, deploy the same CDK app that goes to AWS, and serve it here.

When all answers, .kweek/local.json says where: api, console, mailbox, endpoint, region, table,
speed, write_key, admin_token, pid. Ctrl-C (or SIGTERM) stops everything. What happened is kept
for the next run on this port: campaign time stands still in between, and journeys that were
under way go on; --fresh begins anew. --demo has a stack of its own, always a new one; its story
is that of the campaigns that Kweek comes with.

Two ports on 127.0.0.1 are used: --port for the API and the mailbox, the next for the emulator.
Stacks on other ports can run side by side; the second tells its addresses in
.kweek/local-PORT.json.
"""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `local` to the commands."""
    local = commands.add_parser(
        "local",
        help="run the real template on an emulator, on this machine",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    local.add_argument(
        "--speed",
        type=_speed,
        metavar="RATE",
        help="campaign time that passes in a second: 1d/s, 6h/s, 10m/s; or a factor, as 60 "
        f"(default: real time; with --demo {DEMO_SPEED})",
    )
    local.add_argument("--port", type=int, default=PORT, help=f"default {PORT}")
    local.add_argument("--fresh", action="store_true", help="forget what earlier runs left")
    local.add_argument(
        "--demo", action="store_true", help="play a story on a stack of its own, and explain it"
    )
    local.add_argument(
        "--exit", action="store_true", help="with --demo: stop after it, 0 if every line was seen"
    )
    local.add_argument(
        "--campaigns", type=Path, metavar="DIR", help="the content (default: campaigns/)"
    )
    local.set_defaults(run=run)


def _speed(text: str) -> int:
    try:
        return parse_speed(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(str(wrong)) from None


def run(asked: argparse.Namespace) -> int:
    """Check what can be checked first, then start, serve and stop."""
    project = find_project(Path.cwd())
    own = carried.example() if asked.demo else project.root / "campaigns"
    campaigns: Path = asked.campaigns or own
    if not campaigns.is_dir():
        msg = f"--campaigns: {campaigns} is no folder"
        raise CalledWrongly(msg)
    if asked.exit and not asked.demo:
        raise CalledWrongly("--exit goes with --demo: without a story there is nothing to end")
    if importlib.util.find_spec("aiohttp") is None:
        msg = f"the embedded stack is not installed: {INSTALL}"
        raise WentWrong(msg)
    # Only here: `kweek check` must run where the embedded stack is not installed.
    from kweek.cli.session import Wanted, hold  # noqa: PLC0415

    wanted = Wanted(
        port=asked.port,
        speed=asked.speed or parse_speed(DEMO_SPEED if asked.demo else REAL_TIME),
        campaigns=campaigns.resolve(),
        fresh=asked.fresh,
        demo=asked.demo,
        leave=asked.exit,
    )
    return hold(project, wanted)
