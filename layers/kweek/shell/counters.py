"""Folds units into the report's counters: each stream record once, however often it comes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from kweek.core.counting import Units
from kweek.shell.clock import machine_now
from kweek.shell.codec import SCHEMA, check

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_SCHEMA = {"schema": {"N": str(SCHEMA)}}
LANES = 4  # a journey's counters are spread, so that no single item runs hot
MOST_ACTIONS = 100  # of one transaction: a mark for each record, an item for each step counted
FOLDED_LASTS = 3 * 86_400  # seconds; a stream keeps its records for one day


@dataclass(frozen=True)
class Counters:
    """The counters of all journeys."""

    dynamodb: "DynamoDBClient"
    table: str

    def fold(self, records: Sequence[tuple[str, Units]]) -> Units:
        """Add the units of each `(record id, units)` not folded before; what was added."""
        added: Units = Counter()
        for chunk in chunks(records):
            added.update(self._fold(chunk))
        return added

    def of_journey(self, journey: str) -> Counter[tuple[str, str]]:
        """A journey's units by `(step, counter)`."""
        found: Counter[tuple[str, str]] = Counter()
        start: dict[str, Any] = {}
        while True:
            answer = self.dynamodb.query(
                TableName=self.table,
                KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": {"S": f"j#{journey}"}},
                **start,
            )
            for item in answer["Items"]:
                check(item)
                step = item["sk"]["S"][2:].rpartition("#")[0]
                for name, value in item.items():
                    if "N" in value and name != "schema":
                        found[(step, name)] += int(value["N"])
            if not answer.get("LastEvaluatedKey"):
                return found
            start = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}

    def _fold(self, records: list[tuple[str, Units]]) -> Units:
        while records:
            total: Units = Counter()
            for _, units in records:
                total.update(units)
            writes: Any = [*(self._mark(one) for one, _ in records), *self._adds(total, records)]
            try:
                self.dynamodb.transact_write_items(TransactItems=writes)
            except ClientError as error:
                records = _not_folded(error, records)
            else:
                return total
        return Counter()

    def _mark(self, record: str) -> dict[str, Any]:
        ttl = machine_now() // 1000 + FOLDED_LASTS
        item = {"pk": {"S": f"f#{record}"}, "sk": {"S": "fold"}, "ttl": {"N": str(ttl)}, **_SCHEMA}
        condition = "attribute_not_exists(pk)"
        return {"Put": {"TableName": self.table, "Item": item, "ConditionExpression": condition}}

    def _adds(self, total: Units, records: list[tuple[str, Units]]) -> list[dict[str, Any]]:
        lane = sum(map(ord, records[0][0])) % LANES
        items: dict[tuple[str, str], dict[str, int]] = {}
        for (journey, step, counter), n in total.items():
            if n:
                items.setdefault((journey, step), {})[counter] = n
        return [self._add(key, lane, counters) for key, counters in items.items()]

    def _add(self, key: tuple[str, str], lane: int, counters: Mapping[str, int]) -> dict[str, Any]:
        journey, step = key
        names = {"#schema": "schema", **{f"#n{i}": name for i, name in enumerate(counters)}}
        values = {f":n{i}": {"N": str(n)} for i, n in enumerate(counters.values())}
        values[":schema"] = _SCHEMA["schema"]
        adds = ", ".join(f"#n{i} :n{i}" for i in range(len(counters)))
        return {
            "Update": {
                "TableName": self.table,
                "Key": {"pk": {"S": f"j#{journey}"}, "sk": {"S": f"n#{step}#{lane}"}},
                "UpdateExpression": f"SET #schema = :schema ADD {adds}",
                "ExpressionAttributeNames": names,
                "ExpressionAttributeValues": values,
            }
        }


def chunks(records: Sequence[tuple[str, Units]]) -> Iterator[list[tuple[str, Units]]]:
    """Runs of records that one transaction can mark and count."""
    chunk: list[tuple[str, Units]] = []
    steps: set[tuple[str, str]] = set()
    for record in records:
        own = {(journey, step) for journey, step, _ in record[1]}
        if chunk and len(chunk) + 1 + len(steps | own) > MOST_ACTIONS:
            yield chunk
            chunk, steps = [], set()
        chunk.append(record)
        steps |= own
    if chunk:
        yield chunk


def _not_folded(error: ClientError, records: list[tuple[str, Units]]) -> list[tuple[str, Units]]:
    """The records whose marks did not stand yet; anything else than a cancelled fold is raised."""
    if error.response["Error"]["Code"] != "TransactionCanceledException":
        raise error
    reasons: Any = error.response.get("CancellationReasons", [])
    folded = [one.get("Code") == "ConditionalCheckFailed" for one in reasons[: len(records)]]
    conflict = any(one.get("Code") == "TransactionConflict" for one in reasons)
    if not any(folded) and not conflict:
        raise error
    return [record for record, was in zip(records, folded, strict=True) if not was]
