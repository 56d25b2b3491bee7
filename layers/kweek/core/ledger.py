"""The ledger: the states a mail can be in, how they rank, and how a silent one is settled.

Classes partition (G8): open (inflight, later) · sent (then delivered, bounced, complained)
· held for good · failed · unknown. Rows only rise in rank.
"""

from collections.abc import Mapping
from typing import Any, Literal

from kweek.core.contact import MailTimes, Send
from kweek.core.effects import Order
from kweek.core.opening import eaten, open_wait
from kweek.core.rows import row
from kweek.core.times import Instant, iso
from kweek.core.turn import Turn
from kweek.core.waits import claim

#: `unknown` may still turn out to have been sent; what was sent can only learn its fate.
RANKS: Mapping[str, int] = {
    "inflight": 0,
    "later": 0,
    "held": 20,
    "failed": 20,
    "unknown": 30,
    "sent": 40,
    "delivered": 50,
    "bounced": 60,
    "complained": 70,
}

SENT_STATES = ("sent", "delivered", "bounced", "complained")

MOST_SENDS = 30  # whose opens and clicks are still told apart; older ones are in the ledger


def settle_silent(turn: Turn) -> None:
    """Mails in flight without a sign for too long become `unknown`; their runs go on from here.

    Never sent again: a mail twice is worse than a mail that is shown as unknown.
    """
    for send_id, send in list(turn.contact.sends.items()):
        if send.state == "inflight" and send.settle_by is not None and send.settle_by <= turn.now:
            turn.change("send", mail=send.mail, to="unknown")
            found_out(turn, send_id, "unknown")


def found_out(
    turn: Turn, send_id: str, state: Literal["sent", "unknown"], message_id: str | None = None
) -> None:
    """Take a mail out of flight whose sender has not come back.

    Its machine's timer runs since the mail was asked for; when it would fire before the wait
    is over, the step is entered anew, only to wait.
    """
    send = turn.contact.sends[send_id]
    late = is_eaten(send, turn.now)
    land(turn, send_id, state, message_id, goes_on=not late)
    run = turn.contact.enrolments.get(send.run)
    if late and run is not None and run.status == "active":
        turn.effects.append(
            Order(
                "answer",
                turn.contact.id,
                send.run,
                run.epoch,
                send.journey,
                step=send.step,
                lap=send.message["lap"],
                entered=send.entered,
                output={"outcome": "later", "until": iso(turn.now), "at": send.step},
            )
        )


def is_eaten(send: Send, now: Instant) -> bool:
    """Whether a mail comes out of flight so late that its step must be entered anew to wait."""
    plan = send.message
    return eaten(plan.get("wait"), now - plan.get("asked", send.at))


def land(
    turn: Turn,
    send_id: str,
    state: Literal["sent", "unknown"],
    message_id: str | None = None,
    *,
    goes_on: bool = True,
) -> None:
    """Take a mail out of flight: note it, write its row, answer its step or open its wait.

    Without `goes_on` its step is entered anew, and waits then.
    """
    send = turn.contact.sends[send_id]
    plan = send.message
    landed = send.changed(state=state, at=turn.now, settle_by=None, message={})
    turn.put_send(send_id, landed)
    if not send.to_owner and state == "sent":
        turn.update(mails={**turn.contact.mails, send.mail: MailTimes(turn.now)})
    turn.effects.append(row(turn.contact.id, send_id, landed, state, turn.now, message_id))
    _prune(turn)
    if "task" in plan:
        about = {"mail": send.mail, "journey": send.journey, "step": send.step}
        turn.follow("Task Given", (), **plan["task"], **about)
    if goes_on and plan:  # one that was unknown has gone on already
        waiting(turn, send_id, plan, turn.now)


def waiting(turn: Turn, send_id: str, plan: Mapping[str, Any], sent_at: Instant) -> None:
    """Open the wait that begins when its mail is out: `within` counts from `sent_at`.

    The machine has `asked` for it earlier. A mail nothing waits for answers its step at once.
    """
    send = turn.contact.sends[send_id]
    run = turn.contact.enrolments.get(send.run)
    if run is None or run.status != "active":
        return
    wait = plan["wait"] or {"immediate": [], "judged": [], "within": 0, "grace": 0}
    step, lap, asked = send.step, plan["lap"], plan.get("asked", sent_at)
    open_wait(turn, send.run, wait, step, lap, send.entered, asked, sent_at, send_id)
    opened = turn.contact.enrolments[send.run].wait
    if not plan["wait"] and opened is not None and opened.claimed is None:
        claim(turn, send.run, "sent", opened.since)  # nobody waited: nothing is seen by it


def _prune(turn: Turn) -> None:
    """Keep what still matters: the latest mails, and those that a run waits for an answer to."""
    sends = turn.contact.sends
    awaited = {run.wait.send for run in turn.contact.enrolments.values() if run.wait}
    closed = [(s.at, key) for key, s in sends.items() if s.state not in ("inflight", "later")]
    surplus = {key for _, key in sorted(closed)[:-MOST_SENDS]} - awaited
    turn.update(sends={key: send for key, send in sends.items() if key not in surplus})
