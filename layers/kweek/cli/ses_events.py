"""What becomes of a mail, told as SES tells it: one JSON for each event (SES event publishing)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kweek.cli.emulator import ACCOUNT, REGION
from kweek.cli.mailbox import Mail, bare

SIMULATOR = "simulator.amazonses.com"
#: What the mailbox simulator's addresses do, labels (`bounce+x@`) aside; all others are delivered.
SIMULATED = {
    "bounce": ("Bounce",),
    "suppressionlist": ("Bounce",),
    "complaint": ("Delivery", "Complaint"),
    "ooto": ("Delivery", "Bounce"),
}


@dataclass(frozen=True, slots=True)
class Fate:
    """One event: its type, and the object that carries its details."""

    event: str
    details: Mapping[str, Any]

    def told(self, mail: Mail, configuration_set: str) -> dict[str, Any]:
        """The event's JSON, as SNS publishes it."""
        return {
            "eventType": self.event,
            "mail": _mail(mail, configuration_set),
            self.event.lower(): dict(self.details),
        }


def fates(mail: Mail, suppressed: bool, at: str) -> list[Fate]:
    """All that happens to a mail after SES has taken it, in order."""
    local, _, domain = bare(mail.to).partition("@")
    name = local.partition("+")[0] if domain == SIMULATOR else ""
    kinds = ("Bounce",) if suppressed else SIMULATED.get(name, ("Delivery",))
    details = {
        "Delivery": lambda: _delivery(mail, at),
        "Bounce": lambda: _bounce(mail, "account" if suppressed else name, at),
        "Complaint": lambda: _complaint(mail, at),
    }
    return [Fate("Send", {}), *(Fate(kind, details[kind]()) for kind in kinds)]


def _mail(mail: Mail, configuration_set: str) -> dict[str, Any]:
    return {
        "timestamp": mail.sent_at,
        "source": mail.sender,
        "sourceArn": f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/{bare(mail.sender).split('@')[1]}",
        "sendingAccountId": ACCOUNT,
        "messageId": mail.id,
        "destination": [mail.to],
        "headersTruncated": False,
        "headers": [{"name": name, "value": value} for name, value in mail.headers.items()],
        "commonHeaders": {
            "from": [mail.sender],
            "to": [mail.to],
            "messageId": mail.id,
            "subject": mail.subject,
        },
        "tags": {
            "ses:configuration-set": [configuration_set],
            "ses:source-ip": ["127.0.0.1"],
            "ses:from-domain": [bare(mail.sender).split("@")[1]],
            "ses:caller-identity": ["kweek-local"],
            **{name: [value] for name, value in mail.tags.items()},
        },
    }


def _delivery(mail: Mail, at: str) -> dict[str, Any]:
    return {
        "timestamp": at,
        "processingTimeMillis": 312,
        "recipients": [mail.to],
        "smtpResponse": "250 2.6.0 Message received",
        "remoteMtaIp": "127.0.0.1",
        "reportingMTA": "a0-0.smtp-out.amazonses.com",
    }


def _bounce(mail: Mail, why: str, at: str) -> dict[str, Any]:
    told: dict[str, Any] = {"timestamp": at, "feedbackId": secrets.token_hex(16)}
    if why in ("account", "suppressionlist"):
        # SES stopped it itself, so no other server says anything.
        kind = "OnAccountSuppressionList" if why == "account" else "Suppressed"
        recipient = {"emailAddress": mail.to}
        return {**told, **_bounced("Permanent", kind, recipient)}
    told["reportingMTA"] = "dsn; a0-0.smtp-out.amazonses.com"
    if why == "ooto":
        recipient = {"emailAddress": mail.to, "action": "failed", "status": "4.4.7"}
        return {**told, **_bounced("Transient", "General", recipient)}
    recipient = {
        "emailAddress": mail.to,
        "action": "failed",
        "status": "5.1.1",
        "diagnosticCode": "smtp; 550 5.1.1 user unknown",
    }
    return {**told, **_bounced("Permanent", "General", recipient)}


def _bounced(kind: str, subtype: str, recipient: Mapping[str, str]) -> dict[str, Any]:
    return {"bounceType": kind, "bounceSubType": subtype, "bouncedRecipients": [recipient]}


def _complaint(mail: Mail, at: str) -> dict[str, Any]:
    return {
        "timestamp": at,
        "feedbackId": secrets.token_hex(16),
        "complaintSubType": None,
        "complainedRecipients": [{"emailAddress": mail.to}],
        "userAgent": "Amazon SES Mailbox Simulator",
        "complaintFeedbackType": "abuse",
        "arrivalDate": at,
    }
