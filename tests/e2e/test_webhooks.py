"""A webhook on the embedded stack: the machine asks, its function calls, and answers."""

import pytest

from tests.e2e.stack import until

pytestmark = pytest.mark.e2e


def test_a_system_that_cannot_be_reached_is_to_be_called_again(stack):
    email = "hook@example.org"
    who = {"anonymousId": "hook"}
    assert stack.collect("identify", **who, traits={"email": email}).status == 200
    wanted = stack.collect("track", **who, event="Hook Wanted", properties={"what": "news"})
    assert wanted.status == 200

    def entered():
        runs = (stack.contact(email) or {"enrolments": []})["enrolments"]
        return next((run for run in runs if run["journey"] == "hook"), None)

    run = until("the run", entered)

    def answered():
        execution = stack.execution("hook", run["run"])
        return execution if execution and execution.answers else None

    execution = until("an answer of the call", answered)
    assert execution.answers == (("tell", "later"),)
    assert execution.states[-1] == "until"
    assert stack.contact(email)["enrolments"][0]["status"] == "active"
