"""Tells a story on a place that only has `at` and `arrives`: virtual, or handlers over moto."""

from functools import partial

from kweek.core import mail_links
from kweek.core.tracking import Arrival, take
from tests.grammar.people import Act


class Telling:
    """One person's life: what they do of themselves, and what they do with each mail."""

    def __init__(self, place, story, opts_out):
        self.place, self.life, self.opts_out = place, story.life, opts_out
        self.person = story.life.person(story.start)
        self.mails, self.handoffs, self.acted = 0, 0, 0
        self._plan(self.person.acts, story.start)

    def reads(self, mail):
        """A mail has come: to the person, or about them to an owner."""
        if mail.name == "lead-handoff":
            after = self.person.acceptance(self.handoffs)
            self.handoffs += 1
            self._plan([] if after is None else [Act(after, "accept")], self.place.now(), mail)
        elif not mail.to_owner:
            self._plan(self.person.answers(self.mails), self.place.now(), mail)
            self.mails += 1

    def _plan(self, acts, since, mail=None):
        for number, act in enumerate(acts):
            self.place.at(since + act.after, partial(self._does, act, number, mail))

    def _does(self, act, number, mail):
        now = self.place.now()
        if act.kind in ("track", "identify"):
            [message] = take(act.kind, call(self.life, act, number, mail), Arrival(now, now, 1))
        else:
            if act.kind == "unsubscribe":
                self.opts_out(mail.contact, now)
            message = self._answer(act, mail, now)
        self.place.arrives(message)

    def _answer(self, act, mail, now):
        self.acted += 1
        about, once = [mail.contact, mail.send_id], str(self.acted)
        match act.kind:
            case "open":
                return mail_links.opened(mail.id, about, once, proxy=False, now=now)
            case "click":
                links = self.place.built.mails[mail.name]["links"]
                link = next(key for key, one in links.items() if one["name"] == act.link)
                return mail_links.clicked(mail.id, [*about, link], once, now=now)
            case "accept":
                return mail_links.accepted(mail.id, [mail.contact, "", mail.send_id], now=now)
            case _:
                return mail_links.unsubscribed(mail.id, about, now=now)


def call(life, act, number, mail=None):
    """What their browser sends to collect.

    An act of theirs has the same id in every world: a run is called by it, and chance goes by
    the run.
    """
    about = {"anonymousId": life.email}
    if mail is None:
        about["messageId"] = f"{life.email} {number}"
    if act.kind == "identify":
        return {**about, "traits": {"email": life.email, **act.traits}}
    return {**about, "event": act.event, "properties": act.properties}
