"""What becomes of a record that cannot be handled."""

import json
from types import SimpleNamespace

import pytest

from kweek.shell.batches import MOST_RECEIVES, Steps, each, handle, ordered


def batch(*bodies, groups=None):
    return {
        "Records": [
            {
                "messageId": f"m{n}",
                "receiptHandle": "r",
                "body": json.dumps(body),
                "attributes": {
                    "ApproximateReceiveCount": "1",
                    **({"MessageGroupId": groups[n]} if groups else {}),
                },
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:q",
                "awsRegion": "eu-west-1",
            }
            for n, body in enumerate(bodies)
        ]
    }


def returned(answer):
    return [one["itemIdentifier"] for one in answer["batchItemFailures"]]


def refuse_bad(taken):
    def take(body):
        if body == "bad":
            msg = f"cannot take ada@example.org: {body}"
            raise ValueError(msg)
        taken.append(body)

    return take


CONTEXT = SimpleNamespace()


def test_a_bad_record_returns_alone():
    taken = []

    answer = handle(batch("one", "bad", "three"), CONTEXT, refuse_bad(taken), each())

    assert (taken, returned(answer)) == (["one", "three"], ["m1"])


def test_the_later_records_of_a_bad_ones_group_return_with_it_and_other_groups_stand():
    taken = []
    event = batch("one", "bad", "three", "four", groups=["a", "a", "b", "a"])

    answer = handle(event, CONTEXT, refuse_bad(taken), ordered())

    assert (taken, returned(answer)) == (["one", "three"], ["m1", "m3"])


def test_a_bad_record_that_is_given_up_does_not_take_its_group_into_the_dead_letters():
    taken = []
    event = batch("bad", "two", "three", groups=["a", "a", "b"])
    for record in event["Records"]:
        record["attributes"]["ApproximateReceiveCount"] = str(MOST_RECEIVES)

    answer = handle(event, CONTEXT, refuse_bad(taken), ordered())

    assert (taken, returned(answer)) == (["two", "three"], ["m0"])


def test_the_log_says_where_a_record_failed_and_not_what_stood_in_it(caplog):
    handle(batch("bad"), CONTEXT, refuse_bad([]), each())

    [line] = caplog.records
    assert (line.message, line.error) == ("a record failed", "ValueError")
    assert line.at.rpartition(" > ")[2].endswith(" take")
    assert "ada@example.org" not in str(vars(line))


def test_a_group_that_fails_whole_returns_without_being_raised_into_lambdas_log():
    answer = handle(batch("bad", groups=["a"]), CONTEXT, refuse_bad([]), ordered())

    assert returned(answer) == ["m0"]


@pytest.mark.parametrize("body", [{"no": "step"}, [], "text", {"step": 1, "journey": "j"}])
def test_what_nobody_can_read_is_given_up_alone_and_answers_no_machine(body):
    event, taken, told = batch("one", body), [], []
    for record in event["Records"]:
        record["attributes"]["ApproximateReceiveCount"] = str(MOST_RECEIVES)

    def take(given):
        if given == body:
            raise KeyError
        taken.append(given)

    performer = SimpleNamespace(perform=told.extend)
    answer = handle(event, CONTEXT, take, Steps(lambda: performer))

    assert (taken, returned(answer), told) == (["one"], ["m1"], [])
