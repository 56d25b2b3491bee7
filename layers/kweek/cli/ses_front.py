"""A local SES: takes SendEmail as SES does, keeps the mail, and tells what became of it."""

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parseaddr
from typing import Any

from pydantic import ValidationError

from kweek.cli.emulated import Emulated
from kweek.cli.emulator import REGION
from kweek.cli.mailbox import Mail, Mailbox, bare
from kweek.cli.ses_events import Fate, fates
from kweek.cli.ses_request import SendEmail
from kweek.core.times import Instant, iso
from kweek.shell.clock import Clock, machine_now

PAUSE = 0.1  # seconds between one event of a mail and the next


class Refused(Exception):
    """What SES answers instead of a message id."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


@dataclass
class SesFront:
    """SES's sending side; identities and configuration sets stay the emulator's."""

    emulated: Emulated
    mailbox: Mailbox
    clock: Clock
    suppressed: dict[str, dict[str, Any]] = field(default_factory=dict)
    telling: set[asyncio.Task[None]] = field(default_factory=set)

    async def send(self, body: bytes) -> str:
        """Take a mail; its events follow by themselves. Raises Refused as SES refuses."""
        request = _parse(body)
        await self._check_sender(request.FromEmailAddress)
        topics = await self._topics(request.ConfigurationSetName)
        mail = _mail(request, self.clock)
        self.mailbox.add(mail)
        coming = fates(mail, bare(mail.to) in self.suppressed, mail.sent_at)
        task = asyncio.create_task(
            self._tell(mail, request.ConfigurationSetName or "", coming, topics)
        )
        self.telling.add(task)
        task.add_done_callback(self.telling.discard)
        return mail.id

    async def finish(self, patience: float) -> None:
        """Tell what became of the mails taken so far; what takes longer (seconds) is let go.

        SES would tell of them after we have stopped, and a mail must not stay without its end.
        """
        if self.telling:
            _, late = await asyncio.wait(self.telling, timeout=patience)
            for task in late:
                task.cancel()

    def account(self) -> dict[str, Any]:
        """What GetAccount says of an account that has left the sandbox."""
        return {
            "DedicatedIpAutoWarmupEnabled": False,
            "EnforcementStatus": "HEALTHY",
            "ProductionAccessEnabled": True,
            "SendingEnabled": True,
            "SendQuota": {
                "Max24HourSend": 50_000.0,
                "MaxSendRate": 14.0,
                "SentLast24Hours": float(len(self.mailbox.mails)),
            },
            "SuppressionAttributes": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
        }

    async def _check_sender(self, sender: str) -> None:
        address = parseaddr(sender)[1]
        labels = address.rpartition("@")[2].lower().split(".")
        domains = [".".join(labels[at:]) for at in range(len(labels) - 1)]
        for identity in (address, *domains):
            if identity and await self.emulated.verified(identity):
                return
        raise Refused(
            "MessageRejected",
            "Email address is not verified. The following identities failed the check in "
            f"region {REGION.upper()}: {sender}",
        )

    async def _topics(self, configuration_set: str | None) -> dict[str, list[str]]:
        """For each type of event, the SNS topics that asked for it."""
        if not configuration_set:
            return {}
        told = await self.emulated.destinations(configuration_set)
        if told is None:
            msg = f"Configuration set <{configuration_set}> does not exist."
            raise Refused("NotFoundException", msg, 404)
        topics: dict[str, list[str]] = {}
        for destination in told:
            topic = destination.get("SnsDestination", {}).get("TopicArn")
            if topic and destination.get("Enabled"):
                for kind in destination["MatchingEventTypes"]:
                    topics.setdefault(kind, []).append(topic)
        return topics

    async def _tell(
        self, mail: Mail, configuration_set: str, coming: list[Fate], topics: dict[str, list[str]]
    ) -> None:
        for fate in coming:
            self.mailbox.tell(mail.id, fate.event)
            for topic in topics.get(fate.event.upper(), []):
                await self.emulated.publish(topic, fate.told(mail, configuration_set))
            await asyncio.sleep(PAUSE)


def _parse(body: bytes) -> SendEmail:
    try:
        request = SendEmail.model_validate_json(body)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Refused("BadRequestException", f"{where}: {first['msg']}") from None
    refusal = request.refusal()
    if refusal:
        raise Refused("BadRequestException", refusal)
    return request


def _mail(request: SendEmail, clock: Clock) -> Mail:
    simple, now = request.Content.Simple, machine_now()
    mail_id = f"{now:016x}-{secrets.token_hex(4)}-{secrets.token_hex(6)}-000000"
    to = ", ".join(request.Destination.everyone())
    written = {
        "From": request.FromEmailAddress,
        "To": to,
        "Reply-To": ", ".join(request.ReplyToAddresses),
        "Subject": simple.Subject.Data,
        "Date": format_datetime(datetime.fromtimestamp(now / 1000, tz=UTC)),
        "Message-ID": f"<{mail_id}@{REGION}.amazonses.com>",
    }
    asked = {header.Name: header.Value for header in simple.Headers}
    return Mail(
        id=mail_id,
        at=iso(clock.campaign(now)),
        sent_at=iso(Instant(now)),
        sender=request.FromEmailAddress,
        to=to,
        subject=simple.Subject.Data,
        headers={name: value for name, value in written.items() if value} | asked,
        html=simple.Body.Html.Data,
        text=simple.Body.Text.Data,
        tags={tag.Name: tag.Value for tag in request.EmailTags},
    )
