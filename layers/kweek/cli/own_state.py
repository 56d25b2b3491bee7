"""What the table itself shows of trouble: mails nobody knows of, runs that failed, a fence."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kweek.cli.finding import Finding, counted
from kweek.core.holds import FENCE
from kweek.core.times import iso
from kweek.shell.codec import decode
from kweek.shell.switches import Paused, Switches

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

WANTED = "(sk = :contact AND attribute_exists(body)) OR (kind = :send AND #state = :unknown)"


@dataclass
class OwnState:
    """Read in one Scan of the table."""

    unknown: list[str] = field(default_factory=list)
    broken: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)

    def take(self, item: Mapping[str, Any]) -> None:
        """Note what one item shows."""
        owner = item["pk"]["S"].removeprefix("c#")
        if "state" in item:
            self.unknown.append(f"{item['sk']['S'].removeprefix('s#')} of contact {owner}")
            return
        contact = decode(owner, int(item["v"]["N"]), item["body"])
        for run in contact.enrolments.values():
            if run.broken:
                self.broken[f"{run.journey}: {run.broken}"] += 1
            elif run.status == "failed":
                self.failed[f"{run.journey}: {run.exit}"] += 1


def findings(dynamodb: "DynamoDBClient", table: str) -> Iterator[Finding]:
    """Unknown mails, failed runs, and whether anything is held back."""
    state = OwnState()
    for item in _items(dynamodb, table):
        state.take(item)
    yield _unknown(state.unknown)
    yield from _runs(state)
    yield from _held(Switches(dynamodb, table).paused())


def _items(dynamodb: "DynamoDBClient", table: str) -> Iterator[Mapping[str, Any]]:
    pages = dynamodb.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression=WANTED,
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={
            ":contact": {"S": "contact"},
            ":send": {"S": "send"},
            ":unknown": {"S": "unknown"},
        },
    )
    for page in pages:
        yield from page["Items"]


def _unknown(sends: list[str]) -> Finding:
    if not sends:
        return Finding("unknown mails", "ok", "SES has told of every mail")
    do = "SES never said what became of them: they are not sent again; the contacts show which"
    says = counted(len(sends), "mail")
    return Finding("unknown mails", "warning", says, do, tuple(sorted(sends)))


def _runs(state: OwnState) -> Iterator[Finding]:
    if state.broken:
        says, details = _summed(state.broken)
        yield Finding("broken runs", "wrong", says, "`kweek recover` brings them back", details)
    if state.failed:
        says, details = _summed(state.failed)
        do = "a step could not be done; its function's log and the dead letters say why"
        yield Finding("failed runs", "warning", says, do, details)
    if not state.broken and not state.failed:
        yield Finding("runs", "ok", "none has failed")


def _summed(runs: Counter[str]) -> tuple[str, tuple[str, ...]]:
    details = tuple(f"{why}: {counted(n, 'run')}" for why, n in sorted(runs.items()))
    return counted(runs.total(), "run"), details


def _held(paused: Paused) -> Iterator[Finding]:
    if FENCE in paused:
        says = f"up since {iso(paused[FENCE])}: nothing is sent"
        yield Finding("fence", "warning", says, "`kweek recover --release` takes it down")
    names: Iterable[str] = sorted(name for name in paused if name != FENCE)
    if names:
        says = ", ".join("all mail" if name == "*" else name for name in names)
        yield Finding("paused", "warning", says, "`kweek resume` lets it go")
