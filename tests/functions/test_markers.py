"""What people wrote and what opens doors stays where it is needed: in no log, metric or URL.

Words are planted in everything that people, other systems and our own machines write; then all
that is logged, measured, addressed or queued is searched for them. The events queue, and so its
dead letters, must hold what people sent: they are encrypted and gone after two weeks. No other
queue holds anything of it, but SES's own word to feedback, which names the address.
"""

import base64
import json
import logging
import re

import pytest

import links
from kweek.core.times import DAY, HOUR, SECOND
from kweek.core.webhook_call import Reply
from tests.stack import campaign
from tests.stack.kweek_stack import BATCH, CONSUMERS, CONTEXT, Stack
from tests.stack.queues import event_of
from tests.stack.ses import refusal

ADDRESS = "marker-address@example.org"
WORDS = {
    name: f"marker-{name}-c0ffee"
    for name in ("trait", "entry", "answer", "asked", "token", "agent", "poison", "subject", "ses")
}
WROTE = re.compile("|".join((*WORDS.values(), re.escape(ADDRESS), "marker-address")))
HOOK = """\
title: A hook
status: live
topic: nurture
enter: { event: Hook Wanted }
steps:
  - step: tell
    webhook:
      url: https://crm.example.org/new
      send: { plan: $entry.plan, email: $contact.email, name: $contact.first_name }
      keep: { crm: id }
      timeout: 5s
    then: { failed: end, otherwise: end }
"""

pytestmark = [pytest.mark.usefixtures("the_secret"), pytest.mark.slow]


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    root = campaign.write(tmp_path_factory.mktemp("campaigns"))
    campaign.put(root / "journeys" / "hook.yaml", HOOK)
    mail = root / "mail" / "welcome"
    subject = f"subject: {WORDS['subject']} {{{{ contact.first_name or 'there' }}}}"
    mail.joinpath("mail.yaml").write_text(
        mail.joinpath("mail.yaml").read_text().replace("subject: On welcome", f"{subject!r}"[1:-1])
    )
    return root


class Said(logging.Handler):
    """Every log record whole: its text, what is added to it, and its traceback."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.lines = []

    def emit(self, record):
        error = logging.Formatter().formatException(record.exc_info) if record.exc_info else ""
        self.lines.append(f"{record.getMessage()} {vars(record)} {error}")


@pytest.fixture
def said():
    handler, ours = Said(), (logging.getLogger(), logging.getLogger("kweek"))
    for one in ours:
        one.addHandler(handler)
    yield handler
    for one in ours:
        one.removeHandler(handler)


@pytest.fixture
def stack(aws, campaigns, tmp_path):
    stack = Stack(aws, campaigns, tmp_path)
    aws.delenv("POWERTOOLS_METRICS_DISABLED")
    return stack


def lives_a_life(stack):
    """A form, mails, clicks, points, a hand-off and a webhook, with faults of SES and others."""
    traits = {"first_name": WORDS["trait"], "country": "NL"}
    fault = refusal("TooManyRequestsException")
    fault.response["Error"]["Message"] = WORDS["ses"]
    stack.ses.answers = [fault]
    stack.posts_form("ebook", ADDRESS, traits=traits)
    stack.passes(HOUR)
    stack.clicks("welcome", "read")
    stack.run()
    who = stack.contact(ADDRESS).id
    stack.elsewhere.replies = [
        Reply(500, WORDS["answer"].encode(), passing=True),
        Reply(200, json.dumps({"id": WORDS["answer"]}).encode()),
    ]
    entry = {"plan": WORDS["entry"]}
    stack.happens("hook", event="Hook Wanted", contact=who, properties=entry)
    stack.passes(2 * HOUR)
    stack.happens("prices", event="Prices Seen", contact=who, properties=entry)
    stack.passes(DAY)
    stack.accepts("lead-handoff")
    stack.ses.event(stack.mail("welcome"), "Bounce", bounceType="Permanent")
    stack.passes(SECOND)


def poisons(stack):
    """Messages that no function can read whole, with words where faults would quote them."""
    word = WORDS["poison"]
    for queue in CONSUMERS:
        for body in (
            {word: word},
            {"id": word, "type": word, "event": word, "at": word, "received_at": word},
            {"id": "1", "type": "identify", "event": "E", "at": 1, "received_at": 1, word: 1},
            {"id": "2", "type": "track", "event": word, "at": 1, "received_at": 1, "traits": word,
             "user_id": "u", "properties": word},
            {"do": word, "contact": word, "run": word, "epoch": 0, "journey": word},
            {"do": "answer", "contact": "c", "run": word, "token": WORDS["token"], "entered": 1},
            {"journey": "j", "step": {"name": word, "do": word}, "contact": "c", "run": "r",
             "epoch": word, "lap": word, "entered": word, "token": WORDS["token"]},
            {"eventType": word, "mail": {"tags": {"send_id": [word]}, "messageId": word}},
        ):  # fmt: skip
            stack.queues.put(queue, body, "group")


def runs_dry(stack):
    """Let every queue run dry as Lambda would; what a function raises is a line of its log."""
    raised = []
    while busy := [name for name in CONSUMERS if stack.queues.waiting(name)]:
        for name in busy:
            batch = stack.queues.batch(name, BATCH.get(name, 10))
            failed = {message.id for message in batch}
            try:
                answer = CONSUMERS[name].handler(event_of(batch, name), CONTEXT) if batch else None
            except Exception as fault:  # noqa: BLE001 - Lambda writes any into the log
                raised.append(f"{name}: {fault!r} {fault}")
            else:
                failed = {
                    one["itemIdentifier"] for one in (answer or {}).get("batchItemFailures", ())
                }
            stack.queues.taken(name, batch, failed)
    return raised


def follows_with_words(ask):
    """Links with words for tokens, browsers with words for names."""
    for place in "ocuh":
        path = f"/{place}/v1.1.{place}.{WORDS['token']}.x"
        for method in ("GET", "POST"):
            headers = {"user-agent": WORDS["agent"]}
            ask(links.handler, method, path, parameters={"token": WORDS["token"]}, headers=headers)


def whole(mail):
    """A mail's texts, as SES got it, with what its links' tokens say."""
    texts = json.dumps(mail.request)
    payloads = re.findall(r"/[ocuh]/v1\.\w+\.\w\.([\w-]+)\.", texts)
    return [base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)).decode() for one in payloads]


def test_no_word_that_somebody_wrote_is_logged_measured_or_addressed(
    stack, said, ask, capfd, proven
):
    lives_a_life(stack)
    poisons(stack)
    raised = runs_dry(stack)
    follows_with_words(ask)
    out, err = capfd.readouterr()

    # It has all been there, or the search would prove nothing.
    welcome = stack.mail("welcome").request["Content"]["Simple"]["Subject"]["Data"]
    assert welcome == f"{WORDS['subject']} {WORDS['trait']}"
    assert WORDS["entry"] in json.dumps(stack.elsewhere.data)
    assert stack.contact(ADDRESS).trait("crm") == WORDS["answer"]
    assert [name for name, dead in stack.queues.dead.items() if not dead] == []
    assert "a record failed" in "".join(said.lines)

    lines = [*said.lines, *raised, *out.splitlines(), *err.splitlines()]
    assert [line for line in lines if WROTE.search(line)] == []
    urls = [call.url for call, _ in stack.elsewhere.asked]
    tokens = [text for mail in stack.ses.mails for text in whole(mail)]
    assert tokens
    assert WROTE.findall("\n".join([*urls, *tokens])) == []
    looked = f"{len(lines)} log lines, {len(urls)} URLs, {len(tokens)} tokens"
    proven("words that somebody wrote", f"{len(WORDS)} markers in no place: {looked}")


def test_only_the_events_queue_holds_what_people_wrote(stack):
    lives_a_life(stack)

    held = {
        name: sorted(set(WROTE.findall(json.dumps(bodies))))
        for name, bodies in stack.queues.handed.items()
    }

    assert held == {
        "events.fifo": sorted([ADDRESS, WORDS["trait"], WORDS["entry"]]),
        "steps": [],
        "mails": [],
        "webhooks": [],
        "orders": [],
        "feedback": [ADDRESS],
    }
