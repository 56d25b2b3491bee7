"""`wait_for`, `within` and `then`: what a step waits for and where each outcome leads."""

from collections.abc import Mapping
from dataclasses import replace

from kweek.catalogue.conditions import BROKEN, CONDITIONS, negated, read_condition
from kweek.catalogue.dollars import check_moment
from kweek.catalogue.journey import Wait
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import did_you_mean
from kweek.catalogue.scope import Condition, Scope
from kweek.catalogue.small_words import LONGEST, duration, time_of_day
from kweek.catalogue.wait_words import WORDS, read_clicked_link, read_word

#: Outcomes that nobody waits for: no name of something else.
RESERVED = ("otherwise", "held", "failed", "left", "later", "sent", "done", "accepted")


def read_wait(piece: Piece, scope: Scope) -> Wait:
    """The wait of a step that says `wait_for`, or only `within` and what is judged then."""
    waiting = replace(scope, asked_in="wait")
    said = piece.get("wait_for")
    immediate = _immediate(said, waiting) if said else {}
    judged = _judged(piece.get("then"), immediate, waiting)
    if not immediate and not judged:
        remedy = "say `wait_for:`, or name what is judged in `then`"
        scope.problems.add(piece.problem("waits for nothing", remedy))
    return Wait(tuple(immediate.items()), tuple(judged.items()), _within(piece, scope))


def read_accepting(piece: Piece, within: int, scope: Scope) -> Wait:
    """The wait of a hand-off: until the owner accepts it."""
    immediate: dict[str, Condition] = {"accepted": {"accepted": True}}
    judged = _judged(piece.get("then"), immediate, replace(scope, asked_in="wait"))
    return Wait(tuple(immediate.items()), tuple(judged.items()), within)


def read_then(piece: Piece, wait: Wait | None, scope: Scope, *, mails: bool) -> dict[str, Piece]:
    """The targets by outcome; `mails`: whether the step can be held or fail."""
    then = piece.get("then")
    if then is None:
        return {}
    conditions = dict((*wait.immediate, *wait.judged)) if wait else {}
    allowed = [*conditions, "otherwise", *(("held", "failed") if mails else ())]
    for outcome, target in then.items():
        if outcome in WORDS and wait is None:
            text = f"'{outcome}' is judged at a deadline, and this step has none"
            scope.problems.add(target.problem(text, "say `within: 3d`"))
        elif outcome not in allowed and outcome not in WORDS:
            remedy = did_you_mean(outcome, allowed) or f"name one of: {', '.join(allowed)}"
            scope.problems.add(target.problem(f"'{outcome}' is no outcome of this step", remedy))
    for name, _ in wait.immediate if wait else ():
        if name not in then.data:
            text = f"does not say what follows '{name}'"
            scope.problems.add(then.problem(text, f"write {name}: STEP, or {name}: end"))
    _warn_of_opens(then, conditions, scope)
    return dict(then.items())


def _immediate(piece: Piece, scope: Scope) -> dict[str, Condition]:
    found: dict[str, Condition] = {}
    for each in piece.list():
        if isinstance(each.data, str):
            found[each.data] = read_word(each, scope) or BROKEN
        elif isinstance(each.data, dict) and each.data:
            found.update({name: _named(name, inside, scope) for name, inside in each.items()})
        else:
            scope.problems.add(each.problem("must name what is waited for"))
    return found


def _named(name: str, piece: Piece, scope: Scope) -> Condition:
    if name == "clicked":
        return read_clicked_link(piece, scope)
    if name in CONDITIONS:
        text = "a condition that is waited for needs a name of its own"
        scope.problems.add(piece.problem(text, f"write {{ seen: {{ {name}: … }} }}"))
        return BROKEN
    if name in (*RESERVED, *WORDS):
        scope.problems.add(piece.problem(f"'{name}' is taken", "choose another name"))
        return BROKEN
    condition = read_condition(piece, scope)
    if negated(condition):
        text = "only what happens can be waited for, not what does not"
        scope.problems.add(piece.problem(text, "wait for the event and use `otherwise`"))
    return condition


def _judged(
    then: Piece | None, immediate: Mapping[str, Condition], scope: Scope
) -> dict[str, Condition]:
    """The outcomes named in `then` that are asked at the deadline, in the order of the file."""
    found: dict[str, Condition] = {}
    for name, piece in then.items() if then else ():
        if name in WORDS and name not in immediate:
            condition = read_word(piece.holding(name), scope)
            if name == "goal" and scope.goal is not None and negated(scope.goal):
                text = "a goal that something does not happen cannot be judged at a deadline"
                scope.problems.add(piece.problem(text, "use `otherwise`"))
            found[name] = condition or BROKEN
    return found


def _within(piece: Piece, scope: Scope) -> int:
    """The length of the wait; 0 when it was told that there is none."""
    if until := piece.get("until"):
        check_moment(until, scope)
        if at := piece.get("at"):
            time_of_day(at, scope.problems)
        scope.problems.add(until.not_yet("waiting `until` a moment"))
    elif within := piece.get("within"):
        return duration(within, scope.problems, LONGEST) or 0
    else:
        place = piece.get("wait_for") or piece
        scope.problems.add(place.problem("waits without end", "say `within: 3d`"))
    return 0


def _warn_of_opens(then: Piece, conditions: Mapping[str, Condition], scope: Scope) -> None:
    """Opens made by mail programs are not counted, so many who read never count as opened."""
    for name, target in then.items():
        if conditions.get(name) == "opened" and target.data != then.data.get("otherwise"):
            text = "this path hangs on an open alone, and many opens are never seen"
            scope.problems.add(target.problem(text, "ask for a click where it matters", "warning"))
