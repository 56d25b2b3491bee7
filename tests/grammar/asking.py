"""Random conditions, for each place of a journey where one may stand."""

from tests.grammar.folder import MAILS, WINDOW

ITEMS, PRICES, COUNTRIES = ("a", "b"), (5, 20), ("NL", "DE")
EVENTS = ("Seen", "Bought", "Signed", "Asked")


def condition(chance, place, depth=0):
    """A condition for `rule` (branches, `only_if`), `entry`, `wait`, `exit` or `judged`."""
    if depth < 2 and chance.random() < 0.25:
        return _many(chance, place, depth)
    if place in ("wait", "judged"):  # something must happen
        return chance.choice([event, event, event, sequence])(chance, place)
    kinds = [trait, event, event, sequence, segment, stage, listed, score, mail, journey, consent]
    return chance.choice(kinds)(chance, place)


def _many(chance, place, depth):
    words = ["all", "any"] if place in ("wait", "judged") else ["all", "any", "none"]
    parts = [condition(chance, place, depth + 1) for _ in range(chance.randint(1, 3))]
    return {chance.choice(words): parts}


def event(chance, place):
    """So many of an event, perhaps lately, perhaps only some of them."""
    found = {"event": names(chance)}
    if chance.random() < 0.6:
        found["where"] = where(chance, named=place not in ("entry", "judged"))
    if chance.random() < 0.3:
        found["count"] = 2
    if chance.random() < 0.3:
        found["in_last"] = WINDOW
    return found


def names(chance):
    return chance.sample(EVENTS, 2) if chance.random() < 0.2 else chance.choice(EVENTS)


def where(chance, *, named):
    """What is asked of an event's properties; some compare with the run's own."""
    items = ["a", ["a", "b"], ["b", "missing"], "$thing", {"is_not": "a"}, {"exists": True}]
    if named:
        items += ["$entry.item", ["$entry.item", "missing"], "$contact.liked"]
    prices = [{"at_least": 10}, {"below": "$big"}, {"above": 4, "at_most": 19}]
    found = {"item": chance.choice(items)}
    return found | {"price": chance.choice(prices)} if chance.random() < 0.3 else found


def sequence(chance, _place):
    """One event, and then another, soon."""
    found = {"event": "Seen", "then": {"event": chance.choice(EVENTS)}, "within": "30h"}
    if chance.random() < 0.3:
        found["where"] = {"item": "a"}
    if chance.random() < 0.3:
        found["in_last"] = WINDOW
    return found


def trait(chance, _place):
    """A profile field, which steps and people change on the way."""
    ask = [
        {"trait": "country", "is": chance.choice(COUNTRIES)},
        {"trait": "country", "is_not": ["NL", "BE"]},
        {"trait": "liked", "is": "$contact.item"},
        {"trait": "item", "is": "$entry.item"},
        {"trait": "price", "at_least": 10},
        {"trait": "other"},
        {"trait": "mark", "exists": False},
        {"trait": "mark", "contains": "AR"},
        {"trait": "mark", "starts_with": "ma"},
        {"trait": "crm", "is": "x7"},
    ]
    return chance.choice(ask)


def segment(chance, _place):
    return {"segment": chance.choice(["dutch", "seekers", "idle", ["buyers", "seekers"]])}


def stage(chance, _place):
    return {"stage": chance.choice(["lead", "mql", "customer", ["mql", "customer"]])}


def listed(chance, _place):
    return {"list": chance.choice(["vip", "test", ["vip", "test"]])}


def score(chance, _place):
    ask = [{"at_least": 5}, {"above": 15}, {"below": 15}, {"at_most": 5}]
    return {"score": "engagement", **chance.choice(ask)}


def mail(chance, _place):
    return {"mail": chance.choice(sorted(MAILS)), "was": _word(chance)}


def _word(chance):
    return chance.choice(["sent", "opened", "clicked"])


def journey(chance, _place):
    return {"journey": "other", "was": chance.choice(["active", "finished", "exited"])}


def consent(_chance, _place):
    return {"consent": "club"}
