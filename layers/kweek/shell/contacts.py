"""Contacts in the table: read one, commit the next version of one, join two."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from kweek.core.contact import Contact
from kweek.core.holds import Standing
from kweek.core.identity import Plan
from kweek.core.ids import keyed
from kweek.shell.codec import SCHEMA, decode, encode
from kweek.shell.protocols import ContactChanged
from kweek.shell.switches import KEY as SWITCHES
from kweek.shell.switches import paused_in

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

DUE_SHARDS = 4  # the index on due_at is spread, so that no partition of it runs hot


@dataclass(frozen=True)
class Contacts:
    """The table's contacts and addresses; every write is conditional on what was read."""

    dynamodb: "DynamoDBClient"
    table: str
    #: Asked for only where an address is: most functions may not read the secret.
    address_key: Callable[[], bytes]

    def load(self, contact_id: str) -> Contact:
        """The contact of an id, following aliases; version 0 when there is none yet."""
        seen = {contact_id}
        while True:
            item = self._get(f"c#{contact_id}", "contact")
            if "alias_of" not in item:
                break
            contact_id = item["alias_of"]["S"]
            if contact_id in seen:
                msg = f"aliases of {contact_id} go round in circles"
                raise ValueError(msg)
            seen.add(contact_id)
        if not item:
            return Contact(contact_id)
        return decode(contact_id, int(item["v"]["N"]), item["body"])

    def known(self, contact_id: str) -> Contact | None:
        """The contact of an id, or None when nobody has it."""
        contact = self.load(contact_id)
        return contact if contact.version else None

    def owner(self, address: str) -> Contact | None:
        """Who has claimed an address."""
        item = self._get(self._address(address), "address")
        return self.load(item["contact"]["S"]) if "contact" in item else None

    def standing(self, address: str | None) -> Standing:
        """Why an address must not be mailed, and which journeys are paused, in one read."""
        keys = [SWITCHES]
        if address is not None:
            keys.append(_key(self._address(address), "address"))
        found = {item["sk"]["S"]: item for item in self._get_all(keys)}
        block = found.get("address", {}).get("block")
        return Standing(block["S"] if block else None, paused_in(found.get("settings", {})))

    def block_address(self, address: str, reason: str) -> None:
        """Write on an address why it must not be mailed; a weaker reason leaves a stronger one."""
        weaker = {"unsubscribed": [], "bounced": ["unsubscribed"]}.get(
            reason, ["unsubscribed", "bounced"]
        )
        names = {f":w{n}": {"S": one} for n, one in enumerate(weaker)}
        among = f" OR #block IN ({', '.join(names)})" if names else ""
        _conditionally(
            lambda: self.dynamodb.update_item(
                TableName=self.table,
                Key=_key(self._address(address), "address"),
                UpdateExpression="SET #block = :reason",
                ConditionExpression=f"attribute_not_exists(#block){among}",
                ExpressionAttributeNames={"#block": "block"},
                ExpressionAttributeValues={":reason": {"S": reason}, **names},
            )
        )

    def commit(self, before: Contact, after: Contact) -> None:
        """Put the next version; raises ContactChanged when `before` is no longer the latest."""
        if not _conditionally(lambda: self.dynamodb.put_item(**self._put(before, after))):
            raise ContactChanged(before.id)

    def join(self, plan: Plan, before: Contact, after: Contact) -> None:
        """Commit a contact together with the past, address and user id that become its own."""
        writes: list[dict[str, Any]] = [{"Put": self._put(before, after)}]
        if plan.join:
            writes.append({"Put": self._alias(plan.join.id, after.id, plan.join.version)})
        if plan.claim_user and plan.claim_user != after.id:
            writes.append({"Put": self._alias(plan.claim_user, after.id, 0)})
        if plan.claim_address:
            writes.append({"Update": self._claim(plan.claim_address, after.id)})
        try:
            self.dynamodb.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            raise ContactChanged(before.id) from error

    def _get(self, pk: str, sk: str) -> dict[str, Any]:
        answer = self.dynamodb.get_item(TableName=self.table, Key=_key(pk, sk), ConsistentRead=True)
        return dict(answer.get("Item", {}))

    def _get_all(self, keys: list[Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while keys:
            asked: Any = {self.table: {"Keys": keys, "ConsistentRead": True}}
            answer = self.dynamodb.batch_get_item(RequestItems=asked)
            found += answer["Responses"].get(self.table, [])
            left: Any = answer.get("UnprocessedKeys", {}).get(self.table)
            keys = left["Keys"] if left else []
        return found

    def _put(self, before: Contact, after: Contact) -> Any:
        item: dict[str, Any] = {
            **_key(f"c#{after.id}", "contact"),
            "schema": {"N": str(SCHEMA)},
            "v": {"N": str(after.version)},
            "body": encode(after),
        }
        if after.due_at is not None:
            item["shard"] = {"S": f"due#{ord(after.id[-1]) % DUE_SHARDS}"}
            item["due_at"] = {"N": str(after.due_at)}
        return {"TableName": self.table, "Item": item, **_unchanged(before.version)}

    def _alias(self, alias: str, contact_id: str, version: int) -> Any:
        item = {
            **_key(f"c#{alias}", "contact"),
            "schema": {"N": str(SCHEMA)},
            "alias_of": {"S": contact_id},
        }
        return {"TableName": self.table, "Item": item, **_unchanged(version)}

    def _claim(self, address: str, contact_id: str) -> Any:
        return {
            "TableName": self.table,
            "Key": _key(self._address(address), "address"),
            "UpdateExpression": "SET contact = :contact",
            "ConditionExpression": "attribute_not_exists(contact)",
            "ExpressionAttributeValues": {":contact": {"S": contact_id}},
        }

    def _address(self, address: str) -> str:
        return f"a#{keyed(self.address_key(), address)}"


def _key(pk: str, sk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": sk}}


def _unchanged(version: int) -> dict[str, Any]:
    """The condition that nobody has written since this version was read."""
    if version == 0:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "v = :version",
        "ExpressionAttributeValues": {":version": {"N": str(version)}},
    }


def _conditionally(write: Callable[[], object]) -> bool:
    """Whether a conditional write went through."""
    try:
        write()
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True
