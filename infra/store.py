"""The one table, and exactly the ways in which it may be used."""

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from constructs import Construct

from .bell import Bell
from .dead_letters import dead_letters
from .function import Handler
from .target import Target

DUE = "due"
# What the report counts: an event, or the mark of what has none, once, when its item is put;
# a mail at each step of its way.
COUNTED = (
    {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"kind": {"S": ["event", "mark"]}}}},
    {"eventName": ["INSERT", "MODIFY"], "dynamodb": {"NewImage": {"kind": {"S": ["send"]}}}},
)


class Store(Construct):
    """Contacts, their events and mails, links, counters and switches."""

    def __init__(self, scope: Construct, construct_id: str, target: Target, bell: Bell) -> None:
        super().__init__(scope, construct_id)
        self.table = dynamodb.Table(
            self,
            "Table",
            table_name=target.stack,
            partition_key=_key("pk", dynamodb.AttributeType.STRING),
            sort_key=_key("sk", dynamodb.AttributeType.STRING),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            time_to_live_attribute="ttl",
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
            deletion_protection=target.protected,
            removal_policy=target.removal,
        )
        self.table.add_global_secondary_index(
            index_name=DUE,
            partition_key=_key("shard", dynamodb.AttributeType.STRING),
            sort_key=_key("due_at", dynamodb.AttributeType.NUMBER),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        self.uncounted = dead_letters(self, "report", target, bell)

    def lend_looking_up(self, handler: Handler) -> None:
        """Read one item; change nothing."""
        self._lend(handler, "GetItem")

    def lend_browsing(self, handler: Handler) -> None:
        """Read a contact with all that is kept about it, and everyone page by page."""
        self._lend(handler, "GetItem", "Query", "Scan")

    def lend_switching(self, handler: Handler) -> None:
        """Turn the pause switch, which is one item: no other can be changed with this right."""
        only = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["x#settings"]}}
        handler.may(["dynamodb:UpdateItem"], self.table.table_arn, only_where=only)

    def lend_stepping(self, handler: Handler) -> None:
        """Commit, see which effects of earlier decisions were carried out, and read the past."""
        self._lend(handler, "GetItem", "BatchGetItem", "PutItem", "Query")

    def lend_ingesting(self, handler: Handler) -> None:
        """The same, and claim an address in one transaction with the commit."""
        self._lend(handler, "GetItem", "BatchGetItem", "PutItem", "Query", "UpdateItem")

    def lend_sweeping(self, handler: Handler) -> None:
        """Delete what lay under an erased contact's ids. No other function may delete anything."""
        self._lend(handler, "BatchWriteItem", "DeleteItem")

    def lend_mailing(self, handler: Handler) -> None:
        """Step, and read the last events that a mail to sales tells of."""
        self._lend(handler, "GetItem", "BatchGetItem", "PutItem", "Query")

    def lend_blocking(self, handler: Handler) -> None:
        """Commit, block an address, and raise a mail's state."""
        self._lend(handler, "GetItem", "PutItem", "UpdateItem")

    def lend_counting(self, handler: Handler) -> None:
        """Raise counters together with the mark that they were raised."""
        self._lend(handler, "PutItem", "UpdateItem")

    def lend_finding_due(self, handler: Handler) -> None:
        """Ask who is due; see nothing but keys."""
        handler.may(["dynamodb:Query"], f"{self.table.table_arn}/index/{DUE}")
        handler.knows("KWEEK_TABLE", self.table.table_name)

    def feed(self, handler: Handler) -> None:
        """Have the function read what changed; what it can't count ends in dead letters."""
        stream = self.table.table_stream_arn or ""
        reads = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"]
        handler.may(reads, stream)
        handler.may(["dynamodb:ListStreams"], "*")  # infra.wildcards says why
        lambda_.EventSourceMapping(
            self,
            "Changes",
            target=handler.function,
            event_source_arn=stream,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            batch_size=100,
            # One record that can't be counted must not hold up the rest of its shard for a day.
            bisect_batch_on_error=True,
            retry_attempts=10,
            report_batch_item_failures=True,
            on_failure=event_sources.SqsDlq(self.uncounted),
            filters=[lambda_.FilterCriteria.filter(dict(wanted)) for wanted in COUNTED],
        )

    def _lend(self, handler: Handler, *actions: str) -> None:
        handler.may([f"dynamodb:{action}" for action in actions], self.table.table_arn)
        handler.knows("KWEEK_TABLE", self.table.table_name)


def _key(name: str, kind: dynamodb.AttributeType) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=kind)
