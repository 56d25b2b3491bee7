"""What `mail/<name>/mail.yaml` says about a mail; the bodies stand beside it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field

from kweek.catalogue.shape import Shape
from kweek.core.ids import digest

LINK_ID_LENGTH = 12

Text = Annotated[str, Field(min_length=1)]

#: The warnings of a file that are as they should be, by code, and why.
Accepted: TypeAlias = Mapping[str, Text]


class Sender(Shape):
    """Who a mail comes from."""

    name: Text
    address: Text
    reply_to: str | None = None


class MailLink(Shape):
    """A link with a name: where it goes, and the file when following it is a download."""

    url: Text
    file: str | None = None


def _as_link(value: Any) -> Any:
    return {"url": value} if isinstance(value, str) else value


class MailFile(Shape):
    """One `mail.yaml`; the mail's name is its folder's."""

    kind: Literal["nurture", "reaction", "service"]
    subject: Text
    preview: str = ""
    #: None: the topic of the journey that sends it.
    topic: str | None = None
    #: An `owner` mail is a notice to the people who follow up, not to the contact.
    to: Literal["contact", "owner"] = "contact"
    #: None: the sender of policy.yaml.
    sender: Sender | None = None
    links: Mapping[str, Annotated[MailLink, BeforeValidator(_as_link)]] = Field(
        default_factory=dict
    )
    accept: Accepted = Field(default_factory=dict, exclude=True)


def link_id(mail: str, name: str, url: str) -> str:
    """The id of a tracked link: it changes with its destination, so old mails keep theirs."""
    return digest(mail, name, url)[:LINK_ID_LENGTH]
