"""Hands a mail to SES, once: what SES says becomes one of four answers."""

from email.utils import formataddr
from typing import TYPE_CHECKING, Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
)

from kweek.core.handover import Answer, Letter

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

TOO_FAST = {"TooManyRequestsException", "ThrottlingException", "LimitExceededException"}
#: SES has surely not taken the mail, and may later.
NOT_NOW = TOO_FAST | {
    "SendingPausedException",
    "AccountSuspendedException",
    "MailFromDomainNotVerifiedException",
    "AccessDeniedException",
    "ExpiredTokenException",
}
#: SES has looked at the mail and will never take it.
NEVER = {"MessageRejected", "BadRequestException"}


def send(ses: "SESV2Client", letter: Letter) -> Answer:
    """Make exactly one attempt. `silent` means that nobody knows: never try such a mail again."""
    request: Any = _request(letter)
    try:
        message_id = ses.send_email(**request).get("MessageId")
        # botocore makes of an answer that breaks off one that says nothing.
        return Answer("accepted", message_id) if message_id else Answer("silent", "unreadable")
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in NOT_NOW:
            return Answer("refused", code, passing=code in TOO_FAST)
        if code in NEVER:
            return Answer("rejected", code)
        return Answer("silent", code)
    except (ConnectTimeoutError, EndpointConnectionError) as error:
        # No connection: nothing was handed over.
        return Answer("refused", type(error).__name__, passing=True)
    except BotoCoreError as error:
        return Answer("silent", type(error).__name__)


def _request(letter: Letter) -> dict[str, Any]:
    simple: dict[str, Any] = {
        "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
        "Body": {
            "Html": {"Data": letter.html, "Charset": "UTF-8"},
            "Text": {"Data": letter.text, "Charset": "UTF-8"},
        },
    }
    if letter.headers:
        simple["Headers"] = list(letter.headers)
    return {
        "FromEmailAddress": formataddr(letter.sender),
        "Destination": {"ToAddresses": [letter.to]},
        **({"ReplyToAddresses": [letter.reply_to]} if letter.reply_to else {}),
        "Content": {"Simple": simple},
        "EmailTags": [{"Name": name, "Value": value} for name, value in letter.tags.items()],
        **({"ConfigurationSetName": letter.configuration_set} if letter.configuration_set else {}),
    }
