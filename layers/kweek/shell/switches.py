"""The pause switch: which journeys hold their mail, and since when. One item for the stack.

The fence lies beside it: a pause that no `kweek resume` ends, only `kweek recover --release`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kweek.core.holds import FENCE
from kweek.core.times import Instant
from kweek.shell.codec import SCHEMA, check

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEY: Any = {"pk": {"S": "x#settings"}, "sk": {"S": "settings"}}

Paused = Mapping[str, Instant]


@dataclass(frozen=True)
class Switches:
    """Journeys held back, and let go, without a deploy."""

    dynamodb: "DynamoDBClient"
    table: str

    def paused(self) -> Paused:
        """Since when each paused journey is, `*` for all; read strongly."""
        answer = self.dynamodb.get_item(TableName=self.table, Key=KEY, ConsistentRead=True)
        return paused_in(answer.get("Item", {}))

    def pause(self, journey: str, now: Instant) -> Paused:
        """Hold a journey's mail from the next send on; one that is held already stays so."""
        self._begin()
        return self._write(
            "SET paused.#journey = if_not_exists(paused.#journey, :now)",
            ExpressionAttributeNames={"#journey": journey},
            ExpressionAttributeValues={":now": {"N": str(now)}},
        )

    def resume(self, journey: str) -> Paused:
        """Let one journey's mail go; what is still held."""
        self._begin()
        return self._write("REMOVE paused.#journey", ExpressionAttributeNames={"#journey": journey})

    def resume_every(self) -> Paused:
        """Let all mail go, also that of journeys that were paused by name."""
        none: Any = {":none": {"M": {}}}
        return self._write("SET paused = :none", ExpressionAttributeValues=none)

    def fence(self, now: Instant) -> Paused:
        """Hold all mail and every webhook, until the fence is taken down."""
        return self._write(
            "SET #schema = :schema, fenced = if_not_exists(fenced, :now)",
            ExpressionAttributeNames={"#schema": "schema"},
            ExpressionAttributeValues={":schema": {"N": str(SCHEMA)}, ":now": {"N": str(now)}},
        )

    def release(self) -> Paused:
        """Take the fence down; what is paused stays so."""
        return self._write(
            "SET #schema = :schema REMOVE fenced",
            ExpressionAttributeNames={"#schema": "schema"},
            ExpressionAttributeValues={":schema": {"N": str(SCHEMA)}},
        )

    def _begin(self) -> None:
        """Make the map. It is written key by key: who pauses another meanwhile loses nothing."""
        self._write(
            "SET #schema = :schema, paused = if_not_exists(paused, :none)",
            ExpressionAttributeNames={"#schema": "schema"},
            ExpressionAttributeValues={":schema": {"N": str(SCHEMA)}, ":none": {"M": {}}},
        )

    def _write(self, expression: str, **more: Any) -> Paused:
        answer = self.dynamodb.update_item(
            TableName=self.table,
            Key=KEY,
            UpdateExpression=expression,
            ReturnValues="ALL_NEW",
            **more,
        )
        return paused_in(answer["Attributes"])


def paused_in(item: Mapping[str, Any]) -> Paused:
    """What the switch's item says."""
    check(item)
    paused = dict(item.get("paused", {}).get("M", {}))
    if "fenced" in item:
        paused[FENCE] = item["fenced"]
    return {journey: Instant(int(since["N"])) for journey, since in paused.items()}
