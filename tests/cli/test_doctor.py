"""`kweek doctor`: what each check says of what AWS answered, as it was recorded."""

import json
import socket
import struct
from pathlib import Path
from threading import Thread
from types import SimpleNamespace

import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from kweek.cli import aws_account, aws_mail, deployed, dns_text, doctor
from kweek.cli.dead_letters import DeadLetters
from kweek.cli.finding import Finding
from kweek.cli.main import main
from kweek.core.contact import Contact
from kweek.core.effects import LedgerRow
from kweek.core.enrolment import Enrolment
from kweek.shell import aws as clients
from kweek.shell.contacts import Contacts
from kweek.shell.items import Items
from kweek.shell.switches import Switches
from tests.stack import table

RECORDED = Path(__file__).parent / "recorded"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:kweek-alarms"
DOMAIN = "example.com"


def recorded(name):
    return json.loads((RECORDED / f"{name}.json").read_text())


@pytest.fixture
def answering(environment):  # noqa: ARG001 - clients want a region
    """A client of a service that gives one recorded answer."""

    def made(service, call, answer=None, **error):
        client = botocore.session.get_session().create_client(service)
        stub = Stubber(client)
        if error:
            stub.add_client_error(call, **error)
        else:
            stub.add_response(call, answer)
        stub.activate()
        return client

    return made


def said(findings):
    return [(one.about, one.state) for one in findings]


def test_a_domain_that_has_no_records_yet_says_what_to_put_where(answering):
    ses = answering("sesv2", "get_email_identity", recorded("ses-new-account")["identity"])

    found = list(aws_mail.of_domain(ses, DOMAIN))

    assert said(found) == [
        ("domain example.com", "wrong"),
        ("DKIM of example.com", "wrong"),
        ("MAIL FROM of example.com", "wrong"),
    ]
    assert found[1].says == "mails are not signed (PENDING)"
    assert "bounce.example.com" in found[2].do


def test_a_domain_that_is_set_up_is_fine_and_warned_of_spf(answering):
    ses = answering("sesv2", "get_email_identity", recorded("ses-in-production")["identity"])

    assert said(aws_mail.of_domain(ses, DOMAIN)) == [
        ("domain example.com", "ok"),
        ("DKIM of example.com", "ok"),
        ("MAIL FROM of example.com", "warning"),
    ]


def test_a_domain_that_ses_does_not_know_is_wrong(answering):
    ses = answering("sesv2", "get_email_identity", service_error_code="NotFoundException")

    assert said(aws_mail.of_domain(ses, DOMAIN)) == [("domain example.com", "wrong")]


def test_a_new_account_is_in_the_sandbox_and_too_slow_for_the_policy(answering):
    ses = answering("sesv2", "get_account", recorded("ses-new-account")["account"])

    found = list(aws_mail.account(ses, 14))

    assert said(found) == [
        ("SES access", "warning"),
        ("mail rate", "wrong"),
        ("mails a day", "warning"),
    ]
    assert found[1].says == "14 a second; SES allows 1"
    assert found[1].do.startswith("write `mail_rate: 1` into policy.yaml")


def test_an_account_in_production_is_fine(answering):
    ses = answering("sesv2", "get_account", recorded("ses-in-production")["account"])

    assert {one.state for one in aws_mail.account(ses, 14)} == {"ok"}


def test_an_account_that_aws_has_stopped_is_wrong(answering):
    account = recorded("ses-in-production")["account"]
    stopped = {**account, "SendingEnabled": False, "EnforcementStatus": "SHUTDOWN"}
    ses = answering("sesv2", "get_account", stopped)

    wrong = [one.about for one in aws_mail.account(ses, 14) if one.state == "wrong"]
    assert wrong == ["SES", "SES reputation"]


@pytest.mark.parametrize(
    ("records", "state"),
    [
        ({"_dmarc.news.example.com": ["v=DMARC1; p=none"]}, "ok"),
        ({"_dmarc.example.com": ["v=spf1 -all", "v=DMARC1;p=reject"]}, "ok"),
        ({"_dmarc.com": ["v=DMARC1; p=none"]}, "warning"),
        ({}, "warning"),
    ],
)
def test_dmarc_is_the_domain_s_own_or_that_of_the_one_it_belongs_to(records, state):
    found = aws_mail.dmarc("news.example.com", lambda name: records.get(name, []))

    assert found.state == state


def test_dmarc_is_left_out_where_no_resolver_answers():
    found = aws_mail.dmarc(DOMAIN, lambda name: dns_text.texts(name, []))

    assert (found.state, found.says) == (
        "left out",
        "no resolver told the TXT records of _dmarc.example.com",
    )


def resolver(*texts, code=0):
    """A DNS server on this machine that answers one question; its address."""
    wire = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    wire.bind(("127.0.0.1", 0))

    def answer():
        asked, whom = wire.recvfrom(512)
        data = [b"".join(bytes([len(one)]) + one for one in parts) for parts in texts]
        fixed = [struct.pack(">HHHIH", 0xC00C, 16, 1, 60, len(one)) + one for one in data]
        head = asked[:2] + struct.pack(">5H", 0x8180 | code, 1, len(fixed), 0, 0)
        wire.sendto(head + asked[12:] + b"".join(fixed), whom)
        wire.close()

    Thread(target=answer, daemon=True).start()
    return wire.getsockname()


def test_txt_records_are_read_from_a_resolver():
    server = resolver((b"v=DMARC1; ", b"p=none"), (b"other",))

    assert dns_text.texts("_dmarc.example.com", [server]) == ["v=DMARC1; p=none", "other"]
    assert dns_text.texts("_dmarc.example.com", [resolver(code=3)]) == []


def test_a_resolver_that_fails_makes_room_for_the_next():
    servers = [resolver(code=2), resolver((b"found",))]

    assert dns_text.texts("example.com", servers) == ["found"]


def test_resolvers_are_those_of_this_machine(tmp_path):
    file = tmp_path / "resolv.conf"
    file.write_text("# made by hand\nsearch example.com\nnameserver 192.0.2.1\nnameserver ::1\n")

    assert dns_text.configured(file) == [("192.0.2.1", 53), ("::1", 53)]
    assert dns_text.configured(tmp_path / "none") == []


def test_a_new_account_has_too_little_of_everything(answering):
    answers = recorded("account")
    clients = {
        "lambda": answering("lambda", "get_account_settings", answers["lambda"]),
        "ssm": answering("ssm", "get_parameter", answers["ssm"]),
        "sns": answering("sns", "list_subscriptions_by_topic", answers["sns"]),
        "cloudwatch": answering("cloudwatch", "get_metric_statistics", answers["cloudwatch"]),
    }

    checks = aws_account.findings(clients.__getitem__, "kweek", TOPIC)

    assert [one for check in checks for one in doctor.looked(*check)] == [
        Finding(
            "functions",
            "warning",
            "10 at once in this account and region",
            "ask for 1000 in Service Quotas (Lambda, concurrent executions): a form may be "
            "turned away",
        ),
        Finding(
            "CDK bootstrap",
            "wrong",
            "version 5; the stack asks for 6",
            "`cdk bootstrap` once more",
        ),
        Finding(
            "alarms",
            "warning",
            "1 subscriber not confirmed",
            "AWS has sent ops@example.com a mail: its link must be followed",
        ),
        Finding(
            "waits closed early",
            "warning",
            "2 in 14 days",
            "the runs went the machine's way; the conductor's log names them",
        ),
    ]


def test_an_account_that_was_never_bootstrapped_is_wrong(answering):
    ssm = answering("ssm", "get_parameter", service_error_code="ParameterNotFound")

    assert aws_account.bootstrap(ssm).state == "wrong"


def test_what_nobody_may_look_at_is_left_out_and_the_rest_is_looked_at(answering):
    denied = {"service_error_code": "AccessDeniedException", "service_message": "no"}
    lambda_ = answering("lambda", "get_account_settings", **denied)

    [found] = doctor.looked("functions", lambda: [aws_account.concurrency(lambda_)])

    assert (found.about, found.state) == ("functions", "left out")
    assert "AccessDeniedException" in found.says


@pytest.fixture
def here(aws, tmp_path):
    """A stack that runs here, as the commands find it: its table and queues are moto's."""
    sqs, outputs = clients.client("sqs"), {"TableName": table.NAME}
    table.make(clients.client("dynamodb"))
    for name in ("Events", "Steps", "Mails", "Webhooks", "Orders", "Feedback", "Report"):
        fifo = name == "Events"
        for kind in ("Queue", "DeadLetters"):
            made = sqs.create_queue(
                QueueName=f"{name}-{kind}{'.fifo' if fifo else ''}",
                Attributes={"FifoQueue": "true"} if fifo else {},
            )
            outputs[f"{name}{kind}Url"] = made["QueueUrl"]
    found = SimpleNamespace(client=clients.client, outputs=outputs, told={"speed": 1})
    aws.setattr(deployed, "find", lambda _stack: found)
    aws.chdir(tmp_path)
    return found


def test_a_healthy_stack_has_nothing_to_mend(here, capsys):  # noqa: ARG001
    assert main(["doctor"]) == 0

    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "ok        dead letters: none in any queue",
        "ok        unknown mails: SES has told of every mail",
        "ok        runs: none has failed",
        f"left out  AWS: {doctor.IN_AWS}: there is no AWS here",
    ]
    assert told.err == "nothing is wrong\n"


def test_trouble_is_told_with_what_to_do_and_is_exit_1(here, capsys):
    dynamodb = clients.client("dynamodb")
    runs = {
        "r1": Enrolment("drip", 5, "nurture", broken="machine aborted"),
        "r2": Enrolment("drip", 5, "nurture", status="failed", exit="deliver"),
    }
    ada = Contact("ada")
    Contacts(dynamodb, table.NAME, bytes).commit(ada, Contact("ada", 1, enrolments=runs))
    row = LedgerRow("ada", "x", "unknown", "ebook", "drip", "deliver", "r1", 5)
    Items(dynamodb, table.NAME).put_row(row)
    Switches(dynamodb, table.NAME).pause("drip", 5)
    Switches(dynamodb, table.NAME).fence(5)
    clients.client("sqs").send_message(
        QueueUrl=here.outputs["MailsDeadLettersUrl"], MessageBody="{}"
    )

    assert main(["doctor", "--json"]) == 1

    found = json.loads(capsys.readouterr().out)
    assert [(one["about"], one["state"], one["says"]) for one in found] == [
        ("dead letters of mails", "wrong", "1 message"),
        ("unknown mails", "warning", "1 mail"),
        ("broken runs", "wrong", "1 run"),
        ("failed runs", "warning", "1 run"),
        ("fence", "warning", "up since 1970-01-01T00:00:00.005Z: nothing is sent"),
        ("paused", "warning", "drip"),
        ("AWS", "left out", f"{doctor.IN_AWS}: there is no AWS here"),
    ]
    assert found[1]["details"] == ["x of contact ada"]
    assert found[2]["details"] == ["drip: machine aborted: 1 run"]


class Emulated:
    """moto's SQS, which like the emulator's knows no StartMessageMoveTask."""

    def __init__(self, sqs):
        self.sqs = sqs

    def __getattr__(self, call):
        return getattr(self.sqs, call)

    def start_message_move_task(self, **_):
        raise ClientError({"Error": {"Code": "InvalidAction"}}, "StartMessageMoveTask")


def test_dead_letters_are_carried_back_in_their_order_where_sqs_moves_none(here):
    sqs = clients.client("sqs")
    dead, queue = (here.outputs[f"Events{kind}Url"] for kind in ("DeadLetters", "Queue"))
    for number in range(12):
        sqs.send_message(
            QueueUrl=dead,
            MessageBody=str(number),
            MessageGroupId="ada",
            MessageDeduplicationId=str(number),
        )

    assert DeadLetters(Emulated(sqs), here.outputs).redrive("events") == 12

    came = []
    while batch := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        came += [one["Body"] for one in batch]
        for one in batch:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=one["ReceiptHandle"])
    assert came == [str(number) for number in range(12)]
    assert "Messages" not in sqs.receive_message(QueueUrl=dead)


def test_dead_letters_are_moved_by_sqs_itself_where_it_can(environment):  # noqa: ARG001
    sqs = botocore.session.get_session().create_client("sqs")
    stub = Stubber(sqs)
    dead, queue = "arn:aws:sqs:eu-west-1:1:kweek-mails-dlq", "arn:aws:sqs:eu-west-1:1:kweek-mails"
    stub.add_response("get_queue_attributes", {"Attributes": {"ApproximateNumberOfMessages": "3"}})
    stub.add_response("get_queue_attributes", {"Attributes": {"QueueArn": dead}})
    stub.add_response("get_queue_attributes", {"Attributes": {"QueueArn": queue}})
    asked = {"SourceArn": dead, "DestinationArn": queue}
    stub.add_response("start_message_move_task", {"TaskHandle": "task"}, asked)

    outputs = {"MailsDeadLettersUrl": "https://dead", "MailsQueueUrl": "https://mails"}
    with stub:
        assert DeadLetters(sqs, outputs).redrive("mails") == 3
        stub.assert_no_pending_responses()


def test_a_queue_that_is_not_there_is_called_wrongly():
    with pytest.raises(SystemExit) as refused:
        main(["doctor", "--redrive", "letters"])

    assert refused.value.code == 2
