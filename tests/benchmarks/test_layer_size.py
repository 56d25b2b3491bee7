"""The size of what Lambda unpacks at a cold start (DESIGN 7)."""

import zipfile

import pytest

from infra import bundle, layer
from infra.target import HOST
from kweek.catalogue.build import build
from tests.stack.kweek_stack import PAGES, ROOT

pytestmark = pytest.mark.benchmark


def test_the_layer_and_the_content(tmp_path, figures):
    packed = layer.build(ROOT / ".kweek" / "assets", HOST, HOST).zip
    build(ROOT / "campaigns", PAGES, tmp_path / "content")
    content = bundle.bundle(bundle.read(tmp_path / "content"), tmp_path, layer.MOUNTED).zip
    with zipfile.ZipFile(packed) as layer_zip:
        names = set(layer_zip.namelist())
        unpacked = sum(one.file_size for one in layer_zip.infolist())
    sources = sum(name.endswith(".py") for name in names)

    mb = 1_000_000
    size = packed.stat().st_size
    found = f"{size / mb:.2f} MB zipped, {unpacked / mb:.1f} MB unpacked, {sources} modules"
    figures.add("f", "the dependency layer", found, "≤ 8 MB")
    figures.add("f", "the content layer", f"{content.stat().st_size / mb:.2f} MB zipped")
    assert size <= 8 * mb
    assert sources == sum(name.endswith(".pyc") for name in names)
