"""A worker dies before and after every AWS call of a story; redelivery finishes what it left."""

import sys
from collections import Counter

import pytest

from kweek.core.times import MINUTE, SECOND
from tests.stack import campaign
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


#: A form, a mail, a click that turns the branch, points, the exit, the hand-off.
STORY = (asks_for_the_ebook, follows_the_link, looks_at_prices, is_called)


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
    return {
        "stage": contact.stage,
        "segments": sorted(contact.segments),
        "scores": contact.scores,
        "tallies": contact.tallies,
        "runs": stack.runs(ADA),
        "machines": Counter(one.status for one in stack.machines.executions.values()),
        "told": stack.told(ADA),
        "sends": {send.mail: send.state for send in contact.sends.values()},
        "mails": Counter(mail.send_id for mail in stack.ses.mails),
        "report": stack.counted(),
        "dead letters": {name: dead for name, dead in stack.queues.dead.items() if dead},
    }


def test_g2_g9_a_crash_before_or_after_any_call_loses_nothing_and_sends_nothing_twice(stack):
    stages = [stack.saved()]
    for act in STORY:
        act(stack)
        stages.append(stack.saved())
    calls = list(stack.calls.seen)
    endings = {None: ending(stack), **{n: _ending_without(stack, stages[0], n) for n in range(3)}}
    assert endings[None]["mails"].total() == 3
    unlike = {}
    for number, call in enumerate(calls):
        for side in ("before", "after"):
            act = max(n for n, saved in enumerate(stages) if len(saved[1]) <= number)
            stack.restore(stages[act])
            stack.calls.crash = (number, side)
            for each in STORY[act:]:
                each(stack)
            assert stack.calls.crash is None, "it did not come to this call"
            found, expected = ending(stack), endings[given_up(calls, number, side)]
            if found != expected:
                unlike[f"{number} {side} {call}"] = {
                    key: (found[key], expected[key]) for key in found if found[key] != expected[key]
                }
    points = "".join(f"\n{number:4} {call}" for number, call in enumerate(calls))
    sys.stdout.write(f"\n{len(calls)} calls, {2 * len(calls)} crashes{points}\n")
    assert unlike == {}


def _ending_without(stack, beginning, lost):
    """How the story ends when SES never gets one of the three mails."""
    stack.restore(beginning)
    stack.ses.answers = [refusal("InternalFailure") if lost == n else None for n in range(3)]
    for act in STORY:
        act(stack)
    stack.ses.answers = []
    return ending(stack)


def given_up(calls, number, side):
    """Which mail such a crash leaves in flight for good, if any.

    Between the commit that puts a mail in flight and SES nobody can know whether it went:
    it is never sent again, and shown as unknown.
    """
    handed_over = [n for n, call in enumerate(calls) if call.operation == "send_email"]
    at = number if side == "before" else number + 1
    return handed_over.index(at) if at in handed_over else None
