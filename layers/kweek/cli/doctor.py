"""`kweek doctor`: what is wrong with a stack or its account, and what to do about it."""

import argparse
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kweek.cli.finding import Finding, counted, is_wrong
from kweek.cli.telling import aside, product

if TYPE_CHECKING:
    from kweek.cli.deployed import Deployed

HELP = """\
Looks at mails whose fate nobody knows, dead letters, runs that failed and what is held back;
in AWS also at the sending domain, DKIM, MAIL FROM, DMARC, SES's quota, the account's limits, the
CDK's bootstrap and the alarms. Changes nothing, but for --redrive.

--redrive QUEUE puts a queue's dead letters back to be tried again. That is safe however old
they are: whoever takes one asks the contact first whether it still holds.
"""
IN_AWS = "domain, DKIM, MAIL FROM, DMARC, quota, concurrency, bootstrap, alarms and closed waits"
Check = tuple[str, Callable[[], Iterable[Finding]]]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `doctor` to the commands."""
    parser = commands.add_parser(
        "doctor",
        help="tell what is wrong with a stack",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    queues = ("events", "steps", "mails", "webhooks", "orders", "feedback")
    parser.add_argument("--redrive", choices=queues, help="try its dead letters again")
    parser.add_argument("--stack", help="a stack in AWS (default: the one that runs here)")
    parser.add_argument("--campaigns", type=Path, default=Path("campaigns"), metavar="DIR")
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Print what was found; 1 when something is wrong."""
    # Only here: `kweek check` must run where no AWS library is installed.
    from kweek.cli.dead_letters import DeadLetters  # noqa: PLC0415
    from kweek.cli.deployed import find  # noqa: PLC0415

    deployed = find(asked.stack)
    if asked.redrive:
        letters = DeadLetters(deployed.client("sqs"), deployed.outputs)
        again = letters.redrive(asked.redrive)
        said = f"{counted(again, 'dead letter')} of {asked.redrive} will be tried again"
        product(json.dumps({"queue": asked.redrive, "again": again}) if asked.json else said)
        return 0
    found = [one for check in checks(deployed, asked.campaigns) for one in looked(*check)]
    if asked.json:
        product(json.dumps([asdict(one) for one in found], indent=2))
    else:
        for one in found:
            product("\n".join(one.lines))
        wrong = sum(one.state == "wrong" for one in found)
        aside(f"{counted(wrong, 'thing')} to mend" if wrong else "nothing is wrong")
    return 1 if is_wrong(found) else 0


def looked(about: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What one check finds; one that cannot be made says so, and the others are."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415 - as above

    try:
        yield from list(look())
    except (BotoCoreError, ClientError) as refused:
        yield Finding(about, "left out", f"could not be looked at: {refused}")


def checks(deployed: "Deployed", campaigns: Path) -> Iterator[Check]:
    """Every check, by what it is about."""
    from kweek.cli import own_state  # noqa: PLC0415 - as above
    from kweek.cli.dead_letters import DeadLetters  # noqa: PLC0415

    outputs = deployed.outputs
    yield "dead letters", DeadLetters(deployed.client("sqs"), outputs).findings
    table = deployed.client("dynamodb"), outputs["TableName"]
    yield "the table", lambda: own_state.findings(*table)
    if deployed.told is not None:
        says = f"{IN_AWS}: there is no AWS here"
        yield "AWS", lambda: [Finding("AWS", "left out", says)]
        return
    yield from _in_aws(deployed, campaigns)


def _in_aws(deployed: "Deployed", campaigns: Path) -> Iterator[Check]:
    from kweek.cli import aws_account, aws_mail  # noqa: PLC0415 - as above
    from kweek.cli.dns_text import texts  # noqa: PLC0415

    ses = deployed.client("sesv2")
    domains, rate = _senders(campaigns)
    for domain in domains:
        yield f"domain {domain}", lambda domain=domain: aws_mail.of_domain(ses, domain)  # type: ignore[misc]
        yield f"DMARC of {domain}", lambda domain=domain: [aws_mail.dmarc(domain, texts)]  # type: ignore[misc]
    yield "SES", lambda: aws_mail.account(ses, rate)
    topic = deployed.outputs["AlarmTopicArn"]
    yield from aws_account.findings(deployed.client, deployed.stack, topic)


def _senders(campaigns: Path) -> tuple[list[str], float]:
    """The domains that mails come from, and how fast they are to go."""
    from kweek.catalogue.campaigns import read_campaigns  # noqa: PLC0415 - it reads all files
    from kweek.cli.trouble import CalledWrongly  # noqa: PLC0415

    if not campaigns.is_dir():
        msg = f"there is no folder {campaigns}; say --campaigns DIR"
        raise CalledWrongly(msg)
    said = read_campaigns(campaigns)
    if not said.policy:
        msg = f"{campaigns} has no policy that can be read; `kweek check` says why"
        raise CalledWrongly(msg)
    own = (mail.sender.address for mail in said.mails.values() if mail.sender)
    senders = {said.policy["sender"]["address"], *own}
    domains = sorted({sender.rpartition("@")[2] for sender in senders})
    return domains, float(said.policy["mail_rate"])
