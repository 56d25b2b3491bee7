"""Campaigns compiled once per test session, and put in place of any compiled before."""

import sys

from kweek.catalogue.build import build

BUILT = {}


def put(monkeypatch, campaigns, out, pages):
    """Make these campaigns the content of the functions; what was built."""
    if campaigns not in BUILT:
        BUILT[campaigns] = (build(campaigns, pages, out), out)
    built, where = BUILT[campaigns]
    monkeypatch.syspath_prepend(str(where / "python"))
    for name in [n for n in sys.modules if n.partition(".")[0] == "kweek_content"]:
        del sys.modules[name]
    return built
