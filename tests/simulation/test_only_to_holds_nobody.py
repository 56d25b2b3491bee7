"""Made-up people have made-up addresses: `only_to` is for stacks that mail, not for worlds."""

import shutil
from pathlib import Path

import pytest

from kweek.cli.carried import WORKSPACE
from kweek.cli.main import main
from kweek.stories.playbook import compiled


@pytest.fixture
def campaigns(tmp_path):
    """The starter, whose production stack may mail nobody outside the firm."""
    folder = Path(shutil.copytree(WORKSPACE / "starter/campaigns", tmp_path / "campaigns"))
    policy = folder / "policy.yaml"
    policy.write_text(policy.read_text() + '  prod: ["*@ourfirm.nl"]\n')
    return folder


def test_a_simulation_mails_everybody(campaigns, capsys):
    asked = ["--contacts", "3", "--days", "5", "--campaigns", str(campaigns)]

    assert main(["simulate", *asked]) == 0

    said = capsys.readouterr().out
    assert "not allowed here" not in said
    assert "WELCOME, NEW READER" in said


def test_a_story_mails_everybody(campaigns, tmp_path):
    assert compiled(campaigns, tmp_path / "out").rules["policy"]["only_to"] is None
