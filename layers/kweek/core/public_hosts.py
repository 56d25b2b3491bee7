"""Where a webhook may call: public hosts by name, over HTTPS, at addresses of the open internet.

What runs in the firm's own network, on the machine itself or at its cloud's inner services
must not be reachable by a name that somebody else's DNS answers for.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

HTTPS = 443
LONGEST_NAME = 253
#: Two labels at least, and the last begins with a letter: no number is a host here, in
#: whatever notation (127.1, 0x7f000001, 2130706433 and the like).
_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_VISIBLE = re.compile(r"[\x21-\x7e]+")

#: All other IPv6 is no address of the internet: mapped and translated IPv4, local ones, groups.
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
#: What `is_global` does not refuse in every Python: protocol assignments (Teredo and more),
#: documentation, 6to4, relays, benchmarks, and the shared space behind carriers.
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
    )
)


class HostRefused(ValueError):
    """A URL that no webhook may call; says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request goes: the host by name, and what is asked of it."""

    host: str
    target: str  # path and query


def place_of(url: object) -> Place:
    """The place a URL names; raises HostRefused for all but plain HTTPS to a public name."""
    if not isinstance(url, str) or not _VISIBLE.fullmatch(url) or "\\" in url:
        raise HostRefused("no URL")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise HostRefused("no URL") from None
    if parts.scheme != "https":
        raise HostRefused("not https")
    if "@" in parts.netloc:
        raise HostRefused("a user name in the URL")
    if port not in (None, HTTPS):
        raise HostRefused("another port than 443")
    host = parts.hostname or ""
    if len(host) > LONGEST_NAME or not _NAME.fullmatch(host):
        raise HostRefused("no public host name")
    return Place(host, f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}")


def is_public(address: str) -> bool:
    """Whether an address is one host's on the open internet, and nothing in disguise."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (ip.scope_id or ip not in _GLOBAL_UNICAST):
        return False
    if any(ip in network for network in _REFUSED if network.version == ip.version):
        return False
    return ip.is_global and not ip.is_multicast
