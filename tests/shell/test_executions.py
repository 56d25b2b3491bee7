"""What Step Functions refuses: a value where it is the same as done, a fault where it is not."""

import pytest
from botocore.exceptions import ClientError

from kweek.shell.executions import StepFunctions


class Refusing:
    """A client to which Step Functions always says the same."""

    def __init__(self, code):
        self.code = code

    def __getattr__(self, operation):
        def refuse(**_):
            raise ClientError({"Error": {"Code": self.code}}, operation)

        return refuse


def machines(code):
    return StepFunctions(Refusing(code), "arn:aws:states:eu-west-1:123:stateMachine:kweek-")


CALLS = {
    "start": lambda to: to.start("drip", "run-0", {}),
    "answer": lambda to: to.answer("token", {"outcome": "sent"}),
    "fail": lambda to: to.fail("token", "Kweek.StepFailed"),
    "stop": lambda to: to.stop("drip", "run-0", "left"),
}


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ("start", "ExecutionAlreadyExists"),
        *((call, code) for call in ("answer", "fail") for code in ("TaskTimedOut", "InvalidToken")),
        ("answer", "TaskDoesNotExist"),
        ("stop", "ExecutionDoesNotExist"),
    ],
)
def test_what_is_done_or_over_already_is_no_fault(call, code):
    assert CALLS[call](machines(code)) is False


@pytest.mark.parametrize("call", CALLS)
def test_what_was_throttled_comes_again(call):
    with pytest.raises(ClientError, match="ThrottlingException"):
        CALLS[call](machines("ThrottlingException"))
