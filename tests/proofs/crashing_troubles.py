"""Stories of trouble: silence, bounces, other rules, dead letters, loss, an erasure."""

import json
from dataclasses import replace

from kweek.core.erasing import SWEPT_AGAIN
from kweek.core.times import DAY, HOUR, MINUTE, SECOND
from kweek.core.webhook_call import Reply
from kweek.shell.worker import world
from tests.proofs import crashing_nurture
from tests.proofs.crashing import waits
from tests.stack.losing import recovers, stops_everything
from tests.stack.ses import Lost, refusal

ADA, BEA, CORA = "ada@example.org", "bea@example.org", "cora@example.org"
write = crashing_nurture.write


# -- another system: it answers at the second call, says no, or is busy for ever


def asks_for_a_demo(stack, address, replies):
    stack.elsewhere.replies = replies
    about = {"properties": {"form": "demo"}, "traits": {"email": address}}
    stack.happens(f"demo-{address}", "form", "Form Submitted", address=address, **about)
    stack.run()


def is_heard_at_last(stack):
    asks_for_a_demo(stack, ADA, [Reply(503), Reply(201, b'{"customer":{"id":7}}')])


def is_refused(stack):
    asks_for_a_demo(stack, BEA, [Reply(404)])


def is_never_heard(stack):
    asks_for_a_demo(stack, CORA, [Reply(503)])


# -- what SES tells: a complaint, a hard bounce, a full mailbox; then they ask again


def gets_a_mail(address):
    def act(stack):
        stack.posts_form("ebook", address, f"form-{address}")
        stack.run()

    return act


def ses_tells(address, kind, **about):
    def act(stack):
        for mail in [one for one in stack.ses.mails if one.to == address]:
            stack.ses.event(mail, kind, **about)
        stack.run()

    return act


def asks_again(address):
    def act(stack):
        stack.posts_form("letter", address, f"letter-{address}")
        stack.run()

    return act


# -- a mail that nobody knows of: given up after half an hour, and heard of the next day


def ses_says_nothing(stack):
    stack.ses.tells = ()
    answer = Lost(refusal("InternalFailure"))
    stack.ses.answers = stack.ses.answers or [answer]
    stack.posts_form("letter", ADA)
    stack.run()
    stack.ses.answers = [one for one in stack.ses.answers if one is not answer]


def ses_speaks_the_next_day(stack):
    for mail in stack.ses.mails:
        stack.ses.event(mail, "Delivery")
    stack.run()
    stack.ses.tells = ("Send",)


# -- other rules: each function meets somebody who is not filled for them


def change_before_a_mail(stack):
    stack.posts_form("letter", ADA)
    _up_to(stack, "events.fifo", "orders")
    _is_of_old(stack, ADA)
    stack.goes_on()


def change_before_a_step(stack):
    stack.happens("trial", "form", "Trial Started", address=ADA)
    _up_to(stack, "events.fifo", "orders")
    _is_of_old(stack, ADA)
    stack.run()


def change_before_a_webhook(stack):
    stack.happens("demo", "form", "Form Submitted", address=ADA, properties={"form": "demo"})
    _up_to(stack, "events.fifo", "orders")
    _is_of_old(stack, ADA)
    stack.run()


def change_before_an_event(stack):
    _is_of_old(stack, ADA)
    stack.happens("seen", "form", "Page Viewed", address=ADA)
    stack.run()


def _up_to(stack, *queues):
    while [name for name in queues if stack.consume(name)]:
        pass


def _is_of_old(stack, address):
    """The contact as an older deploy would have left it."""
    before = stack.contact(address)
    after = replace(before, version=before.version + 1, filled="old")
    world().contacts.commit(before, after)


# -- what nobody can do: a mail that is not in the campaigns; it is kept, and comes again


def cannot_be_done(stack):
    stack.posts_form("letter", ADA)
    _up_to(stack, "events.fifo", "orders")
    for message in [*stack.queues.waiting("mails")]:
        stack.queues.waiting("mails").remove(message)
        body = json.loads(message.body)
        stack.queues.put("mails", {**body, "step": {**body["step"], "mail": "gone"}})
    stack.run()


def comes_again(stack):
    dead = [letter for letters in stack.queues.dead.values() for letter in letters]
    stack.queues.empty()
    for letter in dead:
        stack.queues.put("mails", letter)
    stack.run()


# -- everything is lost: executions die, their runs are broken, and recovered


def two_are_under_way(stack):
    stack.posts_form("letter", ADA)
    stack.happens("trial", event="Trial Started", user_id="bea")
    stack.run()


def all_executions_fail(stack):
    stops_everything(stack, "FAILED")


def uses_it_meanwhile(stack):
    stack.happens("used", event="Feature Used", user_id="bea")
    stack.run()


def all_are_recovered(stack):
    recovers(stack)


# -- somebody is erased, in the middle of all


def lives(stack):
    stack.happens("page-1", "page", anonymous_id="visitor")
    stack.posts_form("ebook", ADA, anonymous_id="visitor", traits={"country": "NL"})
    stack.run()


def signs_in(stack):
    stack.happens("in-1", "identify", "Identified", anonymous_id="visitor", user_id="ada")
    stack.run()  # the user's own messages are another group
    stack.happens("trial", "track", "Trial Started", user_id="ada")
    stack.run()


def is_erased(stack):
    who = stack.contact(ADA).id
    assert stack.administers("GET", f"contacts/{who}/export") == 200
    assert stack.administers("DELETE", f"contacts/{who}") == 202
    stack.passes(SECOND)


FATES = (
    ses_tells(ADA, "Complaint"),
    ses_tells(BEA, "Bounce", bounceType="Permanent"),
    ses_tells(CORA, "Bounce", bounceType="Transient"),
)
STORIES = {
    "another system": (
        *(is_heard_at_last, *waits(2 * MINUTE, 10 * MINUTE), is_refused, *waits(10 * MINUTE)),
        *(is_never_heard, *waits(2 * MINUTE, 10 * MINUTE, HOUR)),
    ),
    "what SES tells": (
        *map(gets_a_mail, (ADA, BEA, CORA)),
        *(*waits(31 * MINUTE), *FATES, *waits(HOUR)),
        *(*map(asks_again, (ADA, BEA, CORA)), *waits(HOUR, DAY, 3 * DAY)),
    ),
    "a silent mail": (
        *(ses_says_nothing, *waits(HOUR, DAY), ses_speaks_the_next_day, *waits(3 * DAY, 5 * DAY)),
    ),
    "other rules": (
        *(change_before_a_mail, change_before_a_step, change_before_a_webhook),
        *(change_before_an_event, *waits(2 * DAY, 3 * DAY, 5 * DAY)),
    ),
    # Redriven twice: whoever meets a fault as they give up has told nobody, and does so then.
    "a dead letter": (
        *(cannot_be_done, *waits(HOUR), comes_again, *waits(HOUR), comes_again, *waits(9 * DAY)),
    ),
    "all is lost": (
        *(two_are_under_way, *waits(HOUR), all_executions_fail, uses_it_meanwhile, *waits(HOUR)),
        *(all_are_recovered, *waits(2 * DAY, 8 * DAY)),
    ),
    "an erasure": (lives, signs_in, *waits(HOUR), is_erased, *waits(DAY, SWEPT_AGAIN)),
}
