"""One table of figures for all benchmarks, and a stack whose calls are metered."""

import pytest
from figures import Figures
from meter import Meter

from kweek.shell import aws as clients
from tests.stack.kweek_stack import ROOT, Stack


@pytest.fixture(scope="session")
def figures():
    found = Figures()
    yield found
    print(f"\n\n{found.table()}\n")  # noqa: T201 - the table is the product


@pytest.fixture
def stack(aws, the_secret, tmp_path):  # noqa: ARG001 - the secret is read
    return Stack(aws, ROOT / "campaigns", tmp_path)


@pytest.fixture
def meter(stack):
    watching = Meter(stack)
    watching.watch(clients.client("dynamodb"))
    return watching
