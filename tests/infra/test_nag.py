"""AWS's own checks over the stack: every finding has its reason, and every reason its finding."""

import json
import re

import pytest
from aws_cdk import Validations

from infra.accepted import ACCEPTED
from infra.app import new_app, read_campaigns
from infra.context import Context
from infra.stack import KweekStack
from infra.target import ROOT, Target
from infra.wildcards import WILDCARDS

pytestmark = pytest.mark.slow

PACK = "AwsSolutions-"
WIDE = re.compile(r"IAM5\[Resource::(.*)\]")
STATES = "arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:"


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """`(rule, construct)` of all that cdk-nag finds."""
    from cdk_nag import AwsSolutionsChecks  # noqa: PLC0415 - a second that only this test needs

    out = tmp_path_factory.mktemp("checked")
    context = json.loads((ROOT / "cdk.json").read_text("utf-8"))["context"]
    app, target = new_app(outdir=str(out), context=context), Target(Context())
    KweekStack(app, target, read_campaigns(target))
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    [report] = json.loads((out / "validation-report.json").read_text("utf-8"))["pluginReports"]
    return {
        (violation["ruleName"].removeprefix(PACK), plain(construct["constructPath"]))
        for violation in report["violations"]
        for construct in violation["violatingConstructs"]
    }


def plain(path):
    """A construct as our own code calls it: without the stack and what the CDK puts below it."""
    return path.removeprefix("kweek/").removesuffix("/Resource").removesuffix("/DefaultPolicy")


def is_in(construct, accepted):
    """Whether a construct is of those named; `*` stands for one name."""
    pattern = re.escape(accepted).replace(r"\*", "[^/]+")
    return re.fullmatch(pattern, construct) is not None


def test_every_finding_is_accepted_for_a_reason_and_nothing_else_is(findings):
    narrow = {one for one in findings if not WIDE.fullmatch(one[0])}
    reasons = {
        one: [a for a in ACCEPTED if a.rule == one[0] and is_in(one[1], a.breaks)] for one in narrow
    }

    assert [one for one, found in reasons.items() if not found] == []
    assert {found[0] for found in reasons.values()} == set(ACCEPTED)
    assert all(one.reason for one in ACCEPTED)


def test_every_wide_right_that_is_found_is_on_the_written_list(findings):
    wide = {(found[1], where) for rule, where in findings if (found := WIDE.fullmatch(rule))}

    assert wide == {
        (resource if resource == "*" else f"{STATES}{resource}", f"{w.role.capitalize()}/Role")
        for w in WILDCARDS
        for resource in [w.resource.format(stack="kweek")]
    }
