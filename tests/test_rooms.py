"""The rooms of the house: which may import which, what each may bring, and what stays pure."""

import ast
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ROOT / "layers"

#: Which of our rooms a room may import, besides itself.
MAY_IMPORT = {
    "core": set(),
    "console": {"core"},
    "catalogue": {"core"},
    "shell": {"core"},
    "testing": {"core", "shell"},
    "simulation": {"core", "catalogue", "testing"},
    "functions": {"core", "shell", "console"},
    "infra": {"core", "catalogue"},
    "stories": {"core", "catalogue", "testing", "simulation"},
    "cli": {"core", "shell", "console", "catalogue", "testing", "simulation"},
}
#: What lies in the Lambda layer; nothing else can be imported there.
IN_LAMBDA = {"botocore", "aws_lambda_powertools", "pydantic", "pydantic_core", "jinja2", "tzdata"}
#: What a room may bring from outside, where that is less than everything installed.
MAY_BRING = {
    "core": {"pydantic", "pydantic_core"},
    "console": {"jinja2"},
    "shell": IN_LAMBDA - {"jinja2"},
    "functions": IN_LAMBDA - {"jinja2", "botocore"},
}
#: Where the world comes in: environment, clock, chance, files, network, other processes.
IMPURE_MODULES = {
    "os", "time", "random", "secrets", "uuid", "pathlib", "io", "shutil", "tempfile", "glob",
    "socket", "ssl", "http", "urllib.request", "subprocess", "threading", "multiprocessing",
    "asyncio", "logging", "importlib", "sqlite3", "locale", "getpass", "platform",
}  # fmt: skip
IMPURE_CALLS = {"open", "input", "print", "exec", "eval", "__import__", "breakpoint"}
IMPURE_METHODS = {"now", "utcnow", "today"}  # of datetime and date


@cache
def modules(room):
    """A room's modules with their trees."""
    folder = ROOT / room if room in ("functions", "infra") else LAYERS / "kweek" / room
    found = sorted(folder.rglob("*.py"))
    return [(path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())) for path in found]


def imports(tree):
    """Every module that a tree imports when it runs, wherever in it."""
    for node in running(tree):
        match node:
            case ast.Import(names):
                yield from (one.name for one in names)
            case ast.ImportFrom(module, names, 0):
                yield module
                yield from (f"{module}.{one.name}" for one in names)
            case ast.ImportFrom(level=1):
                yield "a neighbour"
            case ast.ImportFrom():
                yield "a relative import"


def running(tree):
    """The nodes that run; what only a type checker reads does not."""
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            pending.extend(node.orelse)
        else:
            pending.extend(ast.iter_child_nodes(node))


FUNCTIONS = {path.stem for path in (ROOT / "functions").glob("*.py")}


def room_of(module):
    """Which of our rooms a module lies in; None for one that is not ours."""
    first, _, rest = module.partition(".")
    if first == "kweek":
        return rest.partition(".")[0] or None
    if first in ("infra", "functions", "tests"):
        return first
    return "functions" if first in FUNCTIONS else None


def test_every_module_of_the_package_lies_in_a_room():
    rooms = {path.parent.name for path in (LAYERS / "kweek").glob("*/__init__.py")}

    assert [path.name for path in (LAYERS / "kweek").glob("*.py")] == ["__init__.py"]
    assert rooms <= set(MAY_IMPORT)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_those_it_may(room):
    allowed = MAY_IMPORT[room] | {room, None}
    # The CDK app is `infra` in the repository and `kweek.infra` in the wheel.
    refused = {"a relative import"} if room == "infra" else {"a relative import", "a neighbour"}

    wrong = {
        f"{path} imports {module}"
        for path, tree in modules(room)
        for module in imports(tree)
        if module in refused or room_of(module) not in allowed
    }

    assert wrong == set()


def test_no_function_imports_another_function():
    wrong = {
        f"{path} imports {module}"
        for path, tree in modules("functions")
        for module in imports(tree)
        if module.partition(".")[0] in FUNCTIONS | {"functions"}
    }

    assert wrong == set()


@pytest.mark.parametrize("room", MAY_BRING)
def test_what_runs_in_lambda_imports_only_what_is_there(room):
    wrong = {
        f"{path} imports {module}"
        for path, tree in modules(room)
        for module in imports(tree)
        if outside(module) not in MAY_BRING[room] | {None}
    }

    assert wrong == set()


def outside(module):
    """The distribution's package a module comes from; None for Python's own and for ours."""
    first = module.partition(".")[0]
    own = first in sys.stdlib_module_names or room_of(module) is not None or first == "kweek"
    return None if own else first


def test_only_the_plug_in_for_pytest_imports_pytest():
    found = {
        path
        for room in MAY_IMPORT
        for path, tree in modules(room)
        if "pytest" in {module.partition(".")[0] for module in imports(tree)}
    }

    assert found == {"layers/kweek/stories/plugin.py"}


def test_the_core_takes_its_facts_and_now_and_reaches_for_nothing_else():
    wrong = {
        f"{path} imports {module}"
        for path, tree in modules("core")
        for module in imports(tree)
        if not IMPURE_MODULES.isdisjoint({module, module.partition(".")[0]})
    } | {
        f"{path}:{node.lineno} calls {ast.unparse(node.func)}"
        for path, tree in modules("core")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and reaches_out(node)
    }

    assert wrong == set()


def reaches_out(call):
    if isinstance(call.func, ast.Name):
        return call.func.id in IMPURE_CALLS
    is_method = isinstance(call.func, ast.Attribute) and call.func.attr in IMPURE_METHODS
    return is_method and ast.unparse(call.func.value).rpartition(".")[2] in ("datetime", "date")


def test_the_test_sees_an_arrow_that_runs_another_way():
    tree = ast.parse(
        "from typing import TYPE_CHECKING\n"
        "if TYPE_CHECKING:\n    import boto3\n"
        "def late():\n    from kweek.shell import aws\n    import ingest\n"
        "    return datetime.now(), open('x'), clock.now()\n"
    )
    found = [module for module in imports(tree) if room_of(module)]
    calls = [ast.unparse(n) for n in ast.walk(tree) if isinstance(n, ast.Call) and reaches_out(n)]

    assert sorted(found) == ["ingest", "kweek.shell", "kweek.shell.aws"]
    assert [room_of(module) for module in sorted(found)] == ["functions", "shell", "shell"]
    assert "boto3" not in set(imports(tree))
    assert sorted(calls) == ["datetime.now()", "open('x')"]
