"""Request units by DynamoDB's own rules, from the calls that functions really make.

A write takes one unit for each KB of the larger of the item before and after, twice that in a
transaction, and one for each change of an index entry (two when its key changes). A strongly
consistent read takes one for each 4 KB, also when nothing is there; an eventual one half.
"""

import json
import math
from collections import Counter
from dataclasses import dataclass, field

from tests.stack import table

WRITE, READ = 1024, 4096
REFUSED = 400  # a refused write is paid for like one that was taken
TOKEN = 900  # about what a real task token has more than the short ones of tests
INDEX = ("shard", "due_at")


def size(value):
    """The size of an attribute value (`{"S": …}`) in the table."""
    (kind, inner), *_ = value.items()
    match kind:
        case "S":
            return len(inner.encode())
        case "B":
            return len(inner)  # moto shows it unpacked
        case "N":
            return (len(inner.strip("-").replace(".", "")) + 1) // 2 + 1
        case "L":
            return 3 + sum(1 + size(one) for one in inner)
        case "M":
            return 3 + sum(1 + len(name.encode()) + size(one) for name, one in inner.items())
        case _:
            return 1


def item_size(item):
    more = TOKEN if "token" in item else 0
    return more + sum(len(name.encode()) + size(value) for name, value in item.items())


def write_units(before, after):
    """What a write costs the table and the index."""
    larger = max(item_size(one) for one in (before or {}, after or {}))
    return max(1, math.ceil(larger / WRITE)), index_units(before, after)


def index_units(before, after):
    was, now = (_entry(one) for one in (before, after))
    return 0 if was == now else sum(one is not None for one in (was, now))


def _entry(item):
    return tuple(str(item[name]) for name in INDEX) if item and "due_at" in item else None


@dataclass
class Meter:
    """Watches the table's client: units by (function, kind of item), and what was written."""

    stack: object
    wru: Counter = field(default_factory=Counter)
    rru: Counter = field(default_factory=Counter)
    largest: int = 0  # bytes of the largest contact that was committed
    _before: dict = field(default_factory=dict)
    _now: tuple | None = None

    def watch(self, dynamodb):
        dynamodb.meta.events.register("before-call", self._asked)
        dynamodb.meta.events.register("after-call", self._answered)

    def clear(self):
        self.wru.clear()
        self.rru.clear()
        self.stack.calls.seen.clear()

    def calls(self, *functions):
        """How often which operations were called, by these functions or by all."""
        seen = [one for one in self.stack.calls.seen if not functions or one.function in functions]
        return Counter(f"{one.service}.{one.operation}" for one in seen)

    def written(self, *functions, but=()):
        """Write units of these functions, without some kinds of items."""
        return sum(n for (f, kind), n in self.wru.items() if f in functions and kind not in but)

    def read(self, *functions):
        return sum(n for (f, _), n in self.rru.items() if f in functions)

    def _asked(self, model, params, **_):
        if self.stack.calls.function is not None:
            self._now = self.stack.calls.function, model.name, json.loads(params["body"])
            self._before = stored()

    def _answered(self, http_response, parsed, **_):
        if self._now is None:
            return
        (function, operation, body), self._now = self._now, None
        if operation in ("PutItem", "UpdateItem"):
            refused = http_response.status_code >= REFUSED
            self._write(function, body.get("Key") or body["Item"], 1, refused=refused)
        elif operation == "TransactWriteItems":
            for part in body["TransactItems"]:
                ((_, one),) = part.items()
                self._write(function, one.get("Key") or one["Item"], 2)
        else:
            self.rru[function, operation] += self._read(operation, body, parsed)

    def _write(self, function, key, times, *, refused=False):
        place = key["pk"]["S"], key["sk"]["S"]
        before, after = self._before.get(place), stored().get(place)
        kind = place[1].partition("#")[0]
        units, index = write_units(before, before if refused else after)
        self.wru[function, kind] += units * times + index
        if kind == "contact":
            self.largest = max(self.largest, item_size(after))

    def _read(self, operation, body, parsed):
        if operation == "GetItem":
            units = math.ceil(item_size(self._at(body["Key"])) / READ)
            return max(1, units) * (1 if body.get("ConsistentRead") else 0.5)
        if operation == "BatchGetItem":
            keys = body["RequestItems"][table.NAME]["Keys"]
            return sum(max(1, math.ceil(item_size(self._at(key)) / READ)) for key in keys)
        read = sum(item_size(self._at(item)) for item in parsed["Items"])
        return max(1, math.ceil(read / READ)) / 2

    def _at(self, key):
        return self._before.get((key["pk"]["S"], key["sk"]["S"]), {})


def stored():
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in table.items()}
