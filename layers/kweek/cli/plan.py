"""`kweek plan`: what a deploy would change, and what it must not take away from runs under way."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from kweek.catalogue.build import Built, build
from kweek.catalogue.problems import ContentError
from kweek.cli.planning import Machine, Plan, plan
from kweek.cli.telling import aside, product
from kweek.cli.trouble import WentWrong

if TYPE_CHECKING:
    from kweek.cli.deployed import Deployed
    from kweek.cli.step_functions import Machines

PAGES = Path(__file__).parents[1] / "console" / "pages"
#: What the template puts in the place of what a machine's definition leaves open.
URLS = ("MailsQueueUrl", "StepsQueueUrl", "WebhooksQueueUrl")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `plan` to the commands."""
    parser = commands.add_parser("plan", help="tell what a deploy would change")
    parser.add_argument("--stack", help="a stack in AWS (default: the one that runs here)")
    parser.add_argument("--campaigns", type=Path, default=Path("campaigns"), metavar="DIR")
    parser.add_argument("--json", action="store_true", help="print the plan as JSON")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Print the plan; 1 when it cannot be carried out."""
    # Only here: `kweek check` must run where no AWS library is installed.
    from kweek.cli.deployed import find  # noqa: PLC0415

    deployed = find(asked.stack)
    found = made(deployed, asked.campaigns, machines(deployed))
    if asked.json:
        product(json.dumps(asdict(found), indent=2))
    else:
        tell(found)
    return 1 if found.refusals else 0


def tell(found: Plan) -> None:
    """The changes on stdout, what stands in their way on stderr."""
    for change in found.changes:
        product(change.sentence)
    for refusal in found.refusals:
        aside(refusal)


def machines(deployed: "Deployed") -> "Machines":
    """The stack's machines."""
    from kweek.cli.step_functions import Machines  # noqa: PLC0415 - as above

    return Machines(deployed.client("stepfunctions"), deployed.outputs["MachinePrefix"])


def made(deployed: "Deployed", campaigns: Path, there: "Machines") -> Plan:
    """The plan from these campaigns for that stack."""
    built = _built(campaigns, int(deployed.clock.speed))
    known = {
        "mail": frozenset(built.mails),
        "owner": frozenset(built.policy["owners"]),
        "journey": frozenset(built.machines),
    }
    wanted = _filled_in(built.machines, deployed.outputs)
    return plan(wanted, standing(deployed, there.deployed(_in_stack(deployed))), known)


def standing(deployed: "Deployed", there: dict[str, Machine]) -> dict[str, Machine]:
    """The machines; of one that seems drained the table is asked, which is a Scan.

    A run whose execution broke or was lost is none of Step Functions' running ones, but it
    can be recovered as long as its machine is there.
    """
    from kweek.cli.in_journeys import runs_under_way  # noqa: PLC0415 - as above

    drained = [name for name, one in there.items() if not one.in_stack and not one.running]
    if not drained:
        return there
    runs = runs_under_way(deployed.client("dynamodb"), deployed.outputs["TableName"])
    return there | {name: replace(there[name], running=runs[name]) for name in drained}


def _built(campaigns: Path, speed: int) -> Built:
    with TemporaryDirectory() as folder:
        try:
            return build(campaigns, PAGES, Path(folder), speed)
        except ContentError as wrong:
            raise WentWrong(str(wrong)) from wrong


def _filled_in(
    machines: Mapping[str, Mapping[str, Any]], outputs: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, machine in machines.items():
        text = json.dumps(machine)
        for url in URLS:
            text = text.replace(f"${{{url}}}", outputs.get(url, ""))
        found[name] = json.loads(text)
    return found


def _in_stack(deployed: "Deployed") -> frozenset[str]:
    """The ARNs of the machines that the stack still has; others have outlived their journey."""
    pages = deployed.client("cloudformation").get_paginator("list_stack_resources")
    return frozenset(
        one["PhysicalResourceId"]
        for page in pages.paginate(StackName=deployed.stack)
        for one in page["StackResourceSummaries"]
        if one["ResourceType"] == "AWS::StepFunctions::StateMachine"
        and not one["ResourceStatus"].startswith("DELETE")
    )
