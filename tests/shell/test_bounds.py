"""What a worker waits for, and whom it trusts, has bounds: its pace, its time-outs, its TLS."""

import ssl

from kweek.shell import pace, signed_call
from kweek.shell.admin import is_admin
from kweek.shell.aws import client
from kweek.shell.calling import Caller


def test_all_workers_together_stay_at_the_rate_that_ses_allows(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(pace.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(pace.time, "sleep", lambda pause: clock.append(clock.pop() + pause))
    worker = pace.Pace(rate=4)

    begun = []
    for _ in range(4):
        worker.keep()
        begun.append(clock[0])

    assert begun == [100.0, 100.5, 101.0, 101.5]  # two workers: four mails a second


def test_no_call_of_a_client_outlasts_its_function(aws):  # noqa: ARG001 - moto answers
    waits = {
        name: (client(name).meta.config.connect_timeout, client(name).meta.config.read_timeout)
        for name in ("dynamodb", "sqs", "stepfunctions", "sesv2")
    }

    assert waits == {
        "dynamodb": (2, 10),
        "sqs": (2, 10),
        "stepfunctions": (2, 10),
        "sesv2": (2, 8),
    }


def test_a_connection_of_the_edge_that_stays_silent_ends(monkeypatch):
    made = []

    class Connections:
        def __init__(self, **given):
            made.append(given)

        def send(self, request):
            return request

    monkeypatch.setattr(signed_call, "URLLib3Session", Connections)
    signed_call.forget()

    assert signed_call.transmit("a request") == "a request"
    signed_call.forget()
    assert made == [{"timeout": (1, 3)}]


def test_whoever_is_called_proves_their_name():
    trust = Caller().trust()

    assert (trust.verify_mode, trust.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_the_admin_token_is_taken_as_a_bearer_s_only(the_secret, keys):  # noqa: ARG001 - it is read
    token = keys.admin_token

    assert [is_admin(f"{scheme} {token}") for scheme in ("Bearer", "bearer")] == [True, True]
    assert [is_admin(said) for said in (f"Basic {token}", token, f"Bearer {token}x", "")] == [
        False,
        False,
        False,
        False,
    ]
