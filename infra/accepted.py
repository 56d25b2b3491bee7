"""What AWS's own checks (cdk-nag, AwsSolutions) say against the stack, and why it stays so.

A test holds the report against this list, both ways: what is not here is not accepted, and what
is here is still said. Rights wider than one thing have their reasons in `infra.wildcards`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Accepted:
    """A rule that parts of the stack break on purpose."""

    rule: str
    breaks: str  # which constructs, by their path below the stack; `*` for any one name in it
    reason: str


ACCEPTED = (
    Accepted(
        "SQS3",
        "Store/DeadLetters",
        "it is itself where dead letters end: those of the table's stream, which has no queue",
    ),
    Accepted(
        "SMG4",
        "Secret/Root",
        "every link in every mail ever sent is signed with it: turned by a timer, it would kill "
        "the unsubscribe links of mails that still lie in inboxes",
    ),
    Accepted(
        "APIG4",
        "Web/Api/*",
        "browsers, mail readers and SDKs have no account here; each function asks for what its "
        "callers have: a signed token, the write key, or the admin's bearer token",
    ),
    Accepted(
        "APIG1",
        "Web/Stage",
        "its lines would hold the tokens of people's links; API Gateway counts requests, faults "
        "and latency without them",
    ),
    Accepted(
        "SF1",
        "Journeys/*/Machine",
        "failures are logged, with no data of anybody in them; an execution's history shows the "
        "rest for 90 days, and the contact's timeline for good",
    ),
    Accepted(
        "SF2",
        "Journeys/*/Machine",
        "a machine only waits and asks; what takes time happens in functions behind a queue, "
        "which no trace of it would reach",
    ),
    Accepted(
        "L1",
        "*/Function",
        "functions run on the Python that the layer's bytecode was made with and the tests ran on",
    ),
)
