"""The items around a contact: events, marks, ledger rows, tokens. The past lies here."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from kweek.core.effects import KeepToken, LedgerRow, Mark, Record
from kweek.core.ledger import RANKS
from kweek.core.times import MachineInstant
from kweek.shell.clock import machine_now
from kweek.shell.codec import SCHEMA, check
from kweek.shell.deleting import sweep

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MARKS_LAST_DAYS = 30  # longer than anything can lie in a queue, its dead-letter queue included


@dataclass(frozen=True)
class Items:
    """One thin adapter for what is put once and read seldom."""

    dynamodb: "DynamoDBClient"
    table: str

    def existing(self, causes: Collection[str]) -> set[str]:
        """Which done marks (`partition|sort key`) exist, in one strongly consistent read."""
        found: set[str] = set()
        wanted: list[Any] = [_key(*cause.split("|", 1)) for cause in set(causes)]
        while wanted:
            answer = self.dynamodb.batch_get_item(
                RequestItems={
                    self.table: {
                        "Keys": wanted[:100],
                        "ConsistentRead": True,
                        "ProjectionExpression": "pk, sk",
                    }
                }
            )
            for item in answer["Responses"].get(self.table, []):
                found.add(f"{item['pk']['S']}|{item['sk']['S']}")
            left: Any = answer.get("UnprocessedKeys", {}).get(self.table)
            wanted = [*(left["Keys"] if left else ()), *wanted[100:]]
        return found

    def put_record(self, record: Record) -> None:
        """Put an event into the timeline; putting it again changes nothing."""
        body = {
            "event": record.event,
            "at": record.at,
            "received_at": record.received_at,
            "properties": record.properties,
            "changed": record.changed,
            "counts": record.counts,
            "order": record.order,
        }
        self._put(f"c#{record.contact}", f"e#{record.id}", kind=_s("event"), body=_json(body))

    def put_mark(self, mark: Mark) -> None:
        """Put a done mark. DynamoDB forgets it in time, unless it carries counts.

        Somebody may be silent for months, with their last cause still in the outbox: found
        undone it is done once more, which changes nothing, but would be counted twice.
        """
        if mark.counts:
            more = {"body": _json({"counts": mark.counts})}
        else:
            more = {"ttl": {"N": str(machine_now() // 1000 + MARKS_LAST_DAYS * 86_400)}}
        self._put(f"c#{mark.contact}", f"m#{mark.id}", kind=_s("mark"), **more)

    def put_token(self, kept: KeepToken) -> None:
        """Keep the token of a run's present wait; an older one never replaces it."""
        self._put_unless(
            "attribute_not_exists(pk) OR entered <= :mine",
            {":mine": {"N": str(kept.entered)}},
            f"t#{kept.run}",
            "token",
            kind=_s("token"),
            token=_s(kept.token),
            step=_s(kept.step),
            lap={"N": str(kept.lap)},
            entered={"N": str(kept.entered)},
        )

    def token(self, run: str, entered: MachineInstant) -> str | None:
        """The token of the wait that was entered then; None when a later one has replaced it.

        Raises KeyError while no token as late has been kept: its keeper crashed, and will
        be back.
        """
        answer = self.dynamodb.get_item(
            TableName=self.table, Key=_key(f"t#{run}", "token"), ConsistentRead=True
        )
        item: Mapping[str, Any] = answer.get("Item", {})
        check(item)
        kept = int(item["entered"]["N"]) if item else 0
        if kept < entered:
            raise KeyError(run)
        return str(item["token"]["S"]) if kept == entered else None

    def put_row(self, row: LedgerRow) -> None:
        """Put a ledger row, unless it already stands higher."""
        body = {
            "mail": row.mail,
            "journey": row.journey,
            "step": row.step,
            "run": row.run,
            "at": row.at,
            "hold": row.hold,
            "message_id": row.message_id,
            "to_owner": row.to_owner,
        }
        self._put_unless(
            "attribute_not_exists(pk) OR #rank < :rank",
            {":rank": {"N": str(RANKS[row.state])}},
            f"c#{row.contact}",
            f"s#{row.send}",
            names={"#rank": "rank"},
            kind=_s("send"),
            state=_s(row.state),
            rank={"N": str(RANKS[row.state])},
            body=_json(body),
        )

    def raise_row(self, contact: str, send: str, state: str, at: int) -> bool:
        """Raise the rank of a row that stands.

        False when there is none yet, or none but `unknown`: then the contact must learn of it.
        """
        if state == "sent" and self._rank(contact, send) >= RANKS[state]:
            return True  # SES tells of every send; a refused write costs ten such reads
        try:
            self.dynamodb.update_item(
                TableName=self.table,
                Key=_key(f"c#{contact}", f"s#{send}"),
                UpdateExpression="SET #state = :state, #rank = :rank, fate_at = :at",
                ConditionExpression=(
                    "attribute_exists(pk) AND #rank < :rank AND #state <> :unknown"
                ),
                ExpressionAttributeNames={"#state": "state", "#rank": "rank"},
                ExpressionAttributeValues={
                    ":state": _s(state),
                    ":unknown": _s("unknown"),
                    ":rank": {"N": str(RANKS[state])},
                    ":at": {"N": str(at)},
                },
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            item: Mapping[str, Any] = error.response.get("Item", {})  # type: ignore[assignment]
            return bool(item) and item["state"] != _s("unknown")
        return True

    def put_link(self, link: str, url: str) -> None:
        """Keep where a link leads, for as long as mails with it are read."""
        self._put(f"l#{link}", "link", kind=_s("link"), url=_s(url))

    def _rank(self, contact: str, send: str) -> int:
        """A row's rank, or one it had a moment ago."""
        answer = self.dynamodb.get_item(TableName=self.table, Key=_key(f"c#{contact}", f"s#{send}"))
        return int(answer.get("Item", {}).get("rank", {}).get("N", 0))

    def under(
        self, contact: str, prefix: str, *, consistent: bool = False
    ) -> Iterator[dict[str, Any]]:
        """The bodies of a contact's items of one kind (`e#` events, `s#` ledger rows)."""
        start: dict[str, Any] = {}
        while True:
            answer = self.dynamodb.query(
                TableName=self.table,
                ConsistentRead=consistent,
                KeyConditionExpression="pk = :pk AND begins_with(sk, :sk)",
                ExpressionAttributeValues={":pk": _s(f"c#{contact}"), ":sk": _s(prefix)},
                **start,
            )
            for item in answer["Items"]:
                check(item)
                state = {"state": item["state"]["S"]} if "state" in item else {}
                yield {**json.loads(item["body"]["S"]), **state, "id": item["sk"]["S"][2:]}
            if not answer.get("LastEvaluatedKey"):
                return
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def sweep(self, contact: str, runs: Collection[str], keep: Collection[str]) -> None:
        """Delete all that lies under an id but its contact and what is to be kept."""
        sweep(self.dynamodb, self.table, contact, runs, keep)

    def _put(self, pk: str, sk: str, **attributes: Any) -> None:
        item = {**_key(pk, sk), "schema": {"N": str(SCHEMA)}, **attributes}
        self.dynamodb.put_item(TableName=self.table, Item=item)

    def _put_unless(
        self,
        condition: str,
        values: Mapping[str, Any],
        pk: str,
        sk: str,
        names: Mapping[str, str] | None = None,
        **attributes: Any,
    ) -> None:
        named: Any = {"ExpressionAttributeNames": names} if names else {}
        item = {**_key(pk, sk), "schema": {"N": str(SCHEMA)}, **attributes}
        try:
            self.dynamodb.put_item(
                TableName=self.table,
                Item=item,
                ConditionExpression=condition,
                ExpressionAttributeValues=dict(values),
                **named,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": _s(pk), "sk": _s(sk)}


def _s(text: str) -> Any:
    return {"S": text}


def _json(body: Mapping[str, Any]) -> Any:
    return _s(json.dumps(body, separators=(",", ":")))
