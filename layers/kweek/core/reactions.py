"""What each kind of message means for the contact, before the rules look at it."""

from collections.abc import Mapping
from typing import Any

from kweek.core.contact import Send, Trait
from kweek.core.incoming import Incoming
from kweek.core.known import ACCEPTED
from kweek.core.ledger import found_out
from kweek.core.turn import Turn

Reacted = tuple[str, Mapping[str, Any], Mapping[str, Any]]


def react(turn: Turn, incoming: Incoming) -> Reacted:
    """Apply a message's own meaning; its event name, its properties, and what they add."""
    match incoming.type:
        case "open":
            return _open(turn, incoming)
        case "click":
            return _click(turn, incoming)
        case "handoff":
            return _accepted(turn, incoming)
        case "unsubscribe":
            opt_out(turn)
            return _about_mail(turn, incoming, "unsubscribed")
        case "bounce" | "complaint":
            suppress(turn, "bounced" if incoming.type == "bounce" else "complained")
            return _about_mail(turn, incoming, None)
        case _:
            if incoming.type == "group":
                _take_company(turn, incoming)
            return incoming.event, incoming.properties, {}


def opt_out(turn: Turn) -> None:
    """End all marketing mail to this contact; service mail goes on."""
    if turn.contact.opted_out is None:
        turn.update(opted_out=turn.now)
        turn.change("consent", to="withdrawn")


def suppress(turn: Turn, reason: str) -> None:
    """No mail at all any more: the mailbox is gone, or its owner complained."""
    if reason == "complained":
        opt_out(turn)
    if turn.contact.suppressed is None:
        turn.update(suppressed=reason)
        turn.change("suppressed", reason=reason)


def _open(turn: Turn, incoming: Incoming) -> Reacted:
    send_id, send = _send(turn, incoming)
    if incoming.properties.get("proxy"):
        # A mail proxy fetched the pixel: nobody may have looked.
        return "Email Image Fetched", incoming.properties, _named(send)
    if send is not None and not send.to_owner:
        _mark_opened(turn, send_id, incoming)
        turn.count(send.journey, send.step, "opens")
    return incoming.event, {**incoming.properties, **_named(send)}, _named(send)


def _click(turn: Turn, incoming: Incoming) -> Reacted:
    send_id, send = _send(turn, incoming)
    link_id = str(incoming.properties["link"])
    link = turn.rules.links.get(link_id, {})
    extra = {**_named(send), **{key: link[key] for key in ("name", "file") if link.get(key)}}
    if send is not None and not send.to_owner:
        _mark_opened(turn, send_id, incoming)
        _mark_clicked(turn, send_id, link_id, incoming)
        turn.count(send.journey, send.step, "clicks")
    if link.get("file"):
        turn.follow("File Downloaded", file=link["file"], **_named(send))
    return incoming.event, {**incoming.properties, **extra}, extra


def _take_company(turn: Turn, incoming: Incoming) -> None:
    """The account's name is the contact's company, unless they have said one."""
    traits = incoming.properties.get("traits")
    name = traits.get("name") if isinstance(traits, Mapping) else None
    if isinstance(name, str) and name.strip() and not turn.contact.trait("company"):
        company = Trait(name.strip(), incoming.at)
        turn.update(traits={**turn.contact.traits, "company": company})
        turn.change("traits", names=["company"])


def _mark_opened(turn: Turn, send_id: str, incoming: Incoming) -> None:
    send = turn.contact.sends[send_id]
    if send.opened is None:
        turn.put_send(send_id, send.changed(opened=incoming.at))
        turn.count(send.journey, send.step, "opened")
    times = turn.contact.mails.get(send.mail)
    if times is not None:
        opened = times._replace(opened=incoming.at)
        turn.update(mails={**turn.contact.mails, send.mail: opened})


def _mark_clicked(turn: Turn, send_id: str, link_id: str, incoming: Incoming) -> None:
    send = turn.contact.sends[send_id]
    if not send.clicked:
        turn.count(send.journey, send.step, "clicked")
    clicked = {**send.clicked, link_id: incoming.at}
    turn.put_send(send_id, send.changed(clicked=clicked))
    times = turn.contact.mails.get(send.mail)
    if times is not None:
        at = times._replace(clicked=incoming.at)
        turn.update(mails={**turn.contact.mails, send.mail: at})


def _accepted(turn: Turn, incoming: Incoming) -> Reacted:
    send_id, send = _send(turn, incoming)
    if send is not None and ACCEPTED not in send.clicked:
        turn.put_send(send_id, send.changed(clicked={**send.clicked, ACCEPTED: incoming.at}))
        turn.count(send.journey, send.step, "accepted")
    return incoming.event, {**incoming.properties, **_named(send)}, _named(send)


def _about_mail(turn: Turn, incoming: Incoming, counter: str | None) -> Reacted:
    _, send = _send(turn, incoming)
    if send is not None and counter:
        turn.count(send.journey, send.step, counter)
    return incoming.event, {**incoming.properties, **_named(send)}, _named(send)


def _send(turn: Turn, incoming: Incoming) -> tuple[str, Send | None]:
    """The send a message speaks of; a sign of it proves that it went out."""
    send_id = str(incoming.properties.get("send", ""))
    send = turn.contact.sends.get(send_id)
    if send is not None and send.state in ("inflight", "unknown"):
        found_out(turn, send_id, "sent")
    return send_id, turn.contact.sends.get(send_id)


def _named(send: Send | None) -> dict[str, Any]:
    return {"mail": send.mail, "journey": send.journey, "step": send.step} if send else {}
