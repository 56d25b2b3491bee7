"""G11: losing every execution loses no journey, and mails nobody twice."""

import json
import random

import pytest

from kweek.cli.lost_runs import Found, Recovery
from kweek.core.times import DAY, HOUR, MINUTE
from kweek.shell import aws as clients
from kweek.shell.clock import Clock
from kweek.shell.settings import settings
from tests.stack import campaign, table
from tests.stack.kweek_stack import Stack

pytestmark = pytest.mark.usefixtures("the_secret")

PEOPLE = 6


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return campaign.write(tmp_path_factory.mktemp("campaigns"))


class Executions:
    """What a recovery asks Step Functions, asked of the walked machines."""

    def __init__(self, machines):
        self.machines = machines

    def get_paginator(self, call):
        assert call == "list_executions"
        return self

    def paginate(self, stateMachineArn, statusFilter):  # noqa: N803
        machine = self._machine(stateMachineArn)
        found = [
            {"name": one.name}
            for one in self.machines.executions.values()
            if one.machine is machine and one.status == statusFilter
        ]
        return [{"executions": found}]

    def describe_state_machine_for_execution(self, executionArn):  # noqa: N803
        name = executionArn.rpartition(":")[2]
        return {"definition": json.dumps(self.machines.executions[name].machine)}

    def _machine(self, arn):
        return self.machines.definitions[arn.rpartition(":kweek-")[2]]


def recovery(stack):
    return Recovery(
        dynamodb=clients.client("dynamodb"),
        machines=Executions(stack.machines),
        sqs=clients.client("sqs"),
        table=table.NAME,
        prefix=settings().machine_prefix,
        events_url=stack.queues.urls["events.fifo"],
        clock=Clock(),
    )


def loses_everything(stack):
    """What happens to the executions of an emulator that is started again."""
    for execution in stack.machines.executions.values():
        if execution.status == "RUNNING":
            execution.status, execution.token = "FAILED", None
            execution.wakes = float("inf")


def address(number):
    return f"person-{number}@example.org"


def acts(stack, number, what, message_id):
    """Something a person does, if they have got so far."""
    match what:
        case "letter" | "ebook":
            traits = {"country": "NL"} if number % 2 else {}
            stack.posts_form(what, address(number), message_id, traits=traits)
        case "trial":
            stack.happens(message_id, event="Trial Started", user_id=f"user-{number}")
        case "uses":
            stack.happens(message_id, event="Feature Used", user_id=f"user-{number}")
        case "buys":
            stack.happens(message_id, event="Order Completed", user_id=f"user-{number}")
        case _:
            sent = [mail for mail in stack.ses.mails if mail.to == address(number)]
            if sent:
                about = {"send": sent[-1].send_id}
                kind, event = "open", "Email Opened"
                if what == "clicks":
                    links = stack.built.mails[sent[-1].name]["links"]
                    kind, event = "click", "Email Link Clicked"
                    about["link"] = next(iter(links))
                stack.happens(message_id, kind, event, contact=sent[-1].contact, properties=about)


def story(dice):
    """Who does what, and when (ms from the start): at half hours, away from every deadline."""
    found = []
    for number in range(PEOPLE):
        found += [(0, number, "letter" if number % 3 == 0 else "ebook"), (0, number, "trial")]
        for _ in range(dice.randrange(4)):
            at = dice.randrange(1, 12 * 24) * HOUR + 30 * MINUTE
            found.append((at, number, dice.choice(["opens", "clicks", "uses", "buys"])))
    return sorted(found)


def told(stack, story, losses=()):
    """Play a story, losing every execution now and then; what came of it."""
    begin = stack.ms
    for count, (at, number, what) in enumerate(sorted([*story, *((at, -1, "") for at in losses)])):
        stack.passes(begin + at - stack.ms)
        if number < 0:
            loses_everything(stack)
            recovery(stack).look()
        else:
            acts(stack, number, what, f"message-{number}-{at}-{what}-{count if at else 0}")
            stack.run()
    stack.passes(begin + 30 * DAY - stack.ms)
    mails = [(mail.to, mail.name) for mail in sorted(stack.ses.mails, key=lambda m: m.to)]
    users = [stack.user(f"user-{number}") for number in range(PEOPLE)]
    return {
        "mails": mails,
        "runs": [stack.runs(address(number)) for number in range(PEOPLE)],
        "trials": [(stack.only_run(one).status, one.trait("trial")) for one in users],
        "letters": [stack.contact(address(n)).trait("letter") for n in range(PEOPLE)],
    }


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 3, 4))])
def test_g11_every_journey_ends_as_its_unharmed_twin(aws, campaigns, tmp_path, seed):
    dice = random.Random(seed)  # noqa: S311 - a story that can be told again
    what = story(dice)
    losses = [dice.randrange(13 * 24) * HOUR + 17 * MINUTE for _ in range(3)]
    stack = Stack(aws, campaigns, tmp_path)
    empty = stack.saved()
    unharmed = told(stack, what)
    stack.restore(empty)

    assert told(stack, what, losses) == unharmed
    assert recovery(stack).look() == Found()
