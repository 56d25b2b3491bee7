"""`kweek preview`: the mail as it arrives, what is wrong with it, and whom it is shown to."""

import json
import shutil
from pathlib import Path

import pytest

from kweek.catalogue.campaigns import read_campaigns
from kweek.catalogue.mails import compile_templates
from kweek.cli.main import main
from kweek.cli.previewing import KNOWN, SIGNER, Unwell, Whom, desk
from kweek.console.mail_content import render_mail
from kweek.console.templates import environment_in
from kweek.core.times import parse_iso

SHIPPED = Path(__file__).parents[2] / "campaigns"
MAILS = sorted(file.parent.name for file in (SHIPPED / "mail").glob("*/mail.yaml"))
NOW = parse_iso("2026-11-20T12:00:00Z")


@pytest.fixture(scope="module")
def shipped():
    with desk(SHIPPED, read_campaigns(SHIPPED), NOW) as found:
        yield found


@pytest.fixture
def campaigns(tmp_path):
    return Path(shutil.copytree(SHIPPED, tmp_path / "campaigns"))


@pytest.fixture
def preview(capsys, campaigns):
    def preview(*arguments):
        said = map(str, arguments)
        code = main(["preview", *said, "--campaigns", str(campaigns)])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return preview


@pytest.mark.parametrize("name", MAILS)
def test_nothing_is_wrong_with_a_shipped_mail(shipped, name):
    shown = shipped.show(name, Whom(KNOWN))

    assert shown.problems == ()
    assert "<h1" in shown.content.html
    assert shown.content.text.strip()
    assert shown.size > len(shown.content.subject)


def test_it_is_rendered_as_the_mailer_renders_it(shipped, tmp_path):
    links = compile_templates(SHIPPED, shipped.campaigns.mails, tmp_path, tmp_path / "out")["ebook"]
    shown = shipped.show("ebook", Whom({"first_name": "Ada"}, {"form": "whitepaper"}))

    sent = render_mail(
        "ebook",
        {
            "contact": {"first_name": "Ada"},
            "entry": {"form": "whitepaper"},
            "values": {},
            "policy": shipped.campaigns.policy,
            "link": {key: one["url"] for key, one in links.items()},
            "open_url": "",
            "unsubscribe_url": shown.content.unsubscribe_url,
        },
        environment_in(tmp_path / "out"),
    )

    assert (shown.content.subject, shown.content.html, shown.content.text) == (
        sent.subject,
        sent.html,
        sent.text,
    )
    assert shown.content.unsubscribe_url.startswith(f"{SIGNER.base}/u/")
    assert shown.size > len(shown.content.html.encode())  # the links it is sent with are longer


def test_the_mail_goes_to_stdout_and_what_there_is_to_know_to_stderr(preview):
    code, out, err = preview("webinar-invite", "--contact", "first_name=Ada", "--text")

    assert code == 0
    assert out.startswith("Hello Ada,\n")
    assert err.splitlines()[:2] == [
        "subject: Invitation: Where your pipework loses pressure",
        "preview: Thursday 11 February 2027, 15:00. Forty minutes, three drawings, your questions.",
    ]
    assert err.splitlines()[-1] == "link register: https://www.example.com/webinars/next"


def test_it_can_be_read_by_a_program_and_written_to_a_file(preview, tmp_path):
    file = tmp_path / "mail.html"

    code, out, err = preview("ebook", "--entry", "form=whitepaper", "--json", "--out", file)

    told = json.loads(out)
    assert (code, err) == (0, "")
    assert file.read_text() == told["html"]
    assert {key: told[key] for key in ("mail", "journey", "problems", "errors")} == {
        "mail": "ebook",
        "journey": "ebook-drip",
        "problems": [],
        "errors": 0,
    }
    assert told["links"] == [
        {
            "name": "whitepaper",
            "url": "https://www.example.com/library/what-a-leak-costs.pdf",
        },
        {"name": "ebook", "url": "https://www.example.com/library/the-quiet-factory.pdf"},
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ada.yaml", "first_name: Ada\n"),
        ("ada.json", '{"traits": {"first_name": "Ada"}, "stage": "lead"}'),
    ],
)
def test_a_contact_may_come_from_a_file_and_single_traits_go_over_it(preview, tmp_path, name, text):
    file = tmp_path / name
    file.write_text(text)

    assert preview("ebook", "--contact", file, "--text")[1].startswith("Hello Ada,")
    both = preview("ebook", "--contact", file, "--contact", "first_name=Bea", "--text")
    assert both[1].startswith("Hello Bea,")


def test_it_can_be_shown_in_a_browser_and_leaves_nothing_in_the_folder(
    preview, tmp_path, monkeypatch
):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    code, out, _ = preview("ebook", "--open")

    assert (code, out, opened) == (0, "", [(tmp_path / "kweek-ebook.html").as_uri()])
    assert "The Quiet" in (tmp_path / "kweek-ebook.html").read_text()


def test_a_fallback_that_is_missing_is_found_by_showing_the_mail_to_somebody_unknown(
    preview, campaigns
):
    body = campaigns / "mail/ebook/body.txt"
    body.write_text(
        body.read_text().replace(
            "Hello{{ ' ' ~ first_name if first_name }}", "Dear {{ first_name }}"
        )
    )

    code, out, err = preview("ebook", "--text")

    assert (code, out[:10]) == (1, "Dear Anna,")
    assert "mail/ebook/body.txt:1: reads oddly for who told us nothing: 'Dear ," in err


def test_what_check_finds_is_told_here_too_and_then_nothing_is_shown(preview, campaigns):
    body = campaigns / "mail/ebook/body.mjml"
    body.write_text(body.read_text().replace("{{ link.ebook", "{{ link.ebok"))

    code, out, err = preview("ebook")

    assert (code, out) == (1, "")
    assert "there is no 'link.ebok'; did you mean 'ebook'?" in err
    assert json.loads(preview("ebook", "--json")[1])["errors"] > 0


def test_a_mistake_elsewhere_does_not_keep_a_mail_from_being_shown(preview, campaigns):
    (campaigns / "journeys/hot-lead.yaml").write_text("title: [")
    (campaigns / "mail/ebook-case/body.txt").unlink()

    assert preview("ebook", "--text")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["ebok"], "kweek: no mail is called 'ebok'; did you mean 'ebook'?\n"),
        (
            ["ebook", "--journey", "ebok-drip"],
            "kweek: no journey is called 'ebok-drip'; did you mean 'ebook-drip'?\n",
        ),
        (
            ["ebook", "--contact", "nobody"],
            "kweek: --contact: 'nobody' is no file; write NAME=VALUE\n",
        ),
    ],
)
def test_who_calls_it_wrongly_is_told_so(preview, arguments, problem):
    assert preview(*arguments) == (2, "", problem)


def test_without_a_policy_nobody_sends_a_mail(campaigns):
    (campaigns / "policy.yaml").unlink()

    with desk(campaigns, read_campaigns(campaigns), NOW) as found, pytest.raises(Unwell) as raised:
        found.show("ebook", Whom())

    assert "policy.yaml:1: is missing" in str(raised.value)
