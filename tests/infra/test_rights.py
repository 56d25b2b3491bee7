"""Who may do what: the whole of it, so that a new right shows as a changed test."""

import pytest

from infra.assets import FUNCTIONS
from infra.wildcards import WILDCARDS
from tests.stack.rights import FEEDBACK, HERE, RIGHTS, STATES


def as_list(value):
    return value if isinstance(value, list) else [value]


def narrowed(condition):
    """Which items of a table a statement is for, where it says so; no other condition is known."""
    match condition:
        case None:
            return ""
        case {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": keys}}:
            return f" only {', '.join(keys)}"
    pytest.fail(f"an unknown condition: {condition}")


@pytest.fixture(scope="module")
def rights(aws):
    """What the roles of the template may do: role → resource → actions."""
    found = {}
    for policy in aws.every("AWS::IAM::Policy").values():
        [role] = policy["Roles"]
        allowed = found.setdefault(role.removesuffix("Role").lower(), {})
        for statement in policy["PolicyDocument"]["Statement"]:
            assert statement["Effect"] == "Allow"
            only = narrowed(statement.get("Condition"))
            for resource in as_list(statement["Resource"]):
                allowed.setdefault(resource + only, set()).update(as_list(statement["Action"]))
    return found


def test_each_role_may_do_exactly_what_its_work_needs(rights):
    assert rights == RIGHTS


def test_each_function_has_a_role_of_its_own_and_nothing_but_its_policy(aws):
    roles = {name: f["Role"] for name, f in aws.every("AWS::Lambda::Function").items()}

    assert roles == {f"{n.capitalize()}Function": f"{n.capitalize()}Role" for n in FUNCTIONS}
    for role in aws.every("AWS::IAM::Role").values():
        assert set(role) == {"AssumeRolePolicyDocument", "Description"}


def test_every_wildcard_in_a_right_is_on_the_written_list(rights):
    listed = {
        (w.role, action, w.resource.format(stack="kweek")): w.reason
        for w in WILDCARDS
        for action in w.actions
    }

    found = {
        (role, action, resource.removeprefix(STATES))
        for role, allowed in rights.items()
        for resource, actions in allowed.items()
        for action in actions
        if "*" in action or "*" in resource
    }

    assert found == set(listed)
    assert all(listed.values())


def test_no_one_else_may_use_queues_and_topics_than_those_who_tell(aws):
    policies = aws.every("AWS::SQS::QueuePolicy") | aws.every("AWS::SNS::TopicPolicy")

    allowed = {
        (statement["Principal"]["Service"], statement["Action"], resource)
        for policy in policies.values()
        for statement in policy["PolicyDocument"]["Statement"]
        for resource in as_list(statement["Resource"])
        if statement["Effect"] == "Allow"
    }

    assert allowed == {
        ("sns.amazonaws.com", "sqs:SendMessage", FEEDBACK),
        ("sns.amazonaws.com", "sqs:SendMessage", "QueuesFeedbackDeadLetters"),
        ("events.amazonaws.com", "sqs:SendMessage", "QueuesOrdersQueue"),
        ("ses.amazonaws.com", "sns:Publish", "MailFeedback"),
        ("cloudwatch.amazonaws.com", "sns:Publish", "BellTopic"),
    }


def test_only_our_own_topic_may_put_feedback_into_the_queue(aws):
    policy = aws.every("AWS::SQS::QueuePolicy")["QueuesFeedbackQueuePolicy"]

    [allow] = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]

    assert allow["Condition"] == {"ArnEquals": {"aws:SourceArn": "MailFeedback"}}


def test_only_our_own_mails_may_be_told_of_on_the_topic(aws):
    policy = aws.every("AWS::SNS::TopicPolicy")["MailFeedbackPolicy"]

    [allow] = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]

    assert allow["Condition"] == {
        "StringEquals": {
            "AWS:SourceAccount": "AccountId",
            "AWS:SourceArn": f"{HERE.format('ses')}configuration-set/MailConfigurationSet",
        },
    }


def test_queues_and_topics_refuse_what_comes_without_tls(aws):
    policies = aws.every("AWS::SQS::QueuePolicy") | aws.every("AWS::SNS::TopicPolicy")

    refused = {
        resource
        for policy in policies.values()
        for statement in policy["PolicyDocument"]["Statement"]
        for resource in as_list(statement["Resource"])
        if statement["Effect"] == "Deny"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }

    assert refused == set(aws.every("AWS::SQS::Queue")) | set(aws.every("AWS::SNS::Topic"))


def test_only_the_api_and_the_minute_may_call_functions(aws):
    callers = {
        (permission["Principal"], permission["FunctionName"])
        for permission in aws.every("AWS::Lambda::Permission").values()
    }

    assert callers == {
        *(
            ("apigateway.amazonaws.com", f"{n}Function")
            for n in ("Collect", "Forms", "Links", "Api")
        ),
        ("events.amazonaws.com", "TickFunction"),
    }
    for permission in aws.every("AWS::Lambda::Permission").values():
        assert "SourceArn" in permission
