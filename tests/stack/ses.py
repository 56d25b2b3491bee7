"""What SES does with a mail, and what it tells about it afterwards."""

from dataclasses import dataclass, field
from email.utils import parseaddr

from botocore.exceptions import ClientError

from kweek.core.times import iso


def refusal(code):
    """An error that SES answers."""
    return ClientError({"Error": {"Code": code, "Message": code}}, "SendEmail")


@dataclass
class Lost:
    """SES takes the mail, and its answer is lost on the way: the caller gets this error."""

    error: Exception


@dataclass
class Mail:
    """A mail that SES has accepted."""

    id: str
    to: str
    tags: dict
    request: dict

    @property
    def name(self):
        return self.tags["mail"]

    @property
    def send_id(self):
        return self.tags["send_id"]

    @property
    def contact(self):
        return self.tags["contact"]

    @property
    def to_owner(self):
        return self.tags["to"] == "owner"

    @property
    def text(self):
        return self.request["Content"]["Simple"]["Body"]["Text"]["Data"]

    def header(self, name):
        headers = self.request["Content"]["Simple"]["Headers"]
        return next(one["Value"] for one in headers if one["Name"] == name)


@dataclass
class Ses:
    """Accepts mails; `answers` may hold errors to raise instead (or `Lost`), first come."""

    tell: object  # (event) -> None: where SES's events go
    now: object  # () -> machine ms
    mails: list = field(default_factory=list)
    answers: list = field(default_factory=list)
    calls: int = 0
    tells: tuple = ("Send", "Delivery")
    meanwhile: object = None  # () -> None: what happens before the caller has SES's answer

    def send_email(self, **request):
        self.calls += 1
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        tags = {tag["Name"]: tag["Value"] for tag in request["EmailTags"]}
        to = parseaddr(request["Destination"]["ToAddresses"][0])[1]
        mail = Mail(f"message-{len(self.mails)}", to, tags, request)
        self.mails.append(mail)
        for kind in self.tells:
            self.event(mail, kind)
        if self.meanwhile:
            self.meanwhile()
        if isinstance(answer, Lost):
            raise answer.error
        return {"MessageId": mail.id}

    def event(self, mail, kind, **details):
        """Tell what became of a mail, in the shape of SES event publishing."""
        at = iso(self.now())
        self.tell(
            {
                "eventType": kind,
                "mail": {
                    "messageId": mail.id,
                    "timestamp": at,
                    "destination": [mail.to],
                    "tags": {name: [value] for name, value in mail.tags.items()},
                },
                kind.lower(): {"timestamp": at, **details},
            }
        )
