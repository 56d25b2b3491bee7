"""`kweek init`: what it writes, what it leaves alone, and that what it wrote is sound."""

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from kweek.cli.main import main
from kweek.cli.project import Project, find_project

ROOT = Path(__file__).parents[2]
CI = ".github/workflows/campaigns.yaml"


@pytest.fixture
def made(tmp_path, capsys):
    """Makes a workspace; its folder, and what was said."""

    def make(*options):
        root = tmp_path / "demo"
        assert main(["init", str(root), *options]) == 0
        return root, capsys.readouterr()

    return make


def everything(root):
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_a_new_workspace_has_nothing_wrong_and_nothing_to_warn_of(made, capsys):
    root, _ = made()

    code = main(["check", "--campaigns", str(root / "campaigns")])

    said = "2 journeys, 4 mails, 1 form, 1 segment: no problems\n"
    assert (code, *capsys.readouterr()) == (0, said, "")


def test_the_starter_has_two_journeys_and_the_example_all_that_kweek_comes_with(made, tmp_path):
    starter, _ = made()
    assert main(["init", str(tmp_path / "all"), "--example"]) == 0

    assert {path.stem for path in (starter / "campaigns/journeys").iterdir()} == {
        "hot-lead",
        "welcome",
    }
    assert everything(tmp_path / "all/campaigns") == everything(ROOT / "campaigns")


def test_what_is_there_already_is_never_written_over(made, capsys):
    root, _ = made()
    (root / "campaigns/policy.yaml").write_text("ours: true\n")
    (root / "cdk.json").unlink()
    before = everything(root)

    code = main(["init", str(root)])

    assert (code, everything(root)) == (2, before)
    assert re.search(
        r"nothing was written, since \S+ has .* and \d+ more already", capsys.readouterr().err
    )


def test_beside_files_of_ones_own_a_workspace_can_be_made(tmp_path, monkeypatch):
    (tmp_path / "notes.txt").write_text("mine")
    monkeypatch.chdir(tmp_path)

    assert main(["init"]) == 0
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "campaigns/policy.yaml").is_file()


def test_the_next_steps_are_told_in_five_lines(made):
    _, said = made()

    lines = said.out.splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("cd ")
    assert [line.split()[1] for line in lines[1:4]] == ["check", "simulate", "watch"]


def test_the_pin_is_the_version_that_made_the_workspace(made):
    root, _ = made()

    asked = (root / "requirements.txt").read_text().splitlines()
    assert f"kweek[local]=={version('kweek')}" in asked
    assert "KWEEK_VERSION" not in "".join(
        path.read_text() for path in root.rglob("*") if path.is_file()
    )


def test_every_file_kind_has_its_schema_and_the_editor_is_told_where(made):
    root, _ = made()

    told = json.loads((root / ".vscode/settings.json").read_text())["yaml.schemas"]
    assert set(told) == {f"schemas/{path.name}" for path in (root / "schemas").iterdir()}
    unmatched = {
        path.relative_to(root).as_posix()
        for path in (root / "campaigns").rglob("*.yaml")
        if not any(path.relative_to(root).match(place) for place in told.values())
    }
    assert unmatched == set()


def test_schemas_are_written_anew_and_nothing_else_is(made):
    root, _ = made()
    before = everything(root)
    (root / "schemas/journey.json").write_text("{}")
    (root / "campaigns/policy.yaml").write_text("ours: true\n")

    assert main(["init", str(root), "--schemas"]) == 0

    ours = {"campaigns/policy.yaml": b"ours: true\n"}
    assert everything(root) == before | ours


def test_schemas_of_no_workspace_are_refused(tmp_path, capsys):
    assert main(["init", str(tmp_path), "--schemas"]) == 2
    assert "no campaigns folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_app_of_a_workspace_is_the_packages_own_run_by_the_python_that_runs_kweek(made):
    root, _ = made()

    assert find_project(root / "campaigns").app == [sys.executable, "-m", "kweek.infra.app"]
    assert Project(ROOT).app == [sys.executable, "-m", "infra.app"]


def test_an_app_that_is_no_python_is_run_as_it_is_written(tmp_path):
    (tmp_path / "cdk.json").write_text('{"app": "node \'my app.js\'"}')

    assert Project(tmp_path).app == ["node", "my app.js"]


# -- the CI file


@pytest.fixture
def workflow(made):
    root, _ = made()
    return root, YAML(typ="safe").load((root / CI).read_text())


def step(jobs, name):
    return next(one for one in jobs["look"]["steps"] if one.get("name") == name)


def test_the_ci_file_pins_its_actions_and_gives_each_job_the_least_it_needs(workflow):
    _, said = workflow
    jobs = said["jobs"]

    uses = [one["uses"] for job in jobs.values() for one in job["steps"] if "uses" in one]
    assert len(uses) == 4
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+\.\d+\.\d+", one) for one in uses)
    assert said["permissions"] == {}
    assert {name: job["permissions"] for name, job in jobs.items()} == {
        "look": {"contents": "read"},
        "tell": {"pull-requests": "write"},
    }
    assert not [one for one in jobs["tell"]["steps"] if "checkout" in one.get("uses", "")]


def test_what_people_write_never_becomes_part_of_a_script(workflow):
    """A branch may be called `$(curl …)`: what comes from outside is handed over by environment."""
    scripts = [
        one["run"] for job in workflow[1]["jobs"].values() for one in job["steps"] if "run" in one
    ]

    assert len(scripts) == 5
    assert [script for script in scripts if "${{" in script] == []


@pytest.mark.slow
def test_the_ci_file_draws_what_a_pull_request_changed(workflow, tmp_path):
    root, said = workflow
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "before")
    git(root, "switch", "-qc", "change")
    journey = root / "campaigns/journeys/welcome.yaml"
    journey.write_text(journey.read_text().replace("within: 3d", "within: 5d"))
    mail = root / "campaigns/mail/welcome/mail.yaml"
    mail.write_text(mail.read_text().replace("https://www", "http://www"))
    git(root, "commit", "-qam", "after")
    browser = tmp_path / "browser"
    browser.write_text(
        "#!/bin/sh\nfor one; do case $one in --screenshot=*) echo ok > ${one#*=};; esac; done\n"
    )
    browser.chmod(0o755)
    env = {**scripted(tmp_path), "BASE": "main", "BROWSER": str(browser)}

    checked = bash(root, step(said["jobs"], "check")["run"], env)
    drawn = bash(root, step(said["jobs"], "draw what changed")["run"], env)

    assert (checked, drawn) == (0, 0)
    comment = (root / "review/comment.md").read_text()
    assert comment.startswith("## Campaigns\n\n2 journeys, 4 mails, 1 form, 1 segment: 1 warning\n")
    assert "mail/welcome/mail.yaml" in comment
    assert "waits 5 days at most for: clicked" in comment.partition("```mermaid")[2]
    assert re.findall("### .*", comment) == ["### Journey welcome"]
    assert sorted(one.name for one in (root / "review/mails").iterdir()) == [
        "welcome.html",
        "welcome.png",
    ]
    assert (tmp_path / "summary").read_text() == comment


@pytest.mark.slow
def test_the_ci_file_fails_on_a_mistake_and_still_says_what_is_wrong(workflow, tmp_path):
    root, said = workflow
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "before")
    journey = root / "campaigns/journeys/welcome.yaml"
    journey.write_text(journey.read_text().replace("otherwise: nudge", "otherwise: nugde"))
    git(root, "switch", "-qc", "change")
    git(root, "commit", "-qam", "after")
    env = {**scripted(tmp_path), "BASE": "main", "BROWSER": "false"}

    checked = bash(root, step(said["jobs"], "check")["run"], env)
    drawn = bash(root, step(said["jobs"], "draw what changed")["run"], env)

    assert (checked, drawn) == (1, 0)
    comment = (root / "review/comment.md").read_text()
    assert "no step is called 'nugde'; did you mean 'nudge'?" in comment
    assert "It cannot be drawn while it is wrong." in comment


def git(root, *words):
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=root, check=True)  # noqa: S603, S607


def scripted(tmp_path):
    """An environment whose `kweek` is the one that is tested."""
    (tmp_path / "bin").mkdir()
    kweek = tmp_path / "bin/kweek"
    kweek.write_text(f'#!/bin/sh\nexec {sys.executable} -m kweek.cli.main "$@"\n')
    kweek.chmod(0o755)
    path = f"{kweek.parent}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}


def bash(root, script, env):
    """As a runner does it."""
    command = ["bash", "-e", "-c", script]
    done = subprocess.run(command, cwd=root, env=env, check=False)  # noqa: S603
    return done.returncode
