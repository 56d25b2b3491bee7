"""What the context says, and what it can't."""

import pytest
from aws_cdk import Duration

from infra.context import Context, ContextError
from infra.target import Target


def target(**said):
    return Target(Context.read(said.get))


def test_without_a_word_it_is_production_at_the_worlds_speed():
    assert Context.read({}.get) == Context(
        stage="prod",
        local=False,
        speed=1,
        public_url=None,
        identity="create",
    )
    assert target().stack == "kweek"


def test_words_from_the_command_line_are_read_as_what_they_mean():
    asked = Context.read({"local": "true", "stage": "demo"}.get)

    assert asked == Context(local=True, stage="demo")
    assert Target(asked).stack == "kweek-demo"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"speed": "60"}, "a speed is for a local stack, -c local=true"),
        ({"stage": "Prod"}, "-c stage=Prod: String should match pattern"),
        ({"local": True, "speed": 0}, "-c speed=0: Input should be greater than or equal to 1"),
        ({"domain": "go.example.com"}, "a domain needs a certificate of ACM in the stack's region"),
        ({"certificate": "arn:aws:acm:eu-west-1:1:certificate/x"}, "and a certificate a domain"),
        ({"domain": "no domain", "certificate": "x"}, "-c domain=no domain: String should match"),
        ({"alarms": "ops"}, "-c alarms=ops: String should match pattern"),
        ({"log_days": 31}, "-c log_days=31: write one of 1, 3, 5, 7, 14, 30"),
        ({"tags": "team"}, "-c tags=team: write NAME=VALUE, with commas between"),
    ],
)
def test_what_cant_be_is_said_in_a_sentence(said, sentence):
    with pytest.raises(ContextError, match=sentence):
        Context.read(said.get)


def test_receivers_in_the_sandbox_are_named_with_commas_between():
    assert target().receivers == []
    assert target(receivers="ada@example.org, bob@example.org").receivers == [
        "ada@example.org",
        "bob@example.org",
    ]


def test_a_bill_tells_stages_apart_and_what_else_was_asked():
    assert target().tags == {"project": "kweek", "stage": "prod"}
    assert target(stage="dev", tags="team=growth, cost-center=42").tags == {
        "project": "kweek",
        "stage": "dev",
        "team": "growth",
        "cost-center": "42",
    }


def test_links_are_on_the_firms_own_domain_where_it_has_one():
    named = target(domain="go.example.com", certificate="arn:aws:acm:eu-west-1:1:certificate/x")

    assert named.public_url("abc", "https://abc.example.com") == "https://go.example.com"


def test_aws_runs_on_arm_whatever_the_host():
    assert target().machine == "aarch64"


def test_a_message_is_hidden_six_times_as_long_in_aws_and_half_a_minute_locally():
    took = Duration.seconds(20)

    assert target().visibility(took).to_seconds() == 120
    assert target(local=True).visibility(took).to_seconds() == 30


def test_the_public_address_is_the_apis_own_unless_another_is_given():
    own = "https://abc.example.com"

    assert target().public_url("abc", own) == own
    assert target(public_url="https://go.example.com/").public_url("abc", own) == (
        "https://go.example.com"
    )
    assert target(public_url="http://127.0.0.1:4566/x/{api}/$default").public_url("abc", own) == (
        "http://127.0.0.1:4566/x/abc/$default"
    )
