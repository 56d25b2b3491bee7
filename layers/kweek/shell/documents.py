"""The JSON documents of the content layer: read once per worker, and lightly."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def document(name: str) -> dict[str, Any]:
    """One document, by its file name."""
    text = files("kweek_content").joinpath(name).read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
