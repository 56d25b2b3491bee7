"""What a condition says, read from the file itself and asked of all that has happened so far."""

from dataclasses import dataclass, field, replace

from kweek.catalogue.durations import parse_duration

RISING = ("lead", "mql", "sql", "customer")
POINTS = {"Seen": 10}


@dataclass
class Event:
    """Something that happened; what `$contact` and `$entry` meant just then."""

    at: int
    name: str
    properties: dict
    traits: dict


@dataclass
class Mail:
    """A mail that went out."""

    name: str
    at: int
    opened: bool = False
    clicked: set = field(default_factory=set)
    accepted: bool = False


@dataclass(frozen=True)
class Asked:
    """Who is asked: the world, the run, its mail, and since when what happens counts."""

    world: object
    run: object = None
    mail: Mail | None = None
    since: int | None = None


def holds(condition, asked):
    """Whether a condition of a file is true now."""
    if isinstance(condition, str):
        return _word(condition, asked)
    head = next(key for key in condition if key in _HEADS)
    return _HEADS[head](condition, asked)


def _word(word, asked):
    if word == "goal":
        return asked.run.goal_at is not None
    mail = asked.mail
    return mail is not None and (bool(mail.clicked) or (word == "opened" and mail.opened))


def _event(condition, asked):
    world = asked.world
    times = _times(condition, asked)
    if "in_last" in condition:
        window = parse_duration(condition["in_last"])
        times = [at for at in times if world.now < at + window]
    elif asked.since is not None:
        times = [at for at in times if at > asked.since]
    return len(times) >= condition.get("count", 1)


def _times(condition, asked):
    """When what a condition speaks of has happened."""
    found = [event.at for event in asked.world.log if is_meant(event, condition, asked)]
    if "then" not in condition:
        return found
    within = parse_duration(condition["within"])
    second = [e.at for e in asked.world.log if is_meant(e, condition["then"], asked)]
    return [at for at in second if any(at - within <= one < at for one in found)]


def is_meant(event, condition, asked):
    """Whether an event is one of those that a condition, or a way in, speaks of."""
    if event.name not in listed(condition["event"]):
        return False
    where = condition.get("where", {})
    if _names_run(where) and event.at <= asked.run.since:
        return False  # a run knows only what came after it began
    entry = asked.run.entry_at(event.at) if asked.run else {}
    said = event.properties
    return all(
        _passes(said.get(name), wanted, event.traits, entry) for name, wanted in where.items()
    )


def _names_run(part):
    if isinstance(part, str):
        return part.startswith(("$entry.", "$contact."))
    return (
        any(map(_names_run, part.values() if isinstance(part, dict) else part))
        if isinstance(part, dict | list)
        else False
    )


def _passes(value, wanted, traits, entry):
    """Whether a value is what is wanted: a value, one of a list, or a map of comparisons."""
    ops = wanted if isinstance(wanted, dict) else {"is": wanted}
    return all(_compares(op, value, operand, traits, entry) for op, operand in ops.items())


def _compares(op, value, operand, traits, entry):
    if op in ("is", "is_not"):
        wanted = operand if isinstance(operand, list) else [operand]
        said = [said_by(one, traits, entry) for one in wanted]
        same = ("missing" in wanted) if value is None else value in said
        return same == (op == "is")
    bound = said_by(operand, traits, entry)
    if op == "exists":
        return (value is not None) == bound
    if value is None or bound is None:
        return False
    if op in ("contains", "starts_with"):
        return bound.lower() in value.lower() if op == "contains" else value.startswith(bound)
    tests = {
        "at_least": value >= bound,
        "at_most": value <= bound,
        "above": value > bound,
        "below": value < bound,
    }
    return tests[op]


def said_by(value, traits, entry):
    """What stands for a value: itself, a trait, or a property of the entry."""
    if isinstance(value, str) and value.startswith("$contact."):
        return traits.get(value.partition(".")[2])
    if isinstance(value, str) and value.startswith("$entry."):
        return entry.get(value.partition(".")[2])
    return value


def _trait(condition, asked):
    ops = {op: operand for op, operand in condition.items() if op != "trait"} or {"exists": True}
    traits = asked.world.traits
    entry = asked.run.entry if asked.run else {}
    return _passes(traits.get(condition["trait"]), ops, traits, entry)


def among(said, known):
    """Whether one of those that are said is known."""
    return bool(set(listed(said)) & set(known))


def listed(said):
    """One or several, as a list."""
    return said if isinstance(said, list) else [said]


def _segment(condition, asked):
    everybody = replace(asked, run=None, mail=None, since=None)
    rules = asked.world.segments
    return any(holds(rules[name], everybody) for name in listed(condition["segment"]))


def stage_of(world):
    """The stage, which only rises."""
    met = [name for name, rule in world.stages.items() if holds(rule, Asked(world))]
    return max(["lead", *met], key=RISING.index)


def _score(condition, asked):
    points = sum(POINTS.get(event.name, 0) for event in asked.world.log)
    ops = {op: bound for op, bound in condition.items() if op != "score"}
    return _passes(points, ops, {}, {})


def _mail(condition, asked):
    mails = [mail for mail in asked.world.mails if mail.name == condition["mail"]]
    was = {
        "sent": lambda _: True,
        "opened": lambda mail: mail.opened or bool(mail.clicked),
        "clicked": lambda mail: bool(mail.clicked),
    }
    return any(was[condition["was"]](mail) for mail in mails)


def _journey(condition, asked):
    wanted = condition["journey"], condition["was"]
    return any((run.journey, run.status) == wanted for run in asked.world.runs)


def _clicked(condition, asked):
    return asked.mail is not None and condition["clicked"] in asked.mail.clicked


_HEADS = {
    "all": lambda condition, asked: all(holds(one, asked) for one in condition["all"]),
    "any": lambda condition, asked: any(holds(one, asked) for one in condition["any"]),
    "none": lambda condition, asked: not any(holds(one, asked) for one in condition["none"]),
    "event": _event,
    "trait": _trait,
    "segment": _segment,
    "stage": lambda condition, asked: among(condition["stage"], [stage_of(asked.world)]),
    "list": lambda condition, asked: among(condition["list"], asked.world.lists),
    "score": _score,
    "mail": _mail,
    "journey": _journey,
    "clicked": _clicked,
    "consent": lambda _, asked: asked.world.consents and not asked.world.opted_out,
}
