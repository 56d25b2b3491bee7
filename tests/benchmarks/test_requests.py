"""AWS calls, request units and dollars of a tracked event and of a journey mail (DESIGN 7)."""

import base64
import json
from collections import Counter

import prices
import pytest
from meter import Meter

import collect
import report
from kweek.core.times import DAY
from kweek.shell import aws as clients
from kweek.shell import secrets
from tests.stack import table
from tests.stack.kweek_stack import ROOT, Stack

pytestmark = pytest.mark.benchmark

ADA = "ada@example.org"
PAGE = {
    "url": "https://www.example.com/news/cistern",
    "path": "/news/cistern",
    "title": "How a town found forty leaks in a week",
    "referrer": "https://www.google.com/",
}
PERSON = {
    "first_name": "Ada",
    "last_name": "Byron",
    "company": "Analytical Engines",
    "country": "NL",
    "role": "engineer",
}
OPENS_AND_CLICKS = 0.45  # tracked for each mail, as facts/performance.md counts them


@pytest.fixture
def known(stack, meter):
    """Somebody with thirteen visits, a form, two mails, an open, and a run under way."""
    for n in range(12):
        stack.happens(f"p{n}", "page", anonymous_id="visitor", properties=PAGE)
        stack.passes(DAY)
    stack.posts_form(
        "ebook", ADA, anonymous_id="visitor", topics=("nurture", "sales"), traits=PERSON
    )
    stack.passes(4 * DAY)
    stack.opens("ebook-remind")
    stack.run()
    stack.happens("p-last", "page", anonymous_id="visitor", properties=PAGE)
    stack.run()
    assert stack.mails(ADA) == ["ebook", "ebook-remind"]
    meter.clear()
    return stack


def posted(path, body):
    """What the API hands to collect."""
    key = base64.b64encode(f"{secrets.secret().keys.write_key}:".encode()).decode()
    return {
        "version": "2.0",
        "rawPath": f"/v1/{path}",
        "rawQueryString": "",
        "headers": {"authorization": f"Basic {key}", "content-type": "application/json"},
        "pathParameters": {"proxy": path},
        "requestContext": {"http": {"method": "POST", "path": path}, "requestId": "r"},
        "isBase64Encoded": False,
        "body": json.dumps(body),
    }


def page(n, **more):
    sent = {"type": "page", "messageId": f"m{n}", "anonymousId": "visitor", "properties": PAGE}
    return {**sent, "context": {"library": {"name": "analytics.js"}}, **more}


def collects(stack, path, body):
    stack.calls.function = "collect"
    answer = collect.handler(posted(path, body), None)
    stack.calls.function = None
    assert answer["statusCode"] == 200
    stack.run()


def event_dollars(meter, events, requests):
    """A million events, when ingest's batches are full, as they are where it matters."""
    sqs = prices.SQS_FIFO * (requests / events + 0.2)
    lambdas = (requests / events + 0.1) * prices.LAMBDA_REQUEST
    calls = meter.calls("collect", "ingest").total() / events
    time = prices.lambda_time(calls, prices.CPU * (requests / events + 1))
    units = meter.written("ingest") * prices.WRU + meter.read("ingest") * prices.RRU
    return prices.HTTP_API * requests / events + sqs + lambdas + time + units / events


def test_a_tracked_event_keeps_to_its_budget(known, meter, figures):
    collects(known, "page", page(1))

    calls, wru, rru = meter.calls("ingest"), meter.written("ingest"), meter.read("ingest")
    dollars = event_dollars(meter, 1, 1)
    figures.add("a1", "a tracked event: calls of ingest", in_words(calls), "2 reads, 2 puts")
    figures.add("a1", "a tracked event: units", f"{wru:g} WRU, {rru:g} RRU", "≤ 4.5 WRU")
    figures.add("a1", "a tracked event: all in, per million", f"${dollars:.2f}", "≤ $6.50")
    figures.add("a1", "its contact's item", f"{meter.largest} bytes", "median < 2 KB")
    assert calls == Counter(
        {"dynamodb.GetItem": 1, "dynamodb.BatchGetItem": 1, "dynamodb.PutItem": 2}
    )
    assert wru <= 4.5
    assert dollars <= 6.5


def test_ten_events_in_one_request_keep_to_theirs(known, meter, figures):
    collects(known, "batch", {"batch": [page(n) for n in range(10)]})

    wru, dollars = meter.written("ingest") / 10, event_dollars(meter, 10, 1)
    figures.add("a1.ten", "in batches of ten: units", f"{wru:g} WRU", "≤ 4.5 WRU")
    figures.add("a1.ten", "in batches of ten: all in, per million", f"${dollars:.2f}", "≤ $4.00")
    assert dollars <= 4


def test_an_event_of_a_user_whose_past_was_anonymous_costs_one_read_more(known, meter, figures):
    known.happens("i1", "identify", "Identified", anonymous_id="visitor", user_id="u1")
    known.run()
    meter.clear()

    known.happens("t1", event="Report Downloaded", user_id="u1")
    known.run()

    calls, wru = meter.calls("ingest"), meter.written("ingest")
    figures.add("a1.user", "by a user id that is an alias", f"{in_words(calls)}: {wru:g} WRU")
    assert calls["dynamodb.GetItem"] <= 2
    assert wru <= 4.5


def test_a_form_that_makes_somebody_known_and_starts_a_journey(stack, meter, figures):
    stack.happens("p", "page", anonymous_id="visitor", properties=PAGE)
    stack.run()
    meter.clear()

    stack.posts_form("ebook", ADA, anonymous_id="visitor", traits=PERSON)
    stack.consume("events.fifo")

    wru = meter.written("ingest")
    what = "a form: its address claimed, stage up, journey entered"
    figures.add("a1.form", what, f"{wru:g} WRU")
    assert wru <= 12


# -- a mail


MAIL = ("mailer", "feedback", "ingest")
TRACKED = 4.0  # dollars a million, as the tracked event above, rounded up


def mail_dollars(meter):
    """A million mails, without SES's own fee and without orchestration (orders, transitions)."""
    sqs = prices.SQS * (1 + 2 / 5) + 2 * prices.SQS * 1.2  # the mail's message, SES's two events
    lambdas = (1 / 5 + 2 / 10) * prices.LAMBDA_REQUEST
    calls = meter.calls(*MAIL)
    time = prices.lambda_time(calls.total(), 3 * prices.CPU)
    units = meter.written(*MAIL, but=ONCE) * prices.WRU + meter.read(*MAIL) * prices.RRU
    return sqs + 2 * prices.SNS + lambdas + time + units


ONCE = ("link",)  # put once by each worker, whatever number of mails it sends


def test_a_journey_mail_keeps_to_its_budget_when_silence_answers_it(known, meter, figures):
    known.passes(10 * DAY)

    wru, calls = meter.written(*MAIL, but=ONCE), meter.calls()
    tracked = OPENS_AND_CLICKS * TRACKED
    dollars = mail_dollars(meter) + tracked
    parts = " + ".join(f"{meter.written(f, but=ONCE):g} {f}" for f in MAIL)
    links = meter.wru["mailer", "link"]
    for what, found, budget in (
        ("a journey mail: calls of mailer", in_words(meter.calls("mailer")), "1 SES call"),
        ("a journey mail: other calls", in_words(meter.calls("feedback", "ingest")), ""),
        ("a journey mail: units", f"{wru:g} WRU, {meter.read(*MAIL):g} RRU", "≤ 10 WRU"),
        ("of which", f"{parts} WRU", ""),
        ("and to keep its links, once a worker", f"{links} WRU", ""),
        ("all but SES and orchestration", f"{dollars / prices.SES:.1%} of SES", "≤ 12 %"),
        ("of which 0.45 opens and clicks tracked", f"{tracked / prices.SES:.1%} of SES", ""),
    ):
        figures.add("a2", what, found, budget)
    assert known.mails(ADA)[2:] == ["ebook-video"]
    assert calls["sesv2.send_email"] == 1
    assert wru <= 10
    assert dollars <= 0.12 * prices.SES


def test_a_mail_that_nobody_waits_for_keeps_to_the_same_budget(known, meter, figures):
    known.passes(10 * DAY)
    link = next(iter(known.built.mails["ebook-video"]["links"].values()))["name"]
    meter.clear()
    known.clicks("ebook-video", link)
    known.consume("events.fifo")

    clicked = meter.written("ingest")
    figures.add("a2.click", "the click that answers it: units", f"{clicked:g} WRU", "≤ 4.5 WRU")
    meter.clear()
    known.run()

    wru = meter.written(*MAIL, but=ONCE)
    answers = in_words(meter.calls("conductor"))
    figures.add("a2.click", "a mail that nothing waits for: units", f"{wru:g} WRU", "≤ 10 WRU")
    figures.add("a2.click", "conductor, for the click and that mail", answers)
    figures.add("a2.click", "the end of the run, in step", f"{meter.written('step'):g} WRU")
    assert known.mails(ADA)[3:] == ["ebook-case"]
    assert clicked <= 4.5
    assert wru <= 10


def test_what_the_report_costs_is_told_apart(aws, the_secret, tmp_path, figures):  # noqa: ARG001
    stack = Stack(aws, ROOT / "campaigns", tmp_path, stream=True)
    meter = Meter(stack)
    meter.watch(clients.client("dynamodb"))
    stack.posts_form("ebook", ADA, traits=PERSON)
    stack.run()
    records = [one for one in table.stream_records() if is_wanted(one)]

    stack.calls.function = "report"
    report.handler({"Records": records}, None)
    stack.calls.function = None

    wru = meter.written("report")
    found = f"{len(records)} records of the stream, {wru:g} WRU"
    figures.add("a3", "report, apart: a form, its run and mail", found)
    assert wru <= 30


def is_wanted(record):
    """As the stream's filter has it: events when new, ledger rows always."""
    kind = record["dynamodb"].get("NewImage", {}).get("kind", {}).get("S")
    return kind == "send" or (kind in ("event", "mark") and record["eventName"] == "INSERT")


def in_words(calls):
    return ", ".join(
        f"{n} {name.partition('.')[2]}" for name, n in sorted(calls.items(), key=lambda one: one[0])
    )
