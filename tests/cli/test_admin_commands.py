"""The commands that use the admin API, on a stand-in for it that answers what a stack would."""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from kweek.cli import admin_api, erase
from kweek.cli.main import main

TOKEN = "the token of this stack"
SWITCH = {"all": None, "journeys": {}}


class Api(BaseHTTPRequestHandler):
    """Answers from a table of `(method, path)`; a list is a story, its last part is told again."""

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        stack = self.server.stack
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return self._say(
                401, {"message": "authorization: send `Bearer` and this stack's token"}
            )
        stack.asked.append((self.command, self.path, body))
        status, answer = stack.answer(self.command, self.path.removeprefix("/api/v1/"))
        return self._say(status, answer)

    do_DELETE = do_GET  # noqa: N815 - the names are http.server's
    do_POST = do_GET  # noqa: N815

    def _say(self, status, answer):
        said = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        """Say nothing."""


class Stack:
    """What the stand-in answers, and what it was asked."""

    def __init__(self):
        self.asked = []
        journeys = [{"journey": name, "paused": None} for name in ("renewal", "webinar")]
        self.answers = {("GET", "journeys"): [(200, {"journeys": journeys})]}

    def on(self, method, path, *answers):
        self.answers[method, path] = [
            one if isinstance(one, tuple) else (200, one) for one in answers
        ]

    def answer(self, method, path):
        story = self.answers.get((method, path), [(404, {"message": f"there is no {path}"})])
        return story.pop(0) if len(story) > 1 else story[0]

    def posted(self):
        return [(path.removeprefix("/api/v1/"), body) for verb, path, body in self.asked if body]


@pytest.fixture
def stack(tmp_path, monkeypatch):
    """A project in whose folder a stack runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    server.stack = Stack()
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    (tmp_path / "cdk.json").write_text("{}")
    (tmp_path / ".kweek").mkdir()
    told = {
        "api": f"http://127.0.0.1:{server.server_port}", "admin_token": TOKEN, "pid": os.getpid(),
    }  # fmt: skip
    (tmp_path / ".kweek" / "local.json").write_text(json.dumps(told))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(admin_api, "PAUSES", (0.0, 0.0))
    yield server.stack
    server.shutdown()
    server.server_close()


def test_a_contact_is_explained_in_sentences(stack, capsys):
    stack.on("GET", "contacts?email=ada%40example.org", {"contacts": [{"id": "a1"}], "next": None})
    told = {"contact": "a1", "why": {}, "sentences": ["She is at stage sql.", "She asked twice."]}
    stack.on("GET", "contacts/a1/explanation", told)

    assert main(["explain", "ada@example.org"]) == 0
    assert capsys.readouterr().out == "She is at stage sql.\nShe asked twice.\n"
    assert main(["explain", "a1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told


def test_somebody_unknown_cannot_be_explained(stack, capsys):
    stack.on("GET", "contacts?email=bea%40example.org", {"contacts": [], "next": None})
    stack.on("GET", "contacts/b1/explanation", (404, {"message": "no contact has the id 'b1'"}))

    assert main(["explain", "bea@example.org"]) == 2
    assert main(["explain", "b1"]) == 2
    assert capsys.readouterr().err == (
        "kweek: nobody has the address bea@example.org\nkweek: no contact has the id 'b1'\n"
    )


def test_one_contact_is_enrolled_with_its_entry(stack, capsys):
    stack.on("POST", "enrolments", (202, {"queued": [{"contact": "a1", "email": None}]}))
    entry = ["--entry", "plan=gold", "--entry", "seats=3"]

    assert main(["enrol", "renewal", "--contact", "a1", "--id", "r1", *entry, "--json"]) == 0

    assert json.loads(capsys.readouterr().out) == {"journey": "renewal", "id": "r1", "queued": 1}
    body = {"journey": "renewal", "contacts": ["a1"], "entry": {"plan": "gold", "seats": 3}}
    assert stack.posted() == [("enrolments", {**body, "id": "r1"})]


def test_a_segment_is_enrolled_page_by_page_a_hundred_at_once(stack, capsys):
    members = [{"id": f"c{number}"} for number in range(150)]
    stack.on("GET", "segments/warm/contacts", {"contacts": members, "next": "two"})
    stack.on("GET", "segments/warm/contacts?next=two", {"contacts": [], "next": "three"})
    stack.on("GET", "segments/warm/contacts?next=three", {"contacts": [{"id": "z"}], "next": None})
    sizes = [{"queued": [{}] * n} for n in (100, 50, 1)]
    stack.on("POST", "enrolments", *((202, one) for one in sizes))

    assert main(["enrol", "renewal", "--segment", "warm", "--id", "r1"]) == 0

    assert [len(body["contacts"]) for _, body in stack.posted()] == [100, 50, 1]
    assert {body["id"] for _, body in stack.posted()} == {"r1"}
    assert capsys.readouterr().out == "queued 151 contacts for renewal (--id r1)\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (
            ["enrol", "renewel", "--contact", "a1"],
            2,
            "no journey of this stack is called 'renewel'; did you mean 'renewal'?",
        ),
        (
            ["pause", "nothing"],
            2,
            "no journey of this stack is called 'nothing'; there are: renewal, webinar",
        ),
        (["resume", "nothing"], 2, "there is no journeys/nothing/resume"),
        (
            ["enrol", "renewal", "--contact", "a1", "--entry", "gold"],
            2,
            "--entry: 'gold' says nothing; write NAME=VALUE",
        ),
        (
            ["enrol", "webinar", "--contact", "a1"],
            1,
            "journey: 'webinar' has no manual entry; write `enter: manual`",
        ),
    ],
)
def test_what_cannot_be_done_says_what_to_do(stack, capsys, arguments, code, message):
    refused = {"message": "journey: 'webinar' has no manual entry; write `enter: manual`"}
    stack.on("POST", "enrolments", (400, refused))

    assert main(arguments) == code
    assert capsys.readouterr().err == f"kweek: {message}\n"


@pytest.mark.parametrize("arguments", [["pause"], ["pause", "renewal", "--all"], ["enrol", "x"]])
def test_a_command_that_does_not_say_whom_it_means_is_called_wrongly(arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)

    assert ended.value.code == 2


def test_a_journey_and_all_of_them_are_paused(stack, capsys):
    at = "2027-01-15T08:00:00.000Z"
    stack.on("POST", "journeys/renewal/pause", {"all": None, "journeys": {"renewal": at}})
    stack.on("POST", "pause", {"all": at, "journeys": {"renewal": at}})

    assert main(["pause", "renewal"]) == 0
    assert main(["pause", "--all"]) == 0
    assert main(["pause", "--all", "--json"]) == 0

    one = f"mail of renewal is held since {at}\n"
    both = f"all mail is held since {at}\n{one}"
    told = json.dumps({"all": at, "journeys": {"renewal": at}}) + "\n"
    assert capsys.readouterr().out == one + both + told


def test_a_resume_has_everybody_looked_at_after_the_switch_is_off(stack, capsys):
    stack.on("POST", "journeys/renewal/resume", SWITCH)
    stack.on("POST", "looks", (202, {"looked": 2, "next": "w"}), (202, {"looked": 1, "next": None}))

    assert main(["resume", "renewal"]) == 0

    assert stack.posted() == [("looks", {"next": None}), ("looks", {"next": "w"})]
    paths = [path for verb, path, _ in stack.asked if verb == "POST"]
    assert paths[0] == "/api/v1/journeys/renewal/resume"
    told = capsys.readouterr()
    assert told.out == "no mail is held\n"
    assert told.err == "looked at 2 contacts so far\nlooked at 3 contacts\n"


def test_a_backfill_looks_at_everybody(stack, capsys):
    stack.on("POST", "looks", (202, {"looked": 1, "next": None}))

    assert main(["backfill"]) == 0
    assert capsys.readouterr().out == "queued a look at 1 contact\n"
    assert main(["backfill", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"looked": 1}


def test_a_stack_that_fails_for_a_moment_is_asked_again(stack, capsys):
    stack.on("POST", "looks", (502, {}), (503, {}), (202, {"looked": 4, "next": None}))

    assert main(["backfill", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"looked": 4}

    stack.on("POST", "looks", (500, {}))
    assert main(["backfill"]) == 1
    assert "failed with 500; its log says why" in capsys.readouterr().err


def test_where_no_stack_runs_the_commands_say_how_to_name_one(stack, tmp_path, capsys):  # noqa: ARG001
    (tmp_path / ".kweek" / "local.json").unlink()

    assert main(["backfill"]) == 1
    told = "no stack runs here; start `kweek local`, or name a stack in AWS with --stack"
    assert told in capsys.readouterr().err


def test_a_stack_in_aws_is_reached_by_its_outputs_and_its_secret(the_secret, aws, keys):  # noqa: ARG001
    import botocore.session  # noqa: PLC0415

    arn = os.environ["KWEEK_SECRET_ARN"]
    template = {
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {
            "PublicUrl": {"Value": "https://kweek.example.org/"},
            "SecretArn": {"Value": arn},
        },
    }
    made = botocore.session.get_session().create_client("cloudformation")
    made.create_stack(StackName="kweek", TemplateBody=json.dumps(template))

    reached = admin_api.reach("kweek")

    assert reached == admin_api.AdminApi("https://kweek.example.org", keys.admin_token)


def test_an_export_is_all_that_the_stack_has(stack, capsys):
    told = {"exported_at": "now", "profile": {"id": "a1"}, "events": [{"event": "Seen"}]}
    stack.on("GET", "contacts/a1/export", told)

    assert main(["export", "a1"]) == 0
    assert json.loads(capsys.readouterr().out) == told


def test_an_erasure_is_asked_for_until_it_is_done(stack, capsys, monkeypatch):
    monkeypatch.setattr(erase, "PAUSE", 0)
    stack.on("GET", "contacts?email=ada%40example.org", {"contacts": [{"id": "a1"}], "next": None})
    done = {"contact": "a1", "erased": "2027-01-15T08:00:00.000Z"}
    stack.on("DELETE", "contacts/a1", (202, {**done, "erased": None}), (202, done))

    assert main(["erase", "ada@example.org"]) == 0
    assert capsys.readouterr().out == "erased a1 at 2027-01-15T08:00:00.000Z\n"
    assert [verb for verb, *_ in stack.asked] == ["GET", "DELETE", "DELETE"]


def test_an_erasure_that_is_not_seen_done_says_so(stack, capsys, monkeypatch):
    monkeypatch.setattr(erase, "PATIENCE", 0.02)
    monkeypatch.setattr(erase, "PAUSE", 0.01)
    stack.on("DELETE", "contacts/a1", (202, {"contact": "a1", "erased": None}))

    assert main(["erase", "a1"]) == 1
    assert "contact a1 is not erased yet; it is queued" in capsys.readouterr().err


def test_nobody_is_erased_by_an_address_that_nobody_has(stack, capsys):
    stack.on("GET", "contacts?email=ada%40example.org", {"contacts": [], "next": None})

    assert main(["erase", "ada@example.org"]) == 2
    assert "nobody has the address ada@example.org" in capsys.readouterr().err
