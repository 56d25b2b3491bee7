import pytest
from pydantic import ValidationError

from kweek.cli.ses_request import SendEmail


def request(**changes):
    return {
        "FromEmailAddress": "Luwte <hello@example.com>",
        "Destination": {"ToAddresses": ["ada@example.org"]},
        "Content": {"Simple": {"Subject": {"Data": "Hi"}, "Body": {"Text": {"Data": "Hello"}}}},
        "EmailTags": [{"Name": "send_id", "Value": "a-b_C9"}],
        **changes,
    }


def refusal(**changes):
    return SendEmail.model_validate(request(**changes)).refusal()


def test_a_plain_mail_is_not_refused():
    assert refusal() is None


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Destination": {}}, "Missing required header 'To'."),
        ({"Destination": {"ToAddresses": ["ada"]}}, "Illegal address: ada"),
        ({"Destination": {"ToAddresses": ["zoë@example.org"]}}, "Illegal address: zoë@example.org"),
        (
            {"Destination": {"ToAddresses": [f"a{n}@example.org" for n in range(51)]}},
            "Recipient count exceeds 50.",
        ),
        ({"EmailTags": [{"Name": "journey", "Value": "e book"}]}, "Invalid tag <e book>"),
    ],
)
def test_ses_refuses_what_it_cannot_send_and_says_why(changes, reason):
    assert refusal(**changes) == reason


@pytest.mark.parametrize(
    "header",
    [
        {"Name": "X:Y", "Value": "no colon in a name"},
        {"Name": "X-Y", "Value": "é"},
        {"Name": "X-Y", "Value": ""},
        {"Name": "X-Y", "Value": "long" * 250},
    ],
)
def test_a_header_that_ses_does_not_take_is_refused(header):
    content = request()["Content"]
    content["Simple"]["Headers"] = [header]

    with pytest.raises(ValidationError):
        SendEmail.model_validate(request(Content=content))


def test_more_than_fifteen_headers_are_refused():
    content = request()["Content"]
    content["Simple"]["Headers"] = [{"Name": f"X-{n}", "Value": "v"} for n in range(16)]

    with pytest.raises(ValidationError):
        SendEmail.model_validate(request(Content=content))
