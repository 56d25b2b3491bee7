"""Watches a virtual world, and says whether G1-G11 hold for whoever was touched, at every step.

Each commit, each row and each mail is judged the moment it is made; what takes its time (an
outbox, a machine, a timer) an hour later, and again an hour after each time it waits for.
What is not yet so may become so within `PATIENCE`, as redelivery does.
"""

import heapq
import random
from collections import Counter, defaultdict

from kweek.core.contact import Contact
from kweek.core.effects import LedgerRow, Record
from kweek.core.ledger import RANKS, SENT_STATES
from kweek.core.times import HOUR
from tests.proofs import laws_in_peace as peace
from tests.proofs import laws_of_commits as commits

PATIENCE = 6 * HOUR
MOST = 20  # breaches that are told
CLOSED = ("held", "failed")
ONE_IN = 8  # commits, of which it is asked whether they know when they change


class Laws:
    """The judge of one world; `breaches` tells what was found, and must stay empty."""

    def __init__(self, world, seed=0):
        self.world, self.chance = world, random.Random(f"laws {seed}")  # noqa: S311
        self.breaches, self.judged = [], Counter()
        self.asked = defaultdict(set)  # every send of each contact
        self.mailed, self.decided, self.erased = set(), set(), set()
        self.excused = set()  # who waits for a dead letter, or for `recover`
        self._last, self._arrived = {}, []
        self._flights, self._posts = Counter(), Counter()
        self._looks, self._looked_for, self._wrong, self._carried_out = [], {}, {}, {}
        self._puts, world.contacts.due = world.contacts.due, self._put
        world.items.streams.append(self._written)
        world.mailbox.readers.insert(0, self._mailed)
        world.at(world.now() + HOUR, self._each_hour)

    def breach(self, guarantee, who, what):
        """Note that a law is broken."""
        if len(self.breaches) < MOST:
            self.breaches.append(f"{self.world.now()} {guarantee} {who[:8]}: {what}")

    # -- at once

    def arrives(self, message):
        """Something has come that is to be heard (G1), unless whom it is of is erased."""
        when = self.world.clock.ms + PATIENCE
        heapq.heappush(self._arrived, (when, len(self.decided), message.id, message.sender))

    def posts(self, letter):
        """SES is called: once for each commit that put the mail in flight (G9)."""
        send_id = letter.tags["send_id"]
        self._posts[send_id] += 1
        if self._posts[send_id] > self._flights[send_id]:
            self.breach("G9", letter.tags["contact"], f"{letter.tags['mail']}: posted again")

    def _put(self, contact_id, due_at):
        self._puts(contact_id, due_at)
        after = self.world.contacts.load(contact_id)
        if after.id != contact_id:  # joined: it was judged with whom it became
            self._last.pop(contact_id, None)
            return
        self.judged["commits"] += 1
        before = self._last.get(contact_id) or Contact(contact_id)
        joined = [self._last.get(one) for one in set(after.aliases) - set(before.aliases)]
        was = commits.together(before, [past for past in joined if past])
        self._last[contact_id] = after
        self._judge(was, after)
        for past in joined:
            self.asked[contact_id] |= self.asked.pop(past.id, set()) if past else set()
        self.asked[contact_id].update(after.sends)
        if after.erased is not None:
            self.erased.update(after.ids, was.ids)
            self.asked.pop(contact_id)
        self._look_at(contact_id, self.world.clock.ms + HOUR)

    def _judge(self, was, after):
        world = self.world
        for guarantee, law in (
            ("one version", commits.versions),
            ("G6", commits.tombstones),
            ("G10", commits.runs),
            ("G8", commits.sends),
        ):
            for wrong in law(was, after):
                self.breach(guarantee, after.id, wrong)
        for send_id, send in commits.flights(was, after):
            self._flights[send_id] += 1
            for wrong in commits.bars(after, send, world):
                self.breach("G5 G10", after.id, wrong)
        for cause in commits.decided(was, after):
            kind, _, name = cause.partition("|")[2].partition("#")
            if kind == "e" and name in self.decided:
                self.breach("G1", after.id, f"decided twice: {name}")
            if kind == "e":
                self.decided.add(name)
        if after.due_at and after.erased is None and self.chance.random() < 1 / ONE_IN:
            self._flips(after)

    def _flips(self, after):
        if after.due_at - 1 <= after.as_of:
            return
        at = self.chance.randrange(after.as_of, after.due_at)
        changes = peace.flips(after, self.world.rules, at)
        self.judged["instants before a change"] += changes is not None
        self.judged["late events that woke nothing"] += changes is None
        if changes:
            self.breach("due_at", after.id, f"something changes at {at}, before {after.due_at}")

    def _written(self, before, after):
        if isinstance(after, LedgerRow):
            self.judged["rows"] += 1
            if before is not None and RANKS[after.state] <= RANKS[before.state]:
                self.breach("G8", after.contact, f"a row fell to {after.state}")
            if before is not None and before.state in CLOSED:
                self.breach("G8", after.contact, f"{before.state} became {after.state}")
            if after.state in SENT_STATES and after.send not in self.mailed:
                self.breach("G8", after.contact, f"{after.mail}: {after.state}, and never mailed")
        elif isinstance(after, Record) and before is not None and _differ(before, after):
            self.breach("G1", after.contact, f"another outcome for {after.id}")

    def _mailed(self, mail):
        self.judged["mails"] += 1
        if mail.send_id in self.mailed:
            self.breach("G8", mail.contact, f"{mail.name}: mailed twice")
        self.mailed.add(mail.send_id)
        if mail.send_id not in self.asked[self.world.contacts.load(mail.contact).id]:
            self.breach("G8", mail.contact, f"{mail.name}: mailed before a commit said so")

    # -- in peace

    def _each_hour(self):
        now = self.world.clock.ms
        while self._arrived and self._arrived[0][0] <= now:
            _, _, event, sender = heapq.heappop(self._arrived)
            self._heard(event, sender)
        while self._looks and self._looks[0][0] <= now:
            at, contact_id = heapq.heappop(self._looks)
            if self._looked_for.get(contact_id) == at:
                del self._looked_for[contact_id]
                self._look(contact_id)
        self.world.at(now + HOUR, self._each_hour)

    def _heard(self, event, sender):
        self.judged["events"] += 1
        contact = self.world.contacts.load(sender)
        if event not in self.decided and not self._is_excused(contact, sender):
            self.breach("G1", sender, f"never heard of: {event}")

    def _is_excused(self, contact, sender):
        theirs = {sender, *contact.ids}
        return not theirs.isdisjoint(self.erased) or not theirs.isdisjoint(self.excused)

    def _look_at(self, contact_id, at):
        if self._looked_for.get(contact_id, at) >= at:
            self._looked_for[contact_id] = at
            heapq.heappush(self._looks, (at, contact_id))

    def _look(self, contact_id):
        contact, now = self.world.contacts.load(contact_id), self.world.clock.ms
        wrong = list(self.wrongs(contact))
        since = self._wrong.setdefault(contact.id, now) if wrong else now
        if not wrong:
            self._wrong.pop(contact.id, None)
            times = [at for at in next_times(contact) if at > now]
            if times:
                self._look_at(contact.id, min(times) + HOUR)
            return
        if self._is_excused(contact, contact.id):
            self._wrong[contact.id] = now
        elif now - since > PATIENCE:
            for one in wrong:
                self.breach("in peace", contact.id, one)
            del self._wrong[contact.id]
            return
        self._look_at(contact.id, now + HOUR)

    def wrongs(self, contact):
        """What is not as it must be in peace."""
        self.judged["looks in peace"] += 1
        world = self.world
        if self._carried_out.get(contact.id) != contact.version:  # marks are forgotten in time
            left = list(peace.outboxes(world, contact))
            yield from left
            if not left:
                self._carried_out[contact.id] = contact.version
        yield from peace.timers(world, contact)
        yield from peace.machines(world, contact)
        yield from peace.alone(contact)
        yield from peace.ledgers(world, contact, self.asked.get(contact.id, ()))

    def last_look(self):
        """Judge everybody, with no excuse left."""
        while self._arrived:
            _, _, event, sender = heapq.heappop(self._arrived)
            self._heard(event, sender)
        self.excused.clear()
        for contact in list(self.world.contacts):
            for one in (*self.wrongs(contact), *peace.tallies(self.world, contact)):
                self.breach("in the end", contact.id, one)
        for one in peace.books(self.world):
            self.breach("in the end", "", one)


def _differ(before, after):
    return (before.counts, before.changed) != (after.counts, after.changed)


def next_times(contact):
    """When something is to happen to a contact by itself."""
    if contact.due_at is not None:
        yield contact.due_at
    for run in contact.enrolments.values():
        if run.status == "active" and run.wait and run.wait.claimed is None:
            yield run.wait.closes
    for send in contact.sends.values():
        if send.until is not None:
            yield send.until
