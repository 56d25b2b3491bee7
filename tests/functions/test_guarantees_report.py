"""The report equals a recount from the timelines and the ledger, to the unit."""

from collections import Counter

import pytest

import report
from kweek.core.counting import report as figures
from kweek.core.times import DAY, HOUR, MINUTE
from tests.stack import campaign, table
from tests.stack.kweek_stack import Stack
from tests.stack.ses import Lost, refusal

JOURNEYS = ("drip", "sales", "trial", "letter")
PEOPLE = [f"p{number}@example.org" for number in range(9)]
FILTERS = {"event": {"INSERT"}, "mark": {"INSERT"}, "send": {"INSERT", "MODIFY"}}

pytestmark = [pytest.mark.usefixtures("the_secret"), pytest.mark.slow]


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return campaign.write(tmp_path_factory.mktemp("campaigns"))


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns, tmp_path, stream=True)


def mixed_story(stack):
    """Nine people: most of what a journey can come to."""
    stack.deliveries = 2
    fault = refusal("InternalFailure")
    stack.ses.answers = [*[None] * 4, refusal("MessageRejected"), Lost(fault), fault]
    for number, address in enumerate(PEOPLE[:7]):
        topics = () if number == 6 else ("nurture",)
        country = {"country": "NL" if number % 2 else "DE"}
        stack.posts_form("ebook", address, f"form-{number}", topics, traits=country)
    stack.posts_form("letter", PEOPLE[7], "form-7")
    stack.run()
    for number, act in ((0, "opens"), (1, "opens"), (1, "clicks"), (2, "clicks"), (2, "clicks")):
        stack.ms += MINUTE
        reacts(stack, number, act)
    stack.run()
    stack.ses.event(mail_to(stack, PEOPLE[3]), "Bounce", bounceType="Permanent")
    stack.happens("prices", event="Prices Seen", contact=stack.contact(PEOPLE[1]).id)
    stack.run()
    stack.accepts("lead-handoff")
    stack.happens("order", event="Order Completed", contact=stack.contact(PEOPLE[0]).id)
    stack.ses.event(mail_to(stack, PEOPLE[2]), "Complaint")
    stack.ms += 13 * HOUR
    stack.posts_form("letter", PEOPLE[8], "form-8")  # at night
    stack.passes(9 * DAY)


def reacts(stack, number, act):
    sent = mail_to(stack, PEOPLE[number])
    kinds = {"opens": ("open", "Email Opened"), "clicks": ("click", "Email Link Clicked")}
    link = next(iter(stack.built.mails[sent.name]["links"]))
    properties = {"send": sent.send_id, **({"link": link} if act == "clicks" else {})}
    kind, event = kinds[act]
    stack.happens(f"{act}-{stack.ms}", kind, event, contact=sent.contact, properties=properties)


def mail_to(stack, address):
    return next(mail for mail in stack.ses.mails if mail.to == address)


def folded(records):
    """Hand the stream to `report` in uneven batches, each twice, and one in another's tail."""
    size = 7
    batches = [records[n : n + size] for n in range(0, len(records), size)]
    for number, batch in enumerate(batches):
        report.handler({"Records": batch}, None)
        if number % 3 == 0:
            report.handler({"Records": [*batches[number - 1][-2:], *batch]}, None)
    found = {name: report._counters().of_journey(name) for name in JOURNEYS}  # noqa: SLF001
    return {
        (journey, step, counter): n
        for journey, units in found.items()
        for (step, counter), n in units.items()
        if n
    }


def counted_records():
    """What the event source lets through."""
    return [
        record
        for record in table.stream_records()
        if record["eventName"]
        in FILTERS.get(record["dynamodb"]["NewImage"].get("kind", {}).get("S"), ())
    ]


def test_the_report_folded_from_the_stream_is_what_the_items_say_however_often_it_comes(stack):
    mixed_story(stack)

    counted = {key: n for key, n in stack.counted().items() if n}

    assert folded(counted_records()) == counted


def test_the_report_equals_a_recount_from_timelines_rows_and_mailbox(stack):
    mixed_story(stack)
    events = [event for address in PEOPLE for event in stack.timeline(address)]
    counted = stack.counted()

    for journey in ("drip", "letter"):
        units = {(step, name): n for (of, step, name), n in counted.items() if of == journey}
        found = figures(units)
        mails = found.pop("mails")
        found.pop("steps")
        assert found == passes(events, journey)
        assert mails == mailed(stack, events, journey)
    assert (passes(events, "drip")["started"], passes(events, "drip")["goals"]) == (7, 1)
    assert (mailed(stack, events, "drip")["bounced"], mails["unknown"]) == (1, 1)


def passes(events, journey):
    """Who began, ended and reached the goal, by what the timelines tell."""
    theirs = [event for event in events if event["properties"].get("journey") == journey]
    told = Counter(event["event"] for event in theirs)
    unreachable = sum(event["properties"].get("reason") == "unreachable" for event in theirs)
    return {
        "started": told["Journey Started"],
        "finished": told["Journey Finished"],
        "exited": told["Journey Exited"] - unreachable,
        "unreachable": unreachable,
        "failed": told["Journey Failed"] - told["Journey Recovered"],
        "goals": told["Goal Reached"],
    }


def mailed(stack, events, journey):
    """What became of the mails: by the ledger, the timelines and SES's own mailbox."""
    rows = [row for address in PEOPLE for row in stack.ledger(address) if row["journey"] == journey]
    states = Counter(row["state"] for row in rows)
    theirs = [event for event in events if event["properties"].get("journey") == journey]
    clicks = [e["properties"]["send"] for e in theirs if e["event"] == "Email Link Clicked"]
    opens = [e["properties"]["send"] for e in theirs if e["event"] == "Email Opened"]
    sent = [mail for mail in stack.ses.mails if mail.tags["journey"] == journey]
    delivered = states["delivered"] + states["complained"]
    return {
        "sent": len(sent),
        "delivered": delivered,
        "bounced": states["bounced"],
        "complained": states["complained"],
        "opened": len({*opens, *clicks}),
        "clicked": len(set(clicks)),
        "total_opens": len(opens),
        "total_clicks": len(clicks),
        "click_through": round(len(set(clicks)) / delivered, 4) if delivered else None,
        "unsubscribed": 0,
        "held": dict(Counter(row["hold"] for row in rows if row["state"] == "held")),
        "failed": states["failed"],
        "unknown": states["unknown"],
        "notices": 0,
    }
