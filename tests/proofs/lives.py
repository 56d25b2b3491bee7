"""A virtual world in which things go wrong by chance, the same in every telling of a seed.

One call in a hundred of any worker is a fault: it dies before or after the call, the call is
throttled, its answer is lost, or another worker commits in between. SES says nothing, or no;
its events stall; messages come twice, late and out of order; executions are lost; some messages
cannot be handled at all.
"""

import json
import random
from collections import Counter
from functools import partial

from kweek.core.handover import Answer
from kweek.core.ids import digest
from kweek.core.incoming import Incoming
from kweek.core.times import DAY, HOUR, MINUTE
from kweek.testing.mailbox import TAKEN
from kweek.testing.queues import Delivery, Message
from kweek.testing.virtual_world import Conditions, VirtualWorld
from kweek.testing.watching import Crash
from tests.proofs.laws import Laws
from tests.testing.in_memory import InMemory

CALL = 1 / 100  # of the calls are faults
TWICE = 1 / 100  # of the messages come again
POISON = 1 / 5_000  # of the messages can never be handled
SILENT = 1 / 30  # of the mails get no plain yes from SES
#: What SES does about a mail that it does not plainly take.
ANSWERS = (
    Answer("silent", TAKEN),
    Answer("silent", "nothing came back"),
    Answer("refused", "throttled", passing=True),
    Answer("refused", "sending is paused"),
    Answer("rejected", "address is not verified"),
)
STALLS, LOSSES, PAUSES = 9 * DAY, 13 * DAY, 15 * DAY  # from one to the next, about
FIRST = ("load", "known", "block_address", "raise_row", "token", "answer", "stop")  # of a worker


class Gone(OSError):
    """The other side did not answer as it should."""


class Life(VirtualWorld):
    """A world with trouble until it is `calm`; `told` counts what went wrong in it."""

    def __init__(self, content, seed=0, *, troubled=True):
        self.luck = random.Random(f"trouble {seed}")  # noqa: S311 - a story
        self.calm, self.told = not troubled, Counter()
        self._poison, self._at_hand, self._until = {}, [], self._next_fault()
        self._stalled_until = 0
        rough = Delivery(shuffled=seed % 2 == 1, slowest=(0, MINUTE)[seed % 4 > 1])
        delivery = rough if troubled else Delivery()
        conditions = Conditions(delivery=delivery, watch=self._meets, forgiving=troubled)
        super().__init__(content, seed, conditions=conditions)
        self.laws = Laws(self, seed)
        self._tell, self.mailbox.publish = self.mailbox.publish, self._publishes
        if troubled:
            self._soon(STALLS, self._stalls)
            self._soon(LOSSES, self._loses)
            self._soon(PAUSES, self._pauses)
            self.at(self.now() + DAY, self._each_day)

    def arrives(self, message):
        """Something comes to ingest, and is to be heard."""
        if message.type not in ("erase", "look"):
            self.laws.arrives(message)
        super().arrives(message)

    def erases(self, contact):
        """Somebody is to be forgotten; nobody need hear of what they did before."""
        self.laws.erased.update(contact.ids)
        super().erases(contact)

    def hand_over(self, message):
        """Give a message to its worker; now and then it comes again, or is of no use."""
        if not self.calm and message.receives == 1 and self.luck.random() < POISON:
            self._poison[message.number] = self._named(message)
            self.laws.excused.update(self._named(message))
            self.told[f"poison in {message.queue}"] += 1
        self._at_hand.append(message)
        try:
            super().hand_over(message)
        finally:
            self._at_hand.pop()
        if not self.calm and message.number not in self._poison and self.luck.random() < TWICE:
            self.told["messages twice"] += 1
            later = self.luck.choice((0, MINUTE, HOUR, 8 * DAY))
            again = partial(self.queues.put, message.queue, message.body, message.group)
            self.at(self.now() + self.luck.randrange(later + 1), again)

    # -- what goes wrong

    def _meets(self, call, side):
        if side == "before" and self._is_poison(call):
            raise Gone("poison")
        if call.adapter == "ses" and side == "before":
            self.laws.posts(call.given[0])
        if self.calm:
            return
        if call.adapter == "ses" and side == "before" and self.luck.random() < SILENT:
            answer = self.luck.choice(ANSWERS)
            self.told[f"SES {answer.kind}"] += 1
            self.mailbox.answers.append(answer)
        self._until -= 1
        if self._until <= 0:
            self._until = self._next_fault()
            self._strikes(call, side)

    def _is_poison(self, call):
        """Whether it is the first call of a worker whose message can never be handled."""
        bad = bool(self._at_hand) and self._at_hand[-1].number in self._poison
        return bad and call.operation in FIRST and call.worker != "tick"

    def _next_fault(self):
        return int(self.luck.expovariate(CALL / 2)) + 1  # a call is seen twice

    def _strikes(self, call, side):
        kind = self.luck.choice(("dies", "dies", "fails", "races"))
        if kind == "races" and side == "before" and len(self._at_hand) == 1:
            self._races()
        elif kind == "fails" and call.worker != "tick" and call.adapter != "ses":
            self.told["throttled" if side == "before" else "answers lost"] += 1
            raise Gone(str(call))
        else:
            self.told[f"crashes {side} a call"] += 1
            raise Crash

    def _races(self):
        """Another worker has a message in its hands, of another group; or looks at this contact."""
        self.told["races"] += 1
        mine = {one.group for one in self._at_hand} - {None}
        others = [one for one in self.queues.waiting() if one.group not in mine]
        if others:
            self.hand_over(self.queues.take_this(self.luck.choice(others)))
        else:
            contact, now = self._named(self._at_hand[-1])[1], self.now()
            number = -self.told["races"]
            about = {"contact": contact, "at": now, "received_at": now}
            look = Incoming(id=f"race {number}", type="look", event="Look", **about)
            super().hand_over(Message("events", look, None, number, receives=1))

    def _soon(self, about, act):
        self.at(self.now() + int(self.luck.expovariate(1 / about)) + MINUTE, act)

    def _publishes(self, event):
        if self._stalled_until > self.now():
            self.at(self._stalled_until, partial(self._tell, event))
        else:
            self._tell(event)

    def _stalls(self):
        if not self.calm:
            self.told["stalls of SES's events"] += 1
            self._stalled_until = self.now() + self.luck.randrange(MINUTE, 2 * DAY)
            self._soon(STALLS, self._stalls)

    def _pauses(self):
        """Somebody holds a journey's mail back, or all, and lets it go some days later."""
        if not self.calm:
            self.told["pauses"] += 1
            self.pauses(self.luck.choice(("*", *sorted(self.rules.journeys))))
            self.at(self.now() + self.luck.randrange(MINUTE, 3 * DAY), self.resumes)
            self._soon(PAUSES, self._pauses)

    def _loses(self):
        """A part of the executions is gone, or stopped by hand; an hour later somebody recovers."""
        if self.calm:
            return
        running = [one for one in self.machines.executions.values() if one.status == "RUNNING"]
        lost = self.luck.sample(running, -(-len(running) // 20))
        for one in lost:
            self.laws.excused.add(self.contacts.load(one.given["contact"]).id)
            if self.luck.random() < 0.5:
                self.machines.lose(one.name)
            else:
                self.machines.stop(one.journey, one.name, "by hand")
        self.told["executions lost"] += len(lost)
        self.at(self.now() + HOUR, self._recovers)
        self._soon(LOSSES, self._loses)

    def _recovers(self):
        look = InMemory(None, None, None, "", "", "", self.clock, world=self).look
        self.told["runs recovered"] += len(look().recovered)

    def _each_day(self):
        """Whoever looks after it redrives what broke; what is poison they put aside, and wait."""
        bad = [one for one in self.queues.dead if one.number in self._poison]
        self.queues.dead[:] = [one for one in self.queues.dead if one.number not in self._poison]
        self.told["dead letters redriven"] += len(self.queues.dead)
        self.queues.redrive()
        self.queues.dead += bad
        self.laws.excused = {contact for named in self._poison.values() for contact in named}
        self.at(self.now() + DAY, self._each_day)

    def _named(self, message):
        """Whom a message is about."""
        body = message.body
        if message.queue == "events":
            named = body.sender
        elif message.queue == "feedback":
            [named] = body["mail"]["tags"]["contact"]
        elif "detail" in body:
            named = json.loads(body["detail"]["input"])["contact"]
        else:
            named = body["contact"]
        return named, self.contacts.load(named).id

    # -- the end

    def ends(self):
        """Peace; a month later what was poison is mended and redriven, and all must be well."""
        self.calm = True
        self.advance(2 * DAY)
        poison = [one for one in self.queues.dead if one.number in self._poison]
        assert len(poison) == len(self.queues.dead)
        self.advance(30 * DAY)
        self._poison.clear()
        self.queues.redrive()
        self.advance(DAY)
        self._recovers()
        self.advance(2 * DAY)
        assert self.queues.dead == []
        self.laws.last_look()

    def fingerprint(self):
        """The whole of it in one word: one seed, one story."""
        contacts = sorted((one.id, repr(one)) for one in self.contacts)
        mails = [(mail.id, mail.at, mail.send_id) for mail in self.mailbox]
        rows = sorted((key, repr(rows)) for key, rows in self.items.rows.items())
        counted = sorted(self.items.counted.items())
        return digest(repr((contacts, mails, rows, counted, sorted(self.told.items()))))
