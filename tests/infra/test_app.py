"""The app as the CDK runs it: the command in cdk.json, told where to write."""

import json
import os
import subprocess
import sys

import pytest

from infra.target import ROOT


def run_app(out, **context):
    command = json.loads((ROOT / "cdk.json").read_text("utf-8"))["app"].split()
    return subprocess.run(  # noqa: S603
        [sys.executable, *command[1:]],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "CDK_OUTDIR": str(out), "CDK_CONTEXT_JSON": json.dumps(context)},
    )


@pytest.mark.slow
def test_the_apps_command_writes_the_assembly_where_it_is_told(tmp_path):
    ran = run_app(tmp_path, stage="asked", local=True)

    assert (ran.returncode, ran.stdout) == (0, "")
    written = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert "kweek-asked" in written["artifacts"]


@pytest.mark.slow
def test_a_context_that_cant_be_ends_the_app_with_one_sentence(tmp_path):
    ran = run_app(tmp_path, speed=60)

    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "a speed is for a local stack, -c local=true\n"


@pytest.mark.slow
def test_wrong_campaigns_end_the_app_with_every_problem(tmp_path):
    campaigns = tmp_path / "campaigns"
    (campaigns / "journeys").mkdir(parents=True)
    (campaigns / "journeys" / "empty.yaml").write_text("title: Nothing\n")

    ran = run_app(tmp_path / "out", campaigns=str(campaigns))

    assert ran.returncode == 1
    assert "journeys/empty.yaml" in ran.stderr
    assert "Traceback" not in ran.stderr
