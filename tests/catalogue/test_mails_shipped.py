"""The campaigns in this repository: nothing wrong in them, and written for people."""

from pathlib import Path

import pytest

from kweek.catalogue.build import build
from kweek.catalogue.campaigns import read_campaigns
from kweek.catalogue.checking import read_checked
from kweek.catalogue.mail_folder import read_mail
from kweek.catalogue.mail_language import names_used
from kweek.catalogue.problems import errors, warnings
from kweek.console import mail_content, pages, templates

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"
PAGES = Path(pages.__file__).parent / "pages"
WEBINAR = {"title": "Where your pipework loses pressure", "starts": "2027-02-11 15:00"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out = tmp_path_factory.mktemp("built")
    return build(CAMPAIGNS, PAGES, out), templates.environment_in(
        out / "python" / "kweek_content" / "templates"
    )


def test_nothing_is_wrong_and_what_is_risky_is_accepted_with_a_reason():
    found = read_checked(CAMPAIGNS).problems

    assert (errors(found), warnings(found)) == ([], [])
    assert [(problem.file, problem.field, problem.code) for problem in found] == [
        ("journeys/ebook-drip.yaml", "video.then.opened", "hangs-on-opens"),
        ("journeys/ebook-drip.yaml", "case.send", "too-close"),
        ("journeys/webinar.yaml", "invite.then.opened", "hangs-on-opens"),
        ("journeys/year-end.yaml", "offer-1.within", "outlives-end"),
        ("segments.yaml", "price-readers", "unused-segment"),
        ("segments.yaml", "gone-quiet", "unused-segment"),
    ]
    assert all(problem.accepted for problem in found)


def test_the_seven_journeys_and_their_forms_are_there(built):
    content, _ = built

    assert set(content.machines) == {
        "abandoned-cart",
        "delivery-day",
        "ebook-drip",
        "hot-lead",
        "onboarding",
        "webinar",
        "year-end",
    }
    assert set(content.forms) == {"ebook", "news", "shop-account", "survey", "whitepaper"}


def test_every_mail_to_a_contact_greets_by_name_or_without_one(built, monkeypatch):
    content, compiled = built
    monkeypatch.setattr(mail_content, "environment", lambda: compiled)
    common = {
        "entry": {"form": "ebook"},
        "values": WEBINAR,
        "policy": content.policy,
        "unsubscribe_url": "https://u",
    }

    for name, mail in content.mails.items():
        if mail["to"] != "contact":
            continue
        links = dict.fromkeys(mail["links"], "https://k.example/c")
        for contact, greeting in (({"first_name": "Anna"}, "Hello Anna,"), ({}, "Hello,")):
            rendered = mail_content.render_mail(name, {**common, "link": links, "contact": contact})
            assert rendered.text.startswith(greeting)
            assert greeting in rendered.html
            assert "None" not in rendered.subject + rendered.text


def test_subjects_and_previews_fit_an_inbox(built):
    content, compiled = built
    monday = {
        "entry": {"form": "whitepaper"},
        "lead": {"name": "Anna Visser", "score": 57},
        "values": WEBINAR,
        "task": {"title": "Call about a basket", "due": "2027-02-11 15:00"},
    }

    for name in content.mails:
        subject = compiled.get_template(f"mail_{name}_subject").render(monday)
        preview = compiled.get_template(f"mail_{name}_preview").render(monday)
        assert 15 <= len(subject) <= 60, subject
        assert 40 <= len(preview) <= 95, preview


def test_text_bodies_are_as_narrow_as_mail_programs_like_them(built):
    content, compiled = built
    entry = {"entry": {"form": "ebook"}, "values": WEBINAR, "policy": content.policy}

    for name in content.mails:
        text = compiled.get_template(f"mail_{name}_text").render(entry)
        assert [line for line in text.splitlines() if len(line) > 78] == []


def test_marketing_mail_and_what_begins_it_name_the_way_out_and_other_service_mail_does_not():
    for name, file in read_campaigns(CAMPAIGNS).mails.items():
        source = read_mail(CAMPAIGNS, name, file)
        for body in (source.mjml, source.text):
            named = ("unsubscribe_url",) in names_used(body)
            assert named == (file.kind != "service" or name == "ebook")


SELLS = ("offer", "price", "discount", "order now", "buy")


def test_service_mail_to_a_contact_sells_nothing():
    for name, file in read_campaigns(CAMPAIGNS).mails.items():
        if file.kind == "service" and file.to == "contact" and name != "ebook":
            text = read_mail(CAMPAIGNS, name, file).text.lower()
            assert [word for word in SELLS if word in text] == [], name


def test_the_webinars_moment_is_said_as_a_person_would(built, monkeypatch):
    content, compiled = built
    monkeypatch.setattr(mail_content, "environment", lambda: compiled)
    fields = {"values": WEBINAR, "policy": content.policy, "link": {}, "contact": {}}

    for name in ("webinar-invite", "webinar-nudge", "webinar-almost-there", "webinar-thanks"):
        rendered = mail_content.render_mail(name, fields)
        for body in (rendered.html, rendered.text):
            assert "Thursday 11 February 2027" in body
            assert "2027-02-11" not in body
