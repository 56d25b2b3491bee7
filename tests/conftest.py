"""What tests share: an AWS in this process, the settings of a function, the secret."""

import json
from functools import cache

import botocore.loaders
import botocore.session
import moto.core.models
import pytest
from jinja2 import ModuleLoader
from moto import mock_aws
from moto.core.models import botocore_stubber

from kweek.core.secrets import derive
from kweek.shell import aws as clients
from kweek.shell import secrets, signed_call

pytest_plugins = ["tests.proofs.telling"]

REGION = "eu-west-1"
# A new session reads its services' descriptions anew, which took half of each test's time.
LOADER = botocore.loaders.create_loader()
ROOT = "a root that only tests know, sixty-four characters in its real life"


@pytest.fixture(autouse=True, scope="session")
def loaders_stay():
    """Jinja puts a weak proxy of each loader's package among the modules, which Hypothesis lists.

    One that dies while it looks would fail a test that has nothing to do with it.
    """
    made, first = [], ModuleLoader.__init__

    def kept(loader, *given):
        first(loader, *given)
        made.append(loader)

    ModuleLoader.__init__ = kept
    yield
    ModuleLoader.__init__ = first


@pytest.fixture
def keys():
    return derive(ROOT)


@pytest.fixture
def environment(monkeypatch):
    """The environment that Lambda gives every function, and no one's own settings."""
    for name, value in {
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_SESSION_TOKEN": "test",
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_SESV2", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


@pytest.fixture
def aws(environment):
    """moto answers clients and signed calls alike; workers' caches begin empty."""

    def transmit(request):
        return botocore_stubber("before-send", request)

    environment.setattr(signed_call, "transmit", transmit)
    # Nothing of ours goes by `requests`, for which moto would prepare itself again in each test.
    environment.setattr(moto.core.models, "RESPONSES_METHODS", [])
    environment.setattr(botocore.session, "create_loader", lambda _path=None: LOADER)
    clients.forget()
    secrets.secret.cache_clear()
    with mock_aws():
        yield environment
    clients.forget()
    secrets.secret.cache_clear()


@cache
def secrets_manager():
    """One client for all tests: to make one takes as long as many a test."""
    return botocore.session.get_session().create_client("secretsmanager")


@pytest.fixture
def the_secret(aws):
    """The stack's secret, known to the functions by its ARN."""
    told = json.dumps({"kid": "1", "root": ROOT})
    made = secrets_manager().create_secret(Name="kweek", SecretString=told)
    aws.setenv("KWEEK_SECRET_ARN", made["ARN"])


class EventsQueue:
    """The events queue, and what came into it."""

    def __init__(self, sqs):
        self.sqs = sqs
        self.url = sqs.create_queue(QueueName="events.fifo", Attributes={"FifoQueue": "true"})[
            "QueueUrl"
        ]

    def messages(self):
        """Every message with its attributes, in the order of arrival."""
        found = []
        while batch := self.sqs.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10, MessageSystemAttributeNames=["All"]
        ).get("Messages"):
            for message in batch:
                self.sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
            found += batch
        return found

    def taken(self):
        """The body of every message, in the order of arrival."""
        return [json.loads(message["Body"]) for message in self.messages()]


@pytest.fixture
def events_queue(aws):
    """`events.fifo`, as the functions know it that take things in for the world."""
    queue = EventsQueue(clients.client("sqs"))
    aws.setenv("KWEEK_PUBLIC_URL", "https://api.example.org")
    aws.setenv("KWEEK_EVENTS_QUEUE_URL", queue.url)
    return queue
