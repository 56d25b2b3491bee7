"""State transitions over every path of each shipped journey, from the compiled machines.

A state entered is a transition. A mail that silence answers is its own state alone, one that is
answered has its Choice besides; `start` and `end` are one each. Pauses are told apart: a plain
one is one Wait, one that must be asked for asks twice and sleeps between. A lap is one Pass.
"""

from collections import Counter
from shutil import copytree

import pytest

from kweek.catalogue.build import build
from tests.stack.kweek_stack import PAGES, ROOT

pytestmark = pytest.mark.benchmark

MAILS = ("send", "handoff", "notify", "task")
OTHERS = ("branch", "split", "update", "wait_for", "webhook", "start")
AT_ONCE = ("left", "later")  # outcomes that are no way through the journey


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    return build(ROOT / "campaigns", PAGES, tmp_path_factory.mktemp("content")).machines


def paths(machine):
    """Every way from `start` to `end`, as the states entered; each loop once round."""
    states = machine["States"]
    pending = [["start"]]
    while pending:
        path = pending.pop()
        if path[-1] == "end":
            yield path
            continue
        pending += [
            [*path, onward]
            for onward in ways(path[-1], states[path[-1]])
            if states[onward]["Type"] != "Pass" or onward not in path
        ]


def ways(name, state):
    """The states that may follow, resumes, holds and faults apart."""
    if name == "start":
        return [state["Choices"][0]["Next"]]
    if state["Type"] == "Choice":
        through = [c["Next"] for c in state["Choices"] if c["StringEquals"] not in AT_ONCE]
        return sorted({*through, state["Default"]})
    silent = [c["Next"] for c in state.get("Catch", ()) if c["Next"] != "stuck"]
    return [state["Next"], *silent]


def counted(machine, path):
    """The transitions of a path by what they are for."""
    found = Counter()
    for index, (state, following) in enumerate(zip(path, [*path[1:], None], strict=True)):
        step = machine["States"][state].get("Parameters", {}).get("MessageBody", {}).get("step", {})
        answered = following == f"{state}?"
        if step.get("do") in MAILS:
            found["answered" if answered else "silent"] += 1
        elif step.get("do") in OTHERS:
            found["others" if answered else "silent others"] += 1
        if machine["States"][state]["Type"] == "Pass":
            found["laps"] += 1
        elif machine["States"][state]["Type"] == "Wait":
            found["pauses"] += 1
        elif step.get("do") == "wait":
            found["pauses"] += 6  # asked, `until`, resumed, asked again, each with its Choice
        elif state != f"{path[index - 1]}?" or not is_pause(machine, state):
            found["states"] += 1
    return found


def is_pause(machine, choice):
    body = machine["States"][choice.removesuffix("?")].get("Parameters", {}).get("MessageBody", {})
    return body.get("step", {}).get("do") == "wait"


def test_every_path_of_the_shipped_journeys_keeps_to_the_budget(machines, figures):
    for name, machine in sorted(machines.items()):
        every = [counted(machine, path) for path in paths(machine)]
        mails = [one["answered"] + one["silent"] for one in every]
        states = [one["states"] for one in every]
        pauses = [one["pauses"] + one["laps"] for one in every]
        found = (
            f"{len(every)} paths, {span(mails)} mails: {span(states)} transitions"
            f" (+ {span(pauses)} for pauses and laps)"
        )
        figures.add("b", f"journey {name}", found, "silent mail ≤ 1, answered ≤ 2")
        for one in every:
            mails_only = one["states"] - 2 - 2 * one["others"] - one["silent others"]
            assert mails_only == one["silent"] + 2 * one["answered"]


def span(numbers):
    return str(min(numbers)) if min(numbers) == max(numbers) else f"{min(numbers)}–{max(numbers)}"


FIVE = """\
title: Five
status: live
topic: nurture
enter: { event: Form Submitted }
steps:
"""
MAIL = """\
  - step: mail-{n}
    send: ebook-video
    wait_for: clicked
    within: 2d
    then: {{ clicked: {onward}, opened: {onward}, otherwise: {onward} }}
"""


def test_five_mails_and_five_branches(tmp_path, figures):
    machine = five(tmp_path)

    totals = {
        (one["silent"], one["answered"]): one["states"]
        for one in (counted(machine, path) for path in paths(machine))
    }

    figures.add("b.five", "five mails, five branches, all answered", totals[0, 5], "≤ 12")
    figures.add("b.five", "five mails, five branches, all silent", totals[5, 0], "≤ 7")
    assert totals[0, 5] <= 12
    assert totals[5, 0] <= 7


def five(tmp_path):
    """The shipped campaigns with one more journey."""
    folder = tmp_path / "campaigns"
    copytree(ROOT / "campaigns", folder)
    steps = "".join(
        MAIL.format(n=n, onward=f"mail-{n + 1}" if n < 5 else "end") for n in range(1, 6)
    )
    (folder / "journeys" / "five.yaml").write_text(FIVE + steps, encoding="utf-8")
    return build(folder, PAGES, tmp_path / "out").machines["five"]
