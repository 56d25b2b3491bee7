"""The one secret's derived keys: each use has its own, and none tells another."""

import hmac
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Keys:
    """What is made from one root; nothing of it shows in a repr."""

    signing: bytes = field(repr=False)  # the tokens in mails and forms
    addresses: bytes = field(repr=False)  # the keyed hash of an e-mail address
    admin_token: str = field(repr=False)
    write_key: str = field(repr=False)  # public by nature: it stands in web pages
    webhooks: str = field(repr=False)  # known to those we call, who check that it was us


def derive(root: str) -> Keys:
    """The keys of one root, always the same."""
    return Keys(
        signing=_under(root, "links"),
        addresses=_under(root, "addresses"),
        admin_token=_under(root, "admin").hex()[:40],
        write_key=_under(root, "write").hex()[:32],
        webhooks=_under(root, "webhooks").hex(),
    )


def _under(root: str, use: str) -> bytes:
    return hmac.digest(root.encode(), use.encode(), "sha256")
