"""`kweek deploy` while people are under way: changed, removed and new journeys."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.e2e.local import Own
from tests.e2e.people import Person, run

pytestmark = pytest.mark.e2e

PORT = int(os.environ.get("KWEEK_E2E_PORT", "4680")) + 220
BEFORE = """\
title: A relay
status: live
topic: nurture
enter: { event: Form Submitted, where: { form: relay } }
re_entry: never
steps:
  - step: first
    send: ask
    wait_for: clicked
    within: 20h
    then: { clicked: end, otherwise: remind }
  - step: remind
    send: nudge
  - step: rest
    wait: 12h
  - step: second
    send: nod
"""
AFTER = """\
title: A relay, changed
status: live
topic: nurture
enter: { event: Form Submitted, where: { form: relay } }
re_entry: never
steps:
  - step: first
    send: thanks
"""
WELCOME = """\
title: Whoever ran a relay, welcome
status: live
topic: nurture
enter: { segment: runners, members: all }
re_entry: never
steps:
  - step: greet
    update: { traits: { greeted: "yes" } }
"""
RUNNERS = "\nrunners: { event: Form Submitted, where: { form: [relay, course] } }\n"


@pytest.fixture(scope="module")
def deployed(clone, campaigns, tmp_path_factory):
    """What came of a deploy in the middle of two journeys."""
    mine = tmp_path_factory.mktemp("changing") / "campaigns"
    shutil.copytree(campaigns, mine)
    relay, gone = (mine / "journeys" / f"{name}.yaml" for name in ("relay", "gone"))
    relay.write_text(BEFORE)
    gone.write_text(BEFORE.replace("form: relay", "form: course"))
    (mine / "journeys" / "course.yaml").unlink()
    own = Own(clone, PORT, "--speed", "1h/s", "--campaigns", str(mine))
    try:
        stack = own.start("--fresh")
        early, leaving = Person(stack, "early@example.org"), Person(stack, "leaving@example.org")
        early.fill_in("relay", first_name="Kim")
        leaving.fill_in("course", first_name="Kim")
        early.mail("ask")
        leaving.mail("ask")

        relay.write_text(AFTER)
        (mine / "journeys" / "welcome.yaml").write_text(WELCOME)
        with (mine / "segments.yaml").open("a") as segments:
            segments.write(RUNNERS)
        gone.unlink()
        said = _kweek(clone, "deploy", "--local", "--campaigns", str(mine))

        late, too_late = Person(stack, "late@example.org"), Person(stack, "too-late@example.org")
        late.fill_in("relay", first_name="Kim")
        too_late.fill_in("course", first_name="Kim")
        for person in (early, late):
            person.ended("relay", "finished")
        leaving.ended("gone", "finished")
        everybody = [early, leaving, late, too_late]
        for person in everybody:
            person.ended("welcome", "finished")
        drained = _kweek(clone, "plan", "--campaigns", str(mine))
        yield said, drained, [(one.mail_names, one.contact()) for one in everybody]
    finally:
        own.end()


def _kweek(clone, *command):
    return subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "kweek.cli.main", *command],
        cwd=clone,
        env={**os.environ, "PYTHONPATH": str(clone / "layers")},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_the_plan_is_told_before_it_is_carried_out(deployed):
    said, _, _ = deployed

    assert said.returncode == 0, said.stderr
    told = said.stdout.splitlines()
    assert "gone: removed; 1 run goes on to the end" in told
    assert "relay: changed; 1 run goes on by the definition they began with" in told
    assert "welcome: new" in told
    assert "trial: unchanged" in told


def test_runs_under_way_go_on_by_the_definition_they_began_with(deployed):
    _, _, [(early, _), (leaving, _), _, _] = deployed

    assert early == ["ask", "nudge", "nod"]
    assert leaving == ["ask", "nudge", "nod"]


def test_who_comes_after_it_meets_the_changed_journey_and_not_the_removed_one(deployed):
    _, _, [_, _, (late, _), (too_late, contact)] = deployed

    assert late == ["thanks"]
    assert too_late == []
    assert run(contact, "gone")["status"] is None


def test_a_new_journey_takes_in_those_who_fitted_before_it_was_there(deployed):
    _, _, people = deployed

    assert [contact["traits"].get("greeted") for _, contact in people] == ["yes"] * 4


def test_the_machine_of_a_removed_journey_may_go_once_nobody_is_in_it(deployed):
    _, drained, _ = deployed

    line = "gone: was removed, and nobody is in it any more: its machine is deleted"
    assert line in drained.stdout.splitlines()
