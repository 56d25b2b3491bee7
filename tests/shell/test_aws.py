import pytest

from kweek.shell.aws import client

pytestmark = pytest.mark.usefixtures("aws")


def test_a_worker_has_one_client_of_each_name():
    assert client("sqs") is client("sqs")


def test_mail_is_tried_once_and_everything_else_again():
    assert client("sesv2").meta.config.retries["total_max_attempts"] == 1
    assert client("sesv2").meta.config.read_timeout == 8
    assert client("dynamodb").meta.config.retries == {"mode": "standard", "total_max_attempts": 4}
