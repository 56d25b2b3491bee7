"""A small world that can be copied at any moment: its tables, machines, time, who is at work."""

import hashlib
from functools import partial

from kweek.core.times import MINUTE
from kweek.shell.dues import send_due
from kweek.shell.optout import opt_out
from kweek.shell.protocols import ContactChanged
from kweek.testing.clock import VirtualClock
from kweek.testing.elsewhere import Elsewhere
from kweek.testing.mailbox import Mailbox
from kweek.testing.queues import Message
from kweek.testing.timers import Timers
from kweek.testing.virtual_world import QUEUES, START
from kweek.testing.wiring import Reading, hired
from tests.proofs.exploring_bugs import Sound
from tests.proofs.exploring_copies import Saved
from tests.proofs.exploring_laws import Unlawful
from tests.proofs.exploring_replay import (
    READS,
    Done,
    Failed,
    HeardClock,
    Interrupted,
    Replay,
    Wants,
    heard,
    key_of,
)
from tests.proofs.exploring_tables import Items, LawfulContacts, Walks
from tests.proofs.exploring_tasks import Job, Task

MOST_LOOKS = 5


class Scene:
    """Everything there is, but for what a running procedure has in its hands."""

    def __init__(self, given, bug=Sound, crashes=0, start=START):
        self.given, self.bug, self.crashes = given, bug, crashes
        self.clock, self.timers = VirtualClock(start), Timers()
        self.contacts = LawfulContacts(self._is_due)
        self.items = Items(self.clock, self._names)
        self.mailbox = Mailbox(self.clock, partial(self._put, "feedback"), tells=())
        self.machines = Walks(
            given.content.machines,
            self.clock,
            self.timers,
            self._asked,
            partial(self._put, "orders"),
        )
        self.elsewhere = Elsewhere()
        self.jobs, self.moments = [], ()
        self.dues, self.closed_early, self.at_work = {}, 0, ""
        self.twice = frozenset()  # queues that give each message to two workers
        self.later = frozenset()  # steps and orders that nobody takes before the others are done

    # -- what happens

    def sends(self, messages):
        for message in messages:
            self._put("events", message)

    def _put(self, queue, body):
        for _ in range(2 if queue in self.twice else 1):
            self.jobs.append(Job.of(Task(queue, body)))

    def _asked(self, queue, body):
        self._put(QUEUES[queue], body)

    def _is_due(self, contact, due_at):
        self.dues[contact] = due_at

    def _names(self, contact, cause):
        return cause in self.contacts.load(contact).outbox

    def rows_of(self, contact):
        return self.items.under(contact, "s#")

    def timeline_of(self, contact):
        return [one for part in contact.ids for one in self.items.under(part, "e#")]

    # -- one step

    def choices(self):
        """What may happen next; workers who would do the very same are one."""
        found, seen = [], set()
        for index, job in enumerate(self.jobs):
            if job.blocked or job.task.name in self.later or job.key in seen:
                continue
            seen.add(job.key)
            found.append(("work", index))
            found += [("stale", index)] if self.bug.stale else []
            found += [("crash", index)] if self.crashes and job.heard else []
        return found + ([("time", 0)] if self.moments else [])

    def make(self, choice):
        """Let it happen; in a few words what it was, or nothing if it came to nothing else."""
        kind, index = choice
        if kind == "time":
            moment, self.moments = self.moments[0], self.moments[1:]
            self.clock.ms = max(self.clock.ms, moment.at)
            moment.act(self)
            self._unblock()
            return moment.name
        job = self.jobs[index]
        if kind == "crash":
            self.crashes -= 1
            self.jobs[index] = job.again(blocked=False)
            return f"{job.task} dies"
        made = self._goes_on(index, bug := self.bug(self, stale=kind == "stale"))
        if kind == "stale" and not bug.was_stale:
            return ""
        return f"{job.task}: {made}{' (stale)' if bug.was_stale else ''}"

    def _goes_on(self, index, bug, *, whole=False):
        """One call of one worker, and what follows before its next; or all that is left."""
        job, made = self.jobs[index], ""
        while True:
            wants = self._next(job)
            match wants:
                case Done(said):
                    self.closed_early += said == "closed"
                    del self.jobs[index]
                    return made
                case Failed():
                    self.jobs[index] = job.again(blocked=True)
                    return made
            if made and not wants.unseen and not whole:
                self.jobs[index] = job
                return made
            made = made if wants.unseen else wants.name
            if wants.name not in READS:
                self._unblock()
            self.at_work = job.task.queue
            job = job.hears(heard(self._real(wants.name, bug), wants))

    def _next(self, job):
        """What a worker does next: the same for all who have heard the same."""
        key = (self.bug, job.key)
        if key not in self.given.plans:
            self.given.plans[key] = self._run(job)
        return self.given.plans[key]

    def _run(self, job):
        replay, bug = Replay(job.heard), self.bug(self)
        adapters = Interrupted(
            clock=bug.above(HeardClock(self.clock, replay), "clock"),
            contacts=self.contacts,
            items=self.items,
            machines=self.machines,
            mailbox=self.mailbox,
            elsewhere=self.elsewhere,
            send=self.sends,
            order=partial(self._put, "orders"),
        )
        adapters.replay, adapters.bug = replay, bug
        workers = hired(adapters, self.given.rules, self.given.content, Reading())
        task = job.task
        try:
            if task.queue == "opt_out":
                world = workers.world
                opt_out(world.contacts, lambda: self.given.rules, task.body, world.clock.now())
                return Done("")
            return Done(workers.take(Message(task.queue, task.body, None, 0)))
        except Wants as wants:
            return wants.with_traceback(None)
        except (KeyError, ContactChanged) as failed:
            return Failed(repr(failed))

    def _real(self, name, bug):
        """What a call reaches."""
        match name:
            case "orders.send":
                return partial(self._put, "orders")
            case "events.send":
                return self.sends
            case "ses.send":
                return self.mailbox.send
        adapter, _, operation = name.partition(".")
        real = bug.below(getattr(self, adapter), adapter)
        return getattr(real, operation)

    def _unblock(self):
        self.jobs = [job._replace(blocked=False) if job.blocked else job for job in self.jobs]

    # -- time

    def fires(self):
        """Every timer that is due."""
        while (at := self.timers.next_at()) is not None and at <= self.clock.ms:
            self.timers.fire()

    def ticks(self):
        """Send who is due through ingest."""
        found = [(one, at) for one, at in self.dues.items() if at and at <= self.clock.ms]
        send_due(found, self.sends, self.clock.now())
        return bool(found)

    def finish(self, until):
        """Let everything happen that is still to happen, one after another."""
        looks = 0
        self.works_off()
        while (at := self._next_at()) is not None and at <= until:
            looks = looks + 1 if at <= self.clock.ms else 0
            if looks > MOST_LOOKS:
                msg = f"somebody stays due: {self.dues}"
                raise Unlawful(msg)
            self.clock.ms = max(at, self.clock.ms + MINUTE if looks else at)
            self.fires()
            self.works_off()
            self.ticks()
            self.works_off()

    def _next_at(self):
        found = [self.timers.next_at(), *self.dues.values()]
        return min((at for at in found if at is not None), default=None)

    def works_off(self):
        """Let each job be done, until nobody can do anything."""
        while any(not job.blocked for job in self.jobs):
            self.works_off_one()
        self._unblock()

    def works_off_one(self):
        """Let the first who can do all that there is to do."""
        index = next(at for at, job in enumerate(self.jobs) if not job.blocked)
        self._goes_on(index, self.bug(self), whole=True)

    # -- copies

    def key(self):
        """A text that is another one whenever anything could go another way."""
        parts = (
            self.clock.ms,
            sorted(key_of(one) for one in self.contacts),
            sorted(self.dues.items(), key=repr),
            self.contacts.key(),
            self.items.key(),
            self.machines.key(),
            (len(self.mailbox.answers), [mail.send_id for mail in self.mailbox]),
            sorted((job.key, job.blocked) for job in self.jobs),
            (len(self.moments), self.crashes, self.closed_early),
        )
        return hashlib.blake2b(repr(parts).encode(), digest_size=16).digest()

    def saved(self):
        return Saved(self)
