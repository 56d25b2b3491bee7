"""SES's SendEmail as it arrives, and the rules by which SES refuses one (API reference, SES v2)."""

import re
from email.utils import parseaddr
from typing import Annotated

from pydantic import BaseModel, Field

_TAG = re.compile(r"[A-Za-z0-9_\-.@:]{1,256}")
MAX_RECIPIENTS = 50


class Part(BaseModel):
    """A subject or a body."""

    Data: str


class Body(BaseModel):
    """At least one of the two is there."""

    Text: Part = Part(Data="")
    Html: Part = Part(Data="")


class Header(BaseModel):
    """One header; SES takes no others than printable ASCII here."""

    Name: Annotated[str, Field(max_length=126, pattern=r"^[!-9;-@A-~]+$")]
    Value: Annotated[str, Field(min_length=1, max_length=995, pattern=r"^[ -~]*$")]


class Simple(BaseModel):
    """A mail in parts, which SES puts together."""

    Subject: Part
    Body: Body
    Headers: Annotated[list[Header], Field(max_length=15)] = []


class Content(BaseModel):
    """Kweek sends `Simple` content only; Raw and Template are the emulator's business."""

    Simple: Simple


class Destination(BaseModel):
    """Who gets it."""

    ToAddresses: list[str] = []
    CcAddresses: list[str] = []
    BccAddresses: list[str] = []

    def everyone(self) -> list[str]:
        """All recipients."""
        return [*self.ToAddresses, *self.CcAddresses, *self.BccAddresses]


class Tag(BaseModel):
    """A name and a value that come back with every event of this mail."""

    Name: str
    Value: str


class SendEmail(BaseModel):
    """A request to send one mail."""

    FromEmailAddress: str
    Destination: Destination
    Content: Content
    ReplyToAddresses: list[str] = []
    EmailTags: list[Tag] = []
    ConfigurationSetName: str | None = None

    def refusal(self) -> str | None:
        """Why SES would answer BadRequestException, or None."""
        everyone = self.Destination.everyone()
        if not everyone:
            return "Missing required header 'To'."
        if len(everyone) > MAX_RECIPIENTS:
            return f"Recipient count exceeds {MAX_RECIPIENTS}."
        wrong = [to for to in everyone if not _sendable(to)]
        if wrong:
            return f"Illegal address: {wrong[0]}"
        tags = [text for tag in self.EmailTags for text in (tag.Name, tag.Value)]
        bad = [text for text in tags if not _TAG.fullmatch(text)]
        return f"Invalid tag <{bad[0]}>" if bad else None


def _sendable(address: str) -> bool:
    local, at, domain = parseaddr(address)[1].rpartition("@")
    return bool(at and local and "." in domain and address.isascii())
