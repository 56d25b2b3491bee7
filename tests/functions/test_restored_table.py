"""A table brought back as it was an hour ago: nobody is mailed twice, and the journeys go on."""

import random
from copy import deepcopy
from types import SimpleNamespace

import pytest
import test_recovering as losing

from kweek.cli import fence
from kweek.cli.trouble import CalledWrongly
from kweek.core.times import DAY, HOUR, MINUTE
from kweek.shell import aws as clients
from kweek.shell.clock import Clock
from kweek.shell.settings import settings
from kweek.shell.switches import Switches
from tests.stack import campaign, table
from tests.stack.executions import Executions
from tests.stack.kweek_stack import Stack
from tests.stack.losing import recovers

pytestmark = pytest.mark.usefixtures("the_secret")

ADA = "ada@example.org"


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return campaign.write(tmp_path_factory.mktemp("campaigns"))


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns, tmp_path)


class Here:
    """This stack, as commands find one that is deployed."""

    clock = Clock()

    def __init__(self, stack):
        self.machines = Executions(stack.machines)
        self.outputs = {
            "TableName": table.NAME,
            "MachinePrefix": settings().machine_prefix,
            "EventsQueueUrl": stack.queues.urls["events.fifo"],
        }

    def client(self, service):
        return self.machines if service == "stepfunctions" else clients.client(service)


def snapshot(stack):
    """The table as it stands, and when that was."""
    return stack.ms, deepcopy(table.stored())


def restored(stack, taken):
    """Bring the table back behind a fence, and let the contacts learn; what was forgotten."""
    at, items = taken
    table.store(deepcopy(items))
    stack.forget()
    waiting = SimpleNamespace(sleep=lambda _: stack.run())
    stack.monkeypatch.setattr(fence, "time", waiting)
    found = fence.take_over(Here(stack), at)
    recovers(stack)
    return found


def released(stack):
    Switches(clients.client("dynamodb"), table.NAME).release()
    stack.resumes()
    stack.run()


def listed(found):
    return [(one.email, one.journey, one.step, one.mail, one.sent) for one in found]


def test_g8_a_mail_that_went_out_in_the_forgotten_hour_is_listed_and_goes_no_second_time(stack):
    stack.posts_form("ebook", ADA)
    stack.passes(3 * DAY)
    taken = snapshot(stack)
    stack.passes(30 * MINUTE)  # the nudge goes, and the journey ends

    found = restored(stack, taken)
    released(stack)
    stack.passes(30 * DAY)

    assert listed(found) == [(ADA, "drip", "nudge", "nudge", "sent")]
    assert stack.mails(ADA) == ["welcome", "nudge"]
    assert stack.rows(ADA)["nudge"] == "unknown"
    assert stack.runs(ADA) == [("drip", "finished", None)]


def test_g8_a_mail_that_is_still_waited_for_is_waited_for_on(stack):
    stack.posts_form("letter", ADA)
    while not stack.queues.waiting("mails"):  # asked for, and not taken yet
        stack.consume("events.fifo") or stack.consume("orders")
    taken = snapshot(stack)
    stack.passes(HOUR)  # only now is the letter sent, and its click waited for

    found = restored(stack, taken)
    released(stack)
    stack.clicks("letter", "read")
    stack.run()

    assert listed(found) == [(ADA, "letter", "write", "letter", "perhaps")]
    assert stack.mails(ADA) == ["letter"]
    assert stack.rows(ADA) == {"letter": "sent"}  # a click tells
    assert stack.contact(ADA).trait("letter") == "clicked"


def test_g11_a_run_that_began_in_the_forgotten_hour_counts_as_passed(stack):
    stack.posts_form("ebook", ADA, topics=("nurture",))
    stack.passes(10 * DAY)
    taken = snapshot(stack)
    stack.posts_form("letter", ADA, "form-2")
    stack.passes(HOUR)

    found = restored(stack, taken)
    released(stack)
    stack.passes(DAY)

    assert listed(found) == [(ADA, "letter", "write", "letter", "perhaps")]
    ended = ("letter", "exited", "began in what the table forgot")
    assert stack.runs(ADA) == [("drip", "finished", None), ended]
    assert stack.mails(ADA) == ["welcome", "nudge", "letter"]


def test_whoever_the_table_does_not_know_is_listed_by_their_id(stack):
    taken = snapshot(stack)
    stack.posts_form("ebook", ADA)
    stack.passes(HOUR)
    contact = stack.contact(ADA).id

    found = restored(stack, taken)

    assert [(one.contact, one.email, one.mail) for one in found] == [(contact, None, "welcome")]
    assert fence.told(found[0]).startswith(f"contact {contact}, whom the table does not know: ")


def test_nothing_leaves_behind_the_fence_and_what_waited_goes_when_it_is_down(stack):
    stack.posts_form("ebook", ADA)
    stack.passes(DAY)
    taken = snapshot(stack)
    stack.passes(HOUR)

    restored(stack, taken)
    stack.passes(3 * DAY)  # the nudge is due behind the fence
    behind = stack.mails(ADA)
    released(stack)

    assert behind == ["welcome"]
    assert stack.mails(ADA) == ["welcome", "nudge"]


@pytest.mark.parametrize("seed", [pytest.param(n, marks=pytest.mark.slow) for n in range(1, 9)])
def test_g11_each_contact_ends_as_a_twin_whose_table_forgot_nothing(aws, campaigns, tmp_path, seed):
    dice = random.Random(seed)  # noqa: S311 - a story that can be told again
    what = losing.story(dice)
    hours = [*sorted(dice.sample(range(3 * 24), 2)), 72 + dice.randrange(2)]
    stack = Stack(aws, campaigns, tmp_path)
    empty = stack.saved()
    unharmed = losing.told(stack, what)
    stack.restore(empty)
    taken = []

    def forgets(stack):
        if stack.ms in begins:
            taken[:] = snapshot(stack)
        else:
            restored(stack, taken)
            released(stack)

    begins = {stack.ms + hour * HOUR + 31 * MINUTE for hour in hours}
    ends = [hour * HOUR + 89 * MINUTE for hour in hours]
    begun = [hour * HOUR + 31 * MINUTE for hour in hours]

    assert losing.told(stack, what, sorted([*begun, *ends]), forgets) == unharmed
    assert len({mail.send_id for mail in stack.ses.mails}) == len(stack.ses.mails)


@pytest.mark.parametrize("text", ["an hour ago", "2999-01-01T00:00:00Z"])
def test_a_time_that_cannot_be_meant_is_refused(text):
    with pytest.raises(CalledWrongly, match="--restored-to: "):
        fence.moment(text)
