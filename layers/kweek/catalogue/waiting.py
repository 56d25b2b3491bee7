"""`wait_for`, `within` and `then`: what a step waits for and where each outcome leads."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kweek.catalogue.conditions import BROKEN, CONDITIONS, negated, read_condition
from kweek.catalogue.journey import Wait
from kweek.catalogue.moments import Moment, read_moment
from kweek.catalogue.piece import Piece
from kweek.catalogue.problems import did_you_mean
from kweek.catalogue.scope import Condition, Scope
from kweek.catalogue.small_words import LONGEST, duration
from kweek.catalogue.wait_words import WORDS, read_clicked_link, read_word
from kweek.core.times import Duration

#: Outcomes that nobody waits for: no name of something else.
RESERVED = (
    *("otherwise", "held", "failed", "left", "later", "late", "skipped"),
    *("sent", "done", "accepted"),
)
#: What makes a step wait for something.
DEADLINES = ("wait_for", "within", "until")


def read_wait(piece: Piece, scope: Scope) -> Wait:
    """The wait of a step that says `wait_for`, or only `within` and what is judged then."""
    waiting = replace(scope, asked_in="wait")
    said = piece.get("wait_for")
    immediate = _immediate(said, waiting) if said else {}
    judged = _judged(piece.get("then"), immediate, waiting)
    if not immediate and not judged:
        remedy = "say `wait_for:`, or name what is judged in `then`"
        scope.problems.add(piece.problem("waits for nothing", remedy))
    within, until = _length(piece, scope)
    return Wait(tuple(immediate.items()), tuple(judged.items()), within, until)


def read_accepting(piece: Piece, within: Duration, scope: Scope) -> Wait:
    """The wait of a hand-off: until the owner accepts it."""
    immediate: dict[str, Condition] = {"accepted": {"accepted": True}}
    judged = _judged(piece.get("then"), immediate, replace(scope, asked_in="wait"))
    return Wait(tuple(immediate.items()), tuple(judged.items()), within)


def read_then(
    piece: Piece, wait: Wait | None, scope: Scope, also: Sequence[str] = ()
) -> dict[str, Piece]:
    """The targets by outcome, `late` among them; `also` are outcomes that need no wait."""
    then, late = piece.get("then"), piece.get("late")
    targets = {"late": late} if late else {}
    if late and not piece.get("until"):
        text = "nobody is late for a wait that begins when they come"
        scope.problems.add(late.problem(text, "`late` belongs to `until`"))
    if then is None:
        return targets
    conditions = dict((*wait.immediate, *wait.judged)) if wait else {}
    allowed = [*conditions, "otherwise", *also]
    for outcome, target in then.items():
        if outcome in WORDS and wait is None:
            text = f"'{outcome}' is judged at a deadline, and this step has none"
            scope.problems.add(target.problem(text, "say `within: 3d`"))
        elif outcome == "late":
            text = "'late' stands beside `until`, not among the outcomes"
            scope.problems.add(target.problem(text, f"write `late: {target.data}` in the step"))
        elif outcome not in allowed and outcome not in WORDS:
            remedy = did_you_mean(outcome, allowed) or f"name one of: {', '.join(allowed)}"
            scope.problems.add(target.problem(f"'{outcome}' is no outcome of this step", remedy))
    for name, _ in wait.immediate if wait else ():
        if name not in then.data:
            text = f"does not say what follows '{name}'"
            scope.problems.add(then.problem(text, f"write {name}: STEP, or {name}: end"))
    return {**dict(then.items()), **targets}


def _immediate(piece: Piece, scope: Scope) -> dict[str, Condition]:
    found: dict[str, Condition] = {}
    if piece.data == []:
        scope.problems.add(piece.problem("must name what is waited for"))
    for each in piece.list():
        if isinstance(each.data, str):
            found[each.data] = read_word(each, scope) or BROKEN
            _check_goal(each.data, each, "waited for", scope)
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
            found[name] = read_word(piece.holding(name), scope) or BROKEN
            _check_goal(name, piece, "judged at a deadline", scope)
    return found


def _check_goal(outcome: str, piece: Piece, done: str, scope: Scope) -> None:
    if outcome == "goal" and scope.goal is not None and negated(scope.goal):
        text = f"a goal that something does not happen cannot be {done}"
        scope.problems.add(piece.problem(text, "use `otherwise`"))


def _length(piece: Piece, scope: Scope) -> tuple[Duration, Moment | None]:
    """How long the wait is, or until when; nothing when it was told that there is no end."""
    within, until, at = piece.get("within"), piece.get("until"), piece.get("at")
    if within and until:
        text = "cannot stand beside `until`"
        scope.problems.add(within.problem(text, "keep one of them"))
    elif at and not until:
        scope.problems.add(at.problem("says at what time, but not on which day", "say `until:`"))
    if until:
        return Duration(0), read_moment(until, scope, at)
    if within:
        return duration(within, scope.problems, LONGEST) or Duration(0), None
    place = piece.get("wait_for") or piece
    scope.problems.add(place.problem("waits without end", "say `within: 3d`"))
    return Duration(0), None
