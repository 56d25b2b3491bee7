"""Compiled campaigns, once per session: the shipped ones, and the stack's small ones."""

import pytest

from kweek.catalogue.build import build
from tests.stack import campaign
from tests.stack.kweek_stack import PAGES, ROOT


@pytest.fixture(scope="session")
def shipped(tmp_path_factory):
    return build(ROOT / "campaigns", PAGES, tmp_path_factory.mktemp("shipped"))


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    folder = campaign.write(tmp_path_factory.mktemp("campaigns"))
    return build(folder, PAGES, tmp_path_factory.mktemp("small"))
