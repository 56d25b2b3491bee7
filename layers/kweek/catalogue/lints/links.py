"""Links to one's own site that are not encrypted."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.lints.sources import Source, sources
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import Problem

_PLAIN = re.compile(r"http://[^\s\"'<>{}]+")


def links(root: Path, campaigns: Campaigns) -> Iterator[Problem]:
    """Links of mails, thank-you pages and the policy; those to other sites are their affair."""
    website = campaigns.folder.policy.get("website")
    own = _domain(str(website.data)) if website else ""
    if not own:
        return
    for piece in _pieces(campaigns):
        if _is_plain(piece.data, own):
            yield piece.warning("not-https", f"'{piece.data}' is not encrypted", "write https://")
    for source in sources(root, campaigns.mails):
        yield from _in_body(source, own)


def _in_body(source: Source, own: str) -> Iterator[Problem]:
    for found in _PLAIN.finditer(source.text):
        if source.piece is None and _is_plain(found[0], own):
            line = source.text.count("\n", 0, found.start()) + 1
            yield source.warning(
                "not-https", f"'{found[0]}' is not encrypted", "write https://", line
            )


def _pieces(campaigns: Campaigns) -> Iterator[Piece]:
    folder = campaigns.folder
    if website := folder.policy.get("website"):
        yield website
    for form in folder.forms.values():
        thanks = form.get("thanks")
        if redirect := thanks.get("redirect") if thanks else None:
            yield redirect
    for mail in folder.mails.values():
        named = mail.get("links")
        for _, link in named.items() if named else ():
            yield link.get("url") or link


def _is_plain(url: object, own: str) -> bool:
    if not isinstance(url, str) or not url.startswith("http://"):
        return False
    host = _host(url)
    return host == own or host.endswith(f".{own}")


def _domain(website: str) -> str:
    return _host(website).removeprefix("www.")


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:  # told by whoever reads the file
        return ""
