"""Look at a running stack from outside: the admin API, the mailbox, and Step Functions' history."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession

from kweek.cli.emulated import Emulated
from kweek.core.ids import digest
from kweek.core.times import Instant, MachineInstant
from kweek.shell.clock import Clock

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entered:
    """A state that an execution has entered, and when in campaign time."""

    state: str
    at: Instant


@dataclass(frozen=True, slots=True)
class Execution:
    """A run as Step Functions has it."""

    status: str
    entered: tuple[Entered, ...]

    def has_entered(self, state: str) -> bool:
        """Was this state reached?"""
        return any(each.state == state for each in self.entered)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that can be read, each from where a person would look."""

    addresses: Mapping[str, Any]
    machine_prefix: str
    emulated: Emulated
    http: ClientSession
    clock: Clock

    async def contact(self, email: str) -> Facts | None:
        """The contact with this address."""
        found = await self._api(f"contacts?email={quote(email)}")
        contacts: list[Facts] = found["contacts"] if found else []
        return contacts[0] if contacts else None

    async def visitor(self, anonymous_id: str) -> Facts | None:
        """The contact that an anonymous id is, or has become."""
        return await self._api(f"contacts/{digest('anonymous', anonymous_id)}")

    async def report(self, journey: str) -> Facts | None:
        """A journey's figures."""
        return await self._api(f"journeys/{journey}/report")

    async def mails(self, to: str) -> list[Facts]:
        """What lies in the mailbox for an address."""
        url = f"{self.addresses['mailbox']}/messages?to={quote(to)}"
        async with self.http.get(url) as answer:
            mails: list[Facts] = await answer.json()
            return mails

    async def dead_letters(self) -> dict[str, int]:
        """How many messages each dead-letter queue holds."""
        queues = (await self.emulated.sqs("ListQueues", {}))["QueueUrls"]
        counted = {}
        for url in queues:
            if "-dlq" in url:
                asked = {"QueueUrl": url, "AttributeNames": ["ApproximateNumberOfMessages"]}
                told = await self.emulated.sqs("GetQueueAttributes", asked)
                count = told["Attributes"]["ApproximateNumberOfMessages"]
                counted[url.rpartition("/")[2]] = int(count)
        return counted

    async def execution(self, journey: str, run: str) -> Execution | None:
        """The newest execution of a run."""
        asked = {"stateMachineArn": self.machine_prefix + journey, "maxResults": 1_000}
        told = await self.emulated.states("ListExecutions", asked)
        mine = [one for one in told["executions"] if one["name"].startswith(f"{run}-")]
        if not mine:
            return None
        newest = max(mine, key=lambda one: str(one["name"]))
        arn = {"executionArn": newest["executionArn"], "maxResults": 1_000}
        history = await self.emulated.states("GetExecutionHistory", arn)
        return Execution(newest["status"], tuple(self._entered(history["events"])))

    def _entered(self, events: list[Facts]) -> list[Entered]:
        states = (one for one in events if "stateEnteredEventDetails" in one)
        return [
            Entered(
                one["stateEnteredEventDetails"]["name"],
                self.clock.campaign(MachineInstant(int(one["timestamp"] * 1000))),
            )
            for one in states
        ]

    async def _api(self, path: str) -> Facts | None:
        headers = {"Authorization": f"Bearer {self.addresses['admin_token']}"}
        url = f"{self.addresses['api']}/api/v1/{path}"
        async with self.http.get(url, headers=headers) as answer:
            if answer.status != 200:  # noqa: PLR2004 - HTTP's own number
                return None
            facts: Facts = await answer.json()
            return facts
