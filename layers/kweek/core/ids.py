"""Names that follow from facts, so that asking twice gives the same one."""

import base64
import hashlib
import hmac
from functools import lru_cache

LENGTH = 20  # 120 bits: no two of 10^12 ids collide in practice


@lru_cache(maxsize=1_024)  # one message names the same few things again and again
def digest(*parts: str) -> str:
    """Twenty characters of `[A-Za-z0-9_-]`, fit for contact ids, SES tags and execution names.

    The parts are length-prefixed, so `("ab", "c")` and `("a", "bc")` differ.
    """
    return _short(_hash(parts))


def chance(*parts: str) -> float:
    """A number from 0 up to 1 that looks like chance, and is the same for the same parts."""
    return int.from_bytes(_hash(parts)[:6]) / 2**48


def _hash(parts: tuple[str, ...]) -> bytes:
    text = "".join([f"{len(part)}:{part}" for part in parts])
    return hashlib.sha256(text.encode()).digest()


def keyed(key: bytes, text: str) -> str:
    """A digest that nobody without the key can look up, for addresses."""
    return _short(hmac.digest(key, text.encode(), "sha256"))


def _short(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()[:LENGTH]
