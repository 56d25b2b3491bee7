"""Stories of nurturing: forms, mails, waits, points, a hand-off, all the front doors."""

from urllib.parse import urlsplit

from kweek.core.times import DAY, HOUR, MINUTE
from kweek.shell.worker import world
from tests.proofs.crashing import waits
from tests.stack import campaign

ADA = "ada@example.org"
DEMO = """\
title: A demo
status: live
topic: nurture
enter: { event: Form Submitted, where: { form: demo } }
steps:
  - step: tell
    webhook:
      url: https://crm.example.org/demo
      send: { email: $contact.email }
      keep: { crm: customer.id }
      timeout: 5s
    then: { failed: unheard, otherwise: heard }
  - step: heard
    update: { traits: { demo: heard } }
    next: end
  - step: unheard
    update: { traits: { demo: unheard } }
"""


def write(root):
    """The campaigns that these stories need; their folder."""
    campaign.write(root)
    campaign.put(root / "journeys" / "demo.yaml", DEMO)
    return root


# -- by day: a form, a mail, a click that turns the branch, points, the exit, the hand-off


def asks_for_the_ebook(stack):
    stack.posts_form("ebook", ADA, anonymous_id="visitor", traits={"country": "NL"})
    stack.goes_on()


def follows_the_link(stack):
    if stack.came("welcome"):
        stack.clicks("welcome", "read")
        stack.goes_on()


def looks_at_prices(stack):
    stack.happens("page-1", "track", "Prices Seen", anonymous_id="visitor")
    stack.goes_on()


def is_called(stack):
    if stack.came("lead-handoff"):
        stack.accepts("lead-handoff")
        stack.run()


# -- by night: a mail that must wait, a wait judged by the clock, the end


def asks_at_night(stack):
    stack.ms += 14 * HOUR
    stack.posts_form("letter", ADA)
    stack.run()


def reads_it_in_the_morning(stack):
    if stack.came("letter"):
        stack.opens("letter")
    stack.run()


# -- at the front doors: everything by HTTP, two browsers and a program of one person


def visits(stack):
    world().items.put_link("of-old", "https://www.example.com/old")
    assert stack.tracks("page", anonymousId="phone", messageId="page-1") == 200
    stack.run()


def fills_in_the_form(stack):
    assert stack.asks("f", "ebook", method="GET") == 200
    fields = {"email": ADA, "country": "NL", "_consent": "on", "_anonymous_id": "laptop"}
    assert stack.asks("f", "ebook", fields) == 200
    stack.goes_on()


def reads(stack):
    if stack.came("welcome"):
        assert stack.follows("o", "welcome") == 200
        assert stack.follows("c", "welcome", "of-old") == 302
    stack.run()


def clicks(stack):
    if stack.came("welcome"):
        link = next(iter(stack.built.mails["welcome"]["links"]))
        assert stack.follows("c", "welcome", link) == 302
    stack.goes_on()


def signs_in_on(device):
    def act(stack):
        about = {"anonymousId": device, "userId": "ada", "messageId": f"in-{device}"}
        assert stack.tracks("identify", **about) == 200
        stack.run()

    return act


def has_a_tablet_too(stack):
    about = {"previousId": "tablet", "userId": "ada", "messageId": "alias-1"}
    assert stack.tracks("page", anonymousId="tablet", messageId="page-2") == 200
    assert stack.tracks("alias", **about) == 200
    stack.run()


def looks_at_prices_on_both(stack):
    batch = [{"type": "track", "event": "Prices Seen", "userId": "ada", "messageId": "p-1"}]
    batch.append({"type": "page", "anonymousId": "phone", "messageId": "page-3"})
    assert stack.tracks("batch", batch=batch) == 200
    stack.goes_on()


def is_taken_over(stack):
    if stack.came("lead-handoff"):
        assert stack.follows("h", "lead-handoff", method="POST") == 200
    stack.run()


def opts_out(stack):
    if stack.came("dutch"):
        out = urlsplit(stack.mail("dutch").header("List-Unsubscribe").strip("<>")).path
        assert stack.asks("u", out.rpartition("/")[2]) == 200
    stack.run()


# -- a trial: waits without a mail, a pause, an end in silence; two pasts become one


def begins_a_trial(stack):
    stack.happens("seen-1", "page", anonymous_id="visitor")
    for number, user in enumerate(("ada", "bea")):
        stack.happens(f"trial-{number}", event="Trial Started", user_id=user)
    stack.run()


def signs_in_and_uses_it(stack):
    stack.ms += HOUR
    stack.happens("in", "identify", "Identified", anonymous_id="visitor", user_id="ada")
    stack.happens("used", event="Feature Used", user_id="ada")
    stack.run()


def the_other_speaks_at_last(stack):
    stack.happens("praised", event="Feature Praised", user_id="bea")
    stack.run()


STORIES = {
    "by day": (asks_for_the_ebook, follows_the_link, looks_at_prices, is_called),
    "by night": (
        *(asks_at_night, *waits(9 * HOUR + 31 * MINUTE), reads_it_in_the_morning),
        *waits(23 * HOUR, DAY),
    ),
    "at the front doors": (
        *(
            visits,
            fills_in_the_form,
            reads,
            clicks,
            signs_in_on("laptop"),
            signs_in_on("phone"),
            has_a_tablet_too,
        ),
        *(looks_at_prices_on_both, is_taken_over, opts_out),
    ),
    "a trial": (
        *(begins_a_trial, signs_in_and_uses_it, *waits(2 * DAY, DAY, 4 * DAY, DAY)),
        the_other_speaks_at_last,
    ),
}
