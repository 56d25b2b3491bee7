"""Takes guards away, one at a time, and runs for each the test that must fail without it.

A process that has loaded every library, and nothing of ours, forks a child for each guard; the
child loads the product with one file changed, and runs one test. `1/3` takes the first of every
three guards, the name of a file those that stand in it, nothing all of them.
"""

import contextlib
import importlib
import json
import os
import sys
import traceback
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder, SourceFileLoader

import pytest

from tests.proofs.guards.every import ALL
from tests.proofs.guards.guard import ROOT, Guard

#: What each child loads for itself; and libraries that run something, which no fork survives.
OURS = ("kweek", "tests", "functions", "infra", "conftest", "test_")
NOT_FORKED = ("aws_cdk", "jsii", "constructs", "cdk_nag", "pytest_timeout")
PLAIN = (
    "-q",
    "-m",
    "not e2e",
    "--timeout",
    "100",
    "-p",
    "pytest_timeout",
    "-p",
    "no:cacheprovider",
)


@dataclass(frozen=True)
class Outcome:
    """What became of some tests, and how the first failure reads."""

    loaded: bool  # whether the changed file was imported, whole
    passed: int
    failed: str = ""  # an assertion or error in a test's own call
    broken: str = ""  # whatever else failed: collecting, a fixture, the time

    @property
    def killed(self) -> bool:
        """Whether a test has missed the guard."""
        return self.loaded and bool(self.failed) and not self.broken


class Without(MetaPathFinder):
    """Finds one file without its guard, and all others as they are."""

    def __init__(self, guard: Guard) -> None:
        self.guard, self.loaded = guard, False

    def find_spec(self, name, path, target=None):  # noqa: ARG002 - the protocol's
        spec = PathFinder.find_spec(name, path)
        if spec is not None and spec.origin == str(self.guard.path):
            spec.loader = _Changed(name, self)
        return spec


class _Changed(SourceFileLoader):
    def __init__(self, name: str, finder: Without) -> None:
        super().__init__(name, str(finder.guard.path))
        self.finder = finder

    def get_code(self, fullname):  # noqa: ARG002 - as above
        return compile(self.finder.guard.source, self.path, "exec", dont_inherit=True)

    def exec_module(self, module):
        super().exec_module(module)
        self.finder.loaded = True


class _Seen:
    """What pytest reports."""

    def __init__(self) -> None:
        self.passed, self.failed, self.broken = 0, "", ""

    def pytest_collectreport(self, report):
        if report.failed:
            self.broken = self.broken or _first_line(report)

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed:
            self.passed += 1
        elif report.failed:
            said = _first_line(report)
            if report.when == "call" and "Timeout (>" not in said:
                self.failed = self.failed or said
            else:
                self.broken = self.broken or said


def _first_line(report) -> str:
    crash = getattr(report.longrepr, "reprcrash", None)
    said = crash.message if crash else str(report.longrepr)[-300:]
    return said.strip().partition("\n")[0]


def warm(tests: Sequence[str]) -> None:
    """Load every library that these tests load, so that the children need not."""
    sys.path[:0] = [str(ROOT / "layers"), str(ROOT)]
    for name in _in_child(lambda: _libraries(tests)):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)


def run(tests: Sequence[str], guard: Guard | None = None) -> Outcome:
    """Run tests in a child, with everything in place or without one guard."""
    return Outcome(**_in_child(lambda: asdict(_run(tests, guard))))


def _libraries(tests: Sequence[str]) -> list[str]:
    before = set(sys.modules)
    pytest.main([*PLAIN, "--collect-only", *tests])
    found = [name for name in sys.modules if name not in before]
    return [name for name in found if not name.startswith((*OURS, *NOT_FORKED))]


def _run(tests: Sequence[str], guard: Guard | None) -> Outcome:
    seen, without = _Seen(), Without(guard) if guard else None
    if without:
        sys.meta_path.insert(0, without)
    more = ["-x"] if guard else []
    pytest.main([*PLAIN, *more, *tests], plugins=[seen])
    return Outcome(without is None or without.loaded, seen.passed, seen.failed, seen.broken)


def _in_child(work):
    """What a forked child's work gives, as JSON carries it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            with os.fdopen(writing, "w") as out:
                json.dump(work(), out)
        except BaseException:  # noqa: BLE001 - a child must not go on in its parent's place
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        told = answer.read()
    os.waitpid(child, 0)
    return json.loads(told)


def chosen(words: Sequence[str]) -> list[Guard]:
    """The guards that the words on the command line ask for."""
    if not words:
        return list(ALL)
    part, of, parts = words[0].partition("/")
    if of and parts.isdecimal():  # not the stack's, each of which takes a synthesis of its own
        return [one for one in ALL if not one.file.startswith("infra")][int(part) - 1 :: int(parts)]
    return [one for one in ALL if one.file in words]


def main() -> int:
    """Take guards away, one after another; 1 when one of them carries no weight."""
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    guards = chosen(sys.argv[1:])
    tests = sorted({guard.test for guard in guards})
    warm(sorted({test.partition("::")[0] for test in tests}))
    standing = run(tests)
    if standing.failed or standing.broken:
        _say(f"with every guard in its place: {standing.failed or standing.broken}")
        return 1
    light = 0
    for guard in guards:
        found = run([guard.test], guard)
        light += not found.killed
        verdict = f"missed by {found.failed}" if found.killed else f"NOT MISSED {found.broken}"
        _say(f"{guard.keeps} ({guard.file}): {guard.test}: {verdict}")
    _say(f"{len(guards) - light} of {len(guards)} guards carry weight")
    return int(light > 0)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
