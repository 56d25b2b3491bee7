"""How a story has ended: all that must be as if nothing had gone wrong, as values."""

from collections import Counter

from kweek.shell.worker import world
from tests.stack import table

#: What differs by when something happened, or by how often somebody had to commit: a run that
#: time alone opens is named after the version that opened it.
OF_THE_MOMENT = {"at", "until", "message_id", "response", "due", "accept_url", "run", "send"}


def ending(stack):
    """All that must be as if nothing had happened."""
    items = table.items()
    found = [one["pk"]["S"][2:] for one in items if one["sk"]["S"] == "contact"]
    people = {one: person(world().contacts.load(one)) for one in found}
    report = {key: n for key, n in stack.counted().items() if n}
    return {
        "people": people,
        "told": Counter(told(event) for event in table.bodies("event")),
        "rows": sorted(
            (row["mail"], row["state"], str(row["hold"])) for row in table.bodies("send")
        ),
        "addresses": sorted(_address(one) for one in items if one["sk"]["S"] == "address"),
        "machines": Counter((one.status, one.state) for one in stack.machines.executions.values()),
        "mails": Counter((mail.to, mail.name) for mail in stack.ses.mails),
        "twice": twice(stack.ses.mails),
        "elsewhere": sorted(set(stack.elsewhere.ids)),
        "report": report,
        "figures": stack.figures(),
        "miscounted": report != stack.figures(),
        "dead letters": {name: [*dead] for name, dead in stack.queues.dead.items() if dead},
    }


def twice(mails):
    """The sends that more than one mail is of."""
    return [send for send, n in Counter(mail.send_id for mail in mails).items() if n > 1]


def person(one):
    """A contact, without what differs by the moment."""
    runs = sorted(one.enrolments.values(), key=lambda run: (run.journey, run.since))
    return {
        "who": (one.address, one.user_id, one.aliases, one.stage, one.suppressed),
        "gone": (one.erased is not None, one.opted_out is not None),
        "traits": {name: trait.value for name, trait in one.traits.items()},
        "sets": (sorted(one.segments), one.lists, sorted(one.consent)),
        "scores": one.scores,
        "tallies": one.tallies,
        "runs": [(e.journey, e.status, e.exit, e.step, e.lap) for e in runs],
        "passed": {name: (p.times, p.keys) for name, p in one.passed.items()},
        "sends": sorted((s.mail, s.state, str(s.hold)) for s in one.sends.values()),
        "trials": len(one.trials),
        "due": one.due_at,
    }


def told(event):
    """An event, without what differs by the moment."""
    about = {k: v for k, v in event["properties"].items() if k not in OF_THE_MOMENT}
    return event["event"], repr(sorted(about.items())), repr(event["changed"])


def _address(item):
    return tuple((name, str(item[name])) for name in ("pk", "contact", "block") if name in item)


def virtual_ending(world):
    """The same of a virtual world."""
    people = list(world.contacts)
    ledger = [row for one in people for row in world.ledger(one)]
    machines = world.machines.executions.values()
    return {
        "people": {one.id: person(one) for one in people},
        "told": Counter(told(event) for one in people for event in world.timeline(one)),
        "rows": sorted((row["mail"], row["state"], str(row["hold"])) for row in ledger),
        "machines": Counter((one.status, one.state) for one in machines),
        "mails": Counter((mail.to, mail.name) for mail in world.mailbox),
        "twice": twice(world.mailbox),
        "report": {key: n for key, n in world.items.counted.items() if n},
        "dead letters": [(letter.queue, letter.body) for letter in world.queues.dead],
    }
