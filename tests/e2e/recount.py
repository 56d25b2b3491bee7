"""A journey's report, counted anew from timelines, ledgers, the mailbox and execution histories.

Nothing here knows how Kweek counts: it looks at what each contact's page and each execution
say, and at the mails that lie in the mailbox.
"""

from collections import Counter

from kweek.core.ids import digest

SENT = ("sent", "delivered", "bounced", "complained")
ARRIVED = ("delivered", "complained")
#: Answers that tell of no choice: the step is done, entered anew or skipped, or the run is over.
NO_CHOICE = ("sent", "done", "later", "held", "failed", "left")


def recounted(stack, people, journey):
    """What the admin API's report of a journey should say."""
    contacts = {one["id"]: one for one in _contacts(stack, people)}.values()
    events = [event for contact in contacts for event in contact["timeline"]]
    events = [event for event in events if event["properties"].get("journey") == journey]
    sends = [send for contact in contacts for send in contact["sends"]]
    sends = [send for send in sends if send["journey"] == journey]
    notices = [mail["tags"] for mail in stack.mails() if mail["tags"]["journey"] == journey]
    notices = [tags for tags in notices if tags.get("to") == "owner"]
    executions = [
        stack.execution(journey, run["run"])
        for contact in contacts
        for run in contact["enrolments"]
        if run["journey"] == journey
    ]
    names = {one["step"] for one in (*sends, *notices)} | _called(executions)
    return {
        "journey": journey,
        **_runs(events),
        "mails": _mails(events, sends, notices),
        "steps": {name: _step(name, events, sends, notices, executions) for name in sorted(names)},
    }


def _contacts(stack, people):
    for person in people:
        yield from filter(None, (person.contact(), _visitor(stack, person)))


def _visitor(stack, person):
    return stack.admin(f"contacts/{digest('anonymous', person.cookie)}")


def _runs(events):
    told = Counter(event["event"] for event in events)
    exits = [
        event["properties"]["reason"] for event in events if event["event"] == "Journey Exited"
    ]
    return {
        "started": told["Journey Started"],
        "finished": told["Journey Finished"],
        "exited": len(exits) - exits.count("unreachable"),
        "unreachable": exits.count("unreachable"),
        "failed": told["Journey Failed"] - told["Journey Recovered"],
        "goals": told["Goal Reached"],
    }


def _mails(events, sends, notices):
    states = Counter(send["state"] for send in sends)
    opens, clicks = (
        [event["properties"]["send"] for event in events if event["event"] == name]
        for name in ("Email Opened", "Email Link Clicked")
    )
    delivered = sum(states[state] for state in ARRIVED)
    return {
        "sent": sum(states[state] for state in SENT),
        "delivered": delivered,
        "bounced": states["bounced"],
        "complained": states["complained"],
        "opened": len({*opens, *clicks}),  # who clicks has opened
        "clicked": len(set(clicks)),
        "total_opens": len(opens),
        "total_clicks": len(clicks),
        "click_through": round(len(set(clicks)) / delivered, 4) if delivered else None,
        "unsubscribed": sum(event["event"] == "Unsubscribed" for event in events),
        "held": dict(Counter(send["hold"] for send in sends if send["state"] == "held")),
        "failed": states["failed"],
        "unknown": states["unknown"],
        "notices": len(notices),
    }


def _step(name, events, sends, notices, executions):
    def here(all_of_it):
        return [one for one in all_of_it if (one.get("properties") or one).get("step") == name]

    answers = [answer for execution in executions for answer in execution.answers]
    outcomes = Counter(outcome for state, outcome in answers if state == name)
    entered = sum(any(one.state == name for one in each.entered) for each in executions)
    return {
        "entered": entered,
        "outcomes": {one: n for one, n in outcomes.items() if one not in NO_CHOICE},
        "won": {},  # no journey here is split
        **_mails(here(events), here(sends), here(notices)),
    }


def _called(executions):
    """The steps that Step Functions handed to code; a plain wait is its own affair."""
    return {state for each in executions for state, _ in each.answers} | {
        one.state[:-1] for each in executions for one in each.entered if one.state.endswith("?")
    }
