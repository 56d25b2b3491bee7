"""The layers: small, compiled, of the services we call, and the same from the same sources."""

import importlib.util
import json
import os
import subprocess
import sys
import zipfile

import pytest

from infra import bundle, layer
from infra.assets import FUNCTIONS
from infra.aws_data import SERVICES
from infra.target import HOST, ROOT

MOST = 8_000_000
CACHE = ROOT / ".kweek" / "assets"


@pytest.fixture(scope="module", params=sorted({HOST, "aarch64"}))
def built(request):
    return layer.build(CACHE, request.param, HOST)


@pytest.fixture(scope="module")
def on_this_machine(tmp_path_factory):
    place = tmp_path_factory.mktemp("opt")
    with zipfile.ZipFile(layer.build(CACHE, HOST, HOST).zip) as packed:
        packed.extractall(place)
    return place / "python"


def test_the_layer_is_small_enough_for_a_quick_cold_start(built):
    assert built.zip.stat().st_size <= MOST


def test_every_source_file_has_its_bytecode_which_nothing_checks(built):
    with zipfile.ZipFile(built.zip) as packed:
        names = set(packed.namelist())
        sources = {name for name in names if name.endswith(".py")}
        compiled = {importlib.util.cache_from_source(name) for name in sources}
        headers = {packed.read(name)[:8] for name in compiled & names}

    assert len(sources) > 400
    assert compiled == {name for name in names if name.endswith(".pyc")}
    assert headers == {importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little")}


def test_the_layer_holds_what_the_functions_may_import_and_nothing_for_people(built):
    with zipfile.ZipFile(built.zip) as packed:
        places = {name.split("/")[1] for name in packed.namelist() if name.endswith("__init__.py")}
        rooms = {
            name.split("/")[2]
            for name in packed.namelist()
            if name.startswith("python/kweek/") and name.count("/") > 2
        }

    assert places == {
        "annotated_types",
        "aws_lambda_powertools",
        "botocore",
        "dateutil",
        "jinja2",
        "jmespath",
        "kweek",
        "markupsafe",
        "pydantic",
        "pydantic_core",
        "typing_inspection",
        "tzdata",
        "urllib3",
    }
    assert rooms - {"__pycache__"} == set(layer.ROOMS)


def test_only_the_services_we_call_are_described(on_this_machine):
    data = on_this_machine / "botocore" / "data"
    endpoints = json.loads((data / "endpoints.json").read_text("utf-8"))

    assert {path.name for path in data.iterdir() if path.is_dir()} == set(SERVICES)
    for partition in endpoints["partitions"]:
        assert set(partition["services"]) <= set(SERVICES.values())


def test_from_the_layer_alone_every_client_can_be_made_and_every_library_imported(on_this_machine):
    script = f"""
import sys
sys.path[:] = [{str(on_this_machine)!r}, *[p for p in sys.path if "site-packages" not in p]]
import botocore.session
session = botocore.session.get_session()
for service in {sorted(SERVICES)!r}:
    client = session.create_client(
        service, region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    print(client.meta.endpoint_url)
import jinja2, pydantic, zoneinfo
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.batch import BatchProcessor, SqsFifoPartialProcessor
from aws_lambda_powertools.utilities.parser import parse
from aws_lambda_powertools.utilities.typing import LambdaContext
zoneinfo.reset_tzpath([])
assert str(zoneinfo.ZoneInfo("Europe/Amsterdam")) == "Europe/Amsterdam"
"""

    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-c", script], check=False, capture_output=True, text=True
    )

    assert ran.stderr == ""
    assert ran.stdout.split() == [
        "https://dynamodb.eu-west-1.amazonaws.com",
        "https://secretsmanager.eu-west-1.amazonaws.com",
        "https://email.eu-west-1.amazonaws.com",
        "https://sqs.eu-west-1.amazonaws.com",
        "https://states.eu-west-1.amazonaws.com",
    ]


def test_from_the_layers_alone_every_function_can_be_loaded(on_this_machine, assembly):
    del assembly  # building it has written the content
    content = ROOT / ".kweek" / "content" / "kweek" / "python"
    places = [str(ROOT / "functions"), str(on_this_machine), str(content)]
    script = f"""
import importlib, sys
sys.path[:] = [*{places!r}, *[p for p in sys.path if "site-packages" not in p]]
for name in {list(FUNCTIONS)!r}:
    print(name, callable(importlib.import_module(name).handler))
"""

    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-c", script],
        check=False,
        capture_output=True,
        text=True,
        env={"AWS_LAMBDA_FUNCTION_NAME": "one", "AWS_REGION": "eu-west-1"},
    )

    assert ran.stderr == ""
    assert ran.stdout.splitlines() == [f"{name} True" for name in FUNCTIONS]


def test_requirements_are_pinned_by_hash_and_name_no_registry():
    text = layer.REQUIREMENTS.read_text("utf-8")
    asked = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]

    assert all("==" in line and line.endswith("\\") for line in asked)
    assert "://" not in text


def test_a_python_that_lambda_lacks_is_refused(monkeypatch):
    monkeypatch.setattr(layer, "PYTHON", "python3.99")

    with pytest.raises(layer.LayerError, match=r"Lambda has no python3.99: run .* python3.11"):
        layer.runtime()


def test_a_dependency_with_another_hash_is_refused(tmp_path):
    requirements = tmp_path / "requirements.txt"
    requirements.write_text(f"six==1.17.0 --hash=sha256:{'0' * 64}\n")

    with pytest.raises(layer.LayerError, match="pip could not fetch"):
        layer.build(tmp_path / "cache", HOST, HOST, requirements)


def test_the_same_files_give_the_same_zip_and_are_packed_once(tmp_path):
    files = {"b.py": b"'''b'''\n", "a.json": b"{}"}

    first = bundle.bundle(files, tmp_path / "one", "/opt")
    second = bundle.bundle(dict(reversed(files.items())), tmp_path / "two", "/opt")
    made = first.zip.stat().st_mtime_ns

    assert (first.hash, first.zip.read_bytes()) == (second.hash, second.zip.read_bytes())
    assert bundle.bundle(files, tmp_path / "one", "/opt").zip.stat().st_mtime_ns == made


def test_only_the_newest_zips_are_kept(tmp_path):
    for age in range(5):
        made = tmp_path / f"{age}.zip"
        made.touch()
        os.utime(made, (1_000 - age, 1_000 - age))

    bundle.forget_old(tmp_path, keep=2)

    assert {path.name for path in tmp_path.iterdir()} == {"0.zip", "1.zip"}


def test_another_source_gives_another_hash():
    changed = bundle.fingerprint("a.py", "1", "b.py", "2")

    assert changed != bundle.fingerprint("a.py", "1b", ".py", "2")
