"""Renders a mail as the mailer would, from the files as they are now; nothing is deployed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jinja2 import Environment

from kweek.catalogue.campaigns import Campaigns
from kweek.catalogue.journey import MAILS, Journey, Step
from kweek.catalogue.mail_file import MailFile
from kweek.catalogue.mail_folder import PARTS, read_mail
from kweek.catalogue.mail_lint import Arrived, lint
from kweek.catalogue.mail_templates import Templates
from kweek.catalogue.problems import Problem, errors
from kweek.catalogue.rules import rules
from kweek.console.mail_content import first_name, one_line, render_mail
from kweek.console.templates import environment_in
from kweek.core import letter
from kweek.core.contact import Contact, Trait
from kweek.core.enrolment import Enrolment
from kweek.core.mail_asked import send_of
from kweek.core.rules import Rules
from kweek.core.step_message import StepMessage
from kweek.core.times import NEVER_ENTERED, Instant
from kweek.core.turn import Turn

#: As long as a real one, so that the mail is as big as it will be.
SIGNER = letter.Signer(b"preview", "1", "https://abcdefghij.execute-api.eu-west-1.amazonaws.com")
KNOWN: Mapping[str, Any] = {"first_name": "Anna", "last_name": "Visser", "company": "Luwte"}
_RUN, _WHO = "preview", "preview"


@dataclass(frozen=True, slots=True)
class Whom:
    """Somebody to show a mail to: traits, and what the event said that began the run."""

    traits: Mapping[str, Any] = field(default_factory=dict)
    entry: Mapping[str, Any] = field(default_factory=dict)


NOBODY = Whom()


@dataclass(frozen=True, slots=True)
class Shown:
    """A mail as it arrives, with where each link leads, and what is wrong with it."""

    name: str
    journey: str
    content: Arrived
    size: int
    links: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


class Unwell(Exception):
    """The mail cannot be rendered while these problems stand."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Desk:
    """Where mails are put together; its folder lasts as long as the block that opened it."""

    root: Path
    campaigns: Campaigns
    folder: Path
    now: Instant

    def show(self, name: str, whom: Whom, journey: str = "") -> Shown:
        """The mail to this person, sent by the journey of that name or by the first that does.

        Raises Unwell when its files, or those it is made with, are not right.
        """
        own = tuple(self._problems(name))
        if errors(own) or not self.campaigns.policy:
            raise Unwell(own or tuple(errors(self.campaigns.problems)))
        file = self.campaigns.mails[name]
        templates = Templates(self.folder)
        links = templates.add_mail(read_mail(self.root, name, file))
        sender = sent_by(self.campaigns, name, journey)
        # All that a letter asks of the rules is there without journeys.
        known = Rules.from_json(rules(replace(self.campaigns, journeys={}), {}, {}))
        made = _Made(self.now, known, name, file, links, environment_in(self.folder), sender)
        full, bare = made.arrived(whom), made.arrived(NOBODY)
        size = len(made.sent(whom).html.encode())
        return Shown(
            name=name,
            journey=sender[0].name if sender else "",
            content=full,
            size=size,
            links=tuple((one["name"], one["url"]) for one in links.values()),
            problems=(*own, *lint(name, file, full, bare, size)),
        )

    def _problems(self, name: str) -> Iterator[Problem]:
        """What `kweek check` says of this mail and of the parts it may be made with."""
        for problem in self.campaigns.problems:
            if problem.file.startswith((f"mail/{name}/", f"mail/{PARTS}/")):
                yield problem


@contextmanager
def desk(root: Path, campaigns: Campaigns, now: Instant) -> Iterator[Desk]:
    """A desk of its own for one look at the campaigns."""
    with TemporaryDirectory(prefix="kweek-") as folder:
        yield Desk(root, campaigns, Path(folder), now)


def sent_by(campaigns: Campaigns, mail: str, journey: str = "") -> tuple[Journey, Step] | None:
    """The step that sends a mail: of the journey that is asked for, or the first there is."""
    for name, one in campaigns.journeys.items():
        for step in one.steps:
            sends = step.do in MAILS and step.settings.get("mail") == mail
            if sends and journey in ("", name):
                return one, step
    return None


def sample_entry(mail: str, journey: str, campaigns: Campaigns) -> dict[str, Any]:
    """What the event that leads to a mail is sure to say, as `form: ebook`."""
    found, asked = sent_by(campaigns, mail, journey), campaigns.predicates.found
    return {
        name: operand[0]
        for way in (found[0].enter if found else ())
        for name, ops in asked.get(way.get("event", ""), {}).get("where", {}).items()
        for op, operand in ops
        if op == "is" and isinstance(operand[0], str)
    }


@dataclass(frozen=True, slots=True)
class _Made:
    """One compiled mail."""

    now: Instant
    rules: Rules
    name: str
    file: MailFile
    links: Mapping[str, Mapping[str, Any]]
    templates: Environment
    sent_by: tuple[Journey, Step] | None

    def arrived(self, whom: Whom) -> Arrived:
        """The mail, its links leading where they lead in the end, so that they can be tried."""
        fields = self._fields(whom)
        return self._rendered(
            {
                **fields,
                "link": {key: one["url"] for key, one in self.links.items()},
                "open_url": "",
            }
        )

    def sent(self, whom: Whom) -> Arrived:
        """The mail with the very links that it is sent with."""
        return self._rendered(self._fields(whom))

    def _rendered(self, fields: Mapping[str, Any]) -> Arrived:
        content = render_mail(self.name, fields, self.templates)
        preview = self.templates.get_template(f"mail_{self.name}_preview").render(
            {**fields, "first_name": first_name(fields["contact"])}
        )
        way_out = str(fields["unsubscribe_url"])
        return Arrived(content.subject, one_line(preview), content.html, content.text, way_out)

    def _fields(self, whom: Whom) -> dict[str, Any]:
        now, message = self.now, self._message()
        run = Enrolment(message.journey, now, "", entry=whom.entry)
        contact = Contact(
            _WHO,
            as_of=now,
            address=str(whom.traits.get("email", "anna@example.com")),
            traits={name: Trait(value, now) for name, value in whom.traits.items()},
            enrolments={_RUN: run},
        )
        send = send_of(Turn(contact, self.rules, now, "", at=now), message, None, now)
        contact = replace(contact, sends={message.send_id: send})
        fields = letter.variables(contact, message, {"links": self.links}, self.rules, SIGNER)
        if self.file.to == "owner":
            fields["lead"] = letter.lead(contact, message, (), self.rules, SIGNER, now)
            fields["task"] = letter.task(contact, message, self.rules)
        return fields

    def _message(self) -> StepMessage:
        """What the mailer would be asked."""
        journey, step = self.sent_by or (None, None)
        asked = {"name": "preview", "do": "notify", "mail": self.name}
        if step:
            asked = {"name": step.name, "do": step.do, **step.settings}
        name = journey.name if journey else ""
        return StepMessage(name, asked, _WHO, _RUN, 0, 0, NEVER_ENTERED)
