"""What the world sees: the API's routes, SES, the dashboard and the stack's outputs."""

import json
from collections import defaultdict

import report
from infra.assets import FUNCTIONS


def test_each_path_goes_to_its_function(aws):
    functions = {
        name: integration["IntegrationUri"]
        for name, integration in aws.every("AWS::ApiGatewayV2::Integration").items()
    }
    routes = defaultdict(set)
    for route in aws.every("AWS::ApiGatewayV2::Route").values():
        target = functions[route["Target"].removeprefix("integrations/")]
        routes[target].add(route["RouteKey"])

    assert routes == {
        "CollectFunction": {"ANY /v1/{proxy+}"},
        "FormsFunction": {"ANY /f/{form}"},
        "LinksFunction": {f"ANY /{kind}/{{token}}" for kind in "ocuh"},
        "ApiFunction": {"ANY /api/v1/{proxy+}"},
    }


def test_functions_get_requests_in_the_format_they_read(aws):
    versions = {
        i["PayloadFormatVersion"] for i in aws.every("AWS::ApiGatewayV2::Integration").values()
    }

    assert versions == {"2.0"}


def test_the_api_slows_a_runaway_script_and_leaves_preflights_to_the_functions(aws):
    [stage] = aws.every("AWS::ApiGatewayV2::Stage").values()
    [api] = aws.every("AWS::ApiGatewayV2::Api").values()

    assert stage == {
        "ApiId": "WebApi",
        "AutoDeploy": True,
        "DefaultRouteSettings": {"ThrottlingBurstLimit": 2000, "ThrottlingRateLimit": 1000},
        "StageName": "$default",
    }
    assert "CorsConfiguration" not in api  # it would answer preflights in the functions' place


def test_ses_suppresses_and_tells_what_became_of_each_mail(aws):
    [told] = aws.every("AWS::SES::ConfigurationSetEventDestination").values()
    [used] = aws.every("AWS::SES::ConfigurationSet").values()
    [domain] = aws.every("AWS::SES::EmailIdentity").values()
    [heard] = aws.every("AWS::SNS::Subscription").values()

    assert told == {
        "ConfigurationSetName": "MailConfigurationSet",
        "EventDestination": {
            "Enabled": True,
            "MatchingEventTypes": [
                "send",
                "delivery",
                "deliveryDelay",
                "bounce",
                "complaint",
                "reject",
            ],
            "SnsDestination": {"TopicARN": "MailFeedback"},
        },
    }
    assert used == {
        "Name": "kweek",
        "ReputationOptions": {"ReputationMetricsEnabled": True},
        "SuppressionOptions": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
    }
    assert domain == {"EmailIdentity": "example.com"}
    assert heard == {
        "Endpoint": "QueuesFeedbackQueue",
        "Protocol": "sqs",
        "RawMessageDelivery": True,
        "RedrivePolicy": {"deadLetterTargetArn": "QueuesFeedbackDeadLetters"},
        "TopicArn": "MailFeedback",
    }


def test_an_account_that_ses_would_review_rings(aws):
    alarms = aws.every("AWS::CloudWatch::Alarm")

    limits = {
        a["MetricName"]: (a["Namespace"], a["Threshold"])
        for name, a in alarms.items()
        if name.startswith("Mail")
    }

    assert limits == {
        "Reputation.BounceRate": ("AWS/SES", 0.05),
        "Reputation.ComplaintRate": ("AWS/SES", 0.001),
    }


def _widgets(template):
    [dashboard] = template.every("AWS::CloudWatch::Dashboard").values()
    body = json.loads(dashboard["DashboardBody"])
    return {widget["properties"]["title"]: widget["properties"] for widget in body["widgets"]}


def test_the_dashboard_shows_mails_journeys_and_queues(aws):
    widgets = _widgets(aws)

    assert list(widgets) == [
        "Mails",
        "Opened and clicked",
        "Bounces, % of mails sent",
        "Complaints, % of mails sent",
        "Mails held, by reason",
        "Journeys",
        "Runs started, by journey",
        "Oldest message in a queue, seconds",
        "Dead letters",
    ]
    started = widgets["Runs started, by journey"]["metrics"]
    assert [metric[3].rpartition(":")[2] for metric in started] == [
        "kweek-abandoned-cart",
        "kweek-delivery-day",
        "kweek-ebook-drip",
        "kweek-hot-lead",
        "kweek-onboarding",
        "kweek-webinar",
        "kweek-year-end",
    ]


def test_the_dashboard_shows_each_figure_under_the_name_the_report_writes_it(
    aws, capsys, monkeypatch
):
    monkeypatch.setenv("KWEEK_STACK", "kweek")
    counted = dict.fromkeys(("held quiet_hours", *report.NAMES), 1)
    report._publish({("ebook-drip", "", name): n for name, n in counted.items()})  # noqa: SLF001
    written = set()
    for line in capsys.readouterr().out.splitlines():
        [block] = json.loads(line)["_aws"]["CloudWatchMetrics"]
        [dimensions] = block["Dimensions"]
        written |= {(block["Namespace"], *dimensions, m["Name"]) for m in block["Metrics"]}

    lines = [metric for widget in _widgets(aws).values() for metric in widget["metrics"]]
    shown = {(m[0], m[2], m[1]) for m in lines if m[0] == "kweek"}
    searched = [m[0]["expression"] for m in lines if "SEARCH" in str(m[0])]

    assert searched == ["SEARCH('{\"kweek\",reason} MetricName=\"MailsHeld\"', 'Sum', 3600)"]
    assert shown | {("kweek", "reason", "MailsHeld")} == written


def test_the_dashboard_draws_in_where_ses_steps_in(aws):
    widgets = _widgets(aws)

    def limits(title):
        return [line["value"] for line in widgets[title]["annotations"]["horizontal"]]

    assert limits("Bounces, % of mails sent") == [5, 10]
    assert limits("Complaints, % of mails sent") == [0.1, 0.5]


def test_the_stack_tells_where_everything_is(aws, local):
    names = ("Events", "Steps", "Mails", "Webhooks", "Orders", "Feedback")
    queues = [f"{name}QueueUrl" for name in names]
    dead = [f"{name}DeadLettersUrl" for name in (*names, "Report")]
    told = {
        "ApiUrl",
        "ApiId",
        "PublicUrl",
        "TableName",
        "SecretArn",
        "TickFunctionName",
        "MachinePrefix",
        "ConfigurationSetName",
        "FeedbackTopicArn",
        "AlarmTopicArn",
        "DashboardName",
        *queues,
        *dead,
    }

    assert set(local.outputs) == told
    assert set(aws.outputs) == told | {"DkimRecord1", "DkimRecord2", "DkimRecord3"}


def test_the_template_asks_aws_for_no_resource_of_the_cdks_own(aws):
    kinds = {resource["Type"] for resource in aws.resources.values()}

    assert not [kind for kind in kinds if "Custom" in kind or "Metadata" in kind]
    assert len(aws.every("AWS::Lambda::Function")) == len(FUNCTIONS)
