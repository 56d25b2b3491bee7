"""Loops: a way round must hold a wait, or a run would go round as fast as the machine can."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kweek.catalogue.journey import END, MAILS, NOT_SENT, Step
from kweek.catalogue.problems import Problems
from kweek.catalogue.scope import Condition


@dataclass(frozen=True, slots=True)
class Way:
    """From a step to one that may follow it, and whether time passes on it.

    `unsent` is the way of a mail that did not go, where nothing names that outcome.
    """

    to: str
    waits: bool
    unsent: bool = False


def ways_of(steps: Sequence[Step]) -> Mapping[str, Sequence[Way]]:
    """The ways on from each step; those to the end are left out."""
    below = {step.name: after.name for step, after in pairwise(steps)}
    return {
        step.name: [way for way in _ways(step, below.get(step.name, END)) if way.to != END]
        for step in steps
    }


def check_loops(steps: Sequence[Step], problems: Problems) -> None:
    """Tell each loop that a run can go round without a wait, by the names of its steps."""
    hasty = {name: [way for way in ways if not way.waits] for name, ways in ways_of(steps).items()}
    done: set[str] = set()

    def follow(name: str, before: tuple[str, ...]) -> None:
        way = (*before, name)
        for each in hasty[name]:
            if each.to in way:
                _tell(steps, way[way.index(each.to) :], hasty, problems)
            elif each.to not in done:
                follow(each.to, way)
        done.add(name)

    for step in steps:
        if step.name not in done:
            follow(step.name, ())


def _tell(
    steps: Sequence[Step],
    circle: Sequence[str],
    hasty: Mapping[str, Sequence[Way]],
    problems: Problems,
) -> None:
    # The circle is told from its first step in the file.
    first = next(step for step in steps if step.name in circle)
    start = list(circle).index(first.name)
    names = [*circle[start:], *circle[:start], first.name]
    unsent = [step for step, to in pairwise(names) if _only_unsent(hasty[step], to)]
    if unsent:
        mail = next(step for step in steps if step.name == unsent[0])
        text = f"goes round without a wait when its mail cannot go: {' → '.join(names)}"
        named = " and ".join(f"`{one}:`" for one in NOT_SENT if one not in mail.then)
        remedy = f"say in `then` where {named} lead{'s' if ' and ' not in named else ''}"
        problems.add(mail.piece.problem(text, remedy))
        return
    text = f"goes round without a wait: {' → '.join(names)}"
    problems.add(first.piece.problem(text, "put `wait: 1d` on the way, or lead it elsewhere"))


def _only_unsent(ways: Sequence[Way], to: str) -> bool:
    return all(way.unsent for way in ways if way.to == to)


def _ways(step: Step, below: str) -> Iterator[Way]:
    """A step that is skipped, held, failed or came too late has not waited."""
    waits = _lasts(step)
    for outcome, target in step.then.items():
        yield Way(target.data, waits and not _is_hasty(step, outcome))
    for target in (*(to for _, to in step.branches), *(to for _, to in step.shares)):
        yield Way(target.data, waits=False)
    if step.next is not None:
        yield Way(step.next.data, waits and not _ends_once(step))
    if step.falls:
        yield Way(below, waits and not _ends_once(step))
    if waits and step.do in MAILS:
        # A mail that SES will never take, or that is held for good, is over the moment it is asked.
        rest = step.then.get("otherwise") or step.next
        for outcome in NOT_SENT:
            if outcome not in step.then:
                yield Way(rest.data if rest else below, waits=False, unsent=True)
    if step.only_if is not None and step.do != END:
        skipped = step.next or step.then.get("otherwise")
        yield Way(skipped.data if skipped else below, waits=False)


def _lasts(step: Step) -> bool:
    return step.do == "wait" or step.wait is not None


def _ends_once(step: Step) -> bool:
    """Whether it waits for a moment: whoever comes back after that is not held again."""
    return "until" in step.settings or bool(step.wait and step.wait.until)


def _is_hasty(step: Step, outcome: str) -> bool:
    """Whether a step may have this outcome at once, each time that it is entered."""
    if outcome in (*NOT_SENT, "late"):
        return True
    immediate = dict(step.wait.immediate) if step.wait else {}
    return not _comes_anew(immediate[outcome]) if outcome in immediate else _ends_once(step)


def _comes_anew(condition: Condition) -> bool:
    """Whether it must happen again, after the wait before: no state, and nothing of the past."""
    if not isinstance(condition, dict):
        return condition == "opened"  # of this visit's mail; a goal, once reached, stays so
    if "all" in condition:
        return any(map(_comes_anew, condition["all"]))
    if "any" in condition:
        return all(map(_comes_anew, condition["any"]))
    if "event" in condition:
        return condition["in_last"] is None
    return "clicked" in condition or "accepted" in condition
