"""Everyone the table knows, page by page: for listings, and to have all of them looked at again.

Reading the whole table is the one thing whose cost follows its size; nothing does it by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kweek.core.bookmarks import bookmark, opened
from kweek.core.contact import Contact
from kweek.shell.codec import contact_in

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

MOST_ITEMS = 1_000  # looked at for one page, whatever they are; a page may well be empty


@dataclass(frozen=True)
class Everyone:
    """One Scan a page; aliases, events and all else are passed over."""

    dynamodb: "DynamoDBClient"
    table: str

    def contacts(self, after: str | None) -> tuple[list[Contact], str | None]:
        """The contacts of a page, and the word for the next one."""
        items, more = self._page(after, "pk, v, body, #schema", {"#schema": "schema"})
        return [contact_in(item) for item in items], more

    def ids(self, after: str | None) -> tuple[list[str], str | None]:
        """Only their ids."""
        items, more = self._page(after, "pk")
        return [_id(item) for item in items], more

    def _page(
        self, after: str | None, wanted: str, names: Mapping[str, str] | None = None
    ) -> tuple[list[Mapping[str, Any]], str | None]:
        start: dict[str, Any] = {"ExpressionAttributeNames": names} if names else {}
        if after:
            partition, sort = opened(after)
            start["ExclusiveStartKey"] = {"pk": {"S": partition}, "sk": {"S": sort}}
        answer: Any = self.dynamodb.scan(
            TableName=self.table,
            FilterExpression=(
                "sk = :contact AND attribute_exists(body) AND attribute_not_exists(erased_at)"
            ),
            ExpressionAttributeValues={":contact": {"S": "contact"}},
            ProjectionExpression=wanted,
            Limit=MOST_ITEMS,
            **start,
        )
        last = answer.get("LastEvaluatedKey")
        return answer["Items"], bookmark((last["pk"]["S"], last["sk"]["S"])) if last else None


def _id(item: Mapping[str, Any]) -> str:
    return str(item["pk"]["S"]).removeprefix("c#")
