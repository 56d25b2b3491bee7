"""What a person may choose at a deploy: a domain, who hears alarms, how long logs are kept."""

import json
import re

import pytest

from infra.app import new_app, read_campaigns
from infra.context import Context
from infra.stack import KweekStack
from infra.target import Target
from tests.infra.conftest import _template

CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/abc"
FIGURES_BY = ("ReportFunction", "ConductorFunction")


@pytest.fixture(scope="module")
def chosen(tmp_path_factory):
    out = tmp_path_factory.mktemp("chosen")
    asked = Context.read(
        {
            "stage": "dev",
            "domain": "go.example.com",
            "certificate": CERTIFICATE,
            "alarms": "ops@example.com",
            "log_days": "90",
            "tags": "team=growth",
        }.get
    )
    app = new_app(outdir=str(out))
    KweekStack(app, Target(asked), read_campaigns(Target(asked)))
    app.synth()
    return out


def test_the_api_answers_on_the_domain_and_mails_carry_it(chosen):
    template = _template(chosen / "kweek-dev.template.json")

    [domain] = template.every("AWS::ApiGatewayV2::DomainName").values()
    [mapping] = template.every("AWS::ApiGatewayV2::ApiMapping").values()
    mailer = template.every("AWS::Lambda::Function")["MailerFunction"]

    assert domain["DomainName"] == "go.example.com"
    assert domain["DomainNameConfigurations"] == [
        {"CertificateArn": CERTIFICATE, "EndpointType": "REGIONAL"}
    ]
    assert mapping["ApiId"] == "WebApi"
    assert mailer["Environment"]["Variables"]["KWEEK_PUBLIC_URL"] == "https://go.example.com"
    assert "DomainTarget" in template.outputs


def test_its_figures_are_its_own_and_no_other_stage_s(chosen):
    template = _template(chosen / "kweek-dev.template.json")

    functions = template.every("AWS::Lambda::Function")
    writers = {name: functions[name]["Environment"]["Variables"] for name in FIGURES_BY}
    alarm = template.every("AWS::CloudWatch::Alarm")["JourneysClosedEarly"]
    [dashboard] = template.every("AWS::CloudWatch::Dashboard").values()
    shown = re.findall(r'"(kweek[a-z-]*)","Mails', dashboard["DashboardBody"])

    assert {name: known["KWEEK_STACK"] for name, known in writers.items()} == dict.fromkeys(
        FIGURES_BY, "kweek-dev"
    )
    assert alarm["Namespace"] == "kweek-dev"
    assert set(shown) == {"kweek-dev"}
    assert len(shown) == 8


def test_alarms_go_to_the_address(chosen):
    template = _template(chosen / "kweek-dev.template.json")

    assert template.every("AWS::SNS::Subscription")["BellTopicopsexamplecom"] == {
        "Protocol": "email",
        "Endpoint": "ops@example.com",
        "TopicArn": "BellTopic",
    }


def test_every_log_is_kept_as_long_as_was_asked(chosen):
    template = _template(chosen / "kweek-dev.template.json")

    kept = {group["RetentionInDays"] for group in template.every("AWS::Logs::LogGroup").values()}
    assert kept == {90}


def test_the_stack_and_all_in_it_are_tagged_for_the_bill(chosen):
    manifest = json.loads((chosen / "manifest.json").read_text("utf-8"))

    assert manifest["artifacts"]["kweek-dev"]["properties"]["tags"] == {
        "project": "kweek",
        "stage": "dev",
        "team": "growth",
    }


def test_without_a_word_there_is_no_domain_and_nobody_is_mailed(aws):
    assert aws.every("AWS::ApiGatewayV2::DomainName") == {}
    assert "email" not in {one["Protocol"] for one in aws.every("AWS::SNS::Subscription").values()}
