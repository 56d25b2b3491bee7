"""The dependency layer: what the functions import besides themselves, as small as it goes.

Installed from `requirements.txt` by hash, trimmed, since size is most of a cold start, and
kept under `.kweek/` by the hash of what it was made from: a second synth takes no time.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from . import aws_data, bundle
from .bundle import PYTHON, Bundle
from .target import KWEEK

# What Lambda offers: the bytecode in the layer is of the Python that built it.
RUNTIMES = ("python3.11", "python3.12", "python3.13", "python3.14")
ROOMS = ("core", "shell", "console")
MOUNTED = "/opt"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")

_PLACE = "python/"
_NEEDLESS_ENDINGS = (".pyi", ".pyx", ".pxd", ".c", ".typed", ".tar.gz", ".min.js", ".min.css")
_NEEDLESS_PARTS = ("tests", "bin")
# Parts of the libraries that nothing of ours, and nothing they keep, imports.
_POWERTOOLS = "aws_lambda_powertools/utilities/"
_NEEDLESS_PLACES = (
    "pydantic/v1/",
    "pydantic/mypy.py",
    f"{_POWERTOOLS}auth_alpha/",
    f"{_POWERTOOLS}circuit_breaker/",
    f"{_POWERTOOLS}data_masking/",
    f"{_POWERTOOLS}feature_flags/",
    f"{_POWERTOOLS}kafka/",
    f"{_POWERTOOLS}streaming/",
)


class LayerError(Exception):
    """The layer can't be built here; says what to do."""


def runtime() -> str:
    """Lambda's runtime of the Python that is running, which is the one that builds."""
    if PYTHON not in RUNTIMES:
        offered = ", ".join(RUNTIMES)
        msg = f"Lambda has no {PYTHON}: run the CDK app with one of {offered}"
        raise LayerError(msg)
    return PYTHON


def build(cache: Path, machine: str, host: str, requirements: Path = REQUIREMENTS) -> Bundle:
    """The layer's zip for functions on `machine`, made on `host`."""
    recipe = [path.read_bytes() for path in (requirements, Path(__file__), Path(aws_data.__file__))]
    key = bundle.fingerprint(sys.version, sys.platform, machine, *recipe)
    dependencies = cache / "dependencies" / f"{key}.zip"
    if not dependencies.exists():
        _pack_dependencies(requirements, dependencies, _platform(machine, host))
    return _add_kweek(KWEEK, dependencies, cache, key)


def _platform(machine: str, host: str) -> list[str]:
    """What pip is told about a machine that is not this one."""
    if machine == host:
        return []
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    wheels = ["--platform", f"manylinux2014_{machine}", "--implementation", "cp"]
    return [*wheels, "--python-version", python]


def _pack_dependencies(requirements: Path, target: Path, platform: list[str]) -> None:
    with tempfile.TemporaryDirectory() as place:
        _install(requirements, place, platform)
        files = bundle.read(Path(place), _PLACE)
    kept = {name: data for name, data in files.items() if _is_needed(name)}
    kept = aws_data.trim_botocore(kept, f"{_PLACE}botocore/data/")
    bundle.write({**kept, **bundle.bytecode(kept, MOUNTED)}, target)


def _install(requirements: Path, place: str, platform: list[str]) -> None:
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile"]
    wheels = ["--only-binary=:all:", "--require-hashes", *platform]
    command = [sys.executable, "-m", "pip", "install", *options, *wheels]
    asked = [*command, "--target", place, "--requirement", str(requirements)]
    # Every word of the command is ours.
    done = subprocess.run(asked, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode != 0:
        msg = f"pip could not fetch the layer's dependencies:\n{done.stderr.strip()}"
        raise LayerError(msg)


def _is_needed(name: str) -> bool:
    parts = name.split("/")
    if any(part in _NEEDLESS_PARTS or part.endswith(".dist-info") for part in parts):
        return False
    place = name.removeprefix(_PLACE)
    return not (place.startswith(_NEEDLESS_PLACES) or name.endswith(_NEEDLESS_ENDINGS))


def _add_kweek(package: Path, dependencies: Path, cache: Path, key: str) -> Bundle:
    """The dependencies' zip with Kweek's own rooms appended, which is quicker than packing anew."""
    place = f"{_PLACE}kweek/"
    own = {f"{place}__init__.py": (package / "__init__.py").read_bytes()}
    for room in ROOMS:
        own |= bundle.read(package / room, f"{place}{room}/", suffix=".py")
    parts = [part for name, data in sorted(own.items()) for part in (name, data)]
    whole = bundle.fingerprint(key, *parts)
    target = cache / f"layer-{whole}.zip"
    if not target.exists():
        bundle.write({**own, **bundle.bytecode(own, MOUNTED)}, target, onto=dependencies)
    return Bundle(target, whole)
