"""What must be true of every machine: lint, time-outs, defaults, and what a path costs."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statelint.linter import Linter

from kweek.catalogue import asl
from kweek.catalogue.asl_steps import Pace
from kweek.catalogue.build import build
from tests.stack.journeys import journeys

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "layers" / "kweek" / "console" / "pages"
QUEUE_FAULTS = {"SQS.SqsException", "SQS.AmazonSQSException", "SQS.SdkClientException"}
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


def onward(state):
    """Every state that may be entered after this one."""
    ways = [*state.get("Choices", ()), *state.get("Catch", ())]
    return {*(way["Next"] for way in ways), *(state[k] for k in ("Next", "Default") if k in state)}


def faults(machine):
    """What our own lint finds: what Step Functions, the emulators or statelint let pass."""
    states = machine["States"]
    for name, state in states.items():
        yield from (f"{name}: {fault}" for fault in _faults(name, state))
        yield from (f"{name}: leads to no {to}" for to in onward(state) - set(states))
    reached, ahead = set(), [machine["StartAt"]]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead.extend(onward(states[name]) & set(states))
    yield from (f"{name}: nothing leads here" for name in set(states) - reached)


def _faults(name, state):
    if len(name) > 80:
        yield "too long a name"
    if state["Type"] == "Choice" and "Default" not in state:
        yield "no Default"
    if waits(state) and type(state.get("TimeoutSeconds")) is not int:
        yield "no whole time-out"
    caught = [(catch["ErrorEquals"], catch["Next"] == name) for catch in state.get("Catch", ())]
    if caught not in ([], [(["States.Timeout"], False)]):
        yield "catches more than a time-out, or for itself"
    if any(set(retry["ErrorEquals"]) != QUEUE_FAULTS for retry in state.get("Retry", ())):
        yield "tries again what is no fault of its queue"


def paths(machine, name="start", before=()):
    """Every way through the machine, each loop once round; `later` and `left` apart."""
    state, way = machine["States"][name], (*before, name)
    if name == "end":
        yield way
        return
    ahead = onward({key: state[key] for key in ("Next", "Default") if key in state})
    ahead |= {
        choice["Next"]
        for choice in state.get("Choices", ())
        if choice["StringEquals"] not in ("later", "left")
    }
    if name == "start":
        ahead = {choice["Next"] for choice in state["Choices"] if choice["StringEquals"] == ""}
    ahead |= {catch["Next"] for catch in state.get("Catch", ()) if catch["Next"] != "stuck"}
    for target in sorted(ahead):
        if target not in way or not target.endswith("+"):
            yield from paths(machine, target, way)


def test_every_shipped_machine_passes_the_linter(shipped):
    assert {name: Linter.validate(machine) for name, machine in shipped.items()} == {
        name: [] for name in shipped
    }


def test_every_shipped_machine_passes_our_own_lint(shipped):
    assert {name: list(faults(machine)) for name, machine in shipped.items()} == {
        name: [] for name in shipped
    }


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(journeys(), st.sampled_from([1, 86_400]))
def test_every_sound_journey_becomes_a_machine_that_both_lints_pass(journey, speed):
    built = asl.machine(*journey, Pace(speed))

    assert Linter.validate(built) == []
    assert list(faults(built)) == []


def test_five_mails_and_five_branches_cost_twelve_transitions_answered_and_seven_silent(five):
    costs = sorted(len(path) for path in paths(five))

    assert (costs[0], costs[-1]) == (7, 12)
    assert Linter.validate(five) == []


def test_a_silent_mail_costs_one_transition_and_an_answered_one_two(shipped):
    for machine in shipped.values():
        for path in paths(machine):
            states = [machine["States"][name] for name in path]
            callbacks = [name for name, state in zip(path, states, strict=True) if waits(state)]
            answered = [name for name in path if name.endswith("?")]
            rests = [state for state in states if state["Type"] in ("Wait", "Pass")]
            assert len(path) == 2 + len(callbacks) + len(answered) + len(rests)


def test_every_path_of_a_shipped_journey_comes_to_its_end(shipped):
    assert [name for name, machine in shipped.items() if not list(paths(machine))] == []


def test_the_same_content_always_gives_the_same_version(tmp_path):
    first = build(ROOT / "campaigns", PAGES, tmp_path / "a")
    again = build(ROOT / "campaigns", PAGES, tmp_path / "b")

    assert first == again
