"""Where a link in a mail may lead."""

import re
from urllib.parse import urlsplit

_LONGEST = 2000
_FORBIDDEN = re.compile(r"[\s\\\x00-\x1f\x7f-\x9f\u2028\u2029]")


def wrong_url(url: str) -> str:
    """What is wrong with the destination of a link; empty when it may be used.

    The redirect goes wherever this lets through, so it is strict: no user information
    (`https://bank.example@evil.example`), no backslash, no control character.
    """
    if _FORBIDDEN.search(url):
        return "holds a space, a backslash or a control character"
    if len(url) > _LONGEST:
        return f"is longer than {_LONGEST} characters"
    if not url.startswith(("https://", "http://")):
        return "must begin with https:// or http://"
    try:
        parts = urlsplit(url)
        usable = bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        return "has no host"
    return "holds a user name before an @" if "@" in parts.netloc else ""
