"""Where a listing goes on: a key of the table as one word, which means nothing to who keeps it."""

import base64
import json

from kweek.core.refusals import AskedWrongly

PARTS = 2  # a partition and a sort key
LONGEST = 1_024  # characters of either: DynamoDB's own bound for a sort key is as many bytes

Key = tuple[str, str]


def bookmark(key: Key) -> str:
    """The word for a key."""
    text = json.dumps(key, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def opened(word: str) -> Key:
    """The key of a word that `bookmark` made; AskedWrongly for any other."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)))
    except ValueError:
        parts = None
    sound = isinstance(parts, list) and len(parts) == PARTS
    if not sound or not all(isinstance(part, str) and 0 < len(part) <= LONGEST for part in parts):
        raise AskedWrongly("next: give back the word of the page before, unchanged, or none")
    return parts[0], parts[1]
