"""The webinar invitation, as the design has it, second by second: early, late, after its start."""

import pytest

from kweek.core.times import DAY, HOUR, MINUTE, SECOND, parse_iso
from tests.stack import webinar
from tests.stack.kweek_stack import START, Stack

ADA = "ada@example.org"
STARTS = parse_iso("2027-02-11T14:00:00Z")
CLOSES = STARTS - 4 * DAY  # nobody enters from then on
GRACE = 10 * MINUTE

pytestmark = [pytest.mark.usefixtures("the_secret"), pytest.mark.slow]


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return webinar.write(tmp_path_factory.mktemp("campaigns"))


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns, tmp_path)


def joins(stack, message_id="order-1"):
    """Ada becomes one of the Dutch customers."""
    stack.happens(
        message_id,
        event="Order Completed",
        user_id="ada",
        address=ADA,
        traits={"email": ADA, "country": "NL"},
    )
    stack.run()


def registers(stack, message_id="register-1", at=None, which="pipeline-2027"):
    about = {"webinar": which}
    at = stack.now() if at is None else at
    stack.happens(message_id, event="Webinar Registered", user_id="ada", properties=about, at=at)
    stack.run()


def until(stack, instant):
    """Time goes by, up to an instant."""
    stack.passes(instant - stack.ms)


def stands(stack):
    """`(step, status, mails so far)` of the one run."""
    run = stack.only_run(stack.user("ada"))
    return (run.step, run.status, [name.removeprefix("webinar-") for name in stack.mails(ADA)])


def outcomes(stack, step):
    found = stack.counted().items()
    return {name[8:]: n for (_, at, name), n in found if at == step and name[:7] == "outcome" and n}


# -- early


def test_who_registers_at_once_is_thanked_at_once_and_gets_the_article_on_a_weekday_at_nine(stack):
    joins(stack)
    stack.ms += SECOND
    registers(stack)
    assert stands(stack) == ("pause", "active", ["invite", "thanks"])

    monday = parse_iso("2027-01-18T08:00:00Z")  # two days after Friday is no weekday
    until(stack, monday - 1)
    assert stack.mails(ADA) == ["webinar-invite", "webinar-thanks"]
    until(stack, monday)

    assert stands(stack) == ("end", "finished", ["invite", "thanks", "related-article"])


def test_silence_takes_three_days_and_the_nudge_and_ends_when_the_webinar_begins(stack):
    joins(stack)
    until(stack, START + 3 * DAY + GRACE - 1)
    assert stands(stack) == ("invite", "active", ["invite"])
    until(stack, START + 3 * DAY + GRACE)
    assert stands(stack) == ("watch", "active", ["invite", "nudge"])

    until(stack, STARTS - 1)
    assert stands(stack) == ("watch", "active", ["invite", "nudge"])
    until(stack, STARTS)

    assert stands(stack) == ("end", "finished", ["invite", "nudge"])
    assert outcomes(stack, "watch") == {"otherwise": 1}
    [execution] = stack.machines.executions.values()
    assert execution.status == "SUCCEEDED"


def test_a_click_is_judged_after_the_three_days_and_not_before(stack):
    joins(stack)
    stack.passes(HOUR)
    stack.opens("webinar-invite")
    stack.clicks("webinar-invite", "read")
    until(stack, START + 3 * DAY - 1)
    assert stands(stack) == ("invite", "active", ["invite"])

    until(stack, START + 3 * DAY)

    assert stands(stack) == ("watch", "active", ["invite", "almost-there"])
    assert outcomes(stack, "invite") == {"clicked": 1}


def test_an_open_alone_leads_straight_to_watching(stack):
    joins(stack)
    stack.passes(HOUR)
    stack.opens("webinar-invite")
    until(stack, START + 3 * DAY)

    assert stands(stack) == ("watch", "active", ["invite"])
    assert outcomes(stack, "invite") == {"opened": 1}


def test_who_clicks_and_then_registers_within_the_three_days_is_thanked_at_once(stack):
    joins(stack)
    stack.passes(HOUR)
    stack.clicks("webinar-invite", "read")
    stack.passes(2 * DAY)
    registers(stack)

    assert stands(stack) == ("pause", "active", ["invite", "thanks"])
    assert outcomes(stack, "invite") == {"goal": 1}
    assert stack.counted()["webinar", "", "goals"] == 1


@pytest.mark.parametrize("way", ["nudge", "almost", "opened"])
def test_all_three_paths_are_thanked_when_they_register_while_watched(stack, way):
    joins(stack)
    stack.passes(HOUR)
    if way != "nudge":
        stack.opens("webinar-invite")
    if way == "almost":
        stack.clicks("webinar-invite", "read")
    stack.passes(5 * DAY)
    registers(stack)

    assert stands(stack)[:2] == ("pause", "active")
    assert stands(stack)[2][-1] == "thanks"
    assert outcomes(stack, "watch") == {"goal": 1}


def test_who_registers_between_the_deadline_and_the_nudge_is_thanked_and_not_nudged(stack):
    joins(stack)
    until(stack, START + 3 * DAY + GRACE - 1)
    registers(stack)
    stack.passes(SECOND)

    assert stands(stack) == ("pause", "active", ["invite", "thanks"])


def test_who_registers_while_the_nudge_is_on_its_way_is_thanked_after_it(stack):
    joins(stack)
    stack.ses.meanwhile = lambda: stack.mails(ADA) and registers_once(stack)
    until(stack, START + 3 * DAY + GRACE)
    stack.ses.meanwhile = None
    stack.run()

    assert stands(stack) == ("pause", "active", ["invite", "nudge", "thanks"])


def registers_once(stack):
    about = {"webinar": "pipeline-2027"}
    stack.happens("register-1", event="Webinar Registered", user_id="ada", properties=about)
    stack.consume("events.fifo")


def test_the_registration_for_another_webinar_changes_nothing(stack):
    joins(stack)
    stack.passes(HOUR)
    registers(stack, which="pipeline-2026")

    assert stands(stack) == ("invite", "active", ["invite"])


# -- the second at which it begins


@pytest.mark.parametrize(
    ("before", "ends"), [(SECOND, "pause"), (1, "pause"), (0, "end"), (-1, "end")]
)
def test_g7_a_registration_counts_up_to_the_last_millisecond_before_the_start(stack, before, ends):
    joins(stack)
    until(stack, STARTS - 2 * SECOND)
    stack.ms = STARTS - before  # tick has not looked yet
    registers(stack)
    stack.passes(SECOND)

    assert stands(stack)[0] == ends
    assert outcomes(stack, "watch") == {"goal" if ends == "pause" else "otherwise": 1}


def test_g7_a_registration_in_time_that_arrives_before_tick_looks_counts(stack):
    joins(stack)
    until(stack, STARTS - 2 * SECOND)
    stack.ms = STARTS + 20 * SECOND
    registers(stack, at=STARTS - SECOND)

    assert stands(stack)[2][-1] == "thanks"


# -- late


@pytest.mark.parametrize(("before", "runs"), [(1, 1), (-1, 0), (-3 * DAY, 0), (-9 * DAY, 0)])
def test_nobody_enters_once_the_invitation_closes(stack, before, runs):
    stack.ms = CLOSES - before
    joins(stack)
    stack.passes(DAY)

    assert len(stack.user("ada").enrolments) == runs


def test_who_enters_last_is_nudged_a_day_before_and_watched_up_to_the_start(stack):
    stack.ms = CLOSES - SECOND
    joins(stack)
    until(stack, STARTS - DAY + GRACE)
    assert stands(stack) == ("watch", "active", ["invite", "nudge"])

    until(stack, STARTS)
    assert stands(stack) == ("end", "finished", ["invite", "nudge"])


def test_who_registered_before_is_never_invited(stack):
    registers(stack)
    stack.passes(HOUR)
    joins(stack)
    stack.passes(40 * DAY)

    assert stack.user("ada").enrolments == {}
    assert stack.mails() == []


def test_nobody_is_invited_twice_to_one_webinar(stack):
    joins(stack)
    until(stack, START + HOUR)
    stack.happens("trait-1", "identify", "Identified", user_id="ada", traits={"country": "BE"})
    stack.passes(HOUR)
    stack.happens("trait-2", "identify", "Identified", user_id="ada", traits={"country": "NL"})
    until(stack, STARTS + DAY)

    assert stands(stack) == ("end", "finished", ["invite", "nudge"])


def test_who_does_not_want_to_be_disturbed_leaves_at_once(stack):
    joins(stack)
    stack.passes(DAY)
    stack.happens("trait-1", "identify", "Identified", user_id="ada", traits={"quiet": "yes"})
    until(stack, STARTS + DAY)

    assert stands(stack) == ("invite", "exited", ["invite"])
    assert stack.only_run(stack.user("ada")).exit == "segment do-not-disturb"


# -- after its start


@pytest.fixture
def too_late(stack):
    """Held back until so late that the three days are over when the webinar has begun."""
    stack.ms = CLOSES - HOUR
    stack.pauses("webinar")
    joins(stack)
    assert stack.mails() == []
    until(stack, STARTS - 2 * DAY)
    stack.resumes()
    stack.run()
    assert stands(stack) == ("invite", "active", ["invite"])
    return stack


def test_a_watch_that_begins_after_the_start_is_over_at_once(too_late):
    until(too_late, STARTS + DAY + GRACE)

    assert stands(too_late) == ("end", "finished", ["invite", "nudge"])
    assert outcomes(too_late, "watch") == {"otherwise": 1}


def test_who_registers_after_the_start_for_the_recording_is_thanked(too_late):
    until(too_late, STARTS + HOUR)
    registers(too_late)

    assert stands(too_late) == ("pause", "active", ["invite", "thanks"])


def test_an_open_after_the_start_leads_to_a_watch_that_is_over(too_late):
    until(too_late, STARTS + HOUR)
    too_late.opens("webinar-invite")
    until(too_late, STARTS + DAY)

    assert stands(too_late) == ("end", "finished", ["invite"])
    assert outcomes(too_late, "invite") == {"opened": 1}
    assert outcomes(too_late, "watch") == {"otherwise": 1}
