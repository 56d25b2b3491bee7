"""Sends what a run asks for: commit in flight, SES once, row, out of flight (DESIGN 4.3)."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from kweek.core import letter, mailing
from kweek.core.contact import Contact
from kweek.core.decide import Decision
from kweek.core.effects import KeepToken
from kweek.core.handover import Answer, Letter
from kweek.core.step_message import StepMessage
from kweek.core.times import MINUTE, MachineDuration, MachineInstant
from kweek.shell.committing import caught_up, commit, racing
from kweek.shell.filling import filled
from kweek.shell.world import World

log = logging.getLogger("kweek")

UNKNOWN_AFTER = MachineDuration(30 * MINUTE)  # without any sign of a mail in flight
# Machine time until a refused mail is tried again: a rate passes, a setting must be mended.
TRY_AGAIN_AFTER = MachineDuration(MINUTE)
TRY_AGAIN_WHEN_MENDED = MachineDuration(15 * MINUTE)
FRESH = 2.0  # seconds: an older commit may not lead to SES any more (G5)


@dataclass(frozen=True)
class Post:
    """What the mailer works with besides the world."""

    send: Callable[[Letter], Answer]
    signer: letter.Signer
    configuration_set: str
    pace: Callable[[], None]  # waits until the next mail may go
    mails: dict[str, Any]
    links: dict[str, str]  # where each link leads
    render: Callable[[str, dict[str, Any]], Any]  # (mail, fields) -> .subject .html .text
    seconds: Callable[[], float] = time.monotonic
    kept: set[str] = field(default_factory=set)  # links this worker has put into the table


def send_mail(world: World, post: Post, message: StepMessage) -> None:
    """Handle one message of the mails queue, however often it comes."""
    ready = racing(lambda: _ask(world, post, message))
    if ready is None:
        return
    if post.seconds() - ready.committed > FRESH:
        answer = Answer("refused", "gave back: too slow", passing=True)
    else:
        answer = post.send(ready.letter)
    if answer.kind != "silent":  # silent stays in flight until a sign of it, or never
        racing(lambda: _take(world, message, answer))


@dataclass(frozen=True, slots=True)
class Ready:
    """A mail that is in flight by our own commit, and when that was (monotonic seconds)."""

    letter: Letter
    committed: float


def _ask(world: World, post: Post, message: StepMessage) -> Ready | None:
    """Decide and commit; the mail, when it is ours to hand over now."""
    contact = world.contacts.load(message.contact)
    left = caught_up(world, contact)
    contact = filled(world, contact, left)
    standing = world.contacts.standing(contact.address)
    settle_by = world.clock.campaign(MachineInstant(world.clock.machine_now() + UNKNOWN_AFTER))
    now = world.clock.now()
    entered = world.clock.campaign(message.entered)
    asked = mailing.on_mail(contact, message, standing, world.rules, now, settle_by, entered)
    run = message.run_of(contact)
    if run is not None and message.entered >= run.entered:
        # Kept before the commit: whoever claims a wait finds the token of its machine.
        world.items.put_token(token_of(message))
    # Written before the commit too: what is in flight must reach SES at once.
    ready = _write(world, post, asked.decision.contact, message) if asked.go else None
    if ready:
        post.pace()
    _finish(world, contact, asked.decision, left)
    return Ready(ready, post.seconds()) if ready else None


def _take(world: World, message: StepMessage, answer: Answer) -> None:
    contact = world.contacts.load(message.contact)
    left = caught_up(world, contact)
    contact = filled(world, contact, left)
    now = world.clock.now()
    if answer.kind == "accepted":
        decision = mailing.on_accepted(contact, message, answer.detail, world.rules, now)
    elif answer.kind == "refused":
        log.warning("SES refused a mail", extra={"why": answer.detail, "run": message.run})
        pause = TRY_AGAIN_AFTER if answer.passing else TRY_AGAIN_WHEN_MENDED
        until = world.clock.campaign(MachineInstant(world.clock.machine_now() + pause))
        decision = mailing.on_refused(contact, message, answer.detail, until, world.rules, now)
    else:
        decision = mailing.on_rejected(contact, message, answer.detail, world.rules, now)
    _finish(world, contact, decision, left)


def _finish(world: World, contact: Contact, decision: Decision, left: Any) -> None:
    if decision.contact is not contact:
        commit(world, contact, decision, left)
    world.performer.perform(decision.decided.effects)


def token_of(message: StepMessage) -> KeepToken:
    """The token a message brings, to be kept for whoever answers its step."""
    return KeepToken(message.run, message.token, message.name, message.lap, entered=message.entered)


def _write(world: World, post: Post, contact: Contact, message: StepMessage) -> Letter:
    step, rules, now = message.step, world.rules, world.clock.now()
    mail = post.mails[step["mail"]]
    fields = letter.variables(contact, message, mail, rules, post.signer)
    to = letter.Person("", contact.address or "")
    if step["do"] != "send":
        to = letter.owner(contact, step["to"], rules, now)
        events = (one for part in contact.ids for one in world.items.under(part, "e#"))
        fields["lead"] = letter.lead(contact, message, events, rules, post.signer, now)
        fields["task"] = letter.task(contact, message, rules)
    _keep_links(world, post, mail["links"])
    content = post.render(step["mail"], fields)
    sender = mail.get("sender") or rules.policy["sender"]
    return Letter(
        sender=(sender["name"], sender["address"]),
        reply_to=sender.get("reply_to"),
        to=to.address,
        subject=content.subject,
        html=content.html,
        text=content.text,
        headers=letter.headers(mail["kind"], fields),
        tags=_tags(contact, message),
        configuration_set=post.configuration_set,
    )


def _keep_links(world: World, post: Post, links: Iterable[str]) -> None:
    """A link outlives its mail's place in the campaigns: where it leads is kept in the table."""
    for link in set(links) - post.kept:
        world.items.put_link(link, post.links[link])
        post.kept.add(link)


def _tags(contact: Contact, message: StepMessage) -> dict[str, str]:
    return {
        "send_id": message.send_id,
        "contact": contact.id,
        "run": message.run,
        "journey": message.journey,
        "step": message.name,
        "mail": message.step["mail"],
        "to": "contact" if message.step["do"] == "send" else "owner",
    }
