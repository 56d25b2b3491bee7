"""Every guard of the product stands where its list says, and a test misses it when it is gone."""

import os
import re
import subprocess
import sys
from collections import Counter

import pytest

from tests.proofs.guards.elsewhere import ELSEWHERE
from tests.proofs.guards.every import ALL
from tests.proofs.guards.guard import ROOT

#: What a guard looks like, and where: wherever one stands, a guard of the list covers it.
LOOKS = {
    "layers/kweek/shell": (
        r"(?<!Key)ConditionExpression",
        r"ConsistentRead",
        r"attribute_(not_)?exists",
        r"if_not_exists",
        r"total_max_attempts|_timeout=|timeout=",
        r"LastEvaluatedKey\"\)",
        r"compare_digest",
        r"check(_item|_message)?\((?!item: |schema: |number: )",
        r"\.erased is not None",
        r"\.entered [<>=]=? ",
        r"\.cause in done",
        r"skip_group_on_error|raise_on_entire_batch_failure",
    ),
    "layers/kweek/core": (
        r"compare_digest",
        r"check_(item|message)\((?!schema: |number: )",
        r"\.epoch (==|!=)",
        r"\.claimed is",
        r"status (==|!=) \"active\"(?!\])",
        r"\.entered (<|>|==|!=)",
        r"\.broken\b(?=:| else)",
        r"not_before is not None",
    ),
    "layers/kweek/catalogue": (r"\"TimeoutSeconds\"", r"\"Catch\"", r"\"Retry\""),
    "functions": (r"compare_digest", r"\.shows:", r"is_admin\("),
    "infra": (
        r"visibility_timeout=|timeout=\d\d\)",
        r"max_receive_count=|RECEIVES = |retry_attempts=",
        r"report_batch_item_failures=",
        r"content_based_deduplication=|deduplication_scope=",
        r"at_once=M|at_once=C",
    ),
}
#: A part of the list that CI takes away: one of so many, the first of them first.
ONE_OF = 3
MINUTES = 40


def lines(guard):
    """The lines on which a guard stands, from 1."""
    before, _, _ = guard.path.read_text().partition(guard.text)
    first = before.count("\n") + 1
    return range(first, first + guard.text.rstrip("\n").count("\n") + 1)


def test_each_guard_stands_exactly_once():
    assert [guard for guard in ALL if guard.path.read_text().count(guard.text) != 1] == []


def test_the_test_that_misses_a_guard_stands_where_its_name_says():
    missing = []
    for guard in ALL:
        file, _, name = guard.test.partition("::")
        path = ROOT / file
        if not path.exists() or f"def {name.partition('[')[0]}(" not in path.read_text():
            missing.append(guard.test)

    assert missing == []


def test_each_guard_keeps_something_of_its_own():
    assert [one for one, times in Counter(guard.keeps for guard in ALL).items() if times > 1] == []


def test_whatever_looks_like_a_guard_is_one_of_the_list_or_said_to_stand_elsewhere():
    standing = {(str(g.path), line) for g in ALL for line in lines(g)}
    missed = []
    for folder, looks in LOOKS.items():
        look = re.compile("|".join(looks))
        for file in sorted((ROOT / folder).rglob("*.py")):
            said = ELSEWHERE.get(str(file.relative_to(ROOT)), {})
            for number, line in enumerate(file.read_text().splitlines(), start=1):
                code = line.partition("  # ")[0]
                found = look.search(code) and not code.lstrip().startswith(("#", '"""', "import"))
                if found and (str(file), number) not in standing and code.strip() not in said:
                    missed.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()}")

    assert missed == []


def test_what_is_said_to_stand_elsewhere_still_stands():
    for file, said in ELSEWHERE.items():
        stripped = {
            one.partition("  # ")[0].strip() for one in (ROOT / file).read_text().splitlines()
        }
        assert said.keys() - stripped == set(), file


def taken_away(*words):
    """How it ends when some guards are taken away, and what is said of each, the sum last."""
    command = [sys.executable, "-m", "tests.proofs.guards", *words]
    done = subprocess.run(  # noqa: S603 - our own module
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, [*done.stdout.splitlines(), *done.stderr.splitlines()[-5:]]


@pytest.mark.slow
@pytest.mark.timeout(MINUTES * 60)
def test_a_test_misses_each_guard_that_is_taken_away(proven):
    code, told = taken_away(f"1/{ONE_OF}")

    assert code == 0, [line for line in told if "missed by" not in line]
    proven(f"guards, one of {ONE_OF}", told[-1])


@pytest.mark.night
@pytest.mark.timeout(MINUTES * 60)
def test_a_test_misses_every_guard_that_is_taken_away(proven):
    code, told = taken_away()

    assert code == 0, [line for line in told if "missed by" not in line]
    proven("guards", told[-1])


IDLE = """
from tests.proofs.guards.guard import Guard
from tests.proofs.guards.taking import run, warm

test = "tests/core/test_write_key.py"
idle = Guard("nothing", "core/write_key.py", "how long the answer takes", "it", test)
gone = Guard("all", "core/write_key.py", "return given is not None and ", "return not ", test)
broken = Guard("all", "core/write_key.py", "import hmac", "import nothing_of_that_name", test)
warm([test])
print([run([test], one).killed for one in (idle, gone, broken)])
"""


@pytest.mark.slow
def test_only_a_test_that_fails_counts_as_one_that_misses_the_guard():
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-c", IDLE], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[False, True, False]\n"
