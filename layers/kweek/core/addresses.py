"""E-mail addresses as SES takes them: one spelling per address, or the reason why not."""

import re

LONGEST = 254  # RFC 5321 4.5.3.1: a path has at most 256 octets, brackets included
LONGEST_LOCAL = 64
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")


def normal(text: str) -> str:
    """The address without blanks around it, in lower case.

    A local part may differ by case on paper and does nowhere in practice; two spellings
    would be two people, one of whom has opted out.

    Raises ValueError with a sentence for the person who wrote it.
    """
    local, at, domain = text.strip().rpartition("@")
    if not at or not local or not domain:
        raise ValueError("this is no e-mail address; it needs a name, an @ and a domain")
    if not local.isascii():
        raise ValueError("the part before the @ may only have plain letters, digits and signs")
    if not LOCAL.fullmatch(local) or len(local) > LONGEST_LOCAL:
        raise ValueError("the part before the @ cannot be part of an e-mail address")
    plain = _plain(domain)
    if not DOMAIN.fullmatch(plain) or len(local) + 1 + len(plain) > LONGEST:
        raise ValueError("the part after the @ is no domain that mail can be sent to")
    return f"{local.lower()}@{plain}"


def _plain(domain: str) -> str:
    if domain.isascii():
        return domain.lower()
    try:
        return domain.encode("idna").decode().lower()
    except UnicodeError:
        return ""
