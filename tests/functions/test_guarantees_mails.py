"""G5, G8, G9: nobody who said no is mailed, every mail is somewhere, and none goes twice."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

import links
import mailer
from kweek.core.times import DAY, HOUR, MINUTE
from tests.stack import campaign
from tests.stack.calls import Call
from tests.stack.kweek_stack import Stack
from tests.stack.ses import Lost, refusal

ADA = "ada@example.org"
TIMED_OUT = ReadTimeoutError(endpoint_url="https://email.example")
NO_WAY = ConnectTimeoutError(endpoint_url="https://email.example")

pytestmark = pytest.mark.usefixtures("the_secret")


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return campaign.write(tmp_path_factory.mktemp("campaigns"))


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    return Stack(aws, campaigns, tmp_path)


def asks(stack, **fields):
    stack.posts_form("ebook", ADA, traits={"country": "NL"}, **fields)


def unsubscribes(stack, ask):
    """One click in the mail program (RFC 8058)."""
    url = stack.mail("welcome").header("List-Unsubscribe").strip("<>")
    path = urlsplit(url).path
    token = path.rpartition("/")[2]
    return ask(
        links.handler,
        "POST",
        path,
        parameters={"token": token},
        body=b"List-Unsubscribe=One-Click",
        headers={"content-type": "application/x-www-form-urlencoded"},
    )


def ledger(stack):
    """`{mail: (state, hold)}` as the contact has it."""
    return {s.mail: (s.state, s.hold) for s in stack.contact(ADA).sends.values()}


# -- G5


def test_g5_who_opts_out_by_one_click_gets_no_later_mail(stack, ask):
    asks(stack)
    stack.run()

    assert unsubscribes(stack, ask).status == 200

    # Committed before the answer: nothing has been taken from any queue since.
    assert stack.contact(ADA).opted_out is not None
    stack.clicks("welcome", "read")
    stack.passes(10 * DAY)
    assert stack.mails() == [(ADA, "welcome")]
    assert stack.runs(ADA) == [("drip", "exited", "unreachable")]
    assert stack.told(ADA).count("Unsubscribed") == 1
    assert stack.counted()["drip", "deliver", "unsubscribed"] == 1


def test_g5_opting_out_holds_for_the_address_whoever_has_it(stack, ask):
    asks(stack)
    stack.run()
    unsubscribes(stack, ask)
    stack.run()
    stack.posts_form("letter", ADA, "form-2", anonymous_id="another browser")
    stack.run()

    assert stack.mails() == [(ADA, "welcome")]
    assert ledger(stack)["letter"] == ("held", "unsubscribed")


def test_g5_a_mail_whose_sender_has_just_asked_is_not_sent_when_the_opt_out_commits_first(
    stack, ask
):
    asks(stack)
    stack.run()
    stack.clicks("welcome", "read")
    while not stack.queues.waiting("mails"):
        for queue in ("events.fifo", "orders", "steps"):
            stack.consume(queue)
    commit = Call("mailer", "dynamodb", "PutItem", "contact")
    stack.calls.race = (commit, lambda: unsubscribes(stack, ask))

    stack.run()

    assert stack.mails() == [(ADA, "welcome")]
    assert ledger(stack)["dutch"] == ("held", "unsubscribed")


def test_g5_a_mail_in_flight_may_still_leave_and_is_shown(stack, ask):
    asks(stack)
    stack.run()
    stack.clicks("welcome", "read")
    stack.ses.meanwhile = lambda: unsubscribes(stack, ask)
    stack.run()
    stack.ses.meanwhile = None
    stack.clicks("dutch", "read", "click-2")
    stack.passes(DAY)

    assert stack.mails() == [(ADA, "welcome"), (ADA, "dutch")]
    assert stack.rows(ADA) == {"welcome": "delivered", "dutch": "delivered", "thanks": "held"}


def test_g5_a_mail_given_back_after_a_pause_between_commit_and_ses_asks_anew(stack, ask):
    asks(stack)
    stack.run()
    stack.clicks("welcome", "read")
    seconds = iter([0.0, 3.0])
    slow = replace(mailer._post(), seconds=lambda: next(seconds, 3.0))  # noqa: SLF001
    stack.monkeypatch.setattr(mailer, "_post", lambda: slow)
    stack.run()
    assert stack.mails() == [(ADA, "welcome")]
    unsubscribes(stack, ask)

    stack.passes(HOUR)

    assert stack.mails() == [(ADA, "welcome")]
    assert ledger(stack)["dutch"] == ("held", "unsubscribed")


@pytest.mark.parametrize(
    ("kind", "details", "suppressed", "event"),
    [
        ("Bounce", {"bounceType": "Permanent"}, "bounced", "Email Bounced"),
        (
            "Complaint",
            {"complaintFeedbackType": "abuse"},
            "complained",
            "Email Marked as Spam",
        ),
    ],
)
def test_g5_a_hard_bounce_or_a_complaint_ends_all_mail(stack, kind, details, suppressed, event):
    asks(stack)
    stack.run()
    stack.ses.event(stack.mail("welcome"), kind, **details)
    stack.consume("feedback")

    # Committed by feedback itself, before its event is looked at.
    assert stack.contact(ADA).suppressed == suppressed
    stack.clicks("welcome", "read")
    stack.passes(10 * DAY)
    assert stack.mails() == [(ADA, "welcome")]
    assert stack.rows(ADA)["welcome"] == suppressed
    assert stack.runs(ADA) == [("drip", "exited", "unreachable")]
    assert stack.told(ADA).count(event) == 1


def test_g5_a_soft_bounce_ends_nothing(stack):
    asks(stack)
    stack.run()
    stack.ses.event(stack.mail("welcome"), "Bounce", bounceType="Transient")
    stack.run()
    stack.clicks("welcome", "read")
    stack.run()

    assert stack.contact(ADA).suppressed is None
    assert stack.mails() == [(ADA, "welcome"), (ADA, "dutch")]


# -- G9


@pytest.mark.parametrize("error", [TIMED_OUT, refusal("InternalFailure")])
def test_g9_a_mail_whose_answer_was_lost_goes_once_and_is_settled_by_ses_itself(stack, error):
    stack.ses.answers = [Lost(error)]
    stack.deliveries = 2
    asks(stack)
    stack.run()

    assert stack.ses.calls == 1
    assert stack.rows(ADA) == {"welcome": "delivered"}
    assert stack.only_run(stack.contact(ADA)).wait.step == "deliver"


@pytest.mark.parametrize("error", [TIMED_OUT, refusal("InternalFailure")])
def test_g9_a_mail_whose_answer_was_lost_stays_in_flight_and_is_settled_by_a_click(stack, error):
    stack.ses.answers, stack.ses.tells = [Lost(error)], ()
    asks(stack)
    stack.passes(5 * MINUTE)
    assert ledger(stack) == {"welcome": ("inflight", None)}
    assert stack.rows(ADA) == {}

    stack.clicks("welcome", "read")
    stack.run()

    assert stack.mails() == [(ADA, "welcome"), (ADA, "dutch")]
    assert stack.rows(ADA)["welcome"] == "sent"


def test_g9_a_silent_mail_is_unknown_after_half_an_hour_and_its_journey_goes_on_from_then(stack):
    stack.ses.answers = [refusal("InternalFailure")]
    asks(stack)
    stack.passes(29 * MINUTE)
    assert ledger(stack) == {"welcome": ("inflight", None)}

    stack.passes(2 * MINUTE)
    assert ledger(stack) == {"welcome": ("unknown", None)}
    assert stack.rows(ADA) == {"welcome": "unknown"}

    stack.passes(3 * DAY - HOUR)
    assert stack.mails() == []
    stack.passes(2 * HOUR)
    assert stack.mails() == [(ADA, "nudge")]
    assert stack.counted()["drip", "deliver", "unknown"] == 1


def test_g9_an_unknown_mail_that_was_sent_after_all_is_sent(stack):
    stack.ses.answers, stack.ses.tells = [Lost(TIMED_OUT)], ()
    asks(stack)
    stack.passes(HOUR)
    assert stack.rows(ADA) == {"welcome": "unknown"}

    stack.ses.event(stack.mail("welcome"), "Send")
    stack.run()

    assert stack.rows(ADA) == {"welcome": "sent"}
    assert ledger(stack) == {"welcome": ("sent", None)}
    counted = stack.counted()
    assert (counted["drip", "deliver", "unknown"], counted["drip", "deliver", "sent"]) == (0, 1)


def test_g9_a_click_on_an_unknown_mail_proves_it_and_turns_the_branch(stack):
    stack.ses.answers, stack.ses.tells = [Lost(TIMED_OUT)], ()
    asks(stack)
    stack.passes(HOUR)
    stack.clicks("welcome", "read")
    stack.run()

    assert stack.rows(ADA) == {"welcome": "sent", "dutch": "sent"}
    assert stack.mails() == [(ADA, "welcome"), (ADA, "dutch")]


@pytest.mark.parametrize("error", [refusal("TooManyRequestsException"), NO_WAY])
def test_g9_a_mail_that_ses_refused_for_now_is_tried_again_later(stack, error):
    stack.ses.answers = [error, error]
    asks(stack)
    stack.run()
    assert (stack.ses.calls, ledger(stack)["welcome"][0]) == (1, "later")

    stack.passes(5 * MINUTE)

    assert stack.ses.calls == 3
    assert stack.mails() == [(ADA, "welcome")]
    assert stack.rows(ADA) == {"welcome": "delivered"}


def test_g9_a_mail_that_ses_rejects_has_failed_and_its_run_goes_on(stack):
    stack.ses.answers = [refusal("MessageRejected")]
    asks(stack)
    stack.run()

    assert ledger(stack)["welcome"] == ("failed", "MessageRejected")
    assert stack.mails() == [(ADA, "nudge")]
    assert stack.counted()["drip", "deliver", "failed mails"] == 1


def test_g9_a_worker_that_comes_back_to_a_held_mail_does_not_ask_ses_again(stack):
    stack.ses.answers = [refusal("TooManyRequestsException")]
    stack.deliveries = 3
    asks(stack)
    stack.run()

    assert stack.ses.calls == 1


# -- G8


@pytest.mark.slow
def test_g8_every_mail_is_in_one_class(stack):
    """asked = open + sent + held + failed + unknown, at any moment of a mixed story."""
    stack.ses.answers = [
        None,
        refusal("MessageRejected"),
        refusal("InternalFailure"),
        refusal("TooManyRequestsException"),
    ]
    people = [f"p{number}@example.org" for number in range(6)]
    for number, address in enumerate(people):
        consent = () if number == 4 else ("nurture",)
        stack.posts_form("letter", address, f"form-{number}", topics=consent)
    for _ in range(5):
        stack.run()
        assert classes(stack, people).keys() <= {"open", "sent", "held", "failed", "unknown"}
        assert sum(classes(stack, people).values()) == 6
        stack.passes(15 * MINUTE)

    assert classes(stack, people) == {"sent": 3, "failed": 1, "unknown": 1, "held": 1}
    for kind in ("Bounce", "Send", "Delivery"):  # rows only rise, whatever comes after what
        stack.ses.event(stack.ses.mails[0], kind, bounceType="Permanent")
    stack.run()
    assert stack.rows(stack.ses.mails[0].to) == {"letter": "bounced"}
    assert classes(stack, people) == {"sent": 3, "failed": 1, "unknown": 1, "held": 1}


CLASSES = {
    "inflight": "open",
    "later": "open",
    "sent": "sent",
    "delivered": "sent",
    "bounced": "sent",
    "complained": "sent",
}


def classes(stack, people):
    """How many mails are in each class: by their rows, and those without one by the contact."""
    found = {}
    for address in people:
        contact = stack.contact(address)
        rows = stack.rows(address)
        for send in contact.sends.values():
            state = rows.get(send.mail, send.state)
            assert send.mail in rows or send.state in ("inflight", "later")
            name = CLASSES.get(state, state)
            found[name] = found.get(name, 0) + 1
    return found
