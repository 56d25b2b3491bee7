"""The layer's clients know the calls that the functions make: another would only fail in Lambda."""

import ast
import zipfile

import botocore.session
import pytest
from botocore import xform_name

from infra import layer
from infra.aws_data import CALLS
from infra.target import HOST, ROOT

CLIENTS = ("dynamodb", "sqs", "ses", "machines")
ADAPTERS = [*(ROOT / "layers/kweek/shell").glob("*.py"), *(ROOT / "functions").glob("*.py")]


def called():
    """Every method that is called on something named like a client, and `_call`'s by name."""
    for path in ADAPTERS:
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(ast.Attribute(ast.Name(name), method)) if name in CLIENTS:
                    yield method
                case ast.Call(ast.Attribute(ast.Attribute(_, name), method)) if name in CLIENTS:
                    yield method
                case ast.Call(ast.Attribute(_, "_call"), [_, ast.Constant(method), *_]):
                    yield method


def test_every_call_of_a_client_is_in_the_layer():
    known = {xform_name(call) for calls in CALLS.values() for call in calls}

    assert {"put_item", "send_email", "send_message", "start_execution"} <= set(called())
    assert set(called()) <= known


@pytest.fixture(scope="module")
def session(tmp_path_factory):
    """botocore with the layer's data in place of its own."""
    place = tmp_path_factory.mktemp("opt")
    with zipfile.ZipFile(layer.build(ROOT / ".kweek" / "assets", HOST, HOST).zip) as packed:
        packed.extractall(place, [n for n in packed.namelist() if "botocore/data/" in n])
    session = botocore.session.get_session()
    loader = session.get_component("data_loader")
    loader.search_paths[:] = [str(place / "python" / "botocore" / "data")]
    return session


@pytest.mark.parametrize("service", CALLS)
def test_a_client_of_the_layer_can_be_made_and_knows_its_calls_whole(session, service):
    client = session.create_client(service, "eu-west-1", **KEYS)

    shapes = [client.meta.service_model.operation_model(call) for call in CALLS[service]]
    assert [shape.name for shape in shapes] == list(CALLS[service])
    assert all(walked(shape.input_shape) for shape in shapes)
    assert all(walked(shape.output_shape) for shape in shapes if shape.output_shape)
    assert all(error.name for shape in shapes for error in shape.error_shapes)


KEYS = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}


def walked(shape, seen=()):
    """Look at a shape down to its last member: one that was left out raises."""
    if shape.name in seen:
        return True
    seen = (*seen, shape.name)
    match shape.type_name:
        case "structure":
            inner = list(shape.members.values())
        case "list":
            inner = [shape.member]
        case "map":
            inner = [shape.key, shape.value]
        case _:
            inner = []
    return all(walked(one, seen) for one in inner)
