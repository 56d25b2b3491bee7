"""What `kweek check` takes for known is what Kweek does make, and what AWS does take."""

import ast
from pathlib import Path

import pytest

from kweek.catalogue.checking import read_checked
from kweek.catalogue.lints.known import OURS

LAYERS = Path(__file__).parents[2] / "layers" / "kweek"
TOP = "title: A journey\nstatus: live\ntopic: nurture\nenter: manual\n"
#: Messages that are no events: nothing has happened to the contact.
NO_EVENTS = {"Due", "Look", "Recovered", "Erased"}


def made_in(tree):
    """The names of events that code makes: `event="…"`, `turn.follow("…")`, `_message(…, "…")`."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="follow"), args=[ast.Constant(value=name), *_]):
                yield name
            case ast.Call(func=ast.Name(id="_message"), args=[_, ast.Constant(value=name), *_]):
                yield name
            case ast.keyword(arg="event", value=ast.Constant(value=name)):
                yield name


def test_every_event_that_kweek_makes_is_known():
    files = [path for room in ("core", "shell") for path in sorted((LAYERS / room).glob("*.py"))]
    made = {name for path in files for name in made_in(ast.parse(path.read_text()))}

    assert {"Stage Changed", "Form Submitted", "Unsubscribed", "Step Failed"} <= made
    assert {name for name in made if name and name[0].isupper()} - set(OURS) == NO_EVENTS


def test_a_step_that_no_message_can_carry_is_told(write):
    many = ", ".join(f"customer-{number:01000}" for number in range(260))
    rule = f"{{ trait: email, is: [{many}] }}"
    steps = f"steps: [ {{ step: which, branch: [ {{ if: {rule}, to: end }} ], next: last }}, LAST ]"
    journey = steps.replace("LAST", "{ step: last, update: { traits: { seen: true } } }")

    [problem] = read_checked(write({"journeys/j.yaml": f"{TOP}{journey}\n"})).problems

    assert str(problem) == (
        "journeys/j.yaml:5: which: takes 264 KB, and AWS takes 250 KB for a step; "
        "make a segment or a list of what it compares with"
    )


@pytest.mark.slow
def test_journeys_that_no_template_can_hold_are_told_at_the_largest_of_them(write):
    def journey(length):
        steps = [
            f"  - {{ step: s{n}, update: {{ traits: {{ text: {'x' * 20_000} }} }} }}\n"
            for n in range(length)
        ]
        return f"{TOP}steps:\n{''.join(steps)}"

    files = {f"journeys/j{n}.yaml": journey(9 + n) for n in range(4)}

    [problem] = read_checked(write(files)).problems

    assert str(problem).startswith("journeys/j3.yaml:1: all journeys take ")
    assert problem.text.endswith(", and AWS takes 750 KB")
    assert read_checked(write({"journeys/j3.yaml": journey(2)})).problems == ()
