"""B3, B4, G8, G9: whatever goes wrong on the way to SES and after it, one POST an attempt.

The real client speaks to a real socket; only the time it waits for an answer is shorter.
"""

import json
from collections import Counter

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

import mailer
from kweek.core.handover import Letter
from kweek.core.times import MINUTE
from kweek.shell import aws as clients
from kweek.shell.sending import send
from tests.proofs.ses_server import Fault, SesServer
from tests.stack import campaign
from tests.stack.kweek_stack import Stack
from tests.stack.ses import Mail

ADA = "ada@example.org"
LETTER = Letter(
    sender=("Luwte", "hello@example.com"),
    reply_to=None,
    to=ADA,
    subject="Hello",
    html="<p>Hello",
    text="Hello",
    headers=(),
    tags={"send_id": "s"},
    configuration_set="kweek",
)
PATIENCE = 0.3  # seconds that an answer is waited for here

#: What SES does with one POST, and what that is to the mailer.
KINDS = [
    (Fault(takes=True), "accepted"),
    (Fault(takes=True, answer="withheld"), "silent"),
    (Fault(takes=False, answer="withheld"), "silent"),
    (Fault(takes=True, answer="reset"), "silent"),
    (Fault(takes=True, answer="hung up"), "silent"),
    (Fault(takes=True, answer="broken"), "silent"),
    (Fault(takes=True, answer="half"), "silent"),
    (Fault(takes=True, answer="500 InternalServiceErrorException"), "silent"),
    (Fault(takes=False, answer="500 InternalFailure"), "silent"),
    (Fault(takes=False, answer="503 ServiceUnavailable"), "silent"),
    (Fault(takes=False, answer="400 ThrottlingException"), "refused"),
    (Fault(takes=False, answer="429 TooManyRequestsException"), "refused"),
    (Fault(takes=False, answer="400 LimitExceededException"), "refused"),
    (Fault(takes=False, answer="400 SendingPausedException"), "refused"),
    (Fault(takes=False, answer="400 AccountSuspendedException"), "refused"),
    (Fault(takes=False, answer="400 MailFromDomainNotVerifiedException"), "refused"),
    (Fault(takes=False, answer="403 AccessDeniedException"), "refused"),
    (Fault(takes=False, answer="403 ExpiredTokenException"), "refused"),
    (Fault(takes=False, answer="400 MessageRejected"), "rejected"),
    (Fault(takes=False, answer="400 BadRequestException"), "rejected"),
]

ANSWERS = {
    "answered": Fault(takes=True),
    "taken in silence": Fault(takes=True, answer="withheld"),
    "lost": Fault(takes=False, answer="500 InternalFailure"),
    "refused": Fault(takes=False, answer="429 TooManyRequestsException"),
    "rejected": Fault(takes=False, answer="400 MessageRejected"),
}
#: (what SES does, which write after that fails once) -> the ledger's class, half an hour later,
#: where SES's events come, and where they do not.
LEDGER = {
    ("answered", "no write"): ("sent", "sent"),
    ("answered", "the row"): ("sent", "sent"),  # it lies in the outbox
    ("answered", "the commit"): ("sent", "unknown"),  # only SES's event still knows
    ("taken in silence", "no write"): ("sent", "unknown"),
    ("taken in silence", "the row"): ("sent", "unknown"),
    ("taken in silence", "the commit"): ("sent", "unknown"),
    ("lost", "no write"): ("unknown", "unknown"),
    ("lost", "the row"): ("unknown", "unknown"),
    ("lost", "the commit"): ("unknown", "unknown"),
    ("refused", "no write"): ("sent", "sent"),  # a minute later
    ("refused", "the row"): ("sent", "sent"),
    ("refused", "the commit"): ("unknown", "unknown"),  # nobody knows any more that it was
    ("rejected", "no write"): ("failed", "failed"),
    ("rejected", "the row"): ("failed", "failed"),
    ("rejected", "the commit"): ("unknown", "unknown"),
}


@pytest.fixture
def patient_ses(environment):
    server = SesServer()
    environment.setenv("AWS_ENDPOINT_URL_SESV2", server.url)
    clients.forget()
    yield server
    clients.forget()
    server.close()


@pytest.fixture
def ses(patient_ses, environment):
    environment.setattr(clients, "ONCE", clients.ONCE.merge(Config(read_timeout=PATIENCE)))
    return patient_ses


@pytest.mark.parametrize(("fault", "kind"), KINDS, ids=str)
def test_g9_whatever_becomes_of_a_post_there_is_one_and_no_other(ses, fault, kind):
    ses.faults = [fault]

    answer = send(clients.client("sesv2"), LETTER)

    assert (answer.kind, ses.posts, len(ses.taken)) == (kind, 1, fault.takes)


def test_g9_without_a_connection_nothing_was_handed_over_and_it_may_be_tried_again(ses):
    ses.close()

    assert send(clients.client("sesv2"), LETTER).kind == "refused"


@pytest.mark.slow
def test_g9_a_mailer_waits_for_an_answer_as_long_as_it_is_told_to_and_asks_once(
    patient_ses, proven
):
    patient_ses.faults = [Fault(takes=True, answer="withheld")]

    answer = send(clients.client("sesv2"), LETTER)

    assert (answer.kind, answer.detail, patient_ses.posts) == ("silent", "ReadTimeoutError", 1)
    proven("SES never answers", f"{patient_ses.posts} POST, by the client as it is shipped")


class Broken:
    """Fails one kind of write, once, after SES has been asked."""

    def __init__(self, real, which):
        self.real, self.which = real, which
        self.armed, self.attempts = False, 0

    def send_email(self, **request):
        self.attempts += 1
        self.armed = self.attempts == 1
        return self.real.send_email(**request)

    def meets(self, service, operation, body):
        if not self.armed or service != "dynamodb" or operation not in ("PutItem", "UpdateItem"):
            return
        given = json.loads(body)
        key = (given.get("Item") or given["Key"])["sk"]["S"]
        written = {"contact": "the commit", "s#": "the row"}.get(
            key if key == "contact" else key[:2]
        )
        if written == self.which:
            self.armed = False
            raise ClientError({"Error": {"Code": "InternalServerError"}}, operation)


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory):
    return campaign.write(tmp_path_factory.mktemp("campaigns"))


@pytest.fixture
def stack(ses, aws, the_secret, campaigns, tmp_path):
    del ses, the_secret
    return Stack(aws, campaigns, tmp_path)


def comes_to(stack, ses, answer, fails, *, pipe):
    """The ledger's class, the POSTs and the attempts of one mail."""
    ses.posts, ses.faults, ses.taken = 0, [ANSWERS[answer]], []
    broken = Broken(clients.client("sesv2"), fails)
    stack.monkeypatch.setattr(mailer, "client", {"sesv2": broken}.__getitem__)
    stack.calls.asked = broken.meets
    stack.forget()
    stack.posts_form("letter", ADA)
    told = 0
    for pause in (0, MINUTE + 1, 31 * MINUTE):
        stack.passes(pause)
        stack.run()
        for request in ses.taken[told:] if pipe else ():
            tags = {tag["Name"]: tag["Value"] for tag in request["EmailTags"]}
            stack.ses.event(Mail(f"ses-{len(ses.taken)}", ADA, tags, request), "Send")
        told = len(ses.taken)
        stack.run()
    [row] = stack.ledger(ADA)
    sends = {send.state for send in stack.contact(ADA).sends.values()}
    assert sends == {row["state"]}
    assert (len(ses.taken) <= 1, not any(stack.queues.dead.values())) == (True, True)
    return row["state"], ses.posts, broken.attempts


def test_g9_a_mail_that_ses_took_in_silence_is_found_out_by_its_event(stack, ses):
    assert comes_to(stack, ses, "taken in silence", "no write", pipe=True) == ("sent", 1, 1)


@pytest.mark.slow
def test_g8_g9_each_fault_of_table_ses_and_pipe_ends_in_its_class_and_no_mail_goes_twice(
    stack, ses, proven
):
    begin, found, posts, attempts = stack.saved(), {}, 0, 0
    for answer, fails in LEDGER:
        both = []
        for pipe in (True, False):
            stack.restore(begin)
            state, posted, attempted = comes_to(stack, ses, answer, fails, pipe=pipe)
            posts, attempts = posts + posted, attempts + attempted
            both.append(state)
        found[answer, fails] = tuple(both)

    assert found == LEDGER
    assert posts == attempts
    classes = Counter(state for both in found.values() for state in both)
    proven(
        "table fault x SES x event pipe",
        f"{2 * len(found)} rows as written ({dict(classes)}), {posts} POSTs in {attempts} attempts,"
        " 0 double",
    )
