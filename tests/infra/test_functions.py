"""The functions: what they run on, what they know, how long their logs are kept."""

import sys

import pytest

from infra.assets import FUNCTIONS, MissingFunctionsError, read_functions

TABLE = {"KWEEK_TABLE": "StoreTable"}
SECRET = {"KWEEK_SECRET_ARN": "SecretRoot"}
EVENTS = {"KWEEK_EVENTS_QUEUE_URL": "QueuesEventsQueue"}
ADDRESS = {"KWEEK_PUBLIC_URL": "WebApi.ApiEndpoint"}
ORDERS = {"KWEEK_ORDERS_QUEUE_URL": "QueuesOrdersQueue"}

SETTINGS = {
    "collect": EVENTS | SECRET | ADDRESS,
    "forms": EVENTS | SECRET,
    "links": TABLE | EVENTS | SECRET,
    "ingest": TABLE | ORDERS | SECRET,
    "step": TABLE | ORDERS,
    "mailer": TABLE
    | ORDERS
    | SECRET
    | ADDRESS
    | {
        "KWEEK_CONFIGURATION_SET": "MailConfigurationSet",
        "KWEEK_MAIL_RATE": "14",
    },
    "webhook": TABLE | ORDERS | SECRET,
    "conductor": TABLE
    | EVENTS
    | {
        "KWEEK_MACHINE_PREFIX": "arn:Partition:states:Region:AccountId:stateMachine:kweek-",
        "KWEEK_STACK": "kweek",
    },
    "feedback": TABLE | EVENTS | SECRET,
    "tick": TABLE | EVENTS,
    "report": TABLE | {"KWEEK_STACK": "kweek"},
    "api": TABLE | EVENTS | SECRET,
}


def test_each_function_knows_only_what_it_needs_and_no_secret(aws):
    functions = aws.every("AWS::Lambda::Function")

    known = {name: functions[f"{name.capitalize()}Function"]["Environment"] for name in FUNCTIONS}

    assert known == {name: {"Variables": SETTINGS[name]} for name in FUNCTIONS}


def test_no_function_takes_longer_than_what_waits_for_it_and_each_long_enough(aws):
    functions = aws.every("AWS::Lambda::Function")

    times = {name: functions[f"{name.capitalize()}Function"]["Timeout"] for name in FUNCTIONS}

    asked_by_browsers = dict.fromkeys(("collect", "forms", "links"), 10)
    slow = dict.fromkeys(("mailer", "webhook"), 30)
    assert times == {**dict.fromkeys(FUNCTIONS, 20), **asked_by_browsers, **slow}


def test_functions_run_on_the_python_that_built_their_layers_on_arm_in_aws(aws):
    runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"

    for name, function in aws.every("AWS::Lambda::Function").items():
        own = name.removesuffix("Function").lower()
        assert function["Runtime"] == runtime
        assert function["Architectures"] == ["arm64"]
        assert function["Handler"] == f"{own}.handler"
        assert function["FunctionName"] == f"kweek-{own}"
        assert function["Layers"] == ["Dependencies", "Content"]
        assert function["LoggingConfig"] == {"LogGroup": f"{own.capitalize()}Log"}
    for layer in aws.every("AWS::Lambda::LayerVersion").values():
        assert layer["CompatibleRuntimes"] == [runtime]
        assert layer["CompatibleArchitectures"] == ["arm64"]


def test_every_log_ends_after_a_month(aws):
    groups = aws.every("AWS::Logs::LogGroup")

    assert {g["LogGroupName"]: g["RetentionInDays"] for g in groups.values()} == {
        **{f"/aws/lambda/kweek-{name}": 30 for name in FUNCTIONS},
        "/aws/vendedlogs/states/kweek": 30,
    }


def test_tick_looks_every_minute_and_does_not_make_up_for_a_missed_one(aws):
    rules = aws.every("AWS::Events::Rule").values()
    [rule] = [rule for rule in rules if "ScheduleExpression" in rule]

    assert rule["ScheduleExpression"] == "rate(1 minute)"
    [target] = rule["Targets"]
    assert target["Arn"] == "TickFunction"
    assert target["RetryPolicy"] == {"MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 0}


def test_a_function_without_a_file_is_named(tmp_path):
    for name in FUNCTIONS:
        if name not in {"links", "tick"}:
            (tmp_path / f"{name}.py").touch()

    with pytest.raises(MissingFunctionsError, match="for the functions links, tick"):
        read_functions(tmp_path)
