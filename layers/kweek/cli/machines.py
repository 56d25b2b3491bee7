"""The state machines that lie in the emulator."""

import json
from collections.abc import Mapping
from typing import Any

from kweek.cli.emulated import Emulated

#: ASL by the machine's name.
Machines = Mapping[str, Mapping[str, Any]]


async def read(emulated: Emulated) -> Machines:
    """The machines that the last run left, by their names."""
    listed = await emulated.states("ListStateMachines", {"maxResults": 1000})
    found = {}
    for one in listed["stateMachines"]:
        arn = {"stateMachineArn": one["stateMachineArn"]}
        described = await emulated.states("DescribeStateMachine", arn)
        found[one["name"]] = json.loads(described["definition"])
    return found
