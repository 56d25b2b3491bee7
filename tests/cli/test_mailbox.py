from dataclasses import replace

from kweek.cli.mailbox import Mail, Mailbox

ADA = Mail(
    id="m1",
    at="2026-11-21T10:00:00.000Z",
    sent_at="2026-11-21T09:00:00.000Z",
    sender="Luwte <hello@example.com>",
    to="Ada Lovelace <Ada@Example.org>",
    subject="Your e-book",
    headers={"List-Unsubscribe": "<https://example.com/u/1>"},
    html="<p>Hello</p>",
    text="Hello",
    tags={"send_id": "s1"},
)
BOB = replace(ADA, id="m2", to="bob@example.org")


def test_a_mail_is_told_with_the_fields_of_the_contract():
    assert ADA.as_json() == {
        "id": "m1",
        "at": "2026-11-21T10:00:00.000Z",
        "sent_at": "2026-11-21T09:00:00.000Z",
        "from": "Luwte <hello@example.com>",
        "to": "Ada Lovelace <Ada@Example.org>",
        "subject": "Your e-book",
        "headers": {"List-Unsubscribe": "<https://example.com/u/1>"},
        "html": "<p>Hello</p>",
        "text": "Hello",
        "tags": {"send_id": "s1"},
    }


def test_mails_to_an_address_are_found_whatever_its_case_and_display_name(tmp_path):
    mailbox = Mailbox(tmp_path / "mails.jsonl")
    mailbox.add(ADA)
    mailbox.add(BOB)

    assert mailbox.messages("ada@example.org") == [ADA]
    assert mailbox.messages("BOB@example.org") == [BOB]
    assert mailbox.messages("nobody@example.org") == []
    assert mailbox.messages() == [ADA, BOB]


def test_the_next_run_finds_the_mails_of_the_one_before_and_what_became_of_them(tmp_path):
    mailbox = Mailbox(tmp_path / "mails.jsonl")
    mailbox.add(ADA)
    mailbox.tell("m1", "Send")
    mailbox.add(BOB)
    mailbox.tell("m1", "Delivery")

    again = Mailbox.opened(tmp_path / "mails.jsonl")

    assert again.mails == [ADA, BOB]
    assert again.fates == {"m1": ["Send", "Delivery"]}
