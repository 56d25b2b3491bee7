"""A story on the real handlers over moto's table and queues, and what it comes to there."""

from kweek.core.profile import profile
from kweek.shell.optout import opt_out
from kweek.shell.worker import world
from tests.grammar.histories import path
from tests.worlds.endings import Ending
from tests.worlds.telling import Telling
from tests.worlds.virtually import LASTS


def told(stack, story):
    """Tell it on a stack that nobody has been on yet, and wait until nothing more comes of it."""
    stack.ms = story.start
    telling = Telling(stack, story, _opts_out)
    stack.ses.meanwhile = lambda: telling.reads(stack.ses.mails[-1])
    stack.passes(LASTS)
    contact = stack.contact(story.life.email)
    rules = world().rules
    shown = profile(contact, (), stack.ledger(story.life.email), rules, stack.now())
    mails = [mail.name for mail in stack.ses.mails if not mail.to_owner]
    notices = [mail.name for mail in stack.ses.mails if mail.to_owner]

    def path_of(_, run):
        executions = stack.machines.executions
        epochs = range(contact.enrolments[run].epoch + 1)
        return path([executions[f"{run}-{epoch}"].history for epoch in epochs])

    return Ending.of(shown, path_of, mails, notices)


def _opts_out(contact, now):
    opt_out(world().contacts, lambda: world().rules, contact, now)
