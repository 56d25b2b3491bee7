"""Random sound journeys in the whole grammar, for properties of what they compile to."""

from hypothesis import strategies as st

from kweek.catalogue.journey import END, Journey, Step, Wait
from kweek.catalogue.piece import Piece
from kweek.catalogue.ways import Ways
from kweek.core.times import DAY, HOUR

CLICK, GOAL = ("clicked", {"clicked": None}), ("goal", "goal")
RULE = {"stage": ["customer"]}
MOMENT = {"ref": ["entry", "starts"], "plus": -2 * HOUR}
#: So long that nothing is stretched, and not always whole days.
LENGTHS = st.sampled_from([HOUR, 5 * HOUR, DAY, 6 * DAY, 20 * DAY])


def piece(data):
    return Piece(data, "journeys/j.yaml", {})


@st.composite
def journeys(draw):
    """A journey whose steps are all reached; some lead back."""
    names = [f"step-{n}" for n in range(draw(st.integers(3, 8)))]
    loops = draw(st.booleans())
    steps = tuple(_step(draw, names, index, loops=loops) for index in range(len(names)))
    journey = Journey(
        name="j",
        piece=piece({}),
        title="A journey",
        status="live",
        topic="nurture",
        enter=(),
        only_if=None,
        re_entry={"kind": "again"},
        goal=RULE,
        target=None,
        exit_when=None,
        steps=steps,
    )
    return _reached(journey)


def _reached(journey):
    ways = Ways(journey)
    found, ahead = set(), [journey.steps[0].name]
    while ahead:
        name = ahead.pop()
        if name != END and name not in found:
            found.add(name)
            ahead.extend(ways.ahead(ways.steps[name]))
    kept = tuple(step for step in journey.steps if step.name in found)
    fields = {name: getattr(journey, name) for name in Journey.__slots__}
    return Journey(**{**fields, "steps": kept})


def _step(draw, names, index, *, loops):
    def target():
        lowest = 0 if loops else index + 1
        return piece(draw(st.sampled_from([*names[lowest:], END])))

    kind = draw(st.sampled_from(sorted(KINDS)))
    made = {"do": kind.partition(" ")[0], "next": target(), **KINDS[kind](draw, target)}
    if draw(st.integers(0, 3)) == 0:
        made["only_if"] = RULE
    elif made["do"] == "split":
        made["next"] = None  # it leads to its parts; only who skips it goes on
    return Step(name=names[index], piece=piece({}), **made)


def _wait(draw, target, immediate, judged, **about):
    """A wait of some length or until a moment, and where its outcomes lead."""
    named = [*immediate, *judged]
    then = {name: target() for name, _ in named} | {"otherwise": target()}
    until = draw(st.booleans())
    if until and draw(st.booleans()):
        then["late"] = target()
    within = 0 if until else draw(LENGTHS)
    wait = Wait(tuple(immediate), tuple(judged), within, MOMENT if until else None)
    return {"wait": wait, "then": then, "next": None, **about}


def _until(late):
    settings = {"until": MOMENT, "late": late is not None}
    return {"settings": settings, "then": {"late": late} if late else {}}


def _mail(draw, **more):
    return {"mail": "m", "topic": "nurture", "hold_up_to": draw(LENGTHS), **more}


KINDS = {
    "wait for": lambda draw, _: {"settings": {"for": draw(LENGTHS)}},
    "wait at": lambda draw, _: {
        "settings": {"for": draw(LENGTHS), "at": "09:00", "days": [0, 1, 2, 3, 4]}
    },
    "wait until": lambda draw, target: _until(target() if draw(st.booleans()) else None),
    "wait_for": lambda draw, target: _wait(draw, target, [GOAL], []),
    "send": lambda draw, target: {
        "settings": _mail(draw),
        "then": {"held": target()} if draw(st.booleans()) else {},
    },
    "send wait": lambda draw, target: _wait(
        draw, target, [GOAL], [CLICK, ("opened", "opened")], settings=_mail(draw)
    ),
    "branch": lambda _, target: {
        "next": None,
        "branches": ((RULE, target()), (RULE, target())),
        "then": {"otherwise": target()},
    },
    "split": lambda draw, target: {
        "shares": ((30, target()), (70, target())),
        "settings": {"within": draw(LENGTHS)},
        "judged_by": RULE,
    },
    "update": lambda *_: {"settings": {"traits": {"seen": True}, "add_to": [], "remove_from": []}},
    "task": lambda *_: {
        "settings": {"to": "sales", "mail": "task", "title": "Call them", "due": DAY}
    },
    "webhook": lambda _, target: {
        "settings": {"url": "https://example.org", "send": None, "keep": {}, "timeout": 5},
        "then": {"failed": target()},
    },
    "start": lambda *_: {"settings": {"start": "k"}},
}
