"""The settings document that Segment's script for browsers asks for before it sends anything."""

from typing import Any
from urllib.parse import urlsplit

#: What makes the script send every event, to nobody but this stack, and no figures of its own.
_EVERYTHING = {"enabled": True, "integrations": {}}


def settings_document(key: str, public_url: str) -> dict[str, Any]:
    """Where the script sends what it sees: to the stack that it asked."""
    parts = urlsplit(public_url)
    return {
        "integrations": {
            "Segment.io": {
                "apiKey": key,
                "apiHost": f"{parts.netloc}{parts.path.rstrip('/')}/v1",
                "protocol": parts.scheme,
                "unbundledIntegrations": [],
                "addBundledMetadata": False,
                "maybeBundledConfigIds": {},
            }
        },
        "plan": {
            "track": {"__default": _EVERYTHING},
            "identify": {"__default": _EVERYTHING},
            "group": {"__default": _EVERYTHING},
        },
        "edgeFunction": {},
        "analyticsNextEnabled": True,
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "metrics": {"sampleRate": 0},
        "legacyVideoPluginsEnabled": False,
        "remotePlugins": [],
    }


def key_of(path: str) -> str | None:
    """The write key in `projects/<key>/settings`; None for any other path."""
    match path.split("/"):
        case ["projects", key, "settings"] if key:
            return key
    return None
