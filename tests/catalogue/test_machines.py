"""What must be true of every machine: lint, time-outs, defaults, and what a path costs."""

from pathlib import Path

import pytest
from statelint.linter import Linter

from kweek.catalogue.build import build

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "layers" / "kweek" / "console" / "pages"
FIVE = """\
title: Five mails, five branches
status: live
topic: nurture
enter: { event: Form Submitted }
steps:
  - { step: a, send: m, wait_for: clicked, within: 3d, then: { clicked: b, otherwise: b } }
  - { step: b, send: m, wait_for: clicked, within: 3d, then: { clicked: c, otherwise: c } }
  - { step: c, send: m, wait_for: clicked, within: 3d, then: { clicked: d, otherwise: d } }
  - { step: d, send: m, wait_for: clicked, within: 3d, then: { clicked: e, otherwise: e } }
  - { step: e, send: m, wait_for: clicked, within: 3d, then: { clicked: end, otherwise: end } }
"""


@pytest.fixture(scope="session", params=[1, 86_400], ids=["real time", "a day a second"])
def shipped(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("content")
    return build(ROOT / "campaigns", PAGES, out, request.param).machines


@pytest.fixture
def five(write, tmp_path):
    root = write({"mail/m": "", "journeys/five.yaml": FIVE})
    return build(root, PAGES, tmp_path / "out").machines["five"]


def waits(state):
    return state.get("Resource", "").endswith(".waitForTaskToken")


def paths(machine, name="start", before=()):
    """Every way through the machine; a wait is answered or silent, `later` and `left` apart."""
    state, way = machine["States"][name], (*before, name)
    ahead = {
        choice["Next"]
        for choice in state.get("Choices", ())
        if choice["StringEquals"] not in ("later", "left") and choice["Variable"] != "$.at"
    }
    if name == "start":
        ahead = {choice["Next"] for choice in state["Choices"] if choice["StringEquals"] == ""}
    else:
        ahead |= {state[key] for key in ("Next", "Default") if key in state}
    ahead |= {catch["Next"] for catch in state.get("Catch", ()) if catch["Next"] != "stuck"}
    if not ahead:
        yield way
    for target in sorted(ahead):
        yield from paths(machine, target, way)


def test_every_shipped_machine_passes_the_linter(shipped):
    assert {name: Linter.validate(machine) for name, machine in shipped.items()} == {
        name: [] for name in shipped
    }


def test_every_callback_has_a_whole_time_out_and_every_choice_a_default(shipped):
    states = [(n, s) for machine in shipped.values() for n, s in machine["States"].items()]

    assert [n for n, s in states if waits(s) and type(s.get("TimeoutSeconds")) is not int] == []
    assert [n for n, s in states if s["Type"] == "Choice" and "Default" not in s] == []


def test_only_time_outs_are_caught_and_never_back_to_their_own_state(shipped):
    caught = [
        (name, catch)
        for machine in shipped.values()
        for name, state in machine["States"].items()
        for catch in state.get("Catch", ())
    ]

    assert {error for _, catch in caught for error in catch["ErrorEquals"]} == {"States.Timeout"}
    assert [name for name, catch in caught if catch["Next"] == name] == []


def test_nothing_but_queue_faults_is_tried_again(shipped):
    retried = {
        error
        for machine in shipped.values()
        for state in machine["States"].values()
        for retry in state.get("Retry", ())
        for error in retry["ErrorEquals"]
    }

    assert retried == {"SQS.SqsException", "SQS.AmazonSQSException", "SQS.SdkClientException"}


def test_five_mails_and_five_branches_cost_twelve_transitions_answered_and_seven_silent(five):
    costs = sorted(len(path) for path in paths(five))

    assert (costs[0], costs[-1]) == (7, 12)
    assert Linter.validate(five) == []


def test_a_silent_mail_costs_one_transition_and_an_answered_one_two(shipped):
    for machine in shipped.values():
        for path in paths(machine):
            callbacks = [name for name in path if waits(machine["States"][name])]
            answered = [name for name in path if f"{name}?" in path]
            rests = [name for name in path if machine["States"][name]["Type"] == "Wait"]
            assert len(path) == 2 + len(callbacks) + len(answered) + len(rests)


def test_every_path_of_a_shipped_journey_comes_to_its_end(shipped):
    ends = {path[-1] for machine in shipped.values() for path in paths(machine)}

    assert ends == {"end"}


def test_the_same_content_always_gives_the_same_version(tmp_path):
    first = build(ROOT / "campaigns", PAGES, tmp_path / "a")
    again = build(ROOT / "campaigns", PAGES, tmp_path / "b")

    assert first == again
