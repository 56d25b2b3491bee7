"""What `kweek watch` keeps: each save is seen, and a broken file leaves its last good drawing."""

import json
import threading
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from textwrap import dedent

import pytest

from kweek.cli.main import main
from kweek.cli.watch_server import page, serving
from kweek.cli.watching import Watched

SHIPPED = Path(__file__).parents[2] / "campaigns"
JOURNEY = """\
title: A journey
status: live
topic: nurture
enter: manual
steps:
  - step: nap
    wait: 1d
  - step: hello
    send: hello
"""
POLICY = """\
sender: { name: Luwte, address: hello@example.com }
postal_address: Havenkade 12, Sneek
website: https://www.example.com
time_zone: Europe/Amsterdam
topics: { nurture: { title: Reading } }
"""
MJML = """\
<mjml><mj-head></mj-head><mj-body><mj-section><mj-column><mj-text>
Hello {% if first_name %}{{ first_name }}{% endif %}
<a href="{{ unsubscribe_url }}">Stop</a> {{ policy.postal_address }}
</mj-text></mj-column></mj-section></mj-body></mjml>
"""


@pytest.fixture
def root(tmp_path):
    for name, text in {
        "policy.yaml": POLICY,
        "journeys/j.yaml": JOURNEY,
        "mail/hello/mail.yaml": "kind: nurture\nsubject: Good day\npreview: To you\n",
        "mail/hello/body.mjml": MJML,
        "mail/hello/body.txt": "Hello {{ unsubscribe_url }} {{ policy.postal_address }}\n",
    }.items():
        file = tmp_path / "campaigns" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text), "utf-8")
    return tmp_path / "campaigns"


@pytest.fixture
def watched(root):
    found = Watched(root)
    found.look()
    return found


def edit(root, name, old, new):
    file = root / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def test_a_save_is_seen_and_nothing_else_is_taken_for_one(watched, root):
    assert (watched.look(), watched.version) == (False, 1)

    edit(root, "journeys/j.yaml", "step: nap", "step: rest")

    assert (watched.look(), watched.version) == (True, 2)
    assert 'data-step="rest"' in watched.journey("j")["svg"]


def test_the_list_tells_titles_and_how_many_problems_each_has(watched, root):
    edit(root, "journeys/j.yaml", "wait: 1d", "wait: 1x")
    watched.look()

    found = watched.overview()

    assert found["journeys"] == [
        {"name": "j", "title": "A journey", "status": "live", "errors": 1, "warnings": 0}
    ]
    assert found["mails"] == [{"name": "hello", "errors": 0, "warnings": 0}]
    assert [problem["file"] for problem in found["problems"]] == ["journeys/j.yaml"]
    assert found["version"] == 2


@pytest.mark.parametrize("broken", ["send: helo", "send: [", "send: hello\n    send: hello"])
def test_a_broken_journey_tells_its_problems_and_keeps_its_last_drawing(watched, root, broken):
    before = watched.journey("j")
    assert (before["stale"], before["problems"]) == (False, [])

    edit(root, "journeys/j.yaml", "send: hello", broken)
    watched.look()

    now = watched.journey("j")
    assert (now["stale"], now["svg"], now["words"]) == (True, before["svg"], before["words"])
    assert len(now["problems"]) > 0
    edit(root, "journeys/j.yaml", broken, "send: hello")
    watched.look()
    assert watched.journey("j") == before


def test_a_journey_that_was_never_right_is_told_without_a_drawing(root):
    edit(root, "journeys/j.yaml", "send: hello", "send: helo")
    watched = Watched(root)
    watched.look()

    found = watched.journey("j")

    assert "svg" not in found
    assert [problem["text"] for problem in found["problems"]] == ["no mail is called 'helo'"]


def test_a_broken_mail_keeps_how_it_last_was(watched, root):
    before = watched.mail("hello")
    assert (before["stale"], before["subject"], before["journey"]) == (False, "Good day", "j")

    edit(root, "mail/hello/body.mjml", "{{ first_name }}", "{{ frist_name }}")
    watched.look()

    now = watched.mail("hello")
    assert (now["stale"], now["html"]) == (True, before["html"])
    assert "did you mean 'first_name'?" in [problem["remedy"] for problem in now["problems"]]


def test_what_was_removed_is_gone_and_what_is_new_is_there(watched, root):
    (root / "journeys/j.yaml").rename(root / "journeys/k.yaml")
    watched.look()

    assert (watched.journey("j"), watched.mail("nobody")) == (None, None)
    assert [one["name"] for one in watched.overview()["journeys"]] == ["k"]


@contextmanager
def served(watched):
    server = serving(0, watched)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    connection = HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)

    def get(path, **headers):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()

    try:
        yield get
    finally:
        connection.close()
        server.shutdown()
        server.server_close()


def test_the_page_needs_nothing_from_elsewhere_and_runs_no_script_but_its_own(watched):
    with served(watched) as get:
        status, headers, html = get("/")

    assert (status, html) == (200, page())
    assert "script-src 'sha256-" in headers["content-security-policy"]
    assert "http://" not in html
    assert "https://" not in html
    assert html.count("<script") == 1


def test_all_that_the_page_asks_for_is_answered(watched):
    with served(watched) as get:
        state, journey, mail = (get(path) for path in ("/state", "/journey/j", "/mail/hello"))
        frame, absent, nothing = (get(path) for path in ("/mail/hello/html", "/mail/x", "/x"))

    assert json.loads(state[2]) == watched.overview()
    assert json.loads(journey[2])["title"] == "A journey"
    assert json.loads(mail[2])["subject"] == "Good day"
    assert "Hello Anna" in frame[2]
    assert '<base target="_blank">' in frame[2]
    assert frame[1]["content-security-policy"].startswith("sandbox ")
    assert "allow-scripts" not in frame[1]["content-security-policy"]
    assert (absent[0], nothing[0]) == (404, 404)


def test_a_page_elsewhere_that_calls_itself_by_our_address_gets_nothing(watched):
    with served(watched) as get:
        status, _, text = get("/state", Host="evil.example:80")

    assert (status, text) == (403, "only this machine is served")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--campaigns", "nowhere"], "there is no folder nowhere; say --campaigns DIR"),
        (["--campaigns", str(SHIPPED), "--port", "70000"], "--port 70000 cannot be used: "),
    ],
)
def test_who_calls_it_wrongly_is_told_so(capsys, arguments, said):
    assert main(["watch", *arguments]) == 2
    assert said in capsys.readouterr().err
