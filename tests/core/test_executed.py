"""What an execution did, read from its history."""

import json
from datetime import UTC, datetime

import pytest

from kweek.core.executed import LEFT, Trace, Visit, trace

T0 = 1_800_000_000_000


def event(kind, after, **about):
    return {"type": kind, "timestamp": datetime.fromtimestamp(T0 / 1000 + after, UTC), **about}


def entered(step, after, lap=0):
    about = {"name": step, "input": json.dumps({"lap": lap, "contact": "ada"})}
    return event("TaskStateEntered", after, stateEnteredEventDetails=about)


def left(step, after, **said):
    about = {"name": step, "output": json.dumps({"r": said or None})}
    return event("TaskStateExited", after, stateExitedEventDetails=about)


def test_calls_are_read_with_their_answers_and_what_ended_the_run():
    events = [
        event("ChoiceStateEntered", 0, stateEnteredEventDetails={"name": "start", "input": "{}"}),
        entered("ask", 1, lap=2),
        left("ask", 9, outcome="clicked"),
        event("WaitStateEntered", 9, stateEnteredEventDetails={"name": "rest", "input": "{}"}),
        entered("end", 10, lap=2),
        left("end", 10),
        event("ExecutionSucceeded", 10),
    ]

    ask = Visit("ask", 2, T0 + 1_000, T0 + 9_000, "clicked")
    end = Visit("end", 2, T0 + 10_000, T0 + 10_000, "otherwise")
    assert trace(events) == Trace((ask, end), "finished")


@pytest.mark.parametrize(
    ("last", "ended"),
    [
        (event("ExecutionSucceeded", 9), "exited"),
        (event("ExecutionAborted", 9, executionAbortedEventDetails={"cause": LEFT}), "exited"),
        (event("ExecutionAborted", 9, executionAbortedEventDetails={"cause": "by hand"}), ""),
        (event("ExecutionFailed", 9), ""),
    ],
)
def test_only_the_run_s_own_will_ends_it(last, ended):
    assert trace([entered("ask", 1), last]).ended == ended


@pytest.mark.parametrize(
    ("visit", "mailed"),
    [
        (Visit("ask", 0, T0), "perhaps"),  # nobody has answered yet
        (Visit("ask", 0, T0, T0, "otherwise"), "perhaps"),  # the machine's own timer
        (Visit("ask", 0, T0, T0, "clicked"), "sent"),
        (Visit("ask", 0, T0, T0, "sent"), "sent"),
        (Visit("ask", 0, T0, T0, "held"), ""),
        (Visit("ask", 0, T0, T0, "left"), ""),
        (Visit("ask", 0, T0, T0, "later", "2027-01-15T09:00:00Z"), ""),  # in the morning
        (Visit("ask", 0, T0, T0, "later", "2027-01-15T08:00:01Z"), "sent"),  # only to wait
    ],
    ids=str,
)
def test_an_answer_tells_whether_its_mail_went(visit, mailed):
    assert visit.mailed == mailed
