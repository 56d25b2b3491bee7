"""Contacts in the table: read one, commit the next version of one, join two."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from kweek.core.contact import Contact
from kweek.core.holds import Standing
from kweek.core.identity import Claim, Plan
from kweek.core.ids import keyed
from kweek.core.times import BEGINNING, Instant
from kweek.shell import address_writes as writes_to
from kweek.shell.codec import SCHEMA, check, contact_in, encode
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
        return contact_in(item)

    def known(self, contact_id: str) -> Contact | None:
        """The contact of an id, or None when nobody has it, or nobody has it any more."""
        contact = self.load(contact_id)
        return contact if contact.version and contact.erased is None else None

    def owner(self, address: str) -> Contact | None:
        """Who has claimed an address."""
        return self.claim(address).owner

    def claim(self, address: str) -> Claim:
        """What the table knows of an address."""
        item = self._get(self._address(address), "address")
        owner = self.load(item["contact"]["S"]) if "contact" in item else None
        erased_at = Instant(int(item["erased_at"]["N"])) if "erased_at" in item else BEGINNING
        return Claim(owner, erased_at, item["block"]["S"] if "block" in item else None)

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
        self.block(self.hashed(address), reason)

    def block(self, hashed: str, reason: str) -> None:
        """The same, of an address of which only the keyed hash is known."""
        write = writes_to.block(self.table, hashed, reason)
        _conditionally(lambda: self.dynamodb.update_item(**write))

    def commit(self, before: Contact, after: Contact) -> None:
        """Put the next version; raises ContactChanged when `before` is no longer the latest."""
        if not _conditionally(lambda: self.dynamodb.put_item(**self._put(before, after))):
            raise ContactChanged(before.id)

    def join(self, plan: Plan, before: Contact, after: Contact) -> None:
        """Commit a contact together with the past, address and user id that become its own."""
        writes: list[Any] = [{"Put": self._put(before, after)}]
        if plan.join:
            writes.append({"Put": self._alias(plan.join.id, after.id, plan.join.version)})
        if plan.claim_user and plan.claim_user != after.id:
            writes.append({"Put": self._alias(plan.claim_user, after.id, 0)})
        if plan.claim_address:
            hashed = self.hashed(plan.claim_address)
            writes.append({"Update": writes_to.claim(self.table, hashed, after.id)})
        self._together(before, writes)

    def erase(self, before: Contact, after: Contact, block: str | None) -> None:
        """Commit a tombstone, and give the address free; what blocked it, `block` too, stays."""
        writes: list[Any] = [{"Put": self._put(before, after)}]
        if before.address is not None:
            hashed = self.hashed(before.address)
            freed = writes_to.release(self.table, hashed, before.id, after.as_of, block)
            writes.append({"Update": freed})
        self._together(before, writes)

    def forget_address(self, hashed: str, at: Instant) -> None:
        """Delete what is left of an erased contact's address, unless it is blocked or claimed."""
        write = writes_to.forget(self.table, hashed, at)
        _conditionally(lambda: self.dynamodb.delete_item(**write))

    def _together(self, before: Contact, writes: list[Any]) -> None:
        try:
            self.dynamodb.transact_write_items(TransactItems=writes)
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            raise ContactChanged(before.id) from error

    def _get(self, pk: str, sk: str) -> dict[str, Any]:
        answer = self.dynamodb.get_item(TableName=self.table, Key=_key(pk, sk), ConsistentRead=True)
        item = dict(answer.get("Item", {}))
        check(item)
        return item

    def _get_all(self, keys: list[Any]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while keys:
            asked: Any = {self.table: {"Keys": keys, "ConsistentRead": True}}
            answer = self.dynamodb.batch_get_item(RequestItems=asked)
            found += answer["Responses"].get(self.table, [])
            left: Any = answer.get("UnprocessedKeys", {}).get(self.table)
            keys = left["Keys"] if left else []
        for item in found:
            check(item)
        return found

    def _put(self, before: Contact, after: Contact) -> Any:
        item: dict[str, Any] = {
            **_key(f"c#{after.id}", "contact"),
            "schema": {"N": str(SCHEMA)},
            "v": {"N": str(after.version)},
            "body": encode(after),
        }
        if after.erased is not None:
            item["erased_at"] = {"N": str(after.erased.at)}  # passed over where people are listed
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

    def hashed(self, address: str) -> str:
        """The keyed hash under which an address lies."""
        return keyed(self.address_key(), address)

    def _address(self, address: str) -> str:
        return f"a#{self.hashed(address)}"


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
