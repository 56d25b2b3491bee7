"""What each role may do, written out whole; and what each function was seen to do.

The template is held against the list (tests/infra/test_rights.py), and so is what stories make
the functions call (tests/functions/test_rights_used.py): a new right or call shows in both.
"""

import json
from urllib.parse import urlsplit

from infra.wildcards import LOG_DELIVERY, TASK_ANSWERS

EVENTS, STEPS, MAILS, WEBHOOKS, ORDERS, FEEDBACK = (
    f"Queues{name}Queue" for name in ("Events", "Steps", "Mails", "Webhooks", "Orders", "Feedback")
)
TABLE, SECRET = "StoreTable", "SecretRoot"
SETTINGS = f"{TABLE} only x#settings"
HERE = "arn:Partition:{}:Region:AccountId:"
READ_QUEUE = {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"}
JOURNEYS = (
    "abandoned-cart",
    "delivery-day",
    "ebook-drip",
    "hot-lead",
    "onboarding",
    "webinar",
    "year-end",
)


def log(function):
    return {f"{function.capitalize()}Log": {"logs:CreateLogStream", "logs:PutLogEvents"}}


def table(*actions):
    return {TABLE: {f"dynamodb:{action}" for action in actions}}


def sends(queue):
    return {queue: {"sqs:SendMessage"}}


READS_SECRET = {SECRET: {"secretsmanager:GetSecretValue"}}
STATES, SES = HERE.format("states"), HERE.format("ses")

RIGHTS = {
    "collect": log("collect") | sends(EVENTS) | READS_SECRET,
    "forms": log("forms") | sends(EVENTS) | READS_SECRET,
    "links": log("links")
    | sends(EVENTS)
    | READS_SECRET
    | table("GetItem", "PutItem", "UpdateItem"),
    "api": log("api")
    | sends(EVENTS)
    | READS_SECRET
    | table("GetItem", "Query", "Scan")
    | {SETTINGS: {"dynamodb:UpdateItem"}},
    "ingest": log("ingest")
    | table(
        *("GetItem", "BatchGetItem", "PutItem", "Query", "UpdateItem"),
        *("BatchWriteItem", "DeleteItem"),  # of whoever is erased
    )
    | sends(ORDERS)
    | READS_SECRET
    | {EVENTS: READ_QUEUE},
    "step": log("step")
    | table("GetItem", "BatchGetItem", "PutItem", "Query")
    | sends(ORDERS)
    | {STEPS: READ_QUEUE},
    "mailer": log("mailer")
    | table("GetItem", "BatchGetItem", "PutItem", "Query")
    | sends(ORDERS)
    | READS_SECRET
    | {MAILS: READ_QUEUE}
    | {
        f"{SES}identity/example.com": {"ses:SendEmail"},
        f"{SES}identity/hello@example.com": {"ses:SendEmail"},
        f"{SES}configuration-set/MailConfigurationSet": {"ses:SendEmail"},
    },
    "webhook": log("webhook")
    | table("GetItem", "BatchGetItem", "PutItem", "Query")
    | sends(ORDERS)
    | READS_SECRET
    | {WEBHOOKS: READ_QUEUE},
    "conductor": log("conductor")
    | table("GetItem")
    | sends(EVENTS)
    | {ORDERS: READ_QUEUE}
    | {f"{STATES}stateMachine:kweek-{name}": {"states:StartExecution"} for name in JOURNEYS}
    | {f"{STATES}execution:kweek-*": {"states:StopExecution"}, "*": set(TASK_ANSWERS)},
    "feedback": log("feedback")
    | table("GetItem", "PutItem", "UpdateItem")
    | sends(EVENTS)
    | READS_SECRET
    | {FEEDBACK: READ_QUEUE},
    "tick": log("tick") | {f"{TABLE}/index/due": {"dynamodb:Query"}} | sends(EVENTS),
    "report": log("report")
    | {
        TABLE: {
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            # on the table's stream:
            "dynamodb:DescribeStream",
            "dynamodb:GetRecords",
            "dynamodb:GetShardIterator",
        },
        "*": {"dynamodb:ListStreams"},
        "StoreDeadLetters": {"sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"},
    },
    "journeys": sends(MAILS) | sends(STEPS) | sends(WEBHOOKS) | {"*": set(LOG_DELIVERY)},
}
#: What Lambda itself does in a function's name: it logs, and brings what the function works on.
BY_LAMBDA = {
    *(("logs", action) for action in ("CreateLogStream", "PutLogEvents")),
    *(("sqs", action) for action in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")),
    *(("sqs", "GetQueueUrl"), ("dynamodb", "ListStreams")),
    *(("dynamodb", action) for action in ("DescribeStream", "GetRecords", "GetShardIterator")),
}
JOURNEY = "<journey>"
QUEUES = {
    "events.fifo": EVENTS,
    "steps": STEPS,
    "mails": MAILS,
    "webhooks": WEBHOOKS,
    "orders": ORDERS,
    "feedback": FEEDBACK,
}
OF_A_TRANSACTION = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "ConditionCheck": "ConditionCheckItem",
}


def used_by_code(function):
    """The rights of a function that its own code has to use: `(action, resource)`."""
    return {
        (action, _any_journey(resource))
        for resource, actions in RIGHTS[function].items()
        for action in actions
        if tuple(action.split(":")) not in BY_LAMBDA and resource != "StoreDeadLetters"
    }


def _any_journey(resource):
    before, machine, _ = resource.partition("stateMachine:kweek-")
    return before + machine + JOURNEY if machine else resource


class Asked:
    """The rights that each function has needed so far: `{function: {(action, resource)}}`."""

    def __init__(self, calls):
        self.calls, self.rights = calls, {}

    def __call__(self, service, operation, body):
        """Note the rights that a call needs."""
        given = json.loads(body) if isinstance(body, bytes | str) else body
        needed = self.rights.setdefault(self.calls.function, set())
        needed.update(getattr(self, f"_{service}")(operation, given))

    def _dynamodb(self, operation, body):
        if operation == "TransactWriteItems":
            for item in body["TransactItems"]:
                for kind, about in item.items():
                    yield from self._dynamodb(OF_A_TRANSACTION[kind], about)
        elif operation in ("BatchGetItem", "BatchWriteItem"):
            assert set(body["RequestItems"]) == {"kweek"}
            yield f"dynamodb:{operation}", TABLE
        else:
            assert body["TableName"] == "kweek"
            index = f"/index/{body['IndexName']}" if "IndexName" in body else ""
            yield f"dynamodb:{operation}", self._narrow(operation, body) or f"{TABLE}{index}"

    def _narrow(self, operation, body):
        """The part of the table that a function is bound to, when the call keeps to it."""
        only = f"{TABLE} only {body.get('Key', {}).get('pk', {}).get('S')}"
        mine = RIGHTS[self.calls.function].get(only, ())
        return only if f"dynamodb:{operation}" in mine else None

    def _sqs(self, operation, body):
        assert operation in ("SendMessage", "SendMessageBatch")
        yield "sqs:SendMessage", QUEUES[urlsplit(body["QueueUrl"]).path.rpartition("/")[2]]

    def _secretsmanager(self, operation, _):
        yield f"secretsmanager:{operation}", SECRET

    def _sesv2(self, _, body):
        address = body["FromEmailAddress"].partition("<")[2].removesuffix(">")
        for identity in (address, address.partition("@")[2]):
            yield "ses:SendEmail", f"{SES}identity/{identity}"
        assert body["ConfigurationSetName"] == "kweek"
        yield "ses:SendEmail", f"{SES}configuration-set/MailConfigurationSet"

    def _stepfunctions(self, operation, body):
        action = f"states:{''.join(part.capitalize() for part in operation.split('_'))}"
        if action in TASK_ANSWERS:
            yield action, "*"
        elif action == "states:StartExecution":
            assert ":stateMachine:kweek-" in body["stateMachineArn"]
            yield action, f"{STATES}stateMachine:kweek-{JOURNEY}"
        else:
            assert ":execution:kweek-" in body["executionArn"]
            yield action, f"{STATES}execution:kweek-*"

    def _elsewhere(self, *_):
        yield from ()  # another system than AWS: no role speaks of it
