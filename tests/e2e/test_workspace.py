"""A workspace of one's own, outside the repository, on nothing but the built wheel."""

import json
import os
import shutil
from urllib.parse import urlencode

import pytest

from tests.e2e import wheel
from tests.e2e.local import Own
from tests.e2e.stack import until

pytestmark = pytest.mark.e2e

PORT = int(os.environ.get("KWEEK_E2E_PORT", "4680")) + 320
TOOLS = ("emulator", "node", "assets")
ADA, ME, EVE = "ada@example.com", "me@example.com", "eve@example.org"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return wheel.build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def bare(built, tmp_path_factory):
    """`pip install kweek`: no Node, no emulator, no AWS library."""
    folder = tmp_path_factory.mktemp("bare")
    return wheel.Installed.into(folder / "env", built, wheel.only_needed(folder / "needed", built))


@pytest.fixture(scope="module")
def full(built, tmp_path_factory):
    """`pip install 'kweek[local]' pytest`."""
    folder = tmp_path_factory.mktemp("full")
    return wheel.Installed.into(folder / "env", built, wheel.everything())


@pytest.fixture(scope="module")
def workspace(full, clone, tmp_path_factory):
    """A new workspace; tools that another test's stack has made are not made again."""
    folder = tmp_path_factory.mktemp("firm")
    full.kweek(folder, "init", "demo")
    policy = folder / "demo" / "campaigns" / "policy.yaml"
    policy.write_text(policy.read_text() + '  prod: ["*@Example.com"]\n')
    for tool in TOOLS:
        if (made := clone / ".kweek" / tool).is_dir():
            shutil.copytree(made, folder / "demo" / ".kweek" / tool, symlinks=True)
    return folder / "demo"


def test_the_first_minute_needs_nothing_but_the_bare_install(bare, tmp_path):
    assert not any(bare.has(one) for one in ("boto3", "botocore", "aws_cdk", "aiohttp", "pytest"))

    told = bare.kweek(tmp_path, "init", "demo")
    demo = tmp_path / "demo"

    assert told.splitlines()[0] == "cd demo"
    checked = bare.kweek(demo, "check")
    assert checked == "2 journeys, 4 mails, 1 form, 1 segment: no problems\n"
    future = json.loads(bare.kweek(demo, "simulate", "--contacts", "50", "--days", "60", "--json"))
    assert {"welcome", "hot-lead"} <= set(json.dumps(future).split('"'))
    assert bare.kweek(demo, "graph", "welcome").startswith("flowchart TD\n")
    assert bare.kweek(demo, "graph", "welcome", "--svg").startswith("<svg")
    assert "Good to have you here" in bare.kweek(demo, "preview", "welcome", "--text")


def test_the_example_is_all_that_kweek_comes_with_and_is_sound(bare, tmp_path):
    bare.kweek(tmp_path, "init", "--example")

    assert bare.kweek(tmp_path, "check").startswith("7 journeys, 28 mails, ")


@pytest.mark.parametrize("options", [(), ("--example",)], ids=["starter", "example"])
def test_the_tests_that_come_with_a_workspace_pass(full, tmp_path, options):
    full.kweek(tmp_path, "init", *options)

    told = wheel.run(full.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=tmp_path)

    assert " passed" in told


def test_the_whole_stack_runs_in_a_workspace_and_mails_whom_it_may(full, workspace):
    own = Own(workspace, PORT, "--fresh", "--speed", "1h/s", python=str(full.python))
    try:
        stack = own.start()
        post(stack, "/f/subscribe", email=ADA, first_name="Ada")
        post(stack, "/f/subscribe", email=EVE)
        [mail] = until("the welcome", lambda: stack.mails(ADA))
        planned = full.kweek(workspace, "plan")
        tried = full.kweek(workspace, "send-test", "welcome", "--to", ME, "--contact", ADA)
        [test] = until("the test mail", lambda: stack.mails(ME))
        shown = stack.send("GET", test["headers"]["List-Unsubscribe"].strip("<>"))
        counted = stack.contact(ME)
        explained = full.kweek(workspace, "explain", ADA)
        held = until("the mail that may not go", lambda: held_of(stack, EVE))
        refused, to_eve = full.kweek(workspace, "explain", EVE), stack.mails(EVE)
    finally:
        own.end()

    assert mail["subject"] == "Welcome, Ada. Where shall we begin?"
    assert tried == f"sent to {ME}: [test] Welcome, Ada. Where shall we begin?\n"
    assert (test["subject"], test["html"].count("/u/test")) == (f"[test] {mail['subject']}", 1)
    assert (shown.status, "This was a test mail" in shown.text, counted) == (200, True, None)
    assert planned == "hot-lead: unchanged\nwelcome: unchanged\n"
    assert f"{ADA} is at stage mql." in explained
    assert (held[0], to_eve) == (("welcome", "held", "not allowed here"), [])
    assert "`only_to` does not name their address" in refused


def held_of(stack, email):
    """The mails that are held for good from somebody, by name, state and reason."""
    sends = (stack.contact(email) or {}).get("sends", ())
    return [(one["mail"], one["state"], one["hold"]) for one in sends if one["state"] == "held"]


def post(stack, form, **fields):
    """Post the form as a page of one's own does, with its box ticked."""
    body = urlencode({**fields, "_consent": "yes"}).encode()
    kind = "application/x-www-form-urlencoded"
    answer = stack.send("POST", form, body, content_type=kind)
    assert answer.status == 200, answer.text
