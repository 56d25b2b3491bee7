"""What cfn-lint says of the synthesised template."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

# Written by the CDK itself: a function waits for its role *and* the role's policy, and the first
# of the two is already implied.
ALLOWED = {"W3005"}


@pytest.mark.slow
def test_cfn_lint_has_nothing_to_say(aws, local):
    lint = Path(sys.executable).with_name("cfn-lint")
    asked = [str(lint), "--format", "json", "--regions", "eu-west-1"]
    templates = ["--template", str(aws.path), str(local.path)]

    said = subprocess.run([*asked, *templates], check=False, capture_output=True, text=True)  # noqa: S603

    assert said.stderr == ""
    assert [found for found in json.loads(said.stdout) if found["Rule"]["Id"] not in ALLOWED] == []
