"""`kweek send-test`: one real mail, marked, tied to nobody, to nobody who must not get it."""

import json
import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from kweek.cli import admin_api, deployed, trying
from kweek.cli.carried import WORKSPACE
from kweek.cli.main import main
from kweek.cli.previewing import SIGNER
from kweek.core.handover import Answer
from kweek.shell import sending

URL = "https://go.example.com"
NOBODY = {"email": None, "traits": {}, "consent": {"opted_out": None}, "suppressed": None}
KIM = {**NOBODY, "id": "kim", "email": "kim@example.org", "traits": {"first_name": "Kim"}}


class Api:
    """An admin API that knows Kim, and whoever else it is told of."""

    def __init__(self):
        self.known = {"kim@example.org": KIM}

    def get(self, *path, email=""):
        if path == ("contacts",):
            found = self.known.get(email)
            return {"contacts": [found] if found else []}
        return next(one for one in self.known.values() if one["id"] == path[1])

    def contact_id(self, named):
        return self.known[named]["id"] if "@" in named else named


@pytest.fixture
def campaigns(tmp_path):
    return Path(shutil.copytree(WORKSPACE / "starter/campaigns", tmp_path / "campaigns"))


@pytest.fixture
def api():
    return Api()


@pytest.fixture
def sent(monkeypatch, capsys, campaigns, api):
    """Sends a test; the exit code, the letters that SES got, and what was said."""
    letters = []
    answers = [Answer("accepted", "ses-1")]

    def take(_, letter):
        letters.append(letter)
        return answers[-1]

    def find(stack):
        return SimpleNamespace(stack=stack or "kweek", told=None, outputs={"PublicUrl": URL})

    monkeypatch.setattr(deployed, "find", find)
    monkeypatch.setattr(admin_api, "reach", lambda _: api)
    monkeypatch.setattr(trying, "_ses", lambda _: None)
    monkeypatch.setattr(sending, "send", take)

    def send(*words, to="ada@ourfirm.nl", answer=None):
        answers.extend([answer] if answer else [])
        code = main(["send-test", *words, "--to", to, "--campaigns", str(campaigns)])
        printed = capsys.readouterr()
        return code, letters, printed.out, printed.err

    return send


def test_a_mail_is_sent_as_its_reader_gets_it_and_marked(sent):
    code, [letter], out, err = sent("welcome", "--contact", "first_name=Zoë", to="Ada@OurFirm.nl")

    subject = re.sub(r"^\[test\] ", "", letter.subject)
    assert (code, err) == (0, "")
    assert out == f"sent to ada@ourfirm.nl: [test] {subject}\n"
    assert (letter.to, letter.sender) == ("ada@ourfirm.nl", ("Your firm", "hello@example.com"))
    assert letter.reply_to == "hello@example.com"
    assert "Hello Zoë," in letter.html
    assert "Hello Zoë," in letter.text


def test_its_links_work_and_count_nowhere_and_the_way_out_is_a_test(sent):
    _, [letter], _, _ = sent("welcome")

    assert letter.configuration_set == ""
    assert letter.tags == {"mail": "welcome", "test": "yes"}
    own = set(re.findall(rf"{URL}/[^\s\"<>]*", letter.html + letter.text))
    assert own == {f"{URL}/u/test"}
    assert SIGNER.base not in letter.html + letter.text
    assert 'href="https://www.example.com/start"' in letter.html
    assert 'width="1" height="1"' not in letter.html
    assert letter.headers == [
        {"Name": "List-Unsubscribe", "Value": f"<{URL}/u/test>"},
        {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
    ]


def test_a_notice_to_an_owner_can_be_tried_and_accepts_nothing(sent):
    code, [letter], _, _ = sent("lead-handoff")

    own = set(re.findall(rf"{URL}/[^\s\"<>]*", letter.html + letter.text))
    assert (code, letter.headers) == (0, [])
    assert f"{URL}/h/test" in own
    assert SIGNER.base not in letter.html + letter.text


def test_it_is_rendered_for_a_contact_of_the_stack_by_address_or_id(sent):
    sent("welcome", "--contact", "kim@example.org")
    _, letters, _, _ = sent("welcome", "--contact", "kim")

    assert ["Hello Kim," in one.text for one in letters] == [True, True]


def test_what_was_sent_can_be_read_by_a_program(sent):
    _, [letter], out, _ = sent("welcome", "--json")

    said = {"to": "ada@ourfirm.nl", "subject": letter.subject, "id": "ses-1"}
    assert json.loads(out) == said


# -- to whom it does not go


def test_an_address_that_the_stage_may_not_mail_is_refused_with_a_remedy(sent):
    code, letters, _, err = sent("welcome", "--stack", "kweek-staging", to="ada@example.org")

    assert (code, letters) == (2, [])
    assert err == (
        "kweek: stage staging may not mail ada@example.org: `only_to` in policy.yaml names "
        "*@example.com; write to one of these, or add the address there\n"
    )
    assert sent("welcome", "--stack", "kweek-staging", to="Ada@Example.com")[0] == 0
    assert sent("welcome", to="ada@example.org")[0] == 0  # production says nothing


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"consent": {"opted_out": "2026-11-20T12:00:00.000Z"}}, "unsubscribed"),
        ({"suppressed": "bounced"}, "bounced"),
    ],
)
def test_who_gets_no_mail_any_more_gets_no_test_either(sent, api, about, reason):
    api.known["kim@example.org"] = {**KIM, **about}

    code, letters, _, err = sent("welcome", to="kim@example.org")

    said = f"kim@example.org gets no mail any more ({reason}); write to another address"
    assert (code, letters, err) == (2, [], f"kweek: {said}\n")


@pytest.mark.parametrize(
    ("mail", "to", "said"),
    [
        ("welcome", "ada", "--to ada: this is no e-mail address"),
        ("welcom", "ada@ourfirm.nl", "no mail is called 'welcom'; did you mean 'welcome'?"),
    ],
)
def test_what_cannot_be_meant_is_refused(sent, mail, to, said):
    code, letters, _, err = sent(mail, to=to)

    assert (code, letters) == (2, [])
    assert said in err


def test_a_mail_that_is_wrong_is_not_sent(sent, campaigns):
    body = campaigns / "mail/welcome/body.mjml"
    body.write_text(body.read_text().replace("first_name", "first_nam"))

    code, letters, _, err = sent("welcome")

    assert (code, letters) == (1, [])
    assert "mail/welcome/body.mjml" in err


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            Answer("rejected", "MessageRejected"),
            (
                "SES did not take it (MessageRejected); "
                "`kweek doctor` tells whether SES may send from this address"
            ),
        ),
        (
            Answer("refused", "TooManyRequestsException", passing=True),
            "SES did not take it (TooManyRequestsException); try again in a minute",
        ),
        (
            Answer("silent", "ReadTimeoutError"),
            "nobody knows whether SES took it (ReadTimeoutError); look into the mailbox first",
        ),
    ],
)
def test_what_ses_says_is_told_with_what_to_do(sent, answer, said):
    code, letters, out, err = sent("welcome", answer=answer)

    assert (code, len(letters), out, err) == (1, 1, "", f"kweek: {said}\n")
