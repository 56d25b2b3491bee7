"""G7, G10: each wait gets one outcome, and a run that is over stays over."""

import json

import pytest

import conductor
from kweek.core.times import DAY, HOUR, MINUTE, SECOND
from tests.stack import campaign
from tests.stack.kweek_stack import CONSUMERS, Stack

ADA = "ada@example.org"

pytestmark = pytest.mark.usefixtures("the_secret")


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return campaign.write(tmp_path_factory.mktemp("campaigns"))


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns, tmp_path)


def begins_trial(stack):
    stack.happens("trial-1", event="Trial Started", user_id="ada")


def uses(stack, message_id="use-1", **fields):
    stack.happens(message_id, event="Feature Used", user_id="ada", **fields)


def trial(stack):
    run = stack.only_run(stack.user("ada"))
    return (run.step, run.status, stack.user("ada").trait("trial"))


# -- an event and a wait


def test_g7_an_event_ends_the_wait_at_once(stack):
    begins_trial(stack)
    stack.passes(HOUR)
    uses(stack)
    stack.run()

    assert trial(stack) == ("end", "finished", "used")


def test_g7_an_event_before_the_wait_is_registered_is_found_by_looking_back(stack):
    begins_trial(stack)
    stack.ms += SECOND
    uses(stack)
    while stack.consume("events.fifo"):
        pass  # the run has begun and the event has come, and no step has been carried out
    stack.run()

    assert trial(stack) == ("end", "finished", "used")


def test_g7_what_happened_before_the_run_began_ends_no_wait(stack):
    uses(stack)
    stack.run()
    stack.ms += SECOND
    begins_trial(stack)
    stack.run()

    assert trial(stack) == ("use", "active", None)


def test_g7_a_wait_looks_back_to_where_the_one_before_it_ended_and_no_further(stack):
    begins_trial(stack)
    stack.passes(HOUR)
    stack.happens("praise-1", event="Feature Praised", user_id="ada")
    stack.passes(8 * DAY)
    assert trial(stack) == ("again", "active", None)


def test_g7_what_happens_between_two_waits_ends_the_second(stack):
    begins_trial(stack)
    stack.passes(3 * DAY)
    uses(stack)
    stack.passes(5 * DAY)

    assert trial(stack) == ("end", "finished", "used at last")


def test_g7_silence_takes_its_way_and_costs_no_write(stack):
    begins_trial(stack)
    stack.run()
    before = stack.user("ada").version

    stack.passes(3 * DAY)

    assert stack.user("ada").version == before
    assert trial(stack) == ("use", "active", None)
    [execution] = stack.machines.executions.values()
    assert execution.state == "pause"


# -- clicks and opens


def test_g7_a_click_faster_than_the_mailer_s_own_note_of_the_mail_counts(stack):
    stack.posts_form("letter", ADA)

    def clicks():
        stack.clicks("letter", "read")
        stack.consume("events.fifo")

    stack.ses.meanwhile = clicks
    stack.run()

    assert (letter(stack), stack.mails()) == (("finished", "clicked"), [(ADA, "letter")])
    assert outcomes(stack, "write") == {"outcome clicked": 1}


def test_g7_two_clicks_go_on_once(stack):
    stack.posts_form("ebook", ADA, traits={"country": "NL"})
    stack.run()
    stack.clicks("welcome", "read", "click-1")
    stack.clicks("welcome", "read", "click-2")
    stack.run()

    assert stack.mails() == [(ADA, "welcome"), (ADA, "dutch")]
    assert outcomes(stack, "deliver") == {"outcome clicked": 1}
    assert stack.counted()["drip", "deliver", "clicked"] == 1
    assert stack.counted()["drip", "deliver", "clicks"] == 2


def test_g7_two_waits_of_one_run_do_not_answer_each_other(stack):
    stack.posts_form("ebook", ADA, traits={"country": "NL"})
    stack.run()
    stack.clicks("welcome", "read", "click-1")
    stack.passes(HOUR)
    stack.clicks("welcome", "read", "click-2")
    stack.run()
    run = stack.only_run(stack.contact(ADA))
    assert (run.step, run.wait.claimed) == ("dutch", None)

    stack.clicks("dutch", "read", "click-3")
    stack.run()
    assert stack.mails(ADA) == ["welcome", "dutch", "thanks"]


def test_g7_an_open_without_a_click_is_judged_at_the_deadline(stack):
    stack.posts_form("letter", ADA)
    stack.passes(HOUR)
    stack.opens("letter")
    stack.passes(22 * HOUR)
    assert letter(stack) == ("active", None)

    stack.passes(HOUR + MINUTE)

    assert letter(stack) == ("finished", "opened")
    assert outcomes(stack, "write") == {"outcome opened": 1}


def test_g7_a_click_after_an_open_counts_as_a_click(stack):
    stack.posts_form("letter", ADA)
    stack.passes(HOUR)
    stack.opens("letter")
    stack.passes(HOUR)
    stack.clicks("letter", "read")
    stack.passes(2 * DAY)

    assert letter(stack) == ("finished", "clicked")
    assert outcomes(stack, "write") == {"outcome clicked": 1}


@pytest.mark.parametrize(("act", "trait"), [("clicks", "clicked"), ("opens", "opened")])
def test_g7_what_comes_after_the_deadline_counts_while_the_machine_still_waits(stack, act, trait):
    stack.posts_form("letter", ADA)
    stack.passes(DAY + 5 * MINUTE)
    acts(stack, act)
    stack.passes(MINUTE)

    assert letter(stack) == ("finished", trait)


@pytest.mark.parametrize("act", ["clicks", "opens"])
def test_g7_what_comes_after_the_machine_went_on_changes_no_way(stack, act):
    stack.posts_form("letter", ADA)
    stack.passes(DAY + 11 * MINUTE)
    acts(stack, act)
    stack.passes(6 * DAY)

    assert letter(stack) == ("finished", None)
    assert outcomes(stack, "write") == {}
    [execution] = stack.machines.executions.values()
    assert execution.visited == ["start", "write", "pause", "over", "over?", "end"]


def test_g7_a_click_and_the_deadline_at_once_take_one_way(stack):
    stack.posts_form("ebook", ADA, traits={"country": "NL"})
    stack.run()
    stack.ms = round(stack.machines.next_wake() * 1000) - 1
    stack.clicks("welcome", "read")
    stack.ms += 1
    stack.machines.wake()

    stack.run()

    assert stack.mails() == [(ADA, "welcome"), (ADA, "nudge")]
    assert stack.runs(ADA) == [("drip", "finished", None)]


def test_g7_only_a_wait_that_its_machine_gave_up_is_an_alarm_not_an_answer_given_twice(stack):
    stack.posts_form("letter", ADA)
    stack.run()
    stack.ms = round(stack.machines.next_wake() * 1000) - 1
    stack.clicks("letter", "read")
    while stack.consume("events.fifo"):
        pass
    [answer] = [json.loads(one.body) for one in stack.queues.waiting("orders")]
    carry_out = conductor._conductor().carry_out  # noqa: SLF001

    assert (carry_out(answer), carry_out(answer)) == ("done", "done")
    stack.ms += 1
    assert carry_out(answer) == "closed"


def test_g7_an_answer_whose_machine_has_gone_on_and_asked_again_is_an_alarm_too(stack):
    stack.happens("trial-1", event="Trial Started", user_id="ada")
    stack.run()
    stack.ms = round(stack.machines.next_wake() * 1000) - 1
    uses(stack)
    while stack.consume("events.fifo"):
        pass
    [answer] = [json.loads(one.body) for one in stack.queues.waiting("orders")]
    stack.queues.waiting("orders").clear()  # it is on its way for six days
    stack.passes(6 * DAY)
    carry_out = conductor._conductor().carry_out  # noqa: SLF001

    assert trial(stack) == ("again", "active", None)
    assert carry_out(answer) == "closed"
    assert carry_out({**answer, "closes": None}) == "stale"
    assert trial(stack) == ("again", "active", None)


@pytest.mark.parametrize(
    ("after", "way"), [(-1, ("finished", "clicked")), (0, ("finished", None))], ids=["in", "late"]
)
def test_g7_a_mail_that_queued_for_minutes_is_answered_until_its_machine_s_timer(stack, after, way):
    stack.posts_form("letter", ADA)
    delayed(stack, "mails", 4 * MINUTE)
    stack.ms = round(stack.machines.next_wake() * 1000) + after
    stack.clicks("letter", "read")
    stack.passes(6 * DAY)

    assert letter(stack) == way
    assert outcomes(stack, "write") == ({"outcome clicked": 1} if after else {})


@pytest.mark.parametrize(("after", "trait"), [(-1, "used"), (0, None)], ids=["in", "late"])
def test_g7_a_wait_that_queued_for_minutes_is_answered_until_its_machine_s_timer(
    stack, after, trait
):
    begins_trial(stack)
    delayed(stack, "steps", 9 * MINUTE)
    stack.ms = round(stack.machines.next_wake() * 1000) + after
    uses(stack)
    stack.run()

    assert stack.user("ada").trait("trial") == trait


def test_g7_a_mail_held_by_the_night_is_answered_from_its_real_sending_on(stack):
    stack.ms += 14 * HOUR  # eleven in the evening
    stack.posts_form("letter", ADA)
    stack.passes(8 * HOUR)
    assert stack.mails() == []
    assert stack.only_run(stack.contact(ADA)).wait is None

    stack.passes(HOUR + MINUTE)
    assert stack.mails() == [(ADA, "letter")]
    stack.passes(23 * HOUR + 30 * MINUTE)
    stack.clicks("letter", "read")
    stack.run()

    assert letter(stack) == ("finished", "clicked")


def test_g7_a_mail_that_queued_for_hours_is_answered_from_its_real_sending_on(stack):
    stack.posts_form("letter", ADA)
    delayed(stack, "mails", 5 * HOUR)
    stack.passes(23 * HOUR)
    stack.opens("letter")
    stack.passes(50 * MINUTE)
    assert letter(stack) == ("active", None)

    stack.passes(11 * MINUTE)

    assert stack.mails() == [(ADA, "letter")]
    assert letter(stack) == ("finished", "opened")


# -- leaving


def test_g10_a_run_that_is_left_while_it_waits_does_nothing_more(stack):
    stack.posts_form("ebook", ADA)
    stack.passes(HOUR)
    buys(stack)
    stack.run()
    stack.clicks("welcome", "read")
    stack.passes(10 * DAY)

    assert stack.runs(ADA) == [("drip", "exited", "stage customer")]
    assert stack.mails() == [(ADA, "welcome")]
    [execution] = stack.machines.executions.values()
    assert execution.status == "ABORTED"


@pytest.mark.parametrize("queue", ["mails", "steps"])
def test_g10_a_step_of_a_run_that_was_left_is_answered_left(stack, queue):
    stack.posts_form("ebook", ADA, traits={"country": "NL"})
    if queue == "steps":
        stack.run()
        stack.clicks("welcome", "read")
    while not stack.queues.waiting(queue):
        stack.consume("events.fifo")
        stack.consume("orders")
    mails = stack.mails()
    buys(stack)
    while stack.consume("events.fifo"):
        pass
    stack.queues.waiting("orders").clear()  # stopping the machine is best effort

    stack.run()

    assert stack.mails() == mails
    assert stack.runs(ADA) == [("drip", "exited", "stage customer")]
    [execution] = stack.machines.executions.values()
    assert (execution.status, execution.state) == ("SUCCEEDED", "left")


def test_g10_an_answer_that_comes_after_the_exit_does_nothing(stack):
    stack.posts_form("ebook", ADA)
    stack.run()
    stack.clicks("welcome", "read")
    while stack.consume("events.fifo"):
        pass
    late = [message.body for message in stack.queues.waiting("orders")]
    stack.queues.waiting("orders").clear()
    buys(stack)
    stack.run()
    for body in late:
        stack.queues.put("orders", json.loads(body))

    stack.run()

    assert stack.mails() == [(ADA, "welcome")]
    assert stack.queues.dead["orders"] == []
    [execution] = stack.machines.executions.values()
    assert execution.status == "ABORTED"


def test_g10_a_mail_that_waits_for_the_morning_does_not_outlive_its_run(stack):
    stack.ms += 14 * HOUR
    stack.posts_form("ebook", ADA)
    stack.passes(HOUR)
    buys(stack)
    stack.passes(DAY)

    assert stack.mails() == []
    [send] = stack.contact(ADA).sends.values()
    assert (send.state, send.hold) == ("held", "journey left")
    assert stack.rows(ADA) == {"welcome": "held"}


def buys(stack):
    stack.happens("order-1", event="Order Completed", contact=stack.contact(ADA).id)


def acts(stack, act):
    if act == "clicks":
        stack.clicks("letter", "read")
    else:
        stack.opens("letter")
    stack.run()


def letter(stack):
    contact = stack.contact(ADA)
    return (stack.only_run(contact).status, contact.trait("letter"))


def outcomes(stack, step):
    found = stack.counted().items()
    return {name: n for (_, at, name), n in found if at == step and name[:7] == "outcome" and n}


def delayed(stack, queue, ms):
    """A backlog: everything else runs, and this queue waits."""
    others = [name for name in CONSUMERS if name != queue]
    while [name for name in others if stack.consume(name)]:
        pass
    stack.ms += ms
    stack.run()
