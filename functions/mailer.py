"""mails -> SES: one mail for each message, never two, at the rate SES allows."""

from functools import cache, partial
from typing import Any

from kweek.console.mail_content import render_mail
from kweek.core.letter import Signer
from kweek.core.step_message import StepMessage
from kweek.shell.aws import client
from kweek.shell.batches import Steps, handle
from kweek.shell.content import mails
from kweek.shell.documents import document
from kweek.shell.mailing import Post, send_mail
from kweek.shell.pace import Pace
from kweek.shell.secrets import secret
from kweek.shell.sending import send
from kweek.shell.settings import settings
from kweek.shell.worker import world

PROCESSOR = Steps(lambda: world().performer)


def handler(event: dict[str, Any], context: object) -> Any:
    """Send a batch."""
    return handle(event, context, _take, PROCESSOR)


def _take(body: dict[str, Any]) -> None:
    send_mail(world(), _post(), StepMessage.from_json(body))


@cache
def _post() -> Post:
    given = settings()
    return Post(
        send=partial(send, client("sesv2")),
        signer=Signer(secret().keys.signing, secret().kid, given.public_url),
        configuration_set=given.configuration_set,
        pace=Pace(given.mail_rate).keep,
        mails=mails(),
        links=document("links.json"),
        render=render_mail,
    )
