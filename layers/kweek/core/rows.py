"""A mail's row in the ledger, as its send stands."""

from kweek.core.contact import Send
from kweek.core.effects import LedgerRow
from kweek.core.times import Instant


def row(
    contact: str,
    send_id: str,
    send: Send,
    state: str,
    at: Instant,
    message_id: str | None = None,
) -> LedgerRow:
    """A send's ledger row in a state; SES has given a mail that is out its `message_id`."""
    return LedgerRow(
        contact=contact,
        send=send_id,
        state=state,
        mail=send.mail,
        journey=send.journey,
        step=send.step,
        run=send.run,
        at=at,
        hold=send.hold,
        message_id=message_id,
        to_owner=send.to_owner,
    )
