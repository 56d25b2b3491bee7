"""The campaigns in this repository: nothing wrong in them, and written for people."""

from pathlib import Path

import pytest

from kweek.catalogue.build import build, check
from kweek.catalogue.campaigns import read_campaigns
from kweek.catalogue.mail_folder import read_mail
from kweek.catalogue.mail_language import names_used
from kweek.catalogue.problems import errors
from kweek.console import mail_content, pages, templates

CAMPAIGNS = Path(__file__).parents[2] / "campaigns"
PAGES = Path(pages.__file__).parent / "pages"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    out = tmp_path_factory.mktemp("built")
    return build(CAMPAIGNS, PAGES, out), templates.environment_in(
        out / "python" / "kweek_content" / "templates"
    )


def test_check_finds_no_error_and_one_warning_that_the_file_explains():
    found = check(CAMPAIGNS)

    assert errors(found) == []
    assert [(problem.file, problem.field) for problem in found] == [
        ("journeys/ebook-drip.yaml", "video.then.opened")
    ]


def test_the_three_journeys_and_their_forms_are_there(built):
    content, _ = built

    assert set(content.machines) == {"ebook-drip", "hot-lead", "onboarding"}
    assert set(content.forms) == {"ebook", "whitepaper", "survey"}


def test_every_mail_to_a_contact_greets_by_name_or_without_one(built, monkeypatch):
    content, compiled = built
    monkeypatch.setattr(mail_content, "environment", lambda: compiled)
    common = {"entry": {"form": "ebook"}, "policy": content.policy, "unsubscribe_url": "https://u"}

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
    monday = {"entry": {"form": "whitepaper"}, "lead": {"name": "Anna Visser", "score": 57}}

    for name in content.mails:
        subject = compiled.get_template(f"mail_{name}_subject").render(monday)
        preview = compiled.get_template(f"mail_{name}_preview").render(monday)
        assert 15 <= len(subject) <= 60, subject
        assert 40 <= len(preview) <= 95, preview


def test_text_bodies_are_as_narrow_as_mail_programs_like_them(built):
    content, compiled = built
    entry = {"entry": {"form": "ebook"}, "policy": content.policy}

    for name in content.mails:
        text = compiled.get_template(f"mail_{name}_text").render(entry)
        assert [line for line in text.splitlines() if len(line) > 78] == []


def test_marketing_mail_and_what_begins_it_name_the_way_out_and_other_service_mail_does_not():
    for name, file in read_campaigns(CAMPAIGNS).mails.items():
        source = read_mail(CAMPAIGNS, name, file)
        for body in (source.mjml, source.text):
            named = ("unsubscribe_url",) in names_used(body)
            assert named == (file.kind != "service" or name == "ebook")
