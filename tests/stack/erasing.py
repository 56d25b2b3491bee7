"""Erasing on a stack in this process, and a look at everything that is left of somebody."""

import base64
import json

from kweek.core.erasing import erasure
from kweek.shell.packing import unpacked
from tests.stack import table


def asks_to_erase(stack, contact):
    """An admin asks; the message lies in the queue."""
    message = erasure(contact, stack.now())
    stack.queues.put("events.fifo", message.as_json(), message.group)


def erases(stack, contact):
    """It is done, and nothing else that waits."""
    stack.ms += 1  # what came before came before
    asks_to_erase(stack, contact)
    waiting = stack.queues.waiting("events.fifo")
    waiting.insert(0, waiting.pop())
    stack.run()


def everything():
    """The whole table as text, with what is packed in it unpacked."""
    return "\n".join(json.dumps(_readable(item), ensure_ascii=False) for item in table.items())


def places(contact_ids):
    """`(partition, sort key)` of every item of some ids, of tokens and addresses."""
    theirs = {f"c#{one}" for one in contact_ids}
    found = [(item["pk"]["S"], item["sk"]["S"]) for item in table.items()]
    return sorted((pk, sk) for pk, sk in found if pk in theirs or pk[:2] in ("t#", "a#"))


def _readable(item):
    packed = item.get("body", {}).get("B")
    if packed is None:
        return item
    raw = packed if isinstance(packed, bytes) else base64.b64decode(packed)
    return {**item, "body": {"S": unpacked(raw).decode()}}
