"""`kweek recover`: journeys whose executions were lost go on where they must be by now."""

import argparse
import json
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from kweek.cli.telling import aside, product

if TYPE_CHECKING:
    from kweek.cli.deployed import Deployed
    from kweek.cli.lost_runs import Found, Recovery

HELP = """\
Every contact knows where their journeys stand; Step Functions is only the timer. This looks for
runs without an execution, reckons where each must be by now, and starts it there. Nobody is
mailed twice: a mail that went out is known to the contact. Safe to run at any time.

--restored-to TIME is for a table that was brought back as it was then. A fence goes up first:
behind it no mail, notice or webhook leaves. Step Functions' histories tell what the table has
forgotten: runs go on from where their machines stood, and each mail that went out since, or
may have, is listed, counts as unknown, and is not sent again.
Before the table is brought back, stop the functions (their reserved concurrency to 0), so that
nothing works on both tables; let them go again once the fence is up. People and events that came
in since then are lost, also who opted out and who was erased in that time: look at the list,
and have them opted out or erased again before --release.
"""
SETTLES_IN = 5.0  # seconds until what was started can be seen
LOOKS = 6


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `recover` to the commands."""
    parser = commands.add_parser(
        "recover",
        help="let journeys go on whose executions were lost",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--restored-to", metavar="TIME", help="the table is as it was then: 2026-11-22T08:00:00Z"
    )
    what.add_argument("--release", action="store_true", help="take the fence down: mail may go")
    parser.add_argument("--stack", help="a stack in AWS (default: the one that runs here)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Look until nothing is lost any more; 1 when a run's machine is unknown."""
    # Only here: `kweek check` must run where no AWS library is installed.
    from kweek.cli import fence  # noqa: PLC0415
    from kweek.cli.deployed import find  # noqa: PLC0415

    restored_to = fence.moment(asked.restored_to) if asked.restored_to else None
    deployed = find(asked.stack)
    if asked.release:
        return fence.release(deployed, asked)
    forgotten = fence.take_over(deployed, restored_to) if restored_to is not None else []
    seen = Seen()
    recovery = _recovery(deployed)
    while seen.take(recovery.look()):
        time.sleep(SETTLES_IN)
    if asked.json:
        runs = [{"journey": journey, "run": run_id} for journey, run_id in sorted(seen.astray)]
        found = {"recovered": len(seen.recovered), "astray": runs}
        if restored_to is not None:
            found |= {"fenced": True, "forgotten": [asdict(one) for one in forgotten]}
        product(json.dumps(found))
        return 1 if seen.astray else 0
    for mail in forgotten:
        product(fence.told(mail))
    product(seen.told)
    for line in seen.lines:
        aside(line)
    if restored_to is not None:
        aside(fence.UP)
    return 1 if seen.astray else 0


def _recovery(deployed: "Deployed") -> "Recovery":
    from kweek.cli.lost_runs import Recovery  # noqa: PLC0415 - as above

    outputs, clock = deployed.outputs, deployed.clock
    return Recovery(
        dynamodb=deployed.client("dynamodb"),
        machines=deployed.client("stepfunctions"),
        sqs=deployed.client("sqs"),
        table=outputs["TableName"],
        prefix=outputs["MachinePrefix"],
        events_url=outputs["EventsQueueUrl"],
        clock=clock,
        speed=int(clock.speed),
    )


@dataclass
class Seen:
    """What several looks found together; a run may have moved between two of them."""

    recovered: set[str] = field(default_factory=set)
    astray: set[tuple[str, str]] = field(default_factory=set)
    looks: int = 0

    def take(self, found: "Found") -> bool:
        """Add one look; whether another is worth it."""
        self.looks += 1
        self.recovered |= found.recovered
        self.astray = set(found.astray)
        return bool(found.recovered) and self.looks < LOOKS

    @property
    def told(self) -> str:
        """`3 journey runs go on where they stood`."""
        count = len(self.recovered)
        if not count:
            return "no run has lost its execution: nothing to recover"
        return f"{count} journey run{' goes' if count == 1 else 's go'} on where they stood"

    @property
    def lines(self) -> list[str]:
        """What could not be helped, a line each."""
        return [
            f"{journey}: no machine knows the step of run {run_id}; it stays where it is"
            for journey, run_id in sorted(self.astray)
        ]
