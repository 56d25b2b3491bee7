"""What must hold of each commit, told from the contact before it and the contact after it.

Each law yields what is wrong, in words. None of them asks the code that it judges.
"""

from dataclasses import fields, replace

from kweek.core.contact import Contact
from kweek.core.identity import Claim

#: Where a mail may go from each state; a closed one can only turn out to have been sent (G8).
WAYS = {
    None: {"later", "inflight", "held", "failed"},
    "later": {"later", "inflight", "held", "failed"},
    "inflight": {"inflight", "later", "sent", "unknown", "held", "failed"},
    "unknown": {"unknown", "sent"},
    "sent": {"sent"},
    "held": {"held"},
    "failed": {"failed"},
}
OPEN = ("later", "inflight")
LEFT_OF_THE_ERASED = {"id", "version", "as_of", "aliases", "outbox", "due_at", "erased"}


def versions(before, after):
    """Every change is the next version: no two decisions pass each other unseen."""
    if after.version != before.version + 1:
        yield f"version {before.version} became {after.version}"


def tombstones(before, after):
    """G6: who is erased stays erased, and nothing is filled in again."""
    if before.erased is not None and after.erased is None:
        yield "a tombstone came to life"
    if after.erased is not None:
        empty = Contact(after.id)
        for field in fields(after):
            kept = field.name in LEFT_OF_THE_ERASED
            if not kept and getattr(after, field.name) != getattr(empty, field.name):
                yield f"a tombstone has {field.name}"


def runs(before, after):
    """G10: what has ended stays as it ended; what is under way goes only forward."""
    if after.erased is not None:
        return
    for run_id, was in before.enrolments.items():
        now = after.enrolments.get(run_id)
        if now is None:
            if was.status == "active":
                yield f"{was.journey}: a run under way is gone"
        elif was.status != "active":
            if now != was:
                yield f"{was.journey}: something happened in a run after it was {was.status}"
        else:
            yield from _goes_on(was, now)


def _goes_on(was, now):
    if now.epoch < was.epoch or (now.epoch == was.epoch and now.entered < was.entered):
        yield f"{was.journey}: a run went back"
    if was.goal_at is not None and now.goal_at != was.goal_at:
        yield f"{was.journey}: a goal was reached twice"
    same = was.wait and now.wait and (was.wait.step, was.wait.lap) == (now.wait.step, now.wait.lap)
    if same and was.wait.claimed and now.wait.claimed != was.wait.claimed:
        yield f"{was.journey}: {was.wait.step} was {was.wait.claimed}, then {now.wait.claimed}"


def sends(before, after):
    """G8: a mail goes from state to state as the ledger says, and is not lost on its way."""
    if after.erased is not None:
        return
    for send_id, was in before.sends.items():
        if was.state in OPEN and send_id not in after.sends:
            yield f"{was.mail}: a mail that was {was.state} is gone"
    for send_id, now in after.sends.items():
        was = before.sends.get(send_id)
        if now is not was and now.state not in WAYS[was.state if was else None]:
            yield f"{now.mail}: from {was.state if was else 'nothing'} to {now.state}"


def flights(before, after):
    """The mails that this commit puts in flight."""
    for send_id, send in after.sends.items():
        was = before.sends.get(send_id)
        if send.state == "inflight" and (was is None or was.state != "inflight"):
            yield send_id, send


def bars(contact, send, world):
    """G5, G10: why a mail that has gone in flight should not have, in everything that is known."""
    run, paused = contact.enrolments.get(send.run), world.contacts.paused
    if run is None or run.status != "active" or run.broken:
        yield f"{send.mail}: in flight in a run that is over"
    if "*" in paused or send.journey in paused:
        yield f"{send.mail}: in flight, paused"
    if not send.to_owner:
        claim = world.contacts.claim(contact.address) if contact.address else Claim(None)
        kind = world.rules.mails[send.mail]["kind"]
        yield from (f"{send.mail}: in flight, {why}" for why in _bars(contact, claim, kind))


def _bars(contact, claim, kind):
    """Everything for which no mail of this kind may go to a contact."""
    if contact.address is None:
        yield "without an address"
    if contact.suppressed or claim.block in ("bounced", "complained"):
        yield "suppressed"
    if kind != "service" and (contact.opted_out is not None or claim.block is not None):
        yield "opted out"


def decided(before, after):
    """The causes that this commit decided upon."""
    return [cause for cause in after.outbox if cause not in before.outbox]


def together(before, pasts):
    """A contact and the anonymous pasts that become its own, as far as laws ask."""
    for past in pasts:
        before = replace(
            before,
            enrolments={**past.enrolments, **before.enrolments},
            sends={**past.sends, **before.sends},
            outbox={**past.outbox, **before.outbox},
        )
    return before
