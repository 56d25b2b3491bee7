"""What an execution's history tells of the steps: walker's and emulator's are alike."""

import json

NO_ANSWER = ("left", "later")


def answers(events):
    """`(step, lap, outcome)` of each step from which an execution has gone on."""
    state, slept = "", None
    for event in events:
        kind = event["type"]
        if kind in ("ExecutionAborted", "ExecutionFailed"):
            return  # what comes after is told to nobody
        if "stateEnteredEventDetails" in event:
            if slept:
                yield slept
            state = event["stateEnteredEventDetails"]["name"]
            sleeps = kind == "WaitStateEntered" and state != "until"
            slept = (state, entered_with(event)["lap"], "done") if sleeps else None
        elif kind == "TaskStateExited" and state != "end":  # which waits for no answer
            said = json.loads(event["stateExitedEventDetails"]["output"])
            outcome = said["r"].get("outcome", "otherwise")  # silence has none
            if outcome not in NO_ANSWER:
                yield state, said["lap"], outcome


def path(histories):
    """The same of all executions of a run; one that begins at no step begins it anew."""
    found = []
    for events in histories:
        first = next(event for event in events if "stateEnteredEventDetails" in event)
        if entered_with(first)["at"] == "":
            found = []
        found += answers(events)
    assert len({one[:2] for one in found}) == len(found), f"told twice: {found}"
    return tuple((step, outcome) for step, _, outcome in found)


def entered_with(event):
    """What an execution knew when it entered a state."""
    return json.loads(event["stateEnteredEventDetails"]["input"])
