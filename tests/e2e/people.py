"""What people do with a browser and a mail program, over HTTP and nothing else."""

import json
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

from kweek.core.times import as_datetime
from tests.e2e.stack import SELDOM, Stack, until

BOUNDARY = "what-separates-the-parts"


def multipart(fields):
    """A body of multipart/form-data, as browsers write it."""
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    return "".join(parts) + f"--{BOUNDARY}--\r\n"


ENCODINGS = {
    "urlencoded": ("application/x-www-form-urlencoded", urlencode),
    "multipart": (f"multipart/form-data; boundary={BOUNDARY}", multipart),
    "json": ("application/json", json.dumps),
}


def encoded(encoding, fields):
    """A form's post: its content type and its body."""
    content_type, encode = ENCODINGS[encoding]
    return content_type, encode(fields).encode()


def zone_where_it_is(hour, now):
    """A time zone in which this hour of the day has begun (`Etc/GMT-5` is five hours east)."""
    east = (hour - as_datetime(now).hour + 12) % 24 - 12
    return f"Etc/GMT{-east:+d}" if east else "UTC"


@dataclass
class Person:
    """Somebody with a browser, and an address to give away."""

    stack: Stack
    email: str
    cookie: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self):
        self.stack.people.append(self)

    def visit(self, path, **more):
        """Open a page of the website, where Segment's snippet tells collect."""
        page = {"anonymousId": self.cookie, "properties": {"path": path}, **more}
        assert self.stack.collect("page", **page).status == 200

    def does_at_once(self, event, *of_each):
        """Do the same several times before anybody can have noticed the first."""
        calls = [{"type": "track", "event": event, "properties": one} for one in of_each]
        batch = [{**call, "anonymousId": self.cookie} for call in calls]
        assert self.stack.collect("batch", batch=batch).status == 200

    def does(self, event, **properties):
        """Do something on the website."""
        call = {"anonymousId": self.cookie, "event": event, "properties": properties}
        assert self.stack.collect("track", **call).status == 200

    def fill_in(self, form, *, encoding="urlencoded", **fields):
        """Post a form with its consent box ticked."""
        mine = {"email": self.email, "_consent": "yes", "_anonymous_id": self.cookie}
        content_type, body = encoded(encoding, {**mine, **fields})
        return self.stack.send("POST", f"/f/{form}", body, content_type=content_type)

    def asks(self, form, *, hour=8, **fields):
        """Post a form of the tests, from a zone where it is now this hour.

        At eight in the morning nobody is quiet until 21:00: by the clock of the tests that is
        over two minutes.
        """
        zone = zone_where_it_is(hour, self.stack.now())
        answer = self.fill_in(form, first_name="Kim", timezone=zone, **fields)
        assert answer.status in (200, 303), answer.text

    def mail(self, name):
        """The mail of this name, as soon as it is in the mailbox."""
        wanted = f"the mail {name} to {self.email}"

        def look():
            return next((mail for mail in self.mails if _name(mail) == name), None)

        return until(wanted, look, patience=self.stack.patience)

    @property
    def mails(self):
        return self.stack.mails(self.email)

    @property
    def mail_names(self):
        return [_name(mail) for mail in self.mails]

    def follow(self, mail, place="c"):
        """Follow the first link of a mail to /c, /o, /u or /h with GET."""
        return self.stack.send("GET", link(mail, place))

    def contact(self):
        return self.stack.contact(self.email)

    def seen(self, what, holds):
        """The contact, as soon as something holds of it."""

        last = None

        def look():
            nonlocal last
            last = self.contact()
            return last and holds(last)

        def wanted():
            return f"{what}, of {self.email}; last seen: {json.dumps(last)}"

        until(wanted, look, SELDOM, self.stack.patience)
        return last

    def event(self, name, **having):
        """An event of the timeline, as soon as it is there."""
        contact = self.seen(f"{name} {having or ''}", lambda one: events(one, name, **having))
        return events(contact, name, **having)[-1]

    def ended(self, journey, status):
        """The contact once this journey is over for it."""
        return self.seen(f"{journey} {status}", lambda one: run(one, journey)["status"] == status)

    def execution(self, journey, status=None, at_step=None):
        """The execution of the run, once it has this status, or has come to this state."""
        contact = self.seen(journey, lambda one: run(one, journey)["run"])
        which = run(contact, journey)["run"]

        def look():
            found = self.stack.execution(journey, which)
            come = found and (at_step is None or found.states[-1:] == [at_step])
            return found if come and status in (None, found.status) else None

        wanted = f"the execution of {journey} of {self.email} {status or ''} {at_step or ''}"
        return until(wanted, look, SELDOM, self.stack.patience)


def _name(mail):
    return mail["tags"]["mail"]


def link(mail, place):
    """The first link of a mail that leads to /c, /o, /u or /h."""
    return re.search(rf'(?:href|src)="([^"]+/{place}/[^"]+)"', mail["html"])[1]


def events(contact, name, **having):
    """The events of this name in a contact's timeline."""
    return [
        event
        for event in contact["timeline"]
        if event["event"] == name and having.items() <= event["properties"].items()
    ]


def run(contact, journey):
    """The run of a contact through a journey; one that says nothing while there is none."""
    nothing = {"run": None, "status": None, "exit": None}
    runs = [one for one in contact["enrolments"] if one["journey"] == journey]
    assert len(runs) < 2
    return runs[0] if runs else nothing
