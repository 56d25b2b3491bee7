"""Pauses, splits, tasks, laps and the pause switch, from the machine to the mail and back."""

import pytest

from kweek.core import epochs
from kweek.core.times import DAY, HOUR, MINUTE, SECOND, parse_iso
from tests.stack import webinar
from tests.stack.kweek_stack import START, Stack

ADA, SALES = "ada@example.org", "sales@example.com"
MORNING = parse_iso("2027-01-20T07:00:00Z")  # eight o'clock on the day of delivery

pytestmark = pytest.mark.usefixtures("the_secret")


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return webinar.write(tmp_path_factory.mktemp("campaigns"))


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns, tmp_path)


def says(stack, event, **properties):
    stack.happens(
        f"{event}-{stack.ms}-{properties}",
        event=event,
        user_id="ada",
        address=ADA,
        traits={"email": ADA},
        properties=properties,
    )
    stack.run()


def orders(stack, day, order_id="17", event="Order Placed"):
    says(stack, event, order_id=order_id, delivery_date=day)


def until(stack, instant):
    stack.passes(instant - stack.ms)


def runs(stack):
    return [(run.status, run.exit) for run in stack.user("ada").enrolments.values()]


def steps(stack, journey, counter="entered"):
    found = stack.counted().items()
    return {step: n for (name, step, what), n in found if (name, what) == (journey, counter) and n}


# -- delivery day


def test_the_manual_comes_at_eight_on_the_day_of_delivery(stack):
    orders(stack, "2027-01-20")
    until(stack, MORNING - 1)
    assert stack.mails() == []

    until(stack, MORNING)

    assert stack.mails(ADA) == ["product-manual"]
    assert runs(stack) == [("finished", None)]
    assert steps(stack, "delivery") == {"day": 1, "manual": 1}


@pytest.mark.parametrize(
    ("moved", "at"),
    [
        ("2027-01-22", MORNING + 2 * DAY),
        ("2027-01-18", MORNING - 2 * DAY),
        ("2027-01-20", MORNING),
    ],
)
def test_a_moved_delivery_moves_the_manual_and_sends_it_once(stack, moved, at):
    orders(stack, "2027-01-20")
    stack.passes(HOUR)
    orders(stack, moved, event="Order Updated")
    until(stack, at - 1)
    assert stack.mails() == []

    until(stack, MORNING + 9 * DAY)

    assert stack.mails(ADA) == ["product-manual"]
    assert runs(stack) == [("finished", None)]
    assert steps(stack, "delivery") == {"day": 1, "manual": 1}


def test_a_day_that_is_past_sends_the_manual_at_once(stack):
    orders(stack, "2027-01-15")  # eight o'clock is an hour ago

    assert stack.mails(ADA) == ["product-manual"]
    assert steps(stack, "delivery", "outcome late") == {"day": 1}


def test_an_order_without_a_date_waits_for_none_and_one_with_it_enters_later(stack):
    orders(stack, None)
    assert runs(stack) == [("exited", "no date")]
    stack.passes(HOUR)

    orders(stack, "2027-01-20", event="Order Updated")
    until(stack, MORNING)

    assert stack.mails(ADA) == ["product-manual"]
    [first, second] = stack.machines.executions.values()
    assert (first.status, first.state, second.status) == ("SUCCEEDED", "left", "SUCCEEDED")


def test_each_order_has_a_run_of_its_own_and_a_cancelled_one_sends_nothing(stack):
    orders(stack, "2027-01-20", "17")
    orders(stack, "2027-01-21", "18")
    stack.passes(HOUR)
    says(stack, "Order Cancelled", order_id="18")
    until(stack, MORNING + 3 * DAY)

    assert stack.mails(ADA) == ["product-manual"]
    assert sorted(status for status, _ in runs(stack)) == ["exited", "finished"]


# -- a split, a task, a mail that is skipped


@pytest.mark.slow
def test_half_are_given_to_the_rep_and_half_are_written_to(stack):
    people = 12
    for n in range(people):
        stack.happens(
            f"call-{n}",
            event="Call Asked",
            user_id=f"user-{n}",
            address=f"user-{n}@example.org",
            traits={"email": f"user-{n}@example.org", "language": "nl" if n % 2 else "en"},
            properties={"what": f"a price {n}"},
        )
    stack.run()

    parts = steps(stack, "calls", "outcome told") | {
        "written": steps(stack, "calls", "outcome written")["part"]
    }
    assert parts["part"] + parts["written"] == people
    assert min(parts.values()) > 2
    assert len(stack.mails(SALES)) == parts["part"]
    skipped = steps(stack, "calls", "outcome skipped")["written"]
    assert len(stack.mails()) == people - skipped
    assert steps(stack, "calls") == {
        "part": people, "told": parts["part"], "written": parts["written"], "known": people,
    }  # fmt: skip
    assert stack.user("user-3").trait("wanted") == "a price 3"


def told(stack):
    """Somebody whose call the rep was told to make."""
    for n in range(20):
        user = f"user-{n}"
        stack.happens(
            f"call-{n}",
            event="Call Asked",
            user_id=user,
            address=f"{user}@example.org",
            traits={"email": f"{user}@example.org"},
        )
        stack.run()
        if stack.mails(SALES):
            return user
    raise AssertionError("nobody of twenty")


@pytest.mark.slow
def test_a_task_says_what_until_when_and_the_journey_s_values(stack):
    user = told(stack)

    assert stack.mail("task").text == f"{user}@example.org Call them 2027-01-18 09:00 three\n"
    [given] = [e for e in stack.timeline(f"{user}@example.org") if e["event"] == "Task Given"]
    assert given["properties"]["title"] == "Call them"
    assert given["properties"]["due"] == "2027-01-18T08:00:00.000Z"


@pytest.mark.slow
def test_a_part_of_a_split_wins_once_and_also_after_its_run(stack):
    user = told(stack)
    stack.passes(9 * DAY)
    for n in range(2):
        stack.happens(f"deal-{n}", event="Deal Won", user_id=user)
        stack.run()

    assert steps(stack, "calls", "won told") == {"part": 1}


# -- laps


def test_each_lap_sends_its_own_mail_and_a_click_in_an_old_one_ends_no_new_wait(stack):
    says(stack, "Question Open")
    first = stack.mail("webinar-nudge")
    stack.passes(8 * DAY + 11 * MINUTE)
    assert stack.mails(ADA) == ["webinar-nudge"] * 2
    assert len({mail.send_id for mail in stack.ses.mails}) == 2

    about = {"send": first.send_id, "link": next(iter(stack.built.mails["webinar-nudge"]["links"]))}
    stack.happens("old", "click", "Email Link Clicked", contact=first.contact, properties=about)
    stack.run()
    assert runs(stack) == [("active", None)]
    stack.clicks("webinar-nudge", "read")
    stack.run()

    assert runs(stack) == [("finished", None)]
    assert stack.only_run(stack.user("ada")).lap == 1


@pytest.mark.slow
def test_a_journey_that_goes_round_for_ever_is_handed_from_execution_to_execution(stack):
    stack.monkeypatch.setattr(epochs, "MOST_CALLS", 5)
    says(stack, "Question Open")
    stack.passes(5 * 8 * DAY + HOUR)

    assert len(stack.mails(ADA)) == 6
    # Four calls a lap, since the rest is asked of the contact twice: 21 after five laps.
    assert stack.only_run(stack.user("ada")).epoch == 4
    assert steps(stack, "asking")["ask"] == 6
    assert stack.only_run(stack.user("ada")).lap == 5


# -- the pause switch


def test_a_paused_journey_sends_nothing_until_it_is_resumed_and_then_at_once(stack):
    stack.pauses("delivery")
    orders(stack, "2027-01-20")
    until(stack, MORNING + 9 * DAY)
    assert stack.mails() == []
    [send] = stack.user("ada").sends.values()
    assert (send.state, send.hold) == ("later", "paused")

    stack.resumes()
    stack.run()

    assert stack.mails(ADA) == ["product-manual"]
    assert runs(stack) == [("finished", None)]
    old, new = stack.machines.executions.values()
    assert (old.status, new.status) == ("ABORTED", "SUCCEEDED")


def test_a_paused_mail_that_nobody_wakes_asks_by_itself(stack):
    stack.pauses()
    orders(stack, "2027-01-15")
    stack.passes(14 * MINUTE)
    assert stack.mails() == []
    stack.resumes()
    stack.queues.empty()  # nobody is looked at

    stack.passes(2 * MINUTE)

    assert stack.mails(ADA) == ["product-manual"]


def test_the_mail_of_another_journey_goes_while_one_is_paused(stack):
    stack.pauses("asking")
    says(stack, "Question Open")
    orders(stack, "2027-01-15")

    assert stack.mails(ADA) == ["product-manual"]
    assert stack.ms - START < SECOND


@pytest.mark.slow
def test_a_notice_to_an_owner_is_paused_as_well(stack):
    stack.pauses("calls")
    for n in range(8):
        stack.happens(f"call-{n}", event="Call Asked", user_id=f"user-{n}")
    stack.run()
    assert stack.mails() == []

    stack.resumes()
    stack.run()

    assert stack.mails(SALES)
