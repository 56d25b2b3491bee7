"""The few AWS calls that the local front makes itself, straight to the emulator.

They are unsigned: the emulator checks no signatures, it only reads from the header which
service and region are meant. This way the front needs no client threads.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession

from kweek.cli.emulator import REGION
from kweek.cli.trouble import WentWrong

OK, MISSING = 200, 404


@dataclass(frozen=True, slots=True)
class Emulated:
    """The emulator, as the front uses it."""

    url: str
    http: ClientSession

    async def verified(self, identity: str) -> bool:
        """May SES send from this address or domain?"""
        told = await self._ses(f"identities/{quote(identity, safe='')}")
        return bool(told and told.get("VerifiedForSendingStatus"))

    async def destinations(self, configuration_set: str) -> list[dict[str, Any]] | None:
        """Where a configuration set's events go; None when there is no such set."""
        name = quote(configuration_set, safe="")
        told = await self._ses(f"configuration-sets/{name}/event-destinations")
        return None if told is None else list(told.get("EventDestinations", []))

    async def publish(self, topic: str, message: Mapping[str, Any]) -> None:
        """Publish to an SNS topic, as SES does."""
        form = {
            "Action": "Publish",
            "Version": "2010-03-31",
            "TopicArn": topic,
            "Subject": "Amazon SES Email Event Notification",
            "Message": json.dumps(message),
        }
        async with self.http.post(self.url, data=form, headers=_for("sns")) as answer:
            if answer.status != OK:
                msg = f"SNS refused an event for {topic}: {await answer.text()}"
                raise WentWrong(msg)

    async def invoke(self, function: str) -> str | None:
        """Run a function now; returns what it raised, or None."""
        path = f"{self.url}/2015-03-31/functions/{quote(function)}/invocations"
        async with self.http.post(path, data=b"{}", headers=_for("lambda")) as answer:
            failed = answer.status != OK or "X-Amz-Function-Error" in answer.headers
            return await answer.text() if failed else None

    async def secret(self, arn: str) -> dict[str, str]:
        """The value of a secret that is JSON."""
        told = await self._json(
            "secretsmanager", "secretsmanager.GetSecretValue", {"SecretId": arn}
        )
        value: dict[str, str] = json.loads(told["SecretString"])
        return value

    async def _ses(self, path: str) -> dict[str, Any] | None:
        async with self.http.get(f"{self.url}/v2/email/{path}", headers=_for("ses")) as answer:
            if answer.status == MISSING:
                return None
            told: dict[str, Any] = await answer.json(content_type=None)
            return told

    async def states(self, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A call to Step Functions."""
        return await self._json("states", f"AWSStepFunctions.{action}", body)

    async def sqs(self, action: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A call to SQS."""
        return await self._json("sqs", f"AmazonSQS.{action}", body)

    async def _json(self, service: str, target: str, body: Mapping[str, Any]) -> dict[str, Any]:
        headers = _for(service) | {
            "X-Amz-Target": target,
            "Content-Type": "application/x-amz-json-1.1",
        }
        async with self.http.post(self.url, data=json.dumps(body), headers=headers) as answer:
            told: dict[str, Any] = await answer.json(content_type=None)
            if answer.status != OK:
                msg = f"{target} answered {answer.status}: {told}"
                raise WentWrong(msg)
            return told


def _for(service: str) -> dict[str, str]:
    scope = f"kweek-local/20260101/{REGION}/{service}/aws4_request"
    return {
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"
    }
