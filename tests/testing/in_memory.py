"""`kweek recover`, over a world in memory."""

from dataclasses import dataclass

from kweek.cli.lost_runs import Recovery
from kweek.core.walking import recovery, walk
from kweek.testing.virtual_world import VirtualWorld


@dataclass(frozen=True)
class InMemory(Recovery):
    """`kweek recover` where nothing has to be read from AWS."""

    world: VirtualWorld = None

    def _contacts(self):
        return iter(list(self.world.contacts))

    def _running(self, journey):  # noqa: ARG002
        executions = self.world.machines.executions.values()
        return {one.name for one in executions if one.status == "RUNNING"}

    def _place(self, run_id, run):  # noqa: ARG002
        return walk(self.world.content.machines[run.journey], run, 1, self.world.now())

    def _send(self, contact, found):
        self.world.send([recovery(contact.id, found, self.world.now())])
