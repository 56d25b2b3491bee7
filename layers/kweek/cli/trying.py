"""One test mail: as its reader would get it, marked, and tied to nobody."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import botocore.session

from kweek.catalogue.mail_file import MailFile
from kweek.cli.emulator import CREDENTIALS
from kweek.cli.previewing import SIGNER, Shown
from kweek.cli.trouble import WentWrong
from kweek.core import letter
from kweek.core.handover import Letter
from kweek.core.mail_links import TRIED
from kweek.shell import sending
from kweek.shell.aws import ONCE

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

    from kweek.cli.deployed import Deployed

MARK = "[test]"
_OWN = re.compile(rf"{re.escape(SIGNER.base)}/([a-z])/[\w.-]+")
REMEDIES = {
    "MessageRejected": "`kweek doctor` tells whether SES may send from this address",
    "MailFromDomainNotVerifiedException": "`kweek doctor` tells what the domain lacks",
    "AccessDeniedException": "your AWS credentials need the right ses:SendEmail",
}


def letter_of(
    shown: Shown, file: MailFile, policy: Mapping[str, Any], to: str, public_url: str
) -> Letter:
    """The letter that SES is handed.

    Links of the mail lead where they lead in the end, past the counting; those that are made for
    one person (unsubscribe, accept a lead) show a page which says that this was a test.
    """
    sender = file.sender.model_dump() if file.sender else policy["sender"]
    way_out = {"unsubscribe_url": _own(shown.content.unsubscribe_url, public_url)}
    return Letter(
        sender=(sender["name"], sender["address"]),
        reply_to=sender.get("reply_to"),
        to=to,
        subject=f"{MARK} {shown.content.subject}",
        html=_own(shown.content.html, public_url),
        text=_own(shown.content.text, public_url),
        headers=letter.headers(file.kind, way_out),
        tags={"mail": shown.name, "test": "yes"},
        configuration_set="",  # so that SES tells nobody what becomes of it
    )


def send(deployed: "Deployed", one: Letter) -> str:
    """SES's id of the mail; raises WentWrong when it did not take it, or did not say."""
    answer = sending.send(_ses(deployed), one)
    if answer.kind == "accepted":
        return answer.detail
    if answer.kind == "silent":
        msg = f"nobody knows whether SES took it ({answer.detail}); look into the mailbox first"
    else:
        remedy = REMEDIES.get(answer.detail, "try again in a minute")
        msg = f"SES did not take it ({answer.detail}); {remedy}"
    raise WentWrong(msg)


def _own(text: str, public_url: str) -> str:
    base = public_url.rstrip("/")
    return _OWN.sub(rf"{base}/\1/{TRIED}", text).replace(SIGNER.base, base)


def _ses(deployed: "Deployed") -> "SESV2Client":
    """Makes one attempt at each mail: SES would take a second one for another mail."""
    session: Any = botocore.session.get_session()
    told = deployed.told
    here = told and {
        "endpoint_url": f"{told['api']}/ses",
        "region_name": told["region"],
        "aws_access_key_id": CREDENTIALS["AWS_ACCESS_KEY_ID"],
        "aws_secret_access_key": CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
    }
    client: SESV2Client = session.create_client("sesv2", config=ONCE, **(here or {}))
    return client
