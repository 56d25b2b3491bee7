"""Wakes the mails that somebody held back and has let go since."""

from collections.abc import Collection

from kweek.core.contact import Send
from kweek.core.epochs import renew
from kweek.core.holds import EVERY, FENCE, PAUSED
from kweek.core.turn import Turn


def wake_paused(turn: Turn, paused: Collection[str]) -> None:
    """Let each run ask again now for a mail that the pause switch held back until later."""
    if EVERY in paused or FENCE in paused:
        return
    for send in turn.contact.sends.values():
        if send.state == "later" and send.hold == PAUSED and send.journey not in paused:
            _wake(turn, send)


def _wake(turn: Turn, send: Send) -> None:
    run, lap = turn.contact.enrolments.get(send.run), send.message["lap"]
    if run and run.status == "active" and (run.step, run.lap) == (send.step, lap):
        renew(turn, send.run, send.step, lap)
