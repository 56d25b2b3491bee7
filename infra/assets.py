"""What goes up to Lambda: the functions' code, the dependency layer, the content layer."""

from collections.abc import Mapping
from pathlib import Path

from aws_cdk import AssetHashType
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from . import bundle, layer
from .bundle import Bundle
from .function import House
from .target import HOST, ROOT, Target

# Each has a file of its own in `functions/`.
FUNCTIONS = (
    "collect",
    "forms",
    "links",
    "ingest",
    "step",
    "mailer",
    "webhook",
    "conductor",
    "feedback",
    "tick",
    "report",
    "api",
)
TASK_ROOT = "/var/task"
# Enough for both architectures, and for a few states of the code that someone goes back to.
KEPT = 24


class MissingFunctionsError(Exception):
    """The stack needs functions that have no file."""


def house(scope: Construct, target: Target, content: Path) -> House:
    """Pack all of it, and say what every function of the stack shares."""
    cache = target.workshop / "assets"
    bundle.forget_old(cache, KEPT)
    runtime = lambda_.Runtime(layer.runtime(), lambda_.RuntimeFamily.PYTHON)
    packed = {
        "Dependencies": layer.build(cache, target.machine, HOST),
        "Content": bundle.bundle(bundle.read(content), cache, layer.MOUNTED),
    }
    layers = [
        lambda_.LayerVersion(
            scope,
            name,
            code=_code(made),
            compatible_runtimes=[runtime],
            compatible_architectures=[target.architecture],
            removal_policy=target.removal,
        )
        for name, made in packed.items()
    ]
    return House(
        code=_code(bundle.bundle(read_functions(ROOT / "functions"), cache, TASK_ROOT)),
        layers=layers,
        runtime=runtime,
        architecture=target.architecture,
        log_retention=target.log_retention,
    )


def read_functions(directory: Path) -> Mapping[str, bytes]:
    """The source of every function; all must be there."""
    files = bundle.read(directory, suffix=".py")
    missing = [name for name in FUNCTIONS if f"{name}.py" not in files]
    if missing:
        msg = f"no file in {directory} for the functions {', '.join(missing)}"
        raise MissingFunctionsError(msg)
    return files


def _code(made: Bundle) -> lambda_.Code:
    # The hash is of the sources: bytecode may differ from one compilation to the next.
    return lambda_.Code.from_asset(
        str(made.zip), asset_hash=made.hash, asset_hash_type=AssetHashType.CUSTOM
    )
