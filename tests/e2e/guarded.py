"""The real template in an emulator that checks every right, deployed by CloudFormation alone.

The CDK's own bootstrap uses a policy that this emulator refuses while it checks rights, so the
assets are laid into S3 here and the template is handed over as it was synthesised, but for two
things that it cannot know: `for_emulator` says which.
"""

import asyncio
import json
import os
import shutil
import signal
import subprocess
from contextlib import contextmanager, suppress
from urllib.request import urlopen

import boto3
from botocore.config import Config

from kweek.cli import deploy, emulator, toolbox
from kweek.cli.ports import HOST
from kweek.cli.progress import Progress
from kweek.cli.project import Project
from kweek.core.secrets import derive
from kweek.shell.clock import Clock, machine_now
from tests.e2e.stack import Stack, until

STACK = "kweek"
BOOTSTRAP = "/cdk-bootstrap/hnb659fds/version"
SPEED = 600  # an hour of the campaign in six seconds
SECRETS = f"arn:aws:secretsmanager:{emulator.REGION}:{emulator.ACCOUNT}:secret:"
HARMLESS = "sts:GetCallerIdentity"
OVER_TLS_ONLY = {"Bool": {"aws:SecureTransport": "false"}}
ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=60)


class Guarded:
    """The stack, and root's view of its account."""

    def __init__(self, url, clock):
        self.url, self.clock = url, clock

    def aws(self, service):
        """A client of the account's root, whom no policy binds."""
        return boto3.session.Session().client(
            service,
            endpoint_url=self.url,
            region_name=emulator.REGION,
            aws_access_key_id=emulator.CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=emulator.CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
            config=ONCE,
        )

    def deploy(self, assembly):
        """Lay the assets into S3, and let CloudFormation make the stack."""
        s3, cloudformation = self.aws("s3"), self.aws("cloudformation")
        bucket = f"cdk-hnb659fds-assets-{emulator.ACCOUNT}-{emulator.REGION}"
        where = {"LocationConstraint": emulator.REGION}
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
        self.aws("ssm").put_parameter(Name=BOOTSTRAP, Value="30", Type="String")
        assets = json.loads((assembly / f"{STACK}.assets.json").read_text("utf-8"))["files"]
        for about in assets.values():
            [key] = [place["objectKey"] for place in about["destinations"].values()]
            body = (assembly / about["source"]["path"]).read_bytes()
            if about["source"]["path"] == f"{STACK}.template.json":
                template = f"{self.url}/{bucket}/{key}"
                body = json.dumps(for_emulator(json.loads(body))).encode()
            s3.put_object(Bucket=bucket, Key=key, Body=body)
        made = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]
        cloudformation.create_stack(StackName=STACK, TemplateURL=template, Capabilities=made)

        def created():
            [found] = cloudformation.describe_stacks(StackName=STACK)["Stacks"]
            assert "ROLLBACK" not in found["StackStatus"], found.get("StackStatusReason")
            assert "FAILED" not in found["StackStatus"], found.get("StackStatusReason")
            return found if found["StackStatus"] == "CREATE_COMPLETE" else None

        made = until("the stack", created)
        self.outputs = {one["OutputKey"]: one["OutputValue"] for one in made["Outputs"]}

    def keys(self):
        """What derives from the stack's one secret."""
        secrets = self.aws("secretsmanager")
        secret = secrets.get_secret_value(SecretId=self.outputs["SecretArn"])["SecretString"]
        return derive(json.loads(secret)["root"])

    def told(self):
        """The stack's addresses, as `kweek local` writes them."""
        keys = self.keys()
        return {
            "api": self.outputs["PublicUrl"],
            "endpoint": self.url,
            "region": emulator.REGION,
            "table": self.outputs["TableName"],
            "speed": SPEED,
            "write_key": keys.write_key,
            "admin_token": keys.admin_token,
            "clock": {
                "real_epoch": self.clock.real_epoch,
                "virtual_epoch": self.clock.virtual_epoch,
            },
        }

    def mails(self, to):
        """The texts that the emulator's SES has taken for an address, oldest first."""
        with urlopen(f"{self.url}/_ministack/ses/messages", timeout=10) as answer:  # noqa: S310
            every = json.loads(answer.read())["messages"].get(emulator.ACCOUNT, [])
        return [one["BodyText"] for one in every if one["To"] == [to]]

    def works(self, function, event):
        """Whether the function, run with its own role, does all that the event asks."""
        answer = self.aws("lambda").invoke(
            FunctionName=f"{STACK}-{function}", Payload=json.dumps(event).encode()
        )
        said = json.loads(answer["Payload"].read() or b"null") or {}
        return "FunctionError" not in answer and not said.get("batchItemFailures")

    @contextmanager
    def without(self, function, right):
        """The function's role with one right less, while the block lasts."""
        iam = self.aws("iam")
        [role] = [
            r["RoleName"]
            for r in iam.list_roles()["Roles"]
            if r["RoleName"].startswith(f"{STACK}-{function.capitalize()}Role")
        ]
        [name] = iam.list_role_policies(RoleName=role)["PolicyNames"]
        whole = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        less = json.loads(json.dumps(whole))
        for statement in less["Statement"]:
            said = statement["Action"]
            actions = [said] if isinstance(said, str) else said
            # A statement must allow something: this is what everybody may.
            statement["Action"] = [one for one in actions if one != right] or [HARMLESS]
        assert less != whole, f"{function} has no right to {right}"
        put = {"RoleName": role, "PolicyName": name}
        iam.put_role_policy(**put, PolicyDocument=json.dumps(less))
        yield
        iam.put_role_policy(**put, PolicyDocument=json.dumps(whole))

    def waiting(self):
        """`{queue: messages}` of every queue that holds any, dead letters among them."""
        sqs, found = self.aws("sqs"), {}
        for name, url in self.outputs.items():
            if name.endswith(("QueueUrl", "DeadLettersUrl")):
                asked = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
                told = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=asked)["Attributes"]
                found[name] = sum(map(int, told.values()))
        return {name: count for name, count in found.items() if count}

    def logged(self):
        """Every line that a function has written."""
        logs, lines = self.aws("logs"), []
        for group in logs.describe_log_groups()["logGroups"]:
            pages = logs.get_paginator("filter_log_events").paginate(
                logGroupName=group["logGroupName"]
            )
            lines += [(group["logGroupName"], e["message"]) for p in pages for e in p["events"]]
        return lines


def for_emulator(template):
    """The template with what this emulator has otherwise than AWS, and so cannot prove.

    It speaks no TLS, so nothing can ask for it. It takes SendMessageBatch for a right of its own,
    which is SendMessage's in AWS. It gives a secret's name where AWS gives its ARN. And it does
    not see which identity a mail is sent as: that may be any here.
    """
    resources = template["Resources"]
    secrets = {n for n, r in resources.items() if r["Type"] == "AWS::SecretsManager::Secret"}
    for resource in resources.values():
        document = resource.get("Properties", {}).get("PolicyDocument", {})
        statements = document.get("Statement", [])
        statements[:] = [one for one in statements if one.get("Condition") != OVER_TLS_ONLY]
        for statement in statements:
            if statement["Action"] == "sqs:SendMessage":
                statement["Action"] = ["sqs:SendMessage", "sqs:SendMessageBatch"]
            if statement["Action"] == "ses:SendEmail":
                statement["Resource"] = "*"
            if isinstance(asked := statement["Resource"], dict) and asked.get("Ref") in secrets:
                statement["Resource"] = {"Fn::Join": ["", [SECRETS, asked, "-*"]]}
    return template


@contextmanager
def guarded(clone, campaigns, port):
    """A stack whose emulator checks rights (`AUTH=true`); gone when the block is left."""
    project, url = Project(clone, port), f"http://{HOST}:{port}"
    shutil.rmtree(project.place, ignore_errors=True)  # an account as new, each time
    (project.place / "tmp").mkdir(parents=True)
    python, assembly = asyncio.run(_made(project, campaigns, url))
    now = machine_now()
    clock = Clock(speed=SPEED, real_epoch=now, virtual_epoch=_nine_o_clock(now))
    env = emulator.environment(port, url, project.place, clock) | {"AUTH": "true"}
    with (project.place / "emulator.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            emulator.command(python),
            env=env,
            cwd=project.place,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        until("the emulator", lambda: _answers(url), patience=30)
        stack = Guarded(url, clock)
        stack.deploy(assembly)
        yield stack, Stack(stack.told())
    finally:
        process.terminate()
        process.communicate(timeout=15)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # workers that it left behind


async def _made(project, campaigns, url):
    """The emulator's Python, and the synthesised app."""
    progress, node = Progress(), toolbox.find_node()
    api = f"{url}/_aws/execute-api/{{api}}/$default"
    context = deploy.local_context(campaigns, SPEED, api)
    python = await toolbox.emulator_python(project, progress)
    await deploy.synthesise(project, node, context)
    return python, project.assembly


def _nine_o_clock(now):
    """A Monday at nine in Amsterdam, soon: nothing is held for the night at once."""
    week = 7 * 86_400_000
    monday = 1_767_596_400_000 + 2 * 3_600_000 - 2 * 3_600_000  # 2026-01-05 08:00 in UTC+1
    return monday + ((now - monday) // week + 1) * week


def _answers(url):
    try:
        with urlopen(url + emulator.HEALTH, timeout=2) as answer:  # noqa: S310 - always http
            return answer.status == 200
    except OSError:
        return False
