"""Where the links of mails lead: the deployed content's, and those of mails sent before it."""

from kweek.core.versions import check_item
from kweek.shell.documents import document
from kweek.shell.settings import settings
from kweek.shell.signed_call import call


def destination(link_id: str) -> str | None:
    """The URL that was published under this id, if any was."""
    return document("links.json").get(link_id) or _of_older_mail(link_id)


def _of_older_mail(link_id: str) -> str | None:
    key = {"pk": {"S": f"l#{link_id}"}, "sk": {"S": "link"}}
    found = call("dynamodb", "GetItem", {"TableName": settings().table, "Key": key})
    item = found.get("Item", {})
    check_item(item.get("schema", {}).get("N"), "a link")
    url = item.get("url", {}).get("S")
    return str(url) if url else None
