"""Step Functions from outside: start, answer, fail and stop; a refusal it knows is a value."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

CLOSED = {"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"}


@dataclass(frozen=True)
class StepFunctions:
    """The machines of all journeys."""

    client: "SFNClient"
    prefix: str  # of their ARNs

    def start(self, journey: str, name: str, given: Mapping[str, Any]) -> bool:
        """Start an execution; False when its name is used, but by the very same that still runs."""
        return self._call(
            {"ExecutionAlreadyExists"},
            "start_execution",
            stateMachineArn=f"{self.prefix}{journey}",
            name=name,
            input=json.dumps(given),
        )

    def answer(self, token: str, output: Mapping[str, Any]) -> bool:
        """Give the step that waits with this token its outcome; False when it is closed."""
        return self._call(CLOSED, "send_task_success", taskToken=token, output=json.dumps(output))

    def fail(self, token: str, error: str) -> bool:
        """Fail the step that waits with this token; False when it is closed."""
        return self._call(CLOSED, "send_task_failure", taskToken=token, error=error)

    def stop(self, journey: str, name: str, cause: str) -> bool:
        """Stop an execution; False when there is none of that name."""
        executions = self.prefix.replace(":stateMachine:", ":execution:")
        return self._call(
            {"ExecutionDoesNotExist"},
            "stop_execution",
            executionArn=f"{executions}{journey}:{name}",
            cause=cause,
        )

    def _call(self, expected: set[str], call: str, /, **given: Any) -> bool:
        try:
            getattr(self.client, call)(**given)
        except ClientError as error:
            if error.response["Error"]["Code"] not in expected:
                raise
            return False
        return True
