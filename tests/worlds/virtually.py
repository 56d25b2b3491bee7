"""A story in the virtual world, and what it comes to there."""

from kweek.core.profile import profile
from kweek.core.times import DAY
from kweek.shell.optout import opt_out
from kweek.testing.machines import Machines
from kweek.testing.program import Wait
from kweek.testing.virtual_world import VirtualWorld
from tests.grammar.histories import NO_ANSWER
from tests.worlds.endings import Ending
from tests.worlds.telling import Telling

LASTS = 8 * DAY  # longer than any of them


class Traced(Machines):
    """Machines that remember each run's steps and outcomes."""

    @classmethod
    def of(cls, world):
        """The machines of a world that has only begun, from now on with a memory."""
        world.machines.__class__, world.machines.paths = cls, {}
        return world.machines

    def start(self, journey, name, given):
        run = name.rpartition("-")[0]
        if given["at"] == "":  # begun, or begun anew
            self.paths[run] = []
        return super().start(journey, name, given)

    def path(self, _journey, run):
        return tuple(self.paths[run])

    def _comes_to(self, execution, name):
        slept = execution.program.states.get(execution.state)
        if isinstance(slept, Wait) and execution.state != "until":
            self._goes(execution, "done")
        super()._comes_to(execution, name)

    def _goes_on(self, execution, state, result, following):
        outcome = result.get("outcome", "otherwise")  # silence has none
        if state.timeout is not None and outcome not in NO_ANSWER:
            self._goes(execution, outcome)
        super()._goes_on(execution, state, result, following)

    def _goes(self, execution, outcome):
        self.paths[execution.name.rpartition("-")[0]].append((execution.state, outcome))


def told(built, story):
    """Tell it, and wait until nothing more comes of it."""
    world = VirtualWorld(built, start=story.start)
    machines, world.built = Traced.of(world), built

    def opts_out(contact, now):
        opt_out(world.contacts, lambda: world.rules, contact, now)

    world.mailbox.readers.append(Telling(world, story, opts_out).reads)
    world.advance(LASTS)
    contact = world.contact(story.life.email)
    shown = profile(contact, (), world.ledger(contact), world.rules, world.now())
    mails = [mail.name for mail in world.mailbox if not mail.to_owner]
    notices = [mail.name for mail in world.mailbox if mail.to_owner]
    return Ending.of(shown, machines.path, mails, notices)
