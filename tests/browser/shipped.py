"""Where the shipped content is, and how to read a file of it."""

from pathlib import Path

from ruamel.yaml import YAML

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"


def read(path):
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
