"""Outcomes and rules that come too late: another one has always been taken before."""

import json
from collections.abc import Iterator

from kweek.catalogue.journey import Journey, Step
from kweek.catalogue.problems import Problem
from kweek.catalogue.scope import Condition

#: Of these a longer list fits whomever a shorter one does.
_SETS = ("stage", "segment", "list")


def shadows(journey: Journey) -> Iterator[Problem]:
    """What can never be the answer of a step."""
    for step in journey.steps:
        yield from _in_then(step)
        yield from _in_branch(step)


def _in_then(step: Step) -> Iterator[Problem]:
    """A click is an open too, so whoever asks for opens first never hears of clicks."""
    if step.wait is None:
        return
    at_once = [condition for _, condition in step.wait.immediate]
    opened = "opened" in at_once
    for name, condition in step.wait.judged:
        if opened and isinstance(condition, dict) and "clicked" in condition:
            text = "is never reached: whoever clicks has opened as well, and that comes first"
            remedy = "wait for the click too, or put it above `opened`"
            yield step.then[name].warning("shadowed", text, remedy)
        opened = opened or condition == "opened"


def _in_branch(step: Step) -> Iterator[Problem]:
    for index, (rule, to) in enumerate(step.branches):
        if any(_takes_all(before, rule) for before, _ in step.branches[:index]):
            text = "is never reached: a rule above it takes all whom this one fits"
            yield to.warning("shadowed", text, "put it higher, or take it out")


def _takes_all(before: Condition, rule: Condition) -> bool:
    """Whether the first rule is sure to fit whomever the second fits."""
    if json.dumps(before, sort_keys=True) == json.dumps(rule, sort_keys=True):
        return True
    if not isinstance(before, dict) or not isinstance(rule, dict):
        return False
    for noun in _SETS:
        if noun in before and noun in rule:
            return set(rule[noun]) <= set(before[noun])
    if "any" in before:
        return any(_takes_all(each, rule) for each in before["any"])
    return any(_takes_all(before, each) for each in rule.get("all", ()))
