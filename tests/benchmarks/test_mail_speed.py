"""Building one mail: merge fields, ten tracked links, three texts, headers (DESIGN 7)."""

import timeit

import pytest

from kweek.console import mail_content, templates
from kweek.core import letter
from kweek.core.contact import Contact, Trait
from kweek.core.enrolment import Enrolment
from kweek.core.rules import Rules
from kweek.core.step_message import StepMessage
from kweek.core.times import Instant
from kweek.shell import sending
from tests.stack import content
from tests.stack.kweek_stack import PAGES, ROOT

pytestmark = pytest.mark.benchmark

NOW = Instant(1_800_000_000_000)
LINKS = {f"link{n:08}": {"name": f"l{n}", "url": f"https://example.com/{n}"} for n in range(10)}


@pytest.fixture
def built(monkeypatch, tmp_path):
    made = content.put(monkeypatch, ROOT / "campaigns", tmp_path / "content", PAGES)
    templates.environment.cache_clear()
    yield made
    templates.environment.cache_clear()


@pytest.mark.parametrize("mail", ["ebook-video", "ebook-case"])
def test_building_a_mail(mail, built, figures):
    rules = Rules.from_json(built.rules)
    step = {"name": "video", "do": "send", "mail": mail}
    message = StepMessage("ebook-drip", step, "contact", "run", 0, 0, 7, "token")
    traits = {"first_name": Trait("Ada", NOW), "company": Trait("Analytical Engines", NOW)}
    ada = Contact(
        "contact",
        address="ada@example.org",
        traits=traits,
        enrolments={"run": Enrolment("ebook-drip", NOW, "nurture", entry={"form": "ebook"})},
    )
    about = built.mails[mail]
    about = {**about, "links": {**about["links"], **LINKS}}
    signer = letter.Signer(b"k" * 32, "1", "https://api.example.org")

    def make():
        fields = letter.variables(ada, message, about, rules, signer)
        made = mail_content.render_mail(mail, fields)
        return sending._request(  # noqa: SLF001 - all of a mail but the call
            sending.Letter(
                sender=("Luwte", "hello@example.com"),
                reply_to=None,
                to="ada@example.org",
                subject=made.subject,
                html=made.html,
                text=made.text,
                headers=letter.headers("nurture", fields),
                tags={"send_id": message.send_id, "contact": "contact"},
                configuration_set="kweek",
            )
        )

    request = make()
    best = min(timeit.repeat(make, number=20, repeat=60)) / 20 * 1e3
    size = len(request["Content"]["Simple"]["Body"]["Html"]["Data"]) / 1024
    links = len(about["links"])
    found = f"{best:.2f} ms, {size:.0f} KB of HTML, {links} links signed"
    figures.add("d", f"building the mail {mail}", found, "≤ 0.3 ms")
    assert "https://api.example.org/c/" in request["Content"]["Simple"]["Body"]["Html"]["Data"]
