"""A worker dies before and after every AWS call of a story; redelivery finishes what it left."""

import sys
from collections import Counter

import pytest

from kweek.core.times import DAY, HOUR, MINUTE, SECOND
from kweek.shell.performing import Performer
from tests.stack import campaign, table
from tests.stack.calls import Call
from tests.stack.kweek_stack import Stack
from tests.stack.ses import refusal

ADA = "ada@example.org"

pytestmark = pytest.mark.usefixtures("the_secret")


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return campaign.write(tmp_path_factory.mktemp("campaigns"))


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    stack = Stack(aws, campaigns, tmp_path)
    stack.ses.tells = ("Send",)
    return stack


def asks_for_the_ebook(stack):
    stack.posts_form("ebook", ADA, anonymous_id="visitor", traits={"country": "NL"})
    goes_on(stack, "welcome")


def follows_the_link(stack):
    if came(stack, "welcome"):
        stack.clicks("welcome", "read")
        goes_on(stack, "dutch")


def looks_at_prices(stack):
    stack.happens("page-1", "track", "Prices Seen", anonymous_id="visitor")
    goes_on(stack, "lead-handoff")


def is_called(stack):
    if came(stack, "lead-handoff"):
        stack.accepts("lead-handoff")
        stack.run()


def asks_at_night(stack):
    stack.ms += 14 * HOUR
    stack.posts_form("letter", ADA)
    stack.run()


def reads_it_in_the_morning(stack):
    stack.passes(9 * HOUR + 31 * MINUTE)
    if came(stack, "letter"):
        stack.opens("letter")
    stack.run()


def says_nothing_more(stack):
    stack.passes(2 * DAY)


STORIES = {
    # A form, a mail, a click that turns the branch, points, the exit, the hand-off.
    "by day": (asks_for_the_ebook, follows_the_link, looks_at_prices, is_called),
    # A mail that must wait, a wait judged by the clock, the end.
    "by night": (asks_at_night, reads_it_in_the_morning, says_nothing_more),
}


def came(stack, mail):
    return mail in [each.name for each in stack.ses.mails]


def goes_on(stack, mail):
    """Let it run; a mail that nobody has seen is given up after half an hour."""
    stack.run()
    stack.ms += SECOND
    if not came(stack, mail):
        stack.passes(31 * MINUTE)


def ending(stack):
    """All that must be as if nothing had happened."""
    contact = stack.contact(ADA)
    events = sorted(table.bodies("event"), key=lambda e: (e["at"], e["received_at"], e["order"]))
    runs = sorted(contact.enrolments.values(), key=lambda run: run.since)
    return {
        "stage": contact.stage,
        "segments": sorted(contact.segments),
        "scores": contact.scores,
        "tallies": contact.tallies,
        "runs": [(run.journey, run.status, run.exit) for run in runs],
        "machines": Counter(one.status for one in stack.machines.executions.values()),
        "told": [event["event"] for event in events],
        "sends": {send.mail: send.state for send in contact.sends.values()},
        "rows": {row["mail"]: row["state"] for row in table.bodies("send")},
        "mails": Counter(mail.send_id for mail in stack.ses.mails),
        "report": stack.counted(),
        "dead letters": {name: dead for name, dead in stack.queues.dead.items() if dead},
    }


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.slow), 9])
def test_g2_g9_a_crash_before_or_after_any_call_loses_nothing_and_sends_nothing_twice(
    stack, story, every
):
    stages, calls, endings = told(stack, STORIES[story])
    unlike = {}
    for number, call in list(enumerate(calls))[::every]:
        for side in ("before", "after"):
            found = harmed(stack, STORIES[story], stages, number, side)
            expected = endings[given_up(calls, number, side)]
            if found != expected:
                unlike[f"{number} {side} {call}"] = {
                    key: (found[key], expected[key]) for key in found if found[key] != expected[key]
                }
    points = "".join(f"\n{number:4} {call}" for number, call in enumerate(calls))
    crashes = 2 * len(calls[::every])
    sys.stdout.write(f"\n{story}: {len(calls)} calls, {crashes} crashes{points}\n")
    assert unlike == {}


def test_the_harness_would_see_an_outbox_that_nobody_empties(stack):
    story = STORIES["by day"]
    stages, calls, endings = told(stack, story)
    stack.monkeypatch.setattr(Performer, "catch_up", lambda *_: {})
    order = calls.index(Call("ingest", "sqs", "SendMessage", "start"))

    assert harmed(stack, story, stages, order, "before") != endings[None]


def told(stack, story):
    """The story unharmed: its stages, calls, and endings (also when SES never got mail n)."""
    stages = [stack.saved()]
    for act in story:
        act(stack)
        stages.append(stack.saved())
    calls, endings = list(stack.calls.seen), {None: ending(stack)}
    for lost in range(endings[None]["mails"].total()):
        stack.restore(stages[0])
        stack.ses.answers = [*[None] * lost, refusal("InternalFailure")]
        for act in story:
            act(stack)
        endings[lost] = ending(stack)
    return stages, calls, endings


def harmed(stack, story, stages, number, side):
    """How the story ends when the worker dies at this call."""
    act = max(n for n, saved in enumerate(stages) if len(saved[1]) <= number)
    stack.restore(stages[act])
    stack.calls.crash = (number, side)
    for each in story[act:]:
        each(stack)
    assert stack.calls.crash is None, "it did not come to this call"
    return ending(stack)


def given_up(calls, number, side):
    """Which mail such a crash leaves in flight for good, if any.

    Between the commit that puts a mail in flight and SES nobody can know whether it went:
    it is never sent again, and shown as unknown.
    """
    handed_over = [n for n, call in enumerate(calls) if call.operation == "send_email"]
    at = number if side == "before" else number + 1
    return handed_over.index(at) if at in handed_over else None
